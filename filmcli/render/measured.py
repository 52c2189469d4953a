"""Checks of rendered shots by what was measured in them: the light on the main face, against what its set-up asks for.

Knows nothing of how it was measured; `record.json` has the numbers (`blender/meter.py`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filmcli.formats.shots import ShotList
from filmcli.render.checks import Finding

RATIO = 0.15  # of the ratio asked: what a gaffer would not walk back for
LEVEL = 0.35  # stops


def check(folder: Path, shots: ShotList) -> Iterator[Finding]:
    """Yield a warning for each shot of a production whose face is lit otherwise than asked. Shots without a picture are passed over."""
    for shot in shots.shots:
        light = lighting(folder, shot.id)
        ratio, key = light.get("ratio"), light.get("key")
        if ratio and abs(ratio["got"] / ratio["asked"] - 1) > RATIO:
            stops = math.log2(ratio["got"] / ratio["asked"])
            remedy = f"filmcli relight {shot.id} --fill {stops:+.1f} --use"
            yield Finding("light ratio", shot.id, ratio["got"], f"{ratio['asked']:g} : 1 within {RATIO:.0%}", remedy, "warning")
        if key and abs(key["got"] - key["asked"]) > LEVEL:
            remedy = f"filmcli relight {shot.id} --key {key['asked'] - key['got']:+.1f} --use"
            yield Finding("light level", shot.id, key["got"], f"{key['asked']:g} stops within {LEVEL:g}", remedy, "warning")


def lighting(folder: Path, shot: str) -> dict[str, Any]:
    """Return what was recorded of a shot's light, asked and got; empty when it has no picture."""
    try:
        record = json.loads((folder / "shots" / shot / "record.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record.get(f"{shot}.beauty", {}).get("notes", {}).get("light", {})
