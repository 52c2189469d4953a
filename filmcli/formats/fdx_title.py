"""The title page of an FDX file: free layout there, keys and values here.

Knows nothing of the script. Our own pages name the key of each block in an instruction; in any other page the keys are
told from the words and where they stand, and every line is kept under some key.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from xml.etree import ElementTree

from filmcli.formats import emphasis, emphasis_writer, fdx_reader, fdx_writer
from filmcli.formats.screenplay import TitleEntry

_CREDIT = re.compile(
    r"(?:(?:an?|the)\s+)?(?:(?:original\s+)?(?:screenplay|teleplay|story|script|written|created|adapted)\b.*?\s)?by\b:?\s*", re.I
)
_SOURCE = re.compile(r"(?:based|inspired|adapted|suggested|from)\b", re.I)
_RIGHTS = re.compile(r"copyright|©|all rights|wga\b", re.I)
_DATE = re.compile(
    r".*\b(?:draft|revis\w*|polish)\b.*"
    r"|(?=.*(?:\b(?:19|20)\d\d\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b))"
    r"[\d\W]*(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)?[\d\W]*",
    re.I,
)
_CENTRED = frozenset({"title", "credit", "author", "authors", "source", "название", "标题", "片名"})
_ABOVE = 18  # blank lines above the title, as in Final Draft's own template


def write(entries: Sequence[TitleEntry]) -> list[str]:
    """Return the paragraphs of a title page: what names the work in the middle, the rest at the left."""
    rows: list[str] = []
    for index, entry in enumerate(entries):
        align = "Center" if entry.key.lower() in _CENTRED else "Left"
        rows += [fdx_writer.paragraph("", (), Alignment=align)] * (1 if index else _ABOVE)
        for number, line in enumerate(entry.lines or ("",)):
            runs, _ = emphasis.read(line)
            row = fdx_writer.paragraph("", runs, Alignment=align)
            if emphasis_writer.write(runs)[0] != line:
                row = fdx_writer.instructed(row, "line", line)  # the same style in other markup
            rows.append(row if number else fdx_writer.instructed(row, "key", entry.key))
    return rows


def read(page: ElementTree.Element) -> tuple[TitleEntry, ...]:
    """Return the entries of a title page."""
    named: list[tuple[str, list[str]]] = []
    loose: list[tuple[str, str]] = []
    for node in page.findall("Paragraph"):
        runs = fdx_reader.runs(node)
        line = emphasis_writer.write(runs)[0].strip()
        typed = fdx_reader.instruction(node, "line") or line
        if emphasis.plain(typed) == "".join(run.text for run in runs):
            line = typed
        key = fdx_reader.instruction(node, "key")
        if key:
            named.append((key, [line] if line else []))
        elif named and line:
            named[-1][1].append(line)
        else:
            loose.append((node.get("Alignment", "Left"), line))
    added = [line for _, line in loose if line] if named else []  # above our own first key, by another program
    named += [("Notes", added)] if added else []
    return tuple(TitleEntry(key, tuple(lines)) for key, lines in named or _guessed(loose))


def _guessed(rows: Sequence[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Return keys for the lines (alignment, text) of a page that has none."""
    entries: dict[str, list[str]] = {}
    above = ""  # the key of the line above, while no blank line came between
    middle = "Center" if any(line and align == "Center" for align, line in rows) else "Left"
    for align, line in rows:
        plain = emphasis.plain(line)
        credit = _CREDIT.match(plain)
        if not line:
            above = ""
        elif "Title" in entries and credit and "Author" not in entries and align == middle:
            above = "Credit"
            entries.setdefault("Credit", []).append(plain[: credit.end()].strip())
            if credit.end() < len(plain):  # `Written by Jane Doe` on one line
                above = "Author"
                entries["Author"] = [plain[credit.end() :]]
        else:
            above = _key(plain, above, entries, centred=align == middle)
            entries.setdefault(above, []).append(line)
    return list(entries.items())


def _key(plain: str, above: str, known: Container[str], *, centred: bool) -> str:
    """Return the key of a line by its words, its place, and what came before."""
    if centred and ("Title" not in known or above == "Title"):
        return "Title"
    if _RIGHTS.search(plain):
        return "Copyright"
    if _DATE.fullmatch(plain):
        return "Draft date"
    if not centred:
        return "Contact"
    if _SOURCE.match(plain) or above == "Source":
        return "Source"
    if above in ("Credit", "Author") or ("Credit" in known and "Author" not in known):
        return "Author"
    return "Notes"
