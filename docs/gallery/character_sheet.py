"""A character's sheet as `filmcli cast --sheet` prints it, every picture and every origin on one page: writes character_sheet.jpg."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
WIDE, QUALITY = 1600, 72  # pixels, and of the JPEG; it stays below 300 kB
FILM = """Title: The Last Set
Genre: noir

INT. THE BLUE ROOM - NIGHT

VERA LANE (34), a tall singer with long wavy red hair and a husky voice, in a green dress and a black belt, straightens the sheet music. She counts the empty tables.

ABE (61), a stout piano player with a grey moustache, grins at nobody.

VERA
I'm sorry. I wonder, what if we left before the encore?

ABE
Maybe. They pay for the encore.

INT. STAGE - CONTINUOUS

Vera, now in a red evening gown, strides to the microphone. She winks at Abe.

VERA
Thank you. You're welcome to sit down.

EXT. HARBOUR - MORNING

Vera, in a grey trench coat and a wide-brimmed hat, hugs Abe. She laughs before she can stop herself.

VERA
I promise. On time, for once.
"""


def main() -> None:
    """Make the film's cast, draw what the sheet shows, and save the page small."""
    folder = Path(tempfile.gettempdir()) / "filmcli-gallery" / "character_sheet"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "film.fountain").write_text(FILM, encoding="utf-8")
    page = folder / "VERA.pdf"
    line = [
        sys.executable,
        "-m",
        "filmcli",
        "cast",
        "film.fountain",
        "-d",
        "film",
        "--seed",
        "11",
        "--quality",
        "draft",
        "--sheet",
        str(page),
    ]
    subprocess.run(line, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["pdftoppm", "-scale-to", str(WIDE), "-png", "-singlefile", str(page), str(folder / "page")], check=True)
    from PIL import Image

    Image.open(folder / "page.png").convert("RGB").save(HERE / "character_sheet.jpg", quality=QUALITY, optimize=True)


if __name__ == "__main__":
    main()
