"""First places: who is in a scene, on which marks, facing whom and in which pose when it opens.

Knows nothing of cameras, nor of what happens later (`blocking` does). Metres and degrees as in `formats.shots`.
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
from filmcli.render import actions, floor, framing, lexicon
from filmcli.render.breakdown import Sheet
from filmcli.render.floor import APART

TOUCH = 0.95  # metres between two people under which both face each other squarely
CHEAT = 20.0  # degrees by which who stands and talks turns the body from the partner to the master camera; the head looks at the partner
CALL = 4.0  # metres: the farthest that two who talk are put from each other
PLACED = 10  # people with places of their own in a scene, those who speak most; the others are heard, and are part of the crowd
UNSEEN = re.compile(r"\b(?:V\.?O|O\.?S|O\.?C|VOICE|FILTERED|ЗК|ГЗК|画外音?)\b|画外|旁白", re.IGNORECASE)
OFF_SCREEN = re.compile(r"\b(?:O\.?S|O\.?C|ЗК)\b|画外音", re.IGNORECASE)
TITLES = frozenset(
    ["mr", "mrs", "ms", "miss", "dr", "doctor", "the", "old", "young", "little", "big", "officer", "agent", "captain", "lady", "sir"]
)
ABSENT = re.compile(r"(?:\b(?:of|about|for|from|like|without|signed)|\b(?:finds?|reads?|says) ['\"“])\s*$", re.IGNORECASE)
SPOKEN_OF = re.compile(r"(?:\b(?:about|like|without|signed)|\b(?:finds?|reads?|says) ['\"“])\s*$", re.IGNORECASE)
OWN = r"(?:an? |the |his |her |their )?"


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
        return list(dict.fromkeys(owner for _, _, owner in self._spelled(text, present=present) if owner))

    def mentions(self, text: str) -> list[tuple[int, int, str]]:
        """Return (start, end, id) of who is named in a text and not only spoken of, in order."""
        return [found for found in self._spelled(text, present=True, absent=SPOKEN_OF) if found[2]]

    def _spelled(self, text: str, *, present: bool, absent: re.Pattern[str] = ABSENT) -> list[tuple[int, int, str]]:
        taken: list[tuple[int, int, str]] = []
        for spelling, owner in self.spellings:
            pattern = re.escape(spelling) if lexicon.CJK.search(spelling) else rf"(?<!\w){re.escape(spelling)}(?!\w)"
            for match in re.finditer(pattern, text, re.IGNORECASE):
                if match[0][0].islower() or any(a < match.end() and match.start() < b for a, b, _ in taken):
                    continue
                away = absent.search(text[: match.start()]) or re.match(r"['’]s?\b", text[match.end() :])
                taken.append((match.start(), match.end(), "" if present and away else owner))
        return sorted(taken)


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


def block(sheet: Sheet, cast: Cast, *, seed: int, most: int = PLACED) -> tuple[Place, ...]:
    """Return the first places of a scene's people, on the set's marks as long as there are good ones."""
    names = Names(cast)
    people = list(present(sheet, names))
    if not people:
        return ()
    spec, talk = presets.load("sets", sheet.set), pairs(sheet, names)
    if len(people) > most:
        said = Counter(names.of_cue(s.name) for s in sheet.scene.speeches)
        people = sorted(people, key=lambda who: -said[who])[:most]
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
    return tuple(_place(who, marked.get(who, ""), spots, spec, clues[who], partner.get(who), names) for who in spots)


def _clue(sheet: Sheet, names: Names, who: str) -> str:
    """Return the sentences that tell of a person where the action first does, joined: how they are when the scene opens."""
    first = next((e for e in sheet.actions if who in names.in_text(e.text, present=True)), None)
    if first is None:
        return ""
    named = [s for _, s in lexicon.sentences(first.text) if names.in_text(s)[:1] == [who]]
    meant = [action.sentence for action in actions.read(sheet, names) if action.line == first.line and who in action.who]
    return "\n".join(dict.fromkeys(" ".join(s.split()) for s in (*named, *meant)))


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
    return _told(spec, best[1], clues)


def _told(spec: Mapping, marks: Mapping[str, str], clues: Mapping[str, str]) -> dict[str, str]:
    """Return the marks with everybody whom the action puts somewhere else (`at the window`, `on the bed`) there, where that is free and within call."""
    found = dict(marks)
    for who in marks:
        others = [floor.at(spec, mark) for other, mark in found.items() if other != who]
        own = _fit(spec, found[who], clues[who])
        better = {
            mark: _fit(spec, mark, clues[who])
            for mark in spec["marks"]
            if floor.clear(floor.at(spec, mark), others) and all(math.dist(floor.at(spec, mark), other) < CALL for other in others)
        }
        best = max(better, key=lambda mark: (better[mark], -list(better).index(mark)), default="")
        if best and better[best] >= own + 1.0:
            found[who] = best
    return found


def _fit(spec: Mapping, mark: str, clue: str) -> float:
    """Return how well a mark fits what the action says of a person."""
    pose, wanted = spec["marks"][mark].get("pose", "stand"), actions.posture(clue)
    score = 0.0
    if wanted:
        base = {"arms_crossed": "stand", "phone": "stand", "kneel": "stand"}.get(wanted, wanted)
        score += 2.0 if pose == base else -1.0 if "sit" in (pose, base) or "lie" in (pose, base) else 0.0
    elif pose == "lie":
        score -= 3.0
    elif actions.moves(clue):
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
    who: str, mark: str, spots: Mapping[str, tuple[float, float]], spec: Mapping, clue: str, partner: str | None, names: Names
) -> Place:
    """Return one person's place: the mark's own pose and yaw, bent by the action's words, standing people turned to their partner."""
    given, (x, y) = spec["marks"].get(mark, {}), spots[who]
    pose, seat, yaw = given.get("pose", "stand"), float(given.get("seat", 0.0)), float(given.get("yaw", 0.0))
    wanted = actions.posture(clue)
    if pose == "walk" and partner in spots or pose == "lie" and wanted != "lie":
        pose = "stand" if pose == "walk" else "sit"
    if wanted in ("arms_crossed", "phone", "kneel", "lean", "lie") and pose in ("stand", "walk", "lean"):
        pose = actions.way(clue, wanted)
    elif wanted == "stand" and pose in ("walk", "lean"):
        pose = "stand"
    character: Character = names.characters[who]
    place = Place(
        character=who,
        mark=mark,
        position=(round(x, 3), round(y, 3), floor.height(spec)),
        yaw=round(yaw, 1),
        pose=pose,
        seat=seat if pose in framing.SEATED else 0.0,
        expression=character.motion.expression,
    )
    other = spots.get(partner or "")
    return facing(spec, place, Place(character=partner or "", position=(*other, 0.0), yaw=0.0) if other else None)


def facing(spec: Mapping, place: Place, other: Place | None) -> Place:
    """Return a place with a person who stands turned to another, and a little open to the master camera, as actors cheat: the head does the rest.

    Who sits or lies keeps the seat's yaw, and so do two who are close enough to touch.
    """
    if other is None or place.pose in framing.SEATED or place.pose.startswith(("sit", "lie")):
        return place
    yaw = floor.yaw(place.position[:2], other.position[:2])
    if place.pose == "lean":  # who leans keeps the back to the wall and turns half way
        own = float(spec["marks"].get(place.mark, {}).get("yaw", yaw))
        yaw = round(own + max(-45.0, min(45.0, math.remainder(yaw - own, 360.0))), 1)
    elif place.pose != "walk" and math.dist(place.position[:2], other.position[:2]) > TOUCH:
        open_to = math.remainder(floor.yaw(place.position[:2], tuple(spec["master"]["at"][:2])) - yaw, 360.0)
        yaw = round(math.remainder(yaw + math.copysign(min(CHEAT, abs(open_to)), open_to), 360.0), 1) if abs(open_to) < 150 else yaw
    return place.model_copy(update={"yaw": yaw})


def known(wanted: Sequence[str], *others: str) -> str:
    """Return the first of the poses that the library has, '' for none."""
    return next((pose for pose in (*wanted, *others) if pose in framing.EYES), "")


def carried(words: str, sentence: str) -> bool:
    """Say whether a sentence gives a prop to whom it begins with: `with a briefcase`, `gun in hand`."""
    return bool(re.search(rf"\bwith {OWN}(?:\w+ )?{re.escape(words)}|{re.escape(words)} in {OWN}hand", sentence, re.IGNORECASE))
