"""The breakdown as a PDF: the stripboard first, then a sheet for each scene, as many on a page as it holds.

Knows nothing of how things were found. Letters are drawn in a face that has them; equal breakdowns give equal bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby

from filmcli.core.errors import CannotRunError
from filmcli.formats.typefaces import TypeCase, Typeface
from filmcli.script import strip
from filmcli.script.breakdown import Item, Sheet, categories
from filmcli.script.length import eighths
from filmcli.script.strip import Colour

DATE = datetime(2000, 1, 1, tzinfo=UTC)  # the format wants one; the day of the run would change the bytes
WIDTH, HEIGHT, MARGIN = 612.0, 792.0, 42.0  # US Letter, points
STRIP = 17.0  # the height of a strip
LEADING = 11.0
SIZE = 8.5
_SHEETS = "Breakdown sheets (in brackets: the line of the screenplay)"
COLUMN = (WIDTH - 2 * MARGIN) / 3


def render(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """Return the PDF. Raises CannotRunError when no font here has a letter."""
    paper = _Paper(title)
    numbers = cast_numbers(sheets)
    _stripboard(paper, sheets, numbers)
    y = HEIGHT
    for sheet in sheets:
        boxes = [(name, [_line(item, numbers) for item in sheet.of(name)]) for name in categories() if sheet.of(name)]
        rows = [boxes[at : at + 3] for at in range(0, len(boxes), 3)]
        wrapped = [[(name, [part for line in lines for part in paper.wrap(line, COLUMN - 10)]) for name, lines in row] for row in rows]
        tall = 40 + sum(LEADING * (2 + max(len(lines) for _, lines in row)) for row in wrapped)
        if y + min(tall, HEIGHT - 2 * MARGIN) > HEIGHT - MARGIN:
            y = paper.turn(_SHEETS)
        y = _sheet(paper, sheet, wrapped, y)
    return paper.finished()


def cast_numbers(sheets: Sequence[Sheet]) -> dict[str, int]:
    """Return the board's number of each character: 1 for whoever is in most scenes."""
    scenes = Counter(item.name for sheet in sheets for item in sheet.of("cast"))
    return {name: number for number, (name, _) in enumerate(scenes.most_common(), 1)}


def _line(item: Item, numbers: Mapping[str, int]) -> str:
    name = f"{numbers[item.name]}. {item.name}" if item.category == "cast" else item.name
    return f"{name} ({item.line})"


def _stripboard(paper: _Paper, sheets: Sequence[Sheet], numbers: Mapping[str, int]) -> None:
    y = paper.turn("Stripboard")
    for colour in strip.COLOURS:
        x = MARGIN + 88 * strip.COLOURS.index(colour)
        paper.box(x, y, 12, 9, colour)
        paper.text(x + 16, y + 8, colour.meaning)
    y += 20
    for sheet in sheets:
        if y + STRIP > HEIGHT - MARGIN:
            y = paper.turn("Stripboard")
        paper.box(MARGIN, y, WIDTH - 2 * MARGIN, STRIP, sheet.colour)
        cast = ", ".join(map(str, sorted(numbers[item.name] for item in sheet.of("cast"))))
        for x, words, room in (
            (4, sheet.number, 28),
            (34, f"{sheet.int_ext} {sheet.hour}".strip() or "–", 66),
            (104, sheet.place or sheet.heading or "(no slug line)", 220),
            (330, eighths(sheet.eighths), 40),
            (374, cast, 150),
        ):
            paper.text(MARGIN + x, y + 11.5, paper.fitted(words, room))
        y += STRIP
    y += 14
    for name, number in numbers.items():
        if y > HEIGHT - MARGIN:
            y = paper.turn("Stripboard") + LEADING
        paper.text(MARGIN, y, f"{number}. {name}")
        y += LEADING


def _sheet(paper: _Paper, sheet: Sheet, rows: Sequence[Sequence[tuple[str, list[str]]]], y: float) -> float:
    """Draw one sheet below `y`; return where the next may begin."""
    paper.box(MARGIN, y, WIDTH - 2 * MARGIN, STRIP, sheet.colour)
    head = f"{sheet.number}  {sheet.heading or '(no slug line)'}"
    tail = f"{eighths(sheet.eighths)} pp., page {sheet.page}"
    paper.text(MARGIN + 4, y + 11.5, paper.fitted(head, WIDTH - 2 * MARGIN - 120), bold=True)
    paper.text(WIDTH - MARGIN - 4 - paper.width(tail), y + 11.5, tail)
    y += STRIP + 12
    for row in rows:
        deep = max(len(lines) for _, lines in row)
        if y + LEADING > HEIGHT - MARGIN:
            y = paper.turn(_SHEETS) + LEADING
        for at, (name, _) in enumerate(row):
            paper.text(MARGIN + at * COLUMN + 4, y, name.replace("_", " "), bold=True)
        for step in range(deep):
            y += LEADING
            if y > HEIGHT - MARGIN:
                y = paper.turn(_SHEETS) + LEADING
            for at, (_, lines) in enumerate(row):
                if step < len(lines):
                    paper.text(MARGIN + at * COLUMN + 4, y, lines[step])
        y += 1.5 * LEADING
    return y + 8


class _Paper:
    """A PDF in the making, with text in whatever faces have its letters."""

    def __init__(self, title: str) -> None:
        from fpdf import FPDF

        self.pdf = FPDF(unit="pt", format=(WIDTH, HEIGHT))
        self.pdf.set_creation_date(DATE)
        self.pdf.set_producer("filmcli")
        self.pdf.set_title(title)
        self.pdf.set_auto_page_break(False)
        self.title, self.case = title, TypeCase()
        self.families: dict[Typeface, str] = {}
        self.missing: set[str] = set()

    def turn(self, name: str) -> float:
        """Begin a page; return where its body begins."""
        self.pdf.add_page()
        self.text(MARGIN, MARGIN - 8, f"{self.title}: {name}", bold=True)
        number = f"{self.pdf.page_no()}."
        self.text(WIDTH - MARGIN - self.width(number), MARGIN - 8, number)
        return MARGIN

    def box(self, x: float, y: float, wide: float, tall: float, colour: Colour) -> None:
        """Draw a filled box with a thin edge."""
        self.pdf.set_fill_color(*colour.rgb)
        self.pdf.set_line_width(0.4)
        self.pdf.rect(x, y, wide, tall, style="DF")

    def text(self, x: float, y: float, words: str, *, bold: bool = False) -> None:
        """Draw a line of text from `x` on the baseline `y`."""
        for face, part in self._runs(words, bold=bold):
            self._set(face)
            self.pdf.text(x, y, part)
            x += self.pdf.get_string_width(part)

    def width(self, words: str) -> float:
        """Return how wide a text is, in points."""
        total = 0.0
        for face, part in self._runs(words, bold=False):
            self._set(face)
            total += self.pdf.get_string_width(part)
        return total

    def fitted(self, words: str, room: float) -> str:
        """Return a text cut to a width."""
        while len(words) > 1 and self.width(words) > room:
            words = words[:-2].rstrip() + "…"
        return words

    def wrap(self, words: str, room: float) -> Iterator[str]:
        """Yield a text in lines of a width; a word that is wider is cut."""
        line = ""
        for word in words.split():
            longer = f"{line} {word}".strip()
            if line and self.width(longer) > room:
                yield line
                line = f"  {self.fitted(word, room)}"
            else:
                line = self.fitted(longer, room)
        yield line

    def finished(self) -> bytes:
        """Return the bytes. Raises CannotRunError when a letter was left out."""
        if self.missing:
            raise CannotRunError(
                f"no font here can draw {' '.join(sorted(self.missing)[:24])}", hint="install a font that has them, or write x.csv"
            )
        return bytes(self.pdf.output())

    def _runs(self, words: str, *, bold: bool) -> Iterator[tuple[Typeface, str]]:
        marked = [(self._face(letter, bold=bold), letter) for letter in words]
        for face, group in groupby(marked, key=lambda one: one[0]):
            yield face, "".join(letter for _, letter in group)

    def _face(self, letter: str, *, bold: bool) -> Typeface:
        style = "B" if bold else ""
        face = self.case.face(letter if letter.isprintable() else " ", style, wide=letter > "\u2e7f")
        if face is None:
            self.missing.add(letter)
        return face or self.case.face("x", style)  # type: ignore[return-value]

    def _set(self, face: Typeface) -> None:
        if face not in self.families:
            self.families[face] = f"face{len(self.families)}"
            self.pdf.add_font(self.families[face], "", str(face.path), collection_font_number=face.number)
        self.pdf.set_font(self.families[face], size=SIZE)
