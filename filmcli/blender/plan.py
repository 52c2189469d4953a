"""The plan of a set: what stands where, before anything is built.

Knows nothing of rules, of repair or of Blender's scene.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from filmcli.blender.bodies import Body, Form
from filmcli.blender.prop.model import Model
from filmcli.blender.shell import Room


@dataclass
class Group:
    """One model and the bodies that are made of it; `entry` is the set's own line."""

    entry: Mapping[str, Any]
    model: Model
    form: Form
    bodies: list[Body] = field(default_factory=list)


@dataclass
class Plan:
    """What stands where. `notes` say what the repair moved or dropped."""

    room: Room
    interior: bool
    marks: Mapping[str, Mapping[str, Any]]
    keep: Sequence[Sequence[float]] = ()  # points that stay free, such as the master camera
    sight: Sequence[Sequence[float]] = ()  # spots on the floor that the master camera looks over to see people
    groups: list[Group] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def bodies(self) -> Iterator[Body]:
        """Yield every body placed so far."""
        for group in self.groups:
            yield from group.bodies

    def named(self, title: str) -> list[Body]:
        """Return the bodies of a name."""
        return [body for body in self.bodies() if body.title == title]
