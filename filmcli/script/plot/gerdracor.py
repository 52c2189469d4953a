"""772 German plays as who speaks how much in which scene (GerDraCor, CC0; Fischer et al. 2019): no text.

Knows nothing of networks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from filmcli.core.errors import InputError
from filmcli.script.plot.moves import LEAST, Talk


@dataclass(frozen=True)
class Play:
    """The scenes of a play that have a speech, and its part of the split (by author)."""

    scenes: tuple[Talk, ...]
    split: str


def read(path: Path) -> list[Play]:
    """Return the plays of at least six scenes. Raises InputError naming the line that is not as expected."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", hint="--data names the folder that holds plotto/ and gerdracor/") from None
    found = []
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            scenes = tuple(
                Talk(tuple((str(who), int(words)) for who, words in scene["seq"]), int(scene.get("act") or 0))
                for scene in row["scenes"]
                if scene["seq"]
            )
            split = str(row["split"])
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path}:{number}: expected a play of GerDraCor: {type(error).__name__} {error}") from None
        if len(scenes) >= LEAST:
            found.append(Play(scenes, split))
    return found
