"""The cast document on disk: `cast.yaml`.

Knows nothing of how a cast is designed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from filmcli.core import documents
from filmcli.formats.cast import Cast, Character

HEADER = """\
The cast: who they are, what they look like, wear, and sound like. Edit anything; filmcli keeps what you write.
Metres, years, semitones; colours are linear albedo (red, green, blue, 0-1). `origin` says where each value came from."""


def load(path: Path) -> Cast:
    """Return the cast in a file. Raises InputError that names file, line and key."""
    return documents.load(path, Cast)


def loads(text: str, *, name: str = "cast.yaml") -> Cast:
    """Return the cast in a text."""
    return documents.load(text, Cast, name=name)


def dump(cast: Cast) -> str:
    """Return the text of `cast.yaml`; loading it gives an equal cast. Day players' sheets leave out what is as it is for everybody."""
    data = cast.model_dump(mode="json")
    data["characters"] = [plain(one) for one in cast.characters]
    return documents.text(data, header=HEADER)


def plain(one: Character) -> dict[str, Any]:
    """Return a character as it is written: without what nobody set, and of a day player without any default."""
    data = one.model_dump(mode="json")
    if one.role == "day":
        short = one.model_dump(mode="json", exclude_defaults=True) | {"gender": one.gender, "age": one.age}
        short["wardrobe"] = {"garment": one.wardrobe.garment, **short.get("wardrobe", {})}
        data = {key: short[key] for key in data if key in short}
    for key in ("want", "need", "told", "seed"):
        if data.get(key) in ("", None):
            data.pop(key, None)
    if "wardrobe" in data:
        data["wardrobe"] = {key: value for key, value in data["wardrobe"].items() if value not in (0.0, {})}
    if one.wardrobes:
        data["wardrobes"] = [change.model_dump(mode="json", exclude_none=True) for change in one.wardrobes]
    return data


def spliced(text: str, one: Character, keys: Sequence[str] = ()) -> str:
    """Return the text of a cast in which one character is as given; every other byte stays.

    `keys`: only these entries of the character are written anew (`appearance`, `origin`); without, somebody new is put at the end.
    """
    lines = text.splitlines(keepends=True)
    root = yaml.compose(text, Loader=documents.Loader)
    node = next((value for key, value in root.value if key.value == "characters"), None)
    if node is None or node.flow_style or not node.value:
        cast = loads(text)
        others = tuple(other for other in cast.characters if other.id != one.id)
        return dump(cast.model_copy(update={"characters": (*others, one)}))
    indent = " " * (node.value[0].start_mark.column - 2)
    block = _block(plain(one), indent)
    own = next((item for item in node.value if any(k.value == "id" and v.value == one.id for k, v in item.value)), None)
    if own is None or not keys:
        last = node.end_mark.line if node.end_mark.column == 0 else len(lines)
        while last and re.match(r"\s*(#|$)", lines[last - 1]):
            last -= 1
        if last and not lines[last - 1].endswith("\n"):
            lines[last - 1] += "\n"
        return "".join([*lines[:last], *block, *lines[last:]])
    return "".join(_entries(lines, own, plain(one), keys, indent + "  "))


def _entries(lines: list[str], own: yaml.MappingNode, data: Mapping[str, Any], keys: Sequence[str], indent: str) -> list[str]:
    """Return the lines with some entries of a character's mapping replaced, and those that it lacks put before its `origin`."""
    starts = {key.value: key.start_mark.line for key, _ in own.value}
    order = sorted(starts.values())
    stop = own.end_mark.line + (own.end_mark.column > 0)
    made = list(lines)
    for key in sorted(
        (key for key in keys if key in data), key=lambda key: (-starts.get(key, starts.get("origin", stop)), key not in starts)
    ):
        value = data[key]
        new = [f"{key}: {value}\n"] if isinstance(value, int) else documents.text({key: value}).splitlines(keepends=True)
        new = [indent + line for line in new]
        if key not in starts:
            at = starts.get("origin", stop)
            made[at:at] = new
            continue
        start = starts[key]
        end = next((line for line in order if line > start), stop)
        while end > start + 1 and re.match(r"\s*(#|$)", lines[end - 1]):
            end -= 1
        if start == own.start_mark.line:  # the line with the dash
            new[0] = indent[:-2] + "- " + new[0].lstrip()
        made[start:end] = new
    return made


def _block(data: Mapping[str, Any], indent: str) -> list[str]:
    """Return the lines of one character as they stand in the list."""
    inner = documents.text({"characters": [dict(data)]}).split("\n", 1)[1]
    return [indent + line for line in inner.splitlines(keepends=True)]
