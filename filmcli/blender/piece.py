"""A piece of clothing or hair in the body's rest pose: what the tailor and the hairdresser hand to the figure.

Knows nothing of Blender; a material travels as an opaque value. Metres, z up, the person facing −y.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np


@dataclass(frozen=True)
class Piece:
    """One garment piece in rest pose, skinned by `weights`; `attributes` become float point attributes.

    `material` is a bpy material, `thickness` is added outward by a solidify modifier, `subdivisions` by subsurf.
    A piece whose `bone` is named is rigid (a hat, spectacles, a badge): it follows that bone, weights are not read.
    The figure adds the point attribute `rest` (the rest position) to every piece, so textures do not swim.
    """

    name: str
    vertices: np.ndarray  # (n, 3) metres
    faces: Sequence[Sequence[int]] | np.ndarray  # of any size, or (m, k)
    weights: np.ndarray | None  # (n, bones), rows sum to 1
    material: Any
    thickness: float = 0.0  # metres
    subdivisions: int = 0
    uv: np.ndarray | None = None  # one row per face corner
    attributes: dict[str, np.ndarray] = field(default_factory=dict)  # (n,) or (n, 3) per vertex
    bone: str = ""
    smooth: bool = True
    relax: bool = True  # smooth the stretched places (armpit, groin, elbow) after skinning
    folds: Any = None  # a `folds.Folds` that raises ridges on the posed piece
    rides: Any = None  # a `Ride`: the piece it is sewn on lifts it with its folds
    lining: Any = None  # a bpy material for the inner side


@dataclass(frozen=True)
class Ride:
    """How a pocket, button or lapel lies on a large piece: the nearest vertices of that piece, and how much of their move is its own."""

    host: Piece
    footing: np.ndarray  # (n, 4) vertex numbers of the host
    share: np.ndarray  # (n,) 0–1


@dataclass(frozen=True)
class Outfit:
    """All pieces of an outfit, and which body faces lie under cloth and are left out of the picture."""

    pieces: list[Piece]
    covers: np.ndarray  # (faces,) bool over Body.faces


@dataclass(frozen=True)
class Strands:
    """Hair strands in rest pose: all strands have the same number of points.

    `bone` carries the strands rigidly; with `weights` given they are skinned instead (hair on the shoulders).
    """

    name: str
    points: np.ndarray  # (strands, points, 3) metres
    radius: np.ndarray  # (points,) or (strands, points) metres
    material: Any
    bone: str = "head"
    weights: np.ndarray | None = None  # (strands * points, bones)
    kind: Literal["scalp", "beard", "brow", "lash"] = "scalp"
    tint: np.ndarray | None = None  # (strands,) how much lighter (1) or darker (−1) than its colour
