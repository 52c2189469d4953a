"""The screenplay, written: a plan's lines are filled and chosen by the writer, checked, and set as Fountain.

Knows nothing of how the writer works.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from filmcli.formats import fountain
from filmcli.script import planning, polishing, wholes
from filmcli.script.pen import Pen, Tally, Writer, Written


def write(logline: str | None, *, genre: str, seed: int, writer: Writer, report: Callable[[str], Any], scenes: int | None = None) -> str:
    """Return a screenplay as Fountain text: same logline, genre, seed and writer, same bytes."""
    plan = planning.make(logline, genre=genre, seed=seed, scenes=scenes)
    report(f"{plan.title}: {plan.logline}")
    text, tally = compose(plan, seed=seed, writer=writer, report=report)
    told(tally, writer, report=report)
    return text


def told(tally: Tally, writer: Writer, *, report: Callable[[str], Any]) -> None:
    """Say how a script came about, and what its writer spent."""
    report(
        f"{tally.words} words, {tally.share():.0%} the model's own; {tally.filled} lines filled, {tally.chosen} chosen, "
        f"{len(tally.changes)} revised, {tally.fallbacks} fallbacks"
    )
    if spent := getattr(writer, "spent", None):
        report(spent())


def compose(plan: planning.Plan, *, seed: int, writer: Writer, report: Callable[[str], Any]) -> tuple[str, Tally]:
    """Write a plan; return the Fountain text and the tally."""
    script, tally = lines(plan, seed=seed, writer=writer, report=report)
    for scene, written in zip(plan.scenes, script, strict=True):
        tally.words += sum(len(line.text.split()) for line in written)
        tally.own += sum(line.own for line in written)
        tally.elements += elements(scene, written)
    return fountain.compose(title_page(plan, seed), tally.elements), tally


def elements(scene: planning.Scene, written: Sequence[Written]) -> list[tuple[str, str]]:
    """Return a scene as elements, (type, text): its slug line, and each line as action, or as a cue and what is said."""
    found = [("scene_heading", scene.heading)]
    for line in written:
        found += [("character", line.speaker.upper()), ("dialogue", line.text)] if line.speaker else [("action", line.text)]
    return found


def title_page(plan: planning.Plan, seed: int) -> list[tuple[str, str]]:
    """Return the title page of a plan as keys and values."""
    return [
        ("Title", plan.title),
        ("Credit", "written by"),
        ("Author", "filmcli"),
        ("Genre", plan.genre.replace("_", " ")),
        ("Seed", str(seed)),
        ("Logline", plan.logline),
    ]


def lines(
    plan: planning.Plan,
    *,
    seed: int,
    writer: Writer,
    report: Callable[[str], Any],
    only: Collection[int] | None = None,
    known: Sequence[tuple[str | None, str]] = (),
) -> tuple[list[list[Written]], Tally]:
    """Write the lines of a plan's scenes; return them scene by scene, and the tally.

    `only`: the numbers of the scenes to write, from 0; the others stay empty. `known`: (speaker, text) of what stands already.
    """
    mode, reason = getattr(writer, "mode", ("lines", "the runner does not say"))
    report(f"writing {'whole scenes' if mode == 'scenes' else 'line by line'}: {reason}")
    if about := getattr(writer, "about", ""):
        report(about)
    wanted = [index for index in range(len(plan.scenes)) if only is None or index in only]
    pen = Pen(plan, seed, writer, report)
    for speaker, text in known:
        pen.critic.remember(text, speaker if speaker in pen.people else None)
    if mode == "scenes":
        wanted = wholes.write(pen, wanted)
    pen.by_line(wanted)
    polishing.polish(pen)
    return pen.script, pen.tally
