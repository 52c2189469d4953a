"""Where things stand on a page: paper sizes, margins, lines, and the column of each element, in points (1/72 inch).

Knows nothing of screenplays. A typewriter letter is 7.2 points wide and an ideograph 12, whatever font draws it: pages break
alike on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from filmcli.core.errors import UsageError

PaperName = Literal["letter", "a4"]
ProfileName = Literal["us", "cn"]

PAPERS = {"letter": (612.0, 792.0), "a4": (595.28, 841.89)}
PROFILES = ("us", "cn")
LETTER, IDEOGRAPH = 7.2, 12.0  # widths at 12 points: Courier Prime has 10 letters to the inch


@dataclass(frozen=True)
class Column:
    """The lines of one kind of element: `x` from the paper's edge and `width`, in points. `hang` indents the lines after the first."""

    x: float
    width: float
    hang: float = 0.0


@dataclass(frozen=True)
class Layout:
    """A sheet with its text area: `lines` lines, `leading` points apart, the first `top` points below the edge."""

    width: float
    height: float
    top: float
    leading: float
    lines: int
    left: float
    measure: float
    columns: Mapping[str, Column]
    profile: ProfileName

    @property
    def right(self) -> float:
        """Return the right edge of the text area."""
        return self.left + self.measure


def layout(*, paper: PaperName = "letter", profile: ProfileName = "us") -> Layout:
    """Return the layout of a profile on a paper. Raises UsageError for a name that is none."""
    if paper not in PAPERS:
        raise UsageError(f"no paper {paper!r}", hint=f"papers: {', '.join(PAPERS)}")
    if profile not in PROFILES:
        raise UsageError(f"no page profile {profile!r}", hint=f"profiles: {', '.join(PROFILES)}")
    return _american(paper) if profile == "us" else _chinese(paper)


def _american(paper: PaperName) -> Layout:
    """Return the studio page: 6 lines an inch, left margin 1.5 inches (Cole and Haag, The Complete Guide to Standard Script Formats, 1980)."""
    left, wide = 108.0, 60 * LETTER
    columns = {
        "action": Column(left, wide),
        "dialogue": Column(180.0, 35 * LETTER),
        "lyric": Column(180.0, 35 * LETTER),
        "parenthetical": Column(216.0, 26 * LETTER, hang=LETTER),
        "character": Column(266.4, 38 * LETTER),
    }
    width, height = PAPERS[paper]
    return Layout(width, height, 72.0, 12.0, {"letter": 55, "a4": 57}[paper], left, wide, columns, "us")


def _chinese(paper: PaperName) -> Layout:
    """Return the page of mainland Chinese practice: whole-width paragraphs indented by two ideographs, the speaker within the line."""
    width, height = PAPERS[paper]
    left, top, leading = 90.0, 72.0, 20.0
    wide = (width - 2 * left) // IDEOGRAPH * IDEOGRAPH
    return Layout(width, height, top, leading, int((height - 2 * top) // leading), left, wide, {"action": Column(left, wide)}, "cn")
