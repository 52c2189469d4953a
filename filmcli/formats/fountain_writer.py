"""The spelling of elements that no file holds yet, as correct Fountain 1.1.

Knows nothing of stories. An element that would be read as another is forced (`!`, `.`, `@`, `>`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from filmcli.formats import emphasis, fountain_blocks
from filmcli.formats.screenplay import Element, Run

_MARKS = {"section": "#", "synopsis": "= ", "lyric": "~", "transition": "> "}


def title_page(entries: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return a title page with the blank line after it; empty when no entry has a value."""
    lines = []
    for key, values in entries:
        values = [" ".join(value.split()) for value in values if value.strip()]
        key = re.sub(r"[:：\s]+", " ", key).strip()
        if not values or not key:
            continue
        lines += [f"{key}: {values[0]}"] if len(values) == 1 else [f"{key}:", *(f"    {value}" for value in values)]
    return "\n".join(lines) + "\n\n" if lines else ""


def element(item: Element) -> str:
    """Return the lines of one element, the last one ended."""
    if item.type == "page_break":
        return "===\n"
    if item.type in ("note", "boneyard"):
        opening, closing = ("[[", "]]") if item.type == "note" else ("/*", "*/")
        return f"{opening} {_closed(item.text, closing)} {closing}\n"
    lines = [styled(line) for line in _lines(item)]
    if item.type == "action":
        return _action(lines)
    if item.type in ("dialogue", "lyric", "parenthetical"):
        return "".join(_spoken(item, line.strip()) for line in lines)
    return _one(item, " ".join(line.strip() for line in lines if line.strip())) + "\n"


def separated(before: Element | None, item: Element) -> bool:
    """Return whether a blank line stands between two elements."""
    if before is None:
        return False
    return item.type not in ("dialogue", "parenthetical") and not (
        item.type == "lyric" and before.type in ("character", "parenthetical", "dialogue", "lyric")
    )


def _one(item: Element, text: str) -> str:
    """Spell an element that has one line."""
    if item.type == "scene_heading":
        number = f" #{item.number}#" if item.number else ""
        return (text if fountain_blocks.is_heading(text) else f".{text}") + number
    if item.type == "character":
        plain = fountain_blocks.is_cue(text) and text[0] not in ".!#=~>@" and not fountain_blocks.is_heading(text)
        return ("" if plain else "@") + text + (" ^" if item.dual else "")
    if item.type == "transition":
        return text if fountain_blocks.is_transition(text) and text[0] not in ".!#=~>@" else f"> {text}"
    if item.type == "centered":
        return f"> {text} <"
    return "#" * max(1, item.level) + f" {text}" if item.type == "section" else f"= {text}"


def _action(lines: Sequence[str]) -> str:
    """Force each line that would be read as something else: any but the plainest first line, and marks on the others."""
    spelled = []
    for index, line in enumerate(lines):
        line = line.rstrip()
        plain = line.strip()
        risky = plain[:1] in tuple("!#=~>@.") or (
            index == 0 and (plain.isupper() or fountain_blocks.is_cue(plain) or fountain_blocks.is_heading(plain))
        )
        spelled.append(f"!{line}" if risky and plain else line)
    text = "\n".join(line for line in spelled if line.strip())
    return (text or "!") + "\n"


def _spoken(item: Element, line: str) -> str:
    if item.type == "parenthetical":
        if line.startswith("（") and line.endswith("）"):
            return f"{line}\n"
        return f"({line.removeprefix('(').removesuffix(')')})\n"
    if item.type == "lyric":
        return f"~{line}\n"
    return f"{line}\n" if line else "  \n"


def _lines(item: Element) -> list[list[Run]]:
    """Return the runs of an element line by line; a text without runs is plain."""
    lines: list[list[Run]] = [[]]
    for run in item.runs or (Run(item.text),):
        for index, text in enumerate(re.split(r"\r\n|\r|\n", run.text)):
            if index:
                lines.append([])
            if text:
                lines[-1].append(Run(text, run.bold, run.italic, run.underline))
    return lines


def styled(runs: Iterable[Run]) -> str:
    """Return runs of one line with their markup."""
    return "".join(_styled(run) for run in runs)


def _styled(run: Run) -> str:
    text = emphasis.escape(run.text.replace("[[", "[ [").replace("/*", "/ *"))
    inner = text.strip()
    if not inner:
        return text
    left, right = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    mark = "*" * (run.italic + 2 * run.bold)
    under = "_" if run.underline else ""
    return f"{left}{under}{mark}{inner}{mark}{under}{right}"


def _closed(text: str, closing: str) -> str:
    """Return the text of a note without what would end it early: its closing token, and blank lines."""
    text = text.replace(closing, " ".join(closing))
    return re.sub(r"\n\s*\n", "\n  \n", text.strip())
