"""The difference of two drafts: scenes added, cut, moved and changed, speeches changed, and the elements to mark with asterisks.

Knows nothing of shots and pages. Scenes are matched by what they say, never by number; notes, sections and synopses do not count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from filmcli.formats import fountain
from filmcli.formats.scenes import Scene
from filmcli.formats.screenplay import SILENT, Element, Screenplay

Kind = Literal["same", "added", "cut", "moved", "changed", "moved and changed"]
_ALIKE = 0.5  # share of words two scenes have in common to be drafts of one; rewritten dialogue keeps 0.6 and more
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")
_SAME_SLUG = 0.25  # what an equal slug line adds to that share


@dataclass(frozen=True)
class SpeechChange:
    """A speech that differs. `old` is empty when it is new, `new` when it is cut; lines are 0 then."""

    name: str
    old: str
    new: str
    old_line: int
    new_line: int


@dataclass(frozen=True)
class SceneChange:
    """What became of one scene. Ids and lines are of the old and the new draft; empty and 0 where it is in one of them only."""

    kind: Kind
    heading: str
    old_id: str
    new_id: str
    old_line: int
    new_line: int
    speeches: tuple[SpeechChange, ...] = ()
    actions: int = 0


@dataclass(frozen=True)
class Comparison:
    """All scenes of two drafts in the order of the new one, cut ones where they were; `marks` are indices of the new draft's elements."""

    scenes: tuple[SceneChange, ...]
    marks: frozenset[int]

    @property
    def changes(self) -> tuple[SceneChange, ...]:
        """The scenes that are not the same."""
        return tuple(scene for scene in self.scenes if scene.kind != "same")

    def to_dict(self, new: Screenplay) -> dict[str, Any]:
        """Return the difference as plain data; each mark with its line in the new draft."""
        marks = [{"element": index, "type": new.elements[index].type, "line": new.elements[index].line} for index in sorted(self.marks)]
        return {"format": "filmcli/diff@1", "scenes": [asdict(scene) for scene in self.scenes], "marks": marks}


def compare(old: Screenplay, new: Screenplay) -> Comparison:
    """Return what changed from one draft to the next."""
    before, after = fountain.scenes(old), fountain.scenes(new)
    partner = _match(before, after)
    kept = sorted(partner)
    stays = _in_order([partner[at] for at in kept], [len(after[at].elements) for at in kept])
    found: list[SceneChange] = []
    marks: set[int] = set()
    cut = set(range(len(before))) - set(partner.values())
    first = 0  # the index of the scene's first element
    for at, scene in enumerate(after):
        twin = before[partner[at]] if at in partner else None
        if twin is not None and partner[at] in stays:
            found += [_gone(before[index]) for index in sorted(cut) if index < partner[at]]
            cut = {index for index in cut if index > partner[at]}
        moved = twin is not None and partner[at] not in stays
        found.append(_change(twin, scene, moved=moved))
        marks |= {first + index for index in _marks(twin, scene, moved=moved)}
        first += len(scene.elements)
    return Comparison((*found, *(_gone(before[index]) for index in sorted(cut))), frozenset(marks))


def _match(before: Sequence[Scene], after: Sequence[Scene]) -> dict[int, int]:
    """Return old scene by new scene: equal ones first, in order, then the most alike."""
    old, new = [_body(scene) for scene in before], [_body(scene) for scene in after]
    partner: dict[int, int] = {}
    for a, b, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        partner |= {b + step: a + step for step in range(size)}
    left = set(range(len(before))) - set(partner.values())
    bags = {("old", i): _words(before[i]) for i in left} | {("new", j): _words(after[j]) for j in range(len(after)) if j not in partner}
    scores = []
    for (_, j), ours in ((key, bag) for key, bag in bags.items() if key[0] == "new"):
        for i in left:
            theirs = bags["old", i]
            common = 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())
            score = common + _SAME_SLUG * (_slug(before[i]) == _slug(after[j]))
            if score >= _ALIKE:
                scores.append((-score, abs(i - j), j, i))
    for _, _, j, i in sorted(scores):
        if j not in partner and i in left:
            partner[j] = i
            left.discard(i)
    return partner


def _in_order(order: Sequence[int], weight: Sequence[int]) -> set[int]:
    """Return the heaviest rising part of a sequence: the scenes that stayed where they were while shorter ones moved."""
    total = list(weight)
    chain: list[list[int]] = [[value] for value in order]
    for at, value in enumerate(order):
        before = max((b for b in range(at) if order[b] < value), key=total.__getitem__, default=None)
        if before is not None:
            total[at] += total[before]
            chain[at] = [*chain[before], value]
    return set(chain[max(range(len(order)), key=total.__getitem__)]) if order else set()


def _change(old: Scene | None, new: Scene, *, moved: bool) -> SceneChange:
    line = _line(new)
    if old is None:
        return SceneChange("added", _slug(new), "", new.id, 0, line)
    speeches = tuple(_speeches(old, new))
    actions = sum(_shown(new)[at].type in ("action", "centered", "lyric") for at in _differing(old, new)[1])
    changed = _body(old) != _body(new)
    kind: Kind = "moved and changed" if moved and changed else "moved" if moved else "changed" if changed else "same"
    return SceneChange(kind, _slug(new), old.id, new.id, _line(old), line, speeches, actions)


def _gone(old: Scene) -> SceneChange:
    return SceneChange("cut", _slug(old), old.id, "", _line(old), 0)


def _marks(old: Scene | None, new: Scene, *, moved: bool) -> set[int]:
    """Return which elements of a new scene carry an asterisk: all of one that is new here, else what differs; where text was cut, what follows."""
    places = [at for at, element in enumerate(new.elements) if element.type not in SILENT]
    if old is None or moved:
        return set(places)
    cuts, differing = _differing(old, new)
    shown = {min(at, len(places) - 1) for at in (*cuts, *differing) if places}
    return {places[at] for at in shown}


def _differing(old: Scene, new: Scene) -> tuple[list[int], list[int]]:
    """Return where the shown elements of the new scene lack something of the old, and which of them differ."""
    matcher = SequenceMatcher(None, [_key(e) for e in _shown(old)], [_key(e) for e in _shown(new)], autojunk=False)
    steps = [step for step in matcher.get_opcodes() if step[0] != "equal"]
    return [b for kind, _, _, b, _ in steps if kind == "delete"], [at for _, _, _, b, end in steps for at in range(b, end)]


def _speeches(old: Scene, new: Scene) -> Iterator[SpeechChange]:
    """Yield the speeches that differ; two by one name at one place are one speech rewritten."""
    before, after = [[(s.name, _plain(s.text)) for s in scene.speeches] for scene in (old, new)]
    for kind, a, a_end, b, b_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        gone = list(old.speeches[a:a_end])
        for speech in new.speeches[b:b_end]:
            twin = next((one for one in gone if one.name == speech.name), None)
            if twin:
                gone.remove(twin)
            yield SpeechChange(speech.name, twin.text if twin else "", speech.text, twin.line if twin else 0, speech.line)
        for speech in gone:
            yield SpeechChange(speech.name, speech.text, "", speech.line, 0)


def _shown(scene: Scene) -> list[Element]:
    return [element for element in scene.elements if element.type not in SILENT]


def _body(scene: Scene) -> tuple[tuple[str, str], ...]:
    return tuple(_key(element) for element in _shown(scene))


def _key(element: Element) -> tuple[str, str]:
    return element.type, _plain(element.text)


def _plain(text: str) -> str:
    """Return a text with its white space evened out: a line broken elsewhere is no change."""
    return " ".join(text.split())


def _slug(scene: Scene) -> str:
    return _plain(scene.heading.text) if scene.heading else "(no slug line)"


def _line(scene: Scene) -> int:
    return scene.heading.line if scene.heading else scene.elements[0].line


def _words(scene: Scene) -> Counter[str]:
    """Return the words of a scene that tell it from others: of four letters and more, unless it has none."""
    words = [word for element in _shown(scene)[1:] for word in _WORD.findall(element.text.lower())]
    return Counter([word for word in words if len(word) > 3 or word > "\u2e7f"] or words)
