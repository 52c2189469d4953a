"""A shot in words, for models that are told what to paint or to move: people, place, light, lens, look.

Knows nothing of models. Two styles: `tags`, most important first, for CLIP's 77 tokens; `sentence` for language encoders,
with everyone named by where they are in the frame.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from filmcli.core import presets
from filmcli.formats import likeness
from filmcli.formats.cast import Character
from filmcli.formats.poses import library
from filmcli.formats.shots import Place, Scene, Shot
from filmcli.render import framing, prose, staging
from filmcli.render.lightwords import light

Style = Literal["tags", "sentence"]
FAR_OUT = 0.08  # of the frame: eyes further outside than this are not in the picture
ROOM = 72  # of CLIP's 77 tokens: its two marks, and three for words that it has to cut in pieces
WIDE = ("MS", "cowboy", "MLS", "FS", "LS", "EWS")  # sizes that show the room


@dataclass(frozen=True)
class Seen:
    """A person in the frame: where (0–1 from the left), how turned, and how far away in metres."""

    who: Character
    place: Place
    x: float
    depth: float
    turn: Literal["front", "back", "left", "right"]
    side: str


def shot(shot: Shot, scene: Scene, people: Mapping[str, Character], *, genre: str, aspect: float, style: Style = "sentence") -> str:
    """Return the prompt of a shot's picture. `people` are the characters by id; `genre` names a preset."""
    preset = presets.load("genres", genre)
    seen = in_frame(shot, scene, people, aspect)
    parts = _Parts(shot, scene, people, preset, genre, seen)
    return parts.tags() if style == "tags" else parts.sentence()


def motion(shot: Shot, scene: Scene, people: Mapping[str, Character], *, genre: str, aspect: float) -> str:
    """Return the prompt of a shot's clip: what moves, then the picture it starts from."""
    seen = in_frame(shot, scene, people, aspect)
    talking = {name for beat in shot.beats for name in beat.speaking}
    acts = []
    for one in seen:
        who = f"the {likeness.noun(one.who)} {one.side}"
        if one.who.id in talking:
            acts.append(
                f"{who} speaks, " + ("gesturing with the hands" if one.who.motion.gesture > 0.6 else "with small movements of the head")
            )
        elif one.place.pose == "walk":
            acts.append(f"{who} walks")
        else:
            acts.append(f"{who} listens, breathing and blinking" if talking else f"{who} breathes and blinks")
    air = {"rain": "rain falls", "snow": "snow falls", "fog": "fog drifts"}.get(scene.weather, "")
    move = {"static": "the camera does not move", "handheld": "the camera is held by hand, barely unsteady"}.get(
        shot.move.kind, f"the camera makes a {prose.MOVES[shot.move.kind]}"
    )
    moving = _line([*acts, air if not presets.load("sets", scene.set)["interior"] else "", move])
    return f"{moving} {_Parts(shot, scene, people, presets.load('genres', genre), genre, seen).sentence()}"


def repaint(region: str, said: str, *, genre: str, people: Mapping[str, Character]) -> str:
    """Return the prompt of one region that is painted anew: what was asked for, then who or what it is."""
    who = f"{likeness.person(people[region])}, {likeness.head(people[region])}" if region in people else ""
    return ", ".join(part for part in (said, who, likeness.look(genre)) if part)


def in_frame(shot: Shot, scene: Scene, people: Mapping[str, Character], aspect: float) -> list[Seen]:
    """Return the people whose eyes are in the frame, the shot's subjects first, then the nearest."""
    if shot.kind == "insert":
        return []
    view = framing.View(shot.camera, aspect)
    found = []
    for place in staging.places(scene, shot):
        if place.character not in people:
            continue
        figure = framing.figure(place, people[place.character])
        x, y = view.project(figure.eye)
        depth = view.depth(figure.eye)
        listed = place.character in shot.subjects and -0.3 < x < 1.3  # a shoulder in the foreground has its eyes outside
        if depth > 0.1 and (listed or (-FAR_OUT < x < 1 + FAR_OUT and -0.15 < y < 1)):
            side = "on the left" if x < 0.4 else "on the right" if x > 0.6 else "in the middle"
            found.append(Seen(people[place.character], place, x, depth, _turn(shot, figure, view), side))
    found.sort(key=lambda one: one.x)
    if len(found) == 2:  # the two are told apart by where they are to each other
        found = [replace(one, side=side) for one, side in zip(found, ("on the left", "on the right"), strict=True)]
    order = {name: rank for rank, name in enumerate(shot.subjects)}
    return sorted(found, key=lambda one: (order.get(one.who.id, len(order)), one.depth))


def _turn(shot: Shot, figure: framing.Figure, view: framing.View) -> Literal["front", "back", "left", "right"]:
    way = (view.position[0] - figure.eye[0], view.position[1] - figure.eye[1])
    long = math.hypot(*way) or 1.0
    toward = (figure.gaze[0] * way[0] + figure.gaze[1] * way[1]) / long
    if toward < -0.45:
        return "back"
    if toward > 0.75 or shot.look_at.get(figure.id) == "camera":
        return "front"
    across = figure.gaze[0] * view.right[0] + figure.gaze[1] * view.right[1]
    return "right" if across > 0 else "left"


@dataclass(frozen=True)
class _Parts:
    shot: Shot
    scene: Scene
    people: Mapping[str, Character]
    preset: Mapping[str, Any]
    genre: str
    seen: list[Seen]

    @property
    def table(self) -> Mapping[str, Any]:
        return presets.load("prompts", "words")

    def tags(self) -> str:
        """Return the most telling words that CLIP has room for, whole phrases only."""
        named, *look = likeness.look(self.genre).split(", ")
        ranked = ["film still", named, self.framing()] + [self.who(one, brief=order > 0) for order, one in enumerate(self.seen[:3])]
        ranked += [self.shot.prompt, self.place(brief=True), self.hour()]
        ranked += [light(self._lighting(), self.scene.time, self.shot.key_side, brief=True), *look, self.lens()]
        ranked += [self.furniture(), self.dressing(), str(self.table["sharp"])]
        kept: list[str] = []
        for piece in ", ".join(phrase for phrase in ranked if phrase).split(", "):
            plain = re.sub(r"\b(?:a|an|the) ", "", piece.replace("-year-old", " year old"))
            if _tokens(", ".join([*kept, plain])) <= ROOM:
                kept.append(plain)
        return ", ".join(kept)

    def sentence(self) -> str:
        """Return the shot as a short paragraph."""
        about = [f"{self.who(one)}, {one.side}{self.manner(one)}" for one in self.seen]
        there = f", {self.dressing()} in view" if self.dressing() else ""
        look = likeness.look(self.genre)
        lines = [f"A still from {likeness.article(look)} {look}", f"{self.framing()} {self.angle()}"]
        lines += about or ([] if self.shot.prop else ["nobody in the picture"])
        lines += [self.shot.prompt, self.action()]
        room = "interior" if self._interior() else "exterior"
        lines.append(f"{room}, {self.place()}, with {self.furniture()}{there}")
        lines += [
            self.hour(),
            f"light: {light(self._lighting(), self.scene.time, self.shot.key_side)}",
            self.lens(),
            str(self.table["sharp"]),
        ]
        return " ".join(_line([line]) for line in lines if line)

    def framing(self) -> str:
        size = self.table["sizes"][self.shot.size]
        if self.shot.prop and self.shot.kind == "insert":
            return f"{size} of {likeness.article(self.shot.prop)} {self.shot.prop}"
        if self.shot.kind == "ots" and len(self.seen) > 1:
            return f"over-the-shoulder {size}"
        many = {2: "two", 3: "three", 4: "four"}.get(len(self.seen), "many")
        return f"{size} of {many} people" if len(self.seen) > 1 else str(size)

    def angle(self) -> str:
        return str(self.table["angles"][self.shot.angle])

    def who(self, one: Seen, *, brief: bool = False) -> str:
        if one.turn == "back":  # neither face nor eyes are there to be told of
            hair = likeness.head(one.who).split(", ")[0]
            noun = likeness.noun(one.who)
            back = f"{self._near(one)}{likeness.article(noun)} {noun} seen from behind"
            return (
                f"{back}, {re.split(r' over | with ', likeness.clothes(one.who))[0]}"
                if brief
                else f"{back}, {hair}, {likeness.clothes(one.who)}"
            )
        if brief:
            noun = likeness.noun(one.who)
            return f"{likeness.article(noun)} {noun} {one.side}, {likeness.clothes(one.who)}"
        pose = self.shot.beats[0].poses.get(one.who.id, one.place.pose)
        worn = self.shot.beats[0].expressions.get(one.who.id, one.place.expression)
        mood = "" if worn == "neutral" else likeness.expression(worn)
        held = f"holding {likeness.article(one.place.hold)} {one.place.hold}" if one.place.hold else ""
        close = self.shot.size in ("ECU", "CU", "MCU")
        entry = library()[pose]
        body = "" if close and entry.base != "seat" else str(self.table["poses"].get(pose) or self.table["bases"][entry.base])
        parts = [likeness.person(one.who), likeness.head(one.who), likeness.clothes(one.who), body, held, mood]
        return ", ".join(part for part in parts if part)

    def manner(self, one: Seen) -> str:
        """Return which way someone faces, and whom or what they look at, with a comma before it."""
        goal = self.shot.look_at.get(one.who.id, "")
        facing = {"front": "facing the camera", "back": "", "left": "turned to the left", "right": "turned to the right"}[one.turn]
        other = next((person for person in self.seen if person.who.id == goal), None)
        at = "looking into the lens" if goal == "camera" else ""
        if other is not None and one.turn != "back":
            same = likeness.noun(other.who) == likeness.noun(one.who)
            at = f"looking at the {'other ' if same else ''}{likeness.noun(other.who)}"
        elif goal in self.people and one.turn != "back":
            at = "looking at someone out of frame"
        return "".join(f", {part}" for part in (facing, at) if part)

    def place(self, *, brief: bool = False) -> str:
        """Return the place: what kind, by its period, and the name that the heading gives it."""
        kind = str(self.table["sets"].get(self.scene.set, {}).get("is", self.scene.set.replace("_", " ")))
        period = str(self.preset.get("period", ""))
        when = f"{period} " if period not in ("", "present") and not brief else ""  # of tags, the look has said it
        named = [part.strip() for part in re.split(r"\s+-+\s+", self.scene.heading)[:-1]]
        name = re.sub(r"^(INT|EXT|I/E|INT/EXT|EXT/INT)\.?(/(INT|EXT)\.?)?\s+", "", named[-1]).title() if len(named) > 1 else ""
        known = f" ({name.replace(chr(39) + 'S', chr(39) + 's')})" if name and name.isascii() and not brief else ""
        return f"{likeness.article(when + kind)} {when}{kind}{known}"

    def furniture(self) -> str:
        there = self.table["sets"].get(self.scene.set, {})
        outside = "" if self._interior() else str(self.table["outdoors"].get(self.scene.weather, ""))
        return ", ".join(part for part in (str(there.get(str(self.preset.get("period")), there.get("with", ""))), outside) if part)

    def hour(self) -> str:
        at = {"day": "in daylight", "night": "at night", "dawn": "at dawn", "dusk": "at dusk"}[self.scene.time]
        weather = str(self.table["weather"].get(self.scene.weather, ""))
        return f"{at}, {weather}" if weather and not self._interior() else at

    def lens(self) -> str:
        focal, stop = self.shot.camera.lens, self.shot.camera.f_stop
        kind = "wide-angle lens" if focal <= 28 else "telephoto lens" if focal >= 75 else "lens"
        depth = ", shallow focus" if focal >= 50 and stop <= 4 else ", deep focus" if focal <= 28 else ""
        return f"{focal:g} mm {kind}{depth}"

    def action(self) -> str:
        """Return what happens, in the screenplay's words, when it is short and the camera sees it: names become what they are."""
        text = self.shot.sentence.partition(". ")[2].split(". ")[0].rstrip(".")
        known = {one.id: one for one in self.people.values()} | {one.name.upper(): one for one in self.people.values()}
        named = [name for name in known if re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)]
        told = self.shot.kind in ("insert", "single") and named
        things = set(re.findall(r"[a-z]{4,}", f"{self.furniture()} {' '.join(self.scene.dressing)}"))
        there = self.shot.kind in ("establishing", "insert") and things & set(re.findall(r"[a-z]{4,}", text.lower()))
        if not (told or there) or not text.isascii() or "(" in text:
            return ""
        for name in named:
            text = re.sub(rf"\b{re.escape(name)}\b", f"the {likeness.noun(known[name])}", text, flags=re.IGNORECASE)
        return text

    def dressing(self) -> str:
        """Return what the set is dressed with, where the frame is wide enough to show it."""
        things = [f"{likeness.article(thing)} {thing}" for thing in self.scene.dressing[:3] if thing != self.shot.prop]
        return " and ".join(things) if self.shot.size in WIDE else ""

    def _near(self, one: Seen) -> str:
        return "in the foreground " if any(other.depth > one.depth * 1.25 for other in self.seen) else ""

    def _interior(self) -> bool:
        return bool(presets.load("sets", self.scene.set)["interior"])

    def _lighting(self) -> Mapping[str, Any]:
        preset = presets.load("lighting", self.scene.lighting)
        return preset if self._interior() else {key: value for key, value in preset.items() if key != "beam"}


def _tokens(text: str) -> int:
    """Return about how many of CLIP's tokens a text takes: a word, a digit, a mark each."""
    return len(re.findall(r"[^\W\d_]+|\d|[^\w\s]", text))


def _line(parts: list[str]) -> str:
    text = "; ".join(part for part in parts if part).strip()
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""
