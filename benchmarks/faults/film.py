"""The films that faults are planted in: a screenplay as the stages plan it, its edit at reading speed, and the check over both.

Knows nothing of faults.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from filmcli.cast import design
from filmcli.core import presets
from filmcli.formats import fountain, wave
from filmcli.formats.cast import Cast
from filmcli.formats.document import Source
from filmcli.formats.shots import Scene, Shot, ShotList
from filmcli.make import hearing
from filmcli.make.timing import time_film
from filmcli.render import checks, framing, plan
from filmcli.render.rules.finding import Finding, Seen, seen
from filmcli.render.rules.tempo import Times

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = (*sorted((ROOT / "docs/samples").glob("*.fountain")), *sorted((ROOT / "tests/scripts").glob("*.fountain")))
SINGLE = ("single", "ots", "reaction")
SOURCE = Source(path="script.fountain", digest="x")


@dataclass(frozen=True)
class Film:
    """A planned screenplay with its scenes as the page has them."""

    name: str
    shots: ShotList
    cast: Cast
    scenes: Sequence[fountain.Scene]

    @cached_property
    def clean(self) -> frozenset[str]:
        """The findings in the film as it was planned."""
        return frozenset(map(str, self.check(self.shots)))

    def check(self, shots: ShotList, times: Times | None = None) -> list[Finding]:
        """Return the findings in a list of this film, in the edit that follows from it or in another."""
        return checks.check(shots, self.cast, times=times or self.edit(shots), speeches=self.speeches)

    def edit(self, shots: ShotList) -> Times:
        """Return when each shot and line of a list is seen and heard."""
        seconds = {speech.id: wave.reading_seconds(speech.text) for scene in self.scenes for speech in scene.speeches}
        return hearing.told(time_film(shots, self.scenes, seconds, fps=shots.fps), {})

    @property
    def speeches(self) -> Mapping[str, Sequence[str]]:
        """The ids of the speeches of each scene."""
        return {scene.id: [speech.id for speech in scene.speeches] for scene in self.scenes}

    def with_shot(self, shot: Shot) -> ShotList:
        """Return the list with one shot put in the place of its namesake."""
        return self.shots.model_copy(update={"shots": tuple(shot if one.id == shot.id else one for one in self.shots.shots)})

    def with_scene(self, scene: Scene) -> ShotList:
        """Return the list with one scene changed."""
        return self.shots.model_copy(update={"scenes": tuple(scene if one.id == scene.id else one for one in self.shots.scenes)})

    def sequence(self, scene: str) -> list[Seen]:
        """Return the shots of a scene as the rules see them."""
        found = next(one for one in self.shots.scenes if one.id == scene)
        period = str(presets.load("genres", self.shots.genre).get("period", ""))
        return [seen(shot, found, self.cast, self.shots.aspect, period=period) for shot in self.shots.shots if shot.scene == scene]

    def scene(self, one: Seen) -> Scene:
        """Return the scene of a shot."""
        return next(scene for scene in self.shots.scenes if scene.id == one.shot.scene)

    def of(self, scene: str) -> list[Shot]:
        """Return the shots of a scene."""
        return [shot for shot in self.shots.shots if shot.scene == scene]

    def with_shots(self, *shots: Shot) -> ShotList:
        """Return the list with some shots put in the places of their namesakes."""
        own = {shot.id: shot for shot in shots}
        return self.shots.model_copy(update={"shots": tuple(own.get(one.id, one) for one in self.shots.shots)})


Planted = Iterator[tuple[str, ShotList]]  # the shot, the scene or the film with the fault, and the list that holds it


def planned(path: Path) -> Film:
    """Return a screenplay's film as the stages plan it, without pictures."""
    script = fountain.parse(path.read_text(encoding="utf-8"))
    name = next((word for word in path.stem.split("_") if word in presets.names("genres")), "drama")
    genre = presets.load("genres", name)
    cast = design.design(script, genre=genre, seed=7, source=SOURCE)
    shots = plan(script, cast, genre=genre, genre_name=name, seed=7, aspect=2.39, fps=24, screenplay=SOURCE, cast=SOURCE)
    return Film(path.stem, shots, cast, fountain.scenes(script))


def singles(film: Film) -> Iterator[Seen]:
    """Yield the shots on one person who is there."""
    for scene in film.shots.scenes:
        yield from (one for one in film.sequence(scene.id) if one.shot.kind in SINGLE and one.main)


def refilmed(film: Film, one: Seen, **changes: object) -> tuple[str, ShotList]:
    """Return the list with a shot's camera changed."""
    return one.shot.id, film.with_shot(one.shot.model_copy(update={"camera": one.shot.camera.model_copy(update=changes)}))


def aimed(one: Seen, position: tuple, *, x: float, y: float, lens: float | None = None) -> dict:
    """Return the camera at a position that sees the main subject's eyes at a point of the frame."""
    lens = lens or one.shot.camera.lens
    return {"position": position, "lens": lens, "target": framing.aim(position, one.main.eye, lens=lens, aspect=one.stage.aspect, x=x, y=y)}


def mirrored(point: tuple, a: tuple, b: tuple) -> tuple:
    """Return a point on the other side of the line through a and b, in plan."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    along = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / (dx * dx + dy * dy)
    return 2 * (a[0] + dx * along) - point[0], 2 * (a[1] + dy * along) - point[1], point[2]


def turned(point: tuple, about: tuple, degrees: float) -> tuple:
    """Return a point turned about another, in plan."""
    turn = math.radians(degrees)
    x, y = point[0] - about[0], point[1] - about[1]
    return about[0] + x * math.cos(turn) - y * math.sin(turn), about[1] + x * math.sin(turn) + y * math.cos(turn), point[2]


def reverses(film: Film) -> Iterator[tuple[Seen, Seen]]:
    """Yield a shot and its reverse, of one kind and size, as neighbours."""
    for scene in film.shots.scenes:
        order = film.sequence(scene.id)
        for a, b in zip(order, order[1:], strict=False):
            if not (a.main and b.main and a.partner and b.partner and a.shot.kind == b.shot.kind in SINGLE):
                continue
            if a.partner.id == b.main.id and b.partner.id == a.main.id and a.shot.size == b.shot.size:
                yield a, b
