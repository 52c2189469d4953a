"""The breakdown of a screenplay's scenes: set, hour, weather, season, period, light, props and elements of each, every value with its reason.

Knows nothing of people's places or cameras.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from filmcli.core import presets
from filmcli.core.seeds import stream
from filmcli.formats import fountain
from filmcli.formats.scenes import identities
from filmcli.formats.screenplay import Element, Screenplay
from filmcli.formats.shots import Effect
from filmcli.formats.shots import Element as Found
from filmcli.render import elements, lexicon

NEUTRAL = {True: "apartment", False: "street"}  # the sets of a place that no word describes
PREPOSITIONS = re.compile(
    r"\b(?:behind|over|outside|near|under|above|below|of|in|at|by|beside|with|across|facing|beneath)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Evidence:
    """A prop and the line of the screenplay that names it."""

    prop: str
    line: int
    quote: str


@dataclass(frozen=True)
class Sheet:
    """The breakdown of one scene. `identity` is what its random choices hang on; `exact` is false when the set is a fallback."""

    scene: fountain.Scene
    identity: str
    set: str
    set_reason: str
    exact: bool
    time: str
    weather: str
    lighting: str
    props: tuple[Evidence, ...]
    season: str = ""
    period: str = ""
    effects: tuple[Effect, ...] = ()
    flashes: tuple[tuple[int, str, str], ...] = ()
    crowd: int = 0
    means: str = ""
    outside: str = ""
    materials: Mapping[str, str] = field(default_factory=dict)
    elements: tuple[Found, ...] = ()

    @property
    def actions(self) -> tuple[Element, ...]:
        """The lines that show something."""
        return tuple(e for e in self.scene.elements if e.type in ("action", "centered") and not is_title(e))


def is_title(element: Element) -> bool:
    """Say whether a line is a title card or a transition spelled as action, which shows nobody."""
    return bool(re.fullmatch(r"(?:FADE (?:IN|OUT)|THE END|CUT TO|ЗТМ|ИЗ ЗТМ|КОНЕЦ|剧终|完)[.: ]*", element.text.strip(), re.IGNORECASE))


def breakdown(screenplay: Screenplay, *, genre: Mapping, seed: int) -> tuple[Sheet, ...]:
    """Return the sheets of all scenes. The weather is the film's, unless a scene names its own or goes on from the one before."""
    film_weather = stream(seed, "weather").choice(list(genre.get("weather") or ["clear"]))
    hour, period = usual_hour(genre), ""
    before: Sheet | None = None
    sheets = []
    scenes = fountain.scenes(screenplay)
    headings = (scene.heading.text.strip() if scene.heading else "" for scene in scenes)
    for scene, identity in zip(scenes, identities(headings), strict=True):
        action = "\n".join(e.text for e in scene.elements if e.type == "action")
        name, reason, exact = set_of(scene, action)
        found = elements.read(scene, sets=presets.load("sets", name))
        goes_on = before if found.continues else None
        kept = (
            f"{scene.time.strip()} goes on from {hour}"
            if goes_on
            else "the hour before goes on"
            if before
            else f"usual in the genre: {hour}"
        )
        told = found.elements if found.hour else (*found.elements, Found(kind="time", name=hour, evidence=kept))
        hour = found.hour or hour
        period = found.period if found.carries else period
        usual = "clear" if name in presets.load("breakdown", "elements")["airless"] else film_weather
        weather = found.weather or (goes_on.weather if goes_on else usual)
        lighting = asked_light(scene, hour) or usual_light(genre, presets.load("sets", name), hour)
        before = Sheet(
            scene,
            identity,
            name,
            reason,
            exact,
            hour,
            weather,
            lighting,
            tuple(evidence(scene)),
            season=found.season or (goes_on.season if goes_on else ""),
            period=found.period or period,
            effects=found.effects,
            flashes=found.flashes,
            crowd=found.crowd,
            means=found.means,
            outside=found.outside,
            materials=found.materials,
            elements=told,
        )
        sheets.append(before)
    return tuple(_settled(sheets))


def _settled(sheets: Sequence[Sheet]) -> Iterator[Sheet]:
    """Yield the sheets with what any scene of the same place says that it is of: a floor does not change between scenes."""

    def place(sheet: Sheet) -> tuple[str, str]:
        return sheet.set, " ".join(sheet.scene.place.lower().split())

    for sheet in sheets:
        same = [other for other in sheets if place(other) == place(sheet)]
        means = sheet.means or next((other.means for other in same if other.means), "")
        yield replace(
            sheet, means=means, materials={slot: of for other in reversed([sheet, *same]) for slot, of in other.materials.items()}
        )


def asked_light(scene: fountain.Scene, hour: str) -> str:
    """Return the light set-up that slug line or action ask for in so many words (`a silhouette`, `by candlelight`), '' for none."""
    told = [element.text for element in scene.elements if element.type in ("scene_heading", "action")]
    for name in presets.names("lighting"):
        preset = presets.load("lighting", name)
        if hour in preset.get("hours", (hour,)) and any(
            next(lexicon.named(preset.get("words", ()), lexicon.visible(text)), None) for text in told
        ):
            return name
    return ""


def usual_light(genre: Mapping, spec: Mapping, hour: str) -> str:
    """Return the set-up that a genre has for a place and hour; where there is no sign to shine, neon is moonlight."""
    dark = hour in ("night", "dusk")
    where = f"{'interior' if spec.get('interior', True) else 'exterior'}_{'night' if dark else 'day'}"
    name = dict(genre.get("lighting") or {}).get(where, "three_point")
    return "moonlight" if name == "neon" and not ((spec.get("light") or {}).get("night") or {}).get("neon") else name


def usual_hour(genre: Mapping) -> str:
    """Return the hour that a genre's places have most often; day when they do not say."""
    hours = [place.get("time", "day") for place in genre.get("places") or () if isinstance(place, Mapping)]
    known = [hour for hour in hours if hour in ("day", "night", "dawn", "dusk")]
    return max(sorted(set(known)), key=known.count) if known else "day"


def evidence(scene: fountain.Scene) -> list[Evidence]:
    """Return the props that a scene's action names, each at its first mention."""
    found: dict[str, Evidence] = {}
    for element in scene.elements:
        if element.type == "action":
            for prop, words in lexicon.props_in(element.text):
                found.setdefault(prop, Evidence(prop, element.line, words))
    return list(found.values())


def set_of(scene: fountain.Scene, action: str) -> tuple[str, str, bool]:
    """Return the set of a scene, the reason in words, and whether the heading names it.

    A word that means a set decides, else a word near it in meaning, else the most similar word, else the action's
    words, else a neutral default. A room is never shown for an EXT.
    """
    outside = scene.int_ext in ("EXT", "EST")
    place = scene.place.strip()
    sets = {name: presets.load("sets", name) for name in presets.names("sets")}
    fitting = {name: spec for name, spec in sets.items() if not (outside and spec.get("interior", True))}
    where = "EXT. " if outside else ""
    if place:
        for part in parts(place):
            if hit := spoken(part, fitting):
                name, word, kind = hit
                if kind == "words":
                    room, need = next(_rooms(name, action), (name, ""))
                    return room, f"the heading says {word!r}" + (f", the action {need!r}" if need else ""), True
                return name, f"{place!r} is not a set; nearest by meaning ({word}): {name}", False
        if hit := similar(place, fitting):
            return hit[0], f"{place!r} is not a set; nearest by spelling ({hit[1]}): {hit[0]}", False
        if outside and (hit := spoken(place, sets)):
            return NEUTRAL[False], f"'{where}{place}' is not a set ({hit[0]} is its inside); neutral default: {NEUTRAL[False]}", False
    if hit := spoken(action, fitting, last=False):
        what = f"'{where}{place}' is not a set" if place else "without a slug line the place is not a set"
        return hit[0], f"{what}; the action says {hit[1]!r}: {hit[0]}", False
    name = NEUTRAL[not outside]
    what = f"'{where}{place}' is not a set" if place else "without a slug line the place is not a set"
    return name, f"{what}, and nothing is near it; neutral default: {name}", False


def _rooms(home: str, action: str) -> Iterator[tuple[str, str]]:
    """Yield the rooms of a home that its own set does not show, each with the words of the action that need it."""
    for room, words in presets.load("breakdown", "elements")["homes"].get(home, {}).items():
        yield from ((str(room), str(word)) for word in words if lexicon.find(str(word), lexicon.visible(action)))


def parts(place: str) -> list[str]:
    """Return the pieces of a place to look at, best first: before a preposition, before a dash, then all of it."""
    pieces = [piece.strip() for piece in re.split(r"\s+[-–—]+\s+|\s*[/,;，、]\s*", place) if piece.strip()]
    heads = [head for piece in pieces if (head := PREPOSITIONS.split(piece)[0].strip())]
    return list(dict.fromkeys([*heads[:1], *pieces[:1], *heads[1:], *pieces[1:], place]))


def spoken(text: str, sets: Mapping[str, Mapping], *, last: bool = True) -> tuple[str, str, str] | None:
    """Return the set that a text names: (set, word, 'words' or 'near'). A longer phrase hides the words inside it.

    Of several, exact words win over near ones, then the last in the text (the head noun: POLICE STATION CORRIDOR), in
    Russian and German-like order the first.
    """
    hits = []
    for name, spec in sets.items():
        for kind in ("words", "near"):
            for rank, word in enumerate(spec.get(kind) or ()):
                if match := lexicon.find(str(word), text):
                    hits.append((match.start(), match.start() + len(str(word)), kind, rank, name, str(word)))
    free = [h for h in hits if not any(o[0] <= h[0] and h[1] <= o[1] and o[1] - o[0] > h[1] - h[0] for o in hits)]
    if not free:
        return None
    forward = last and not re.search(r"[а-яё]", text, re.IGNORECASE)
    best = min(free, key=lambda h: (h[2] != "words", -h[0] if forward else h[0], h[3], h[4]))
    return best[4], best[5], best[2]


def similar(place: str, sets: Mapping[str, Mapping]) -> tuple[str, str] | None:
    """Return the set with the word most like one of the place's (a misspelling: ratio ≥ 0.8), and that word."""
    known = {str(word).lower(): name for name, spec in sorted(sets.items()) for kind in ("near", "words") for word in spec.get(kind) or ()}
    best: tuple[float, str, str] | None = None
    for token in re.findall(r"\w{4,}", place.lower()):
        for word in difflib.get_close_matches(token, known, n=1, cutoff=0.8):
            score = difflib.SequenceMatcher(None, token, word).ratio()
            if best is None or score > best[0]:
                best = score, known[word], word
    return best[1:] if best else None
