"""The text layer of a PDF as pages of fragments: letters that stand side by side on one baseline, with their style.

Knows nothing of screenplays. Read with pdfminer.six. Points; y grows downwards from the top of the page.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from filmcli.core.errors import InputError
from filmcli.formats.screenplay import Run

if TYPE_CHECKING:
    from pdfminer.layout import LTChar, LTFigure, LTItem, LTPage

_APART = 15.0  # a wider gap, of two letters, parts two fragments: scene number, columns
_SPACE = 0.25  # of the size: a wider gap is a space
_UNKNOWN = "\ufffd"  # a glyph that has no letter
_UNREADABLE = 0.05  # the share of such glyphs from which a text is not worth reading
_LEVEL = 2.5  # letters whose baselines differ less stand on one line


@dataclass(frozen=True)
class Fragment:
    """Letters between two gaps: `x` to `end` on the baseline `y`."""

    x: float
    end: float
    y: float
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """Return the letters of the fragment."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Page:
    """A page: its size and its lines from top to bottom, each as fragments from left to right."""

    width: float
    height: float
    lines: tuple[tuple[Fragment, ...], ...]


def read(data: bytes, *, name: str) -> list[Page]:
    """Return the pages of a PDF. Raises InputError for what is none, is locked, or has no text layer."""
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of fonts, which is no news to a writer
    try:
        pages = [_page(page) for page in _laid_out(data)]
    except PDFPasswordIncorrect as error:
        raise InputError(f"{name}: the PDF is locked with a password", hint="unlock it first: qpdf --decrypt IN.pdf OUT.pdf") from error
    except Exception as error:  # pdfminer meets broken files with KeyError, TypeError, struct.error and many more
        raise InputError(f"{name}: not a PDF that can be read ({type(error).__name__})") from error
    letters = "".join(run.text for page in pages for line in page.lines for fragment in line for run in fragment.runs)
    if letters.count(_UNKNOWN) > _UNREADABLE * len(letters):
        raise InputError(
            f"{name}: the PDF does not say which letters it shows", hint="recognise the text: ocrmypdf --force-ocr IN.pdf OUT.pdf"
        )
    if not letters:
        raise InputError(f"{name}: the PDF has no text, it is made of pictures", hint="recognise the text first: ocrmypdf IN.pdf OUT.pdf")
    return pages


def _laid_out(data: bytes) -> Iterator[LTPage]:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfinterp import PDFPageInterpreter
    from pdfminer.pdfpage import PDFPage

    from filmcli.formats.pdf_fonts import Fonts

    resources = Fonts()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.get_pages(io.BytesIO(data)):
        interpreter.process_page(page)
        yield device.get_result()


def _page(page: LTPage) -> Page:
    from pdfminer.layout import LTChar, LTLine, LTRect

    x0, y0, x1, y1 = page.bbox
    things = list(_things(page))
    letters = sorted((one for one in things if isinstance(one, LTChar)), key=lambda one: (-one.matrix[5], one.x0))
    rules = [(one.x0, one.x1, one.y0) for one in things if isinstance(one, LTLine | LTRect) and one.height < 2 < one.width]
    lines: list[list[LTChar]] = []
    for letter in letters:
        if not lines or lines[-1][0].matrix[5] - letter.matrix[5] > _LEVEL:
            lines.append([])
        lines[-1].append(letter)
    found = (tuple(_fragments(sorted(line, key=lambda one: one.x0), y1, rules)) for line in lines)
    return Page(x1 - x0, y1 - y0, tuple(line for line in found if line))


def _things(container: LTPage | LTFigure) -> Iterator[LTItem]:
    """Yield what a page draws, also within its figures: some programs wrap whole pages in one."""
    from pdfminer.layout import LTFigure

    for thing in container:
        if isinstance(thing, LTFigure):
            yield from _things(thing)
        else:
            yield thing


def _fragments(line: Sequence[LTChar], top: float, rules: Sequence[tuple[float, float, float]]) -> Iterator[Fragment]:
    """Yield the fragments of a line, without white space around them."""
    level = line[0].matrix[5]
    under = [(a, b) for a, b, y in rules if -1 < level - y < 5]
    group: list[tuple[LTChar, str]] = []
    for letter in line:
        text = _UNKNOWN if re.fullmatch(r"\(cid:\d+\)|\0", letter.get_text()) else letter.get_text()
        if group:
            gap = letter.x0 - group[-1][0].x1
            if group[-1][1].endswith(text) and abs(letter.x0 - group[-1][0].x0) < 0.8:
                continue  # bold by printing twice
            if gap > _APART:
                yield from _fragment(group, top - level, under)
                group = []
            elif gap > _SPACE * letter.size and not text.isspace() and not group[-1][1].isspace():
                text = " " + text
        group.append((letter, text))
    yield from _fragment(group, top - level, under)


def _fragment(group: Sequence[tuple[LTChar, str]], y: float, under: Sequence[tuple[float, float]]) -> Iterator[Fragment]:
    solid = [at for at, (_, text) in enumerate(group) if text.strip()]
    if not solid:
        return
    group = group[solid[0] : solid[-1] + 1]
    styled = [(_style(letter, under), text) for letter, text in group]
    runs = tuple(Run("".join(text for _, text in part), *style) for style, part in groupby(styled, key=lambda one: one[0]))
    yield Fragment(group[0][0].x0, group[-1][0].x1, y, runs)


def _style(letter: LTChar, under: Sequence[tuple[float, float]]) -> tuple[bool, bool, bool]:
    middle = (letter.x0 + letter.x1) / 2
    return (
        bool(re.search("bold|black|heavy", letter.fontname, re.IGNORECASE)),
        bool(re.search("italic|oblique", letter.fontname, re.IGNORECASE)),
        any(a <= middle <= b for a, b in under),
    )
