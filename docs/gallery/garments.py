"""Every garment of the wardrobe on a fitting body, full figure, in a stance that suits it: writes garments.jpg."""

from __future__ import annotations

import sheet

from filmcli.core import presets

CELL = (124, 226)
PICTURE = {"width": 186, "height": 339, "samples": 6, "faces": 0, "detail": "full", "passes": False}
MAN = {
    "gender": "male",
    "age": 41,
    "appearance": {"build": {"height": 1.80, "weight": 0.5}, "hair": {"style": "side_part", "colour": "dark_brown"}},
}
HEAVY = {
    "gender": "male",
    "age": 55,
    "appearance": {"build": {"height": 1.76, "weight": 0.85}, "hair": {"style": "short", "colour": "grey"}},
}
WOMAN = {
    "gender": "female",
    "age": 31,
    "appearance": {"build": {"height": 1.68, "weight": 0.42}, "hair": {"style": "bun", "colour": "auburn"}},
}
DARK = {
    "gender": "female",
    "age": 36,
    "appearance": {
        "build": {"height": 1.70, "weight": 0.5, "heritage": {"african": 1.0}},
        "skin": [0.16, 0.085, 0.05],
        "hair": {"style": "bun", "colour": "black"},
    },
}
GIRL = {"gender": "female", "age": 9, "appearance": {"build": {"height": 1.32}, "hair": {"style": "bob", "colour": "blond"}}}
BOY = {"gender": "male", "age": 12, "appearance": {"build": {"height": 1.48}, "hair": {"style": "short", "colour": "brown"}}}
NAVY, BROWN, OLIVE, WINE, CREAM, SKY = (
    [0.014, 0.022, 0.055],
    [0.10, 0.058, 0.03],
    [0.075, 0.075, 0.03],
    [0.1, 0.01, 0.02],
    [0.52, 0.46, 0.34],
    [0.26, 0.36, 0.5],
)
GREY, WHITE, TEAL, RUST, CAMEL, BLACK = (
    [0.12, 0.12, 0.125],
    [0.58, 0.57, 0.54],
    [0.015, 0.11, 0.12],
    [0.22, 0.06, 0.018],
    [0.34, 0.21, 0.1],
    [0.014, 0.014, 0.016],
)
DENIM, GREEN, ROSE, MUSTARD, VIOLET, BLUE = (
    [0.03, 0.05, 0.095],
    [0.02, 0.09, 0.04],
    [0.42, 0.17, 0.2],
    [0.33, 0.19, 0.03],
    [0.1, 0.04, 0.2],
    [0.03, 0.07, 0.2],
)
WORN = {  # garment → who, main, second, accent
    "suit": (MAN, [0.035, 0.04, 0.055], WHITE, WINE),
    "three_piece": (HEAVY, BROWN, WHITE, GREEN),
    "tuxedo": (MAN, BLACK, WHITE, BLACK),
    "frock_coat": (HEAVY, [0.03, 0.035, 0.06], WHITE, WINE),
    "skirt_suit": (WOMAN, [0.11, 0.12, 0.14], WHITE, WINE),
    "overcoat": (MAN, CAMEL, WHITE, NAVY),
    "trench": (WOMAN, [0.33, 0.25, 0.15], WHITE, WINE),
    "parka": (BOY, OLIVE, DENIM, RUST),
    "leather_jacket": (DARK, [0.03, 0.018, 0.012], WHITE, DENIM),
    "work_jacket": (HEAVY, [0.05, 0.075, 0.11], CREAM, BROWN),
    "duster": (MAN, [0.20, 0.14, 0.08], CREAM, RUST),
    "shirt_trousers": (MAN, SKY, [0.06, 0.055, 0.05], [0.035, 0.016, 0.008]),
    "jeans_tshirt": (DARK, MUSTARD, DENIM, BLACK),
    "hoodie": (BOY, GREY, DENIM, WINE),
    "sweater_jeans": (WOMAN, RUST, DENIM, CREAM),
    "turtleneck": (MAN, [0.02, 0.022, 0.026], [0.09, 0.085, 0.08], BLACK),
    "cardigan": (HEAVY, GREEN, [0.14, 0.12, 0.1], WINE),
    "blouse_skirt": (WOMAN, CREAM, [0.05, 0.05, 0.06], [0.035, 0.016, 0.008]),
    "dress": (DARK, TEAL, TEAL, RUST),
    "summer_dress": (WOMAN, SKY, CREAM, ROSE),
    "evening_gown": (DARK, WINE, BLACK, BLACK),
    "uniform": (MAN, NAVY, SKY, BLACK),
    "military": (DARK, [0.07, 0.075, 0.035], OLIVE, BLACK),
    "scrubs": (WOMAN, [0.03, 0.16, 0.17], TEAL, WHITE),
    "doctor": (HEAVY, [0.6, 0.6, 0.58], SKY, BLUE),
    "nurse": (DARK, [0.40, 0.47, 0.55], WHITE, [0.6, 0.6, 0.58]),
    "patient_gown": (MAN, [0.30, 0.40, 0.46], WHITE, GREY),
    "jumpsuit": (MAN, [0.35, 0.11, 0.02], WHITE, BLACK),
    "space_suit": (DARK, [0.5, 0.5, 0.49], GREY, [0.25, 0.03, 0.02]),
    "waiter": (MAN, BLACK, [0.02, 0.02, 0.022], [0.6, 0.59, 0.56]),
    "chef": (HEAVY, [0.6, 0.6, 0.58], [0.06, 0.06, 0.065], [0.58, 0.58, 0.56]),
    "apron": (HEAVY, CREAM, [0.09, 0.07, 0.05], BROWN),
    "pyjamas": (BOY, SKY, WHITE, WINE),
    "nightgown": (WOMAN, [0.55, 0.53, 0.48], WHITE, ROSE),
    "bathrobe": (MAN, WINE, WHITE, NAVY),
    "wetsuit": (WOMAN, BLACK, TEAL, MUSTARD),
    "tracksuit": (DARK, BLUE, BLACK, WHITE),
    "western": (MAN, BROWN, CREAM, WINE),
    "poncho": (MAN, RUST, BROWN, MUSTARD),
    "period_gown": (WOMAN, VIOLET, WHITE, BLACK),
    "empire_gown": (WOMAN, [0.55, 0.53, 0.47], WHITE, SKY),
    "tunic": (MAN, GREEN, BROWN, MUSTARD),
    "cloak": (MAN, [0.03, 0.05, 0.035], BROWN, WINE),
    "robe": (HEAVY, BROWN, CREAM, CREAM),
    "cassock": (MAN, BLACK, WHITE, BLACK),
    "habit": (WOMAN, BLACK, WHITE, WHITE),
    "kimono": (WOMAN, NAVY, CREAM, WINE),
    "sari": (DARK, MUSTARD, MUSTARD, WINE),
    "school_uniform": (BOY, NAVY, [0.075, 0.075, 0.08], WINE),
    "pinafore": (GIRL, [0.10, 0.012, 0.02], WHITE, NAVY),
    "dungarees": (GIRL, DENIM, WHITE, RUST),
}
STANCES = {  # stance → who stands so; everybody else has the weight on one leg and the arms hanging
    "hands_pockets": "suit overcoat leather_jacket jeans_tshirt hoodie parka dungarees",
    "hands_hips": "summer_dress chef western wetsuit",
    "hands_behind": "uniform waiter cassock school_uniform",
    "stand_wide": "military space_suit jumpsuit duster",
    "hold_arm": "cardigan patient_gown",
    "clasp_front": "habit nurse",
    "stand_straight": "period_gown tunic",
    "pocket_one": "three_piece doctor tracksuit trench work_jacket",
    "hip_one": "evening_gown sari dress shirt_trousers",
}


def requests() -> dict[str, dict]:
    """Return a request for every garment; one that nobody wears here is an error."""
    found, stances = {}, {name: pose for pose, names in STANCES.items() for name in names.split()}
    for name in presets.load("wardrobe", "garments")["garments"]:
        who, main, second, accent = WORN[name]
        character = {**who, "id": name, "wardrobe": {"garment": name, "main": main, "second": second, "accent": accent, "wear": 0.35}}
        found[name] = {
            "op": "portrait",
            "view": "pose",
            "character": character,
            "pose": stances.get(name, "stand"),
            "turn": 22,
            "picture": PICTURE,
        }
    return found


if __name__ == "__main__":
    sheet.main("garments", requests(), columns=13, cell=CELL)
