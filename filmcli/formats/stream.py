"""Documents on a pipe: a YAML stream in which each stage passes on what it received and appends its own.

Knows nothing of what the documents say. A raw Fountain text is a stream that holds a screenplay and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from filmcli.core import presets
from filmcli.core.errors import InputError
from filmcli.core.production import CAST, SCRIPT, SHOTS, STORY

_SCREENPLAY = "filmcli/screenplay-text@1"
_PRODUCTION = "filmcli/production@1"
_NAMES = {"filmcli/story@1": STORY, "filmcli/cast@1": CAST, "filmcli/shots@1": SHOTS}


@dataclass(frozen=True)
class Stream:
    """What came through a pipe (or lies in a file): document texts by name, and the folder they were made in."""

    documents: Mapping[str, str]
    settings: Mapping[str, object]
    folder: Path | None = None


def read(text: str, *, name: str) -> Stream:
    """Return the documents of a stream. Raises InputError that names the document and line."""
    if not _is_yaml(text):
        return Stream({SCRIPT: text}, {})
    documents: dict[str, str] = {}
    settings: dict[str, object] = {}
    folder = None
    for number, (line, chunk) in enumerate(_split(text), 1):
        kind = _format(chunk)
        if kind in _NAMES:
            documents[_NAMES[kind]] = chunk
        elif kind == _SCREENPLAY:
            documents[SCRIPT] = str(_load(chunk, name, line).get("text", ""))
        elif kind == _PRODUCTION:
            head = _load(chunk, name, line)
            folder = Path(str(head.get("folder", ".")))
            settings = dict(head.get("settings") or {})
        else:
            raise InputError(
                f"{name}:{line}: document {number} has format {kind!r}, expected a filmcli document",
                hint="give a screenplay, or the output of filmcli script, cast or render",
            )
    return Stream(documents, settings, folder)


def write(documents: Mapping[str, str], *, folder: Path, settings: Mapping[str, object]) -> str:
    """Return the stream that a later stage reads: where it was made, the screenplay, and the YAML documents in order."""
    import yaml

    head = {"format": _PRODUCTION, "folder": folder.as_posix(), "settings": dict(settings)}
    chunks = [yaml.safe_dump(head, allow_unicode=True, sort_keys=False)]
    if SCRIPT in documents:
        chunks.append(f"format: {_SCREENPLAY}\n{_literal(documents[SCRIPT])}")
    chunks += [documents[name] for name in (CAST, SHOTS) if name in documents]
    return "".join("---\n" + chunk + ("" if chunk.endswith("\n") else "\n") for chunk in chunks)


def _literal(text: str) -> str:
    """Return `text: …` as a block a person can read, or escaped where a block would not come back byte for byte."""
    import yaml

    block = "text: |+2\n" + "".join(f"  {line}\n" if line else "\n" for line in text.removesuffix("\n").split("\n"))
    try:
        if text.endswith("\n") and presets.parse(block) == {"text": text} and "\n---" not in block:
            return block
    except yaml.YAMLError:
        pass
    return yaml.safe_dump({"text": text}, default_style='"', allow_unicode=False, width=2**30)


def _is_yaml(text: str) -> bool:
    head = [line for line in text.lstrip("\ufeff").splitlines()[:12] if line.strip() and not line.startswith("#")]
    return bool(head) and (
        head[0].startswith("format: filmcli/") or (head[0] == "---" and any(line.startswith("format: filmcli/") for line in head))
    )


def _split(text: str) -> list[tuple[int, str]]:
    chunks: list[tuple[int, list[str]]] = [(1, [])]
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        if line.rstrip() == "---":
            chunks.append((number + 1, []))
        else:
            chunks[-1][1].append(line)
    return [(start, "\n".join(rows) + "\n") for start, rows in chunks if any(row.strip() and not row.startswith("#") for row in rows)]


def _format(chunk: str) -> str:
    match = re.search(r"^format:\s*['\"]?([^'\"\s]+)", chunk, re.MULTILINE)
    return match[1] if match else ""


def _load(chunk: str, name: str, line: int) -> dict:
    data = presets.read(chunk, name, first=line)
    return data if isinstance(data, dict) else {}
