"""The animation of a humanoid in a GLB or glTF file, as a capture: where its joints are over time, by the names of its nodes.

Knows nothing of Blender, meshes or skins (numpy only). glTF 2.0 (Khronos, 2021): y up, facing +z, metres, the same axes as a BVH. Morph targets,
sparse accessors and files that lie elsewhere on the net are left alone.
"""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from filmcli.blender.bvh import MOST, Clip, clip_of
from filmcli.blender.deeds import matrices
from filmcli.core.errors import InputError

RATE = 30.0  # frames a second at which curves are read
KINDS = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5126: "<f4"}
WIDTHS = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}
JSON, BIN = 0x4E4F534A, 0x004E4942


def read(path: Path) -> Clip:
    """Return the first animation of a file. Raises InputError for what is no glTF, has no animation, or lacks a joint that a body needs."""
    try:
        data, buffers = _opened(path)
        animation = next(iter(data.get("animations") or ()), None)
        if animation is None:
            raise InputError(f"{path}: there is no animation in it")
        tracks = [_track(data, buffers, animation, channel) for channel in animation["channels"] if "node" in channel["target"]]
        return clip_of(path, *_places(data["nodes"], [track for track in tracks if track[1] in ("translation", "rotation", "scale")]))
    except (KeyError, IndexError, TypeError, ValueError, struct.error) as error:
        raise InputError(f"{path}: not a whole glTF file ({' '.join(str(error).split())[:80] or type(error).__name__})") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _opened(path: Path) -> tuple[dict[str, Any], list[bytes]]:
    raw, inner = path.read_bytes(), b""
    if raw[:4] == b"glTF":
        chunks, at = {}, 12
        while at + 8 <= len(raw):
            long, kind = struct.unpack_from("<II", raw, at)
            chunks.setdefault(kind, raw[at + 8 : at + 8 + long])
            at += 8 + long
        raw, inner = chunks[JSON], chunks.get(BIN, b"")
    data = json.loads(raw)
    buffers = []
    for buffer in data.get("buffers", ()):
        uri = buffer.get("uri")
        if uri is None:
            buffers.append(inner)
        elif uri.startswith("data:"):
            buffers.append(base64.b64decode(uri.partition(",")[2]))
        elif "://" in uri or not (beside := path.parent / uri).resolve().is_relative_to(path.parent.resolve()):
            raise ValueError(f"its data lie elsewhere: {uri[:60]}")
        else:
            buffers.append(beside.read_bytes())
    return data, buffers


def _values(data: Mapping[str, Any], buffers: Sequence[bytes], index: int) -> np.ndarray:
    """Return an accessor's values (n, width) as floats; whole numbers are shares of their largest, as the standard has it."""
    accessor = data["accessors"][index]
    view = data["bufferViews"][accessor["bufferView"]]
    kind, width, count = np.dtype(KINDS[accessor["componentType"]]), WIDTHS[accessor["type"]], int(accessor["count"])
    start = int(view.get("byteOffset", 0)) + int(accessor.get("byteOffset", 0))
    stride = int(view.get("byteStride", 0)) or kind.itemsize * width
    raw = np.frombuffer(buffers[view["buffer"]], np.uint8, stride * (count - 1) + kind.itemsize * width, start)
    rows = np.lib.stride_tricks.as_strided(raw, (count, kind.itemsize * width), (stride, 1))
    values = np.ascontiguousarray(rows).view(kind).reshape(count, width).astype(float)
    return values if kind.kind == "f" else np.maximum(values / np.iinfo(kind).max, -1.0)


def _track(data: Mapping[str, Any], buffers: Sequence[bytes], animation: Mapping[str, Any], channel: Mapping[str, Any]) -> tuple:
    """Return a curve: node, what of it moves, the times of its keys, their values (n, width), and how it goes between them."""
    sampler = animation["samplers"][channel["sampler"]]
    times, values = _values(data, buffers, sampler["input"])[:, 0], _values(data, buffers, sampler["output"])
    how = sampler.get("interpolation", "LINEAR")
    if how == "CUBICSPLINE":  # tangents before and after each key: at 30 a second its keys do
        values, how = values[1::3], "LINEAR"
    if len(values) != len(times) or (np.diff(times) < 0).any():
        raise ValueError("a curve's keys are not in order")
    return int(channel["target"]["node"]), channel["target"]["path"], times, values, how


def _places(nodes: Sequence[Mapping[str, Any]], tracks: Sequence[tuple]) -> tuple[list[str], np.ndarray, float]:
    """Return the nodes' names, where they are (frames, nodes, 3), and the seconds from frame to frame."""
    last = max((float(times[-1]) for _, _, times, _, _ in tracks), default=0.0)
    count = min(max(int(round(last * RATE)) + 1, 2), MOST)
    seconds = np.arange(count) / RATE
    curves = {(node, path): _sampled(seconds, times, values, how) for node, path, times, values, how in tracks}
    local = np.stack([_local(node, index, curves, count) for index, node in enumerate(nodes)])
    parents = {child: index for index, node in enumerate(nodes) for child in node.get("children", ())}
    whole: dict[int, np.ndarray] = {}

    def of(index: int, depth: int = 0) -> np.ndarray:
        if depth > len(nodes):
            raise ValueError("its nodes go in a circle")
        if index not in whole:
            whole[index] = of(parents[index], depth + 1) @ local[index] if index in parents else local[index]
        return whole[index]

    places = np.stack([of(index)[:, :3, 3] for index in range(len(nodes))], axis=1)
    return [str(node.get("name", "")) for node in nodes], places, 1 / RATE


def _sampled(seconds: np.ndarray, times: np.ndarray, values: np.ndarray, how: str) -> np.ndarray:
    """Return a curve's values at these seconds; rotations by the shorter way, normalised."""
    if how == "STEP":
        return values[np.clip(np.searchsorted(times, seconds, side="right") - 1, 0, len(times) - 1)]
    if values.shape[1] == 4:
        values = values.copy()
        for k in range(1, len(values)):
            values[k] *= -1 if values[k] @ values[k - 1] < 0 else 1
    out = np.stack([np.interp(seconds, times, column) for column in values.T], axis=1)
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9) if values.shape[1] == 4 else out


def _local(node: Mapping[str, Any], index: int, curves: Mapping[tuple[int, str], np.ndarray], count: int) -> np.ndarray:
    """Return a node's matrix (frames, 4, 4) against its parent."""
    if "matrix" in node and not any((index, path) in curves for path in ("translation", "rotation", "scale")):
        return np.tile(np.array(node["matrix"], float).reshape(4, 4).T, (count, 1, 1))

    def part(path: str, rest: Sequence[float]) -> np.ndarray:
        return curves.get((index, path), np.tile(np.array(node.get(path, rest), float), (count, 1)))

    out = np.tile(np.eye(4), (count, 1, 1))
    x, y, z, w = part("rotation", (0, 0, 0, 1)).T
    out[:, :3, :3] = matrices(np.stack([w, x, y, z], 1)) * part("scale", (1, 1, 1))[:, None, :]
    out[:, :3, 3] = part("translation", (0, 0, 0))
    return out
