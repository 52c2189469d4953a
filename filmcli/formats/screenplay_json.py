"""The screenplay as JSON (`filmcli/screenplay@1`): what `Screenplay.to_dict` gives, as text, in and out.

Knows nothing of what the elements mean. pydantic is imported only to read.
"""

from __future__ import annotations

import json
from typing import Any

from filmcli.core.errors import InputError
from filmcli.formats import fountain
from filmcli.formats.screenplay import ASIDE, FORMAT, Element, Inline, Run, Screenplay, TitleEntry, Type


def read(text: str, *, name: str) -> Screenplay:
    """Return the screenplay in a JSON text, with the lines and columns of its Fountain. Raises InputError that names the place."""
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise InputError(f"{name}:{error.lineno}:{error.colno}: {error.msg}, expected JSON") from None
    except RecursionError:
        raise InputError(f"{name}:1: nested too deep, expected {FORMAT}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise InputError(f"{name}:1: expected a JSON object with format {FORMAT!r}", hint="filmcli export SCRIPT --to json -o -")
    checked = _checked(data, name)
    title_page = tuple(TitleEntry(entry.key, tuple(entry.lines)) for entry in checked.title_page)
    return fountain.settle(Screenplay(title_page, tuple(_elements(checked.elements, name))))


def write(screenplay: Screenplay) -> str:
    """Return the JSON text, indented, in the letters of the screenplay."""
    return json.dumps(screenplay.to_dict(), ensure_ascii=False, indent=1) + "\n"


def _checked(data: dict[str, Any], name: str) -> Any:
    from pydantic import BaseModel, ConfigDict, ValidationError

    class Strict(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)

    class Styled(Strict):
        text: str
        bold: bool = False
        italic: bool = False
        underline: bool = False

    class Piece(Strict):
        type: Type
        text: str = ""
        runs: list[Styled] = []
        line: int = 0
        column: int = 1
        inline: bool = False
        at: int = 0
        number: str | None = None
        name: str | None = None
        extension: str | None = None
        dual: bool = False
        level: int = 0

    class Entry(Strict):
        key: str
        lines: list[str] = []

    class Document(Strict):
        format: str
        title_page: list[Entry] = []
        elements: list[Piece]

    for model in (Piece, Entry, Document):  # their fields name classes of this function
        model.model_rebuild(_types_namespace={"Type": Type, "Styled": Styled, "Piece": Piece, "Entry": Entry})
    try:
        return Document.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _elements(pieces: list[Any], name: str) -> list[Element]:
    """Return the elements, with each inline note put into the element before it."""
    elements: list[Element] = []
    notes: list[list[Inline]] = []
    for index, piece in enumerate(pieces):
        runs = tuple(Run(run.text, run.bold, run.italic, run.underline) for run in piece.runs)
        if runs and "".join(run.text for run in runs) != piece.text:
            raise InputError(f"{name}: elements.{index}.runs: say another text than elements.{index}.text")
        if piece.inline and piece.type in ASIDE and elements and elements[-1].type not in ASIDE:
            notes[-1].append(Inline(piece.type, piece.text, piece.at))
            continue
        elements.append(Element(piece.type, piece.text, runs=runs, number=piece.number, dual=piece.dual, level=piece.level))
        notes.append([])
    return [
        Element(e.type, e.text, runs=e.runs, inline=tuple(sorted(n, key=lambda i: i.at)), number=e.number, dual=e.dual, level=e.level)
        for e, n in zip(elements, notes, strict=True)
    ]
