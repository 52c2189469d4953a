"""The quick no: whether anything that a finished `make` read or wrote has been touched since.

Knows nothing of film, and imports nothing but the standard library's: a no-op must cost less than a fork.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filmcli.core import fingerprint, presets, settings

_FILE = "make.json"
_OWN = ("bodies", "garments", "props", "sets")  # of a user's own models


def is_file(source: str | None) -> bool:
    """Return whether the input of `make` is a file or stdin, not a logline: it exists, or it is one word with a suffix."""
    if source is None:
        return False
    return source == "-" or os.path.exists(source) or (len(source.split()) == 1 and bool(Path(source).suffix))


def request(source: str | None, options: Mapping[str, Any], preset: str | None) -> str:
    """Return the digest of what was asked for: the input, the options, the environment's settings."""
    environment = {name: value for name, value in os.environ.items() if name.startswith("FILMCLI_")}
    return fingerprint.of_value([source, dict(options), preset, environment])


def learn(production: Any, asked: str) -> None:
    """Remember a finished, faultless run: the stamp of every file it depends on or made."""
    report = production.report
    if production.dry_run or report.failed:
        return
    names = [*_watched(production.folder), *_model(production.settings.look)]
    watched = {name: fingerprint.stamp(production.folder / name) for name in names}
    known = _read(production.folder)
    unchanged = known.get("files") == json.loads(json.dumps(watched))
    asks = [asked] + [one for one in known.get("requests", []) if unchanged and one != asked][:7]
    data = {"requests": asks, "items": report.kept + len(report.made), "seed": report.seed, "files": watched}
    from filmcli.core import files

    files.write(production.folder / ".filmcli" / _FILE, json.dumps(data))


def recall(folder: Path, asked: str) -> tuple[int, int] | None:
    """Return (items, seed) when the same was asked before and nothing has been touched since; else None."""
    data = _read(folder)
    if asked not in data.get("requests", []):
        return None
    for name, stamp in data["files"].items():
        if fingerprint.stamp(os.path.join(folder, name)) != (tuple(stamp) if stamp else None):
            return None
    return data["items"], data["seed"]


def _watched(folder: Path) -> list[str]:
    """Return the files of the production, relative to it, and those outside that it depends on, absolute."""
    inside = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and ".filmcli" not in path.parts]
    own = ["assets", *(f"assets/{kind}" for kind in _OWN)]  # a file that comes into a folder changes the folder's stamp
    return [*inside, *own, *map(str, sorted(presets.root().rglob("*.yaml"))), str(settings.user_file())]


def _model(look: str | None) -> list[str]:
    """Return the files of a look's model that lies in a folder, absolute; a hub's model changes its revision, not its files."""
    if not look or not os.path.isabs(look) or not os.path.exists(look):
        return []
    path = Path(look)
    return [look] if path.is_file() else sorted(str(one) for one in path.rglob("*") if one.suffix in (".safetensors", ".json"))


def _read(folder: Path) -> dict:
    try:
        data = json.loads((folder / ".filmcli" / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
