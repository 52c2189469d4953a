"""A corpus: many scripts as works, each with an author, passages, and lines that somebody says or the page shows.

Knows nothing of statistics and models. Reads what every command reads, and plays as JSON lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filmcli.core.errors import FilmError, InputError
from filmcli.formats import exchange, fountain
from filmcli.formats.screenplay import Screenplay

SUFFIXES = (".fountain", ".spmd", ".fdx", ".pdf", ".json", ".jsonl")  # what a folder is searched for; a file may have any name
DATED = 2  # words of a play that its reader may call dated; more, and it is left out where only clean ones are wanted
_ASIDE = re.compile(r"\[[^\]]*\]|\([^)]*\)")


@dataclass(frozen=True)
class Line:
    """What somebody says, or, when `speaker` is empty, what the page shows. `asides`: how many parentheticals stand in it."""

    speaker: str
    text: str
    asides: int = 0


@dataclass(frozen=True)
class Passage:
    """A scene of a screenplay, or an act or scene of a play; `act` counts from 0."""

    lines: tuple[Line, ...]
    act: int = 0

    @property
    def speeches(self) -> tuple[Line, ...]:
        """What is said."""
        return tuple(line for line in self.lines if line.speaker)


@dataclass(frozen=True)
class Work:
    """One script. `split` is train, val or test where its corpus says so; `clean`: out of copyright for good, and with few dated words."""

    name: str
    title: str
    author: str
    passages: tuple[Passage, ...]
    split: str = ""
    clean: bool = True


@dataclass(frozen=True)
class Corpus:
    """The works that could be read, and a line for each file that could not."""

    works: tuple[Work, ...]
    failed: tuple[str, ...] = ()


def read(sources: Sequence[str | Path], *, clean: bool = False) -> Corpus:
    """Return the works of files and folders (searched to their depths, in the order of their names).

    `clean` keeps of a collection of plays those out of copyright for good with at most `DATED` dated words.
    Raises InputError when nothing is there to be read.
    """
    works: list[Work] = []
    failed: list[str] = []
    for path in _files(sources):
        try:
            works += [work for work in _works(path) if work.passages and (work.clean or not clean)]
        except FilmError as error:
            failed.append(str(error))
        except OSError as error:
            failed.append(f"{path}: {error.strerror}")
    if not works:
        said = failed[0] if failed else f"{', '.join(map(str, sources))}: no script in it"
        raise InputError(said, hint=f"a folder with files that end in {', '.join(SUFFIXES)}")
    return Corpus(tuple(works), tuple(failed))


def of_screenplay(screenplay: Screenplay, *, name: str) -> Work:
    """Return a screenplay as a work."""
    page = {entry.key.lower(): " ".join(entry.lines).strip() for entry in screenplay.title_page}
    passages = tuple(Passage(tuple(_lines(scene))) for scene in fountain.scenes(screenplay))
    author = page.get("author") or page.get("authors") or page.get("written by") or ""
    return Work(name, fountain.title(screenplay) or Path(name).stem, author, passages)


def _files(sources: Sequence[str | Path]) -> Iterator[Path]:
    for source in map(Path, sources):
        if source.is_dir():
            yield from sorted(p for p in source.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file() and not _hidden(p, source))
        elif source.exists():
            yield source
        else:
            raise InputError(f"{source}: no such file or folder")


def _hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def _works(path: Path) -> Iterator[Work]:
    if path.suffix.lower() == ".jsonl":
        with path.open(encoding="utf-8") as rows:
            for number, row in enumerate(rows, 1):
                if row.strip():
                    yield _play(row, where=f"{path}:{number}")
        return
    yield of_screenplay(exchange.read(path.read_bytes(), name=str(path)), name=str(path))


def _lines(scene: fountain.Scene) -> Iterator[Line]:
    spoken = {line for speech in scene.speeches for line in range(speech.line, speech.end_line + 1)}
    told = [(e.line, Line("", _flat(e.text))) for e in scene.elements if e.type in ("action", "centered") and e.line not in spoken]
    told += [(s.line, Line(s.name, _flat(s.text), int(bool(s.parenthetical)))) for s in scene.speeches]
    return (line for _, line in sorted(told, key=lambda pair: pair[0]) if line.text)


def _play(row: str, *, where: str) -> Work:
    """Return a play of a JSON line: {title, author, characters [{id, name}], scenes [{act, elements}], split, …}."""
    try:
        data = json.loads(row)
        names = {str(one["id"]): str(one["name"]) for one in data.get("characters", [])}
        acts = list(dict.fromkeys(str(scene.get("act")) for scene in data["scenes"]))
        passages = tuple(Passage(tuple(_elements(scene["elements"], names)), acts.index(str(scene.get("act")))) for scene in data["scenes"])
        return Work(
            name=str(data.get("id") or where),
            title=str(data["title"]),
            author=str(data.get("author") or ""),
            passages=tuple(passage for passage in passages if passage.lines),
            split=str(data.get("split") or ""),
            clean=bool(data.get("pd_life70", True)) and int(data.get("dated_language_hits") or 0) <= DATED,
        )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise InputError(f"{where}: expected a play: {type(error).__name__} {error}") from None


def _elements(elements: Iterable[Any], names: dict[str, str]) -> Iterator[Line]:
    for element in elements:
        if element[0] == "speech":
            text = str(element[3])
            who = " and ".join(names.get(str(one), str(element[2])) for one in element[1]) or str(element[2])
            line = Line(who.strip().title() or "All", _flat(_ASIDE.sub(" ", text)), len(_ASIDE.findall(text)))
        else:
            line = Line("", _flat(str(element[1])))
        if line.text:
            yield line


def _flat(text: str) -> str:
    return re.sub(r"\s+([.,;:?!])", r"\1", " ".join(text.split()))
