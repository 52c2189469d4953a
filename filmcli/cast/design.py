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

from filmcli.cast import costume, look, reading, resemblance, temper
from filmcli.cast.reading import Person
from filmcli.core import presets
from filmcli.core.seeds import stream
from filmcli.formats.cast import Appearance, Cast, Character, Role, Source, Voice, Wardrobe
from filmcli.formats.fountain import Screenplay

TURNS = 40  # draws of one person before the most distant is taken
LEADS = 0.08  # distance of main cloths (`costume.apart`) that keeps the leads of a film apart by hue or value


def design(screenplay: Screenplay, *, genre: Mapping[str, Any], seed: int, source: Source) -> Cast:
    """Return the cast of a screenplay in order of appearance. `genre` is a genre preset with its `name`."""
    people = reading.people(screenplay)
    made: list[Character] = []
    for person in people:
        made.append(_character(person, made, role=_role(person, people), genre=genre, seed=seed))
    return Cast(screenplay=source, genre=str(genre.get("name", "drama")), seed=seed, characters=tuple(made))


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


def _character(person: Person, made: Sequence[Character], *, role: Role, genre: Mapping[str, Any], seed: int) -> Character:
    gender, age, origin = _born(person, seed, genre)
    group, origin["heritage"] = look.heritage(person, seed)
    turn, appearance, wardrobe, clothes = _unlike(person, made, gender=gender, age=age, group=group, genre=genre, seed=seed)
    who, evidence = temper.personality(person, seed=seed)
    voice = temper.voice(person, who, appearance.build, gender=gender, age=age, taken=[one.voice for one in made], seed=seed)
    drawn = f"drawn with seed {seed}" + (f", turn {turn + 1} to look unlike the others" if turn else "")
    origin |= {"appearance": _said(person, ("hair", "style", "beard", "eyes", "build", "makeup", "glasses"), drawn), **clothes}
    origin |= {"personality": evidence, "voice": _voice_reason(voice)}
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
        motion=temper.motion(person, who, age=age, seed=seed),
        voice=voice,
        origin=origin,
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
        if dress.hat != "none" and "style" not in person.facts:
            body = body.model_copy(update={"hair": body.hair.model_copy(update={"style": _under_hat(body.hair.style)})})
        one = Character(name=person.name, id=id_, gender=gender, age=age, appearance=body, wardrobe=dress)  # type: ignore[arg-type]
        # 1 is far enough: the least of looks, the face alone and the leads' cloth decides (the script's own colour stays, whoever else wears it)
        near = [_apart(one, other) for other in made]
        if "colour" not in person.facts:
            near += [costume.apart(dress.main, other.wardrobe.main) / LEADS for other in made if other.role == "lead"]
        nearest = min(near, default=9.0)
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


def _said(person: Person, keys: Sequence[str], otherwise: str) -> str:
    """Return what of the looks the script says, and how the rest came about."""
    told = [fact for name, fact in person.facts.items() if name.split("/")[0] in keys]
    quotes = ", ".join(f'"{fact.words}"' for fact in told)
    return f"line {told[0].line}: {quotes}; the rest {otherwise}" if told else otherwise


def _voice_reason(voice: Voice) -> str:
    return f"{voice.runner}, bent by age, build and temper, and apart from the other {voice.runner} voices"
