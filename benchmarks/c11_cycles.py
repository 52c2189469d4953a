"""C11: twelve shots of three sets in one warm worker against one Blender process for each shot, equal samples."""

import tempfile
from pathlib import Path

import big_film
from measure import alternate, publish

from filmcli import runners
from filmcli.cast import sheet
from filmcli.core import documents
from filmcli.core.production import SHOTS
from filmcli.formats.shots import ShotList
from filmcli.render import stills


def requests(folder: Path, out: Path) -> list[dict]:
    """Return the requests of four shots in each of three sets, as `filmcli render` makes them."""
    with big_film.open_production(folder) as production:
        shots = documents.load(folder / SHOTS, ShotList)
        cast = sheet.load(folder / "cast.yaml")
        scenes = [scene.id for scene in shots.scenes[:3]]
        chosen = [shot for scene in scenes for shot in [s for s in shots.shots if s.scene == scene][:4]]
        tasks = [task for task in stills.tasks(production, shots, cast, chosen) if task.phase == "beauty"]
    found = []
    for task in tasks:
        (out / task.id).mkdir()
        found.append({**task.payload, "id": task.id, "out": str(out / task.id)})
    return found


def warm(asked: list[dict]) -> None:
    with runners.open("cycles", "draw") as renderer:
        assert all(reply["ok"] for reply in renderer.render(asked))


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder, out = Path(scratch) / "film", Path(scratch) / "out"
        out.mkdir()
        big_film.SHOTS = 12
        big_film.build(folder)
        (folder / "film.yaml").write_text("genre: noir\nseed: 7\nquality: draft\n")
        asked = requests(folder, out)
        seconds = alternate(
            {"one warm worker": lambda: warm(asked), "a process per shot": lambda: [warm([one]) for one in asked]}, rounds=1
        )
    ratio = seconds["a process per shot"] / seconds["one warm worker"]
    publish(
        "C11",
        f"{len(asked)} shots of 3 sets, draft",
        {"faster": ratio} | {f"{name} s": value for name, value in seconds.items()},
        target=">= 4 x",
        met=ratio >= 4,
    )


if __name__ == "__main__":
    main()
