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
    report(
        f"{tally.words} words, {tally.share():.0%} the model's own; {tally.filled} lines filled, {tally.chosen} chosen, "
        f"{len(tally.changes)} revised, {tally.fallbacks} fallbacks"
    )
    if spent := getattr(writer, "spent", None):
        report(spent())
    return text


def compose(plan: planning.Plan, *, seed: int, writer: Writer, report: Callable[[str], Any]) -> tuple[str, Tally]:
    """Write a plan; return the Fountain text and the tally."""
    script, tally = lines(plan, seed=seed, writer=writer, report=report)
    for scene, written in zip(plan.scenes, script, strict=True):
        tally.elements.append(("scene_heading", scene.heading))
        for line in written:
            tally.words += len(line.text.split())
            tally.own += line.own
            if line.speaker is None:
                tally.elements.append(("action", line.text))
            else:
                tally.elements += [("character", line.speaker.upper()), ("dialogue", line.text)]
    page = [
        ("Title", plan.title),
        ("Credit", "written by"),
        ("Author", "filmcli"),
        ("Genre", plan.genre.replace("_", " ")),
        ("Seed", str(seed)),
        ("Logline", plan.logline),
    ]
    return fountain.compose(page, tally.elements), tally


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
