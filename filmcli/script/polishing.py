"""The revision: the worst lines of a finished script are written anew under their own grammar, and kept only if better.

Knows nothing of how the writer works. A line is judged where it stands: with what is said before it, against all other lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from filmcli.script.choosing import Draft

if TYPE_CHECKING:
    from filmcli.script.writing import Pen


def polish(pen: Pen) -> None:
    """Rewrite the worst lines of a pen's script in place."""
    settings = pen.preset["revision"]
    places = [(scene, at) for scene, lines in enumerate(pen.script) for at, line in enumerate(lines) if line.blanks or len(line.ready) > 1]
    lines = [pen.script[scene][at] for scene, at in places]
    said = [pen.said(scene, at) for scene, at in places]
    stands = [[Draft(line.text, line.text if line.own else "")] for line in lines]
    values = [weighed[0].value(pen.critic.weights) for weighed in pen.weighed(lines, stands, said)]
    count = round(settings["share"] * sum(map(len, pen.script)))
    worst = sorted(sorted(range(len(lines)), key=lambda at: (values[at], at))[:count])
    poor, before = [lines[at] for at in worst], [said[at] for at in worst]
    rivals = pen.drafts(poor, before, item="revise", ready=True)
    drafts = [stands[at] + options for at, options in zip(worst, rivals, strict=True)]
    for line, weighed in zip(poor, pen.weighed(poor, drafts, before), strict=True):
        old, *others = weighed
        fresh = [rival for rival in others if not pen.critic.knows(rival.text)]
        best = pen.critic.best(fresh) if fresh else old
        if best.value(pen.critic.weights) > old.value(pen.critic.weights) + settings["margin"]:
            pen.change(line, best)
