"""The cast document (`cast.yaml`, `filmcli/cast@1`): who the characters are, look, wardrobe, manner and voice.

Knows nothing of models or pictures. Metres, years, degrees, semitones, linear Rec.709 colours in 0–1.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

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
Hat = Literal[
    "none", "fedora", "cowboy", "flat_cap", "beanie", "baseball_cap", "wide_brim", "top_hat", "police_cap", "helmet", "headscarf", "hood"
]
Glasses = Literal["none", "round", "square", "half_moon", "cat_eye", "sunglasses", "aviators"]
Earrings = Literal["none", "studs", "hoops", "drops"]
Garment = Literal[
    "suit",
    "trench",
    "overcoat",
    "dress",
    "blouse_skirt",
    "shirt_trousers",
    "sweater_jeans",
    "leather_jacket",
    "work_jacket",
    "uniform",
    "jumpsuit",
    "western",
]
Role = Literal["lead", "support", "day"]
Colour = tuple[float, float, float]


class Model(BaseModel):
    """A frozen part of the document; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Model):
    """An upstream document: where it lies, relative to this one, and the digest it was read at."""

    path: str
    digest: str


class Build(Model):
    """A body. `shape` holds named morph targets of the body model, e.g. `head/head-square: 0.3`."""

    height: float = Field(1.72, ge=0.7, le=2.3, description="metres, barefoot")
    muscle: float = Field(0.5, ge=0, le=1)
    weight: float = Field(0.5, ge=0, le=1)
    heritage: dict[Literal["african", "asian", "caucasian"], float] = {"caucasian": 1.0}
    shape: dict[str, float] = {}


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


class Wardrobe(Model):
    """One outfit. Colours are the albedo of the main cloth, the second piece, and the accent (tie, belt, scarf)."""

    garment: Garment = "suit"
    main: Colour = (0.05, 0.05, 0.055)
    second: Colour = (0.55, 0.53, 0.5)
    accent: Colour = (0.12, 0.02, 0.02)
    hat: Hat = "none"


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


class Voice(Model):
    """The speech runner and how it is bent."""

    runner: Literal["hibari", "joe"] = "joe"
    pitch: float = Field(0.0, ge=-6, le=6, description="semitones")
    pace: float = Field(1.0, ge=0.6, le=1.6, description="1 is the voice's own speed")


_UNSEEN = {"origin", "voice", "aliases", "role", "description", "name", "personality"}


class Character(Model):
    """One character. `name` is the cue as the screenplay spells it; `id` is safe in a path and stable."""

    name: str
    id: str = Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")
    aliases: tuple[str, ...] = ()
    role: Role = "support"
    gender: Literal["female", "male"] = "male"
    age: int = Field(40, ge=4, le=100)
    description: str = ""
    appearance: Appearance = Appearance()
    wardrobe: Wardrobe = Wardrobe()
    personality: Personality = Personality()
    motion: Motion = Motion()
    voice: Voice = Voice()
    origin: dict[str, str] = Field({}, description="where each value came from: a quoted line, or the preset and seed")

    def seen(self) -> dict[str, Any]:
        """Return the part of the sheet that a camera sees, as plain data: what a picture's key is made of."""
        return self.model_dump(mode="json", exclude=_UNSEEN)


class Cast(Model):
    """The whole document."""

    format: Literal["filmcli/cast@1"] = FORMAT
    screenplay: Source
    genre: str = "drama"
    seed: int = 0
    characters: tuple[Character, ...] = ()
