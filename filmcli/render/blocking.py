"""The course of a scene: who is there from which line on, where, in which pose, with what in hand, and how they get there.

Knows nothing of cameras or shots. Metres and degrees as in `formats.shots`. What happens is read by `actions`, the first places are laid by `places`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from filmcli.formats.cast import Cast
from filmcli.formats.poses import library, motions
from filmcli.formats.shots import Act, Place
from filmcli.render import actions, attitude, business, floor, framing, places, postures
from filmcli.render.actions import Action
from filmcli.render.breakdown import Sheet
from filmcli.render.company import Company

AWAY = re.compile(r"tuck|pocket|hide|away|put(?:s)? it away", re.IGNORECASE)  # of what is put where nobody sees it
LEVELLED = "aim_two"  # the pose in which a gun is held at somebody
DOWN = frozenset({"sit", "lie", "kneel", "fall"})


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


def course(sheet: Sheet, cast: Cast, spec: Mapping, *, seed: int, genre: str = "") -> Course:
    """Return the course of a scene in its set. `spec` is the set's preset, with its solids where they are known."""
    names = places.Names(cast)
    people = {who: one.dressed(sheet.scene.id) for who, one in names.characters.items()}
    company = Company(sheet, names, spec, places.block(sheet, cast, seed=seed))
    for who, place in company.here.items():
        taken = [one.hold for one in company.here.values() if one.hold]
        if own := business.thing(people[who], place, sheet, company.actions, genre=genre, taken=taken, seed=seed):
            company.here[who] = company.first[who] = place.model_copy(update={"hold": own})
    played = _play(company)
    return _held(played, attitude.Attitudes(people, spec, scene=sheet.identity, seed=seed))


def _held(played: Course, attitudes: attitude.Attitudes) -> Course:
    """Return a course whose people stand and sit each in their own way."""
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


def _play(company: Company) -> Course:
    """Move the company through its scene, line by line."""
    opening = Moment(dict(company.here))
    lines: dict[int, tuple[Moment, Moment]] = {}
    for element in company.sheet.actions:
        mine = [action for action in company.actions if action.line == element.line]
        company.begin()
        left: list[str] = []
        before = dict(company.here)
        for action in mine:
            for who in action.who:
                _do(company, action, who, left)
        for who in left:
            gone = company.here.pop(who, None)
            if gone and gone.hold:
                company.gone.add(gone.hold)
        stood = company.turned(company.here)
        shown = {**stood, **{who: before[who] for who in left if who in before}} | company.during
        for place in shown.values():
            company.first.setdefault(place.character, place)
        company.here = stood
        faces = {who: action.poses[0] for action in mine if action.kind == "face" for who in action.who if who in shown}
        moment = Moment(
            shown,
            company.poses,
            faces,
            company.looks,
            tuple(company.acts),
            tuple(dict.fromkeys(company.movers)),
            "; ".join(company.words),
            frozenset(company.gone),
        )
        lines[element.line] = (moment, Moment(dict(company.here), gone=frozenset(company.gone)))
    for who, place in company.homes.items():
        company.first.setdefault(who, place)
    return Course(tuple(company.first[who] for who in company.homes), opening, lines, _dressing(company, opening))


def _do(company: Company, action: Action, who: str, left: list[str]) -> None:
    first = action.line == company.seen_at.get(who) and who not in company.touched
    present = who in company.here
    if action.kind == "enter" and not present:
        _enter(company, action, who)
    elif not present or who in left:
        return
    elif action.kind == "exit":
        company.walk(action, who, floor.entry(company.spec, [p.position[:2] for p in company.here.values()]), "", None)
        left.append(who)
    elif action.kind == "cross":
        _cross(company, action, who)
    elif first and action.kind in ("sit", "stand", "lean", "kneel", "lie") and not action.motion.endswith("_up"):
        pass  # so it is when the scene opens; the first places know it
    elif action.kind in ("sit", "stand", "lean", "kneel", "lie", "fall"):
        getattr(postures, action.kind)(company, action, who)
    elif action.kind == "embrace":
        postures.embrace(company, action, who)
    else:
        _handle(company, action, who)
    if action.kind in actions.LASTING:
        company.touched.add(who)


def _enter(company: Company, action: Action, who: str) -> None:
    others = company.spots(who)
    door = floor.entry(company.spec, list(others))
    start = floor.near(company.spec, door, others) or door
    home = company.homes[who]
    sits = any(a.kind in DOWN and who in a.who and a.line == action.line for a in company.actions)
    end, mark = home.position[:2], home.mark
    if home.pose in framing.SEATED and not sits or not floor.clear(end, others):
        end, mark = company.standing(who, end, others)
    place = Place(
        character=who,
        position=(*start, floor.height(company.spec)),
        yaw=0.0,
        pose="stand",
        expression=home.expression,
        hold=company.held_first(who),
    )
    company.here[who] = place
    if math.dist(start, end) < 0.7:
        end, mark = company.standing(who, start, others, least=1.0)
    company.walk(action, who, end, mark, None, start=start)
    company.words.append(f"{company.names.characters[who].name} comes in")


def _cross(company: Company, action: Action, who: str) -> None:
    start, others = company.here[who].position[:2], company.spots(who)
    if action.to and action.to in company.here:
        other = company.here[action.to]
        toward = other.position[:2]
        if math.dist(start, toward) <= 1.15:
            return
        found = floor.near(company.spec, toward, others, least=0.85, toward=start)
        target = (found, "") if found else None
    else:
        target = floor.goal(company.spec, action.goal + " " + action.words, others, start)
        if target is None:
            target = floor.across(company.spec, others, start)
    if target and math.dist(target[0], start) > 0.45:
        company.walk(action, who, target[0], target[1], None)


def _handle(company: Company, action: Action, who: str) -> None:
    """Carry out what changes a hand, a look or a passing pose."""
    place = company.here[who]
    if action.motion and motions()[action.motion].get("together"):  # one begins, the other answers
        if who != action.who[0]:
            return
        action = replace(action, to=action.to or next((one for one in action.who if one != who), ""))
    if action.kind in ("take", "draw") and action.prop:
        for other, theirs in tuple(company.here.items()):
            if other != who and theirs.hold == action.prop and action.kind == "take":
                postures.approach(company, who, other)
                company.acts.append(Act(character=other, motion="hand_over", to=who))
                company.holds(other, "")
        if place.hold != action.prop:
            if place.hold:
                company.acts.append(Act(character=who, motion=business.stowed(place.hold), to=place.hold))
            company.acts.append(Act(character=who, motion="draw" if action.kind == "draw" else "take", to=action.prop))
        company.holds(who, action.prop)
    elif action.kind == "put" and place.hold == action.prop:
        away = AWAY.search(action.words) is not None
        company.acts.append(Act(character=who, motion="put_away" if away else action.motion, to=action.prop))
        company.holds(who, "")
    elif action.kind == "hand_over" and action.prop:
        to = action.to if action.to in company.here else ""
        if to and action.words.lower().split()[0] not in ("offers", "offer", "holds", "hold"):
            postures.approach(company, who, to)
            company.holds(who, "")
            company.holds(to, action.prop)
            company.acts.append(Act(character=to, motion="take", to=action.prop))
        company.acts.append(Act(character=who, motion=action.motion, to=to))
    if to := (action.to if action.to in company.here else action.prop if action.kind == "look" else ""):
        company.looks[who] = to
    if action.kind == "face":
        return
    _levelled(company, action, who)
    if action.kind in ("gesture", "draw"):
        pose = places.known(action.poses, "")
        seated = places.known([f"sit_{name}" for name in action.poses], "")
        if pose and place.pose in ("stand", "walk", "talk", "lean", LEVELLED):
            company.poses[who] = pose
        elif seated and place.pose in framing.SEATED:
            company.poses[who] = seated
        if action.motion and action.kind == "gesture" or action.kind == "draw" and not action.prop:
            company.acts.append(Act(character=who, motion=action.motion, to=action.to or action.prop))
            _answered(company, action, who)


def _levelled(company: Company, action: Action, who: str) -> None:
    """Let a drawn gun stay drawn until the hand does something else."""
    place = company.here[who]
    if (action.kind == "draw" or action.motion == "fire") and place.hold and library()[place.pose].base == "feet" and place.pose != "walk":
        company.settled(who, place.model_copy(update={"pose": LEVELLED}), "", moves=False)
    elif place.pose == LEVELLED and action.kind in ("take", "put", "hand_over"):
        company.settled(who, place.model_copy(update={"pose": "stand"}), "", moves=False)


def _answered(company: Company, action: Action, who: str) -> None:
    """Let the one to whom it is done do their part: take the hand, reel under the blow; who strikes steps up first."""
    how, to = motions()[action.motion], action.to
    if "answer" not in how or to not in company.here:
        return
    own = company.acts.pop()
    postures.approach(company, who, to, near=float(how.get("near", postures.ARMS if how.get("together") else postures.BLOW)))
    company.acts += [own, Act(character=to, motion=how["answer"], to=who)]
    company.looks |= {who: to, to: who}


def _dressing(company: Company, opening: Moment) -> tuple[str, ...]:
    """Return the props that lie somewhere in the course of the scene: all that are named and are not in a hand from first to last."""
    hands = {place.hold for place in opening.places.values() if place.hold}
    put = {action.prop for action in company.actions if action.kind == "put"}
    brought = {place.hold for place in company.first.values() if place.hold}
    drawn = {action.prop for action in company.actions if action.kind == "draw"}
    return tuple(item.prop for item in company.sheet.props if item.prop not in (hands | brought | drawn) - put)
