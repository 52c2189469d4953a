"""A revision: which elements of a screenplay changed, on paper of which colour.

Knows nothing of pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from filmcli.formats.screenplay import SILENT, Screenplay

COLOURS = ("White", "Blue", "Pink", "Yellow", "Green", "Goldenrod", "Buff", "Salmon", "Cherry")  # in the order of their use


@dataclass(frozen=True)
class Revision:
    """A set of changes. `elements` are indices into the screenplay; colour and date are printed as they are.

    `alone`: only the pages that have a change, as they are handed out to a crew that has the others.
    """

    elements: frozenset[int]
    colour: str = "Blue"
    date: str = ""
    alone: bool = False


def changed(old: Screenplay, new: Screenplay) -> frozenset[int]:
    """Return the indices of the printed elements of `new` that `old` does not have there."""
    before, after = ([(e.type, e.text) for e in screenplay.elements] for screenplay in (old, new))
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    kept = {index for block in blocks for index in range(block.b, block.b + block.size)}
    return frozenset(i for i, element in enumerate(new.elements) if i not in kept and element.type not in SILENT)
