"""The shot list (`shots.yaml`, `filmcli/shots@1`): scenes as sets with people in them, and the shots that show them.

Knows nothing of how a picture is made. Metres (x right, y away from the camera side, z up, origin on the floor),
degrees, millimetres, stops, kelvin. Yaw 0 faces the camera side (−y), 90 faces +x (counter-clockwise from above).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from filmcli.formats.document import Model, Source
from filmcli.formats.poses import Pose
from filmcli.formats.scenes import identities

FORMAT = "filmcli/shots@1"

Size = Literal["ECU", "CU", "MCU", "MS", "cowboy", "MLS", "FS", "LS", "EWS", "insert"]
Angle = Literal["low", "eye", "high", "bird", "dutch"]
Kind = Literal["establishing", "master", "single", "ots", "two_shot", "reaction", "insert", "pov"]
MoveKind = Literal[
    "static",
    "push_in",
    "pull_out",
    "truck_left",
    "truck_right",
    "boom_up",
    "boom_down",
    "arc_left",
    "arc_right",
    "pan_left",
    "pan_right",
    "tilt_up",
    "tilt_down",
    "zoom_in",
    "zoom_out",
    "dolly_zoom",
    "handheld",
]
Easing = Literal["linear", "ease", "ease_in", "ease_out"]
ElementKind = Literal[
    "place",
    "period",
    "time",
    "weather",
    "season",
    "means",
    "outside",
    "dressing",
    "prop",
    "vehicle",
    "material",
    "practical",
    "crowd",
    "effect",
]
Expression = Literal[
    "neutral",
    "weary",
    "stern",
    "worried",
    "warm",
    "sad",
    "angry",
    "surprised",
    "afraid",
    "smile",
    "laugh",
    "crying",
    "pain",
    "disgusted",
    "contempt",
    "suspicious",
    "determined",
    "amused",
    "bored",
    "thoughtful",
    "talk",
    "talk_wide",
]
Vec3 = tuple[float, float, float]


class Place(Model):
    """Where a character is in a scene, and how the body is held there."""

    character: str = Field(description="the character's id in the cast document")
    mark: str = Field("", description="the set's mark that the place came from; empty when placed by hand")
    position: Vec3 = Field(description="between the feet, or under the seat's centre")
    yaw: float
    pose: Pose = "stand"
    seat: float = Field(0.0, description="height of the seat for sitting poses, metres")
    hold: str = Field("", description="a prop in the right hand, empty for none")
    expression: Expression = "neutral"


class Element(Model):
    """Something that the screenplay says of a scene, with its evidence: `line 12: "…"`, or what it was taken from."""

    kind: ElementKind
    name: str = Field(min_length=1)
    evidence: str = ""


class Effect(Model):
    """Weather or fire, smoke, steam … in the picture, and where: a mark, a surface, a character, or nothing for the whole set."""

    effect: str = Field(min_length=1, description="a preset in presets/effects, such as smoke or fire")
    at: str = ""


class Scene(Model):
    """One scene of the screenplay as a set, its hour and light, and where its people are."""

    id: str = Field(pattern=r"^SQ[0-9]{3,5}$")
    heading: str
    line: int = Field(description="of the heading in the screenplay, from 1")
    set: str = Field(description="a preset in presets/sets")
    set_reason: str = ""
    time: Literal["day", "night", "dawn", "dusk"] = "day"
    weather: Literal["clear", "rain", "snow", "fog"] = "clear"
    season: Literal["", "spring", "summer", "autumn", "winter"] = ""
    period: str = Field("", description="such as 1850 or western; empty is the genre's")
    means: Literal["", "poor", "middle", "rich"] = Field("", description="how well off the place is; empty is the set as it is")
    outside: Literal["", "space"] = Field("", description="what windows look out on; empty is what the set has")
    materials: dict[str, str] = Field(
        {}, description="what parts of the place are of, such as {floor: marble}; both are in presets/dressing/materials.yaml"
    )
    lighting: str = Field("three_point", description="a preset in presets/lighting")
    dressing: tuple[str, ...] = Field((), description="props that the action names")
    effects: tuple[Effect, ...] = ()
    crowd: int = Field(0, ge=0, le=500, description="people without names; at most eight are drawn as bodies")
    elements: tuple[Element, ...] = Field((), description="what the page says of the scene, each with its line")
    places: tuple[Place, ...] = ()


class Camera(Model):
    """A still camera on a Super 35 sensor, 24.89 mm wide; the frame's aspect sets the height."""

    position: Vec3
    target: Vec3
    lens: float = Field(ge=8, le=400, description="mm")
    roll: float = 0.0
    f_stop: float = Field(2.8, ge=0.7, le=32)
    focus: Vec3 = Field(description="the point that is sharp")


class Move(Model):
    """A camera move over the shot, made from the still and its depth. Speed and acceleration are limited where it is made."""

    kind: MoveKind = "static"
    amount: float = Field(0.0, description="metres; degrees for pans, tilts and arcs; for zooms the share of the focal length")
    easing: Easing = Field("ease", description="ease starts and stops gently")
    focus: Vec3 | None = Field(None, description="the point that is sharp at the end: a focus pull from the camera's own")


class Beat(Model):
    """A moment of the shot with a picture of its own: overrides of pose and expression by character id.

    Beat `b` is beat `a` with the mouths of `speaking` open; the clip goes from one to the other with the voice.
    """

    id: str = Field("a", pattern=r"^[a-z]$")
    expressions: dict[str, Expression] = {}
    poses: dict[str, Pose] = {}
    speaking: tuple[str, ...] = Field((), description="character ids whose mouths are open")


class Act(Model):
    """What a person does in the course of a shot: a motion of the library, from `start` to `end` in seconds of the shot."""

    character: str
    motion: str = Field(description="a name in presets/motions, such as walk, sit_down, hand_over")
    start: float = Field(0.0, ge=0, description="seconds after the shot's first frame")
    end: float = Field(0.0, ge=0, description="seconds; 0 is the shot's last frame")
    path: tuple[Vec3, ...] = Field((), description="points on the floor that are walked through, after the place itself")
    origin: tuple[float, float, float, float] | None = Field(
        None, description="where the person is when it begins, if not at the place: x, y, z and yaw; the act ends at the place"
    )
    seat: float = Field(0.0, ge=0, description="metres, of who rises: the height of the seat at the origin")
    to: str = Field(
        "", description="whom it is done to, or the prop or mark that it is done with: the hand goes there as far as it reaches"
    )


class Repaint(Model):
    """One region of the finished picture that a model paints anew; everything else stays as it is, to the bit."""

    region: str = Field(description="a character's id, `set` for all that is no person, or `prop` for an insert's prop")
    prompt: str = Field(min_length=1, description="what is to be there, such as 'a wet grey coat'")
    strength: float = Field(0.85, gt=0, le=1, description="1 forgets what was there")


class Shot(Model):
    """One shot. `lines` are the screenplay's line numbers it covers; `speeches` the ids of the speeches heard in it."""

    id: str = Field(pattern=r"^SQ[0-9]{3,5}_SH[0-9]{4,5}$")
    scene: str
    kind: Kind
    size: Size
    angle: Angle = "eye"
    subjects: tuple[str, ...] = ()
    prop: str = Field("", description="what an insert shows")
    lines: tuple[int, ...] = ()
    speeches: tuple[str, ...] = ()
    camera: Camera
    move: Move = Move()
    places: tuple[Place, ...] = Field((), description="overrides of the scene's places in this shot")
    look_at: dict[str, str] = Field({}, description="character id → character id, prop, or 'camera'")
    beats: tuple[Beat, ...] = Field((Beat(),), min_length=1)
    acts: tuple[Act, ...] = Field((), description="movement over the shot; the still shows its most telling moment")
    absent: tuple[str, ...] = Field((), description="of the scene's people, who has not come yet, has gone, or is where the camera is")
    dressing: tuple[str, ...] | None = Field(None, description="what lies in the set in this shot; empty is the scene's")
    effects: tuple[Effect, ...] = Field((), description="what only this shot shows: a muzzle flash, lightning, sparks")
    key_side: Literal["left", "right"] = Field("left", description="of the frame, where the key light comes from")
    hold: float = Field(2.5, gt=0, le=600, description="seconds on screen when nobody speaks; speech makes it longer")
    fps: int | None = Field(
        None,
        ge=8,
        le=960,
        description="frames a second that the camera runs at; above the film's is slow motion, the sound stays; empty is the film's",
    )
    cross_line: bool = False
    jump: bool = False
    sentence: str = ""
    reason: str = Field("", description="why the shot is as it is: the camera words of a line, or what its lines ask for")
    prompt: str = Field("", description="words for the look's model that are added to the shot's own")
    resemblance: float | None = Field(None, ge=0, le=1, description="how closely the look keeps to the plates; empty is the production's")
    look_seed: int | None = Field(None, ge=0, description="of the look; empty derives it from the shot's identity")
    repaint: tuple[Repaint, ...] = ()
    grade: dict[str, Any] = Field({}, description="what differs from the genre's grade, such as {exposure: 0.3, grain: 0.1, k1: -0.04}")
    take: str = Field(
        "", pattern=r"^([a-z0-9][a-z0-9-]{1,23})?$", description="a relit take to use instead of the still; see filmcli relight"
    )

    @field_validator("grade")
    @classmethod
    def _is_a_grade(cls, value: dict[str, Any]) -> dict[str, Any]:
        if value:
            from filmcli.formats.grade import Grade

            Grade.read(value)
        return value


class ShotList(Model):
    """The whole document."""

    format: Literal["filmcli/shots@1"] = FORMAT
    screenplay: Source
    cast: Source
    genre: str = "drama"
    seed: int = 0
    aspect: float = Field(2.39, ge=0.5, le=4)
    fps: int = Field(24, ge=8, le=120)
    scenes: tuple[Scene, ...] = ()
    shots: tuple[Shot, ...] = ()

    def identities(self) -> dict[str, str]:
        """Return, by shot id, what the shot's random choices hang on: its scene's identity and its number in the scene."""
        scenes = dict(zip((scene.id for scene in self.scenes), identities(scene.heading for scene in self.scenes), strict=True))
        return {shot.id: f"{scenes.get(shot.scene, shot.scene)}/{shot.id.rpartition('_')[2]}" for shot in self.shots}
