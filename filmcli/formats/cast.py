"""The cast document (`cast.yaml`, `filmcli/cast@1`): who the characters are, look, wardrobe, manner and voice.

Knows nothing of models or pictures. Metres, years, degrees, semitones, linear Rec.709 colours in 0–1.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from filmcli.formats.document import Model, Source
from filmcli.formats.poses import Pose
from filmcli.formats.wardrobe import Change, Colour, Wardrobe

FORMAT = "filmcli/cast@1"

HairStyle = Literal[
    "bald",
    "buzz",
    "cropped",
    "short",
    "tousled",
    "side_part",
    "slick",
    "pompadour",
    "undercut",
    "mohawk",
    "receding",
    "tonsure",
    "curly",
    "afro",
    "twists",
    "cornrows",
    "braids",
    "dreadlocks",
    "pixie",
    "bob",
    "finger_waves",
    "fringe",
    "shoulder",
    "long",
    "wavy",
    "bun",
    "chignon",
    "top_knot",
    "ponytail",
    "pigtails",
]
Beard = Literal["none", "stubble", "moustache", "goatee", "full", "long", "sideburns"]
HairColour = Literal[
    "black", "dark_brown", "brown", "light_brown", "auburn", "red", "blond", "platinum", "salt_and_pepper", "grey", "white"
]
Glasses = Literal["none", "round", "square", "half_moon", "cat_eye", "sunglasses", "aviators"]
Earrings = Literal["none", "studs", "hoops", "drops"]
Role = Literal["lead", "support", "day"]


class Build(Model):
    """A body. `shape` holds named morph targets of the body model, e.g. `head/head-square: 0.3`."""

    height: float = Field(1.72, ge=0.7, le=2.3, description="metres, barefoot")
    muscle: float = Field(0.5, ge=0, le=1)
    weight: float = Field(0.5, ge=0, le=1)
    heritage: dict[Literal["african", "asian", "caucasian"], float] = {"caucasian": 1.0}
    shape: dict[str, float] = {}

    @field_validator("heritage")
    @classmethod
    def _is_some(cls, value: dict[str, float]) -> dict[str, float]:
        if min(value.values(), default=0.0) < 0 or sum(value.values()) <= 0:
            raise ValueError("shares of 0 or more, one of them above 0")
        return value


class Hair(Model):
    """Hair on head and face."""

    style: HairStyle = "short"
    colour: HairColour = "brown"
    beard: Beard = "none"


class Appearance(Model):
    """What a camera sees of the person under the clothes."""

    build: Build = Build()
    skin: Colour = Field((0.55, 0.34, 0.24), description="linear albedo of the cheek")
    eyes: Literal["brown", "hazel", "green", "blue", "grey"] = "brown"
    hair: Hair = Hair()
    makeup: float = Field(0.0, ge=0, le=1)
    glasses: Glasses = "none"
    earrings: Earrings = "none"


class Personality(Model):
    """The five factors, 0–1, and one line in words."""

    openness: float = Field(0.5, ge=0, le=1)
    conscientiousness: float = Field(0.5, ge=0, le=1)
    extraversion: float = Field(0.5, ge=0, le=1)
    agreeableness: float = Field(0.5, ge=0, le=1)
    neuroticism: float = Field(0.5, ge=0, le=1)
    summary: str = ""


class Motion(Model):
    """How the person holds and moves the body."""

    posture: Literal["upright", "relaxed", "slumped", "tense"] = "relaxed"
    gait: Literal["slow", "even", "brisk"] = "even"
    gesture: float = Field(0.5, ge=0, le=1, description="0 keeps still, 1 talks with the hands")
    expression: Literal[
        "neutral",
        "weary",
        "stern",
        "worried",
        "warm",
        "sad",
        "angry",
        "suspicious",
        "determined",
        "amused",
        "contempt",
        "bored",
        "thoughtful",
    ] = "neutral"
    gaze: Literal["direct", "steady", "lowered", "wandering"] = Field("steady", description="where the eyes go when nobody asks for them")
    stand: Pose = Field("stand", description="the pose taken when nothing else is asked")


class Voice(Model):
    """The speech runner and how it is bent."""

    runner: Literal["hibari", "joe"] = "joe"
    pitch: float = Field(0.0, ge=-6, le=6, description="semitones")
    pace: float = Field(1.0, ge=0.6, le=1.6, description="1 is the voice's own speed")


_UNSEEN: dict[str, Any] = dict.fromkeys(
    ("origin", "voice", "aliases", "role", "description", "name", "personality", "wardrobes", "want", "need", "told", "seed"), True
) | {"motion": {"gaze", "stand"}}


def _brief(sheet: dict[str, Any]) -> dict[str, Any]:
    """Return a sheet without what newer versions added and nobody set: what was made before stays fresh."""
    for key in ("wear", "layers"):
        if not sheet["wardrobe"][key]:
            del sheet["wardrobe"][key]
    return sheet


class Character(Model):
    """One character. `name` is the cue as the screenplay spells it; `id` is safe in a path and stable."""

    name: str
    id: str = Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")
    aliases: tuple[str, ...] = ()
    role: Role = "support"
    gender: Literal["female", "male"] = "male"
    age: int = Field(40, ge=4, le=100)
    description: str = ""
    want: str = Field("", description="what they are after; from story.yaml where it says so")
    need: str = Field("", description="what they lack; from story.yaml where it says so")
    told: str = Field("", description="the sentence of `cast --add`; such a person stays when the screenplay is read again")
    seed: int | None = Field(None, ge=0, description="of a look drawn by `cast --recast`; it stays when the screenplay is read again")
    appearance: Appearance = Appearance()
    wardrobe: Wardrobe = Wardrobe()
    wardrobes: tuple[Change, ...] = Field((), description="changes by scene; of two that hold the same scene the later wins")
    personality: Personality = Personality()
    motion: Motion = Motion()
    voice: Voice = Voice()
    origin: dict[str, str] = Field({}, description="where each value came from: a quoted line, or the preset and seed")

    def seen(self) -> dict[str, Any]:
        """Return the part of the sheet that a camera sees, as plain data: what a picture's key is made of."""
        return _brief(self.model_dump(mode="json", exclude=_UNSEEN))

    def dressed(self, scene: str) -> Character:
        """Return the character as dressed in a scene (`SQ030`): the one place where `wardrobes` is read."""
        worn: dict[str, Any] = {}
        for change in self.wardrobes:
            if change.holds(scene):
                worn |= {key: getattr(change, key) for key in change.model_fields_set - {"scenes"}}
        wardrobe = self.wardrobe.model_copy(update={key: value for key, value in worn.items() if value is not None})
        return self.model_copy(update={"wardrobe": wardrobe, "wardrobes": ()})


class Cast(Model):
    """The whole document."""

    format: Literal["filmcli/cast@1"] = FORMAT
    screenplay: Source
    genre: str = "drama"
    seed: int = 0
    characters: tuple[Character, ...] = ()
