"""Rules of form: what a reader of the file would take for something else than the writer meant.

Knows nothing of the story.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from filmcli.formats import fountain_marks
from filmcli.formats.screenplay import SPOKEN
from filmcli.script.rules import Place, Rule, Subject, place

_REMARKS = {"unclosed": "is never closed", "note-blank-line": "a note with a blank line inside", "heading-spacing": "a slug line wants"}
_SLUG = re.compile(r"^(?:INT|EXT|INT\.?/EXT|I/E|ИНТ|НАТ)\. ?\S.*$", re.MULTILINE)  # capitals and a dot: no sentence begins so
_CARDS = frozenset(
    ("THE END", "FADE IN", "FADE OUT", "FADE TO BLACK", "CUT TO BLACK", "TITLE", "SUPER", "MONTAGE", "LATER", "CONTINUED", "MORE")
)
_SHORTENED = re.compile(r"\b(?:JR|SR|ESQ|DR|MR|MRS|MS|ST|[A-ZА-Я])\.$")
_LONG = 6  # words; no cue of the scripts we read has more than five


def _remark(phrase: str) -> Callable[[Subject], Iterator[Place]]:
    def find(subject: Subject) -> Iterator[Place]:
        return ((r.line, r.column, r.text) for r in subject.screenplay.remarks if phrase in r.text)

    return find


def _other_remark(subject: Subject) -> Iterator[Place]:
    known = _REMARKS.values()
    return ((r.line, r.column, r.text) for r in subject.screenplay.remarks if not any(phrase in r.text for phrase in known))


def _empty_cue(subject: Subject) -> Iterator[Place]:
    told = [element for element in subject.screenplay.elements if element.type not in ("note", "boneyard")]
    for cue, after in zip(told, [*told[1:], None], strict=False):
        if cue.type == "character" and (after is None or after.type not in SPOKEN):
            yield cue.line, cue.column, f"nothing is said under {cue.text}"


def _lost_cue(subject: Subject) -> Iterator[Place]:
    speakers = {cue.name for cue in subject.cues}
    for action in subject.actions:
        text = action.text.strip()
        if "\n" not in text and fountain_marks.is_cue(text) and fountain_marks.split_cue(text)[0] in speakers:
            yield action.line, action.column, f"{text} reads as action: no line follows it, or none stands blank before it"


def _lost_heading(subject: Subject) -> Iterator[Place]:
    for element in subject.screenplay.elements:
        if element.type in ("action", "dialogue"):
            for match in _SLUG.finditer(element.text) if "!" not in element.source[:2] else ():
                yield (
                    *place(element, match.start(), match[0]),
                    f"{match[0]!r} reads as {element.type}: a slug line wants a blank line before it",
                )


def _lost_transition(subject: Subject) -> Iterator[Place]:
    for action in subject.actions:
        text = action.text.strip()
        if "\n" not in text and text.endswith("TO:") and text.isupper() and not action.source.startswith("!"):
            yield action.line, action.column, f"{text} reads as action: it wants blank lines around it, and no space at its end"


def _odd_cue(subject: Subject) -> Iterator[Place]:
    count = Counter(cue.name for cue in subject.cues)
    for cue in subject.cues:
        if count[cue.name] == 1 and is_odd(cue.name or ""):
            yield cue.line, cue.column, f"{cue.text} reads as a cue: is it action? Put a blank line after it"


def is_odd(name: str) -> bool:
    """Return whether a cue looks like no name: FADE OUT., TITLE: PARIS, or a sentence in capitals."""
    end = name[-1:] in "!?:;,…" or (name.endswith(".") and " " in name and not _SHORTENED.search(name))
    return end or ":" in name or len(name.split()) >= _LONG or name.rstrip(".: ") in _CARDS


def _number_repeated(subject: Subject) -> Iterator[Place]:
    first: dict[str, int] = {}
    for element in subject.screenplay.elements:
        if element.number:
            line = first.setdefault(element.number, element.line)
            if line != element.line:
                yield element.line, element.column, f"scene number {element.number} stands on line {line} already"


def _dual_alone(subject: Subject) -> Iterator[Place]:
    told = [element for element in subject.screenplay.elements if element.type not in ("note", "boneyard")]
    for before, cue in zip([None, *told], told, strict=False):
        if cue.dual and (before is None or before.type not in SPOKEN):
            yield cue.line, cue.column, f"{cue.text} ^ speaks at the same time as nobody: no speech stands before it"


def _heading_place(subject: Subject) -> Iterator[Place]:
    for scene in subject.scenes:
        if scene.heading and scene.int_ext and not scene.place.strip("-–— "):
            yield scene.heading.line, scene.heading.column, f"{scene.heading.text} names no place"


def _heading_time(subject: Subject) -> Iterator[Place]:
    slugs = [scene for scene in subject.scenes if scene.heading and scene.int_ext]
    silent = [scene for scene in slugs if not scene.time]
    if len(slugs) >= 5 and len(silent) * 5 <= len(slugs):  # whoever names no hours at all means it so
        for scene in silent:
            assert scene.heading
            yield scene.heading.line, scene.heading.column, f"{scene.heading.text} names no hour, and the other slug lines do"


RULES = (
    Rule("unclosed", "error", "A note `[[` or a boneyard `/*` that is never closed stays text.", _remark(_REMARKS["unclosed"])),
    Rule("empty-cue", "error", "A forced cue (`@NAME`) with nothing said under it.", _empty_cue),
    Rule("lost-heading", "error", "A slug line without a blank line before it reads as action or dialogue.", _lost_heading),
    Rule("number-repeated", "error", "Two scenes have one scene number.", _number_repeated),
    Rule("dual-alone", "error", "A cue marked `^` has no speech before it to share its time with.", _dual_alone),
    Rule("heading-spacing", "warning", "A slug line has no blank line after it.", _remark(_REMARKS["heading-spacing"])),
    Rule("note-blank-line", "warning", "A note with a truly blank line inside is text.", _remark(_REMARKS["note-blank-line"])),
    Rule("fountain", "warning", "Any other remark of the Fountain reader.", _other_remark),
    Rule("lost-cue", "warning", "A speaker's name alone on a line reads as action when no speech follows at once.", _lost_cue),
    Rule("lost-transition", "warning", "A transition that other text touches, or that ends in a space, reads as action.", _lost_transition),
    Rule("odd-cue", "warning", "A line in capitals reads as a cue and is none by the look of it.", _odd_cue),
    Rule("heading-place", "warning", "A slug line names no place.", _heading_place),
    Rule("heading-time", "note", "A slug line names no hour where nearly all others do.", _heading_time),
)
