"""What a person is made of: skin, eyes, face hair, hair, clothes and spectacles of one cast sheet, as Blender's objects in rest pose.

Knows nothing of poses, sets, lights or cameras. Metres, z up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix

from filmcli.blender import brow, complexion, limbs, skin, subdivision, zones
from filmcli.blender.body import SKIN, build
from filmcli.blender.limbs import Grown, Skinned
from filmcli.blender.piece import Outfit, Piece
from filmcli.blender.skinning import compact, edges_of

MOUTH = ("helper-upper-teeth", "helper-lower-teeth", "helper-tongue")


class Assembly:
    """A person's parts: `skinned` and `grown` write their own vertices in a pose, `rigid` ones follow a bone."""

    def __init__(self, sheet: Mapping, *, detail: str, index: int) -> None:
        """Build everything of a `Character` as plain dict. 2–4 s with hair and clothes."""
        self.sheet, self.lite, self.index = sheet, detail == "lite", index
        self.id = str(sheet.get("id", sheet.get("name", "person")))
        self.body = build(sheet)
        self.collection = bpy.data.collections.new(self.id)
        bpy.context.scene.collection.children.link(self.collection)
        self.anchor = self._link(bpy.data.objects.new(self.id, None))
        self.skinned: list[Skinned] = []
        self.grown: list[Grown] = []
        self.rigid: list[tuple[bpy.types.Object, str, Matrix]] = []
        self.neutral, self.tall = self.body.vertices, 0.0  # how far the hair stands above the head, metres
        outfit = self._dress()
        if not self.replaced:
            self._skin(outfit.covers)
            self._eyes()
            surface = brow.Surface(self.body)
            self._face_hair(surface)
            self._hair(outfit, surface)

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
        fine = subdivision.finer(piece.faces, len(piece.vertices), levels=piece.subdivisions) if piece.subdivisions else None
        thing = self._named(
            piece.name,
            piece.vertices,
            piece.faces,
            [piece.material, *([piece.lining] if piece.lining else [])],
            attributes=piece.attributes | {"rest": piece.vertices},
            uv=piece.uv,
            smooth=piece.smooth,
            fine=fine,
        )
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
            thing,
            piece.vertices,
            compact(np.asarray(piece.weights)),
            0.35,
            edges,
            folds=piece.folds,
            rides=piece.rides,
            host=host,
            fine=fine,
        )
        self.skinned.append(made[id(piece)])

    def _skin(self, covers: np.ndarray) -> None:
        visible = (self.body.groups == "body") & ~covers
        material = complexion.skin(f"{self.id} skin", self.sheet, lite=self.lite)
        masks, made_up = skin.masks(self.body, self.sheet), float(dict(self.sheet.get("appearance") or {}).get("makeup", 0.0))
        painted = {"zone": zones.paint(self.body, self.sheet, masks), "gloss": zones.gloss(self.body, masks, makeup=made_up)}
        read = {name: mask for name, mask in masks.items() if name not in complexion.BAKED}
        self._body_part("skin", visible, [material], read | painted)
        old = min(self.body.age / 60, 1.0)
        parts = (
            ("teeth", MOUTH[:2], (0.74 - 0.08 * old, 0.70 - 0.13 * old, 0.61 - 0.17 * old), 0.28),
            ("tongue", MOUTH[2:], (0.33, 0.09, 0.08), 0.38),
        )
        for name, groups, colour, rough in parts:
            self._body_part(name, np.isin(self.body.groups, groups), [skin.plain(f"{self.id} {name}", colour, rough)], {})

    def _body_part(self, name: str, chosen: np.ndarray, materials: list, masks: dict[str, np.ndarray]) -> None:
        body, at = self.body, np.nonzero(chosen)[0]
        corners = np.array([body.faces[k] for k in at])
        used, compact = np.unique(corners, return_inverse=True)
        uv = body.uv[np.array([body.face_uv[k] for k in at]).ravel()]
        attributes = {key: mask[used] for key, mask in masks.items()} | {"rest": body.vertices[used]}
        faces = compact.reshape(corners.shape)
        fine = subdivision.finer(faces, len(used))
        thing = self._named(name, body.vertices[used], faces, materials, attributes=attributes, uv=uv, fine=fine)
        self.skinned.append(Skinned(thing, body.vertices[used], None, 0.6, body_vertices=used, fine=fine))

    def _eyes(self) -> None:
        colour = dict(self.sheet.get("appearance") or {}).get("eyes", "brown")
        material = skin.eyeball(f"{self.id} eye", colour, age=self.body.age)
        points, faces = brow.eyeball()
        for side in "LR":
            centre, radius = self.body.eye(side)
            thing = self._named(f"eye {side}", points, faces, [material])
            self.rigid.append((thing, f"eye.{side}", Matrix.Translation(centre.tolist()) @ Matrix.Scale(radius, 4)))

    def _face_hair(self, surface: brow.Surface) -> None:
        look = dict(self.sheet.get("appearance") or {})
        colour = dict(look.get("hair") or {}).get("colour", "brown")
        thick = 0.8 if self.body.age < 14 else 1.0
        for name, bound, shade in (
            ("brows", brow.brows(self.body, surface, self.id, thick=thick), colour),
            ("lashes", brow.lashes(self.body, self.id), "black" if look.get("makeup", 0) > 0.3 else "dark_brown"),
        ):
            thing = self._strands(name, bound.points, bound.radius, skin.bristle(f"{self.id} {name}", shade))
            self.grown.append(Grown(thing, bound=bound, carried=compact(bound.weights(self.body))))

    def _hair(self, outfit: Outfit, surface: brow.Surface) -> None:
        from filmcli.blender import hair

        top = self.body.vertices[:SKIN, 2].max()
        for strands in hair.grow(self.body, self.sheet, lite=self.lite):
            thing = self._strands(strands.name, strands.points, strands.radius, strands.material, strands.tint)
            if strands.kind == "scalp":
                self.tall = max(self.tall, float(strands.points[..., 2].max() - top))
                carried = None if strands.weights is None else compact(strands.weights)
                self.grown.append(Grown(thing, strands=replace(strands, weights=None), carried=carried))
                continue
            bound = surface.bind(strands.points, strands.radius)
            self.grown.append(Grown(thing, bound=bound, carried=compact(bound.weights(self.body))))

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
