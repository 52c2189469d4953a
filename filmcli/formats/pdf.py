"""The PDF of a screenplay, drawn with fpdf2: title page, pages, numbers, revision marks.

Knows nothing of where pages break. Equal screenplays give equal bytes wherever the same fonts are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from filmcli.core.errors import CannotRunError
from filmcli.formats import page_text, pages, title_page, typefaces
from filmcli.formats.page_layout import IDEOGRAPH, LETTER, Layout, PaperName, ProfileName
from filmcli.formats.page_rows import Line
from filmcli.formats.page_text import Piece
from filmcli.formats.revision import Revision
from filmcli.formats.scenes import scenes, title
from filmcli.formats.screenplay import Screenplay
from filmcli.formats.typefaces import TypeCase, Typeface

if TYPE_CHECKING:
    from fpdf import FPDF

DATE = datetime(2000, 1, 1, tzinfo=UTC)  # the format wants one; the day of the run would change the bytes
SIZE = 12  # points
HEAD = 45.0  # the baseline of the page number, below the edge
_LISTED = 24  # letters named in an error


def render(
    screenplay: Screenplay,
    *,
    paper: PaperName = "letter",
    profile: ProfileName = "us",
    scene_numbers: bool = False,
    revision: Revision | None = None,
    fonts: Sequence[Path] = (),
    allow_missing: bool = False,
    continueds: bool = False,
) -> bytes:
    """Return the PDF of a screenplay. `fonts` are files to look into before the machine's for letters that Courier Prime lacks.

    Raises CannotRunError when no font has a letter, unless `allow_missing` draws an empty box for it; InputError for a
    font that is none; UsageError for an unknown paper or profile.
    """
    pagination = pages.paginate(
        screenplay,
        paper=paper,
        profile=profile,
        scene_numbers=scene_numbers,
        revised=revision.elements if revision else frozenset(),
        continueds=continueds,
    )
    title_lines = title_page.lines(screenplay, pagination.layout)
    text = "".join(line.plain for page in (title_lines, *pagination.pages) for line in page)
    sheet = _Sheet(pagination.layout, TypeCase(fonts, language=typefaces.language(text)), title=title(screenplay))
    sheet.title_page(title_lines)
    bookmarks: dict[int, list[str]] = {}
    for scene, where in zip(scenes(screenplay), pagination.scenes, strict=True):
        bookmarks.setdefault(where.page, []).append(scene.heading.text if scene.heading else scene.id)
    for number, page in enumerate(pagination.pages or ((),), start=1):
        if revision and revision.alone and not any(line.revised for line in page):
            continue
        sheet.page(page, number, revision=revision)
        for heading in bookmarks.get(number, ()):
            sheet.pdf.start_section(heading)
    if sheet.missing and not allow_missing:
        raise _lacking(sheet.missing)
    return bytes(sheet.pdf.output())


class _Sheet:
    """A PDF in the making: draws lines of a layout and keeps the letters that no font has."""

    def __init__(self, layout: Layout, case: TypeCase, *, title: str | None) -> None:
        from fpdf import FPDF

        self.layout, self.case = layout, case
        self.missing: set[str] = set()
        self.families: dict[Typeface, str] = {}
        self.pdf: FPDF = FPDF(unit="pt", format=(layout.width, layout.height))
        self.pdf.set_creation_date(DATE)
        self.pdf.set_producer("filmcli")
        self.pdf.set_title(title or "Screenplay")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)

    def title_page(self, lines: Sequence[Line]) -> None:
        """Draw the title page, on as many sheets as it has."""
        for _, page in groupby(lines, key=lambda line: line.row // self.layout.lines):
            self.pdf.add_page()
            for line in page:
                self._line(line, self._baseline(line.row % self.layout.lines))

    def page(self, lines: Sequence[Line], number: int, *, revision: Revision | None) -> None:
        """Draw one page with its number, scene numbers and revision marks."""
        sheet = self.layout
        self.pdf.add_page()
        for line in lines:
            y = self._baseline(line.row)
            self._line(line, y)
            if line.number:
                self._text(line.number, max(2 * LETTER, sheet.left - 3 * LETTER - page_text.width(line.number)), y)
                self._text(line.number, sheet.right + LETTER, y)
        for row in sorted({line.row for line in lines if line.revised}):
            self._text("*", min(sheet.right + 5 * LETTER, sheet.width - 24.0), self._baseline(row))
        if sheet.profile == "cn":
            self._text(str(number), (sheet.width - page_text.width(str(number))) / 2, sheet.height - HEAD)
        elif number > 1:
            self._text(f"{number}.", sheet.right - page_text.width(f"{number}."), HEAD)
        if revision and any(line.revised for line in lines):
            self._text(" ".join(f"{revision.colour} Revision {revision.date}".split()), sheet.left, HEAD)

    def _baseline(self, row: int) -> float:
        return self.layout.top + row * self.layout.leading + 9.6  # an ascender of 0.8 em below the top of the line

    def _text(self, text: str, x: float, y: float) -> None:
        self._line(Line(x, (Piece(text),)), y)

    def _line(self, line: Line, y: float) -> None:
        """Draw a line, each letter in a face that has it, in the cell where the layout put it."""
        text = line.text
        if not line.plain.isascii():  # an accent that is a letter of its own may lack a glyph
            text = tuple(replace(piece, text=unicodedata.normalize("NFC", piece.text)) for piece in text)
        cells = page_text.widths(page_text.plain(text))
        at, x = 0, line.x
        for piece in text:
            start = x
            for face, letters, width in self._runs(piece, cells[at : at + len(piece.text)]):
                if face is None:
                    self.pdf.set_line_width(0.6)
                    self.pdf.rect(x + 0.8, y - 7.4, max(width - 1.6, 1), 7.4)
                elif letters.strip():
                    self._run(face, letters, x, y, width, bold=piece.bold)
                x += width
            if piece.underline:
                self.pdf.set_line_width(0.6)
                self.pdf.line(start, y + 1.8, x, y + 1.8)
            at += len(piece.text)

    def _runs(self, piece: Piece, cells: Sequence[float]) -> Iterator[tuple[Typeface | None, str, float]]:
        """Yield face, letters and width of each stretch of a piece in one face; a letter that no font has is a stretch of its own."""
        style = "B" * piece.bold + "I" * piece.italic
        if piece.text.isascii() and piece.text.isprintable():
            yield self.case.face("x", style), piece.text, LETTER * len(piece.text)
            return
        marked = [(self._face(letter, style, cell), letter, cell) for letter, cell in zip(piece.text, cells, strict=True)]
        for (face, _), group in groupby(marked, key=lambda one: (one[0], one[2] == IDEOGRAPH)):
            letters = list(group)
            if face is None:
                yield from ((None, letter, cell) for _, letter, cell in letters)
            else:
                drawn = (" " if letter.isspace() else letter for _, letter, _ in letters if not _is_invisible(letter))
                yield face, "".join(drawn), sum(cell for _, _, cell in letters)

    def _face(self, letter: str, style: str, cell: float) -> Typeface | None:
        if letter.isspace() or _is_invisible(letter):
            return self.case.face("x", style)
        face = self.case.face(letter, style, wide=cell == IDEOGRAPH)
        if face is None:
            self.missing.add(letter)
        return face

    def _run(self, face: Typeface, text: str, x: float, y: float, width: float, *, bold: bool) -> None:
        """Draw letters of one face, stretched to their cells; bold is stroked where the face has none."""
        from fpdf.enums import TextMode

        pdf = self.pdf
        pdf.set_font(self._family(face), size=SIZE)
        if face.path.parent != typefaces.OWN and width:  # Courier Prime is as wide as its cells
            natural = pdf.get_string_width(text)
            if natural and abs(natural - width) > 0.05:
                pdf.set_stretching(100 * width / natural)
        if bold and "B" not in face.style:
            with pdf.local_context(text_mode=TextMode.FILL_STROKE, line_width=0.35):
                pdf.text(x, y, text)
        else:
            pdf.text(x, y, text)
        pdf.set_stretching(100)

    def _family(self, face: Typeface) -> str:
        if face not in self.families:
            self.families[face] = f"face{len(self.families)}"
            self.pdf.add_font(self.families[face], "", str(face.path), collection_font_number=face.number)
        return self.families[face]


def _lacking(missing: Iterable[str]) -> CannotRunError:
    letters = sorted(missing)
    more = f" and {len(letters) - _LISTED} more" if len(letters) > _LISTED else ""
    return CannotRunError(
        f"no font here can draw {' '.join(letters[:_LISTED])}{more}",
        hint="name one that can with --font FILE, or print empty boxes with --allow-missing",
    )


def _is_invisible(letter: str) -> bool:
    """Return whether a letter is a control or a format character, which no font draws."""
    return unicodedata.category(letter) in ("Cc", "Cf") and not letter.isspace()
