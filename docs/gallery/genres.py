"""The sheet of genres: one scene, cast, lit, shot and graded ten ways; of each the opening wide and the first face.

Knows nothing of any genre: the stages plan it as they plan a film.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sheet

from filmcli.cast import design
from filmcli.core import presets, settings
from filmcli.core.production import Production
from filmcli.core.report import Report
from filmcli.formats import fountain
from filmcli.formats.document import Source
from filmcli.render import plan, stills

SCENE = """INT. OFFICE - NIGHT

ANNA (34) sits behind the desk. BORIS (51) takes a chair.

ANNA
You came late.

BORIS
I came on foot, and I looked behind me at every corner on the way.

ANNA
And at the last one?

BORIS
At the last one somebody looked back.

ANNA
Then we have until he has finished his cigarette. Give it to me.
"""
SOURCE = Source(path="script.fountain", digest="x")
FACES = ("single", "ots", "reaction")


def requests(name: str, folder: Path) -> dict[str, Mapping[str, Any]]:
    """Return a genre's two pictures."""
    script, genre = fountain.parse(SCENE), presets.load("genres", name)
    cast = design.design(script, genre=genre, seed=11, source=SOURCE)
    shots = plan(script, cast, genre=genre, genre_name=name, seed=11, aspect=2.39, fps=24, screenplay=SOURCE, cast=SOURCE)
    face = next(shot for shot in shots.shots if shot.kind in FACES)
    report = Report("gallery", folder)
    made = stills.tasks(Production(folder, settings.resolve(folder, {}), report), shots, cast, [shots.shots[0], face])
    picture = {"width": 480, "height": 200, "samples": 6, "detail": "lite", "passes": True, "faces": 12}
    return {f"{name} {what}": {**task.payload, "picture": picture, "mouths": []} for what, task in zip(("wide", "face"), made, strict=True)}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        cells = {label: one for name in presets.names("genres") for label, one in requests(name, Path(scratch)).items()}
    sheet.main("genres", cells, columns=4, cell=(300, 125))
