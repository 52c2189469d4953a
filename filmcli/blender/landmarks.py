"""Landmarks of a face on the base mesh, and how far each morph target moves them: what makes two faces alike or not.

Knows nothing of sheets. Run as a program it writes presets/people/landmarks.yaml, so that casting can measure faces without
the mesh: `python -m filmcli.blender.landmarks`. The points are those of facial anthropometry (Farkas 1994, ch. 2).
"""

from __future__ import annotations

import functools

import numpy as np

from filmcli.blender import anatomy, hairline
from filmcli.blender.body import SKIN
from filmcli.core import presets

# where to look for each on the plain head: (x to the left, y behind, z above the pupils), metres; those off the middle count twice, mirrored
PLACES = {
    "glabella": (0.0, -0.020, 0.018),
    "nasion": (0.0, -0.018, 0.004),
    "rhinion": (0.0, -0.028, -0.016),
    "pronasale": (0.0, -0.040, -0.036),
    "subnasale": (0.0, -0.026, -0.047),
    "labiale superius": (0.0, -0.027, -0.060),
    "stomion": (0.0, -0.022, -0.068),
    "labiale inferius": (0.0, -0.025, -0.076),
    "sublabiale": (0.0, -0.018, -0.086),
    "pogonion": (0.0, -0.020, -0.100),
    "menton": (0.0, -0.010, -0.114),
    "trichion": (0.0, -0.008, 0.066),
    "alare": (0.017, -0.020, -0.038),
    "cheilion": (0.025, -0.012, -0.068),
    "endocanthion": (0.017, -0.006, -0.003),
    "exocanthion": (0.045, 0.006, 0.0),
    "palpebrale superius": (0.031, -0.009, 0.006),
    "palpebrale inferius": (0.031, -0.008, -0.007),
    "superciliare": (0.031, -0.012, 0.019),
    "frontotemporale": (0.052, 0.010, 0.036),
    "zygion": (0.068, 0.040, -0.020),
    "malare": (0.045, 0.005, -0.030),
    "gonion": (0.052, 0.045, -0.085),
    "tragion": (0.070, 0.062, -0.022),
}

HEADER = """\
# Landmarks of a face (x left, y up, z ahead) on the base mesh, and how far each morph target moves them, hundredths of millimetres.
# Written by `python -m filmcli.blender.landmarks` from the body model (CC0); casting measures with it how alike two faces are.
format: filmcli/people@1"""


@functools.cache
def vertices() -> dict[str, int]:
    """Return the vertex of each landmark: the skin's nearest to its place; left ones end in `.l`, right ones in `.r`."""
    plain = hairline.template()[:SKIN]
    found = {}
    for name, place in PLACES.items():
        for side, sign in ((".l", 1), (".r", -1)) if place[0] else (("", 1),):
            found[name + side] = int(np.linalg.norm(plain - np.array(place) * [sign, 1, 1], axis=1).argmin())
    return found


def moved() -> dict[str, list[int]]:
    """Return for every target that moves a face by 0.05 mm or more how far: x, y, z of each landmark in turn, hundredths of millimetres.

    Local targets are named without side, left and right together.
    """
    at = np.array(list(vertices().values()))
    table: dict[str, np.ndarray] = {}
    for name in anatomy.catalogue():
        if name.startswith(("face:", "breast/", "macrodetails/height", "macrodetails/proportions")):
            continue
        folder, _, stem = name.partition("/")
        plain = f"{folder}/{stem[2:]}" if stem[:2] in ("l-", "r-") and stem.count("/") == 0 else name
        index, offset = anatomy.target(name)
        whole = np.zeros((len(anatomy.load().vertices), 3))
        whole[index] = offset
        table[plain] = table.get(plain, 0) + whole[at]
    large = {name: np.round(rows * 1e4).astype(int) for name, rows in table.items() if np.abs(rows).max() >= 5e-4}
    return {name: rows.ravel().tolist() for name, rows in sorted(large.items())}


def main() -> None:
    """Write the preset."""
    base = np.round(anatomy.load().vertices[list(vertices().values())] * 1e4).astype(int)
    rows = {"names": list(vertices()), "base": base.ravel().tolist(), **{f"  {name}": row for name, row in moved().items()}}
    lines = [f"{name}: [{','.join(map(str, row))}]" for name, row in rows.items()]
    (presets.root() / "people" / "landmarks.yaml").write_text("\n".join([HEADER, *lines[:2], "targets:", *lines[2:]]) + "\n")


if __name__ == "__main__":
    main()
