"""Eight deeds in six moments each, filmed frame by frame: writes movement.jpg. `--only LABEL` makes single deeds anew, the others are kept."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping
from typing import Any

import sheet

from filmcli import runners
from filmcli.core import presets

MOMENTS, CELL = 6, (168, 126)
PICTURE = {"width": 224, "height": 168, "samples": 3, "faces": 0, "detail": "lite", "passes": False}
ROOF = {"name": "rooftop", "seed": 1, "time": "day", "weather": "clear"}
TOM = {
    "id": "TOM",
    "name": "TOM",
    "gender": "male",
    "age": 41,
    "appearance": {"build": {"height": 1.80, "weight": 0.55}, "hair": {"style": "side_part", "colour": "dark_brown"}},
    "wardrobe": {"garment": "shirt_trousers", "main": [0.42, 0.45, 0.5], "second": [0.06, 0.06, 0.07]},
}
ANN = {
    "id": "ANN",
    "name": "ANN",
    "gender": "female",
    "age": 30,
    "appearance": {"build": {"height": 1.68, "weight": 0.45}, "hair": {"style": "bob", "colour": "auburn"}},
    "wardrobe": {"garment": "sweater_jeans", "main": [0.35, 0.12, 0.10], "second": [0.05, 0.07, 0.13]},
}
BACK = 0.74  # of the height: where arms go about somebody


def main() -> None:
    parser = argparse.ArgumentParser(description="make docs/gallery/movement.jpg")
    parser.add_argument("--only", nargs="*", default=[], metavar="LABEL")
    given, folder = parser.parse_args(), sheet.SCRATCH / "movement"
    asked = requests()
    wanted = [label for label in asked if label in given.only or not (folder / label).exists()] if given.only else list(asked)
    with runners.open("cycles", "draw") as renderer:
        for label in wanted:
            shutil.rmtree(folder / label, ignore_errors=True)
            (reply,) = renderer.render([{**asked[label], "id": label, "out": str(folder / label), "frames": [0, MOMENTS]}])
            print(label, reply.get("seconds") if reply["ok"] else reply["error"], flush=True)
    pictures = {}
    for label in asked:
        drawn = sorted((folder / label).glob("frame_*.png"))
        pictures |= {label if k == 0 else f"{label} {k + 1}": drawn[k] if k < len(drawn) else None for k in range(MOMENTS)}
    sheet.keep(sheet.tile(pictures, columns=MOMENTS, cell=CELL), sheet.HERE / "movement.jpg")


def requests() -> dict[str, dict[str, Any]]:
    """Return a request for each deed."""
    hand, face = [0.0, 0.0, 1.10], [0.3, 0.0, BACK * 1.68]
    other = [-0.3, 0.0, BACK * 1.80]
    gives = {"motion": "hand_over", "start": 0.2, "end": 2.2, "to": "ANN", "at": hand}
    takes = {"motion": "take", "start": 0.5, "end": 2.1, "to": "letter", "made": "letter", "at": hand}
    low, cheek = [0.16, -0.52, 0.02], [0.236, -0.058, 1.60]
    return {
        "walk": _deed(2.2, {"TOM": _one(TOM, x=-1.0, y=0.5, yaw=35.0, acts=[_act("walk", 0.2, 2.1, path=[[0.75, -0.35, 0.0]])])}),
        "pick up, put away": _deed(
            3.4,
            {
                "ANN": _one(
                    ANN,
                    yaw=15.0,
                    acts=[
                        _act("take", 0.2, 2.0, to="letter", made="letter", at=low),
                        _act("put_away", 2.0, 3.3, to="letter", made="letter"),
                    ],
                )
            },
        ),
        "hand over": _deed(
            2.4, {"TOM": _one(TOM, x=-0.55, yaw=90.0, acts=[gives]), "ANN": _one(ANN, x=0.55, yaw=-90.0, hold="letter", acts=[takes])}
        ),
        "draw, fire": _deed(
            2.6,
            {
                "TOM": _one(
                    TOM,
                    yaw=40.0,
                    pose="aim_two",
                    hold="revolver",
                    acts=[_act("draw", 0.2, 1.5, to="revolver", made="revolver"), _act("fire", 1.5, 2.5)],
                )
            },
        ),
        "drink": _deed(2.6, {"ANN": _one(ANN, yaw=20.0, hold="glass", acts=[_act("drink", 0.0, 2.6)])}),
        "embrace": _deed(
            2.4,
            {
                "TOM": _one(TOM, x=-0.3, yaw=90.0, acts=[_act("embrace", 0.1, 2.3, to="ANN", at=face)]),
                "ANN": _one(ANN, x=0.3, yaw=-90.0, acts=[_act("embrace", 0.1, 2.3, to="TOM", at=other)]),
            },
        ),
        "slap": _deed(
            1.7,
            {
                "ANN": _one(ANN, x=-0.36, yaw=90.0, acts=[_act("slap", 0.1, 1.3, to="TOM", at=cheek)]),
                "TOM": _one(TOM, x=0.36, yaw=-90.0, acts=[_act("slapped", 0.6, 1.7, to="ANN")]),
            },
        ),
        "fall": _deed(2.2, {"TOM": _one(TOM, yaw=60.0, acts=[_act("fall", 0.2, 2.0)])}),
    }


def _act(motion: str, start: float, end: float, **more: Any) -> dict[str, Any]:
    return {"motion": motion, "start": start, "end": end, **more}


def _one(
    who: Mapping[str, Any],
    *,
    yaw: float,
    x: float = 0.0,
    y: float = 0.0,
    pose: str = "stand",
    hold: str = "",
    acts: list[dict[str, Any]],
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    place = {"character": dict(who), "position": [x, y, 0.0], "yaw": yaw, "pose": pose, "hold": hold}
    return place, [{**act, "character": who["id"]} for act in acts]


def _deed(seconds: float, people: Mapping[str, tuple[dict[str, Any], list[dict[str, Any]]]]) -> dict[str, Any]:
    """Return the request of one deed: six moments from its first to its last second."""
    camera = {"position": [0.9, -5.0, 1.35], "target": [0.05, 0.0, 0.92], "lens": 46.0, "f_stop": 8.0, "focus": [0.0, 0.0, 1.2]}
    acts = {name: {"acts": own, "seed": 3} for name, (_, own) in people.items()}
    return {
        "op": "animate",
        "set": ROOF,
        "lighting": presets.load("lighting", "three_point"),
        "key_side": "left",
        "people": [place for place, _ in people.values()],
        "subjects": list(people),
        "camera": camera,
        "picture": PICTURE,
        "seed": 5,
        "animation": {"fps": (MOMENTS - 1) / seconds, "count": MOMENTS, "people": acts},
    }


if __name__ == "__main__":
    main()
