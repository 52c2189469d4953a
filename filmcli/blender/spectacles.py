"""Spectacles and earrings: swept wire, lenses and small beads that sit on a face (presets/wardrobe/hats.yaml: glasses).

Knows nothing of hair or clothes. Metres, rest pose; every piece follows the head bone rigidly.
"""

from __future__ import annotations

from collections.abc import Mapping

import bpy
import numpy as np

from filmcli.blender import hairline
from filmcli.blender.body import SKIN, Body
from filmcli.blender.piece import Piece
from filmcli.blender.shader import Shader
from filmcli.core import presets
from filmcli.core.errors import InputError

AHEAD = 0.0125  # of a lens before the eyeball: 12 mm from the cornea (ISO 13666 vertex distance)
WRAP = 0.10  # metres: how far the rims bend round the face, a radius would be WRAP ** -1 / 2
RINGS = {"studs": 0.0, "hoops": 0.013, "drops": 0.0}
GOLD = (0.80, 0.55, 0.20)


def build(body: Body, sheet: Mapping) -> list[Piece]:
    """Return the pieces of the sheet's glasses and earrings. Raises InputError for unknown ones."""
    look = dict(sheet.get("appearance") or {})
    kind, rings = str(look.get("glasses", "none")), str(look.get("earrings", "none"))
    table = presets.load("wardrobe", "hats")["glasses"]
    if kind not in table:
        raise InputError(f"unknown glasses {kind!r}", hint=f"known: {', '.join(table)}")
    if rings not in ("none", *RINGS):
        raise InputError(f"unknown earrings {rings!r}", hint=f"known: none, {', '.join(RINGS)}")
    return (_glasses(body, table[kind]) if kind != "none" else []) + (_earrings(body, rings) if rings != "none" else [])


def _glasses(body: Body, row: Mapping) -> list[Piece]:
    s = float(body.joint("eye.L")[0] / 0.031)
    frame = Shader("spectacles").surface(
        tuple(row["colour"]), rough=0.18 if row.get("metal") else 0.28, Metallic=1.0 if row.get("metal") else 0.0, Coat_Weight=0.3
    )
    glass, wire, parts, lenses = _glass(row.get("tint")), row["wire"] * s, [], []
    edges = {}
    for side in (1, -1):
        edge = edges[side] = _edge(body, row, side, s)
        parts.append(_swept(edge, wire, closed=True))
        lenses.append(_disk(edge))
    inner = [edges[side][np.abs(edges[side][:, 0]).argmin()] + [0, 0, 0.003 * s] for side in (1, -1)]
    middle = (inner[0] + inner[1]) / 2 + [0, -0.002 * s, 0.003 * s]
    parts.append(_swept(_curve(inner[0], middle, inner[1]), wire * 1.1))
    for side in (1, -1):
        outer = edges[side][np.abs(edges[side][:, 0]).argmax()] + [0, 0, 0.004 * s]
        ear = _ear(body, side)
        over = ear + [side * 0.002 * s, -0.004 * s, 0.003 * s]
        hinge = outer + [side * 0.004 * s, 0.004 * s, 0]
        path = np.vstack(
            [[outer], _curve(hinge, (hinge + over) / 2 + [side * 0.003 * s, 0, 0.001 * s], over), [ear + [0, 0.012 * s, -0.016 * s]]]
        )
        parts.append(_swept(path, wire * 1.15))
    return [_joined("spectacles", parts, frame), _joined("lenses", lenses, glass)]


def _edge(body: Body, row: Mapping, side: int, s: float) -> np.ndarray:
    """Return the rim of a lens (n, 3): a superellipse round the eye, bent round the face."""
    eye, radius = body.eye("L" if side > 0 else "R")
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    wide, high = (half * s for half in row["half"])
    power = 2 / row["corner"]
    x = wide * np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** power
    z = high * np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** power
    z *= 1 - row.get("sag", 0.0) * np.clip(-x / wide, 0, 1) * (z < 0)  # a teardrop: deeper outside
    z += row.get("wing", 0.0) * s * np.clip(x / wide, 0, 1) ** 2 * (z > 0)
    at = np.stack(
        [
            side * (abs(eye[0]) + 0.0015 * s + x),
            np.full(len(x), eye[1] - radius - AHEAD * s),
            eye[2] - 0.002 * s - row.get("drop", 0.0) * s + z,
        ],
        1,
    )
    at[:, 1] += (np.abs(at[:, 0]) / s) ** 2 / WRAP * 0.35 * s + 0.10 * (eye[2] - at[:, 2])
    return at


def _ear(body: Body, side: int) -> np.ndarray:
    """Return the notch above an ear where a temple rests."""
    plain, skin = hairline.template()[:SKIN], body.vertices[:SKIN]
    near = (plain[:, 0] * side > 0.060) & (np.abs(plain[:, 1] - 0.070) < 0.008) & (np.abs(plain[:, 2] - 0.006) < 0.010)
    place = skin[near]
    return place[(place[:, 0] * side).argmax()]


def _curve(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    t = np.linspace(0, 1, 9)[:, None]
    return (1 - t) ** 2 * a + 2 * t * (1 - t) * (2 * b - (a + c) / 2) + t**2 * c


def _swept(path: np.ndarray, radius: float, *, closed: bool = False, sides: int = 8) -> tuple[np.ndarray, list]:
    """Return a round wire along a path."""
    along = np.roll(path, -1, 0) - np.roll(path, 1, 0) if closed else np.gradient(path, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    first = np.cross(along, [0.02, 1.0, 0.05])
    weak = np.linalg.norm(first, axis=1) < 0.2
    first[weak] = np.cross(along[weak], [0.0, 0.05, 1.0])
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    second = np.cross(along, first)
    turn = np.linspace(0, 2 * np.pi, sides, endpoint=False)[None, :, None]
    points = path[:, None] + radius * (np.cos(turn) * first[:, None] + np.sin(turn) * second[:, None])
    n, faces = len(path), []
    for row in range(n if closed else n - 1):
        for k in range(sides):
            a, b = row * sides, (row + 1) % n * sides
            faces.append((a + k, a + (k + 1) % sides, b + (k + 1) % sides, b + k))
    if not closed:
        faces += [tuple(range(sides)), tuple(range((n - 1) * sides, n * sides))]
    return points.reshape(-1, 3), faces


def _disk(edge: np.ndarray) -> tuple[np.ndarray, list]:
    """Return a lens that fills a rim, a little domed."""
    middle = edge.mean(0)
    half = middle + (edge - middle) * 0.55 + [0, -0.0012, 0]
    n = len(edge)
    faces = [(k, (k + 1) % n, n + (k + 1) % n, n + k) for k in range(n)] + [(n + k, n + (k + 1) % n, 2 * n) for k in range(n)]
    return np.vstack([edge, half, middle + [0, -0.0018, 0]]), faces


def _joined(name: str, parts: list[tuple[np.ndarray, list]], material: bpy.types.Material) -> Piece:
    points, faces, count = [], [], 0
    for at, own in parts:
        faces += [tuple(int(v) + count for v in face) for face in own]
        points.append(at)
        count += len(at)
    return Piece(name, np.concatenate(points), faces, None, material, bone="head")


def _glass(tint: list[float] | None) -> bpy.types.Material:
    """Return thin glass that lets light through and mirrors a little of the room; dark with a tint."""
    t = Shader("lens")
    clear, gloss, mix = t.node("BsdfTransparent"), t.node("BsdfGlossy"), t.node("MixShader")
    clear.inputs["Color"].default_value = (*(tint or (0.96, 0.97, 0.96)), 1.0)
    gloss.inputs["Roughness"].default_value = 0.02
    fresnel = t.node("Fresnel")
    fresnel.inputs["IOR"].default_value = 1.7 if tint else 1.4
    t.put(mix.inputs[0], fresnel.outputs[0])
    t.tree.links.new(clear.outputs[0], mix.inputs[1])
    t.tree.links.new(gloss.outputs[0], mix.inputs[2])
    t.tree.links.new(mix.outputs[0], t.out.inputs[0])
    return t.material


def _earrings(body: Body, kind: str) -> list[Piece]:
    """Return studs, hoops or drops at the lobes."""
    s = float(body.joint("eye.L")[0] / 0.031)
    plain, skin = hairline.template()[:SKIN], body.vertices[:SKIN]
    parts = []
    for side in (1, -1):
        own = skin[hairline.ear()[:SKIN] & (plain[:, 0] * side > 0.066)]
        low = own[own[:, 2] < own[:, 2].min() + 0.010 * s]
        lobe = low.mean(0) + [side * 0.003 * s, -0.001 * s, 0]
        if kind == "hoops":
            turn = np.linspace(0, 2 * np.pi, 28, endpoint=False)
            ring = lobe + RINGS[kind] * s * np.stack([0.15 * np.sin(turn) * side, np.sin(turn), np.cos(turn) - 1], 1)
            parts.append(_swept(ring, 0.0011 * s, closed=True))
        else:
            drops = [(0.0, 0.0022)] if kind == "studs" else [(0.0, 0.0016), (0.012, 0.0018), (0.024, 0.0042)]
            parts += [_bead(lobe - [0, 0, down * s], radius * s) for down, radius in drops]
            if kind == "drops":
                parts.append(_swept(np.linspace(lobe, lobe - [0, 0, 0.022 * s], 4), 0.0005 * s))
    return [_joined("earrings", parts, Shader("earrings").surface(GOLD, rough=0.18, Metallic=1.0))]


def _bead(at: np.ndarray, radius: float) -> tuple[np.ndarray, list]:
    polar, n = np.linspace(0.15, np.pi - 0.15, 7), 10
    path = np.stack([np.zeros(7), np.zeros(7), np.cos(polar)], 1)
    points, faces = _swept(path, 1.0, sides=n)
    flat = points.reshape(7, n, 3) - path[:, None]
    return (path[:, None] + flat * np.sin(polar)[:, None, None]).reshape(-1, 3) * radius + at, faces
