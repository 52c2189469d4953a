"""The rules of `filmcli check`: what a rule is, and what it looks at. Each module beside this one holds rules of one kind.

Knows nothing of how findings are printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from filmcli.formats.scenes import Scene
from filmcli.formats.screenplay import Element, Screenplay
from filmcli.script.company import Company

Severity = Literal["error", "warning", "note"]
Place = tuple[int, int, str]  # line and column, from 1, and what is wrong there


@dataclass(frozen=True)
class Subject:
    """What rules look at: the page, its scenes, its people."""

    screenplay: Screenplay
    scenes: tuple[Scene, ...]
    company: Company

    @cached_property
    def actions(self) -> list[Element]:
        """The action paragraphs in order."""
        return [element for element in self.screenplay.elements if element.type == "action"]

    @cached_property
    def cues(self) -> list[Element]:
        """The cues in order."""
        return [element for element in self.screenplay.elements if element.type == "character"]


@dataclass(frozen=True)
class Rule:
    """A rule: its name in messages, how grave it is, one sentence on what it finds, and the finder."""

    id: str
    severity: Severity
    about: str
    find: Callable[[Subject], Iterable[Place]]


def place(element: Element, start: int, words: str) -> tuple[int, int]:
    """Return line and column in the file of `words`, which stand at `start` in the element's text.

    The source has markup and notes that the text has not, so the words are looked for in it, as often as the text has them before.
    """
    at = -1
    for _ in range(element.text.count(words, 0, start) + 1):
        at = element.source.find(words, at + 1)
        if at < 0:
            return element.line, element.column
    ahead = element.source[:at].replace("\r\n", "\n").replace("\r", "\n")
    return element.line + ahead.count("\n"), len(ahead) - (ahead.rfind("\n") + 1) + 1
