"""The strip of a scene on a stripboard: its colour by where and when it plays.

Knows nothing of what happens in it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Colour:
    """A strip's colour: its name on the board, red, green and blue (0–255), and what it says."""

    name: str
    rgb: tuple[int, int, int]
    meaning: str

    @property
    def hex(self) -> str:
        """The colour as `#f7d74c`."""
        return "#{:02x}{:02x}{:02x}".format(*self.rgb)


WHITE = Colour("white", (255, 255, 255), "INT DAY")
YELLOW = Colour("yellow", (250, 219, 94), "EXT DAY")
BLUE = Colour("blue", (120, 166, 224), "INT NIGHT")
GREEN = Colour("green", (118, 184, 130), "EXT NIGHT")
PINK = Colour("pink", (243, 176, 190), "DAWN or DUSK")
GREY = Colour("grey", (205, 205, 205), "not said")
COLOURS = (WHITE, YELLOW, BLUE, GREEN, PINK, GREY)


def colour(int_ext: str, hour: str) -> Colour:
    """Return the strip's colour. INT/EXT counts as exterior: it needs the weather. Grey when the slug line leaves it open."""
    if hour in ("dawn", "dusk"):
        return PINK
    if not int_ext or hour not in ("day", "night"):
        return GREY
    inside = int_ext == "INT"
    return (WHITE if inside else YELLOW) if hour == "day" else (BLUE if inside else GREEN)
