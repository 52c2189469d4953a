"""Contact sheets: the pictures of a sequence on one page, each with its shot, size, lens and seconds.

Knows nothing of how the pictures were made. PNG, drawn with Pillow; equal pictures give equal bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from filmcli.core import documents
from filmcli.core.errors import CannotRunError, UsageError
from filmcli.core.production import CAST, SCRIPT, SHOTS, Production
from filmcli.formats import fountain
from filmcli.formats.cast import Cast
from filmcli.formats.shots import ShotList

COLUMNS, CELL = 4, 480  # pixels of a picture's width
MARGIN, GUTTER, CAPTION, HEAD = 28, 16, 34, 56
PAPER, INK, FAINT, EMPTY = (24, 24, 25), (214, 211, 204), (146, 144, 140), (40, 40, 42)


@dataclass(frozen=True)
class Frame:
    """One picture on the sheet; `picture` None leaves an empty place."""

    picture: Path | None
    name: str
    words: str


def write(production: Production, folder: Path, *, scenes: Sequence[str] = ()) -> list[Path]:
    """Write `contact_<scene>.png` into a folder for the scenes (all when none are named), and return the files.

    Raises UsageError for an unknown scene, InputError without documents, CannotRunError when no shot has a picture yet.
    """
    from filmcli.make import storyboard, voices
    from filmcli.make.timing import time_film
    from filmcli.render import stills

    shots, cast = documents.load(production.path(SHOTS), ShotList), documents.load(production.path(CAST), Cast)
    known = {scene.id: scene for scene in shots.scenes}
    for name in scenes:
        if name not in known:
            raise UsageError(f"--scenes {name}: no such scene in {production.path(SHOTS)}", hint=f"one of: {', '.join(sorted(known))}")
    spoken = fountain.scenes(fountain.parse(production.path(SCRIPT).read_text(encoding="utf-8")))
    timing = time_film(shots, spoken, voices.durations(voices.tasks(production, spoken, cast)), fps=shots.fps)
    seconds = {one.id: one.frames / timing.fps for one in timing.shots}
    sheets: dict[str, list[Frame]] = {}
    for shot in shots.shots:
        path = production.folder / "shots" / shot.id / stills.picture_name(production, shot)
        words = storyboard.label(shot, seconds=seconds.get(shot.id))
        sheets.setdefault(shot.scene, []).append(Frame(path if path.exists() else None, shot.id.rpartition("_")[2], words))
    wanted = [name for name in sheets if not scenes or name in scenes]
    if not any(frame.picture for name in wanted for frame in sheets[name]):
        raise CannotRunError(f"{production.folder}: no shot has a picture yet", hint=f"filmcli render -d {production.folder}")
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name in wanted:
        made.append(folder / f"contact_{name}.png")
        sheet(sheets[name], title=f"{name}  {known[name].heading}", aspect=shots.aspect).save(made[-1], compress_level=6)
    return made


def sheet(frames: Sequence[Frame], *, title: str, aspect: float):
    """Return the sheet as a Pillow picture, four frames to a row."""
    from PIL import Image, ImageDraw

    high = round(CELL / aspect)
    columns = min(COLUMNS, len(frames))
    rows = -(-len(frames) // columns)
    size = (2 * MARGIN + columns * CELL + (columns - 1) * GUTTER, HEAD + MARGIN + rows * (high + CAPTION) + (rows - 1) * GUTTER)
    page = Image.new("RGB", size, PAPER)
    draw = ImageDraw.Draw(page)
    draw.text(
        (MARGIN, HEAD / 2), _cut(draw, title, _font(title, 19, "Bold"), size[0] - 2 * MARGIN), INK, _font(title, 19, "Bold"), anchor="lm"
    )
    for place, frame in enumerate(frames):
        x, y = MARGIN + place % columns * (CELL + GUTTER), HEAD + place // columns * (high + CAPTION + GUTTER)
        if frame.picture is None:
            draw.rectangle((x, y, x + CELL - 1, y + high - 1), EMPTY)
        else:
            with Image.open(frame.picture) as picture:
                page.paste(picture.convert("RGB").resize((CELL, high), Image.Resampling.LANCZOS), (x, y))
        bold, plain = _font(frame.name, 14, "Bold"), _font(frame.words, 14, "Regular")
        draw.text((x, y + high + 8), frame.name, INK, bold)
        left = draw.textlength(frame.name, bold) + 12
        draw.text((x + left, y + high + 8), _cut(draw, frame.words, plain, CELL - left), FAINT, plain)
    return page


def _font(text: str, size: int, style: str):
    from PIL import ImageFont

    from filmcli.make import titles

    return ImageFont.truetype(str(titles.font_path(text, style)), size)


def _cut(draw, text: str, font, width: float) -> str:
    while text and draw.textlength(text, font) > width:
        text = text[:-2].rstrip() + "…"
    return text
