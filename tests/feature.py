"""A feature of random words in the measure of human screenplays, for tests and benchmarks.

Knows nothing of stories. The bands (SCREENPLAY facts, three human scripts): dialogue to action words 0.39-0.71, words a cue
5-13, action paragraphs of 9-15 words (median), 0.09-0.30 parentheticals a cue.
"""

from __future__ import annotations

import random

NAMES = ("MARLOWE", "ADA QUINN", "TOBIAS", "DR. OSEI", "JUNE", "INSPECTOR LENZ")
PLACES = ("OFFICE", "HARBOUR PIER", "FERRY SALOON", "KITCHEN", "COUNTY ROAD", "HOTEL CORRIDOR")
TEXT = """a the of and to in he she it his her with that on at from door window rain light hand table road night water stands looks turns
waits holds slowly again nothing something before after behind across letter glass shoulder morning captain money answer question"""
WORDS = TEXT.split()


def feature(*, scenes: int = 190, size: int = 146_000, seed: int = 7) -> str:
    """Return a Fountain text of `scenes` scenes and about `size` characters."""
    dice = random.Random(seed)
    parts = ["Title: Measure\nAuthor: Nobody\n"]
    length = 0
    for number in range(1, scenes + 1):
        side, hour = dice.choice(("INT.", "EXT.")), dice.choice(("DAY", "NIGHT"))
        scene = [f"{side} {dice.choice(PLACES)} - {hour}"]
        while length + sum(map(len, scene)) + 2 * len(scene) < size * number / scenes - 60 or len(scene) < 2:
            scene.append(_speech(dice) if dice.random() < 0.5 and len(scene) > 1 else _sentences(dice, median=14))
        parts += scene
        length += sum(len(part) + 2 for part in scene)
    return "\n\n".join(parts) + "\n"


def _speech(dice: random.Random) -> str:
    aside = f"({dice.choice(WORDS)})\n" if dice.random() < 0.2 else ""
    return f"{dice.choice(NAMES)}\n{aside}{_sentences(dice, median=9)}"


def _sentences(dice: random.Random, *, median: int) -> str:
    count = max(2, round(median * dice.lognormvariate(0, 0.7)))
    words = [dice.choice(WORDS) for _ in range(count)]
    for at in range(0, count, 8):
        words[at] = words[at].capitalize()
        words[min(at + 7, count - 1)] += "."
    return " ".join(words)
