"""Rules on what was rendered: the numbers that the renderer measured in the picture against what the shot list asks for.

Knows nothing of Blender or of pictures: it reads the records that lie beside them. CRAFT.md numbers the rules.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from filmcli.formats.shots import Scene, Shot
from filmcli.render.rules.finding import WIDE, Finding

CLOSE = frozenset({"ECU", "CU", "MCU"})  # sizes in which eyes must be sharp
BODY, EYES = 0.6, 0.9  # shares that must be seen
RATIO = 1.35  # factor by which the ratio on the face may be off
KEY = 1.0  # stops by which the face may be off
APART = 0.5  # stops by which a person's outline must be off what is behind it
SLIDE = 0.15  # metres a second that a foot in contact may slide: 6 mm a frame
JERK = 600.0  # metres a second³ of a walker's head: a jump by 1.5 cm from one frame to the next; a grown-up's walk has 60, a child's 450
LEGIBLE = 0.005  # luminance of the whole picture below which there is nothing to see

Records = Mapping[str, Mapping[str, Any]]  # shot id → the record of its picture: `inputs`, `notes`, and the `ids` of its passes


def picture(shot: Shot, record: Mapping[str, Any]) -> Iterator[Finding]:
    """Rules 1 and 2, and the warnings on the light of the face, in one finished picture."""
    notes = record.get("notes") or {}
    main = (notes.get("subjects") or {}).get(shot.subjects[0]) if shot.subjects and shot.kind != "insert" else None
    if main is not None:
        yield from _subject(shot, main)
        yield from _depth(shot, main, notes.get("depth") or {})
    light = notes.get("light") or {}
    ratio, key = light.get("ratio") or {}, light.get("key") or {}
    if ratio.get("read") == "frame" and not 1 / RATIO <= ratio["got"] / ratio["asked"] <= RATIO:
        expected = f"a ratio of {ratio['asked']:g} : 1 on the face"
        yield Finding(
            "face ratio",
            shot.id,
            ratio["got"],
            expected,
            f"filmcli relight {shot.id} --fill {math.log2(ratio['got'] / ratio['asked']):+.1f} --use, or turn the key with key_side",
            "warning",
        )
    if key and abs(key["got"] - key["asked"]) > KEY:
        expected = f"the face within {KEY:g} stop of {key['asked']:g}"
        yield Finding(
            "face exposure",
            shot.id,
            key["got"],
            expected,
            f"filmcli relight {shot.id} --key {key['asked'] - key['got']:+.1f} --use",
            "warning",
        )
    if main is not None and shot.kind not in WIDE and main.get("apart", APART) < APART:
        expected = f"the outline of {shot.subjects[0]} {APART:g} stop off what is behind it"
        yield Finding("separation", shot.id, main["apart"], expected, f"filmcli relight {shot.id} --rim +1 --use", "warning")
    if notes.get("luminance", 1.0) < LEGIBLE:
        yield Finding(
            "exposure", shot.id, notes["luminance"], f"a mean luminance of {LEGIBLE} or more", "another set-up in `lighting`", "warning"
        )


def _subject(shot: Shot, main: Mapping[str, Any]) -> Iterator[Finding]:
    who = shot.subjects[0]
    x, y = main["eyes"]
    if shot.kind not in WIDE and main["size"] != shot.size:
        yield Finding(
            "1 shot size",
            shot.id,
            0,
            f"{shot.size} in the picture, it is {main['size']}",
            "the renderer had to move the camera: move it in the list",
        )
    if not (0 <= x <= 1 and 0 <= y <= 1):
        yield Finding("2 subject visible", shot.id, x, f"the eyes of {who} in the picture", "turn the camera's target toward the subject")
        return
    severity = "warning" if shot.kind in WIDE else "error"
    if main["visible"] < BODY:
        expected = f"{BODY} of what {who} takes up of the frame"
        yield Finding(
            "2 subject visible", shot.id, main["visible"], expected, "move the camera to the side of what stands before", severity
        )
    if main.get("eyes_visible", 1.0) < EYES:
        expected = f"{EYES} of the eyes of {who} seen"
        yield Finding(
            "2 subject visible", shot.id, main["eyes_visible"], expected, "move the camera to the side of what stands before", severity
        )


def _depth(shot: Shot, main: Mapping[str, Any], depth: Mapping[str, Any]) -> Iterator[Finding]:
    """Rules 8 and 11 in the picture: the eyes of a close-up are in its depth of field, the subject in the window of its depth pass."""
    who, eyes = shot.subjects[0], main.get("depth")
    if eyes is None or not depth:
        return
    (near, far), (first, last) = depth["window"], depth["sharp"]
    if shot.size in CLOSE and not first <= eyes <= last:
        expected = f"the eyes of {who} between {first:g} and {last:g} m, where the picture is sharp"
        yield Finding("8 focus", shot.id, eyes, expected, "put the focus on the near eye, or stop down")
    if not near <= eyes <= far and shot.kind not in WIDE:
        expected = f"{who} in the depth window of the shot, {near:g} to {far:g} m"
        yield Finding("11 depth window", shot.id, eyes, expected, "move the camera to the side of what stands before, or back")


def clip(shot: Shot, record: Mapping[str, Any], *, seconds: float | None) -> Iterator[Finding]:
    """Rule 9 and the warnings on jerk and length, in one finished clip. seconds: how long the shot is in the edit, None where that is not known.

    record: of the clip: `frames`, `fps`, and where people were performed frame by frame their `gaits`: id → `slide` (m/s), `jerk` (m/s³).
    """
    for who, gait in ((record.get("notes") or {}).get("gaits") or {}).items():
        if gait["slide"] > SLIDE:
            expected = f"the feet of {who} at {SLIDE:g} m/s or less while they carry"
            yield Finding("9 sliding feet", shot.id, gait["slide"], expected, "a longer act for its path, or another motion")
        if gait["jerk"] > JERK:
            expected = f"a jerk of {JERK:g} m/s³ or less of the head of {who}"
            yield Finding(
                "body jerk", shot.id, gait["jerk"], expected, "give the act more seconds, or leave time between two acts", "warning"
            )
    if seconds is not None and record.get("frames") and record.get("fps"):
        short = seconds - record["frames"] / record["fps"]
        if short > 1.5 / record["fps"]:
            expected = f"a clip of {seconds:.2f} s, as long as its lines and acts"
            yield Finding("dialogue fits", shot.id, round(record["frames"] / record["fps"], 2), expected, f"filmcli make --only {shot.id}")


def state(scene: Scene, records: Records) -> Iterator[Finding]:
    """Rule 10: the people, the set and its weather are in one state in all pictures of a scene. `records` are those of the scene's shots, in order."""
    first: dict[str, tuple[str, str]] = {}
    for shot, record in records.items():
        for name, digest in (record.get("inputs") or {}).items():
            if name != "set" and not name.startswith("cast "):
                continue
            where, known = first.setdefault(name, (shot, digest))
            if known != digest:
                what = "the set" if name == "set" else f"the look and clothes of {name.removeprefix('cast ')}"
                yield Finding("10 continuity", shot, 0, f"{what} as in {where}", f"filmcli render --only {shot}")


def identity(headers: Mapping[str, Mapping[str, int]]) -> Iterator[Finding]:
    """Rule 11: a person's id is the same in every id pass. `headers`: shot id → character id → id."""
    known: dict[str, tuple[str, int]] = {}
    for shot, ids in headers.items():
        for who, number in ids.items():
            where, first = known.setdefault(who, (shot, number))
            if first != number:
                yield Finding("11 ids", shot, number, f"id {first} for {who}, as in {where}", f"filmcli render --only {shot} --force")
