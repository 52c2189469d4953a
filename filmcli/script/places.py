"""Places: where and when each scene of a plan is, from the logline's own place and the genre's.

Knows nothing of people and lines. Night falls once, and it dawns once, for the end.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from filmcli.core import presets
from filmcli.script import wording

CLOSED = {"ship", "spaceship", "submarine", "station", "prison", "monastery", "lighthouse", "train", "island"}  # nobody goes elsewhere


@dataclass
class Places:
    """Hands out places, one a scene; remembers which were seen and what time it is."""

    logline: str
    data: Mapping
    words: Mapping[str, str]
    stream: Callable[[str, str], random.Random]
    own: str | None = None
    weather: str | None = None
    seen: set[str] = field(default_factory=set)
    hours: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.common = presets.load("writing", "places")
        self.local = self._local()

    def next(self, use: str, index: int, where: str | list = "any", hosts: Sequence[str] = ()) -> dict:
        """Return the place of a scene: heading, set, interior, time and what one sees there. `where`: `inside`, `outside` or a list of sets.

        `hosts`: the roles whose own home it may be.
        """
        draw = self.stream("place", str(index))
        elsewhere = [] if self.own in CLOSED and len({p["heading"] for p in self.local}) > 3 else list(self.data["places"])
        places = [*self.local, *elsewhere]
        draw.shuffle(places)
        place = min(places, key=lambda p: self._cost(p, use) + 8 * (not _suits(p, where)) + 7 * _strange(p, hosts))
        self.seen.add(place["heading"])
        time = place["time"]
        if self._strays(time, use):
            time = self.hours[-1]
        told = set(re.findall(r"[a-z]+", self.logline.lower()))
        if index == 0 and time == "day" and {"midnight", "night", "tonight", "nightfall"} & told and "local" in place:
            time = "night"
        if time != place["time"] or not place["atmosphere"]:
            place = {**place, "time": time, "atmosphere": self.common["air"][place["set"]][time]}
        if self.weather and not place["interior"]:
            place = {**place, "atmosphere": self.common["weather"][self.weather]}
        self.hours.append(time)
        return place

    def heading(self, place: Mapping) -> str:
        """Return the slug line of a place."""
        inside = "INT." if place["interior"] else "EXT."
        return f"{inside} {wording.fill(place['heading'], self.words).upper()} - {place['time'].upper()}"

    def _local(self) -> list[dict]:
        """Return the places that the logline's own place has."""
        if not self.own:
            return []
        rooms = self.common["of"].get(self.own, {})
        dark = sum(place["time"] == "night" for place in self.data["places"]) > 0.8 * len(self.data["places"])
        night = dark or bool(re.search(r"\b(night|midnight|dusk|tonight)\b", self.logline.lower()))
        return [
            {
                "heading": room["heading"],
                "set": kind,
                "interior": kind not in self.common["outside"],
                "time": "night" if night else room.get("time", "day"),
                "uses": room["uses"],
                "atmosphere": [],
                "local": True,
            }
            for kind, room in rooms.items()
        ]

    def _cost(self, place: Mapping, use: str) -> int:
        return (
            3 * self._strays(place["time"], use) + 4 * (place["heading"] in self.seen) + 2 * (use not in place["uses"]) - ("local" in place)
        )

    def _strays(self, hour: str, use: str) -> bool:
        """Tell whether the hour cannot follow the hours of the scenes before."""
        if not self.hours or hour == self.hours[-1]:
            return False
        tonight = re.search(r"\b(night|morning|dawn|midnight)\b", self.logline.lower())
        return "night" in self.hours and (hour == "night" or use != "end" or bool(tonight))


def features(place: Mapping) -> frozenset[str]:
    """Return what a line may ask of a place: its set, its hour, `inside` or `outside`, and the things that stand there."""
    things = presets.load("writing", "places")["things"]
    has = {name for name, thing in things.items() if place["set"] in thing["sets"]}
    return frozenset({place["set"], place["time"], "inside" if place["interior"] else "outside", *has})


def stands(text: str, place: Mapping) -> bool:
    """Tell whether every thing that a line names stands in the place: no table in a forest, no door on a roof."""
    said = set(re.findall(r"[a-z]+", text.lower()))
    things = presets.load("writing", "places")["things"]
    return all(place["set"] in thing["sets"] or said.isdisjoint(thing["words"]) for thing in things.values())


def _suits(place: Mapping, where: str | list) -> bool:
    if isinstance(where, list):
        return place["set"] in where
    return where == "any" or (where == "inside") == place["interior"]


def _strange(place: Mapping, hosts: Sequence[str]) -> bool:
    """Tell whether a place is the home of somebody who does not receive in this scene."""
    owner = re.match(r".*\{(LEAD|ASKER|OTHER|WITNESS)\}", place["heading"])
    return bool(owner) and owner.group(1).lower() not in hosts  # type: ignore[union-attr]
