"""Who comes in without a verb that says so: first told of after a knock, a shape, a door that opens, or as coming nearer.

Knows nothing of sets, places or cameras. The words are data: `arrivals` of presets/breakdown/actions.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from filmcli.core import presets
from filmcli.formats.screenplay import Element
from filmcli.render import actions, lexicon
from filmcli.render.actions import Action
from filmcli.render.breakdown import Sheet
from filmcli.render.places import Names


def read(sheet: Sheet, names: Names) -> tuple[Action, ...]:
    """Return the actions of a scene in the order of the page, those who come in unsaid among them, before what else their line tells."""
    told = actions.read(sheet, names)
    shown, met = {element.line for element in sheet.actions}, set()
    speeches = {speech.line: speech for speech in sheet.scene.speeches}
    found: list[Action] = []
    for element in sheet.scene.elements:
        if element.type == "character" and element.line in speeches:
            met.add(names.of_cue(speeches[element.line].name))
        elif element.line in shown:
            own, named = [one for one in told if one.line == element.line], names.in_text(element.text, present=True)
            found += [*_unsaid(element, [who for who in named if who not in met], names, own), *own]
            met |= set(named)
    return tuple(found)


def _unsaid(element: Element, new: Sequence[str], names: Names, told: Sequence[Action]) -> Iterator[Action]:
    if not new or any(action.kind == "enter" for action in told):
        return
    text, who = lexicon.visible(element.text), new[0]
    mentions = names.mentions(text)
    at = next((start for start, _, owner in mentions if owner == who), 0)
    before, after = _cues()
    cue = before.search(text[:at]) or after.match(text[at:])
    if cue and not any(start < at for start, _, owner in mentions if owner != who):
        yield Action("enter", (who,), element.line, cue[0].strip(), " ".join(text.split()), "walk", ("walk",))


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of what is heard or seen before somebody comes in, and of a sentence that tells how somebody comes."""
    table = presets.load("breakdown", "actions")["arrivals"]
    before, after = ("(?:" + "|".join(map(str, table[key])) + ")" for key in ("before", "after"))
    return re.compile(before, re.IGNORECASE), re.compile(rf"[^.!?]*?\b{after}", re.IGNORECASE)
