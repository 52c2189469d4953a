"""The camera: a Super 35 lens on the scene, what it projects, and the small moves that keep it out of walls.

Knows nothing of light or of how a picture is rendered. Metres, degrees, millimetres; screen points 0–1 from the top left.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import bpy
from mathutils import Matrix, Vector

SENSOR = 24.89  # mm, Super 35 width (CRAFT.md)
BLADES = 7
CLEARANCE = 0.12  # metres a lens keeps from any surface
# frame height at the subject's depth ÷ body height, upper bounds (CRAFT.md)
SIZES = (
    ("ECU", 0.09),
    ("CU", 0.22),
    ("MCU", 0.38),
    ("MS", 0.62),
    ("cowboy", 0.78),
    ("MLS", 0.95),
    ("FS", 1.5),
    ("LS", 3.0),
    ("EWS", math.inf),
)


@dataclass(frozen=True)
class View:
    """A camera as used: the shot's camera, the picture's aspect, and why it was moved, if it was."""

    position: tuple[float, float, float]
    target: tuple[float, float, float]
    lens: float
    roll: float
    f_stop: float
    focus: tuple[float, float, float]
    aspect: float
    reason: str = ""

    @classmethod
    def read(cls, given: dict[str, Any], aspect: float) -> View:
        """Return the view of a Camera dict of the shot list."""
        position, target = vec3(given["position"]), vec3(given["target"])
        if math.dist(position, target) < 1e-3:
            raise ValueError("camera: position and target are the same point")
        focus = vec3(given.get("focus") or target)
        return cls(
            position, target, float(given.get("lens", 40.0)), float(given.get("roll", 0.0)), float(given.get("f_stop", 2.8)), focus, aspect
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the camera as the worker replies it."""
        out: dict[str, Any] = {name: list(getattr(self, name)) for name in ("position", "target", "focus")}
        out |= {name: getattr(self, name) for name in ("lens", "roll", "f_stop")}
        return out | ({"reason": self.reason} if self.reason else {})

    def moved_to(self, target: Sequence[float]) -> View:
        """Return the view carried along, looking the same way, so that its target and focus lie at a point."""
        step = Vector(vec3(target)) - Vector(self.target)
        position = tuple(Vector(self.position) + step)
        return replace(
            self,
            position=position,
            target=vec3(target),
            focus=vec3(target),
            reason="carried to where the prop lies" if step.length > 0.02 else self.reason,
        )

    def following(self, planned: Sequence[float], actual: Sequence[float]) -> View:
        """Return the view turned so that eyes that are a little off their planned point fall where the plan has them in the frame, sharp.

        The pose library's eyes are known to about 2 cm, a look turns the head by more: in a close-up that is a tenth of the frame.
        """
        here = Vector(self.position)
        wanted, found = Vector(vec3(planned)) - here, Vector(vec3(actual)) - here
        if (found - wanted).length > 0.35 or found.length < 0.2:
            return self  # no slip of the pose, another place: leave the camera to the list
        turned = wanted.rotation_difference(found) @ (Vector(self.target) - here)
        return replace(self, target=tuple(here + turned), focus=vec3(actual))

    def matrix(self) -> Matrix:
        """Return the camera-to-world matrix: looks along −z, y up."""
        forward = Vector(self.target) - Vector(self.position)
        turn = forward.to_track_quat("-Z", "Y").to_matrix().to_4x4()
        return Matrix.Translation(self.position) @ turn @ Matrix.Rotation(math.radians(-self.roll), 4, "Z")

    def later(self, move: Mapping[str, Any]) -> View:
        """Return the view one frame later, in the middle of a move (`kind`, `amount` in metres or degrees, `frames`), where an eased one is fastest."""
        kind, step = str(move.get("kind", "static")), 1.5 * float(move.get("amount", 0.0)) / max(float(move.get("frames", 1)), 1.0)
        position, target = Vector(self.position), Vector(self.target)
        turn = self.matrix().to_3x3()
        axis = {"truck": turn.col[0], "boom": turn.col[1], "push": -turn.col[2], "pull": turn.col[2]}.get(kind.split("_")[0])
        if axis is not None:
            way = axis * (-step if kind in ("truck_left", "boom_down") else step)
            return replace(self, position=tuple(position + way), target=tuple(target + way))
        angle = Matrix.Rotation(math.radians(step if kind.endswith("left") else -step), 3, "Z")
        if kind.startswith("pan_"):
            return replace(self, target=tuple(position + angle @ (target - position)))
        if kind.startswith("arc_"):
            return replace(self, position=tuple(target - angle.transposed() @ (target - position)))
        return self

    def project(self, point: Sequence[float]) -> tuple[float, float, float]:
        """Return x, y in the frame (0–1 from the top left, outside when unseen) and the depth in metres along the axis."""
        x, y, z = self.matrix().inverted() @ Vector(point)
        depth = -z
        scale = self.lens / SENSOR / max(depth, 1e-6)
        return 0.5 + x * scale, 0.5 - y * scale * self.aspect, depth

    def frame_height(self, depth: float) -> float:
        """Return how many metres the frame is high at a depth."""
        return depth * SENSOR / self.lens / self.aspect

    def size_of(self, depth: float, body: float) -> str:
        """Return the shot size of a body of this height at this depth."""
        ratio = self.frame_height(max(depth, 1e-3)) / max(body, 0.1)
        return next(name for name, bound in SIZES if ratio < bound)


def vec3(value: Iterable[float]) -> tuple[float, float, float]:
    """Return three finite floats, or raise ValueError."""
    x, y, z = (float(part) for part in value)
    if not all(map(math.isfinite, (x, y, z))):
        raise ValueError(f"expected a finite point, got {[x, y, z]}")
    return x, y, z


def open_front(front: Iterable[bpy.types.Object], position: Sequence[float]) -> None:
    """Take down those pieces of a set's front that a camera looks through from outside, and put the others back."""
    for thing in front:
        inner = max((thing.matrix_world @ Vector(corner)).y for corner in thing.bound_box)
        thing.hide_render = thing.hide_viewport = position[1] < inner + 0.1  # the viewport too: the checks' rays follow it


def pixels(view: View, eyes: Sequence[float], width: int) -> float:
    """Return how many pixels a face (.22 m) is wide."""
    _, _, depth = view.project(eyes)
    return 0.22 * view.lens / SENSOR / max(depth, 0.05) * width


def mount(scene: bpy.types.Scene, view: View) -> bpy.types.Object:
    """Put the scene's one camera where the view says, with its depth of field, and return it."""
    body = scene.camera
    if body is None:
        body = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
        scene.collection.objects.link(body)
        scene.camera = body
    lens = body.data
    lens.sensor_fit, lens.sensor_width, lens.lens = "HORIZONTAL", SENSOR, view.lens
    lens.clip_start, lens.clip_end = 0.02, 500.0
    body.matrix_world = view.matrix()
    depth = view.project(view.focus)[2]
    lens.dof.use_dof = depth > 0.05
    lens.dof.focus_distance = max(depth, 0.05)
    lens.dof.aperture_fstop, lens.dof.aperture_blades = view.f_stop, BLADES
    return body


def clear(view: View, eyes: Sequence[Sequence[float]], *, scene: bpy.types.Scene, people: set[str], depsgraph: bpy.types.Depsgraph) -> View:
    """Return the view, moved as little as needed so that the lens is free and sees the eyes past the set.

    `people` are names of objects that never block. Candidates are tried in order of distance: forward along the axis, to
    the sides, up and down, at most 1.2 m; the first that is free wins, else the one that sees most.
    """
    targets = [Vector(eye) for eye in eyes]
    start, aim = Vector(view.position), Vector(view.target)
    forward = (aim - start).normalized()
    side, rise = forward.cross(Vector((0, 0, 1))).normalized(), Vector((0, 0, 1))
    fault, best = obstruction(start, targets, scene, people, depsgraph)
    if not fault:
        return view
    steps = [0.12, 0.25, 0.4, 0.6, 0.85, 1.2]
    lanes = (forward, side, -side, forward + side, forward - side, rise, forward + rise)
    offsets = [lane.normalized() * step for step in steps for lane in lanes if step < (aim - start).length - 0.35]
    chosen: Vector | None = None
    for offset in offsets:
        other, seen = obstruction(start + offset, targets, scene, people, depsgraph)
        if not other:
            chosen = offset
            break
        if seen > best:
            chosen, best = offset, seen
    if chosen is None:
        return view
    moved = start + chosen
    return replace(view, position=tuple(moved), reason=f"moved {chosen.length:.2f} m: {fault}")


def obstruction(
    place: Vector, targets: list[Vector], scene: bpy.types.Scene, people: set[str], depsgraph: bpy.types.Depsgraph
) -> tuple[str, float]:
    """Return what is wrong with a camera place ('' when it is free) and the share of the targets it sees, −1 inside a thing."""
    for axis in ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)):
        hit = first_hit(place, Vector(axis), CLEARANCE, scene, people, depsgraph)
        if hit:
            return f"the lens touched {hit}", -1.0
    blocked = ""
    seen = 0
    for target in targets:
        way = target - place
        hit = first_hit(place, way.normalized(), way.length - 0.15, scene, people, depsgraph)
        seen += not hit
        blocked = blocked or hit
    return (f"{blocked} hid the eyes", seen / len(targets)) if blocked else ("", 1.0)


def first_hit(
    origin: Vector,
    direction: Vector,
    distance: float,
    scene: bpy.types.Scene,
    people: set[str],
    depsgraph: bpy.types.Depsgraph,
) -> str:
    """Return the name of the first piece of the set on a ray, '' for none; people are passed through."""
    walked = 0.0
    while walked < distance:
        hit, location, _, _, thing, _ = scene.ray_cast(depsgraph, origin + direction * walked, direction, distance=distance - walked)
        if not hit:
            return ""
        if thing.name not in people and not glassy(thing):
            return thing.name
        walked = (location - origin).length + 0.003
    return ""


def glassy(thing: bpy.types.Object) -> bool:
    """Say whether one sees through an object: its materials are named as glass, panes or liquids."""
    names = [slot.material.name.lower() for slot in thing.material_slots if slot.material]
    return bool(names) and all(any(word in name for word in ("glass", "pane", "liquid")) for name in names)


def free(
    origin: Vector, direction: Vector, wanted: float, *, scene: bpy.types.Scene, people: set[str], depsgraph: bpy.types.Depsgraph
) -> float:
    """Return how far one can go from a point before the set begins, at most `wanted` metres."""
    direction = direction.normalized()
    walked = 0.0
    while walked < wanted:
        hit, location, _, _, thing, _ = scene.ray_cast(depsgraph, origin + direction * walked, direction, distance=wanted - walked)
        if not hit:
            return wanted
        if thing.name not in people:
            return (location - origin).length
        walked = (location - origin).length + 0.003
    return wanted
