"""The mouths of speech on two faces, as a clip mixes them: every shape of `presets/visemes` over an expression, and the lids shut.

Knows nothing of sounds. Each face is rendered once, then only its mouth, as for a shot: the tiles show the still with the sheet of faces laid over it.
"""

from __future__ import annotations

import json
from pathlib import Path

import sheet
from PIL import Image

from filmcli.core import presets
from filmcli.formats.cast import Appearance, Character, Hair
from filmcli.formats.wardrobe import Wardrobe

SHAPES = [name for name in presets.load("visemes", "english")["shapes"] if name != "rest"]
PEOPLE = {
    "man": (Character(name="MAN", id="MAN", age=44, wardrobe=Wardrobe(hat="none")), "neutral"),
    "woman": (
        Character(
            name="WOMAN", id="WOMAN", gender="female", age=31, appearance=Appearance(hair=Hair(style="bob", colour="auburn"), makeup=0.5)
        ),
        "warm",
    ),
}


def request(character: Character, expression: str) -> dict:
    """Return a close-up in a lit office, with every mouth asked for."""
    return {
        "op": "shot",
        "set": {"name": "office", "seed": 1, "time": "day", "weather": "clear"},
        "lighting": presets.load("lighting", "three_point"),
        "people": [
            {
                "character": character.model_dump(mode="json"),
                "position": [-1.58, 0.35, 0.0],
                "yaw": 38,
                "pose": "sit",
                "seat": 0.46,
                "expression": expression,
            }
        ],
        "speaking": [character.id],
        "mouths": SHAPES,
        "camera": {"position": [-0.75, -0.75, 1.3], "target": [-1.52, 0.35, 1.22], "lens": 75, "f_stop": 4.0, "focus": [-1.5, 0.35, 1.25]},
        "picture": {"width": 480, "height": 272, "samples": 4, "faces": 10, "detail": "lite"},
        "seed": 7,
    }


def tiles(label: str, folder: Path) -> dict[str, Path]:
    """Cut the still and every shape out of a rendered face; return label → PNG."""
    with Image.open(folder / "still.png") as file:
        still = file.convert("RGB")
    with Image.open(folder / "faces.png") as file:
        rows, patches = json.loads(file.text["filmcli"]), file.convert("RGB")
    left, top = (min(row["box"][axis] for row in rows) - 24 for axis in (0, 1))
    right, bottom = (max(row["box"][axis] for row in rows) + 24 for axis in (2, 3))
    found = {}
    for shape, row in [("rest", None), *((row["shape"], row) for row in rows)]:
        shown = still.copy()
        if row is not None:
            (x, y), box = row["at"], row["box"]
            shown.paste(patches.crop((x, y, x + box[2] - box[0], y + box[3] - box[1])), (box[0], box[1]))
        path = folder / "tiles" / f"{shape}.png"
        path.parent.mkdir(exist_ok=True)
        shown.crop((left, top, right, bottom)).save(path)
        found[f"{label}: {shape}"] = path
    return found


def main() -> None:
    """Render both faces and write `mouths.jpg`."""
    folder = sheet.SCRATCH / "mouths"
    sheet.render({label: request(*one) for label, one in PEOPLE.items()}, folder)
    pictures = {name: path for label in PEOPLE for name, path in tiles(label, folder / label).items()}
    sheet.keep(sheet.tile(pictures, columns=8, cell=(150, 172)), sheet.HERE / "mouths.jpg")


if __name__ == "__main__":
    main()
