"""How alike two people are: the distance of their faces in millimetres, and what else an audience tells people apart by.

Knows nothing of draws and of meshes: the landmarks and how far each target moves them come from presets/people/landmarks.yaml.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from filmcli.cast import costume
from filmcli.core import presets
from filmcli.formats import physique
from filmcli.formats.cast import Appearance, Character
from filmcli.formats.wardrobe import Wardrobe

if TYPE_CHECKING:
    import numpy as np

NEAR = 1.1  # two people of less distance look alike; 0 is twins, 2 is a man and a woman of different age and dress
NEAR_FACE = 2.2  # mm; of 141 pairs of one gender, heritage and decade drawn once a third is nearer (median 2.5, tenth 1.8, least 1.4)
TONE = 0.28  # difference of two hair colours' tones that is seen at once
STRANGER = 5.0  # mm: faces so far apart count as wholly different


def distance(a: Character, b: Character) -> float:
    """Return how different two people look: 0 for twins; about 2 for a man and a woman of different age and dress."""
    return between(a.gender, a.age, a.appearance, a.wardrobe, b, faces(a, b))


def faces(a: Character, b: Character) -> float:
    """Return how far two faces are apart, millimetres: the root mean square over 36 landmarks of what is left when one is laid on the other.

    Laid on by translation and size, not turned (Procrustes without rotation; Dryden & Mardia 1998, ch. 3), at the size of a mean face.
    Hair, skin and expression do not count.
    """
    import numpy as np

    return float(np.sqrt(((landmarks(a) - landmarks(b)) ** 2).sum(1).mean()))


@functools.lru_cache(512)
def _face(key: str) -> np.ndarray:
    """Return the landmarks (36, 3) of a face about their middle, millimetres at the size of the mean face. key: the sheet as JSON."""
    import json

    import numpy as np

    sheet = json.loads(key)
    base, moved = _table()
    build = sheet["appearance"]["build"]
    points = base.copy()
    for name, amount in (physique.macro(sheet["gender"], sheet["age"], build, 0.5) | physique.local(sheet)).items():
        if name in moved:
            points += amount * moved[name]
    points -= points.mean(0)
    return points * (np.linalg.norm(base - base.mean(0)) / np.linalg.norm(points))


def landmarks(one: Character) -> np.ndarray:
    """Return the landmarks (36, 3) of a character's face about their middle, millimetres at the size of the mean face."""
    import json

    sheet = {"id": one.id, "gender": one.gender, "age": one.age, "appearance": {"build": one.appearance.build.model_dump(mode="json")}}
    return _face(json.dumps(sheet, sort_keys=True))


def between(gender: str, age: int, body: Appearance, dress: Wardrobe, other: Character, face: float) -> float:
    """Sum what an audience tells people apart by, roughly in the order it sees it: gender, age, hair, silhouette, cloth, face (mm)."""
    tones = {name: row["tone"] for name, row in presets.load("people", "hair")["colours"].items()}
    hair, theirs = body.hair, other.appearance.hair
    build, built = body.build, other.appearance.build
    skin = abs(sum(body.skin) - sum(other.appearance.skin)) / 0.6
    return (
        0.9 * (gender != other.gender)
        + min(0.7, abs(age - other.age) / 30)
        + 0.2 * (hair.style != theirs.style)
        + 0.45 * abs(tones[hair.colour] - tones[theirs.colour])
        + 0.2 * (hair.beard != theirs.beard)
        + 0.15 * (body.glasses != other.appearance.glasses)
        + min(0.35, abs(build.height - built.height) / 0.35)
        + min(0.35, 0.9 * abs(build.weight - built.weight))
        + 0.2 * (dress.garment != other.wardrobe.garment)
        + 0.12 * (dress.hat != other.wardrobe.hat)
        + min(0.4, 1.6 * costume.apart(dress.main, other.wardrobe.main))
        + min(0.4, skin)
        + 0.35 * min(1.0, face / STRANGER)
    )


def crowned(one: Appearance, other: Appearance) -> bool:
    """Say whether the hair alone tells two people apart: its outline, a clearly other tone, or a beard."""
    table = presets.load("people", "hair")
    tones = [table["colours"][look.hair.colour]["tone"] for look in (one, other)]
    return outline(one.hair.style) != outline(other.hair.style) or abs(tones[0] - tones[1]) >= TONE or one.hair.beard != other.hair.beard


def outline(style: str) -> str:
    """Return what hair is against the light: bare, close, short, half (to the shoulders), long, tied or wide."""
    row = presets.load("people", "hair")["styles"][style]
    if not (top := row.get("top", 0.0)):
        return "bare"
    if row.get("comb") in ("tie", "rows"):
        return "tied"
    if row.get("comb") in ("out", "up"):
        return "wide"
    return "close" if top < 0.02 else "short" if row["nape"] < 0.06 else "half" if row["nape"] < 0.3 else "long"


@functools.cache
def _table() -> tuple[np.ndarray, dict[str, np.ndarray]]:
    import numpy as np

    table = presets.load("people", "landmarks")
    moved = {name: np.array(row, float).reshape(-1, 3) / 100 for name, row in table["targets"].items()}
    return np.array(table["base"], float).reshape(-1, 3) / 100, moved
