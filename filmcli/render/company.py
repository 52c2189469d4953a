"""The company of a scene: who is there and how at a point of the page, and what is done to them: walk, settle, hold, turn.

Knows nothing of cameras or shots, nor of which lines make them do it (`blocking`). Metres and degrees as in `formats.shots`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from filmcli.formats.shots import Act, Place
from filmcli.render import arrivals, floor, framing, lexicon, places
from filmcli.render.actions import Action
from filmcli.render.breakdown import Sheet

TELLING = {"enter": 0.3, "exit": 0.45, "cross": 0.5}  # share of a walk that the still shows


class Company:
    """The people of a scene as the page stands. What is collected for one line (`during` and on) is emptied by `begin`."""

    def __init__(self, sheet: Sheet, names: places.Names, spec: Mapping, homes: Sequence[Place]) -> None:
        self.sheet, self.names, self.spec = sheet, names, spec
        self.homes = {place.character: place for place in homes}
        self.talk = places.pairs(sheet, names)
        self.actions = [
            replace(action, who=known)
            for action in arrivals.read(sheet, names)
            if (known := tuple(w for w in action.who if w in self.homes))
        ]
        self.seen_at = _first_lines(sheet, names)
        self.here = {
            who: place.model_copy(update={"hold": self.held_first(who)}) for who, place in self.homes.items() if not self._comes(who)
        }
        self.here = self.turned(self.here)
        self.first: dict[str, Place] = dict(self.here)  # everybody's first places
        self.gone: set[str] = set()  # props that somebody took out of the set
        self.touched: set[str] = set()  # who has moved since they were first told of
        self.begin()

    def begin(self) -> None:
        """Forget what held for the line before."""
        self.during: dict[str, Place] = {}  # places that hold for this line only
        self.acts: list[Act] = []
        self.poses: dict[str, str] = {}
        self.looks: dict[str, str] = {}
        self.movers: list[str] = []
        self.words: list[str] = []

    def _comes(self, who: str) -> bool:
        """Say whether a person is not there when the scene opens: the first that is told of them is that they come in."""
        own = next((action for action in self.actions if who in action.who and action.kind not in ("gesture", "face", "look")), None)
        return own is not None and own.kind == "enter" and own.line <= self.seen_at.get(who, own.line)

    def held_first(self, who: str) -> str:
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

    def standing(
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

    def walk(
        self, action: Action, who: str, end: tuple[float, float], mark: str, pose: str | None, *, start: tuple[float, float] | None = None
    ) -> None:
        """Let a person walk to a place: the still shows them on the way, the lines after it there."""
        place = self.here[who]
        begin = start or place.position[:2]
        if start is None and place.pose in framing.SEATED:
            begin, path = floor.off(self.spec, begin, place.yaw, end, self.spots(who))
        else:
            path = floor.route(self.spec, begin, end, self.spots(who))
        long = floor.length(begin, path)
        up = place.pose in framing.SEATED or place.pose == "kneel"
        stood = place.model_copy(update={"position": (*end, floor.height(self.spec)), "mark": mark, "pose": pose or "stand", "seat": 0.0})
        if long > 0.45:
            spot, yaw, rest = floor.along(begin, path, TELLING.get(action.kind, 0.4))
            taken = self.spots(who)
            if not floor.clear(spot, taken) or floor.blocked(self.spec, spot, girth=0.1):
                spot = floor.near(self.spec, spot, taken) or spot
            walking = stood.model_copy(update={"position": (*spot, floor.height(self.spec)), "yaw": yaw, "pose": "walk", "mark": ""})
            if who not in self.during:
                self.during[who] = walking
            if up:
                kneels = place.pose.startswith("kneel")
                origin = (*place.position, place.yaw)
                self.acts.append(Act(character=who, motion="rise" if kneels else "stand_up", origin=origin, seat=place.seat))
            self.acts.append(
                Act(
                    character=who,
                    motion=action.motion or "walk",
                    path=rest if not up and who in self.during and self.during[who] == walking else path,
                )
            )
        self.here[who] = stood
        self.movers.append(who)
        if action.kind != "enter":
            name = self.names.characters[who].name
            self.words.append(f"{name} leaves" if action.kind == "exit" else f"{name} crosses{f' to the {mark}' if mark else ''}")

    def holds(self, who: str, prop: str) -> None:
        """Put a prop into somebody's hand, or nothing ('')."""
        self.here[who] = self.here[who].model_copy(update={"hold": prop})
        if who in self.during:
            self.during[who] = self.during[who].model_copy(update={"hold": prop})

    def settled(self, who: str, place: Place, words: str, *, moves: bool = True) -> None:
        """Write down where and how somebody is from now on; `words` tell of it."""
        self.here[who] = place
        if moves:
            self.movers.append(who)
        if words:
            self.words.append(f"{self.names.characters[who].name} {words}")

    def spots(self, who: str) -> list[tuple[float, float]]:
        """Return where the others are."""
        return [place.position[:2] for name, place in self.here.items() if name != who]

    def partner(self, who: str) -> str:
        """Return whom somebody talks to most of those who are here; '' for nobody."""
        return places.partners(tuple(dict.fromkeys((who, *self.here))), self.talk).get(who, "")

    def turned(self, here: Mapping[str, Place]) -> dict[str, Place]:
        """Return people with those who stand turned to whom they talk to."""
        partner = places.partners(tuple(here), self.talk)
        return {who: places.facing(self.spec, place, here.get(partner.get(who, ""))) for who, place in here.items()}


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
