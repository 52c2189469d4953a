"""The looks that are to be made, as a render farm's job instead of made here: `filmcli export --openjd`.

Knows nothing of farms and bundles, which `filmcli.conduct.openjd` writes, nor of which looks are stale, which `filmcli.render.painting` tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from filmcli.conduct import openjd
from filmcli.core import documents
from filmcli.core.errors import UsageError
from filmcli.core.production import CAST, SHOTS, Production
from filmcli.formats.cast import Cast
from filmcli.formats.shots import ShotList


def write(production: Production, folder: Path, *, scenes: Sequence[str] = ()) -> int:
    """Write a job bundle into `folder` for the shots of the scenes (all of them when none are named); return the number of its tasks.

    Raises UsageError for an unknown scene, InputError without shots.yaml and cast.yaml, CannotRunError when nothing is to be made, or when the
    stills and plates that a look is painted from are not there yet.
    """
    from filmcli.render import painting

    shots = documents.load(production.path(SHOTS), ShotList)
    cast = documents.load(production.path(CAST), Cast)
    known = {scene.id for scene in shots.scenes}
    for name in scenes:
        if name not in known:
            raise UsageError(f"--scenes {name}: no such scene in {production.path(SHOTS)}", hint=f"one of: {', '.join(sorted(known))}")
    chosen = [shot for shot in shots.shots if not scenes or shot.scene in scenes]
    return openjd.bundle(folder, painting.work(production, shots, cast, chosen), root=production.folder, name=production.folder.name)
