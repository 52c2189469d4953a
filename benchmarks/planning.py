"""Planning: every script at hand planned until there are 300 shots, errors counted by arithmetic and by rays in the real sets.

Knows nothing of pictures: no frame is rendered. `--scripts FILE …` plans those instead; `--no-rays` leaves the sets unbuilt.
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections import Counter, defaultdict
from pathlib import Path

from measure import publish

from filmcli import runners
from filmcli.cast import design
from filmcli.core import presets, seeds
from filmcli.formats import fountain
from filmcli.formats.cast import Cast
from filmcli.formats.document import Source
from filmcli.formats.period import KINDS
from filmcli.formats.shots import ShotList
from filmcli.render import checks, framing, plan, solids, staging

ROOT = Path(__file__).resolve().parents[1]
SOURCE = Source(path="script.fountain", digest="x")
LEAST = 300  # shots
BODY, EYES, FRAME = 0.6, 0.9, 0.03  # CRAFT.md, checks 2 and 3
WIDE = ("master", "establishing")
PLACES = {  # headings of the generated scripts: one for every kind of set
    "noir": ("INT. OFFICE", "INT. BAR", "EXT. ALLEY", "EXT. STREET"),
    "drama": ("INT. KITCHEN", "INT. BEDROOM", "INT. APARTMENT", "EXT. PARK"),
    "western": ("EXT. DESERT", "INT. BAR", "EXT. STREET", "INT. BEDROOM"),
    "horror": ("EXT. FOREST", "INT. CORRIDOR", "INT. BEDROOM", "INT. KITCHEN"),
    "thriller": ("EXT. ROOFTOP", "INT. CORRIDOR", "INT. OFFICE", "EXT. ALLEY"),
}
BUSINESS = (
    "{a} enters.",
    "{a} crosses to the window.",
    "{a} sits down.",
    "{a} stands up.",
    "{a} hands {b} a letter.",
    "{a} looks at {b}.",
    "{a} walks to the door.",
    "{a} kneels.",
    "{a} draws a gun.",
    "{a} lays a photograph down.",
    "CLOSE ON {A}.",
    "OVER {B}'S SHOULDER.",
    "{a} leaves.",
    "{a} embraces {b}.",
    "TWO SHOT.",
    "{A}'S POV: {b}.",
    "LOW ANGLE ON {A}.",
    "PUSH IN ON {A}.",
    "{a} leans against the wall.",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scripts", nargs="*", type=Path)
    parser.add_argument("--no-rays", action="store_true")
    parser.add_argument(
        "--solids", action="store_true", help="measure the boxes of the sets that are new or changed, into presets/solids, and stop"
    )
    given = parser.parse_args()
    if given.solids:
        return measure_solids()
    if old := solids.stale():
        print(f"the boxes of {', '.join(old)} are out of date: planning.py --solids")
    paths = given.scripts or [
        *sorted((ROOT / "tests/scripts").glob("*.fountain")),
        *sorted((ROOT / "docs/samples").glob("*.fountain")),
        *(path for path in (ROOT / "film/script.fountain",) if path.exists()),
    ]
    films = [planned(path.stem, path.read_text(encoding="utf-8")) for path in paths]
    if not given.scripts:
        for number in range(40):
            if number >= 10 and sum(len(shots.shots) for _, shots, _ in films) >= LEAST:
                break
            films.append(planned(*written(number)))
    count = sum(len(shots.shots) for _, shots, _ in films)
    wrong: dict[str, list[str]] = defaultdict(list)
    for name, shots, cast in films:
        for finding in checks.errors(checks.check(shots, cast)):
            wrong[f"arithmetic: {finding.rule}"].append(f"{name} {finding}")
    moved, seconds = rays(films, wrong) if not given.no_rays else (0, 0.0)
    for rule, cases in sorted(wrong.items()):
        print(f"{rule}: {len(cases)}", *cases[:8], sep="\n    ")
    total = sum(map(len, wrong.values()))
    scenes = sum(len(shots.scenes) for _, shots, _ in films)
    print(
        f"{len(films)} scripts, {scenes} scenes, {count} shots: {total} errors; {moved} cameras moved by the worker; {seconds:.2f} s of processor a shot surveyed"
    )
    if given.scripts or given.no_rays:
        sys.exit(1 if total else 0)
    publish(
        "planning",
        f"{count} shots of {len(films)} screenplays planned, and measured by rays in {len({s.set for _, f, _ in films for s in f.scenes})} sets",
        {"shots": count, "errors": total, "moved by the worker": moved, "processor seconds a shot": round(seconds, 3)},
        target="0 errors in 300 shots or more, a survey of .3 s a shot or less",
        met=not total and count >= LEAST and seconds <= 0.3,
        details={rule: len(cases) for rule, cases in wrong.items()}
        | {"kinds": dict(Counter(s.kind for _, f, _ in films for s in f.shots))},
    )
    sys.exit(1 if total else 0)


def measure_solids() -> None:
    """Build every set in every kind of period, and keep the boxes of what stands in it; floors, ceilings and what hangs high are none."""
    folder = presets.root() / "solids"
    folder.mkdir(exist_ok=True)
    failed: list[str] = []
    with runners.open("cycles", "draw") as renderer:
        for name in solids.stale():
            data = presets.load("sets", name)
            boxes: dict[tuple, list[str]] = defaultdict(list)
            varies = any("period" in (piece.get("when") or {}) for piece in data.get("pieces", ()))
            for kind, period in [(kind, str(year)) for kind, year in KINDS.items()] if varies else [("all", "present")]:
                wanted = {"name": name, "seed": 1, "time": "night", "period": period}
                reply = next(iter(renderer.render([{"op": "survey", "id": name, "aspect": 2.39, "shots": [], "set": wanted}])))
                if not reply["ok"]:
                    failed.append(f"{name} ({kind}): {reply['error']}")
                    break
                for title, low, high in reply["solids"]:
                    if counts(title, low, high, data):
                        boxes[title, *low, *high].append(kind)
            if failed and failed[-1].startswith(f"{name} "):
                continue
            rows = [
                [title, "all" if len(set(kinds)) == len(KINDS) else " ".join(kinds), *corners] for (title, *corners), kinds in boxes.items()
            ]
            lines = "".join(f"  - [{row[0]}, {row[1]}, {', '.join(f'{float(v):g}' for v in row[2:])}]\n" for row in rows)
            head = "# Boxes measured in the built set: name, periods, low corner, high corner, metres. Written by benchmarks/planning.py --solids.\n"
            text = f"{head}format: filmcli/solids@1\ndigest: {solids.digest(name)}\nboxes:{' []' if not rows else ''}\n{lines}"
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
            print(name, len(rows), flush=True)
    if failed:
        sys.exit("\n".join(["sets that could not be built:", *failed]))


def counts(title: str, low: list[float], high: list[float], data: dict) -> bool:
    """Say whether a box is furniture: not the floor or what lies flat on it, not what hangs overhead, no front that is taken down, not what marks stand in."""
    inside = sum(low[0] < mark["at"][0] < high[0] and low[1] < mark["at"][1] < high[1] for mark in data["marks"].values())
    return high[2] > 0.2 and low[2] < 1.9 and not title.startswith("front_") and inside <= 1


def planned(name: str, text: str) -> tuple[str, ShotList, Cast]:
    """Return a screenplay's shot list and cast, as the stages plan them."""
    script = fountain.parse(text)
    genre_name = next((word for word in name.split("_") if word in presets.names("genres")), "drama")
    genre = presets.load("genres", genre_name)
    cast = design.design(script, genre=genre, seed=7, source=SOURCE)
    shots = plan(script, cast, genre=genre, genre_name=genre_name, seed=7, aspect=2.39, fps=24, screenplay=SOURCE, cast=SOURCE)
    return name, shots, cast


def written(number: int) -> tuple[str, str]:
    """Return a generated script: people come, sit, cross, hand over and go, with talk between, in four places of a genre."""
    genre = list(PLACES)[number % len(PLACES)]
    dice = seeds.stream(number, "planning", genre)
    names = ["ANNA VALE (34), a clerk", "BORIS KERN (51), a tailor", "CLEO MARSH (28), a pilot"][: 2 + number % 2]
    people = [name.split()[0] for name in names]
    lines = []
    for place in dice.sample(PLACES[genre], 3):
        lines.append(f"{place} - {dice.choice(['DAY', 'NIGHT'])}")
        lines.append(
            " ".join(f"{name}, {'sits' if dice.random() < 0.3 else 'stands'} and waits." for name in names)
            if not lines[1:]
            else f"{' and '.join(p.title() for p in people)} wait."
        )
        for _ in range(dice.randint(5, 9)):
            a, b = dice.sample(people, 2)
            if dice.random() < 0.6:
                lines.append(dice.choice(BUSINESS).format(a=a.title(), b=b.title(), A=a, B=b))
            lines.append(f"{a}\n{'A word more, and then another. ' * dice.choice([1, 1, 2, 4, 8])}")
    return f"{genre}_{number}", "\n\n".join(lines) + "\n"


def rays(films: list[tuple[str, ShotList, Cast]], wrong: dict[str, list[str]]) -> tuple[int, float]:
    """Have the renderer's worker measure every shot in its set; return how many cameras it moved, and the processor seconds of a shot."""
    moved, measured, before = 0, 0, used()
    with runners.open("cycles", "draw") as renderer:
        list(renderer.render([{"op": "ping"}]))
        for name, shots, cast in films:
            people = {one.id: one for one in cast.characters}
            for scene in shots.scenes:
                own = [shot for shot in shots.shots if shot.scene == scene.id]
                request = {
                    "op": "survey",
                    "id": f"{name} {scene.id}",
                    "aspect": shots.aspect,
                    "set": spec(shots, scene),
                    "shots": [told(scene, s, people) for s in own],
                }
                reply = next(iter(renderer.render([request])))
                measured += len(own)
                if not reply["ok"]:
                    wrong["the survey failed"].append(f"{name} {scene.id}: {reply['error']}")
                    continue
                for shot in own:
                    seen = reply["shots"][shot.id]
                    moved += bool(seen["camera"].get("reason"))
                    judge(f"{name} {shot.id} {scene.set} {shot.kind} {shot.size}", shot, scene, people, seen, wrong, shots.aspect)
    return moved, (used() - before) / max(measured, 1)


def used() -> float:
    """Return the processor seconds of the workers that have ended: on a crowded machine the clock on the wall says nothing."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def spec(shots: ShotList, scene) -> dict:
    """Return the set as the stills ask for it."""
    period = scene.period or presets.load("genres", shots.genre).get("period", "")
    seed = seeds.derive(shots.seed, "render/set", scene.set + scene.heading)
    return {
        "name": scene.set,
        "seed": seed,
        "time": scene.time,
        "weather": scene.weather,
        "period": period,
        "dressing": list(scene.dressing),
    }


def told(scene, shot, people) -> dict:
    """Return a shot as the survey takes it."""
    poses = shot.beats[0].poses
    placed = [
        {
            "character": people[place.character].model_dump(mode="json", exclude={"origin"}),
            "position": list(place.position),
            "yaw": place.yaw,
            "pose": poses.get(place.character, place.pose),
            "seat": place.seat,
            "hold": place.hold,
            "look_at": list(look) if (look := staging.gaze(scene, shot, place, people)) else None,
        }
        for place in staging.places(scene, shot)
    ]
    return {"id": shot.id, "people": placed, "camera": shot.camera.model_dump(mode="json"), "eyes": staging.aimed(scene, shot, people)}


def judge(where: str, shot, scene, people, seen: dict, wrong: dict[str, list[str]], aspect: float) -> None:
    """Count what a shot's measurements break: size, framing, visibility, and a lens in something."""
    reason = seen["camera"].get("reason", "")
    if seen["clear"]:
        wrong["rays: camera in geometry"].append(f"{where}: {seen['clear']}")
    main = seen["subjects"].get(shot.subjects[0]) if shot.subjects and shot.kind != "insert" else None
    if main is None:
        return
    if main["size"] != shot.size:
        wrong["rays: shot size"].append(f"{where}: is {main['size']}; {reason}")
    if shot.kind in ("single", "ots", "reaction"):
        (eye,) = staging.aimed(scene, shot, people).values()
        x, y = framing.project(shot.camera, eye, aspect)
        off = max(abs(main["eyes"][0] - x), abs(main["eyes"][1] - y))
        if off > FRAME and shot.size != "ECU":
            wrong["rays: framing"].append(f"{where}: {off:.3f} off; {reason}")
    if main["visible"] < BODY and shot.kind not in WIDE or main["eyes_visible"] < EYES and not _turned(shot, scene, main):
        wrong["rays: subject visible"].append(f"{where}: body {main['visible']}, eyes {main['eyes_visible']}; {reason}")


def _turned(shot, scene, main: dict) -> bool:
    """Say whether it is a wide that shows others too, of which not every eye need be seen."""
    return shot.kind in WIDE and len(shot.subjects) > 1


if __name__ == "__main__":
    main()
