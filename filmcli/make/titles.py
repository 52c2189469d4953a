"""Title and credit cards, drawn with Pillow in Courier Prime or, for other scripts, in the first system font that has the letters.

Knows nothing of timing or encoding. Pictures are (h, w, 3) uint8.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from filmcli.formats import typefaces

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image, ImageFont

# Fonts with many scripts; the first that has every letter wins.
WIDE = (
    "NotoSansCJK",
    "NotoSerifCJK",
    "SourceHanSans",
    "wqy",
    "DroidSansFallback",
    "PingFang",
    "msyh",
    "simsun",
    "arialuni",
    "unifont",
    "NotoSans-Regular",
    "DejaVuSerif.",
    "DejaVuSans.",
    "LiberationSerif-Regular",
    "FreeSerif.",
)
FINE = 3  # cards are drawn this many times larger and made smaller, or small type stands unevenly
PAPER = (228, 222, 210)  # type on film is never pure white
COLOURS = {
    "noir": (196, 160, 92),
    "thriller": (176, 58, 46),
    "horror": (150, 24, 24),
    "romance": (205, 128, 128),
    "comedy": (222, 178, 74),
    "western": (198, 124, 62),
    "scifi": (92, 166, 190),
    "drama": (160, 168, 178),
}


def title_card(title: str, *, width: int, height: int, genre: str = "drama", above: str = "", below: str = "") -> np.ndarray:
    """Return the title on near-black: capitals set wide, a rule in the genre's colour, a small line above and below."""
    import numpy as np
    from PIL import ImageDraw

    width, height = FINE * width, FINE * height
    image = _ground(width, height)
    draw = ImageDraw.Draw(image)
    text = title.strip().upper()
    size, spacing = height * 0.125, 0.16
    lines = _wrapped(text, size, spacing, width * 0.8)
    while size > height * 0.055 and (
        len(lines) > 2 or max(_width(line, _font(line, size, "Bold"), spacing) for line in lines) > width * 0.84
    ):
        size *= 0.93
        lines = _wrapped(text, size, spacing, width * 0.8)
    middle = height * 0.47 - (len(lines) - 1) * size * 0.7
    for index, line in enumerate(lines):
        _spaced(draw, line, _font(line, size, "Bold"), (width / 2, middle + index * size * 1.4), PAPER, spacing)
    rule = middle + (len(lines) - 1) * size * 1.4 + size * 1.15
    half = min(width * 0.09, max(_width(line, _font(line, size, "Bold"), spacing) for line in lines) / 2)
    draw.rectangle((width / 2 - half, rule, width / 2 + half, rule + max(1, height // 270)), fill=colour(genre))
    small = height * 0.042
    if above:
        _spaced(draw, above, _font(above, small, "Regular"), (width / 2, middle - size * 1.25), _dim(PAPER, 0.62), 0.08)
    if below:
        _spaced(draw, below, _font(below, small, "Italic"), (width / 2, rule + small * 1.9), _dim(PAPER, 0.72), 0.02)
    return np.asarray(image.reduce(FINE))


def credits_card(
    cast: Sequence[tuple[str, str]], *, width: int, height: int, genre: str = "drama", title: str = "", notes: Sequence[str] = ()
) -> np.ndarray:
    """Return the end credits: a row per (character, voice), and `notes` (the tool, the seed) small beneath."""
    import numpy as np
    from PIL import ImageDraw

    width, height = FINE * width, FINE * height
    image = _ground(width, height)
    draw = ImageDraw.Draw(image)
    rows = list(cast[:8])
    if len(cast) > len(rows):
        rows.append((f"and {len(cast) - len(rows)} more", ""))
    size = min(height * 0.058, height * 0.5 / max(1, len(rows)))
    step = size * 1.55
    top = height * 0.47 - (len(rows) - 1) * step / 2 + (size if title else 0)
    if title:
        _spaced(draw, title.upper(), _font(title.upper(), size * 0.9, "Bold"), (width / 2, top - step * 1.5), colour(genre), 0.16)
    for index, (name, voice) in enumerate(rows):
        y = top + index * step
        name = name.upper() if voice else name
        anchor = width / 2 - size * 0.9 if voice else width / 2
        font = _font(name, size, "Bold")
        draw.text((anchor, y), name, font=font, fill=PAPER, anchor="rm" if voice else "mm")
        if voice:
            draw.text((width / 2 + size * 0.9, y), voice, font=_font(voice, size, "Regular"), fill=_dim(PAPER, 0.66), anchor="lm")
    small = height * 0.036
    for index, note in enumerate(notes):
        y = height * 0.93 - (len(notes) - 1 - index) * small * 1.5
        _spaced(draw, note, _font(note, small, "Regular"), (width / 2, y), _dim(PAPER, 0.42), 0.03)
    return np.asarray(image.reduce(FINE))


def card_frames(card: np.ndarray, n: int, *, grain: float = 0.012, seed: int = 0, drift: float = 0.018) -> Iterator[np.ndarray]:
    """Yield `n` frames of a card: faded in and out over a fifth, drawn nearer by `drift`, with living grain."""
    import cv2
    import numpy as np

    height, width = card.shape[:2]
    random = np.random.default_rng(seed)
    for index in range(n):
        share = index / max(1, n - 1)
        scale = 1 + drift * share
        matrix = np.array([[scale, 0, (1 - scale) * width / 2], [0, scale, (1 - scale) * height / 2]])
        light = np.sin(0.5 * np.pi * min(1.0, share / 0.2, (1 - share) / 0.2)) ** 2
        frame = cv2.warpAffine(card, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE) * np.float32(light)
        noise = cv2.GaussianBlur(random.standard_normal((height, width)).astype(np.float32), (0, 0), 0.7) * (grain * 255)
        yield (frame + noise[..., None] + 0.5).clip(0, 255).astype(np.uint8)


def colour(genre: str) -> tuple[int, int, int]:
    """Return the genre's accent colour."""
    return COLOURS.get(genre.replace("-", "").replace("_", ""), COLOURS["drama"])


def font_path(text: str, style: str = "Regular") -> Path:
    """Return the font for a text: Courier Prime where it has every letter, else the one on this machine that lacks fewest."""
    own = typefaces.OWN / f"CourierPrime-{style}.ttf"
    if not typefaces.lacking(own, text):
        return own
    return min([own, *typefaces.system_fonts(WIDE)], key=lambda path: len(typefaces.lacking(path, text)))


def missing(text: str) -> str:
    """Return the letters of a text that no font here has, each once: they would print as boxes."""
    return "".join(sorted(typefaces.lacking(font_path(text), text)))


def _font(text: str, size: float, style: str) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(str(font_path(text, style)), max(6, round(size)))


def _ground(width: int, height: int) -> Image.Image:
    """Return near-black with a little light in the middle, so that the card is not a hole in the film."""
    import numpy as np
    from PIL import Image

    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    light = 7 + 9 * np.exp(-(x**2 * 1.6 + y**2 * 2.2))
    return Image.fromarray((light[..., None] * np.array([1.0, 0.98, 0.95])).round().astype(np.uint8), "RGB")


def _wrapped(text: str, size: float, spacing: float, limit: float) -> list[str]:
    """Return the title in as few lines as the width allows, and these as even as the words allow: no last word alone."""
    lines = _filled(text, size, spacing, limit)
    for share in range(96, 20, -4):
        tighter = _filled(text, size, spacing, limit * share / 100)
        if len(tighter) > len(lines):
            break
        lines = tighter
    return lines


def _filled(text: str, size: float, spacing: float, limit: float) -> list[str]:
    lines = [""]
    for word in text.split() or [""]:
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _width(longer, _font(longer, size, "Bold"), spacing) > limit:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _width(text: str, font: ImageFont.FreeTypeFont, spacing: float) -> float:
    return sum(_advance(letter, font, spacing) for letter in text) - spacing * font.size * bool(text)


def _advance(letter: str, font: ImageFont.FreeTypeFont, spacing: float) -> float:
    """Return how far a letter moves the pen; a word space of a typewriter set wide would be a hole, so it is narrower."""
    return font.getlength(letter) * (1 - 3 * spacing * letter.isspace()) + spacing * font.size


def _spaced(draw, text: str, font: ImageFont.FreeTypeFont, centre: tuple[float, float], fill: tuple[int, int, int], spacing: float) -> None:
    """Draw a line centred at a point, `spacing` (in ems) between its letters."""
    left = centre[0] - _width(text, font, spacing) / 2
    for letter in text:
        draw.text((left, centre[1]), letter, font=font, fill=fill, anchor="lm")
        left += _advance(letter, font, spacing)


def _dim(paint: tuple[int, int, int], share: float) -> tuple[int, int, int]:
    return tuple(round(value * share) for value in paint)
