"""Rules of prose: action that no camera can see, because it is thought or because it is over.

Knows nothing of style. English only; other languages are let be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from filmcli.script.rules import Place, Rule, Subject, place

_THOUGHT = (
    "thinks|wonders|remembers|recalls|reali[sz]es|believes|regrets|hopes|wishes|imagines|knows|understands|decides|suspects"
    r"|feels (?:that|as if|guilty|ashamed|lonely|betrayed|nothing|sure|certain|proud|sorry)"
)
_PAST = (
    "was|were|had|did|went|came|said|saw|took|got|gave|made|found|ran|sat|stood|knew|thought|felt|left|held|began|told|heard|kept|lost|met"
    "|looked|walked|turned|opened|closed|smiled|nodded|stared|entered|grabbed|pulled|pushed|reached|stopped|started|moved|jumped|laughed|cried"
    "|whispered|shouted|asked|answered|replied|watched|waited|tried|stepped|picked|dropped|handed|pointed"
)
_STATES = r"(?!\s+(?:in|with|by|at|on|between|against|from|of)\b)"  # `Tom, stopped at the door` is a fragment, no past


@cache
def _after(names: tuple[str, ...], verbs: str, before: str) -> re.Pattern[str]:
    who = "|".join(["He", "She", "They", "It", *map(re.escape, names)])
    return re.compile(rf"{before}(?:{who}) (?:\w+ly |still |then |just |also )?(?P<verb>{verbs})\b")


def _thought(subject: Subject) -> Iterator[Place]:
    pattern = _after(_names(subject), _THOUGHT, r"\b(?i:(?<!that )(?<!what ))")
    for action in subject.actions:
        for match in pattern.finditer(action.text):
            yield *place(action, match.start(), match[0]), f"{match[0]!r} is thought: what does the camera see?"


def _past(subject: Subject) -> Iterator[Place]:
    pattern = _after(_names(subject), _PAST, r"(?:^|(?<=[.!?] )|(?<=[.!?]  ))")
    for action in subject.actions:
        for match in pattern.finditer(action.text):
            if re.match(_STATES, action.text[match.end() :]):
                yield *place(action, match.start(), match[0]), f"{match[0]!r} is past: action is what happens now"


def _names(subject: Subject) -> tuple[str, ...]:
    """Return the names as action lines spell them: `Tom` and `TOM`."""
    words = {
        text for action in subject.actions for start, end, _ in subject.company.named(action.text) for text in (action.text[start:end],)
    }
    return tuple(sorted(words))


RULES = (
    Rule("thought", "note", "Action tells what somebody thinks, knows or remembers.", _thought),
    Rule("past-tense", "note", "Action tells in the past tense.", _past),
)
