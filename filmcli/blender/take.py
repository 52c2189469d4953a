"""A take: one shot while it is made, who of its people the camera sees, and where its seconds go.

Knows nothing of how anything is placed, lit or rendered.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from mathutils import Vector

from filmcli.blender import meter
from filmcli.blender.camera import View
from filmcli.blender.fixture import Face, Lamp, Room
from filmcli.blender.picture import Format
from filmcli.formats import grade

PRIME_FACES = 3  # people lit one by one; the rest get what falls on them


class Clock:
    """Seconds spent, by name; `total` is the time since it was started: some of the others run side by side."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._start = time.perf_counter()

    def total(self) -> dict[str, float]:
        """Return all seconds, with their total."""
        return self.seconds | {"total": round(time.perf_counter() - self._start, 3)}

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - start, 3)


@dataclass(frozen=True)
class Developed:
    """What the shapes of the mouth are laid on: the first beat's linear picture, its depth, the look it is graded with, and its halo."""

    beauty: np.ndarray
    depth: np.ndarray
    look: grade.Grade
    halo: grade.Halo


@dataclass
class Take:
    """One shot while it is made."""

    request: Mapping[str, Any]
    format: Format
    view: View
    stage: Any
    people: dict[str, Any]  # character id → Figure
    room: Room
    preset: Mapping[str, Any]
    lamps: list[Lamp] = field(default_factory=list)
    reading: meter.Reading | None = None
    prime: str = ""
    sky: float = 0.0  # the world's strength
    clock: Clock = field(default_factory=Clock)
    developed: Developed | None = None

    def seen(self) -> list[str]:
        """Return the ids of people whose eyes are in the frame, nearest to the focus first."""
        inside = []
        for name, figure in self.people.items():
            x, y, depth = self.view.project(figure.eyes())
            if depth > 0.1 and -0.05 < x < 1.05 and -0.15 < y < 1.05:
                inside.append((math.dist(figure.eyes(), self.view.focus), name))
        return [name for _, name in sorted(inside)]

    def lit(self) -> list[Face]:
        """Return whom to light, most important first."""
        found = []
        for name in self.seen()[:PRIME_FACES]:
            figure = self.people[name]
            facing = Vector(figure.facing())
            facing.z = 0.0
            found.append(Face(name, Vector(figure.eyes()), facing.normalized(), figure.collection))
        return found

    def fronts(self) -> list[str]:
        """Return the ids of people whose faces the camera sees, most important first."""
        lens = Vector(self.view.position)
        return [face.id for face in self.lit() if face.facing.dot((lens - face.eyes).normalized()) > -0.2]
