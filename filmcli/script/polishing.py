"""The revision: the worst lines of a finished script are written anew under their own grammar, and kept only if better.

Knows nothing of how the writer works. A line is judged where it stands: with what is said before it, against all other lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filmcli.script.pen import Pen


def polish(pen: Pen) -> None:
    """Rewrite the worst lines of a pen's script in place."""
    settings = pen.preset["revision"]
    places = [(scene, at) for scene, lines in enumerate(pen.script) for at, line in enumerate(lines) if line.blanks or len(line.ready) > 1]
    lines = [pen.script[scene][at] for scene, at in places]
    said = [pen.said(scene, at) for scene, at in places]
    stands = [pen.standing(line) for line in lines]
    values = [line.value(pen.critic.weights) for line in stands]
    count = round(settings["share"] * sum(map(len, pen.script)))
    worst = sorted(sorted(range(len(lines)), key=lambda at: (values[at], at))[:count])
    poor, before = [lines[at] for at in worst], [said[at] for at in worst]
    for line in poor:
        pen.critic.remember(line.text, line.speaker, times=-1)
    rivals = pen.weighed(poor, pen.drafts(poor, before, item="revise", ready=True), before)
    for line in poor:
        pen.critic.remember(line.text, line.speaker)
    for at, line, others in zip(worst, poor, rivals, strict=True):
        fresh = [rival for rival in others if not pen.critic.knows(rival.text)]
        best = pen.critic.best(fresh) if fresh else stands[at]
        if best.value(pen.critic.weights) > values[at] + settings["margin"]:
            pen.change(line, best)
