"""Scene elements: what slug line and action say of place, period, hour, weather, season, things, people and effects, with the line that says it.

Knows nothing of sets, people's places or cameras. The words are data: presets/breakdown/elements.yaml, words.yaml and props.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from filmcli.core import presets
from filmcli.formats import fountain
from filmcli.formats.shots import Effect, Element
from filmcli.render import lexicon, makings

QUOTE = 60  # letters of a quote
YEAR = re.compile(
    r"(?<![\d$£€:.,#-])(1[0-9]{3}|20[0-9]{2}|2[1-9][0-9]{2})(s)?(?![\d:,]|st\b|nd\b|rd\b|th\b)|\b(\d{1,2})th century", re.IGNORECASE
)
CARD = re.compile(r"^(?:SUPER(?:IMPOSE)?|TITLE(?: CARD)?|CAPTION|CHYRON|TITLE OVER)\b[:. ]", re.IGNORECASE)
BACK = re.compile(r"\bFLASH ?(?:BACK|FORWARD)|\bDREAM\b|\bMEMORY\b", re.IGNORECASE)
_DETERMINED = re.compile(
    r"\b(?:an?|the|his|her|its|their|my|your|our|this|that|one|two|three|\w+['’]s)\s+(?:[\w-]+\s+){0,2}\Z", re.IGNORECASE
)

LAID = re.compile(
    r"\b(?:white|grey|gray|brown|black|red|pale|thick|covered|caked|stiff|heavy)\s+(?:with|in)\s+(?:\w+\s+)?$|\b(?:over|across|on|onto|into|in|from|through) the (?:\w+ )?$",
    re.IGNORECASE,
)
LAID_ON = re.compile(r"\w+ (?:to|up to|on) (?:the|his|her|their|its|both|one) ?\w*", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """What the page says of one scene. `season`, `period`, `weather` and `hour` are empty where it says nothing."""

    hour: str
    weather: str
    season: str
    period: str
    effects: tuple[Effect, ...]
    flashes: tuple[tuple[int, str, str], ...]  # (line, effect, the sentence)
    crowd: int
    means: str  # poor or rich; empty where the page says nothing
    outside: str  # what windows look out on where it is not what the set has: space
    materials: Mapping[str, str]  # slot of the set → what the page says it is of
    elements: tuple[Element, ...]
    continues: bool  # the slug line goes on from the scene before: CONTINUOUS, LATER
    carries: bool  # its period is the film's from here on


@dataclass(frozen=True)
class Line:
    """One sentence of the page, what it does not show blanked out, and the screenplay's line it stands on."""

    text: str
    shown: str
    line: int
    slug: bool = False

    def quote(self, at: int = 0) -> str:
        """Return the evidence: the line and the words around a place in the sentence."""
        text = " ".join(self.text.split())
        if len(text) > QUOTE:
            near = max(0, min(at - QUOTE // 2, len(text) - QUOTE))
            text = f"{'…' if near else ''}{text[near : near + QUOTE].strip()}{'…' if near + QUOTE < len(text) else ''}"
        return f'line {self.line}: "{text}"'


def read(scene: fountain.Scene, *, sets: Mapping | None = None) -> Found:
    """Return what a scene's slug line and action say. `sets` is the set's preset: its marks and surfaces are where effects can be.

    What is negated, compared with or said in dialogue is no element.
    """
    lines = [*_slug(scene), *_action(scene)]
    told: dict[tuple[str, str], Element] = {}

    def tell(kind: str, name: str, evidence: str) -> None:
        told.setdefault((kind, name), Element(kind=kind, name=name, evidence=evidence))

    hour, hour_said = _hour(scene, lines)
    weather, season, period = (_of(lines, words, table) for table, words in _tables())
    for kind, found in (("weather", weather), ("season", season)):
        if found:
            tell(kind, found[0], found[1])
    year = _year(lines)
    if year or period:
        tell("period", *(year or period))  # type: ignore[misc]
    if scene.place.strip():
        tell("place", scene.place.strip(), lines[0].quote())
    if hour:
        tell("time", hour, hour_said)
    effects = dict.fromkeys(_effects(lines, sets or {}, tell))
    flashes = tuple(_flashes(lines, tell))
    crowd = _crowd(lines, tell)
    means = makings.means(lines, tell, named=_places() | frozenset(_words()["furnishings"]))
    outside = _outside(lines, tell)
    materials = dict(reversed(list(makings.read(lines, tell))))  # of two for one slot the first
    _things(lines, tell, told)
    return Found(
        hour=hour,
        weather=weather[0] if weather else "",
        season=season[0] if season else "winter" if weather and weather[0] == "snow" else "",
        period=(year or period or ("", ""))[0],
        effects=tuple(effects),
        flashes=flashes,
        crowd=crowd,
        means=means,
        outside=outside,
        materials=materials,
        elements=tuple(sorted(told.values(), key=lambda one: _kinds().index(one.kind))),
        continues=bool(re.fullmatch(rf"(?:{'|'.join(map(re.escape, _words()['keeps']))})", scene.time.strip(), re.IGNORECASE)),
        carries=bool(year or period) and not (scene.heading and BACK.search(scene.heading.text)),
    )


def _kinds() -> tuple[str, ...]:
    return tuple(Element.model_fields["kind"].annotation.__args__)  # type: ignore[union-attr]


def _words() -> Mapping:
    return presets.load("breakdown", "elements")


@cache
def _tables() -> tuple[tuple[Mapping[str, str], tuple[str, ...]], ...]:
    """Return for weather, season and period: what each word means, and the words in order of rank."""
    made = []
    for key in ("weathers", "seasons", "periods"):
        meaning = {str(word).lower(): str(name) for name, words in _words()[key].items() for word in words}
        made.append((meaning, tuple(meaning)))
    return tuple(made)


def _slug(scene: fountain.Scene) -> Iterator[Line]:
    if scene.heading:
        yield Line(scene.heading.text, lexicon.visible(scene.heading.text), scene.heading.line, slug=True)


def _action(scene: fountain.Scene) -> Iterator[Line]:
    for element in scene.elements:
        if element.type not in ("action", "centered"):
            continue
        shown = element.text if CARD.match(element.text.strip()) else lexicon.visible(element.text)
        for start, sentence in lexicon.sentences(element.text):
            lead = len(sentence) - len(sentence.lstrip())
            line = element.line + element.text[: start + lead].count("\n")
            yield Line(sentence, shown[start : start + len(sentence)], line)


def _hour(scene: fountain.Scene, lines: Sequence[Line]) -> tuple[str, str]:
    """Return the hour and its evidence: the slug line's, else the action's when the slug line has none at all; empty to go on as before."""
    if said := lexicon.first(lexicon.HOURS, scene.time):
        return said[0], lines[0].quote()
    if scene.time.strip():
        return "", ""
    for hour, words in _words()["hours"].items():
        for line in lines:
            if found := next(lexicon.named(words, line.shown), None):
                return str(hour), line.quote(found[1])
    return "", ""


def _of(lines: Sequence[Line], words: Sequence[str], meaning: Mapping[str, str]) -> tuple[str, str] | None:
    """Return what the first word of a table means, and its evidence. Weather is the first said; a clear sky after rain is clear."""
    for line in lines:
        if found := next(lexicon.named(words, line.shown), None):
            return meaning[found[0].lower()], line.quote(found[1])
    return None


def _outside(lines: Sequence[Line], tell) -> str:
    for name, words in _words()["outside"].items():
        for line in lines:
            if line.slug and (found := next(lexicon.named(words, line.shown), None)):
                tell("outside", str(name), line.quote(found[1]))
                return str(name)
    return ""


def _year(lines: Sequence[Line]) -> tuple[str, str] | None:
    """Return the year or century that the slug line or a title card names, and its evidence; a number in the action is not trusted."""
    for line in lines:
        if (line.slug or CARD.match(line.text.strip())) and (found := YEAR.search(line.text)):
            year = str((int(found[3]) - 1) * 100 + 50) if found[3] else found[1] + (found[2] or "").lower()
            return year, line.quote(found.start())
    return None


def _effects(lines: Sequence[Line], sets: Mapping, tell) -> Iterator[Effect]:
    for name, words in _words()["effects"].items():
        for line in lines:
            if found := next((hit for hit in lexicon.named(words, line.shown) if name != "dust" or not _lies(line.shown, hit[1])), None):
                tell("effect", str(name), line.quote(found[1]))
                yield Effect(effect=str(name), at=spot_in(line.shown, sets))
                break


def _lies(text: str, at: int) -> bool:
    """Tell whether the dust that is named at a place of the text lies on somebody or something: `a coat white with dust`, `dust to the knee`."""
    return bool(LAID.search(text[:at]) or LAID_ON.match(text[at:]))


def spot_in(text: str, sets: Mapping) -> str:
    """Return the mark or surface of a set that a sentence names, '' for none."""
    spots = [*(sets.get("surfaces") or {}), *(sets.get("marks") or {})]
    for spot in spots:
        if any(
            len(word) > 2 and lexicon.find(word, text)
            for word in spot.split("_")
            if word not in ("left", "right", "middle", "front", "back")
        ):
            return str(spot)
    return ""


def _flashes(lines: Sequence[Line], tell) -> Iterator[tuple[int, str, str]]:
    for line in lines:
        for name, words in _words()["flashes"].items():
            found = next(lexicon.named(words, line.shown), None)
            if found and (
                name != "muzzle_flash"
                or re.search(r"\b(?:fires|shoots|gun|pistol|revolver|rifle|trigger|shot)", line.shown, re.IGNORECASE)
                or lexicon.CJK.search(line.shown)
            ):
                tell("effect", str(name), line.quote(found[1]))
                yield line.line, str(name), line.text


def _crowd(lines: Sequence[Line], tell) -> int:
    """Return how many people without names are there: the largest group that is told, 0 where the place is empty or none are told."""
    words, numbers = _words()["crowds"], {str(k): int(v) for k, v in _words()["numbers"].items()}
    most = 0
    for line in lines:
        if line.slug:
            continue
        if next(lexicon.named(_words()["deserted"], line.shown), None):
            return 0
        for word, at in lexicon.named(words, line.shown):
            before = re.search(
                rf"\b(?:(\d{{1,3}})|({'|'.join(sorted(map(re.escape, numbers), key=len, reverse=True))}))\s+(?:[\w-]+\s+){{0,1}}\Z",
                line.shown[:at],
                re.IGNORECASE,
            )
            if word in ("people", "strangers") and not before:
                continue
            count = int(words[word]) if not before else int(before[1]) if before[1] else numbers[before[2].lower()]
            tell("crowd", f"{count} {word}" if before else word, line.quote(at))
            most = max(most, min(count, 500))
        for word, at in lexicon.named(_words()["full"], line.shown):
            if not _of_a_place(line.shown[at + len(word) :]):
                continue  # a packed suitcase, a busy man
            tell("crowd", word, line.quote(at))
            most = max(most, int(_words()["full"][word]))
    return most


def _of_a_place(after: str) -> bool:
    """Say whether "packed" or "busy" tells of a place, by what comes after it: nothing, a `with`, or a word for a place."""
    if re.match(r"\s*(?:with\b|to the\b|tonight\b|[.,;:!?…—–-]|$)", after, re.IGNORECASE):
        return True
    following = re.findall(r"[\w'-]+", after.lower())[:2]
    return any(word.removesuffix("s") in _places() or word in _places() for word in following)


@cache
def _places() -> frozenset[str]:
    sets = (presets.load("sets", name) for name in presets.names("sets"))
    return frozenset(str(word).lower() for data in sets for word in data.get("words", ())) | frozenset(_words()["rooms"])


@cache
def _shelf() -> tuple[Mapping[str, str], tuple[str, ...], frozenset[str]]:
    """Return the kind of every thing's word, the words in order, and those that are as often verbs."""
    shared = presets.load("breakdown", "words")
    kinds: dict[str, str] = {str(word).lower(): "ignore" for word in shared["ignore"]}
    kinds |= {str(word).lower(): "practical" for word in _words()["practicals"]}
    kinds |= {str(word).lower(): "material" for row in _words()["materials"] for word in row}
    for kind, category in (("prop", "props"), ("vehicle", "vehicles"), ("dressing", "set_dressing")):
        for word in shared["categories"][category]:
            kinds.setdefault(str(word).lower(), kind)
    for known in lexicon.props().values():
        for word in (*known["words"], *known.get("stands_for", ())):
            kinds.setdefault(str(word).lower().removeprefix("the ").removeprefix("a "), "prop")
    return kinds, tuple(kinds), frozenset(map(str, shared["verbs"]))


def _things(lines: Sequence[Line], tell, told: Mapping[tuple[str, str], Element]) -> None:
    """Tell the props, vehicles, dressing, materials and practical lights of a scene; no material alone that is told with its part."""
    kinds, words, verbs = _shelf()
    for line in lines:
        for word, at in lexicon.named(words, line.shown):
            kind = kinds[word]
            plural = line.shown[at : at + len(word) + 1].lower().endswith("s") and not word.endswith("s")
            if kind == "ignore" or word in verbs and (plural or not _DETERMINED.search(line.shown[max(0, at - 40) : at])):
                continue
            if line.slug and kind in ("material", "prop"):
                continue
            if kind == "material" and any(of == kind and name.startswith(f"{word} ") for of, name in told):
                continue
            tell(kind, word, line.quote(at))
