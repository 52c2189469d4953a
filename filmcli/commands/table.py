"""Tables on stdout: drawn by rich on a terminal, plain aligned columns elsewhere.

Knows nothing of what they hold. Numbers stand right, words left; a table without rows is left out.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from filmcli.core.console import Output


@dataclass(frozen=True)
class Table:
    """A title, the heads of the columns, and the rows."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]


def write(output: Output, tables: Iterable[Table], *, color: bool) -> None:
    """Write the tables that have rows."""
    told = [table for table in tables if table.rows]
    if output.is_terminal and os.environ.get("TERM") != "dumb":
        _draw(output, told, color=color and "NO_COLOR" not in os.environ)
    else:
        output.write("\n".join(_plain(table) for table in told))


def _draw(output: Output, tables: Sequence[Table], *, color: bool) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as Drawn

    console = Console(file=output.stream, color_system="auto" if color else None, highlight=False, markup=False)
    for table in tables:
        drawn = Drawn(
            title=table.title or None,
            title_justify="left",
            title_style="bold",
            box=box.SIMPLE_HEAD,
            show_header=any(table.heads),
            header_style="dim",
        )
        for head, right in zip(table.heads, _numeric(table), strict=True):
            drawn.add_column(head, justify="right" if right else "left", overflow="fold")
        for row in table.rows:
            drawn.add_row(*map(str, row))
        console.print(drawn)
    output.stream.flush()


def _plain(table: Table) -> str:
    heads = [list(table.heads)] if any(table.heads) else []
    cells = [*heads, *([str(value) for value in row] for row in table.rows)]
    widths = [max(_width(row[at]) for row in cells) for at in range(len(table.heads))]
    right = _numeric(table)
    lines = [f"{table.title}"] if table.title else []
    for row in cells:
        padded = (" " * (w - _width(c)) + c if r else c + " " * (w - _width(c)) for c, w, r in zip(row, widths, right, strict=True))
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines) + "\n"


def _numeric(table: Table) -> list[bool]:
    return [all(isinstance(row[at], int) or str(row[at])[:1].isdigit() for row in table.rows) for at in range(len(table.heads))]


def _width(text: str) -> int:
    """Return the columns that a text takes on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
