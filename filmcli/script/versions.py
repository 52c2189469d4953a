"""Versions to choose from: `script.alt1.fountain` … beside the script, shown side by side, and one of them put in its place.

Knows nothing of how a version is written.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from itertools import zip_longest

from filmcli.core import files, fingerprint
from filmcli.core.errors import EditedError, InputError
from filmcli.core.production import SCRIPT, STORY, Production
from filmcli.formats import fountain
from filmcli.formats import story as document
from filmcli.script import drafting
from filmcli.script.rewriting import Mark, Marks, save

GAP = 3  # blanks between columns
NARROWEST = 24  # characters of a column; below that the versions stand one under the other


def store(production: Production, number: int, *, story: str, script: str, marks: Marks, inputs: dict[str, str] | None = None) -> None:
    """Write a version's story and script beside the production's own. `inputs` are what its story was planned from, when it was."""
    names = [name(STORY, number), name(SCRIPT, number)]
    production.report.make(names[1], "document", f"version {number}", names, 0.0)
    if production.dry_run:
        return
    if number == 1:
        clear(production)
    for one, text in zip(names, (story, script), strict=True):
        files.write(production.path(one), text)
    known = {"before": _digest(production), "marks": asdict(marks), "inputs": inputs}
    files.write(_state(production, number), json.dumps(known, ensure_ascii=False) + "\n")


def name(document: str, number: int) -> str:
    """Return the file name of a version: `script.alt2.fountain`."""
    stem, _, suffix = document.rpartition(".")
    return f"{stem}.alt{number}.{suffix}"


def clear(production: Production) -> None:
    """Take all versions away."""
    for document_ in (STORY, SCRIPT):
        stem, _, suffix = document_.rpartition(".")
        for path in production.folder.glob(f"{stem}.alt*.{suffix}"):
            if re.fullmatch(rf"{stem}\.alt\d+\.{suffix}", path.name):
                path.unlink()
    for path in production.path(".filmcli").glob("version*.json"):
        path.unlink()


def pick(production: Production, number: int) -> str:
    """Put a version in the script's place, with its story, take the others away, and return its text.

    Raises InputError when there is no such version, EditedError when the script was changed since the versions were written.
    """
    script, story = production.path(name(SCRIPT, number)), production.path(name(STORY, number))
    if not script.exists() or not story.exists():
        there = [path.name for path in sorted(production.folder.glob("script.alt*.fountain"))]
        raise InputError(
            f"{script}: no such version", hint=f"there are {', '.join(there)}" if there else "--alternatives 3 writes versions to pick from"
        )
    known = _known(production, number)
    if known.get("before") != _digest(production) and not production.force:
        raise EditedError(
            f"{production.path(SCRIPT)}: was changed since the versions were written, and would be overwritten",
            hint="write the versions again, or add --force",
        )
    told, text = document.read(story), script.read_text(encoding="utf-8")
    production.settings = production.settings.with_values(f"version {number}", seed=told.seed, genre=told.genre)
    production.amend(STORY, story.read_text(encoding="utf-8"), reason=f"version {number}", inputs=known.get("inputs"))
    production.amend(SCRIPT, text, reason=f"version {number}", inputs=drafting.inputs(production, told))
    if not production.dry_run:
        save(production, _marks(known))
        clear(production)
    return text


def side_by_side(texts: Sequence[str], *, width: int) -> list[str]:
    """Return texts as columns of a page `width` characters wide, with their numbers above; one under the other where it is too narrow."""
    column = (width - GAP * (len(texts) - 1)) // max(1, len(texts))
    if column < NARROWEST:
        return [line for number, text in enumerate(texts, 1) for line in ("", f"— {number} —", *text.strip().splitlines())]
    columns = [_wrapped(text, column) for text in texts]
    head = (" " * GAP).join(f"{number}".center(column, "─") for number in range(1, len(texts) + 1))
    rows = zip_longest(*columns, fillvalue="")
    return ["", head, *((" " * GAP).join(cell.ljust(column) for cell in row).rstrip() for row in rows)]


def _wrapped(text: str, column: int) -> list[str]:
    found: list[str] = []
    for element in fountain.parse(text).elements:
        indent = {"character": 8, "dialogue": 3, "parenthetical": 5}.get(element.type, 0)
        joined = element.type in ("dialogue", "parenthetical")
        rows = textwrap.wrap(" ".join(element.text.split()), column - indent, break_long_words=True) or [""]
        found += ([] if joined or not found else [""]) + [" " * indent + row for row in rows]
    return found


def _state(production: Production, number: int):
    return production.path(".filmcli") / f"version{number}.json"


def _known(production: Production, number: int) -> dict:
    try:
        data = json.loads(_state(production, number).read_text(encoding="utf-8"))
        return data if isinstance(data, dict) else {}
    except (OSError, ValueError):
        return {}


def _marks(known: dict) -> Marks:
    try:
        data = known["marks"]
        return Marks(data["page"], data["head"], tuple(Mark(**one) for one in data["scenes"]))
    except (KeyError, TypeError):
        return Marks()


def _digest(production: Production) -> str | None:
    path = production.path(SCRIPT)
    return fingerprint.of_bytes(path.read_bytes()) if path.exists() else None
