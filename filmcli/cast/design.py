"""The cast of a screenplay: every field of every sheet, from the script first and from seeded draws for the rest.

Knows nothing of pictures. Each field draws from its own stream of the character's name, so nobody's draw moves another's;
who is too like somebody earlier in the script is drawn again.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from filmcli.cast import changes, costume, look, reading, resemblance, temper
from filmcli.cast.reading import Person
from filmcli.core import presets
from filmcli.core.seeds import stream
from filmcli.formats.cast import Appearance, Cast, Character, Personality, Role
from filmcli.formats.document import Source
from filmcli.formats.fountain import Screenplay
from filmcli.formats.wardrobe import Wardrobe

TURNS = 160  # draws of one person before the most distant is taken; the tenth of one sex in a film needs more than 40
SAID = {  # what the script may say of the looks, and the field of the appearance that it decides
    "hair": "hair.colour",
    "style": "hair.style",
    "beard": "hair.beard",
    "eyes": "eyes",
    "build": "build",
    "makeup": "makeup",
    "glasses": "glasses",
}
Wish = tuple[str, str]  # want, need
CROWNED = 0.8  # of two leads whose hair is alike: what is left of their distance
LEADS = 0.08  # distance of main cloths (`costume.apart`) that keeps the leads of a film apart by hue or value


def design(
    screenplay: Screenplay, *, genre: Mapping[str, Any], seed: int, source: Source, wishes: Mapping[str, Wish] | None = None
) -> Cast:
    """Return the cast of a screenplay in order of appearance. `genre` is a genre preset with its `name`; `wishes` (name → want and need) come from the story."""
    people = reading.people(screenplay)
    made: list[Character] = []
    for person in people:
        one = character(person, made, role=_role(person, people), genre=genre, seed=seed)
        changes_, why = changes.read(person, one.wardrobe, screenplay, period=str(genre.get("period", "")))
        one = one.model_copy(update={"wardrobes": changes_, "origin": one.origin | why})
        made.append(_wishing(one, wishes or {}))
    return Cast(screenplay=source, genre=str(genre.get("name", "drama")), seed=seed, characters=tuple(_light(one) for one in made))


def identifier(name: str, taken: Iterable[str] = ()) -> str:
    """Return a path-safe id for a name: Latin letters, Cyrillic and Greek transliterated, else `C_` and a digest; never one `taken`."""
    letters = presets.load("people", "letters")
    latin = letters["cyrillic"] | letters["greek"]
    plain = "".join(
        latin.get(char, latin.get(unicodedata.normalize("NFD", char)[0], char)) for char in unicodedata.normalize("NFC", name).upper()
    )
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Z0-9]+", "_", plain.replace("'", "")).strip("_")[:48]
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    found = words if re.search(r"[A-Z]", words) else f"C_{digest}"
    return f"{found}_{digest}" if found in set(taken) else found


def character(person: Person, made: Sequence[Character], *, role: Role, genre: Mapping[str, Any], seed: int) -> Character:
    """Return one sheet: what is said of a person, and the rest drawn unlike everybody in `made`."""
    gender, age, origin = _born(person, seed, genre)
    appearance, wardrobe, looks = looked(person, made, gender=gender, age=age, genre=genre, seed=seed)
    who, evidence = temper.personality(person, seed=seed)
    motion, reasons = temper.motion(person, who, age=age, seed=seed)
    voice, heard = temper.voice(
        person, temper.nature(person, seed=seed), appearance.build, gender=gender, age=age, taken=[one.voice for one in made], seed=seed
    )
    origin |= looks | {"personality": "the five factors below"} | evidence | reasons | {"voice": heard}
    origin["name"] = f"line {person.line}, {person.speeches} speeches, {person.words} words" if person.line else "as told"
    origin["role"] = f"{person.speeches} speeches, {person.words} words"
    origin["description"] = (
        f"line {person.line}"
        if person.text and person.line
        else "as told"
        if person.text
        else "the trade or nothing: the script does not describe"
    )
    return Character(
        name=person.name,
        id=identifier(person.name, (one.id for one in made)),
        aliases=person.aliases,
        role=role,
        gender=gender,
        age=age,  # type: ignore[arg-type]
        description=_description(person, gender),
        appearance=appearance,
        wardrobe=wardrobe,
        personality=who,
        motion=motion,
        voice=voice,
        origin=origin,
    )


def looked(
    person: Person, made: Sequence[Character], *, gender: str, age: int, genre: Mapping[str, Any], seed: int
) -> tuple[Appearance, Wardrobe, dict[str, str]]:
    """Return the look of a person, unlike everybody in `made`, and where it came from: what `cast --recast` draws anew."""
    group, why = look.heritage(person, seed)
    turn, appearance, wardrobe, clothes = _unlike(person, made, gender=gender, age=age, group=group, genre=genre, seed=seed)
    drawn = f"drawn with seed {seed}" + (f", turn {turn + 1} to look unlike the others" if turn else "")
    origin = {"heritage": why, "appearance": f"what is not quoted below is {drawn}"}
    for key, field in SAID.items():
        told = [fact for name, fact in person.facts.items() if name.split("/")[0] == key]
        if told:
            origin[f"appearance.{field}"] = ", ".join(fact.origin for fact in told)
    return appearance, wardrobe, origin | clothes


def _wishing(one: Character, wishes: Mapping[str, Wish]) -> Character:
    """Return a character with want and need where the story tells them."""
    wish = next((wishes[name.upper()] for name in (one.name, *one.aliases) if name.upper() in wishes), None)
    if wish is None:
        return one
    told = {key: value for key, value in (("want", wish[0]), ("need", wish[1])) if value}
    return one.model_copy(update={**told, "origin": one.origin | dict.fromkeys(told, "story.yaml")})


def _light(one: Character) -> Character:
    """Return the short sheet of a day player: no factors, and of the origins only those that quote the script."""
    if one.role != "day":
        return one
    quoted = {key: value for key, value in one.origin.items() if re.search(r'line \d+: "', value) and not key.startswith("personality")}
    return one.model_copy(
        update={
            "personality": Personality(summary=one.personality.summary),
            "origin": {
                "*": f"{one.origin['appearance'].removeprefix('what is not quoted below is ')}; a day player's sheet is short",
                **quoted,
            },
        }
    )


def _born(person: Person, seed: int, genre: Mapping[str, Any]) -> tuple[str, int, dict[str, str]]:
    """Return gender and age with their origins."""
    gender, age = person.facts.get("gender"), person.facts.get("age")
    dice = stream(seed, "cast/age", person.name)
    years = int(age.value) if age else max(20, min(72, round(dice.gauss(41, 12))))
    sex = str(gender.value) if gender else stream(seed, "cast/gender", person.name).choice(["female", "male"])
    drawn = f"drawn with seed {seed}"
    return sex, years, {"gender": gender.origin if gender else drawn, "age": age.origin if age else drawn}


def _unlike(
    person: Person,
    made: Sequence[Character],
    *,
    gender: str,
    age: int,
    group: str,
    genre: Mapping[str, Any],
    seed: int,
) -> tuple[int, Appearance, Wardrobe, dict[str, str]]:
    """Return the first draw that is clearly unlike everybody before, else the most unlike of all, with its number."""
    best: tuple[float, int, Appearance, Wardrobe, dict[str, str]] | None = None
    id_ = identifier(person.name, (one.id for one in made))
    for turn in range(TURNS):
        body = look.draw(person, gender=gender, age=age, group=group, seed=seed, turn=turn)
        dress, why = costume.draw(person, gender=gender, age=age, genre=genre, seed=seed, turn=turn)
        if (genre.get("wardrobe") or {}).get("glasses") == "none" and "glasses" not in person.facts:  # not yet invented
            body = body.model_copy(update={"glasses": "none"})
        if dress.hat != "none" and "style" not in person.facts:
            body = body.model_copy(update={"hair": body.hair.model_copy(update={"style": _under_hat(body.hair.style)})})
        one = Character(name=person.name, id=id_, gender=gender, age=age, appearance=body, wardrobe=dress)  # type: ignore[arg-type]
        # 1 is far enough in looks, in the face alone, and in cloth between leads: the least of the three decides
        nearest = min((_apart(one, other) for other in made), default=9.0)
        leads = [costume.apart(dress.main, other.wardrobe.main) / LEADS for other in made if other.role == "lead"]
        if "colour" not in person.facts:  # the script's own colour stays, whoever else wears it
            nearest = min([nearest, *leads])
        if not {"style", "hair"} & person.facts.keys() and not all(
            resemblance.crowned(body, other.appearance) for other in made if other.role == "lead" and other.gender == gender
        ):
            nearest *= CROWNED
        if best is None or nearest > best[0]:
            best = nearest, turn, body, dress, why
        if nearest >= 1:
            break
    assert best is not None
    return best[1:]


def _apart(one: Character, other: Character) -> float:
    """Return how far two people are apart against what is far enough, 1: the lesser of their looks and, in one gender, their faces."""
    looks = resemblance.distance(one, other) / resemblance.NEAR
    return looks if one.gender != other.gender else min(looks, resemblance.faces(one, other) / resemblance.NEAR_FACE)


def _under_hat(style: str) -> str:
    """Return a hair style that a hat does not crush."""
    return presets.load("people", "hair")["styles"][style].get("hat", style)


def _role(person: Person, people: Sequence[Person]) -> Role:
    """Return lead for those with half the words of who has most (three at most), support for who speaks twice, day for the rest."""
    ranked = sorted(people, key=lambda p: -p.words)
    if person.words and person in ranked[:3] and 2 * person.words >= ranked[0].words and person.speeches > 1:
        return "lead"
    return "support" if person.speeches > 1 else "day"


def _description(person: Person, gender: str) -> str:
    """Return the script's own words on a person in one line, without name and age; else name what is known."""
    text = re.sub(r"^\s*[(（][^()（）]{1,30}[)）]", "", person.text).strip(" ,，.;")
    text = " ".join(text.split())
    if len(text) > 160:
        text = text[:160].rsplit(" ", 1)[0] + " …"
    trade = person.facts.get("profession")
    return text or (
        f"{trade.words.lower()}" if trade else f"a {'woman' if gender == 'female' else 'man'} whom the script does not describe"
    )
