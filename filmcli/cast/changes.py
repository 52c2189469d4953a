"""Other clothes in some scenes: what the script says, worn from there to the end of its story day; hats off indoors, coats on outside.

Knows nothing of bodies and draws. A story day (D1, N1, D2 … of a costume breakdown) ends where the slug lines' hours run backwards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from filmcli.cast import lexicon
from filmcli.cast.costume import timely
from filmcli.cast.evidence import Worn
from filmcli.cast.introduction import Fact, clothes
from filmcli.cast.reading import Person
from filmcli.core import presets
from filmcli.formats.fountain import Scene, Screenplay, scenes
from filmcli.formats.wardrobe import Change, Wardrobe

_HOURS = (  # in the order of a day; DAY is any of morning to afternoon
    r"DAWN|SUNRISE|РАССВЕТ|黎明",
    r"MORNING|УТРО|晨|早晨|上午",
    r"NOON|ПОЛДЕНЬ|中午",
    r"AFTERNOON|下午",
    r"DUSK|SUNSET|EVENING|TWILIGHT|GOLDEN HOUR|MAGIC HOUR|ВЕЧЕР|ЗАКАТ|СУМЕРКИ|黄昏|傍晚|晚上",
    r"NIGHT|MIDNIGHT|НОЧЬ|ПОЛНОЧЬ|夜",
)
_DAY, _LATEST_DAY = re.compile(r"\bDAY\b|ДЕНЬ|日|白天", re.IGNORECASE), 3
_DARK = re.compile(r"NIGHT|MIDNIGHT|НОЧЬ|夜", re.IGNORECASE)
_FOUL = re.compile(r"\b(?:rain|rains|raining|snow|snows|snowing|sleet|storm|blizzard|freezing)\b|дожд|снег|метель|雨|雪", re.IGNORECASE)
_NEXT = re.compile(r"\b(?:NEXT|FOLLOWING)\b|\b(?:DAYS?|WEEKS?|MONTHS?|YEARS?) LATER|НА СЛЕДУЮЩ|第二天|次日", re.IGNORECASE)


def days(film: Sequence[Scene]) -> list[int]:
    """Return the story day of each scene, from 1."""
    day, hour, found = 1, 0, []
    for scene in film:
        text = scene.heading.text if scene.heading else ""
        now = next((rank for rank, words in enumerate(_HOURS) if re.search(rf"(?:{words})", scene.time, re.IGNORECASE)), None)
        if now is None and _DAY.search(scene.time):
            now = min(hour, _LATEST_DAY) if hour <= _LATEST_DAY and not _NEXT.search(text) else 1
        if _NEXT.search(text) or (now is not None and now < hour):
            day += 1
        hour = hour if now is None else now
        found.append(day)
    return found


def read(person: Person, wardrobe: Wardrobe, screenplay: Screenplay, *, period: str = "") -> tuple[tuple[Change, ...], dict[str, str]]:
    """Return a person's changes of clothes and where each came from. What is worn already is no change. `period` as in a genre (`1940s`)."""
    film = scenes(screenplay)
    when = dict(zip((scene.id for scene in film), days(film), strict=True))
    made, origin = _weathered(person, wardrobe, film, period)
    for worn, last in [*_noted(person, screenplay, film), *((one, "") for one in person.worn)]:
        values = _values(worn, wardrobe, hatted=wardrobe.hat != "none" or any(one.hat not in (None, "none") for one in made))
        if worn.scene not in when or not values:
            continue
        last = last or [scene for scene, day in when.items() if day == when[worn.scene]][-1]
        quoted = {fact.words: fact.origin for fact in worn.facts.values()}
        origin[f"wardrobes[{len(made)}]"] = ", ".join(
            told for words, told in quoted.items() if not any(words != other and words in other for other in quoted)
        )
        made.append(Change(scenes=worn.scene if worn.scene == last else f"{worn.scene}-{last}", **values))
    return tuple(made), origin


def _weathered(person: Person, wardrobe: Wardrobe, film: Sequence[Scene], period: str) -> tuple[list[Change], dict[str, str]]:
    """Return what a person does without being told: a hat comes off indoors, a coat goes on outside at night and in bad weather.

    A hat that the script gives stays on.
    """
    here = [scene for scene in film if scene.id in person.present]
    made: list[Change] = []
    origin: dict[str, str] = {}
    data = presets.load("wardrobe", "hats")["bare"]
    words = () if "hat" in person.facts else data.get(wardrobe.hat) or (data["in"] if wardrobe.hat in data["hats"] else ())
    if words:
        where = re.compile(rf"(?:{lexicon.pattern(words)})", re.IGNORECASE)
        inside = [scene for scene in here if scene.int_ext == "INT" and where.search(scene.place)]
        _add(made, origin, inside, "hats come off in the", hat="none")
    coat = presets.load("wardrobe", "garments")["garments"][wardrobe.garment].get("outdoors")
    if coat and not wardrobe.layers and coat in timely([coat, "cloak"], period):
        told = person.facts["garment"].line if "garment" in person.facts else 0  # what the page tells of is to be seen where it does
        outside = [
            scene
            for scene in here
            if scene.int_ext == "EXT"
            and (_DARK.search(scene.time) or _FOUL.search(_text(scene)))
            and all(element.line != told for element in scene.elements)
        ]
        _add(made, origin, outside, f"a {coat} goes on in the", layers={"over": coat})
    return made, origin


def _add(made: list[Change], origin: dict[str, str], film: Sequence[Scene], why: str, **values: Any) -> None:
    if not film:
        return
    places = list(dict.fromkeys(scene.place.capitalize() for scene in film))
    origin[f"wardrobes[{len(made)}]"] = f"{why} {places[0]}" + (f" and {len(places) - 1} more" if len(places) > 1 else "")
    made.append(Change(scenes=",".join(scene.id for scene in film), **values))


def _text(scene: Scene) -> str:
    return "\n".join(element.text for element in scene.elements if element.type == "action")


def _values(worn: Worn, wardrobe: Wardrobe, *, hatted: bool) -> dict[str, Any]:
    """Return what of an outfit differs from the usual one."""
    words = presets.load("wardrobe", "colours")["words"]
    values: dict[str, Any] = {key: fact.value for key, fact in worn.facts.items() if key in ("garment", "hat")}
    if "colour" in worn.facts:
        values["main"] = tuple(words[worn.facts["colour"].value])
    if "garment" in values and "hat" not in values and hatted:
        values["hat"] = "none"
    differs = {key: value for key, value in values.items() if value != getattr(wardrobe, key)}
    return values if set(differs) - {"hat"} or "hat" in worn.facts and differs else {}


def _noted(person: Person, screenplay: Screenplay, film: Sequence[Scene]) -> list[tuple[Worn, str]]:
    """Return the clothes that a note names, `[[VERA: a red evening dress]]`: of its scene, or of all its section when it stands right below one."""
    found: list[tuple[Worn, str]] = []
    starts = {scene.heading.line: scene.id for scene in film if scene.heading}
    name = re.compile(rf"\s*(?:{lexicon.pattern([person.name, *person.aliases])})\s*(?::|,|\bwears\b|\bin\b|\bis in\b)", re.IGNORECASE)
    scene, section = "", None
    for index, element in enumerate(screenplay.elements):
        scene = starts.get(element.line, scene) if element.type == "scene_heading" else scene
        section = index if element.type == "section" else None if element.type not in ("note", "synopsis") else section
        match = name.match(element.text) if element.type == "note" else None
        facts: dict[str, Fact] = clothes(element.text[match.end() :], element.line) if match else {}
        if not facts:
            continue
        if section is None:
            found.append((Worn(scene, facts), scene))
            continue
        following = screenplay.elements[index + 1 :]
        end = next((place for place, one in enumerate(following) if one.type == "section"), len(following))
        inside = [starts[one.line] for one in following[:end] if one.type == "scene_heading" and one.line in starts]
        found += [(Worn(inside[0], facts), inside[-1])] if inside else []
    return found
