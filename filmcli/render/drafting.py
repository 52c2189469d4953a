"""Draws control plates from a shot's passes: depth, normal, edge, pose, ids, the regions of people, the masks of what is painted anew.

Knows nothing of models and of Blender. `passes.exr` carries all that is needed: its header holds the camera, ids and joints.
"""

from __future__ import annotations

import colorsys
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from filmcli.core.errors import FilmError
from filmcli.formats.joints import COLOURS, LIMBS, NAMES

FAR = 1000.0  # metres; what the sky's depth is written as
INSERT = 32001  # the id of an insert's prop
BREAK = 0.035  # of the inverse depth between neighbours, beyond what a plane would have: a step of 4 cm a metre away
CREASE = 35.0  # degrees between neighbours' normals
CROWDED = 0.35  # share of crease pixels around one from which it is hair or grass, not a line
SPECK = 6  # pixels; what is shorter is no line
SPREAD = 0.02  # of the frame's width that a person's mask is grown by: hair and cloth of the painting may leave the rig's outline


@dataclass(frozen=True)
class Passes:
    """A read `passes.exr`: metres (h, w), world normals (h, w, 3), ids (h, w), and what its header says."""

    depth: np.ndarray
    normal: np.ndarray
    ids: np.ndarray
    to_camera: np.ndarray  # (4, 4), world to camera; the camera looks along −z, y up
    people: Mapping[str, int]
    joints: Mapping[str, Mapping[str, Sequence[float]]] | None  # None: the file was made before joints were written
    held: Mapping[str, int] = field(default_factory=dict)  # person → the id of what is in their hand


def write(passes: Path, folder: Path, outputs: Sequence[str]) -> dict[str, Any]:
    """Write the named plates into a folder, and return what is to be known of them: the depth window, what is missing."""
    found = read(passes)
    notes: dict[str, Any] = {}
    regions = _regions(found)
    for name in outputs:
        kind, _, region = name.removesuffix(".png").partition("_")
        text = {}
        if kind == "depth":
            image, near, far = depth(found.depth)
            text = {"near": f"{near:.3f}", "far": f"{far:.3f}", "encoding": "inverse depth, near is white; metres"}
            notes |= {"near": round(near, 3), "far": round(far, 3)}
        elif kind == "pose":
            image = pose(found.joints or {}, *found.ids.shape)
            if found.joints is None:
                notes["pose"] = "passes.exr has no joints, render the shot again with --force"
        elif kind == "region":
            image = regions.get(region, np.zeros(found.ids.shape, np.uint8))
        elif kind == "mask":
            image = mask(found, region)
        else:
            image = {"normal": lambda: normal(found), "edge": lambda: edge(found), "id": lambda: colours(found)}[kind]()
        _save(image, folder / name, text)
    return notes


def read(path: Path) -> Passes:
    """Return the passes of a shot. Raises FilmError when the file is not there."""
    import OpenEXR

    if not path.exists():
        raise FilmError(f"{path}: no passes to draw plates from", hint="make the shot's picture first")
    with OpenEXR.File(str(path), separate_channels=True) as file:
        header, channels = dict(file.header()), {name: np.asarray(one.pixels, np.float32) for name, one in file.channels().items()}
    world = np.asarray(header["worldToCamera"], float).reshape(4, 4).T  # OpenEXR multiplies row vectors
    joints = json.loads(header["joints"]) if "joints" in header else None
    normals = np.stack([channels[f"N.{axis}"] for axis in "XYZ"], axis=-1)
    ids = np.rint(channels["id"]).astype(int)
    return Passes(channels["depth.Z"], normals, ids, world, json.loads(header["ids"]), joints, json.loads(header.get("held", "{}")))


def depth(metres: np.ndarray) -> tuple[np.ndarray, float, float]:
    """Return the inverse depth (h, w) uint8, near white and sky black, and the window it spans, in metres.

    Normalised over the shot, never per frame. The nearest thousandth of the pixels are all white: one stray edge must not spend the scale.
    """
    solid = metres[metres < FAR * 0.99]
    near, far = (float(np.percentile(solid, 0.1)), float(solid.max())) if solid.size else (1.0, FAR)
    far = max(far, near * 1.001)
    inverse = (1 / np.maximum(metres, 1e-3) - 1 / far) / (1 / near - 1 / far)
    return np.rint(np.clip(inverse, 0, 1) * 255).astype(np.uint8), near, far


def normal(passes: Passes) -> np.ndarray:
    """Return the normals in camera space (h, w, 3): (128, 128, 255) faces the camera, red faces left, green up; the sky too faces the camera.

    Red to the left is what ControlNet 1.1 was trained on (NYU-V2's colours); Blender's and OpenGL's red is to the right.
    """
    turned = passes.normal @ passes.to_camera[:3, :3].T
    length = np.linalg.norm(turned, axis=-1, keepdims=True)
    sky = (length[..., 0] < 0.1) | (passes.depth >= FAR * 0.99)
    turned = np.where(sky[..., None], (0.0, 0.0, 1.0), turned / np.maximum(length, 1e-6))
    return np.clip(np.rint(127.5 + 127.5 * turned * (-1, 1, 1)), 0, 255).astype(np.uint8)


def edge(passes: Passes) -> np.ndarray:
    """Return white lines one pixel wide on black (h, w): outlines of the ids, breaks of depth, creases of the surface.

    The inverse depth of a plane is linear over the picture, so that its second difference shows breaks on slanted floors too.
    """
    from scipy.ndimage import label, uniform_filter

    inverse = 1 / np.maximum(passes.depth, 1e-3)
    steep = np.cos(np.radians(CREASE))
    length = np.linalg.norm(passes.normal, axis=-1, keepdims=True)
    units = passes.normal / np.maximum(length, 1e-6)
    outlines, creases = (np.zeros(passes.ids.shape, bool) for _ in range(2))
    for axis in (0, 1):
        ids, far, turn = (np.moveaxis(one, axis, 0) for one in (passes.ids, inverse, units))
        step = abs(np.diff(far, axis=0))
        plain = np.minimum(np.pad(step, ((1, 0), (0, 0)), mode="edge")[:-1], np.pad(step, ((0, 1), (0, 0)), mode="edge")[1:])
        broken = step - plain > BREAK * np.maximum(far[1:], far[:-1])
        np.moveaxis(outlines, axis, 0)[1:] |= broken | (ids[1:] != ids[:-1])
        np.moveaxis(creases, axis, 0)[1:] |= (turn[1:] * turn[:-1]).sum(-1) < steep
    creases &= uniform_filter(creases.astype(np.float32), 7) < CROWDED
    lines = _thin(outlines | creases)
    numbers, count = label(lines, np.ones((3, 3)))
    long = np.bincount(numbers.ravel(), minlength=count + 1) >= SPECK
    return np.where(lines & long[numbers], 255, 0).astype(np.uint8)


def pose(joints: Mapping[str, Mapping[str, Sequence[float]]], height: int, width: int) -> np.ndarray:
    """Return the people as OpenPose draws them (h, w, 3): limbs at six tenths of their colour, joints over them, unseen ones left out."""
    from PIL import Image, ImageDraw

    canvas = Image.new("RGB", (width, height))
    pen = ImageDraw.Draw(canvas)
    thick = max(1.0, 4 * min(width, height) / 512)  # OpenPose's four pixels are for pictures of 512
    for mine in sorted(joints.values(), key=lambda one: -max((at[2] for at in one.values()), default=0.0)):  # the nearest last
        seen = {name: (at[0] * width, at[1] * height) for name, at in mine.items() if at[3]}
        for (start, end), colour in zip(LIMBS, COLOURS, strict=False):
            if start in seen and end in seen:
                pen.polygon(_ellipse(seen[start], seen[end], thick), fill=tuple(int(part * 0.6) for part in colour))
        for name, colour in zip(NAMES, COLOURS, strict=True):
            if name in seen:
                x, y = seen[name]
                pen.ellipse((x - thick, y - thick, x + thick, y + thick), fill=colour)
    return np.asarray(canvas)


def colours(passes: Passes) -> np.ndarray:
    """Return a colour for each id (h, w, 3), the same in every shot of every film; the set is black."""
    found = np.zeros((*passes.ids.shape, 3), np.uint8)
    for id in np.unique(passes.ids[passes.ids > 0]):
        dice = hashlib.blake2b(str(int(id)).encode(), digest_size=3).digest()
        colour = colorsys.hsv_to_rgb(dice[0] / 255, 0.55 + 0.45 * dice[1] / 255, 0.75 + 0.25 * dice[2] / 255)
        found[passes.ids == id] = [round(part * 255) for part in colour]
    return found


def mask(passes: Passes, region: str) -> np.ndarray:
    """Return where a region is to be painted anew (h, w): a character's id, `set` for all that is no person, `prop` for an insert's prop.

    Grown by two pixels, so that no rim of the old picture stays; the set's mask is shrunk by them instead: people keep their outline.
    """
    from scipy.ndimage import binary_dilation

    if region == "set":
        chosen = ~binary_dilation(passes.ids > 0, iterations=2)
    else:
        chosen = binary_dilation(passes.ids == (INSERT if region == "prop" else passes.people.get(region, -1)), iterations=2)
    return np.where(chosen, 255, 0).astype(np.uint8)


def _regions(passes: Passes) -> dict[str, np.ndarray]:
    """Return each person's part of the frame, grown, no pixel in two of them: a pixel between two goes to the nearer."""
    from scipy.ndimage import distance_transform_edt

    here = {name: passes.ids == id for name, id in passes.people.items() if (passes.ids == id).any()}
    if not here:
        return {}
    away = np.stack([distance_transform_edt(~one) for one in here.values()])
    nearest, reach = away.argmin(axis=0), max(2.0, SPREAD * passes.ids.shape[1])
    return {name: np.where((nearest == order) & (away[order] <= reach), 255, 0).astype(np.uint8) for order, name in enumerate(here)}


def _thin(lines: np.ndarray) -> np.ndarray:
    """Return the lines without the corners of their steps: a diagonal is one pixel wide then."""
    lines = np.pad(lines, 1)
    middle = np.s_[1:-1]
    for down, right in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        near = {step: np.roll(lines, step, (0, 1))[middle, middle] for step in ((-down, 0), (0, -right), (down, 0), (0, right))}
        lines[middle, middle] &= ~(near[-down, 0] & near[0, -right] & ~near[down, 0] & ~near[0, right])
    return lines[middle, middle]


def _ellipse(start: tuple[float, float], end: tuple[float, float], thick: float) -> list[tuple[float, float]]:
    middle, half = (np.add(start, end) / 2), np.subtract(end, start) / 2
    long = max(float(np.hypot(*half)), 1e-6)
    along, across = half / long, np.array([-half[1], half[0]]) / long
    turns = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    return [tuple(middle + along * long * np.cos(turn) + across * thick * np.sin(turn)) for turn in turns]


def _save(image: np.ndarray, path: Path, text: Mapping[str, str]) -> None:
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    for key, value in text.items():
        info.add_text(key, value)
    Image.fromarray(image).save(path, pnginfo=info)
