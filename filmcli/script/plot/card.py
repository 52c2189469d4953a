"""The plot model's card, from a study's own figures (the form: Mitchell et al. 2019), and its tables.

Knows nothing of training.
"""

from __future__ import annotations

from collections.abc import Iterator

from filmcli.script.plot.study import Study

TASKS = {
    "A8": "What follows, 8 classes (Plotto)",
    "A21": "What follows, 21 groups (Plotto)",
    "B": "The cast's next move, 6 moves (GerDraCor)",
}

_ABOUT = """# The plot model

Three ensembles of small perceptrons (ten seeds each) in `plot.safetensors`, float16, trained by `filmcli train plot`.

* **reader**: of which of Cook's 21 groups a step is, from its words and who takes part.
* **sequel**: which group follows, from the same, and from the steps that may have come before.
* **moves**: who will be in the next scene, from who spoke how much so far. It reads no text.

Intended use: to steer filmcli's planner among developments that are possible anyway, and to show a writer what a very conventional reader
would expect. It is one author's grammar of 1928 and the stage of 1730–1930: never a measure of quality.

## Data

*Plotto* (William Wallace Cook, 1928; public domain; transcription by Gary Kacmarcik): 1,808 steps with known successors, split by conflict number.
GerDraCor (CC0; Fischer et al. 2019; TextGrid Repository via zeno.org): 571 plays of six scenes or more, speakers and word counts only, split by author.
Sentence vectors: wordllama (MIT), the mean of its token vectors.

The book has the attitudes of its time to sex, class and race. Its sentences are not in the file (256 numbers a sentence are, to tell what is
out of depth) and are never shown.

## Figures, on the fixed test parts

Cross-entropy in nats, accuracy as gold mass on the likeliest class.
"""

_LIMITS = """
## Limits

* The test part of Plotto has 259 steps: two standard errors of the accuracy are about .05.
* Abstains where the nearest training sentence is farther than for all but 2 % of the validation part, or where all groups are about equally likely.
* On screenplays it reads action and talk, not the book's one-sentence summaries, so that it abstains often, and should.
* Ablation in the planner: `benchmarks/plot.py`.
"""


def text(study: Study) -> str:
    """Return the model card in Markdown."""
    parts = [_ABOUT]
    for task, title in TASKS.items():
        parts.append(f"\n### {title}\n\n| | CE | accuracy |\n|---|---|---|\n")
        parts += [f"| {name} | {ce} | {accuracy} |\n" for name, ce, accuracy in rows(study, task)]
        told = study.calibrated[task]
        parts.append(
            f"\nCalibration of what ships: expected error {told['ece']:.3f} at temperature {told['temperature']}; confidence → gold mass (steps): "
        )
        parts.append(", ".join(f"{sure:.2f} → {right:.2f} ({count})" for sure, right, count in told["bins"]) + ".\n")
    return "".join([*parts, _LIMITS])


def rows(study: Study, task: str) -> Iterator[tuple[str, str, str]]:
    """Yield (what, cross-entropy, accuracy) of one task, with the spread over seeds where there are several."""
    for name, figures in study.rows[task].items():
        spread = [f" ± {figures[key]:.3f}" if key in figures else "" for key in ("ce_sd", "accuracy_sd")]
        yield name, f"{figures['ce']:.3f}{spread[0]}", f"{figures['accuracy']:.3f}{spread[1]}"
