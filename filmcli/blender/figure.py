"""A person in the scene: built once (`assembly`) and re-posed in place; where their eyes, hands and joints are.

Knows nothing of sets, lights or cameras, nor of what a person is made of. World metres, z up; yaw 0 faces −y, 90 faces +x; degrees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix, Vector

from filmcli.blender import face, threads
from filmcli.blender.assembly import Assembly
from filmcli.blender.body import SKIN
from filmcli.blender.hold import held
from filmcli.blender.motion import Moment
from filmcli.blender.pose import Transforms, solve
from filmcli.blender.skinning import compact, deform
from filmcli.blender.stance import Hand
from filmcli.core.seeds import derive


class Figure(Assembly):
    """One person. First build 2–4 s with hair and clothes; `place` re-poses in about 0.3 s without rebuilding."""

    def __init__(self, sheet: Mapping, *, detail: str = "full", index: int = 1) -> None:
        """Build a person from a `Character` as plain dict. detail: `lite` leaves out bump; index: the id in the mask pass."""
        super().__init__(sheet, detail=detail, index=index)
        self.pose: Transforms | None = None
        self._carried = compact(self.body.weights)
        self._placed: tuple | None = None  # how, as long as nothing moved but what was moved back
        self._speaks = False
        self.place((0.0, 0.0, 0.0), 0.0, "stand")

    # placing

    def place(
        self,
        position: Sequence[float],
        yaw: float,
        pose: str,
        *,
        seat: float = 0.46,
        hold: str = "",
        expression: str = "",
        look_at: Sequence[float] | None = None,
        gesture: float | None = None,
        hands: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """Put the person at a place in a pose. look_at: a world point; expression: empty means the sheet's own.

        hands: side (L, R) → `at`, a world point that the hand goes to, and `flat` for one that lies there.
        """
        motion = dict(self.sheet.get("motion") or {})
        mood = expression or str(motion.get("expression", "neutral"))
        asked = (tuple(position), yaw, pose, seat, hold, mood, repr(look_at), gesture, repr(hands or {}))
        if asked == self._placed and not self._speaks:  # most shots of a scene: .4 s each
            self.show()
            return
        self._placed, self._speaks = None, False
        world = Matrix.Translation(tuple(position)) @ Matrix.Rotation(np.radians(yaw), 4, "Z")
        self.anchor.matrix_world = world
        self.world = np.array(world)
        target = None if look_at is None else self._local(look_at)
        self.pose = solve(
            self.body,
            pose,
            seat=seat,
            look_at=target,
            hold=hold,
            gesture=gesture,
            motion=motion,
            head=face.attitude(mood, self.id),
            hands=self.hands(hands or {}),
            **self.habit(),
        )
        self.pose = face.glance(self.pose, self.body, face.aside(mood, self.id))
        self.mood = mood
        self._bend({}, 0.0)
        self._placed = asked
        self.show()

    def perform(self, moment: Moment, said: Mapping[str, float]) -> None:
        """Be as a performance has the person at a moment, the mouth in these shapes; the expression stays as placed."""
        world = Matrix.Translation(tuple(moment.position)) @ Matrix.Rotation(np.radians(moment.yaw), 4, "Z")
        self.anchor.matrix_world = world
        self.world, self.pose, self._placed = np.array(world), moment.transforms, None
        self._bend(said, moment.blink, moment.brow)

    def _bend(self, said: Mapping[str, float], blink: float, brow: float = 0.0) -> None:
        """Bring everything the person is made of into the pose."""
        rest = face.shaped(self.body, self.mood, gaze=self.pose.gaze, who=self.id, said=said, blink=blink, brow=brow)
        bones, weights = self._carried
        self.posed = deform(rest, weights, self.pose, dual=0.6, bones=bones)
        self.sunk = np.zeros_like(self.posed)  # clothes come before skin: what they cannot rise over goes under them
        for part in self.skinned:
            part.move(self.pose, self.posed, self.sunk)
        for hair in self.grown:
            hair.comb(self.pose, self.neutral, rest, self._bone)
        for thing, bone, own in self.rigid:
            thing.matrix_basis = self._bone(bone) @ own

    def speak(self, said: Mapping[str, float], *, blink: float = 0.0) -> None:
        """Shape the mouth of the person as placed, and shut the lids by `blink` (0–1), and move nothing else: what a line of dialogue needs."""
        self._speaks = bool(said) or blink > 0
        rest = face.shaped(self.body, self.mood, gaze=self.pose.gaze, who=self.id, said=said, blink=blink)
        bones, weights = self._carried
        self.posed = deform(rest, weights, self.pose, dual=0.6, bones=bones)
        for part in self.skinned:
            if part.body_vertices is not None:
                part.move(self.pose, self.posed, self.sunk)
        for hair in self.grown:
            if hair.bound is not None:
                hair.comb(self.pose, self.neutral, rest, self._bone)

    def hands(self, told: Mapping[str, Mapping[str, Any]]) -> dict[str, Hand]:
        """Return where hands go, in the person's frame, from world points."""
        return {side: Hand(tuple(self._local(hand["at"]).tolist()), bool(hand.get("flat"))) for side, hand in told.items()}

    def carriage(self) -> dict[str, Any]:
        """Return what the expression as placed does to head and eyes, for a performance."""
        return {"tilt": face.attitude(self.mood, self.id), "aside": face.aside(self.mood, self.id)}

    def habit(self) -> dict[str, Any]:
        """Return what a pose has to know of the person: on which side they do things, and how far the skirt of what they wear stands off."""
        return {"mirror": derive(0, "mirror", self.id) % 2 == 1, "lap": self.lap}

    def soak(self, amount: float) -> None:
        """Make the clothes as wet as `amount`: 0 dry, 1 as after minutes in the rain."""
        threads.soak(self.objects(), amount)

    def hide(self) -> None:
        """Take the person out of the picture, keeping what was built."""
        self.collection.hide_render = self.collection.hide_viewport = True

    def show(self) -> None:
        """Bring the person back into the picture."""
        self.collection.hide_render = self.collection.hide_viewport = False

    def objects(self) -> list[bpy.types.Object]:
        """Return every object of the person that renders."""
        return [thing for thing in self.collection.objects if thing.type != "EMPTY"]

    # where things are, in the world

    def eyes(self) -> np.ndarray:
        """Return the point between the eyes."""
        return self._world((self._at("eye.L") + self._at("eye.R")) / 2)

    def head_top(self) -> np.ndarray:
        """Return the highest point of the head without hair and hat."""
        head = self.posed[:SKIN][self.body.region("head")[:SKIN] > 0.8]
        return self._world(head[head[:, 2].argmax()])

    def highest(self) -> float:
        """Return how high the person reaches, with hat and hair."""
        tops = [(thing.matrix_world @ Vector(corner)).z for thing, _, _ in self.rigid for corner in thing.bound_box]
        return max(float(self.head_top()[2]) + self.tall, *tops)

    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the lowest and the highest corner of the box around the body."""
        points = self._world(self.posed[:SKIN])
        return points.min(0), points.max(0)

    def points(self) -> np.ndarray:
        """Return a sparse cloud (n, 3) of the posed skin, for framing and for measuring what a camera sees."""
        return self._world(self.posed[:SKIN:12])

    def joint(self, bone: str, end: int = 0) -> np.ndarray:
        """Return the head (0) or tail (1) of a bone."""
        return self._world(self._at(bone, end))

    def grip(self) -> Matrix:
        """Return the frame of the right fist: x wrist → knuckles, y out of the palm, z along a held stick to the thumb."""
        return Matrix((self.world @ self.pose.grip).tolist())

    def carries(self, words: str) -> Matrix:
        """Return where a prop in the right hand is."""
        return held(words, self.grip(), Matrix(self.world.tolist()))

    def facing(self) -> np.ndarray:
        """Return the direction the head faces."""
        return self.world[:3, :3] @ self.pose.rotations[self.body.number["head"]] @ np.array([0.0, -1.0, 0.0])

    # re-posing

    def _bone(self, bone: str) -> Matrix:
        k = self.body.number[bone]
        matrix = np.eye(4)
        matrix[:3, :3], matrix[:3, 3] = self.pose.rotations[k], self.pose.translations[k]
        return Matrix(matrix.tolist())

    def _at(self, bone: str, end: int = 0) -> np.ndarray:
        k = self.body.number[bone]
        return self.pose.rotations[k] @ self.body.joint(bone, end) + self.pose.translations[k]

    def _world(self, points: np.ndarray) -> np.ndarray:
        return np.asarray(points) @ self.world[:3, :3].T + self.world[:3, 3]

    def _local(self, point: Sequence[float]) -> np.ndarray:
        return (np.asarray(point, float) - self.world[:3, 3]) @ self.world[:3, :3]
