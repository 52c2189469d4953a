"""The check of a shot list against film grammar: every finding names rule, shot, number, what was expected, a remedy.

Knows nothing of how the list was planned; the rules are in `filmcli.render.rules`, and CRAFT.md numbers them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from filmcli.core import presets
from filmcli.formats.cast import Cast
from filmcli.formats.shots import Scene, Shot, ShotList
from filmcli.render import floor
from filmcli.render.rules import body, cut, frame, move, proof, tempo
from filmcli.render.rules.finding import Finding, seen
from filmcli.render.rules.proof import Records
from filmcli.render.rules.tempo import Times

FRAME = (frame.subjects, frame.size, frame.angle, frame.flattery, frame.composition, frame.joints, frame.sharpness)
MOVE = (move.standing, move.speed, move.jerk, move.pull)
SHOT = (*FRAME, *MOVE, body.walking)
PAIR = (cut.thirty, cut.eyelines, cut.glances, cut.reverses, cut.direction, cut.attention)


def check(
    shotlist: ShotList,
    cast: Cast,
    *,
    records: Records | None = None,
    times: Times | None = None,
    speeches: Mapping[str, Sequence[str]] | None = None,
) -> list[Finding]:
    """Return the findings over a shot list, in the order of its shots.

    records: shot id → the record of its finished picture; with them what was rendered is checked too. times: when each shot and line is seen and heard
    (`make.timing`); speeches: scene id → the ids of the screenplay's speeches. Without them nothing is said of the edit.
    """
    findings: list[Finding] = []
    for scene in shotlist.scenes:
        shots = [shot for shot in shotlist.shots if shot.scene == scene.id]
        findings += _scene(shotlist, scene, cast)
        findings += tempo.pace(shots)
        findings += tempo.listed(scene.id, shots, (speeches or {}).get(scene.id, ()))
        if times:
            findings += tempo.rhythm(scene.id, shots, times)
        if records:
            findings += _rendered(shots, scene, records, times)
    for name in (speeches or {}).keys() - {scene.id for scene in shotlist.scenes}:
        findings += tempo.listed(name, (), (speeches or {})[name])
    if times:
        genre = _genre(shotlist)
        findings += [
            *tempo.average(shotlist.shots, times, genre.get("rhythm") or {}),
            *tempo.fits(shotlist.shots, times),
            *tempo.breath(times),
        ]
    findings += _identities(records or {})
    order = {shot.id: number for number, shot in enumerate(shotlist.shots)}
    return sorted(findings, key=lambda f: (order.get(f.shot, -1), "" if f.shot in order else f.shot))


def _genre(shotlist: ShotList) -> Mapping:
    return presets.load("genres", shotlist.genre) if shotlist.genre in presets.names("genres") else {}


def _scene(shotlist: ShotList, scene: Scene, cast: Cast) -> Iterator[Finding]:
    period = str(_genre(shotlist).get("period", ""))
    shots = [seen(shot, scene, cast, shotlist.aspect, period=period) for shot in shotlist.shots if shot.scene == scene.id]
    marks = presets.load("sets", scene.set).get("marks") or {}
    yield from body.crowding(scene, shots)
    yield from body.furniture(scene, shots)
    floors = {0.0, floor.height(presets.load("sets", scene.set)), *(float(mark["at"][2]) for mark in marks.values() if len(mark["at"]) > 2)}
    yield from body.feet(scene, shots, floors=sorted(floors))
    for one in shots:
        for rule in SHOT:
            yield from rule(one)
    yield from cut.state(shots, scene)
    yield from cut.line(shots)
    for a, b in itertools.pairwise(shots):
        for rule in PAIR:
            yield from rule(a, b)


def _rendered(shots: Sequence[Shot], scene: Scene, records: Records, times: Times | None) -> Iterator[Finding]:
    made = {shot.id: records[shot.id] for shot in shots if shot.id in records}
    for shot in shots:
        if shot.id in made:
            yield from proof.picture(shot, made[shot.id])
            yield from proof.clip(shot, made[shot.id].get("clip") or {}, seconds=times.lengths.get(shot.id) if times else None)
    yield from proof.state(scene, made)


def _identities(records: Records) -> Iterator[Finding]:
    yield from proof.identity({shot: record["ids"] for shot, record in records.items() if record.get("ids")})


def errors(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings that a film should not have."""
    return [finding for finding in findings if finding.severity == "error"]


def lines_missing(shotlist: ShotList, lines: Mapping[int, str] | Sequence[int]) -> list[int]:
    """Return the screenplay's lines that no shot covers."""
    covered = {line for shot in shotlist.shots for line in shot.lines}
    return [line for line in lines if line not in covered]
