"""What a rule is asked about and what it answers: a shot with its bodies as posed in it, and a finding with number and remedy.

Knows nothing of any rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from filmcli.formats.cast import Cast
from filmcli.formats.shots import Scene, Shot
from filmcli.render import framing, solids, staging
from filmcli.render.framing import Figure, View
from filmcli.render.setup import Stage, screen_side

WIDE = ("master", "establishing")


@dataclass(frozen=True)
class Finding:
    """One violation. `rule` is its number and name in CRAFT.md, `number` what was measured."""

    rule: str
    shot: str
    number: float
    expected: str
    remedy: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.shot}: {self.severity}: {self.rule}: {self.number:g}, expected {self.expected}; {self.remedy}"


@dataclass(frozen=True)
class Seen:
    """A shot with its bodies as posed in it."""

    shot: Shot
    stage: Stage
    view: View
    gaits: Mapping[str, str] = field(default_factory=dict)  # person → slow, even, brisk, as the sheet says

    @property
    def main(self) -> Figure | None:
        """The main subject, None when the shot has none or names nobody who is there."""
        return self.stage.people.get(self.shot.subjects[0]) if self.shot.subjects else None

    @property
    def partner(self) -> Figure | None:
        """Whom the main subject looks at."""
        shot = self.shot
        who = shot.look_at.get(shot.subjects[0], "") if shot.subjects else ""
        if shot.kind == "two_shot" and len(shot.subjects) > 1:
            who = shot.subjects[1]
        return self.stage.people.get(who)


def seen(shot: Shot, scene: Scene, cast: Cast, aspect: float, *, period: str = "") -> Seen:
    """Return a shot with its bodies, its set with what stands in it in the scene's period (else this one), and its camera."""
    characters = {c.id: c for c in cast.characters}
    where = {place.character: place for place in staging.places(scene, shot)}
    poses = shot.beats[0].poses if shot.beats else {}
    people = {who: framing.figure(p.model_copy(update={"pose": poses.get(who, p.pose)}), characters.get(who)) for who, p in where.items()}
    spec = solids.spec(scene.set, scene.period or period)
    gaits = {who: characters[who].motion.gait for who in people if who in characters}
    return Seen(shot, Stage(spec, people, shot.look_at, aspect, {}), View(shot.camera, aspect), gaits)


def looks(seen: Seen, main: Figure) -> str:
    """Return the side of the frame that a person looks to: at the partner, else as the body faces."""
    partner = seen.partner
    gaze = (partner.eye[0] - main.eye[0], partner.eye[1] - main.eye[1]) if partner else main.gaze
    return screen_side(main, gaze, seen.shot.camera.position)
