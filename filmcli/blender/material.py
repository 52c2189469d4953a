"""The materials of a set: a `Paint` makes each from its palette name by a recipe (`finish`, `masonry`, `landform`, `glazing`, `imagery`), and keeps it.

Knows nothing of props or sets. Colours are linear RGB; sizes metres.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import bpy

from filmcli.blender.finish import carpet, carton, fabric, leather, metal, painted, plain, planks, plaster, stain, tile, wallpaper, wood
from filmcli.blender.glazing import emission, frosted, glass, liquid, stained
from filmcli.blender.imagery import chart, facade, picture, screen, showcase, wares
from filmcli.blender.landform import alp, far, foam, globe, moon, sea, smear
from filmcli.blender.masonry import asphalt, bark, brick, cobbles, concrete, ground, leaf, marble, rock
from filmcli.blender.nodetree import Nodes
from filmcli.core import presets
from filmcli.core.errors import InputError


class Paint:
    """The materials of one set: made when first asked for, by palette name, or by recipe with parameters."""

    def __init__(
        self,
        *,
        lite: bool,
        wet: bool = False,
        rain: bool = False,
        snow: bool = False,
        corners: bool = False,
        palette: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """`wet`: what soaks is darker and shines; `rain`: drops run down glass; `snow`: what looks up is covered; `corners`: walls are darker at their ends and under the ceiling."""
        self.lite, self.wet, self.rain, self.snow, self.corners = lite, wet, rain, snow, corners
        self.palette = {**general(), **(palette or {})}
        self._made: dict[str, bpy.types.Material] = {}

    def get(self, name: str) -> bpy.types.Material:
        """Return the material of a palette name; raise InputError for an unknown name."""
        if name not in self._made:
            if name not in self.palette:
                raise InputError(
                    f"no material {name!r} in the palette", hint="names are in presets/palette and under `palette:` of the set"
                )
            self._made[name] = self.make(name, dict(self.palette[name]))
        return self._made[name]

    def make(self, name: str, spec: dict[str, Any]) -> bpy.types.Material:
        """Return a new material from `{recipe: wood, dark: …}`."""
        recipe = spec.pop("recipe")
        if recipe not in RECIPES:
            raise InputError(f"material {name!r}: no recipe {recipe!r}", hint=f"recipes: {', '.join(RECIPES)}")
        function = RECIPES[recipe]
        known = inspect.signature(function).parameters
        if self.wet and "wet" in known:
            spec.setdefault("wet", True)
        if self.rain and "drops" in known:
            spec.setdefault("drops", 1.0)
        if wrong := sorted(set(spec) - set(known)):
            raise InputError(f"material {name!r}: recipe {recipe} takes no {wrong[0]!r}", hint=f"it takes {', '.join(list(known)[1:])}")
        spec = {key: tuple(value) if isinstance(value, list) else value for key, value in spec.items()}
        nodes = Nodes(
            f"set_{name}",
            lite=self.lite,
            soak=self.wet and recipe in SOAKING,
            snow=self.snow and recipe in CAPPED,
            corners=self.corners and name in WALLS,
        )
        return function(nodes, **spec)


@cache
def general() -> dict[str, dict[str, Any]]:
    """Return the materials that every prop may ask for, by name, from presets/palette."""
    return {name: row for sheet in presets.names("palette") for name, row in presets.load("palette", sheet).items()}


SOAKING = (
    "wood",
    "plaster",
    "brick",
    "fabric",
    "bark",
    "painted",
    "leather",
    "carpet",
    "wallpaper",
)  # darker and shining in the rain, by nature
CAPPED = (
    "plain", "wood", "planks", "plaster", "painted", "metal", "fabric", "tile", "brick", "concrete", "asphalt", "cobbles", "ground", "rock", "bark",
    "leaf", "facade", "leather",
)  # fmt: skip  # snow lies on them
WALLS = ("wall", "said_walls")  # of rooms
RECIPES: dict[str, Callable[..., bpy.types.Material]] = {
    f.__name__: f
    for f in (
        plain, wood, planks, plaster, wallpaper, painted, metal, leather, fabric, carpet, tile, brick, marble, carton, stained, stain, concrete, asphalt,
        cobbles, ground, rock, bark, leaf, glass, liquid, frosted, emission, showcase, wares, screen, picture, chart, facade, sea, foam, alp, far, moon, smear, globe,
    )
}  # fmt: skip
