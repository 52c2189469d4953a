"""L: the light on a face, asked against got: ratio, level, direction and colour in 100 shots of all sets, set-ups and sizes."""

import argparse
import json
import math
import random
import tempfile
from pathlib import Path

from measure import RESULTS, publish

from filmcli import runners
from filmcli.core import presets
from filmcli.formats.cast import Character

PEOPLE = (
    {"name": "MARLOWE", "gender": "male", "age": 45, "appearance": {"skin": [0.46, 0.25, 0.165]}, "wardrobe": {"garment": "trench", "hat": "fedora"}},
    {"name": "ANNE", "gender": "female", "age": 32, "appearance": {"skin": [0.6, 0.37, 0.27]}, "wardrobe": {"garment": "dress"}},
    {"name": "OBI", "gender": "male", "age": 60, "appearance": {"skin": [0.12, 0.06, 0.04]}, "wardrobe": {"garment": "suit"}},
    {"name": "MEI", "gender": "female", "age": 24, "appearance": {"skin": [0.52, 0.34, 0.24]}},
)  # fmt: skip
SIZES = {"CU": (1.15, 62), "MCU": (1.7, 55), "MS": (2.3, 40), "MLS": (3.2, 35)}  # metres from the face, lens in mm
WIDTH, HEIGHT = 480, 200  # between smoke and draft: in less, a face that fills a tenth of the frame is too few pixels to tell a direction
LAMPS = (
    "candle",
    "fire",
    "moonlight",
    "neon",
    "noir_low_key",
    "practicals",
    "top_light",
)  # that nobody hangs against the open sky of a day


def requests(count: int) -> list[dict]:
    """Return requests of shots: every set in turn, set-ups, hours, people, sizes and camera sides drawn by one seed; one person in each."""
    draw = random.Random(7)
    lights, sets = presets.names("lighting"), presets.names("sets")
    found = []
    for number in range(count):
        data = presets.load("sets", sets[number * len(sets) // count])
        mark = draw.choice([one for one in data["marks"].values() if one["pose"] in ("stand", "sit", "walk")])
        seated = mark["pose"] == "sit"
        x, y = mark["at"][:2]
        eye = (0.76 + mark.get("seat", 0.46)) if seated else 1.6
        away, lens = SIZES[draw.choice(list(SIZES))]
        turn = math.radians(mark["yaw"] + draw.choice((-50, -30, 25, 45)))
        position = [x + away * math.sin(turn), y - away * math.cos(turn), eye]
        hour = draw.choice(("day", "night"))
        if not data["interior"] and lights[number % len(lights)] in LAMPS:
            hour = "night"
        person = Character.model_validate({"id": (who := draw.choice(PEOPLE))["name"], **who})
        found.append(
            {
                "op": "shot",
                "id": f"{data_name(sets, number, count)} {lights[number % len(lights)]} {number}",
                "set": {"name": data_name(sets, number, count), "seed": 3, "time": hour, "weather": "clear"},
                "lighting": presets.load("lighting", lights[number % len(lights)]),
                "key_side": draw.choice(("left", "right")),
                "people": [
                    {
                        "character": person.model_dump(mode="json"),
                        "position": [x, y, 0.0],
                        "yaw": mark["yaw"],
                        "pose": "sit" if seated else "stand",
                        "seat": mark.get("seat", 0.0),
                    }
                ],
                "camera": {"position": position, "target": [x, y, eye - 0.06], "lens": lens, "f_stop": 4.0, "focus": [x, y, eye]},
                "picture": {"width": WIDTH, "height": HEIGHT, "samples": 4, "faces": 0, "detail": "lite", "passes": True},
                "seed": number,
            }
        )
    return found


def data_name(sets: list[str], number: int, count: int) -> str:
    return sets[number * len(sets) // count]


def judge(light: dict) -> dict[str, float | None]:
    """Return how far each measure is off: ratio and kelvin as shares, level in stops, azimuth and elevation in degrees; None where none was read.

    Azimuth is an arc along the circle of the asked elevation: near the zenith a step to the side is a great turn of the compass and little else.
    """
    ratio, key, way, kelvin = light["ratio"], light["key"], light.get("direction"), light.get("kelvin")
    return {
        "ratio": abs(ratio["got"] / ratio["asked"] - 1),
        "level": abs(key["got"] - key["asked"]),
        "azimuth": abs((way["got"][0] - way["asked"][0] + 180) % 360 - 180) * math.cos(math.radians(way["asked"][1])) if way else None,
        "elevation": abs(way["got"][1] - way["asked"][1]) if way else None,
        "kelvin": abs(kelvin["asked"] / kelvin["got"] - 1) if kelvin else None,
    }


BOUNDS = {"ratio": 0.10, "level": 0.15, "azimuth": 12.0, "elevation": 20.0, "kelvin": 0.10}


def part(text: str) -> tuple[int, int]:
    """Read `K/N`, K from 0: every Nth shot from the Kth."""
    one, of = (int(number) for number in text.split("/"))
    if not 0 <= one < of:
        raise argparse.ArgumentTypeError("a part is K/N with 0 <= K < N")
    return one, of


def measured(asked: list[dict]) -> dict[str, dict]:
    """Render and read each shot: `off` and the renderer's own report, {"unread": true} without a face, or the error."""
    rows: dict[str, dict] = {}
    with runners.open("cycles", "draw") as renderer:
        for one, reply in zip(asked, renderer.render(asked), strict=True):
            name = one["id"]
            if not reply["ok"]:
                rows[name] = {"error": reply["error"]}
            elif "ratio" not in reply["light"]:
                rows[name] = {"unread": True}
            else:
                off = judge(reply["light"])
                rows[name] = {"off": off, "read": reply["light"]["ratio"]["read"], **reply["light"]}
                print(name, {key: None if value is None else round(value, 3) for key, value in off.items()}, flush=True)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shots", type=int, default=100)
    parser.add_argument(
        "--part", type=part, default=(0, 1), help="K/N: every Nth shot from the Kth; all but part 0 add to the rows that are kept"
    )
    parser.add_argument("--keep", type=Path, help="keep the pictures here")
    given = parser.parse_args()
    first, step = given.part
    asked = requests(given.shots)
    kept = RESULTS / "L.json"
    rows = json.loads(kept.read_text(encoding="utf-8"))["details"]["shots"] if first and kept.exists() else {}
    with tempfile.TemporaryDirectory() as scratch:
        for one in asked:
            one["out"] = str((given.keep or Path(scratch)) / one["id"].replace(" ", "_"))
        rows = {name: row for name, row in rows.items() if name in {one["id"] for one in asked}} | measured(asked[first::step])
    rows = {name: row | {"off": judge(row)} if "off" in row else row for name, row in rows.items()}
    read = {name: row for name, row in rows.items() if "off" in row}
    shares = {}
    for name, bound in BOUNDS.items():
        values = [row["off"][name] for row in read.values() if row["off"][name] is not None]
        shares[f"{name} within {bound:g}"] = sum(value <= bound for value in values) / max(1, len(values))
    publish(
        "L",
        f"{len(read)} faces read in {len(rows)} shots",
        {
            **shares,
            "read in the frame": sum(row["read"] == "frame" for row in read.values()) / max(1, len(read)),
            "failed": sum("error" in row for row in rows.values()),
        },
        target="ratio, kelvin, azimuth and elevation each within bounds in 90 % of the faces",
        met=all(shares[f"{name} within {BOUNDS[name]:g}"] >= 0.9 for name in ("ratio", "kelvin", "azimuth", "elevation")),
        details={"shots": rows},
    )


if __name__ == "__main__":
    main()
