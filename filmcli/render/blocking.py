"""The course of a scene: who is there from which line on, where, in which pose, with what in hand, and how they get there.

Knows nothing of cameras or shots. Metres and degrees as in `formats.shots`. What happens is read by `actions`, the first places are laid by `places`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from filmcli.formats.cast import Cast
from filmcli.formats.shots import Act, Place
from filmcli.render import actions, attitude, floor, framing, lexicon, places
from filmcli.render.actions import Action
from filmcli.render.breakdown import Sheet

DOWN = frozenset({"sit", "lie", "kneel", "fall"})
TELLING = {"enter": 0.3, "exit": 0.45, "cross": 0.5}  # share of a walk that the still shows


@dataclass(frozen=True)
class Moment:
    """How people are while a line is told. `places` are those who are there; the rest holds for this line only."""

    places: Mapping[str, Place]
    poses: Mapping[str, str] = field(default_factory=dict)  # passing: points, drinks
    faces: Mapping[str, str] = field(default_factory=dict)
    looks: Mapping[str, str] = field(default_factory=dict)
    acts: tuple[Act, ...] = ()
    movers: tuple[str, ...] = ()
    told: str = ""  # what changed, in words
    gone: frozenset[str] = frozenset()  # props that somebody took out of the set

    def geometry(self) -> tuple:
        """Return what a camera must be solved for again when it differs."""
        return tuple(sorted((p.character, p.position, p.yaw, p.pose, p.seat) for p in self.places.values()))


@dataclass(frozen=True)
class Course:
    """A scene from its first to its last line. `first` are everybody's first places; `opening` is how it stands before any line."""

    first: tuple[Place, ...]
    opening: Moment
    lines: Mapping[int, tuple[Moment, Moment]]  # by the action's first line: while it is told, and after it
    dressing: tuple[str, ...]


def course(sheet: Sheet, cast: Cast, spec: Mapping, *, seed: int) -> Course:
    """Return the course of a scene in its set. `spec` is the set's preset, with its solids where they are known."""
    names = places.Names(cast)
    played = _Hand(sheet, names, spec, places.block(sheet, cast, seed=seed)).play()
    people = {who: one.dressed(sheet.scene.id) for who, one in names.characters.items()}
    return _held(played, attitude.Attitudes(people, spec, scene=sheet.identity, seed=seed))


def _held(played: Course, attitudes: attitude.Attitudes) -> Course:
    """Return a course whose people stand and sit as they are."""
    own: dict[str, Place] = {}
    first = {place.character: place for place in played.first}

    def moment(told: Moment) -> Moment:
        here = attitudes.of(told.places)
        for who, place in here.items():
            if told.places[who] == first.get(who):
                own.setdefault(who, place)
        return replace(told, places=here)

    opening = moment(played.opening)
    lines = {line: (moment(during), moment(after)) for line, (during, after) in played.lines.items()}
    return replace(played, first=tuple(own.get(who, place) for who, place in first.items()), opening=opening, lines=lines)


class _Hand:
    """Moves people through a scene, line by line."""

    def __init__(self, sheet: Sheet, names: places.Names, spec: Mapping, homes: Sequence[Place]) -> None:
        self.sheet, self.names, self.spec = sheet, names, spec
        self.homes = {place.character: place for place in homes}
        self.talk = places.pairs(sheet, names)
        self.actions = [
            replace(action, who=known)
            for action in actions.read(sheet, names)
            if (known := tuple(w for w in action.who if w in self.homes))
        ]
        self.seen_at = _first_lines(sheet, names)
        come = {who for who in self.homes if self._comes(who)}
        self.here = {who: self._home(who) for who in self.homes if who not in come}
        self.here = self._turned(self.here)
        self.first: dict[str, Place] = dict(self.here)
        self.gone: set[str] = set()
        self.touched: set[str] = set()

    def play(self) -> Course:
        opening = Moment(dict(self.here))
        lines: dict[int, tuple[Moment, Moment]] = {}
        for element in self.sheet.actions:
            mine = [action for action in self.actions if action.line == element.line]
            self.during, self.acts, self.poses, self.looks = {}, [], {}, {}  # type: ignore[var-annotated]
            self.movers: list[str] = []
            self.words: list[str] = []
            left: list[str] = []
            before = dict(self.here)
            for action in mine:
                for who in action.who:
                    self._do(action, who, left)
            for who in left:
                gone = self.here.pop(who, None)
                if gone and gone.hold:
                    self.gone.add(gone.hold)
            stood = self._turned(self.here)
            shown = {**stood, **{who: before[who] for who in left if who in before}} | self.during
            for place in shown.values():
                self.first.setdefault(place.character, place)
            self.here = stood
            faces = {who: action.poses[0] for action in mine if action.kind == "face" for who in action.who if who in shown}
            moment = Moment(
                shown,
                self.poses,
                faces,
                self.looks,
                tuple(self.acts),
                tuple(dict.fromkeys(self.movers)),
                "; ".join(self.words),
                frozenset(self.gone),
            )
            lines[element.line] = (moment, Moment(dict(self.here), gone=frozenset(self.gone)))
        for who, place in self.homes.items():
            self.first.setdefault(who, place)
        return Course(tuple(self.first[who] for who in self.homes), opening, lines, self._dressing(opening))

    # who is there

    def _comes(self, who: str) -> bool:
        """Say whether a person is not there when the scene opens: the first that is told of them is that they come in."""
        own = next((action for action in self.actions if who in action.who), None)
        return own is not None and own.kind == "enter" and own.line <= self.seen_at.get(who, own.line)

    def _home(self, who: str) -> Place:
        return self.homes[who].model_copy(update={"hold": self._held_first(who)})

    def _held_first(self, who: str) -> str:
        """Return what is in the hand when the scene opens: what the first lines that name the person say, before anything else is done."""
        first = self.seen_at.get(who, 0)
        hand = ""
        for action in self.actions:
            if who in action.who and action.line == first and action.prop:
                hand = (
                    action.prop
                    if action.kind in ("take", "draw")
                    else ""
                    if action.kind in ("put", "hand_over") and hand == action.prop
                    else hand
                )
        return hand or self._carried(who, first)

    def _carried(self, who: str, line: int) -> str:
        """Return a prop that the line which introduces a person gives them: 'with a briefcase', 'gun in hand'."""
        text = next((e.text for e in self.sheet.actions if e.line == line), "")
        for _, sentence in lexicon.sentences(text):
            if self.names.in_text(sentence)[:1] == [who]:
                for prop, words in lexicon.props_in(sentence):
                    if places.carried(words, sentence):
                        return prop
        return ""

    # what is done

    def _do(self, action: Action, who: str, left: list[str]) -> None:
        first = action.line == self.seen_at.get(who) and who not in self.touched
        present = who in self.here
        if action.kind == "enter" and not present:
            self._enter(action, who)
        elif not present or who in left:
            return
        elif action.kind == "exit":
            self._walk(action, who, floor.entry(self.spec, [p.position[:2] for p in self.here.values()]), "", None)
            left.append(who)
        elif action.kind == "cross":
            self._cross(action, who)
        elif first and action.kind in ("sit", "stand", "lean", "kneel", "lie") and not action.motion.endswith("_up"):
            pass  # so it is when the scene opens; the first places know it
        elif action.kind in ("sit", "stand", "lean", "kneel", "lie", "fall"):
            getattr(self, f"_{action.kind}")(action, who)
        elif action.kind == "embrace":
            self._embrace(action, who)
        else:
            self._handle(action, who)
        if action.kind in actions.LASTING:
            self.touched.add(who)

    def _enter(self, action: Action, who: str) -> None:
        others = self._spots(who)
        door = floor.entry(self.spec, list(others))
        start = floor.near(self.spec, door, others) or door
        home = self.homes[who]
        sits = any(a.kind in DOWN and who in a.who and a.line == action.line for a in self.actions)
        end, mark = home.position[:2], home.mark
        if home.pose in framing.SEATED and not sits or not floor.clear(end, others):
            end, mark = self._standing(who, end, others)
        place = Place(
            character=who,
            position=(*start, floor.height(self.spec)),
            yaw=0.0,
            pose="stand",
            expression=home.expression,
            hold=self._held_first(who),
        )
        self.here[who] = place
        if math.dist(start, end) < 0.7:
            end, mark = self._standing(who, start, others, least=1.0)
        self._walk(action, who, end, mark, None, start=start)
        self.words.append(f"{self.names.characters[who].name} comes in")

    def _standing(
        self, who: str, near: tuple[float, float], others: Sequence[tuple[float, float]], *, least: float = 0.0
    ) -> tuple[tuple[float, float], str]:
        """Return the free standing mark nearest to a place, else free room there."""
        marks = [
            (math.dist(floor.at(self.spec, name), near), floor.at(self.spec, name), name)
            for name, mark in self.spec["marks"].items()
            if mark.get("pose", "stand") in ("stand", "walk")
            and not floor.DOORS.search(name)
            and floor.clear(floor.at(self.spec, name), others)
        ]
        found = [one for one in marks if least <= one[0] <= 2.6]
        if found:
            return min(found)[1:]
        return floor.near(self.spec, near, others, least=max(least, 0.6)) or near, ""

    def _walk(
        self, action: Action, who: str, end: tuple[float, float], mark: str, pose: str | None, *, start: tuple[float, float] | None = None
    ) -> None:
        """Let a person walk to a place: the still shows them on the way, the lines after it there."""
        place = self.here[who]
        begin = start or place.position[:2]
        path = floor.route(self.spec, begin, end, self._spots(who))
        long = floor.length(begin, path)
        up = place.pose in framing.SEATED or place.pose == "kneel"
        stood = place.model_copy(update={"position": (*end, floor.height(self.spec)), "mark": mark, "pose": pose or "stand", "seat": 0.0})
        if long > 0.45:
            spot, yaw, rest = floor.along(begin, path, TELLING.get(action.kind, 0.4))
            taken = self._spots(who)
            if not floor.clear(spot, taken) or floor.blocked(self.spec, spot, girth=0.1):
                spot = floor.near(self.spec, spot, taken) or spot
            walking = stood.model_copy(update={"position": (*spot, floor.height(self.spec)), "yaw": yaw, "pose": "walk", "mark": ""})
            if who not in self.during:
                self.during[who] = walking
            if up:
                self.acts.append(Act(character=who, motion="stand_up"))
            self.acts.append(
                Act(
                    character=who, motion=action.motion or "walk", path=rest if who in self.during and self.during[who] == walking else path
                )
            )
        self.here[who] = stood
        self.movers.append(who)
        if action.kind != "enter":
            name = self.names.characters[who].name
            self.words.append(f"{name} leaves" if action.kind == "exit" else f"{name} crosses{f' to the {mark}' if mark else ''}")

    def _cross(self, action: Action, who: str) -> None:
        start, others = self.here[who].position[:2], self._spots(who)
        if action.to and action.to in self.here:
            other = self.here[action.to]
            toward = other.position[:2]
            if math.dist(start, toward) <= 1.15:
                return
            found = floor.near(self.spec, toward, others, least=0.85, toward=start)
            target = (found, "") if found else None
        else:
            target = floor.goal(self.spec, action.goal + " " + action.words, others, start)
            if target is None:
                target = floor.across(self.spec, others, start)
        if target and math.dist(target[0], start) > 0.45:
            self._walk(action, who, target[0], target[1], None)

    def _sit(self, action: Action, who: str) -> None:
        place, others = self.here[who], self._spots(who)
        if place.pose in ("sit", "sit_talk") or place.pose.startswith("sit"):
            return
        free = floor.seats(self.spec, taken=others)
        if not free:
            return  # the set has no seat left: they stay on their feet
        words = f"{action.goal} {action.sentence}"
        partner = self._partner(who)
        goal = self.here[partner].position[:2] if partner in self.here else place.position[:2]

        def worth(name: str) -> tuple[float, float]:
            named = any(len(part) > 2 and part not in floor.SIDES and lexicon.find(part, words) for part in name.split("_"))
            home = self.homes[who].mark == name
            return -2.0 * named - 1.0 * home, math.dist(floor.at(self.spec, name), goal) + 0.3 * math.dist(
                floor.at(self.spec, name), place.position[:2]
            )

        mark = min(free, key=worth)
        given = self.spec["marks"][mark]
        seated = place.model_copy(
            update={
                "mark": mark,
                "position": (*floor.at(self.spec, mark), floor.height(self.spec)),
                "yaw": float(given.get("yaw", 0.0)),
                "pose": places.known(action.poses, str(given.get("pose", "sit")), "sit"),
                "seat": float(given.get("seat", 0.46)),
            }
        )
        path = floor.route(self.spec, place.position[:2], seated.position[:2], others)
        if who not in self.during and floor.length(place.position[:2], path) > 0.8:
            self.acts.append(Act(character=who, motion="walk", path=path))
        self.acts.append(Act(character=who, motion="sit_down", to=mark))
        self.during[who] = seated  # who is told to sit is seen sitting
        self._settled(who, seated, "sits down")

    def _stand(self, action: Action, who: str) -> None:
        place = self.here[who]
        others = self._spots(who)
        if place.pose not in framing.SEATED and place.pose != "kneel" and not place.pose.startswith(("sit", "lie", "kneel")):
            target = floor.goal(self.spec, action.goal, others, place.position[:2]) if not action.motion else None
            if target and math.dist(target[0], place.position[:2]) > 0.8:
                self._walk(action, who, target[0], target[1], None)
            return
        if not action.motion and not floor.goal(self.spec, action.goal, others, place.position[:2]):
            action = replace(action, motion="stand_up")
        spot = place.position[:2] if place.pose == "kneel" else None
        partner = self._partner(who)
        toward = self.here[partner].position[:2] if partner in self.here else tuple(self.spec["master"]["at"][:2])
        spot = spot or floor.near(self.spec, place.position[:2], others, least=0.6, toward=toward)
        if spot is None:
            return
        standing = place.model_copy(update={"position": (*spot, floor.height(self.spec)), "pose": "stand", "seat": 0.0, "mark": ""})
        self.acts.append(Act(character=who, motion="stand_up"))
        self.during.pop(who, None)
        self._settled(who, standing, "stands up")

    def _lean(self, action: Action, who: str) -> None:
        place = self.here[who]
        if place.pose in ("stand", "walk"):
            self._settled(who, place.model_copy(update={"pose": places.known(action.poses, "lean")}), "", moves=False)

    def _kneel(self, action: Action, who: str) -> None:
        place = self.here[who]
        if place.pose in framing.SEATED:
            self._stand(action, who)
            place = self.here[who]
        self.acts.append(Act(character=who, motion=action.motion))
        self._settled(who, place.model_copy(update={"pose": places.known(action.poses, "kneel"), "seat": 0.0}), "kneels")

    def _fall(self, action: Action, who: str) -> None:
        place = self.here[who]
        if place.pose in framing.SEATED:
            self._stand(action, who)
            place = self.here[who]
        self.acts.append(Act(character=who, motion=action.motion))
        self._settled(who, place.model_copy(update={"pose": places.known(action.poses, "lie"), "seat": 0.0, "hold": ""}), "falls")

    def _lie(self, action: Action, who: str) -> None:
        place, others = self.here[who], self._spots(who)
        beds = [
            name
            for name, mark in self.spec["marks"].items()
            if mark.get("pose") == "lie" and floor.clear(floor.at(self.spec, name), others)
        ]
        if place.pose == "lie":
            return
        given = self.spec["marks"][beds[0]] if beds else {}
        spot = floor.at(self.spec, beds[0]) if beds else place.position[:2]
        self.acts.append(Act(character=who, motion=action.motion))
        lying = {
            "position": (*spot, floor.height(self.spec)),
            "pose": places.known(action.poses, "lie"),
            "seat": float(given.get("seat", 0.0)),
            "yaw": float(given.get("yaw", place.yaw)),
        }
        self._settled(who, place.model_copy(update=lying), "lies down")

    def _embrace(self, action: Action, who: str) -> None:
        other = action.to or next((one for one in action.who if one != who), "")
        if other not in self.here or who not in self.here or who != action.who[0]:
            return
        for one in (who, other):
            if self.here[one].pose in framing.SEATED:
                self._stand(replace(action, motion="stand_up"), one)
        fixed = self.here[other].position[:2]
        start = self.here[who].position[:2]
        others = [p.position[:2] for name, p in self.here.items() if name not in (who, other)]
        spot = floor.near(self.spec, fixed, [*others, fixed], least=0.6, toward=start)
        if spot is None:
            return
        if math.dist(start, spot) > 0.5:
            self.acts.append(Act(character=who, motion="walk", path=floor.route(self.spec, start, spot, others)))
        for one, goal in ((who, other), (other, who)):
            self.acts.append(Act(character=one, motion=action.motion, to=goal))
        near = self.here[who].model_copy(
            update={"position": (*spot, floor.height(self.spec)), "mark": "", "yaw": floor.yaw(spot, fixed), "pose": "stand"}
        )
        self.during.pop(who, None)
        self._settled(who, near, f"goes to {self.names.characters[other].name}")
        self.here[other] = self.here[other].model_copy(update={"yaw": floor.yaw(fixed, spot)})
        if pose := places.known(action.poses, ""):
            self.poses |= {who: pose, other: pose}
        self.looks |= {who: other, other: who}

    def _handle(self, action: Action, who: str) -> None:
        """Carry out what changes a hand, a look or a passing pose."""
        place = self.here[who]
        if action.kind in ("take", "draw") and action.prop:
            for other, theirs in self.here.items():
                if other != who and theirs.hold == action.prop and action.kind == "take":
                    self.acts.append(Act(character=other, motion="hand_over", to=who))
                    self._holds(other, "")
            if place.hold != action.prop:
                self.acts.append(Act(character=who, motion="take", to=action.prop))
            self._holds(who, action.prop)
        elif action.kind == "put" and place.hold == action.prop:
            self.acts.append(Act(character=who, motion=action.motion, to=action.prop))
            self._holds(who, "")
        elif action.kind == "hand_over" and action.prop:
            to = action.to if action.to in self.here else ""
            if to and action.words.lower().split()[0] not in ("offers", "offer", "holds", "hold"):
                self._holds(who, "")
                self._holds(to, action.prop)
                self.acts.append(Act(character=to, motion="take", to=action.prop))
            self.acts.append(Act(character=who, motion=action.motion, to=to))
        if to := (action.to if action.to in self.here else action.prop if action.kind == "look" else ""):
            self.looks[who] = to
        if action.kind == "face":
            return
        if action.kind in ("gesture", "draw"):
            pose = places.known(action.poses, "")
            if pose and place.pose in ("stand", "walk", "talk", "lean"):
                self.poses[who] = pose
            if action.motion and action.kind == "gesture" or action.kind == "draw":
                self.acts.append(Act(character=who, motion=action.motion, to=action.to or action.prop))

    def _holds(self, who: str, prop: str) -> None:
        self.here[who] = self.here[who].model_copy(update={"hold": prop})
        if who in self.during:
            self.during[who] = self.during[who].model_copy(update={"hold": prop})

    def _settled(self, who: str, place: Place, words: str, *, moves: bool = True) -> None:
        self.here[who] = place
        if moves:
            self.movers.append(who)
        if words:
            self.words.append(f"{self.names.characters[who].name} {words}")

    # how they stand to each other

    def _spots(self, who: str) -> list[tuple[float, float]]:
        return [place.position[:2] for name, place in self.here.items() if name != who]

    def _partner(self, who: str) -> str:
        return places.partners(tuple(dict.fromkeys((who, *self.here))), self.talk).get(who, "")

    def _turned(self, here: Mapping[str, Place]) -> dict[str, Place]:
        """Return people with those who stand turned to whom they talk to."""
        partner = places.partners(tuple(here), self.talk)
        return {who: places.facing(self.spec, place, here.get(partner.get(who, ""))) for who, place in here.items()}

    def _dressing(self, opening: Moment) -> tuple[str, ...]:
        """Return the props that lie somewhere in the course of the scene: all that are named and are not in a hand from first to last."""
        hands = {place.hold for place in opening.places.values() if place.hold}
        put = {action.prop for action in self.actions if action.kind == "put"}
        brought = {place.hold for place in self.first.values() if place.hold}
        drawn = {action.prop for action in self.actions if action.kind == "draw"}
        return tuple(item.prop for item in self.sheet.props if item.prop not in (hands | brought | drawn) - put)


def _first_lines(sheet: Sheet, names: places.Names) -> dict[str, int]:
    """Return the line at which each person is first told of or heard on screen."""
    found: dict[str, int] = {}
    for speech in sheet.scene.speeches:
        if (who := names.of_cue(speech.name)) and not places.UNSEEN.search(speech.extension or ""):
            found[who] = min(found.get(who, speech.line), speech.line)
    for element in sheet.actions:
        for who in names.in_text(element.text, present=True):
            found[who] = min(found.get(who, element.line), element.line)
    return found
