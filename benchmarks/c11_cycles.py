"""C11: twelve shots of three sets in one warm worker against one Blender process for each shot, equal samples; at smoke and at draft.

Wall seconds make the row; processor seconds stand beside them, because they are the same on a busy machine. The details say where both go.
"""

import argparse
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import big_film
from measure import publish

from filmcli import runners
from filmcli.cast import sheet
from filmcli.core import documents
from filmcli.core.production import SHOTS
from filmcli.formats.shots import ShotList
from filmcli.render import stills

QUALITIES = ("smoke", "draft")
SCENES, EACH = 3, 4


def requests(folder: Path, quality: str) -> list[dict]:
    """Return the requests of four shots in each of three sets, as `filmcli render` makes them; they wait for their `out`."""
    (folder / "film.yaml").write_text(f"genre: noir\nseed: 7\nquality: {quality}\n")
    with big_film.open_production(folder) as production:
        shots = documents.load(folder / SHOTS, ShotList)
        cast = sheet.load(folder / "cast.yaml")
        many = Counter(shot.scene for shot in shots.shots)
        scenes = [scene for scene, count in many.items() if count >= EACH][:SCENES]
        chosen = [shot for scene in scenes for shot in [one for one in shots.shots if one.scene == scene][:EACH]]
        asked = [{**task.payload, "id": task.id} for task in stills.tasks(production, shots, cast, chosen) if task.phase == "beauty"]
    assert len(asked) == SCENES * EACH and len({one["set"]["name"] for one in asked}) == SCENES
    return asked


def spend(asked: Iterable[list[dict]], out: Path) -> dict[str, float]:
    """Render each list in a worker of its own; return wall and processor seconds of all, and the workers' wall seconds by phase."""
    wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    phases: Counter = Counter()
    for shots in asked:
        with runners.open("cycles", "draw") as renderer:
            for reply in renderer.render([{**one, "out": str(out / one["id"])} for one in shots]):
                assert reply["ok"], reply
                phases.update(reply["seconds"])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = {"wall": time.perf_counter() - wall, "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}
    return {name: round(value, 2) for name, value in {**spent, **phases}.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--qualities", nargs="*", default=QUALITIES, choices=QUALITIES)
    given = parser.parse_args()
    details = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder, out = Path(scratch) / "film", Path(scratch) / "out"
        big_film.SHOTS = SCENES * EACH * 2
        big_film.build(folder)
        for quality in given.qualities:
            asked = requests(folder, quality)
            spend([asked[:1]], out)  # the disk's caches
            details[quality] = {"one warm worker": spend([asked], out), "a process per shot": spend([[one] for one in asked], out)}
    report(details)


def report(details: dict[str, dict[str, dict[str, float]]]) -> None:
    """Publish the row: per quality how much faster the warm worker is, by the wall and in processor seconds."""
    figures: dict[str, float] = {}
    for quality, sides in details.items():
        warm, cold = sides["one warm worker"], sides["a process per shot"]
        figures |= {f"{quality} faster": cold["wall"] / warm["wall"], f"{quality} faster in processor seconds": cold["cpu"] / warm["cpu"]}
        figures |= {f"{quality} {name} s": side["wall"] for name, side in sides.items()}
    publish(
        "C11",
        f"{SCENES * EACH} shots of {SCENES} sets, {' and '.join(details)}",
        figures,
        target=">= 4 x",
        met=all(figures[f"{quality} faster"] >= 4 for quality in details),
        details=details,
    )


if __name__ == "__main__":
    main()
