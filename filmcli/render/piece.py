"""A piece of a scene that becomes one shot: the setup, the stage as people stand, the units it covers.

Knows nothing of how pieces are chosen or written down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from filmcli.formats.cast import Cast
from filmcli.formats.shots import Act, Scene
from filmcli.render import places
from filmcli.render.breakdown import Sheet
from filmcli.render.camerawords import Direction
from filmcli.render.grammar import Unit
from filmcli.render.setup import Setup, Stage
from filmcli.render.units import Told

WIDE = ("master", "establishing")


@dataclass(frozen=True)
class Scenery:
    """A scene with everything its shots need."""

    sheet: Sheet
    scene: Scene
    names: places.Names
    cast: Cast
    talk: Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Piece:
    """What becomes one shot: a setup on the stage as people stand, the units it covers, and its place in the scene."""

    setup: Setup
    stage: Stage
    told: Sequence[Told]
    at: int
    jump: bool = False  # it cuts to the same person from nearly the same place: no other camera has room

    @property
    def units(self) -> list[Unit]:
        return [one.unit for one in self.told]

    @property
    def direction(self) -> Direction | None:
        """What the page asks of the camera in these lines."""
        return next((one.direction for one in self.told if one.direction), None)

    @property
    def acts(self) -> list[Act]:
        """What the people who are there do in these lines."""
        here = self.told[0].moment.places
        return [act for one in self.told for act in one.moment.acts if act.character in here]
