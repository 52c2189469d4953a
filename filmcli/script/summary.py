"""The figures that sum up a screenplay, each as a name and words.

Knows nothing of tables and pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from filmcli.script.length import clock, eighths
from filmcli.script.statistics import SceneFigures, Statistics


def figures(one: Statistics) -> list[tuple[str, str]]:
    """Return the figures that sum up a screenplay: (name, value)."""
    longest = max(one.roles, key=lambda role: role.longest, default=None)
    answers = (one.bechdel.two_women, one.bechdel.talk, one.bechdel.not_of_men)
    return [
        ("pages", f"{one.pages} ({eighths(one.eighths)} by scenes)"),
        ("running time", f"about {clock(one.seconds)}; {one.pages} min by pages"),
        ("scenes", str(len(one.scenes))),
        ("words", f"{one.action_words + one.dialogue_words + one.other_words}: action {one.action_words}, dialogue {one.dialogue_words}"),
        ("dialogue : action", f"{one.ratio:.2f}"),
        ("speeches", f"{one.speeches}, {one.dialogue_words / max(1, one.speeches):.1f} words each"),
        (
            "longest speech",
            f"{longest.longest} words, {longest.name}, line {longest.longest_line}" if longest and longest.longest else "none",
        ),
        ("characters", f"{sum(1 for role in one.roles if role.speeches)} speak"),
        ("INT : EXT", _shares(one, lambda scene: scene.int_ext or "not said")),
        ("day : night", _shares(one, lambda scene: scene.hour or "not said")),
        ("locations", str(len({scene.place for scene in one.scenes if scene.place}))),
        ("Bechdel: women, talk, not of men", " / ".join(answers)),
    ]


def _shares(one: Statistics, key: Callable[[SceneFigures], str]) -> str:
    counts: Counter[str] = Counter()
    for scene in one.scenes:
        counts[key(scene)] += scene.eighths
    return ", ".join(f"{name} {100 * count / max(1, one.eighths):.0f} %" for name, count in counts.most_common()) or "none"
