"""A shot filmed frame by frame: everyone performs, the camera keeps its way, the light is solved once.

Knows nothing of the protocol, nor of how frames become a clip. What has been rendered lies in the folder, and is not rendered again: a killed
render goes on after it. Set, lamps and hair stay in Cycles' memory from frame to frame; only what moves is handed over anew.

A frame with a shutter is the mean of some moments while it is open, each a render of its own with its share of the samples: skin and cloth are
posed by writing vertices, so Cycles knows no speed to blur by.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bpy
import numpy as np
from mathutils import Vector

from filmcli.blender import camera, captures, custody, faces, facts, footfall, framed, gaffer, picture, staging, track
from filmcli.blender.motion import Performance
from filmcli.blender.picture import Format
from filmcli.blender.speech import Speech
from filmcli.blender.take import Clock
from filmcli.core.errors import InputError
from filmcli.core.files import staged
from filmcli.formats import colour, grade

if TYPE_CHECKING:
    from filmcli.blender.studio import Studio
    from filmcli.blender.take import Take

OPEN = 0.5  # of a frame that the shutter is open: 180 degrees
STRIDE = 1.5  # pixels that a thing may go between two moments of a frame before it is seen twice


class Animation:
    """One shot, prepared: people and camera over time."""

    def __init__(self, studio: Studio, request: Mapping[str, Any]) -> None:
        """Build the shot of a request, which is a `shot` request with `animation` in it.

        `animation`: fps (drawn frames a second), count, pace (seconds lived in one of the film, below 1 in slow motion), move (kind, amount),
        shutter (most moments in a frame, 1 for none), alive (new noise in each frame), follow (whom the camera turns after), people (character
        id → acts, seed, nervous, said: for each frame the shapes of the mouth and their strengths), motions (name → a capture of the user's).
        Raises InputError for what makes no sense.
        """
        self.studio, self.request, self.plan = studio, request, dict(request["animation"])
        self.fps, self.count, self.pace = float(self.plan["fps"]), int(self.plan["count"]), float(self.plan.get("pace", 1.0))
        if self.fps <= 0 or self.count < 1 or self.pace <= 0:
            raise InputError(f"animation: expected frames at a rate, got {self.count} at {self.fps}")
        self.clock = Clock()
        out = Path(request["out"])
        out.mkdir(parents=True, exist_ok=True)
        look = grade.Grade.read(request.get("grade") or {})
        haze = float(request.get("haze", (request.get("lighting") or {}).get("haze", 0.0)))
        format = Format.read(request.get("picture") or {})
        picture.forget(studio.scene)
        with self.clock.time("build"):
            self.take: Take = staging.prepare(studio, request, format, self.clock)
            staging.pose(studio, self.take, (request.get("beats") or [{"id": "a"}])[0])
        with self.clock.time("light"):  # for the moment that the still shows: at first a person may be out of the frame
            staging.aim(studio, self.take)
            self.view = self.take.view
            self.eyes = self.take.people[self.plan["follow"]].eyes() if self.plan.get("follow") else (0.0, 0.0, 0.0)
            gaffer.illuminate(studio, self.take, out)
            self.following = self._following()
        self.look = replace(look, haze=look.haze if look.haze or format.haze else haze)
        with self.clock.time("expose"):
            self.look = replace(self.look, exposure=self.look.exposure + self._exposure(out))
        self.clips = captures.read(self.plan.get("motions") or {})
        self.acts = {name: self._performance(name) for name in self.take.people}
        long = self.count / self.fps * self.pace
        self.gaits = {name: found for name, show in self.acts.items() if (found := footfall.measure(show, long))}
        planned = self._acts()
        for place in request.get("people") or ():  # what the still has in hands is custody's now
            if words := str(place.get("hold") or ""):
                staging.shelve(
                    studio.prop(words, place["character"]["id"], lite=self.take.format.lite, own=staging.owned(self.take, words))
                )
        self.props = [
            (one, studio.prop(one.words, one.owner, lite=self.take.format.lite, own=staging.owned(self.take, one.words)))
            for one in custody.of(request.get("people") or (), planned, self.acts)
        ]

    def film(self, first: int, last: int) -> list[str]:
        """Render the frames `first` to `last` (from 0, `last` not among them) that do not lie there, and return all their names."""
        out = Path(self.request["out"])
        names = [frame_name(index) for index in range(first, min(last, self.count))]
        for index, name in enumerate(names, first):
            if not (out / name).exists():
                self._frame(index, out / name)
        return names

    def _performance(self, name: str) -> Performance:
        place = next(place for place in self.request["people"] if place["character"]["id"] == name)
        plan, figure, said = self._planned(name), self.take.people[name], self._planned(name).get("said")
        held = {place["character"]["id"]: str(place.get("hold") or "") for place in self.request["people"]}
        hold, acts = custody.first(place, self._acts(), held)
        return Performance(
            figure.body,
            pose=place.get("pose", "stand"),
            position=place["position"],
            yaw=place["yaw"],
            seat=place.get("seat", 0.0),
            hold=hold,
            acts=acts,
            duration=self.count / self.fps * self.pace,
            manner={**(figure.sheet.get("motion") or {}), "neuroticism": plan.get("nervous", 0.5)},
            seed=int(plan.get("seed", 0)),
            look_at=place.get("look_at"),
            clips=self.clips,
            speech=Speech(said, self.fps / self.pace) if said else None,
            hands=figure.hands({side: hand for side, hand in (place.get("hands") or {}).items() if hand.get("flat")}),
            **figure.carriage(),
            **figure.habit(),
        )

    def _pose(self, seconds: float) -> None:
        """Bring everyone, and what they hold, where they are at a time."""
        for name, act in self.acts.items():
            figure, moment = self.take.people[name], act.at(seconds * self.pace)
            figure.show()
            figure.perform(moment, self._said(name, seconds))
            for thing, whom, place in self.following:
                if whom == name:
                    thing.location = place + Vector(moment.position) - Vector(tuple(act.position))
        for one, made in self.props:
            grips = {name: figure.carries(one.words) for name, figure in self.take.people.items()}
            if (where := one.matrix(seconds * self.pace, made, grips)) is None:
                staging.shelve(made)
                continue
            staging.bring(made)
            made.object.matrix_world = where
        bpy.context.view_layer.update()

    def _following(self) -> list[tuple[bpy.types.Object, str, Vector]]:
        """Return the lamps that light one person alone, whom, and where they hang from: a gaffer walks along with who walks out of the light."""
        lights = sorted((thing for thing in self.studio.rig.collection.objects if thing.type == "LIGHT"), key=lambda thing: thing["rank"])
        alone = [(thing, lamp.only[0]) for thing, lamp in zip(lights, self.take.lamps, strict=True) if len(lamp.only) == 1]
        return [(thing, name, thing.location.copy()) for thing, name in alone if name in self.take.people]

    def _acts(self) -> dict[str, Sequence[Mapping[str, Any]]]:
        return {name: self._planned(name).get("acts") or () for name in self.take.people}

    def _planned(self, name: str) -> Mapping[str, Any]:
        return (self.plan.get("people") or {}).get(name) or {}

    def _said(self, name: str, seconds: float) -> Mapping[str, float]:
        said: Sequence[Mapping[str, float]] = self._planned(name).get("said") or ()
        index = int(seconds * self.fps + 1e-6)
        return said[index] if index < len(said) else {}

    def _aim(self, seconds: float) -> None:
        move = self.plan.get("move") or {}
        share = min(1.0, seconds * self.fps / max(1, self.count - 1))
        view = track.at(self.view, move, share=share, seconds=seconds, seed=int(self.request.get("seed", 0)))
        if self.plan.get("follow") in self.acts:
            gone = Vector(self._gone(self.acts[self.plan["follow"]], seconds * self.pace))
            lens, eyes = Vector(view.position), Vector(self.eyes)
            nearer = (eyes + gone - lens).length / max((eyes - lens).length, 0.1)  # so that the eyes stay where they are in the frame
            view = replace(view, target=tuple(eyes + gone + (Vector(view.target) - eyes) * nearer), focus=tuple(Vector(view.focus) + gone))
        self.take.view = view
        camera.mount(self.studio.scene, self.take.view)

    @staticmethod
    def _gone(act: Performance, seconds: float) -> np.ndarray:
        """Return how far a walker has come from where the still has them, as an operator's hand sees it: over half a second."""
        around = [np.asarray(act.at(max(seconds + late, 0.0)).position) for late in (-0.25, 0.0, 0.25)]
        return np.mean(around, axis=0) - act.position

    def _exposure(self, out: Path) -> float:
        """Return the stops that the shot needs, its lamps balanced and its face measured as a still's are."""
        picture.expose(self.studio.scene, self.take.format, seed=self._noise(0))
        channels = picture.shoot(self.studio.scene, out)
        beauty = picture.rgb(channels)
        parts = picture.split(beauty, picture.groups(channels))
        face = facts.face(self.take, channels)
        ids, depth = np.rint(channels["Object Index.X"]), np.nan_to_num(channels["Depth.Z"], posinf=framed.FAR)
        _, parts = gaffer.balance(self.studio, self.take, channels, beauty, parts, face)
        beauty, _ = gaffer.separate(self.studio, self.take, parts, ids)
        return facts.measure(self.take, beauty, ids, depth, face)["light"]["exposure"]

    def _frame(self, index: int, path: Path) -> None:
        start = index / self.fps
        moments = self._moments(start)
        format = self.take.format
        if len(moments) > 1:
            format = replace(format, samples=max(1, round(format.samples / len(moments))), faces=round(format.faces / len(moments)))
        total, depth = 0.0, None
        for moment in moments:
            channels = self._drawn(moment, format, self._noise(index), path.parent)
            with self.clock.time("faces"):
                shown = replace(self.take, format=format)
                channels = faces.refine(self.studio, shown, path.parent, channels, self.take.fronts())
            total = total + picture.rgb(channels) / len(moments)
            depth = np.nan_to_num(channels["Depth.Z"], posinf=1000.0)
        with self.clock.time("grade"):
            developed = grade.develop(total, self.look, depth=np.minimum(depth, 1000.0), seed=int(self.request.get("seed", 0)) + index)
            with staged(path) as part:  # a frame that is there is whole
                colour.save(developed, part, view=self.look.view, contrast=self.look.contrast)

    def _drawn(self, seconds: float, format: Format, seed: int, out: Path) -> dict[str, np.ndarray]:
        with self.clock.time("pose"):
            self._pose(seconds)
            self._aim(seconds)
        with self.clock.time("beauty"):
            picture.expose(self.studio.scene, format, seed=seed)
            return picture.shoot(self.studio.scene, out)

    def _noise(self, index: int) -> int:
        return int(self.request.get("seed", 0)) + (index * 7919 if self.plan.get("alive") else 0)

    def _moments(self, start: float) -> list[float]:
        """Return the times within an open shutter at which a frame is rendered: as many as its fastest joint needs."""
        most = int(self.plan.get("shutter", 1))
        if most <= 1:
            return [start]
        opened = OPEN / self.fps
        before, after = (self._seen(seconds) for seconds in (start, start + opened))
        fastest = max((float(np.abs(after[name] - before[name]).max(initial=0.0)) for name in before), default=0.0)
        count = min(most, max(1, math.ceil(fastest / STRIDE)))
        return [start + opened * (part + 0.5) / count for part in range(count)]

    def _seen(self, seconds: float) -> dict[str, np.ndarray]:
        """Return where the joints of everyone are in the picture at a time, in pixels."""
        self._pose(seconds)
        self._aim(seconds)
        width, height = self.take.format.width, self.take.format.height
        found = {}
        for name, figure in self.take.people.items():
            ends = [figure.joint(bone) for bone in ("head", "wrist.L", "wrist.R", "foot.L", "foot.R")]
            found[name] = np.array([(x * width, y * height) for x, y, depth in map(self.take.view.project, ends) if depth > 0.05])
        still = (self.view.target, (0.0, 0.0, 0.0))
        found["set"] = np.array([(x * width, y * height) for x, y, depth in map(self.take.view.project, still) if depth > 0.05])
        return found


def frame_name(index: int) -> str:
    """Return the file name of a frame; `index` counts from 0, names from 1."""
    return f"frame_{index + 1:05d}.png"
