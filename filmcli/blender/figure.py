"""A person in the scene: body, face, eyes, clothes and hair of one cast sheet, built once and re-posed in place.

Knows nothing of sets, lights or cameras. World metres, z up; yaw 0 faces −y, 90 faces +x; degrees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix

from filmcli.blender import brow, complexion, face, limbs, skin, threads
from filmcli.blender.body import SKIN, build
from filmcli.blender.limbs import Grown, Skinned
from filmcli.blender.motion import Moment
from filmcli.blender.piece import Outfit, Piece
from filmcli.blender.pose import Transforms, solve
from filmcli.blender.skinning import compact, deform, edges_of
from filmcli.blender.stance import Hand
from filmcli.core.seeds import derive
from filmcli.formats.poses import hangs

MOUTH = ("helper-upper-teeth", "helper-lower-teeth", "helper-tongue")


class Figure:
    """One person. First build 2–4 s with hair and clothes; `place` re-poses in about 0.3 s without rebuilding."""

    def __init__(self, sheet: Mapping, *, detail: str = "full", index: int = 1) -> None:
        """Build a person from a `Character` as plain dict. detail: `lite` leaves out bump; index: the id in the mask pass."""
        self.sheet, self.lite, self.index = sheet, detail == "lite", index
        self.id = str(sheet.get("id", sheet.get("name", "person")))
        self.body = build(sheet)
        self.collection = bpy.data.collections.new(self.id)
        bpy.context.scene.collection.children.link(self.collection)
        self.anchor = self._link(bpy.data.objects.new(self.id, None))
        self.skinned: list[Skinned] = []
        self.grown: list[Grown] = []
        self.rigid: list[tuple[bpy.types.Object, str, Matrix]] = []
        self.pose: Transforms | None = None
        self.neutral = self.body.vertices
        outfit = self._dress()
        if not self.replaced:
            self._skin(outfit.covers)
            self._eyes()
            self._face_hair()
            self._hair(outfit)
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
        self.show()

    def perform(self, moment: Moment, said: Mapping[str, float]) -> None:
        """Be as a performance has the person at a moment, the mouth in these shapes; the expression stays as placed."""
        world = Matrix.Translation(tuple(moment.position)) @ Matrix.Rotation(np.radians(moment.yaw), 4, "Z")
        self.anchor.matrix_world = world
        self.world, self.pose = np.array(world), moment.transforms
        self._bend(said, moment.blink, moment.brow)

    def _bend(self, said: Mapping[str, float], blink: float, brow: float = 0.0) -> None:
        """Bring everything the person is made of into the pose."""
        rest = face.shaped(self.body, self.mood, gaze=self.pose.gaze, who=self.id, said=said, blink=blink, brow=brow)
        self.posed = deform(rest, self.body.weights, self.pose, dual=0.6)
        self.sunk = np.zeros_like(self.posed)  # clothes come before skin: what they cannot rise over goes under them
        for part in self.skinned:
            part.move(self.pose, self.posed, self.sunk)
        for hair in self.grown:
            hair.comb(self.pose, self.neutral, rest, self._bone)
        for thing, bone, own in self.rigid:
            thing.matrix_basis = self._bone(bone) @ own

    def speak(self, said: Mapping[str, float], *, blink: float = 0.0) -> None:
        """Shape the mouth of the person as placed, and shut the lids by `blink` (0–1), and move nothing else: what a line of dialogue needs."""
        rest = face.shaped(self.body, self.mood, gaze=self.pose.gaze, who=self.id, said=said, blink=blink)
        self.posed = deform(rest, self.body.weights, self.pose, dual=0.6)
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
        """Return where a prop in the right hand is: as the fist turns it, or upright below the fist where it hangs by its handle."""
        grip = self.grip()
        if not hangs(words):
            return grip
        return Matrix.Translation(grip.translation) @ Matrix(self.world.tolist()).to_3x3().to_4x4()

    def facing(self) -> np.ndarray:
        """Return the direction the head faces."""
        return self.world[:3, :3] @ self.pose.rotations[self.body.number["head"]] @ np.array([0.0, -1.0, 0.0])

    # building

    def _dress(self) -> Outfit:
        from filmcli.blender import own, spectacles, wardrobe

        model = self.sheet.get("own")  # a user's garment or body
        self.replaced = bool(model) and model["kind"] == "bodies"
        outfit = own.outfit(self.body, model) if model else wardrobe.dress(self.body, self.sheet, lite=self.lite)
        self.lap = wardrobe.lap(dict(self.sheet.get("wardrobe") or {}).get("garment", "suit"))
        made: dict[int, Skinned] = {}
        for piece in [*outfit.pieces, *([] if self.replaced else spectacles.build(self.body, self.sheet))]:
            self._wear(piece, made)
        return outfit

    def _wear(self, piece: Piece, made: dict[int, Skinned]) -> None:
        thing = self._named(
            piece.name,
            piece.vertices,
            piece.faces,
            [piece.material, *([piece.lining] if piece.lining else [])],
            attributes=piece.attributes | {"rest": piece.vertices},
            uv=piece.uv,
            smooth=piece.smooth,
        )
        if piece.subdivisions:
            limbs.subdivide(thing, piece.subdivisions)
        if piece.thickness:
            solid = thing.modifiers.new("thickness", "SOLIDIFY")
            solid.thickness, solid.offset = piece.thickness, 1.0
            solid.material_offset = 1 if piece.lining else 0
        if piece.bone:
            self.rigid.append((thing, piece.bone, Matrix()))
            return
        edges = edges_of(piece.faces) if piece.relax and len(piece.vertices) > 400 else None
        host = made.get(id(piece.rides.host)) if piece.rides else None
        made[id(piece)] = Skinned(
            thing, piece.vertices, compact(np.asarray(piece.weights)), 0.35, edges, folds=piece.folds, rides=piece.rides, host=host
        )
        self.skinned.append(made[id(piece)])

    def _skin(self, covers: np.ndarray) -> None:
        visible = (self.body.groups == "body") & ~covers
        material = complexion.skin(f"{self.id} skin", self.sheet, lite=self.lite)
        thing = self._body_part("skin", visible, [material], skin.masks(self.body, self.sheet))
        limbs.subdivide(thing, 1)
        old = min(self.body.age / 60, 1.0)
        parts = (
            ("teeth", MOUTH[:2], (0.74 - 0.08 * old, 0.70 - 0.13 * old, 0.61 - 0.17 * old), 0.28),
            ("tongue", MOUTH[2:], (0.33, 0.09, 0.08), 0.38),
        )
        for name, groups, colour, rough in parts:
            thing = self._body_part(name, np.isin(self.body.groups, groups), [skin.plain(f"{self.id} {name}", colour, rough)], {})
            limbs.subdivide(thing, 1)

    def _body_part(self, name: str, chosen: np.ndarray, materials: list, masks: dict[str, np.ndarray]) -> bpy.types.Object:
        body, at = self.body, np.nonzero(chosen)[0]
        corners = np.array([body.faces[k] for k in at])
        used, compact = np.unique(corners, return_inverse=True)
        uv = body.uv[np.array([body.face_uv[k] for k in at]).ravel()]
        attributes = {key: mask[used] for key, mask in masks.items()} | {"rest": body.vertices[used]}
        thing = self._named(name, body.vertices[used], compact.reshape(corners.shape).tolist(), materials, attributes=attributes, uv=uv)
        self.skinned.append(Skinned(thing, body.vertices[used], None, 0.6, body_vertices=used))
        return thing

    def _eyes(self) -> None:
        colour = dict(self.sheet.get("appearance") or {}).get("eyes", "brown")
        material = skin.eyeball(f"{self.id} eye", colour, age=self.body.age)
        points, faces = brow.eyeball()
        for side in "LR":
            centre, radius = self.body.eye(side)
            thing = self._named(f"eye {side}", points, faces, [material])
            self.rigid.append((thing, f"eye.{side}", Matrix.Translation(centre.tolist()) @ Matrix.Scale(radius, 4)))

    def _face_hair(self) -> None:
        look = dict(self.sheet.get("appearance") or {})
        colour = dict(look.get("hair") or {}).get("colour", "brown")
        surface = brow.Surface(self.body)
        thick = 0.8 if self.body.age < 14 else 1.0
        for name, bound, shade in (
            ("brows", brow.brows(self.body, surface, self.id, thick=thick), colour),
            ("lashes", brow.lashes(self.body, self.id), "black" if look.get("makeup", 0) > 0.3 else "dark_brown"),
        ):
            thing = self._strands(name, bound.points, bound.radius, skin.bristle(f"{self.id} {name}", shade))
            self.grown.append(Grown(thing, bound=bound, carried=compact(bound.weights(self.body))))

    def _hair(self, outfit: Outfit) -> None:
        from filmcli.blender import hair

        surface = None
        for strands in hair.grow(self.body, self.sheet, lite=self.lite):
            thing = self._strands(strands.name, strands.points, strands.radius, strands.material, strands.tint)
            if strands.kind == "scalp":
                carried = None if strands.weights is None else compact(strands.weights)
                self.grown.append(Grown(thing, strands=replace(strands, weights=None), carried=carried))
                continue
            surface = surface or brow.Surface(self.body)
            bound = surface.bind(strands.points, strands.radius)
            self.grown.append(Grown(thing, bound=bound, carried=compact(bound.weights(self.body))))

    # Blender's side

    def _link(self, thing: bpy.types.Object) -> bpy.types.Object:
        self.collection.objects.link(thing)
        thing.pass_index = self.index
        if thing.type != "EMPTY":
            thing.parent = self.anchor
        return thing

    def _named(self, name: str, *args: Any, **kwargs: Any) -> bpy.types.Object:
        return self._link(limbs.mesh(f"{self.id} {name}", *args, **kwargs))

    def _strands(self, name: str, *args: Any) -> bpy.types.Object:
        return self._link(limbs.curves(f"{self.id} {name}", *args))

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
