"""The planted-fault benchmark of film grammar: clean scenes of eleven screenplays, each fault planted wherever it can be, every one to be found.

Knows nothing of rendering: cameras, places, the edit and records are broken by arithmetic, as a careless edit would (`faults`).
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict

from faults import bodies, cuts, edit, frames, moves, pictures
from faults.film import SCRIPTS, Film, planned
from measure import publish

FAULTS = frames.FAULTS | cuts.FAULTS | moves.FAULTS | bodies.FAULTS | edit.FAULTS


def main() -> None:
    films = [planned(path) for path in SCRIPTS]
    alarms = [f"{film.name} {finding}" for film in films for finding in sorted(film.clean)]
    scenes, shots = sum(len(film.shots.scenes) for film in films), sum(len(film.shots.shots) for film in films)
    print(f"{len(films)} screenplays, {scenes} scenes, {shots} shots; findings in clean scenes: {len(alarms)}")
    for alarm in alarms:
        print("  false alarm:", alarm)
    tried, missed = sought(films)
    for name in tried:
        misses = "".join(f"\n    missed: {one}" for one in missed[name][:4])
        print(f"{name:<20} {tried[name] - len(missed[name]):>4} of {tried[name]:>4}{misses}")
    faults, lost = sum(tried.values()), sum(len(one) for one in missed.values())
    publish(
        "grammar",
        f"{faults} faults of {len(tried)} kinds planted in {shots} shots of {len(films)} screenplays",
        {"found %": 100 * (faults - lost) / max(faults, 1), "false alarms": len(alarms), "least planted of a kind": min(tried.values())},
        target="100 % found, 0 false alarms",
        met=not lost and not alarms and min(tried.values()) > 0,
        details={name: {"planted": tried[name], "found": tried[name] - len(missed[name])} for name in tried},
    )
    sys.exit(1 if lost or alarms else 0)


def sought(films: list[Film]) -> tuple[Counter[str], dict[str, list[str]]]:
    """Return how often each fault was planted, and where it was missed."""
    tried, missed = Counter(), defaultdict(list)
    for film in films:
        for name, (rule, plant) in FAULTS.items():
            for where, broken in plant(film):
                tried[name] += 1
                new = [finding for finding in film.check(broken) if str(finding) not in film.clean]
                if not any(finding.rule.startswith(rule) and finding.shot.startswith(where) for finding in new):
                    missed[name].append(f"{film.name} {where}: {[str(finding) for finding in new][:2]}")
        for name, (rule, plant) in edit.EDITS.items():
            for where, times in plant(film):
                tried[name] += 1
                if not any(finding.rule.startswith(rule) and finding.shot.startswith(where) for finding in film.check(film.shots, times)):
                    missed[name].append(f"{film.name} {where}")
    tried["swap wardrobe"], missed["swap wardrobe"] = pictures.wardrobes(films)
    tried["another set"], missed["another set"] = pictures.wardrobes(films, name="set")
    for name in pictures.PROOFS:
        tried[name], missed[name] = pictures.pictures(films, name)
    for name in pictures.CLIPS:
        tried[name], missed[name] = pictures.clips(films, name)
    return tried, missed


if __name__ == "__main__":
    main()
