"""Blocking: who is in a scene, on which marks, facing whom, in which pose and with what in hand.

Knows nothing of cameras. Metres and degrees as in `formats.shots`. A person keeps the place for the whole scene.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from filmcli.core import presets
from filmcli.core.seeds import stream
from filmcli.formats import fountain
from filmcli.formats.cast import Cast, Character
from filmcli.formats.shots import Place
from filmcli.render import lexicon
from filmcli.render.breakdown import Sheet

APART = 0.62  # metres between two people's places, more than two pairs of shoulders side by side need (0.55)
UNSEEN = re.compile(r"\b(?:V\.?O|O\.?S|O\.?C|VOICE|FILTERED|ЗК|ГЗК|画外音?)\b|画外|旁白", re.IGNORECASE)
OFF_SCREEN = re.compile(r"\b(?:O\.?S|O\.?C|ЗК)\b|画外音", re.IGNORECASE)
TITLES = frozenset(
    ["mr", "mrs", "ms", "miss", "dr", "doctor", "the", "old", "young", "little", "big", "officer", "agent", "captain", "lady", "sir"]
)
ABSENT = re.compile(r"(?:\b(?:of|about|for|from|like|without|signed)|\b(?:finds?|reads?|says) ['\"“])\s*$", re.IGNORECASE)
OWN = r"(?:an? |the |his |her |their )?"
TALKING = {"stand": "talk", "sit": "sit_talk"}


class Names:
    """The cast's names as an action line may spell them."""

    def __init__(self, cast: Cast) -> None:
        self.characters = {c.id: c for c in cast.characters}
        self.by_cue = {spelling.casefold(): c.id for c in reversed(cast.characters) for spelling in (*c.aliases, c.name)}
        pieces: dict[str, set[str]] = {}
        for c in cast.characters:
            for word in re.findall(r"\w+", c.name):
                if len(word) > 2 and word.casefold() not in TITLES:
                    pieces.setdefault(word, set()).add(c.id)
        shared = {word: next(iter(owners)) for word, owners in pieces.items() if len(owners) == 1}
        spelled = {spelling: c.id for c in reversed(cast.characters) for spelling in (*c.aliases, c.name)}
        self.spellings = sorted((shared | spelled).items(), key=lambda item: (-len(item[0]), item[0]))

    def of_cue(self, cue: str) -> str | None:
        """Return the id of the character with this cue, None when the cast has none."""
        return self.by_cue.get(fountain.cue_name(cue).casefold())

    def in_text(self, text: str, *, present: bool = False) -> list[str]:
        """Return the ids named in a text, in order. A name counts when it begins with a capital, as names do.

        present: leave out those who are only spoken of ("a photograph of VERA", "VERA's letter").
        """
        taken: list[tuple[int, int, str]] = []
        for spelling, owner in self.spellings:
            pattern = re.escape(spelling) if lexicon.CJK.search(spelling) else rf"(?<!\w){re.escape(spelling)}(?!\w)"
            for match in re.finditer(pattern, text, re.IGNORECASE):
                if match[0][0].islower() or any(a < match.end() and match.start() < b for a, b, _ in taken):
                    continue
                absent = ABSENT.search(text[: match.start()]) or re.match(r"['’]s?\b", text[match.end() :])
                taken.append((match.start(), match.end(), "" if present and absent else owner))
        return list(dict.fromkeys(owner for _, _, owner in sorted(taken) if owner))


def present(sheet: Sheet, names: Names) -> tuple[str, ...]:
    """Return who is seen in a scene: those who speak on screen, then those whom the action names. Who only speaks from off screen is not."""
    seen = [names.of_cue(s.name) for s in sheet.scene.speeches if not UNSEEN.search(s.extension or "")]
    away = {names.of_cue(s.name) for s in sheet.scene.speeches if OFF_SCREEN.search(s.extension or "")} - set(seen)
    named = [who for e in sheet.actions for who in names.in_text(e.text, present=True)]
    return tuple(dict.fromkeys(who for who in (*seen, *named) if who and who not in away))


def pairs(sheet: Sheet, names: Names) -> Counter[tuple[str, str]]:
    """Return how often two people answer each other in a scene, by sorted pair of ids."""
    count: Counter[tuple[str, str]] = Counter()
    order = [names.of_cue(s.name) for s in sheet.scene.speeches]
    for a, b in itertools.pairwise(order):
        if a and b and a != b:
            count[tuple(sorted((a, b)))] += 1  # type: ignore[index]
    return count


def partners(people: Sequence[str], talk: Mapping[tuple[str, str], int]) -> dict[str, str]:
    """Return for each person whom they look at: the one they answer most, else the first of the others."""
    out = {}
    for who in people:
        others = [p for p in people if p != who]
        if others:
            out[who] = max(others, key=lambda p: (talk.get(tuple(sorted((who, p))), 0), -others.index(p)))
    return out


def block(sheet: Sheet, cast: Cast, *, seed: int) -> tuple[Place, ...]:
    """Return the places of a scene's people, on the set's marks as long as there are good ones."""
    names = Names(cast)
    people = list(present(sheet, names))
    if not people:
        return ()
    spec, talk = presets.load("sets", sheet.set), pairs(sheet, names)
    if talk:  # those who talk most take the first two marks of a staging, which face each other
        busiest = max(talk, key=lambda pair: (talk[pair], pair))
        people.sort(key=lambda who: who not in busiest)
    clues = {who: _clue(sheet, names, who) for who in people}
    marked = _staging(sheet, spec, people, clues, seed)
    partner = partners(people, talk)
    spots = {who: tuple(float(v) for v in spec["marks"][mark]["at"][:2]) for who, mark in marked.items()}
    for who in people[len(marked) :]:
        spot = _free(spec, list(spots.values()))
        if spot is None:
            break  # the set is full; who does not fit is heard and not seen
        spots[who] = spot
    return tuple(_place(who, marked.get(who, ""), spots, spec, clues[who], partner.get(who), sheet, names) for who in spots)


def _clue(sheet: Sheet, names: Names, who: str) -> str:
    """Return the sentences of the action that name a person first, joined."""
    sentences = [s for e in sheet.actions for s in re.split(r"(?<=[.!?。！？])\s*|\n", e.text)]
    return "\n".join(s for s in sentences if names.in_text(s)[:1] == [who])


def posture(clue: str) -> str:
    """Return the lasting pose that a person's sentences say, '' for none."""
    found = lexicon.first(lexicon.POSTURES, clue)
    return found[0] if found else ""


def _staging(sheet: Sheet, spec: Mapping, people: Sequence[str], clues: Mapping[str, str], seed: int) -> dict[str, str]:
    """Return a mark for each of the first four people: the staging and order that the action's words fit best, then the seed."""
    count = max((len(s) for s in spec["stagings"] if len(s) <= len(people)), default=0)
    dice = stream(seed, "staging", f"{sheet.identity}/{sheet.set}")
    best: tuple[float, dict[str, str]] = (-math.inf, {})
    for rank, staging in enumerate(s for s in spec["stagings"] if len(s) == count):
        chance = dice.random() - 0.15 * rank
        orders = itertools.permutations(staging) if len(people) == 1 or any(clues.values()) else [tuple(staging)]
        for order in orders:
            chosen = dict(zip(people, order, strict=False))
            score = chance + sum(_fit(spec, mark, clues[who]) for who, mark in chosen.items())
            score -= 0.02 * sum(a != b for a, b in zip(order, staging, strict=True))
            if len(people) > 1:  # the two who talk must face each other
                score -= 1.5 * ({order[0], order[1]} != {staging[0], staging[1]})
            if score > best[0] + 1e-9:
                best = score, chosen
    return best[1]


def _fit(spec: Mapping, mark: str, clue: str) -> float:
    """Return how well a mark fits what the action says of a person."""
    pose, wanted = spec["marks"][mark].get("pose", "stand"), posture(clue)
    score = 0.0
    if wanted:
        base = {"arms_crossed": "stand", "phone": "stand", "kneel": "stand"}.get(wanted, wanted)
        score += 2.0 if pose == base else -1.0 if "sit" in (pose, base) or "lie" in (pose, base) else 0.0
    elif pose == "lie":
        score -= 3.0
    elif lexicon.first(lexicon.ACTS, clue):
        score += 0.8 * (pose == "stand")
    score += 1.0 * any(len(word) > 3 and lexicon.find(word, clue) for word in mark.split("_"))
    return score


def _free(spec: Mapping, taken: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """Return the nearest free standing room to the people, behind or beside them as the master camera sees it, None when full."""
    zone, marks = spec["camera_zone"], [m["at"] for m in spec["marks"].values()]
    left, right = min(m[0] for m in marks), max(m[0] for m in marks)
    back = min(float(spec.get("back", 9.0)) - 0.5, max(m[1] for m in marks) + 1.2)
    front = max(float(zone["y"][0]) + 1.6, min(m[1] for m in marks) - 0.4)
    cx, cy = (sum(t[k] for t in taken) / len(taken) for k in (0, 1))
    spots = [
        (x / 4, y / 4)
        for x in range(math.ceil(left * 4), math.floor(right * 4) + 1)
        for y in range(math.ceil(front * 4), math.floor(back * 4) + 1)
    ]
    free = [s for s in spots if all(math.dist(s, t) >= APART + 0.1 for t in taken) and not _on_furniture(spec, s)]
    return min(free, key=lambda s: (math.dist(s, (cx, cy + 0.6)) + 1.5 * (s[1] < cy), s), default=None)


def _on_furniture(spec: Mapping, spot: tuple[float, float]) -> bool:
    """Say whether a spot is too near the furniture that the set describes: surfaces above the floor, and seats."""
    for surface in spec.get("surfaces", {}).values():
        (x, y, z), (w, d) = surface["at"], surface["size"]
        if z > 0.2 and abs(spot[0] - x) < w / 2 + 0.45 and abs(spot[1] - y) < d / 2 + 0.45:
            return True
    seats = [m["at"] for m in spec["marks"].values() if m.get("pose") in ("sit", "lie")]
    return any(math.dist(spot, seat[:2]) < 0.7 for seat in seats)


def _place(
    who: str, mark: str, spots: Mapping[str, tuple[float, float]], spec: Mapping, clue: str, partner: str | None, sheet: Sheet, names: Names
) -> Place:
    """Return one person's place: the mark's own pose and yaw, bent by the action's words, standing people turned to their partner."""
    given, (x, y) = spec["marks"].get(mark, {}), spots[who]
    pose, seat, yaw = given.get("pose", "stand"), float(given.get("seat", 0.0)), float(given.get("yaw", 0.0))
    wanted = posture(clue)
    if pose == "walk" and partner in spots or pose == "lie" and wanted != "lie":
        pose = "stand" if pose == "walk" else "sit"
    if wanted in ("arms_crossed", "phone", "kneel", "lean") and pose in ("stand", "walk", "lean"):
        pose = wanted
    elif wanted == "stand" and pose in ("walk", "lean"):
        pose = "stand"
    if partner in spots and pose not in ("sit", "lie"):
        px, py = spots[partner]  # type: ignore[index]
        yaw = math.degrees(math.atan2(px - x, -(py - y)))
        if pose == "lean":  # who leans keeps the back to the wall and turns half way
            own = float(given.get("yaw", yaw))
            yaw = own + max(-45.0, min(45.0, math.remainder(yaw - own, 360.0)))
    character: Character = names.characters[who]
    return Place(
        character=who,
        mark=mark,
        position=(round(x, 3), round(y, 3), floor_of(spec)),
        yaw=round(yaw, 1),
        pose=pose,
        seat=seat if pose in ("sit", "lie") else 0.0,
        hold=held(sheet, names, who),
        expression=character.motion.expression,
    )


def floor_of(spec: Mapping) -> float:
    """Return the height people stand at: 0, or the pavement's where the set says so."""
    return float(spec.get("floor", 0.0))


def held(sheet: Sheet, names: Names, who: str) -> str:
    """Return the prop that a person keeps in hand through a scene: taken by the action and not put down again; '' for none."""
    hand = ""
    for element in sheet.actions:
        for sentence in re.split(r"(?<=[.!?。！？])\s*|\n", element.text):
            named = names.in_text(sentence)
            if named and named[0] != who:
                continue
            for prop, words in lexicon.props_in(sentence):
                if re.search(rf"\b(?:{lexicon.PUT})\b", sentence, re.IGNORECASE):
                    hand = "" if hand == prop else hand
                elif named and re.search(
                    rf"\b(?:{lexicon.HELD})\b|\bwith {OWN}{re.escape(words)}|{re.escape(words)} in {OWN}hand", sentence, re.IGNORECASE
                ):
                    hand = prop
    return hand
