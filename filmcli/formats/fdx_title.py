"""The title page of an FDX file: free layout there, keys and values here.

Knows nothing of the script. Our own pages name the key of each block in an instruction; in any other page the keys are
told from the words and where they stand, and every line is kept under some key.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    return tuple(TitleEntry(key, tuple(lines)) for key, lines in named or _guessed(loose))


def _guessed(rows: Sequence[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Return keys for the lines of a page that has none."""
    entries: list[tuple[str, list[str]]] = []
    above = ""  # the key of the line above, while no blank line came between

    def add(key: str, line: str) -> None:
        nonlocal above
        found = next((lines for known, lines in entries if known == key), None)
        if found is None:
            entries.append((key, [line]))
        else:
            found.append(line)
        above = key

    for align, line in rows:
        plain = emphasis.plain(line)
        known = {key for key, _ in entries}
        credit = _CREDIT.match(plain)
        if not line:
            above = ""
        elif align != "Center" and "Title" in known:
            add("Copyright" if _RIGHTS.search(plain) else "Draft date" if _DATE.fullmatch(plain) else "Contact", line)
        elif "Title" not in known or above == "Title":
            add("Title", line)
        elif credit and "Author" not in known:
            add("Credit", plain[: credit.end()].strip())
            if plain[credit.end() :]:
                add("Author", plain[credit.end() :])
        elif _SOURCE.match(plain):
            add("Source", line)
        elif _RIGHTS.search(plain) or _DATE.fullmatch(plain):
            add("Copyright" if _RIGHTS.search(plain) else "Draft date", line)
        elif above == "Source" or ("Author" in known and above not in ("Author", "Credit")) or "Credit" not in known:
            add("Source" if above == "Source" else "Notes", line)
        else:
            add("Author", line)
    return entries
