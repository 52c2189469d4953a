"""Fonts of a PDF that bring an encoding of their own, which pdfminer.six passes over: fpdf2 and Ghostscript make them of CJK fonts.

Knows nothing of pages. Imports pdfminer: import it where a PDF is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pdfminer.pdffont import PDFFont, get_widths
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1
from pdfminer.psparser import LIT

_BLOCK = re.compile(rb"begincid(char|range)(.*?)endcid", re.DOTALL)
_CHAR = re.compile(rb"<([0-9A-Fa-f]{4})>\s*(\d+)")
_RANGE = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>\s*(\d+)")


class Fonts(PDFResourceManager):
    """Makes the fonts of a document."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """Return a font. One that maps codes by a CMap of its own is read by code, as its ToUnicode is, with the widths moved along."""
        encoding = resolve1(spec.get("Encoding"))
        if isinstance(encoding, PDFStream) and "ToUnicode" in spec and "DescendantFonts" in spec:
            mapped = dict(_mapped(encoding.get_data()))
            if mapped:
                spec = {**spec, "Encoding": LIT("Identity-H"), "DescendantFonts": [_by_code(spec, mapped)]}
        return super().get_font(objid, spec)


def _by_code(spec: Mapping[str, object], mapped: Mapping[int, int]) -> dict[str, object]:
    font = dict_value(list_value(spec["DescendantFonts"])[0])
    widths = get_widths(list_value(font.get("W", [])))
    return {**font, "W": [item for code, cid in mapped.items() if cid in widths for item in (code, [widths[cid]])]}


def _mapped(cmap: bytes) -> Iterator[tuple[int, int]]:
    """Yield each two-byte code of a CMap with its glyph's number."""
    for kind, block in _BLOCK.findall(cmap):
        if kind == b"char":
            yield from ((int(code, 16), int(cid)) for code, cid in _CHAR.findall(block))
        else:
            for first, last, cid in _RANGE.findall(block):
                yield from ((code, int(cid) + code - int(first, 16)) for code in range(int(first, 16), int(last, 16) + 1))
