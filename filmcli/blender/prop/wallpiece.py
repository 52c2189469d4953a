"""What hangs on walls or stands against them from the start: pictures, mirrors, clocks, radiators.

Knows nothing of sets. The wall's face is y = 0, the room is at −y.
"""

from __future__ import annotations

from filmcli.blender import shape
from filmcli.blender.prop.model import Model


def picture_frame(
    m: Model, *, width: float = 0.6, height: float = 0.45, up: float = 1.65, frame: str = "trim", picture: str = "art"
) -> None:
    """A framed picture hung a little crooked; its centre is `up` metres up."""
    tilt = m.random.uniform(-0.8, 0.8)
    for sx, sz, size in (
        (0, 1, (width + 0.07, 0.03, 0.04)),
        (0, -1, (width + 0.07, 0.03, 0.04)),
        (1, 0, (0.04, 0.03, height)),
        (-1, 0, (0.04, 0.03, height)),
    ):
        m.box((sx * (width / 2 + 0.015), -0.02, up + sz * (height / 2 + 0.015)), size, frame, bevel=0.008)
    m.box((0, -0.012, up), (width, 0.008, height), "white_paper", bevel=0)
    m.box((0, -0.018, up), (width * 0.8, 0.006, height * 0.78), picture, bevel=0, turn=(0, tilt, 0))


def mirror(m: Model, *, width: float = 0.7, height: float = 0.9, up: float = 1.5, frame: str = "trim") -> None:
    """A wall mirror."""
    m.box((0, -0.015, up), (width + 0.09, 0.03, height + 0.09), frame, bevel=0.012)
    m.box((0, -0.033, up), (width, 0.006, height), "mirror", bevel=0.002)


def clock(m: Model, *, radius: float = 0.15, up: float = 2.2) -> None:
    """A round wall clock up ten past ten or so."""
    m.lathe(
        [(0, 0.025), (radius - 0.02, 0.025), (radius - 0.01, 0.04), (radius, 0.03), (radius, 0)], "ivory", at=(0, 0, up), turn=(90, 0, 0)
    )
    m.lathe(
        [(radius - 0.008, 0.03), (radius - 0.004, 0.048), (radius + 0.012, 0.04), (radius + 0.012, 0)],
        "black",
        at=(0, 0, up),
        turn=(90, 0, 0),
    )
    for length, turn in ((0.6, m.random.uniform(-70, -40)), (0.85, m.random.uniform(40, 80))):
        m.add(
            shape.box((0.01, 0.003, radius * length)).moved((0, 0, radius * length * 0.42)), "black", at=(0, -0.03, up), turn=(0, turn, 0)
        )
    for k in range(12):
        m.add(shape.box((0.006, 0.002, 0.02)).moved((0, 0, radius * 0.78)), "black", at=(0, -0.0265, up), turn=(0, k * 30, 0))


def radiator(m: Model, *, width: float = 0.9, height: float = 0.62, material: str = "ivory") -> None:
    """A cast-iron radiator; its back is y = 0."""
    count = int(width / 0.075)
    for i in range(count):
        m.box((width * ((i + 0.5) / count - 0.5), -0.1, 0.08 + height / 2), (0.05, 0.13, height), material, bevel=0.022)
    for z in (0.16, height):
        m.tube([(-width / 2, -0.1, z), (width / 2, -0.1, z)], material, radius=0.022)


PROPS = (picture_frame, mirror, clock, radiator)
