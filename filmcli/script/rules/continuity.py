"""Rules of continuity: who, where, when and with what, from scene to scene.

Knows nothing of form. Where the page leaves room for doubt, a rule says nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from filmcli.core import presets
from filmcli.formats.scenes import Scene
from filmcli.formats.screenplay import Element
from filmcli.script import length
from filmcli.script.company import UNSEEN, is_generic, words_of
from filmcli.script.rules import Place, Rule, Subject, place
from filmcli.script.rules.form import is_odd
from filmcli.script.spelling import neighbours

_GOING_ON = re.compile(r"CONTINUOUS|CONT['’]D|LATER|SAME|MOMENT|ПРОДОЛЖЕНИЕ|ПОЗЖЕ|连续|稍后", re.IGNORECASE)
_MANY = re.compile(  # a scene that says so may hold anybody
    r"\b(?:they|all|both|every(?:one|body)|others?|group|crowd|two|three|four|five|team|family|passengers)\b|\b(?:они|все|двое|трое|оба)\b|[都们]",
    re.IGNORECASE,
)
_COLLECTIVE = frozenset(("ALL", "BOTH", "EVERYONE", "EVERYBODY", "CROWD", "VOICE", "VOICES", "CHORUS", "TOGETHER", "THEY", "ВСЕ", "众人"))
_AGES = frozenset(("YOUNG", "YOUNGER", "OLD", "OLDER", "LITTLE", "BIG", "TEENAGE", "ADULT", "VOICE"))
_LEAVES = re.compile(r"\s+(?:exits|leaves|walks out|storms out|goes out|is gone)[.!]", re.IGNORECASE)
_SUN = re.compile(r"\b(?:sunlight|sunshine|broad daylight|midday|the sun (?:is high|shines|beats|blazes|streams))\b", re.IGNORECASE)
_MOON = re.compile(r"\b(?:moonlight|moonlit|starlight|dead of night|the moon (?:is|shines|hangs|rises))\b", re.IGNORECASE)
_NIGHT = re.compile(r"\b(?:NIGHT|MIDNIGHT)\b", re.IGNORECASE)
_DAY = re.compile(r"\b(?:DAY|NOON|AFTERNOON)\b", re.IGNORECASE)
_RARE = 2  # speeches of one who may be somebody else misspelt
_ECHO = {"dialogue": 6, "action": 8}  # words of what is not repeated by chance


def _introduction(subject: Subject) -> Iterator[Place]:
    """A first speech on screen before any action line names the speaker, be it only in part."""
    told: set[str] = set()  # the words of the action in any case: the machine of MESSAGE MACHINE
    named: set[str] = set()
    heard: set[str] = set()
    said = {speech.line for scene in subject.scenes for speech in scene.speeches}
    for element in subject.screenplay.elements:
        if element.type in ("action", "scene_heading"):
            named.update(name for _, _, name in subject.company.named(element.text))
            told.update(words_of(element.text))
        elif element.line in said and element.name and not UNSEEN.search(element.extension or ""):
            who = subject.company.of(element.name)
            if who in named | heard or _COLLECTIVE & set(words_of(element.name)) or is_odd(element.name):
                continue
            heard.add(who)
            if not any(len(word) > 2 and {word, f"{word}S"} & told for word in words_of(element.name)):
                yield (
                    element.line,
                    element.column,
                    f"{element.name} speaks, and no action line has introduced them; is this (O.S.) or (V.O.)?",
                )


def _name_variant(subject: Subject) -> Iterator[Place]:
    counts = Counter(cue.name for cue in subject.cues if cue.name)
    first = {cue.name: cue for cue in reversed(subject.cues) if cue.name}
    cues_of: defaultdict[str, list[str]] = defaultdict(list)
    for name in counts:
        cues_of[subject.company.of(name)].append(name)
    seen = {name for action in subject.actions for _, _, name in subject.company.named(action.text)}
    near = neighbours(counts, shortest=3)
    for name, count in counts.items():
        who = subject.company.of(name)
        same = [
            other for other in cues_of[who] if (counts[other], first[name].line) > (count, first[other].line) and not _apart(name, other)
        ]
        like = [
            other
            for other in near.get(name, ())
            if count <= _RARE and counts[other] >= 3 * count and who not in seen and other[0] == name[0]
        ]
        if other := max(same or like, key=counts.__getitem__, default=None):
            cue = first[name]
            yield cue.line, cue.column, f"{name} speaks {_times(count)}, {other} {_times(counts[other])}: one person, two cues?"


def _apart(a: str, b: str) -> bool:
    """Return whether two cues of one person are meant to differ: TOM and YOUNG TOM, ANNA and ANNA & BORIS."""
    difference = set(words_of(a)) ^ set(words_of(b))
    return bool(difference & _AGES) or bool(re.search(r"[&/,+]|\bAND\b", f"{a} {b}")) or any(not w.isalpha() for w in difference)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _absent(subject: Subject) -> Iterator[Place]:
    """Who speaks on screen where no action names them, though they were elsewhere before; and who speaks after leaving."""
    last: dict[str, str] = {}
    for scene in subject.scenes:
        told = "\n".join(e.text for e in scene.elements if e.type in ("action", "scene_heading"))
        named = {name for _, _, name in subject.company.named(told)}
        going_on = _GOING_ON.search(scene.time) or not scene.place or not scene.int_ext
        open_house = going_on or _MANY.search(told) or not named
        speakers = {subject.company.of(s.name): s for s in reversed(scene.speeches) if not UNSEEN.search(s.extension or "")}
        for who, speech in speakers.items():
            before = last.get(who, scene.place)
            elsewhere = before not in scene.place and scene.place not in before  # HOUSE and HOUSE KITCHEN are near enough
            if who not in named and elsewhere and not open_house and not is_generic(who):
                yield speech.line, 1, f"{speech.name} speaks in {scene.place}, was last in {before}, and no action line brings them here"
        yield from _gone(subject, scene)
        last |= dict.fromkeys(named | set(speakers), scene.place)


def _gone(subject: Subject, scene: Scene) -> Iterator[Place]:
    left: dict[str, int] = {}
    for element in scene.elements:
        if element.type == "action":
            for _, end, name in subject.company.named(element.text):
                left.pop(name, None)
                if _LEAVES.match(element.text, end):
                    left[name] = element.line
            if _MANY.search(element.text):
                left.clear()
        elif element.type == "character" and not UNSEEN.search(element.extension or ""):
            line = left.pop(subject.company.of(element.name or ""), 0)
            if line:
                yield element.line, element.column, f"{element.name} speaks, and has left on line {line}; is this (O.S.)?"


def _time(subject: Subject) -> Iterator[Place]:
    for scene in subject.scenes:
        if not scene.heading:
            continue
        if scene.index == 0 and _GOING_ON.search(scene.time):
            yield scene.heading.line, scene.heading.column, f"{scene.time}: the first scene has no scene to go on from"
        night, day = _NIGHT.search(scene.time), _DAY.search(scene.time)
        wrong = _SUN if night and not day else _MOON if day and not night else None
        for element in scene.elements if wrong else ():
            if wrong and element.type == "action" and (match := wrong.search(element.text)):
                yield *place(element, match.start(), match[0]), f"{match[0]!r}, and the slug line says {scene.time}"


def _place_variant(subject: Subject) -> Iterator[Place]:
    counts = Counter(scene.place for scene in subject.scenes if scene.place)
    first = {scene.place: scene.heading for scene in reversed(subject.scenes) if scene.heading}
    for here, others in neighbours(counts, shortest=5).items():
        usual = [other for other in others if (counts[other], first[here].line) > (counts[here], first[other].line)]
        if other := max(usual, key=counts.__getitem__, default=None):
            yield first[here].line, first[here].column, f"{here} here, {other} on line {first[other].line}: one place, two names?"


def _prop_order(subject: Subject) -> Iterator[Place]:
    """`the revolver` in a scene, and only later in that scene `a revolver`; no scene or speech before has one."""
    props = "|".join(map(re.escape, presets.load("breakdown", "words")["hand_props"]))
    used = re.compile(rf"\b(the|his|her|a|an)\s((?:\w+\s)?({props}))\b", re.IGNORECASE)
    known: set[str] = set()
    for scene in subject.scenes:
        first: dict[str, tuple[Element, re.Match[str]]] = {}
        for element in scene.elements:
            if element.type == "dialogue":
                known.update(re.findall(rf"\b({props})\b", element.text.lower()))
            for match in used.finditer(element.text) if element.type == "action" else ():
                article, phrase, word = (group.lower() for group in match.groups())
                if article == "the":
                    first.setdefault(word, (element, match))
                    continue
                before, use = first.get(word, (None, None))
                if before and use and word not in known and article in ("a", "an") and phrase == use[2].lower():
                    words = f"{use[0]!r} is used here, and shown as {match[0]!r} only on line {element.line}"
                    yield *place(before, use.start(), use[0]), words
                known.add(word)
        known.update(first)


def _repeated(subject: Subject) -> Iterator[Place]:
    seen: dict[str, int] = {}
    for element in subject.screenplay.elements:
        if element.type in ("dialogue", "action") and length.words(element.text) >= _ECHO[element.type]:
            line = seen.setdefault(" ".join(re.findall(r"\w+", element.text.lower())), element.line)
            if line != element.line:
                yield element.line, element.column, f"the same {'line' if element.type == 'dialogue' else 'action'} stands on line {line}"


RULES: Sequence[Rule] = (
    Rule("introduction", "warning", "Somebody speaks on screen before any action line has named them.", _introduction),
    Rule("name-variant", "warning", "Two cues mean one person: SMITH and MR. SMITH, JON and JOHN.", _name_variant),
    Rule("absent-speaker", "warning", "Somebody speaks where no action line has brought them, or after they have left.", _absent),
    Rule("time", "warning", "The light contradicts the slug line, or the first scene goes on from nothing.", _time),
    Rule("place-variant", "warning", "Two slug lines spell one place in two ways.", _place_variant),
    Rule("prop-order", "warning", "A prop is used before the line that shows it.", _prop_order),
    Rule("repeated-line", "note", "A speech or an action stands twice, word for word.", _repeated),
)
