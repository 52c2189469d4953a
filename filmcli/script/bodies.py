"""A whole scene in one go, for a model that can hold one: the grammar of its body, and its reading back.

Knows nothing of how the writer works. The plan says who speaks in which turn and where the prop is; the words are the writer's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from filmcli.core import presets
from filmcli.script import planning, wording

_WORD = r"[A-Za-zÀ-ɏ0-9'’$%&-]{1,18}"  # no mark that Fountain reads
_FIRST = r"[A-Z][A-Za-zÀ-ɏ'’-]{0,17}"
_GAP = r"(, | - | )"
SENTENCE = rf"{_FIRST}({_GAP}{_WORD}){{0,17}}[.?!]"
SPEECH = rf"{SENTENCE}( {SENTENCE}){{0,2}}"
ACTION = rf"{SENTENCE}( {SENTENCE})?"
PROSE = rf"{SENTENCE}( {SENTENCE}){{1,2}}"
OURS = {"enter", "business", "atmosphere", "company"}  # introductions and places: the page's facts, which casting and sets read
SHOWN = {"plant", "clue", "payoff"}  # here the camera sees the prop
RATING = "teen"


@dataclass(frozen=True)
class Slot:
    """One line of the body: who speaks (None for action), words of ours, and what the line must match."""

    speaker: str | None
    fixed: str
    regex: str
    lark: str = ""


def slots(plan: planning.Plan, scene: planning.Scene) -> list[Slot]:
    """Return the lines of a scene's body in the plan's order."""
    found = []
    for line in scene.lines:
        if line.speaker is not None:
            found.append(Slot(plan.people[line.speaker].name, "", SPEECH, "SPEECH"))
        elif line.move in OURS:
            text = wording.finished(line.options[0])
            found.append(Slot(None, text, escaped(text), json.dumps(text, ensure_ascii=False)))
        elif line.move in SHOWN and plan.prop:
            found.append(Slot(None, "", rf"{_FIRST}({_GAP}{_WORD}){{1,9}} {escaped(plan.prop)}({_GAP}{_WORD}){{0,9}}\.", "SHOWN"))
        else:
            found.append(Slot(None, "", ACTION, "ACTION"))
    return found


def grammar(body: Sequence[Slot]) -> str:
    """Return the regex of the whole body: a line for each slot, speech as `Name: words`."""
    return r"\n".join(f"{escaped(slot.speaker)}: {slot.regex}" if slot.speaker else slot.regex for slot in body)


def lark(body: Sequence[Slot], forbidden: Sequence[str], prop: str = "") -> str:
    """Return the grammar again as llguidance's Lark, in which no word is a forbidden one.

    The ban sits on each word: on the whole text it made an automaton of 10⁵ states (measured: minutes a scene).
    """
    rule = ' "\\n" '.join(
        f"{json.dumps(f'{slot.speaker}: ', ensure_ascii=False)} {slot.lark}" if slot.speaker else slot.lark for slot in body
    )
    return f"start: {rule}\n{_terminals(forbidden, prop)}"


def prose_lark(forbidden: Sequence[str]) -> str:
    """Return the grammar of two or three sentences, likewise."""
    return f"start: PROSE\n{_terminals(forbidden, '')}"


def _terminals(forbidden: Sequence[str], prop: str) -> str:
    single = "|".join(word for word in forbidden if word.isalpha())
    gap = '(", " | " - " | " ")'
    return "\n".join(
        [
            f"WORD: /{_WORD}/ & ~/(?i:{single})/",
            f"FIRST: /{_FIRST}/ & ~/(?i:{single})/",
            f"SENTENCE: FIRST ({gap} WORD){{0,17}} /[.?!]/",
            'SPEECH: SENTENCE (" " SENTENCE){0,2}',
            'ACTION: SENTENCE (" " SENTENCE)?',
            'PROSE: SENTENCE (" " SENTENCE){1,2}',
            f'SHOWN: FIRST ({gap} WORD){{1,9}} {json.dumps(" " + prop)} ({gap} WORD){{0,9}} "."',
        ]
    )


def read(text: str, body: Sequence[Slot]) -> list[str] | None:
    """Return what stands in each slot, or None when the text is not of the body's form."""
    if not re.fullmatch(grammar(body), text):
        return None
    return [line.removeprefix(f"{slot.speaker}: ") if slot.speaker else line for line, slot in zip(text.split("\n"), body, strict=True)]


def never(rating: str = RATING) -> tuple[str, ...]:
    """Return the words that the writer may not use: talk about writing and of assistants, and what the rating forbids."""
    listed = [*presets.load("writing", "common")["forbidden"], *presets.load("writing", "ratings")[rating]]
    return tuple(dict.fromkeys(word.lower() for word in listed))


def escaped(text: str) -> str:
    """Return a text as a regex of itself that both Python and llguidance read."""
    return re.sub(r"([.?!*+()\[\]{}|^$\\])", r"\\\1", text)
