"""A contact sheet of the gallery: labelled pictures in rows, saved as one small JPEG beside this file.

Knows nothing of what is on it. Each sheet is a module of its own here: `python docs/gallery/sets.py [--only NAME …]`.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SCRATCH = Path(tempfile.gettempdir()) / "filmcli-gallery"  # pictures stay here, so that --only makes one anew and keeps the rest
LABEL = 15  # pixels below each picture
QUALITIES = (80, 75, 70, 65, 60)  # of the JPEG: the first that keeps the sheet below MOST
MOST = 300_000  # bytes


def main(name: str, requests: Mapping[str, Mapping[str, Any]], *, columns: int, cell: tuple[int, int]) -> None:
    """Render what is asked for (`--only` labels, else all) and write `<name>.jpg`; print seconds a picture.

    requests: label → a request of the renderer (`runners.cycles`), which writes one PNG; cell: width and height of a picture on the sheet, pixels.
    """
    parser = argparse.ArgumentParser(description=f"make docs/gallery/{name}.jpg")
    parser.add_argument("--only", nargs="*", default=[], metavar="LABEL", help="make these anew, keep the others")
    parser.add_argument("--large", type=Path, help="also write the sheet as a PNG at full size here")
    given = parser.parse_args()
    if unknown := [label for label in given.only if label not in requests]:
        sys.exit(f"unknown: {', '.join(unknown)}; one of: {', '.join(requests)}")
    folder = SCRATCH / name
    wanted = [label for label in requests if label in given.only or not (folder / label).exists()] if given.only else list(requests)
    render({label: requests[label] for label in wanted}, folder)
    pictures = {label: picture(folder / label) for label in requests}
    keep(tile(pictures, columns=columns, cell=cell), HERE / f"{name}.jpg")
    if given.large:
        tile(pictures, columns=columns, cell=(cell[0] * 2, cell[1] * 2)).save(given.large)


def render(requests: Mapping[str, Mapping[str, Any]], folder: Path) -> None:
    """Make the pictures in one warm renderer; a failed one is told and leaves its place empty."""
    from filmcli import runners

    start = time.perf_counter()
    with runners.open("cycles", "draw") as renderer:
        asked = [{**request, "id": label, "out": str(folder / label)} for label, request in requests.items()]
        for label, reply in zip(requests, renderer.render(asked), strict=True):
            taken, start = time.perf_counter() - start, time.perf_counter()
            print(f"{label}: {taken:.1f} s" if reply["ok"] else f"{label}: {reply['error']}", flush=True)


def keep(sheet: Any, path: Path) -> None:
    """Write a sheet as a JPEG that is not too large to keep."""
    for quality in QUALITIES:
        sheet.save(path, quality=quality, optimize=True, progressive=True)
        if path.stat().st_size <= MOST:
            return


def picture(folder: Path) -> Path | None:
    """Return the first PNG in a folder; None when there is none."""
    return next(iter(sorted(folder.glob("*.png"))), None)


def tile(pictures: Mapping[str, Path | None], *, columns: int, cell: tuple[int, int]) -> Any:
    """Return the sheet as a PIL image."""
    from PIL import Image, ImageDraw, ImageFont

    wide, high = cell
    rows: Sequence[int] = range(math.ceil(len(pictures) / columns))
    sheet = Image.new("RGB", (columns * (wide + 4) + 4, len(rows) * (high + LABEL + 4) + 4), (24, 24, 24))
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(11)
    for number, (label, path) in enumerate(pictures.items()):
        x, y = 4 + number % columns * (wide + 4), 4 + number // columns * (high + LABEL + 4)
        if path is not None:
            with Image.open(path) as made:
                sheet.paste(made.convert("RGB").resize((wide, high), Image.Resampling.LANCZOS), (x, y))
        draw.text((x + 2, y + high + 1), label, fill=(210, 210, 210), font=font)
    return sheet
