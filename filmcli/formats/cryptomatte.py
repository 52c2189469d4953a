"""Cryptomatte: ids that are hashes of names, how much of a pixel each covers, and the manifest that says which is which.

Knows nothing of renderers and of files: channels and header fields come out as plain values. After the Cryptomatte Specification 1.2
(Friedman, Jones, SIGGRAPH 2015). A layer is ids (h, w, n) uint32, 0 for none, and coverage (h, w, n) float32 in 0–1, largest first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

RANKS = 6  # ids kept for a pixel, two in each RGBA


def murmur(name: str) -> int:
    """Return MurmurHash3 (x86, 32 bits, seed 0) of a name in UTF-8 (Appleby 2011, public domain)."""
    data, mask = name.encode("utf-8"), 0xFFFFFFFF
    hash, tail = 0, len(data) & ~3
    for at in range(0, tail, 4):
        hash ^= _mixed(int.from_bytes(data[at : at + 4], "little"))
        hash = (((hash << 13) | (hash >> 19)) * 5 + 0xE6546B64) & mask
    if len(data) > tail:
        hash ^= _mixed(int.from_bytes(data[tail:], "little"))
    hash ^= len(data)
    hash = ((hash ^ (hash >> 16)) * 0x85EBCA6B) & mask
    hash = ((hash ^ (hash >> 13)) * 0xC2B2AE35) & mask
    return hash ^ (hash >> 16)


def _mixed(block: int) -> int:
    block = (block * 0xCC9E2D51) & 0xFFFFFFFF
    block = ((block << 15) | (block >> 17)) & 0xFFFFFFFF
    return (block * 0x1B873593) & 0xFFFFFFFF


def number(name: str) -> int:
    """Return the id of a name: its hash, bit 23 flipped where the exponent would make it no number (`uint32_to_float32`)."""
    hash = murmur(name)
    return hash ^ (1 << 23) if (hash >> 23) & 255 in (0, 255) else hash


def read(channels: Mapping[str, np.ndarray], layer: str) -> tuple[np.ndarray, np.ndarray]:
    """Return a layer's ids and coverage from channels `<layer>00.R` or `.r` and on. Raises KeyError when the layer is not there."""
    found = {name.lower(): values for name, values in channels.items()}
    ids, coverage = [], []
    for level in range(RANKS // 2):
        for one, two in (("r", "g"), ("b", "a")):
            ids.append(np.ascontiguousarray(found[f"{layer}{level:02}.{one}".lower()], np.float32).view(np.uint32))
            coverage.append(np.asarray(found[f"{layer}{level:02}.{two}".lower()], np.float32))
    return np.stack(ids, axis=-1), np.stack(coverage, axis=-1)


def renamed(ids: np.ndarray, coverage: np.ndarray, names: Mapping[str, str]) -> tuple[np.ndarray, np.ndarray]:
    """Return a layer under other names (rendered → wanted); what then bears one name is one id with the sum of the coverage.

    Raises KeyError for an id in the picture that no name of `names` has.
    """
    rows = sorted([(0, 0), *((number(old), number(new)) for old, new in names.items())])
    old, new = np.array(rows, np.uint32).T
    ids = np.where(coverage > 0, ids, 0)
    place = np.minimum(np.searchsorted(old, ids), len(old) - 1)
    if (strange := old[place] != ids).any():
        raise KeyError(f"cryptomatte: no name has the id {int(ids[strange][0]):08x}")
    ids, coverage = new[place], np.where(coverage > 0, coverage, 0.0).astype(np.float32)
    mixed = coverage[..., 1] > 0  # most pixels show one thing
    ids[mixed], coverage[mixed] = merged(ids[mixed], coverage[mixed])
    return ids, coverage


def merged(ids: np.ndarray, coverage: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return ids and coverage (…, n) in which every id of a pixel stands once, the largest first."""
    coverage = coverage.copy()
    for first in range(ids.shape[-1]):
        for other in range(first + 1, ids.shape[-1]):
            same = (ids[..., first] == ids[..., other]) & (coverage[..., other] > 0)
            coverage[..., first] += np.where(same, coverage[..., other], 0)
            coverage[..., other] = np.where(same, 0, coverage[..., other])
    order = np.argsort(-coverage, axis=-1, kind="stable")
    ids, coverage = np.take_along_axis(ids, order, -1), np.take_along_axis(coverage, order, -1)
    return np.where(coverage > 0, ids, 0).astype(np.uint32), coverage


def coarser(ids: np.ndarray, coverage: np.ndarray, times: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a layer (h, w, n) at a `times`-th of its pixels each way: what covers a part of any of a pixel's covers that part of it."""
    height, width, ranks = ids.shape
    height, width = height // times, width // times

    def gathered(values: np.ndarray) -> np.ndarray:
        blocks = values.reshape(height, times, width, times, ranks)
        return np.concatenate([blocks[:, i, :, j] for i in range(times) for j in range(times)], axis=-1)

    ids, coverage = gathered(ids), gathered(coverage) / np.float32(times**2)
    largest = np.argsort(-coverage, axis=-1, kind="stable")[..., : 2 * ranks]  # what is left out covers a thousandth
    ids, coverage = merged(np.take_along_axis(ids, largest, -1), np.take_along_axis(coverage, largest, -1))
    return np.ascontiguousarray(ids[..., :ranks]), np.ascontiguousarray(coverage[..., :ranks])


def channels(layer: str, ids: np.ndarray, coverage: np.ndarray) -> dict[str, np.ndarray]:
    """Return a layer as channels for an EXR: `<layer>00.R/G/B/A` …, float32, two ids and two coverages each."""
    found = {}
    for level in range(RANKS // 2):
        for place, (one, two) in enumerate((("R", "G"), ("B", "A"))):
            rank = level * 2 + place
            found[f"{layer}{level:02}.{one}"] = np.ascontiguousarray(ids[..., rank]).view(np.float32)
            found[f"{layer}{level:02}.{two}"] = coverage[..., rank]
    return found


def header(layer: str, names: Iterable[str]) -> dict[str, Any]:
    """Return a layer's header fields, the manifest of these names in them."""
    key = f"cryptomatte/{murmur(layer):08x}"[:19]
    manifest = {name: f"{number(name):08x}" for name in sorted(set(names))}
    return {
        f"{key}/name": layer,
        f"{key}/hash": "MurmurHash3_32",
        f"{key}/conversion": "uint32_to_float32",
        f"{key}/manifest": json.dumps(manifest, ensure_ascii=True, separators=(",", ":")),
    }


def present(ids: np.ndarray, coverage: np.ndarray, names: Iterable[str]) -> list[str]:
    """Return those of `names` that are in the picture."""
    seen = {int(one) for one in np.unique(ids[coverage > 0])}
    return [name for name in names if number(name) in seen]
