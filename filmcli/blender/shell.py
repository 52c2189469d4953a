"""The shell of a room from a few words: floor, ceiling, four walls with their doors and windows, and the small things on walls.

Knows nothing of furniture. A set's `shell:` names heights and openings; `at` of an opening is the world x (back, front) or y (left, right) of its middle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from filmcli.core.errors import InputError
from filmcli.core.seeds import stream

WALLS = ("back", "left", "right", "front")
_OPENING = {"wall", "at", "kind", "when", "light"}
_WALL = ("dado", "crown", "skirting", "rail", "material", "trim", "pilasters", "panels")


@dataclass(frozen=True)
class Room:
    """The room's rectangle and height, metres."""

    width: float
    back: float
    front: float
    height: float

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Room:
        """Return the room of a set; outdoors the rectangle that its size says."""
        return cls(float(data["size"][0]), float(data.get("back", 99.0)), float(data.get("front", -99.0)), float(data["size"][2]))

    @property
    def middle(self) -> float:
        return (self.back + self.front) / 2

    def wall(self, name: str) -> tuple[float, float]:
        """Return yaw and length of a wall."""
        return {"back": (0.0, self.width), "front": (180.0, self.width), "left": (90.0, self.depth), "right": (-90.0, self.depth)}[name]

    @property
    def depth(self) -> float:
        return self.back - self.front

    def point(self, name: str, along: float, inward: float = 0.0) -> tuple[float, float]:
        """Return the place `along` a wall (world x or y), `inward` metres into the room."""
        return {
            "back": (along, self.back - inward),
            "front": (along, self.front + inward),
            "left": (-self.width / 2 + inward, along),
            "right": (self.width / 2 - inward, along),
        }[name]

    def local(self, name: str, along: float) -> float:
        """Return the wall's own x of a world x or y along it."""
        return {"back": along, "front": -along, "left": along - self.middle, "right": self.middle - along}[name]

    def holds(self, points: Any, *, slack: float) -> bool:
        """Return whether (n, 2) points are inside the rectangle, give or take `slack` metres."""
        return bool(
            (abs(points[:, 0]) <= self.width / 2 + slack).all()
            and (points[:, 1] <= self.back + slack).all()
            and (points[:, 1] >= self.front - slack).all()
        )


def entries(data: Mapping[str, Any], room: Room, *, seed: int) -> tuple[list[dict], list[dict]]:
    """Return the pieces of a set's shell, and its windows as sources of light. Raises InputError for a wall that there is none of."""
    shell = data.get("shell")
    if not shell:
        return [], []
    height = float(shell.get("height", room.height))
    pieces = [
        {
            "piece": "floor",
            "at": [0, room.middle],
            "size": [room.width + 0.2, room.depth + 0.2],
            "along": shell.get("boards", "x"),
            **_pit(shell, room),
        },
        {
            "piece": "ceiling",
            "at": [0, room.middle],
            "size": [room.width + 0.2, room.depth + 0.2],
            "height": height,
            **dict(shell.get("ceiling") or {}),
        },
    ]
    holes: dict[str, list] = {name: [] for name in WALLS}
    lights = []
    for opening in shell.get("openings", ()):
        if opening["wall"] not in WALLS:
            raise InputError(f"shell: no wall {opening['wall']!r}", hint=f"walls: {', '.join(WALLS)}")
        piece, hole, light = _opening(opening, room)
        pieces.append(piece)
        holes[opening["wall"]].append(hole)
        lights += light
    for name in WALLS:
        yaw, length = room.wall(name)
        style = {key: shell[key] for key in _WALL if key in shell} | dict(shell.get("walls", {}).get(name, {}))
        at = room.point(name, room.middle if name in ("left", "right") else 0.0)
        title = "front_wall" if name == "front" else f"{name}_wall"
        pieces.append(
            {
                "piece": "wall",
                "name": title,
                "at": list(at),
                "yaw": yaw,
                "length": length,
                "height": height,
                "holes": holes[name],
                **style,
            }
        )
        if shell.get("fittings", True):
            pieces += _fittings(name, room, holes[name], height, seed=seed, kind=str(shell.get("wiring", "plain")))
    return pieces, lights


def _pit(shell: Mapping[str, Any], room: Room) -> dict[str, list[float]]:
    """Return the floor's hole in the floor's own coordinates."""
    if "pit" not in shell:
        return {}
    x, y, width, depth = (float(v) for v in shell["pit"])
    return {"pit": [x, y - room.middle, width, depth]}


def _opening(opening: Mapping[str, Any], room: Room) -> tuple[dict, list[float], list[dict]]:
    """Return the piece in an opening, the wall's hole for it, and the light that a window lets in."""
    name, kind = opening["wall"], opening.get("kind", "window")
    yaw, _ = room.wall(name)
    more = {key: value for key, value in opening.items() if key not in _OPENING}
    place = list(room.point(name, float(opening["at"])))
    x = room.local(name, float(opening["at"]))
    front = "front_" if name == "front" else ""
    base = {
        "at": place,
        "yaw": yaw,
        "name": f"{front}{opening.get('kind', 'window')}",
        **({"when": opening["when"]} if "when" in opening else {}),
    }
    if kind == "window":
        width, height, sill = float(more.get("width", 1.2)), float(more.get("height", 1.5)), float(more.get("sill", 0.85))
        normal = {"back": [0, -1, 0], "front": [0, 1, 0], "left": [1, 0, 0], "right": [-1, 0, 0]}[name]
        light = {"at": [*place, sill + height / 2], "size": [width, height], "normal": normal, "blinds": more.get("dress") == "blinds"}
        lit = name != "front" and opening.get("light", True)
        return {"piece": "window", **base, **more}, [x, width, sill, sill + height], [light] if lit else []
    if kind == "opening":
        width, height = float(more.get("width", 1.2)), float(more.get("height", 2.2))
        return {"piece": "doorway", **base, "width": width, "height": height, **more}, [x, width, 0, height], []
    width, height = float(more.get("width", 0.9)), float(more.get("height", 2.05))
    return {"piece": "door", **base, "kind": kind, **more}, [x, width + 0.22, 0, height + 0.11], []


def _fittings(name: str, room: Room, holes: list, height: float, *, seed: int, kind: str) -> list[dict]:
    """Return switch, sockets and stains of one wall where it has no openings; `kind` is plain, conduit (pipes of cable on the wall) or none."""
    draw = stream(seed, "fittings", name)
    yaw, length = room.wall(name)
    found = []

    def put(piece: str, x: float, width: float, **more: Any) -> None:
        if all(abs(x - h[0]) > h[1] / 2 + width or more.get("up", 0) > h[3] + 0.2 for h in holes) and abs(x) < length / 2 - width:
            along = {"back": x, "front": -x, "left": x + room.middle, "right": room.middle - x}[name]
            found.append(
                {
                    "piece": piece,
                    "name": f"front_{piece}" if name == "front" else piece,
                    "at": list(room.point(name, along)),
                    "spare": True,
                    "yaw": yaw,
                    **more,
                }
            )

    if kind != "none":
        for h in (h for h in holes if h[2] == 0):
            put("light_switch", h[0] - h[1] / 2 - 0.22, 0.1, when={"period": ["forties", "contemporary", "future"]})
        for _ in range(max(1, int(length / 3.2))):
            put("socket", draw.uniform(-0.45, 0.45) * length, 0.12, when={"period": ["forties", "contemporary"]})
            if draw.random() < 0.35:
                put(
                    "air_grille",
                    draw.uniform(-0.42, 0.42) * length,
                    0.3,
                    up=height - 0.38,
                    when={"period": ["forties", "contemporary", "future"]},
                )
    if kind == "conduit":
        put("conduit", draw.uniform(-0.4, 0.4) * length, 0.25, height=height, when={"period": ["forties", "contemporary", "future"]})
    return found
