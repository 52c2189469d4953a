"""What can happen next: Cook's 21 groups of plot steps, the 8 classes they fall into, and both in plain words.

Knows nothing of networks. The groups are those of *Plotto* (Cook 1928); the classes are ours (`labels.json` of the data).
"""

from __future__ import annotations

CLASSES = ("BOND", "BOND_OBSTRUCTED", "HOUSEHOLD", "SETBACK", "RESCUE", "DUTY_SELF", "SCHEME", "MYSTERY_REVEAL")

# group → (class, one or two words, what it means in a scene)
GROUPS: dict[str, tuple[str, str, str]] = {
    "Chance": ("SETBACK", "accident", "an accident changes the plan"),
    "Craftiness": ("SCHEME", "trick", "somebody outwits somebody"),
    "Deliverance": ("RESCUE", "rescue", "somebody is set free"),
    "Helpfulness": ("RESCUE", "help", "somebody helps, at a price"),
    "Idealism": ("DUTY_SELF", "principle", "somebody holds to a principle"),
    "Love's Beginning": ("BOND", "attraction", "two people are drawn together"),
    "Love's Misadventures": ("BOND_OBSTRUCTED", "lovers apart", "something comes between two people"),
    "Love's Rejection": ("BOND_OBSTRUCTED", "rejection", "somebody is turned away"),
    "Marriage": ("BOND", "marriage", "a promise is kept for good"),
    "Marriage Proposal": ("BOND", "proposal", "somebody asks for everything"),
    "Married Life": ("HOUSEHOLD", "home strain", "the strain shows at home"),
    "Misfortune": ("SETBACK", "loss", "something is lost"),
    "Mistaken Judgment": ("SETBACK", "mistake", "somebody trusts the wrong thing"),
    "Mystery": ("MYSTERY_REVEAL", "mystery", "a question opens"),
    "Necessity": ("SETBACK", "necessity", "there is no other way left"),
    "Obligation": ("DUTY_SELF", "debt", "a debt is called in"),
    "Personal Limitations": ("DUTY_SELF", "limit", "somebody meets a limit"),
    "Revelation": ("MYSTERY_REVEAL", "revelation", "the truth comes out"),
    "Revenge": ("SCHEME", "revenge", "a wrong is paid back"),
    "Simulation": ("SCHEME", "pretence", "somebody plays another part"),
    "Transgression": ("SCHEME", "wrongdoing", "somebody crosses a line"),
}
NAMES = tuple(sorted(GROUPS))
CONFLICT = ("BOND_OBSTRUCTED", "SETBACK", "SCHEME")  # the classes that tighten a story

# symbol of a person → in words, as seen from the protagonist; Cook's list, shortened
SYMBOLS: dict[str, str] = {
    "A": "the man",
    "B": "the woman",
    **{
        f"A-{n}": f"his {word}"
        for n, word in zip(
            range(2, 10),
            ("friend", "rival", "stranger", "criminal", "officer of the law", "employee", "acquaintance", "employer"),
            strict=True,
        )
    },
    **{
        f"B-{n}": f"her {word}"
        for n, word in zip(
            range(2, 10),
            ("friend", "rival", "stranger", "criminal", "officer of the law", "employee", "acquaintance", "employer"),
            strict=True,
        )
    },
    "AX": "a mysterious man",
    "BX": "a mysterious woman",
    "CH": "a child",
    "SN": "the son",
    "SR": "the sister",
    "X": "a certain object",
}
KIN = {
    "F": "father", "M": "mother", "BR": "brother", "SR": "sister", "SN": "son", "D": "daughter", "U": "uncle", "AU": "aunt",
    "CN": "cousin", "NW": "nephew", "NC": "niece", "GF": "grandfather", "GM": "grandmother", "SF": "stepfather", "SM": "stepmother",
    "GCH": "grandchild",
}  # fmt: skip
SYMBOLS |= {f"{short}-{whose}": f"{'his' if whose == 'A' else 'her'} {word}" for short, word in KIN.items() for whose in "AB"}
ROLES = tuple(sorted(SYMBOLS))


def class_of(group: str) -> str:
    """Return the class of a group."""
    return GROUPS[group][0]


def in_words(group: str) -> str:
    """Return what a group means in a scene."""
    return GROUPS[group][2]


def in_short(group: str) -> str:
    """Return a group in one or two words, for tables."""
    return GROUPS[group][1]
