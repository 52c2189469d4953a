"""The plot model's card, from a study's own figures (the form: Mitchell et al. 2019), its tables and its reliability plot.

Knows nothing of training.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from filmcli.core import files
from filmcli.script.plot import FILE, network
from filmcli.script.plot.figures import Study

TASKS = {
    "A8": "What follows, 8 classes (Plotto)",
    "A21": "What follows, 21 groups (Plotto)",
    "R8": "What a step is, from its words, 8 classes (Plotto)",
    "R21": "What a step is, from its words, 21 groups (Plotto)",
    "B": "The cast's next move, 6 moves (GerDraCor)",
}

_ABOUT = """# The plot model

Three ensembles of small perceptrons, {seeds} {seed} each, in `{file}` (float16 safetensors), trained by `filmcli train plot`.

* **reader**: of which of Cook's 21 groups a step is, from its words and who takes part.
* **sequel**: which group follows, from the same, from the step before, and from the step's own group where it is told.
* **moves**: who will be in the next scene, from who spoke how much so far. It reads no text.

Intended use: to steer filmcli's planner among developments that are possible anyway, and to show a writer what a very conventional reader
would expect. It is one author's grammar of 1928 and the German stage of 1730–1930: never a measure of quality, of a person or of an audience.

## Data

| | what | licence | train | val | test |
|---|---|---|---|---|---|
| A | *Plotto* (William Wallace Cook, 1928): steps with known successors, split by conflict number | public domain; transcription by Gary Kacmarcik | {a} |
| B | GerDraCor (Fischer et al. 2019; TextGrid Repository via zeno.org): scene changes of plays of six scenes or more, split by author | CC0 | {b} |

Sentence vectors: wordllama (MIT), the mean of its token vectors. Nothing of a screenplay was read.

The book has the attitudes of its time to sex, class and race, and what follows from them is in what the networks learnt: two lovers and a rival
are its usual people, and a woman in it is mostly somebody's. Its sentences are not in the file (256 numbers a sentence are, to tell
what is out of depth) and are never shown.

## Figures

On the fixed test parts, which chose nothing: rates, sizes and when to stop were chosen on the other parts. Cross-entropy (CE) in nats; accuracy
is the gold mass on the likeliest class, which for the soft labels of A cannot pass .73 (8 classes) and .67 (21 groups). ± is the standard
deviation over seeds.
"""

_LIMITS = """
## Where it abstains

Where the nearest training sentence is farther (cosine {familiar}) than for all but 2 % of the validation part, or where the entropy is above nine
tenths of the most there can be. On the test part that is {share:.0%}; the accuracy (8 classes) is {answered} where it answers and {abstained} where it does not.

## Limits

* The test part of Plotto has {tests} steps: two standard errors of the accuracy are about .05, more than most rows differ by. The perceptrons are
  as good as the logistic regression on the same inputs, not better than it by a margin that counts.
* Most of what it knows is the step's own kind: the Markov row, told the kind by the book, comes close.
* Screenplays read unlike the book's summaries. There it abstains often, and should. What a modern scene is, the reader hardly knows: of 78 scenes
  written for a group, it named the right one of the 8 classes for 16, where chance names 14.
"""


def write(study: Study, folder: Path) -> None:
    """Write the networks, the card and the reliability plot into a folder."""
    network.save(folder / FILE, study.ensembles, study.arrays, study.facts)
    files.write(folder / "model_card.md", text(study))
    files.write(folder / "reliability.html", reliability(study))


def text(study: Study) -> str:
    """Return the model card in Markdown."""
    sizes = {task.lower(): " | ".join(map(str, study.sizes[task])) for task in "AB"}
    parts = [_ABOUT.format(seeds=study.seeds, seed="seed" if study.seeds == 1 else "seeds", file=FILE, **sizes)]
    for title, heads, rows in tables(study):
        parts.append(f"\n### {title}\n\n| {' | '.join(heads)} |\n|---|---|---|\n")
        parts += [f"| {' | '.join(row)} |\n" for row in rows]
    parts.append("\n## Calibration\n\nDrawn in [reliability.html](reliability.html). ")
    parts.append(
        "One temperature for each ensemble, found on val (Guo et al. 2017). Ten bins of equal width: how sure → how right (how many).\n\n"
    )
    for task, told in ((task, study.calibrated[task]) for task in TASKS):
        bins = ", ".join(f"{sure:.2f} → {right:.2f} ({count})" for sure, right, count in told["bins"])
        parts.append(f"* {TASKS[task]}: expected calibration error {told['ece']:.3f} at temperature {told['temperature']}; {bins}.\n")
    silent = {
        name: f"{study.abstains[key]:.2f}" if (key := f"{name}_accuracy") in study.abstains else "–" for name in ("answered", "abstained")
    }
    parts.append(_LIMITS.format(familiar=study.facts["familiar"], share=study.abstains["share"], tests=study.sizes["A"][2], **silent))
    return "".join(parts)


def reliability(study: Study) -> str:
    """Return one self-contained HTML page: how sure the shipped networks are against how often they are right, a plot for each task."""
    from html import escape

    from filmcli.script import plots

    drawn = "".join(
        f"<h2>{escape(TASKS[task])}</h2><figure>{plots.reliability(told['bins'])}<figcaption>expected calibration error {told['ece']:.3f}, "
        f"{sum(count for *_, count in told['bins'])} steps</figcaption></figure>"
        for task, told in ((task, study.calibrated[task]) for task in TASKS)
    )
    return f'<!doctype html><html><head><meta charset="utf-8"><title>How sure, how right</title></head><body>{drawn}</body></html>\n'


def tables(study: Study) -> Iterator[tuple[str, tuple[str, str, str], list[tuple[str, str, str]]]]:
    """Yield (title, heads, rows) of each task: what, cross-entropy, accuracy, with the spread over seeds where there are several."""
    for task, title in TASKS.items():
        rows = []
        for name, figures in study.rows[task].items():
            spread = [f" ± {figures[key]:.3f}" if key in figures else "" for key in ("ce_sd", "accuracy_sd")]
            rows.append((name, f"{figures['ce']:.3f}{spread[0]}", f"{figures['accuracy']:.3f}{spread[1]}"))
        yield title, ("", "CE", "accuracy"), rows
