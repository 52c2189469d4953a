"""Which typeface draws a letter: Courier Prime where it has it, else a font of this machine, chosen by what its cmap covers.

Knows nothing of pages and pictures. Never draws a box for a letter in silence: who finds no face says so.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from filmcli.core.errors import InputError

OWN = Path(__file__).parent / "fonts"
FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)
SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
# The best first: a page is set in a typewriter face, and in the Song (Mincho) style where it has ideographs.
# Nimbus Mono comes last: fpdf2 embeds its CFF outlines under a type that preflight tools complain of.
MONOSPACED = (
    "LiberationMono-Regular",
    "cour.ttf",
    "FreeMono.ttf",
    "NotoSansMono-Regular",
    "DejaVuSansMono.ttf",
    "NimbusMonoPS-Regular.otf",
)
IDEOGRAPHIC = (
    "NotoSerifCJK-Regular",
    "SourceHanSerif-Regular",
    "simsun",
    "Songti",
    "NotoSansCJK-Regular",
    "SourceHanSans-Regular",
    "PingFang",
    "msyh",
    "wqy",
    "DroidSansFallback",
    "unifont",
)
_COURIER = {"": "Regular", "B": "Bold", "I": "Italic", "BI": "BoldItalic"}
_STYLES = {"B": ("Bold",), "I": ("Italic", "Oblique"), "BI": ("BoldItalic", "BoldOblique", "Bold")}
_INDIC = re.compile("[\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff]")


@dataclass(frozen=True)
class Typeface:
    """A font file, its member `number` when it is a collection, and the style it draws of `B` and `I`."""

    path: Path
    number: int = 0
    style: str = ""


class TypeCase:
    """The faces at hand. `fonts` are files that come before the machine's; `language` (SC, TC, JP, KR) chooses within CJK collections."""

    def __init__(self, fonts: Sequence[Path] = (), *, language: str = "SC") -> None:
        self.given = [Typeface(path, _member(path, language)) for path in map(_checked, fonts)]
        self.language = language
        self._found: dict[tuple[str, str, bool], Typeface | None] = {}

    def face(self, letter: str, style: str = "", *, wide: bool = False) -> Typeface | None:
        """Return the face that draws a letter in a style (of B and I); None when no font here can.

        `wide` prefers the faces that have ideographs, for the signs that both kinds have. A style that a family lacks is
        the plain one. Right-to-left and Indic scripts have no face: they want shaping, which the page cannot do.
        """
        key = (letter, style, wide)
        if key not in self._found:
            self._found[key] = None if _wants_shaping(letter) else self._first(letter, style, wide=wide)
        return self._found[key]

    def _first(self, letter: str, style: str, *, wide: bool) -> Typeface | None:
        for face in self._faces(wide=wide):
            if ord(letter) in coverage(face.path, face.number):
                styled = _styled(face, style)
                return styled if ord(letter) in coverage(styled.path, styled.number) else face
        return next((Typeface(path, number) for path, number, ranges in _fontconfig() if _within(ord(letter), ranges)), None)

    def _faces(self, *, wide: bool) -> Iterator[Typeface]:
        own = Typeface(OWN / "CourierPrime-Regular.ttf")
        if not wide:
            yield own
        yield from self.given
        for path in system_fonts(IDEOGRAPHIC + MONOSPACED if wide else MONOSPACED + IDEOGRAPHIC):
            yield Typeface(path, _member(path, self.language))
        yield own


def language(text: str) -> str:
    """Return which national forms ideographs want, by the letters around them: JP, KR, else SC."""
    if re.search("[\u3041-\u30ff]", text):
        return "JP"
    return "KR" if re.search("[\uac00-\ud7a3]", text) else "SC"


@cache
def system_fonts(names: tuple[str, ...]) -> tuple[Path, ...]:
    """Return this machine's font files whose names contain one of `names`, in the order of `names`."""
    ranked = [(rank, path) for path in _installed() for rank, name in enumerate(names) if name.lower() in path.name.lower()]
    return tuple(path for _, path in sorted(ranked))


@cache
def coverage(path: Path, number: int = 0) -> frozenset[int]:
    """Return the code points that a font has a glyph for; none for a file that is no font."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(str(path), fontNumber=number, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError):
        return frozenset()


def lacking(path: Path, text: str) -> set[str]:
    """Return the letters of a text that a font does not have."""
    return {letter for letter in text if not letter.isspace() and letter.isprintable() and ord(letter) not in coverage(path)}


@cache
def _installed() -> tuple[Path, ...]:
    folders = [Path(folder).expanduser() for folder in FOLDERS]
    return tuple(path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*")) if path.suffix.lower() in SUFFIXES)


@cache
def _fontconfig() -> tuple[tuple[Path, int, tuple[tuple[int, int], ...]], ...]:
    """Return path, member and ranges of code points of every font that fontconfig knows, emoji apart: one call, 0.05 s for 160 fonts."""
    if not (command := shutil.which("fc-list")):
        return ()
    done = subprocess.run([command, "--format", "%{file}|%{index}|%{charset}\n"], capture_output=True, text=True, check=False)
    found = []
    for line in sorted(done.stdout.splitlines()):
        file, _, rest = line.partition("|")
        number, _, charset = rest.partition("|")
        if not file.lower().endswith(SUFFIXES) or "emoji" in file.lower():
            continue
        ranges = [piece.partition("-") for piece in charset.split()]
        found.append((Path(file), int(number or 0) & 0xFFFF, tuple((int(a, 16), int(b or a, 16)) for a, _, b in ranges)))
    return tuple(found)


def _within(code: int, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(first <= code <= last for first, last in ranges)


def _checked(path: Path) -> Path:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        TTFont(str(path), fontNumber=0, lazy=True).close()
    except (OSError, TTLibError) as error:
        raise InputError(f"{path}: not a font that can be read", hint="--font wants a .ttf, .otf or .ttc file") from error
    return path


@cache
def _member(path: Path, language: str) -> int:
    """Return the member of a collection whose name says the language, else the first."""
    from fontTools.ttLib import TTCollection, TTLibError

    if path.suffix.lower() not in (".ttc", ".otc"):
        return 0
    try:
        with TTCollection(str(path), lazy=True) as collection:
            names = [font["name"].getDebugName(1) or "" for font in collection]
    except (OSError, TTLibError):
        return 0
    return next((number for number, name in enumerate(names) if name.endswith(f" {language}")), 0)


@cache
def _styled(face: Typeface, style: str) -> Typeface:
    """Return the sibling of a face in a style, by the names that families give their files."""
    if face.path.parent == OWN:
        return Typeface(OWN / f"CourierPrime-{_COURIER[style]}.ttf", style=style)
    stem = re.sub(r"-?Regular\Z", "", face.path.stem)
    for word in _STYLES.get(style, ()):
        for name in (f"{stem}-{word}", f"{stem}{word}"):
            path = face.path.with_name(name + face.path.suffix)
            if path.is_file():
                return Typeface(path, face.number, "B" if word == "Bold" else style)
    return face


def _wants_shaping(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in ("R", "AL") or bool(_INDIC.match(letter))
