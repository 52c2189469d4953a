"""Camera words: what the screenplay itself asks of the camera (CLOSE ON, POV, TRACKING …), read line by line.

Knows nothing of sets or of how a camera is solved. The words are data: presets/breakdown/camera.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from filmcli.core import presets
from filmcli.formats.screenplay import Element
from filmcli.render import lexicon

if TYPE_CHECKING:
    from filmcli.render.places import Names

QUOTE = 48
SMALL = re.compile(r"(?:\s+(?:on|of|with|to|from|in|into|at|across|over|above|around|round))+$")  # of TRACKING with, CLOSE on
EYES = re.compile(r"\b(?:eyes?|pupils?|lips|mouth|tear)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Direction:
    """What one line asks of the camera. Empty fields ask for nothing; `reason` is the line with its words."""

    say: str
    line: int
    reason: str
    frame: str = ""  # single, insert, ots, two_shot, master, pov, show
    who: tuple[str, ...] = ()  # the ids that it is of; for pov and ots whose eyes or shoulder it is
    prop: str = ""
    size: str = ""
    angle: str = ""
    roll: float = 0.0
    move: str = ""
    amount: float = 0.0
    toward: str = ""  # behind PAN TO, RACK FOCUS TO, POV: a person's id, a prop, left or right
    note: str = ""
    fps: int = 0  # frames a second of the camera where the page asks for slow motion


def read(actions: Sequence[Element], names: Names) -> dict[int, Direction]:
    """Return the directions by the first line of the action that holds them; of several in one action the first frame, with the others' moves and angles."""
    found = {}
    for element in actions:
        asked = [
            direction for start, sentence in lexicon.sentences(element.text) for direction in _sentence(element, start, sentence, names)
        ]
        if asked:
            found[element.line] = _merged(asked)
    return found


def _merged(asked: Sequence[Direction]) -> Direction:
    """Return several directions of one action as one: each field from the first that has it."""
    first = asked[0]
    fields = {
        name: next((value for one in asked if (value := getattr(one, name))), getattr(first, name))
        for name in ("frame", "who", "prop", "size", "angle", "roll", "move", "amount", "toward", "note", "fps")
    }
    said = "; ".join(dict.fromkeys(one.say for one in asked))
    return Direction(say=said, line=first.line, reason=first.reason, **fields)


def _sentence(element: Element, start: int, sentence: str, names: Names) -> Iterator[Direction]:
    line = element.line + element.text[: start + len(sentence) - len(sentence.lstrip())].count("\n")
    text = " ".join(sentence.split())
    quote = text if len(text) <= QUOTE else text[: QUOTE - 1].rstrip() + "…"
    taken: list[tuple[int, int]] = []
    hits = sorted(
        (m.start(), -(m.end() - m.start()), m.end(), n) for n, (pattern, _) in enumerate(_table()) for m in pattern.finditer(text)
    )
    for at, _, end, number in hits:
        if any(a < end and at < b for a, b in taken) or not _counts(text, at, end, loud=bool(_table()[number][1].get("loud"))):
            continue
        taken.append((at, end))
        row = _table()[number][1]
        before, rest = text[:at], text[end:]
        yield _direction(row, line, f'line {line}: "{quote}"', before, text[at:end], rest, names)


def _direction(row: Mapping, line: int, reason: str, before: str, words: str, rest: str, names: Names) -> Direction:
    frame, owner = str(row.get("frame", "")), ()
    if frame in ("pov", "ots"):
        owner = tuple(names.in_text(f"{before}{words}")) or tuple(names.in_text(rest))[:1]
    target = re.split(r"\b(?:as|while|who|when)\b", rest, maxsplit=1)[0]
    people = tuple(names.in_text(target)) or (tuple(names.in_text(before)) if frame != "pov" else ())
    things = lexicon.props_in(target)
    size = str(row.get("size", ""))
    if size == "CU" and EYES.search(target):
        size = "ECU"
    told = names.in_text(rest)
    ends = row.get("move") in ("pan", "rack") or frame == "pov"
    toward = (told[-1] if told else things[0][0] if things else "") if ends and tuple(told[-1:]) != owner else ""
    where = re.search(r"\b(LEFT|RIGHT)\b", words, re.IGNORECASE)
    prop = things[0][0] if things and (frame in ("insert", "show", "single") and not _leads(target, names)) else ""
    return Direction(
        say=str(row["say"]),
        line=line,
        reason=reason,
        frame=frame,
        who=owner or people,
        prop=prop,
        size=size,
        angle=str(row.get("angle", "")),
        roll=float(row.get("roll", 0.0)),
        move=str(row.get("move", "")),
        amount=float(row.get("amount", 0.0)),
        toward=where[0].lower() if where else toward,
        note=str(row.get("note", "")),
        fps=int(row.get("fps", 0)),
    )


def _leads(target: str, names: Names) -> bool:
    """Say whether the words behind a direction begin with a person, not with a thing or with what is hers."""
    mentions = names.mentions(target)
    thing = min((match.start() for _, words in lexicon.props_in(target) if (match := lexicon.find(words, target))), default=len(target))
    return bool(mentions) and mentions[0][0] < thing


def _counts(text: str, at: int, end: int, *, loud: bool) -> bool:
    """Say whether words are meant for the camera: in capitals, after `we`, or, when they are not `loud`, at the head of the sentence."""
    words = text[at:end]
    letters = [c for c in SMALL.sub("", words) if c.isalpha()]
    if lexicon.CJK.search(words):
        return True
    if letters and all(c.isupper() for c in letters):
        shouted = sum(c.isupper() for c in text) > 0.6 * sum(c.isalpha() for c in text)
        return len(letters) > 2 or shouted or text[:at].strip() == ""
    head = text[:at].strip(" .…-—\"'").lower()
    if head in ("", "we", "the camera", "camera", "slowly", "slow", "in") or re.search(
        r"\b(?:we|the camera|and we|then we)\s*(?:slowly)?$", head
    ):
        return head != "" or words[0].isupper() and not loud
    return False


@cache
def _table() -> tuple[tuple[re.Pattern[str], Mapping], ...]:
    rows = presets.load("breakdown", "camera")["words"]
    made = []
    for row in rows:
        dense = [word for word in str(row["words"]).split("|") if lexicon.CJK.search(word)]
        plain = "|".join(word for word in str(row["words"]).split("|") if word not in dense) if dense else str(row["words"])
        pattern = rf"(?<![\w'])(?:{plain})(?![\w'])" + "".join(f"|{word}" for word in dense)
        made.append((re.compile(pattern, re.IGNORECASE), row))
    return tuple(made)
