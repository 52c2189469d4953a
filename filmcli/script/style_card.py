"""The card of a style adapter, from its course's own figures (the form: Mitchell et al. 2019), and its table.

Knows nothing of training. Names authors and titles of the corpus, never its lines.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from filmcli.script import samples
from filmcli.script.corpus import Work
from filmcli.script.course import Course

NAME = "model_card.md"
HEAD = ("nats a token", "val", "test", "test, perplexity")


def rows(course: Course) -> list[tuple[str, str, str, str]]:
    """Return (what, loss on val, loss on test, perplexity on test), under `HEAD`."""
    sides = (("trigram of the same scripts", course.chance), ("the model before", course.before), ("the model after", course.after))
    return [(name, f"{loss['val']:.3f}", f"{loss['test']:.3f}", f"{math.exp(loss['test']):.1f}") for name, loss in sides if loss]


def text(course: Course, works: Sequence[Work]) -> str:
    """Return the card in Markdown."""
    chosen, sizes = course.settings, course.sizes
    parts, _ = samples.split(works, seed=course.seed)
    learnt = "; ".join(f"{work.title} ({work.author or 'not named'})" for work in parts["train"])
    gain = course.before["test"] - course.after["test"]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows(course))
    curve = ", ".join(f"{step}: {val:.3f}" for step, _, val in course.curve)
    return f"""# A style adapter for {course.base}

A LoRA of rank {chosen.rank} (Hu et al. 2021) on every projection, tuned by `filmcli train style` on the dialogue of scripts, `Name: line` a row.
Use: `filmcli script --adapter FOLDER`. It leans the writer's phrases towards the talk of these scripts; it knows no plot and no layout.

## Data

{sizes["train"][0]} scripts learnt from, {sizes["val"][0]} for when to stop, {sizes["test"][0]} for the figures; parted {course.parted}.
{sizes["train"][2]} tokens in {sizes["train"][1]} stretches of about {samples.STRETCH} words, of which {course.steps} steps of {chosen.batch} were read.
Speeches are cut to whole sentences of at most about {samples.SPEECH} words, stage directions left out.

Learnt from: {learnt}.

Old plays have the attitudes of their time; the writer's list of forbidden words applies to what the model says with the adapter as without.

## Figures

On scripts that it has not learnt from; {sizes["val"][2]} and {sizes["test"][2]} tokens.

| {" | ".join(HEAD)} |
|---|---|---|---|
{table}

Gain on test {gain:.3f} ± {course.error:.3f} nats a token (standard error over stretches); {course.better:.0%} of the stretches became likelier.
Best at step {course.best_step} of {course.steps}; val by step: {curve}. Seed {course.seed}, {course.seconds:.0f} s.
"""
