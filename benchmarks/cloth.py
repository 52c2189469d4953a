"""Skin through cloth: every garment in every pose, on three bodies in turn, faults counted; and nobody without clothes.

Knows nothing of pictures. The large pieces are cut (uppers, skirts, trousers), not the collars and buttons on them. A fault is a visible skin vertex that lies under a cloth at rest and outside it in the pose, by more
than 2 mm. Each garment is measured in each pose on one body at least, and in the hard poses (knees, seats, raised arms) on all; `--all` is the whole product.
`python benchmarks/cloth.py [GARMENT …] [--all]` writes what it measured into results/cloth.json and leaves the other garments' rows.
"""

from __future__ import annotations

import functools
import json
import sys
import time
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

RESULT = Path(__file__).parent / "results" / "cloth.json"
BODIES = {
    "slim woman": {"gender": "female", "age": 28, "appearance": {"build": {"height": 1.70, "weight": 0.2, "muscle": 0.4}}},
    "heavy man": {"gender": "male", "age": 50, "appearance": {"build": {"height": 1.80, "weight": 0.95, "muscle": 0.5}}},
    "child": {"gender": "female", "age": 8, "appearance": {"build": {"height": 1.28}}},
}
GROWN = {"evening", "police", "military", "space", "cleric", "service", "upper"}  # classes that no child wears
HARD = ("kneel_both", "crawl", "hands_up", "sit", "sit_floor", "cover_face", "aim_two", "swim")  # tried on every body
OWN = 0.06  # metres at rest between skin and the cloth over it, at 1.75 m: farther is an arm that hangs beside the trunk
OUT, NEAR, RIM = 0.002, 0.035, 0.010  # metres: through, still the same cloth, too near an open edge to tell


def main(chosen: list[str], *, whole: bool) -> None:
    from filmcli.blender import body, fabric, heels, outfits, pose

    start = time.process_time()
    outfits.PARTS.update({name: functools.wraps(part)(lambda *_, **__: None) for name, part in outfits.PARTS.items()})
    fabric.cloth = lambda *_, **__: None
    people = {who: body.build({"id": who, **about}) for who, about in BODIES.items()}
    solved = {who: functools.cache(functools.partial(pose.solve, shape, lap=0.03)) for who, shape in people.items()}
    rows = json.loads(RESULT.read_text(encoding="utf-8"))["garments"] if RESULT.exists() else {}
    every = outfits.names()
    for name in chosen or every:
        rows[name] = {}
        wearers = [who for who in BODIES if who != "child" or outfits.entry(name).get("class") not in GROWN]
        for turn, who in enumerate(wearers):
            tried = [one for n, one in enumerate(pose.POSES) if whole or one in HARD or (n + every.index(name)) % len(wearers) == turn]
            sheet = {"id": who, **BODIES[who], "wardrobe": {"garment": name}}
            shape, solve = people[who], solved[who]
            if heels.worn(sheet):  # its shoes raise the feet
                shape = body.build(sheet)
                solve = functools.partial(pose.solve, shape, lap=0.03)
            rows[name][who] = row = measure(shape, sheet, {one: solve(one) for one in tried})
            told = f"{row['faults']} of {row['checked']}" + (f" in {row['worst']}" if row["faults"] else "")
            print(f"{who}, {name}: {told}; {row['bare']} bare, {row['holes']} holes", flush=True)
        rows = {one: rows[one] for one in every if one in rows}
        RESULT.write_text(json.dumps({"total": summary(rows), "garments": rows}, indent=1) + "\n", encoding="utf-8")
    print(summary(rows), f"{time.process_time() - start:.0f} s of processor")


def summary(rows: dict) -> dict:
    """Return the sums over garments and bodies; `cells` is how many (garment, body, pose) were measured."""
    every = [row for one in rows.values() for row in one.values()]
    total = {"garments": len(rows), "bodies": len(BODIES), "cells": sum(row["poses"] for row in every)}
    return total | {key: sum(row[key] for row in every) for key in ("checked", "faults", "bare", "holes")}


def measure(shape, sheet: dict, solved: dict) -> dict:
    """Return the faults of one garment on one body over the poses, and the trunk's vertices that are bare or have no cloth near."""
    from filmcli.blender import wardrobe
    from filmcli.blender.skinning import compact, deform

    outfit = wardrobe.dress(shape, sheet, lite=True)
    faces = np.array(shape.faces)[shape.groups == "body"]
    hidden = outfit.covers[shape.groups == "body"]
    seen, under = np.unique(faces[~hidden]), np.unique(faces[hidden])
    cloths = [Patch(shape, piece, seen) for piece in outfit.pieces if piece.folds is not None]
    faults, found = 0, {}
    bones, weights = compact(shape.weights[seen])
    for name, pose in solved.items():
        skin = np.zeros_like(shape.vertices)
        skin[seen] = deform(shape.vertices[seen], weights, pose, dual=0.6, bones=bones)
        count = len(set().union(*(patch.faults(skin, pose) for patch in cloths)))
        faults += count
        found |= {name: count} if count else {}
    everything = cKDTree(np.concatenate([piece.vertices for piece in outfit.pieces]))
    trunk = under[(shape.region("arm")[under] < 0.3) & (shape.region("leg")[under] < 0.5) & (shape.region("head")[under] < 0.1)]
    trunk = trunk[shape.vertices[trunk, 2] > shape.joint("upperleg01.L")[2]]  # below, between the thighs, a skirt is far away
    show = seen[(shape.region("arm")[seen] < 0.3) & (shape.region("head")[seen] < 0.02) & (shape.region("neck")[seen] < 0.3)]
    low, high = float(shape.joint("upperleg01.L")[2]) - 0.2 * shape.unit, float(shape.joint("neck01")[2]) - 0.21 * shape.unit
    return {
        "faults": faults,
        "worst": " ".join(f"{name} {found[name]}" for name in sorted(found, key=found.get, reverse=True)[:5]),
        "poses": len(solved),
        "checked": len(set().union(*(patch.watched.tolist() for patch in cloths))) * len(solved),
        "bare": int(((shape.vertices[show, 2] > low) & (shape.vertices[show, 2] < high)).sum()),
        "holes": int((everything.query(shape.vertices[trunk], distance_upper_bound=0.11 * shape.unit)[0] > 0.11 * shape.unit).sum()),
    }


class Patch:
    """The part of a cloth near skin that shows, and the skin that lies under it at rest."""

    def __init__(self, shape, piece, seen: np.ndarray) -> None:
        """Take the faces within 9 cm of the skin `seen` (vertex numbers)."""
        from filmcli.blender import garment
        from filmcli.blender.skinning import compact

        faces = np.array(piece.faces)
        self.unit = shape.unit
        self.seen, self.bare, near = (
            seen,
            shape.vertices[seen],
            cKDTree(shape.vertices[seen]).query(piece.vertices, distance_upper_bound=0.09)[0] < 0.09,
        )
        faces = faces[near[faces].any(1)]
        self.used, flat = np.unique(faces, return_inverse=True)
        self.faces, self.piece = flat.reshape(-1, 4), piece
        self.rest, self.carried = piece.vertices[self.used], compact(np.asarray(piece.weights)[self.used])
        self.watched = np.zeros(0, int)
        if not len(self.used):
            return
        self.edges, _ = garment.edges(self.faces)
        hem = piece.attributes["hem"][self.used] > 0.1 - RIM  # an open edge of the whole cloth
        self.inner = ~(hem | garment.rim(self.faces, len(self.used)))
        depth, at = self._depth(
            self.rest + garment.normals(self.rest, self.faces) * piece.folds.height(None)[self.used][:, None], shape.vertices[seen]
        )
        self.watched = np.nonzero((depth < -0.0005) & self.inner[at])[0]

    def _depth(self, cloth: np.ndarray, skin: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return how far outside the cloth each skin vertex is (0 where no cloth is near), and the nearest cloth vertex."""
        from filmcli.blender import garment

        away, at = cKDTree(cloth).query(skin)
        depth = ((skin - cloth[at]) * garment.normals(cloth, self.faces)[at]).sum(1)
        return np.where(away < NEAR, depth, 0.0), at

    def faults(self, skin: np.ndarray, pose) -> set[int]:
        """Return which of the watched vertices of the posed skin are through the posed cloth, made as `Figure` makes it."""
        from filmcli.blender.skinning import deform, relax

        if not len(self.watched):
            return set()
        bones, weights = self.carried
        cloth = deform(self.rest, weights, pose, dual=0.35, bones=bones)
        if self.piece.relax:
            cloth = relax(cloth, self.rest, self.edges)
        whole = np.zeros_like(self.piece.vertices)
        whole[self.used] = cloth
        whole = self.piece.folds.apply(whole, pose, skin)[0]
        through, moves = self.piece.folds.sink(whole, skin)
        skin = skin.copy()
        skin[through] += moves
        cloth = whole[self.used]
        depth, at = self._depth(cloth, skin[self.seen[self.watched]])
        own = np.linalg.norm(self.bare[self.watched] - self.rest[at], axis=1) < OWN * self.unit  # not a hand that lies on the other sleeve
        return set(self.watched[(depth > OUT) & self.inner[at] & own].tolist())


if __name__ == "__main__":
    main([name for name in sys.argv[1:] if name != "--all"], whole="--all" in sys.argv)
