"""The people of a clip out of the files of its shot: where they are (passes), their faces (the sheet of faces), what they say (mouth tracks).

Knows nothing of layers or cameras beyond their focal length. The faces were rendered for the still; a picture that a model painted takes
their change over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from filmcli.core.errors import FilmError, InputError
from filmcli.core.life import Life
from filmcli.make import presence, visemes
from filmcli.make.clips import Manner, Spoken
from filmcli.make.presence import Patch, Person
from filmcli.render import drafting

SHARP = 2.0  # two mouths half there are a ghost: shares are raised to this power before they are mixed
SMALLEST = 60  # pixels of a person who is worth moving


def people(
    passes: drafting.Passes,
    manners: Mapping[str, Manner],
    *,
    size: tuple[int, int],
    lens: float,
    count: int,
    fps: float,
    spoken: Sequence[Spoken] = (),
    faces: Mapping[str, Sequence[tuple[str, str, Patch]]] | None = None,
    pace: float = 1.0,
) -> list[Person]:
    """Return everyone in the picture who can be seen to live. `size` is the picture's, `lens` in pixels; `faces` as `changes` returns them.

    pace: seconds lived in one of the film; lips keep to the sound.
    """
    import cv2

    found = []
    ids = cv2.resize(passes.ids.astype(np.int32), size, interpolation=cv2.INTER_NEAREST)
    for name, number in passes.people.items():
        mask = (ids == number) | (ids == passes.held.get(name, -1))  # what is in the hand goes with it
        joints = (passes.joints or {}).get(name)
        if name not in manners or mask.sum() < SMALLEST or not joints:
            continue
        body = presence.body(joints, size, lens)
        manner = manners[name]
        life = Life(seed=manner.seed, duration=count / fps * pace, age=manner.age, nervous=manner.nervous)
        said = _said([line for line in spoken if line.who == name], count, fps)
        patches = list((faces or {}).get(name, ()))
        fields = presence.fields(body, mask) if body else np.zeros((0, 2, 1, 1), np.float32)
        course = presence.course(life, count, fps=fps / pace, stress=_stress(said, count))
        weights = _weights(patches, said, life, count, fps / pace)
        found.append(Person(mask, fields, course, tuple(patch for _, _, patch in patches), weights))
    return found


def changes(sheet: Path, still: np.ndarray, picture: np.ndarray | None = None) -> dict[str, list[tuple[str, str, Patch]]]:
    """Return by person the patches of a sheet of faces: part (`mouth`, `eyes`), shape, and how they differ from the still.

    `picture` is what a model made of the still: the change is taken over by its ratio. Raises InputError for a sheet that is none.
    """
    from PIL import Image

    if not sheet.exists():
        raise FilmError(f"{sheet}: no faces to move", hint="make the shot's picture first")
    try:
        with Image.open(sheet) as file:
            rows, pixels = json.loads(file.text["filmcli"]), np.asarray(file.convert("RGB"))
    except (AttributeError, KeyError, ValueError, OSError) as error:
        raise InputError(f"{sheet}: cannot be read as a sheet of faces ({error})", hint="delete it and make the shot again") from None
    found: dict[str, list[tuple[str, str, Patch]]] = {}
    for row in rows:
        left, top, right, bottom = row["box"]
        across, down = row["at"]
        face = pixels[down : down + bottom - top, across : across + right - left]
        change = _change(still, picture, face, (left, top, right, bottom))
        found.setdefault(row["who"], []).append((row["part"], row["shape"], Patch(left, top, change)))
    return found


def _change(still: np.ndarray, picture: np.ndarray | None, face: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    left, top, right, bottom = box
    there = np.s_[top:bottom, left:right]
    if picture is None:
        return face.astype(np.int16) - still[there]
    from filmcli.render import painting

    shown = still.copy()
    shown[there] = face
    return (painting.speaking(picture, still, shown)[there].astype(np.int16) - picture[there]).astype(np.int16)


def _said(lines: Sequence[Spoken], count: int, fps: float) -> dict[str, np.ndarray]:
    """Return the share of each shape of the mouth in each frame, by all of a person's lines."""
    out: dict[str, np.ndarray] = {}
    for line in lines:
        for shape, share in visemes.weights(visemes.read(line.track), count, fps=fps, offset=line.start).items():
            out[shape] = np.maximum(out.get(shape, 0.0), share)
    return out


def _stress(said: Mapping[str, np.ndarray], count: int) -> np.ndarray | None:
    vowels = [share for shape, share in said.items() if shape in ("aa", "o", "e")]
    return np.clip(np.sum(vowels, axis=0), 0, 1) if vowels else None


def _weights(patches: Sequence[tuple[str, str, Patch]], said: Mapping[str, np.ndarray], life: Life, count: int, fps: float) -> np.ndarray:
    """Return (count, patches): how much of each patch is seen in each frame."""
    shapes = [shape for part, shape, _ in patches if part == "mouth"]
    mouths = visemes.drawn(said, shapes)
    total = np.clip(sum(mouths.values(), np.zeros(count)), 0, 1)
    sharp = {shape: share**SHARP for shape, share in mouths.items()}
    whole = np.maximum(sum(sharp.values(), (1 - total) ** SHARP), 1e-9)
    # a frame stands for a while: the lids are as far shut as they get in it, or every second blink is lost at 12 frames a second
    lids = np.array([max(life.blink((index + part) / fps) for part in (0.0, 0.33, 0.67)) for index in range(count)])
    columns = [lids if part == "eyes" else sharp.get(shape, np.zeros(count)) / whole for part, shape, _ in patches]
    return np.stack(columns, 1) if columns else np.zeros((count, 0))
