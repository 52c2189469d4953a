"""The storyboard: a PDF of six frames to a page, each with its shot, lens, move, what is seen and what is said.

Knows nothing of how the frames were made. Millimetres on the page; equal panels give equal bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filmcli.formats.shots import Shot
from filmcli.make import titles

COLUMNS, ROWS = 2, 3
PAGE = (297.0, 210.0)  # A4, landscape
MARGIN = 12.0
GUTTER = 8.0
HEAD = 10.0  # the strip with title and page number
DATE = datetime(2000, 1, 1, tzinfo=UTC)  # the format wants one; the day of the run would change the bytes
WIDE = 640  # pixels of a frame in the file
INK, FAINT, RULE = 30, 120, 200


@dataclass(frozen=True)
class Panel:
    """One frame of the board. `dialogue` holds (character, words) pairs; `frame` is a picture file, None for an empty frame."""

    shot: str
    frame: Path | None
    label: str = ""
    sentence: str = ""
    dialogue: tuple[tuple[str, str], ...] = ()
    scene: str = ""


def label(shot: Shot, *, seconds: float | None = None) -> str:
    """Return the shot's craft in one line: size, angle, lens, move, length."""
    parts = [shot.size, "" if shot.angle == "eye" else shot.angle, f"{shot.camera.lens:g} mm"]
    parts.append("" if shot.move.kind == "static" else shot.move.kind.replace("_", " "))
    parts.append("" if seconds is None else f"{seconds:.1f} s")
    return " · ".join(part for part in parts if part)


def storyboard(panels: Sequence[Panel], path: Path, *, title: str, aspect: float = 2.39) -> list[str]:
    """Write the PDF and return warnings: letters that no font here has, which are left out rather than printed as boxes."""
    from fpdf import FPDF

    text = "".join(f"{panel.sentence}{panel.scene}{''.join(name + words for name, words in panel.dialogue)}" for panel in panels) + title
    lost = titles.missing(text)
    pdf = FPDF(orientation="landscape", unit="mm", format="A4")
    pdf.set_creation_date(DATE)
    pdf.set_producer("filmcli")
    pdf.set_title(title)
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    fonts = {style: titles.font_path(text, name) for style, name in (("", "Regular"), ("B", "Bold"), ("I", "Italic"))}
    for style, font in fonts.items():
        pdf.add_font("board", style, str(font))
    pages = max(1, -(-len(panels) // (COLUMNS * ROWS)))
    drop = str.maketrans("", "", lost)
    for page in range(pages):
        pdf.add_page()
        _head(pdf, title.translate(drop), page + 1, pages)
        for place, panel in enumerate(panels[page * COLUMNS * ROWS : (page + 1) * COLUMNS * ROWS]):
            _panel(pdf, panel, place, aspect, drop)
    path.write_bytes(bytes(pdf.output()))
    return [f"storyboard: no font here has {lost[:24]}; left out"] if lost else []


def _head(pdf, title: str, page: int, pages: int) -> None:
    pdf.set_text_color(INK)
    pdf.set_font("board", "B", 10)
    pdf.set_xy(MARGIN, MARGIN - 4)
    pdf.cell(PAGE[0] - 2 * MARGIN, 5, title.upper(), align="L")
    pdf.set_font("board", "", 8)
    pdf.set_text_color(FAINT)
    pdf.set_xy(MARGIN, MARGIN - 4)
    pdf.cell(PAGE[0] - 2 * MARGIN, 5, f"{page} / {pages}", align="R")
    pdf.set_draw_color(RULE)
    pdf.set_line_width(0.2)
    pdf.line(MARGIN, MARGIN + 2, PAGE[0] - MARGIN, MARGIN + 2)


def _panel(pdf, panel: Panel, place: int, aspect: float, drop: dict) -> None:
    """Draw one panel: the frame left of its words where the film is wide, the words beneath where it is not."""
    cell = ((PAGE[0] - 2 * MARGIN - GUTTER * (COLUMNS - 1)) / COLUMNS, (PAGE[1] - 2 * MARGIN - HEAD) / ROWS)
    left = MARGIN + (place % COLUMNS) * (cell[0] + GUTTER)
    top = MARGIN + HEAD - 5 + (place // COLUMNS) * cell[1]
    height = min(cell[1] - 26, cell[0] / aspect * 0.66)
    width = height * aspect
    if panel.frame is None:
        pdf.set_fill_color(235)
        pdf.rect(left, top, width, height, style="F")
    else:
        pdf.image(_jpeg(panel.frame), x=left, y=top, w=width, h=height)
    pdf.set_draw_color(INK)
    pdf.set_line_width(0.25)
    pdf.rect(left, top, width, height)
    _notes(pdf, panel, (left + width + 3, top, cell[0] - width - 3), drop)
    y = top + height + 1.6
    for name, words in panel.dialogue:
        room = top + cell[1] - 2.5 - y
        if room < 3.4:
            break
        pdf.set_xy(left, y)
        y = _paragraph(pdf, f"{name.upper()}  ".translate(drop), words.translate(drop), cell[0], int(room / 3.4), y, left)


def _notes(pdf, panel: Panel, box: tuple[float, float, float], drop: dict) -> None:
    left, top, width = box
    pdf.set_text_color(INK)
    pdf.set_font("board", "B", 8)
    pdf.set_xy(left, top)
    pdf.cell(width, 3.6, panel.shot)
    pdf.set_font("board", "", 6.6)
    pdf.set_text_color(FAINT)
    pdf.set_xy(left, top + 4)
    pdf.multi_cell(width, 2.9, panel.label, align="L", max_line_height=2.9)
    y = pdf.get_y() + 1
    pdf.set_text_color(INK)
    pdf.set_font("board", "", 7)
    for line in _lines(pdf, panel.sentence.translate(drop), width)[:8]:
        pdf.set_xy(left, y)
        pdf.cell(width, 3.2, line)
        y += 3.2


def _paragraph(pdf, name: str, words: str, width: float, most: int, y: float, left: float) -> float:
    """Draw one speech in at most `most` lines, the last one cut with an ellipsis, and return where the next begins."""
    pdf.set_text_color(INK)
    pdf.set_font("board", "B", 7)
    indent = pdf.get_string_width(name) + 1
    pdf.set_xy(left, y)
    pdf.cell(indent, 3.4, name)
    pdf.set_font("board", "", 7)
    lines = _lines(pdf, words, width - indent)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-2].rstrip() + "…"] if most else []
    for line in lines:
        pdf.set_xy(left + indent, y)
        pdf.cell(width - indent, 3.4, line)
        y += 3.4
    return y + 0.4


def _lines(pdf, text: str, width: float) -> list[str]:
    """Return the text in lines that fit, cut between words, or between letters where a script has no spaces."""
    lines = [""]
    for word in text.replace("\n", " ").split(" "):
        while pdf.get_string_width(word) > width - 2:
            size = next(n for n in range(len(word), 0, -1) if n == 1 or pdf.get_string_width(word[:n]) <= width - 2)
            lines.append(word[:size])
            word = word[size:]
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and pdf.get_string_width(longer) > width - 2:
            lines.append(word)
        else:
            lines[-1] = longer
    return [line for line in lines if line]


def _jpeg(path: Path) -> io.BytesIO:
    """Return a picture file as a JPEG of at most 640 pixels across."""
    from PIL import Image

    with Image.open(path) as image:
        picture = image.convert("RGB")
    picture.thumbnail((WIDE, WIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, optimize=False)
    out.seek(0)
    return out
