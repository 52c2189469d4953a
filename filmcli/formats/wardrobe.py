"""What somebody wears (`wardrobe` and `wardrobes` of `cast.yaml`): an outfit, and the changes of it by scene.

Knows nothing of bodies, of cloth or of how a garment is made. Colours are linear Rec.709 in 0–1.
"""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator

from filmcli.formats.document import Model

Hat = Literal[
    "none", "fedora", "cowboy", "flat_cap", "beanie", "baseball_cap", "wide_brim", "top_hat", "police_cap", "helmet", "headscarf", "hood"
]
Garment = Literal[  # presets/wardrobe/garments.yaml says what each is; a test keeps the two alike
    "suit",
    "three_piece",
    "tuxedo",
    "frock_coat",
    "skirt_suit",
    "overcoat",
    "trench",
    "parka",
    "leather_jacket",
    "work_jacket",
    "duster",
    "shirt_trousers",
    "jeans_tshirt",
    "hoodie",
    "sweater_jeans",
    "turtleneck",
    "cardigan",
    "blouse_skirt",
    "dress",
    "summer_dress",
    "evening_gown",
    "uniform",
    "military",
    "scrubs",
    "doctor",
    "nurse",
    "patient_gown",
    "jumpsuit",
    "space_suit",
    "waiter",
    "chef",
    "apron",
    "pyjamas",
    "nightgown",
    "bathrobe",
    "wetsuit",
    "tracksuit",
    "western",
    "poncho",
    "period_gown",
    "empire_gown",
    "tunic",
    "cloak",
    "robe",
    "cassock",
    "habit",
    "kimono",
    "sari",
    "school_uniform",
    "pinafore",
    "dungarees",
]
Layer = Literal["over", "upper", "neck", "lower", "feet", "hands"]
Colour = tuple[float, float, float]
_SPAN = re.compile(r"SQ(\d{3,5})(?:\s*-\s*SQ(\d{3,5}))?")


class Wardrobe(Model):
    """One outfit. Colours are the albedo of the main cloth, the second piece, and the accent (tie, belt, scarf)."""

    garment: Garment = "suit"
    main: Colour = (0.05, 0.05, 0.055)
    second: Colour = (0.55, 0.53, 0.5)
    accent: Colour = (0.12, 0.02, 0.02)
    hat: Hat = "none"
    wear: float = Field(0.0, ge=0, le=1, description="0 new, 1 worn out: faded where it rubs, dust at the hems")
    layers: dict[Layer, Garment] = Field({}, description="single layers from other garments, e.g. `over: trench`")


class Change(Model):
    """Other clothes in some scenes: the scenes, and only what differs from `wardrobe`."""

    scenes: str = Field(description="`SQ020`, `SQ020-SQ040`, or several of these with commas")
    garment: Garment | None = None
    main: Colour | None = None
    second: Colour | None = None
    accent: Colour | None = None
    hat: Hat | None = None
    wear: float | None = Field(None, ge=0, le=1)
    layers: dict[Layer, Garment] | None = None

    @field_validator("scenes")
    @classmethod
    def _spans(cls, value: str) -> str:
        for part in value.split(","):
            match = _SPAN.fullmatch(part.strip())
            if match is None:
                raise ValueError(f"expected scenes like SQ020 or SQ020-SQ040, commas between, got {part.strip()!r}")
            if match[2] and int(match[2]) < int(match[1]):
                raise ValueError(f"expected the first scene of a range first, got {part.strip()!r}: it runs backwards")
        return value

    def holds(self, scene: str) -> bool:
        """Return whether a scene (`SQ030`) is one of these."""
        number = int(scene.removeprefix("SQ"))
        spans = (_SPAN.fullmatch(part.strip()) for part in self.scenes.split(","))
        return any(int(span[1]) <= number <= int(span[2] or span[1]) for span in spans if span)
