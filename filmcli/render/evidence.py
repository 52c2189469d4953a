"""What lies beside the pictures of a production: the records of their making, and the ids in their passes.

Knows nothing of rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from filmcli.formats.shots import Shot
from filmcli.render import request


def read(folder: Path, shots: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return, by shot id, the record of the finished picture, with the `ids` of its people and the record of its `clip`; shots without a picture are left out."""
    found = {}
    for shot in shots:
        path = folder / "shots" / shot / "record.json"
        try:
            phases = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue  # not rendered yet, or its record is damaged: `make` will say so and make it again
        if isinstance(phases, dict) and isinstance(phases.get(f"{shot}.beauty"), dict):
            found[shot] = {**phases[f"{shot}.beauty"], "ids": ids(path.parent / "passes.exr"), "clip": phases.get(f"{shot}.clip")}
    return found


def outdated(records: Mapping[str, Mapping[str, Any]], shots: Iterable[Shot]) -> list[str]:
    """Return the ids of the shots whose picture was taken with another camera, or of other people, than they list now."""
    return [
        shot.id
        for shot in shots
        if shot.id in records
        and any((records[shot.id].get("inputs") or {}).get(name, now) != now for name, now in request.framing(shot).items())
    ]


def ids(path: Path) -> dict[str, int]:
    """Return the number of each character in an id pass; none where the file is missing or damaged."""
    import OpenEXR

    if not path.exists():
        return {}
    try:
        with OpenEXR.File(str(path), header_only=True) as file:
            return dict(json.loads(file.header().get("ids", "{}")))
    except (RuntimeError, ValueError):
        return {}
