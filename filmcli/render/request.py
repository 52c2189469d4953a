"""What the renderer is told of a shot, as plain data, and what of it counts: the inputs that the picture's key is made of.

Knows nothing of tasks, of Blender or of models beyond the plain values they are given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from filmcli.core import fingerprint, presets, seeds
from filmcli.core.errors import InputError
from filmcli.core.production import CAST, Production
from filmcli.formats.cast import Character
from filmcli.formats.shots import Beat, Place, Scene, Shot, ShotList
from filmcli.render import assets, crowd, lexicon, reaching, resting, solids, staging

DEEP = 22.0  # f-stop of a still whose focus is pulled: the clip blurs it by depth from moment to moment


@dataclass(frozen=True)
class _Company:
    """Who is in a shot and where: the cast, those of the crowd, where hands are, and the user's own models of them and of the set."""

    places: Sequence[Place]
    people: Mapping[str, Character]
    extras: Sequence[tuple[Character, Place]]
    hands: Mapping[str, Any]
    own: Mapping[str, Any]

    @property
    def props(self) -> Mapping[str, Any]:
        """The user's own props."""
        return self.own.get("props", {})


def of(
    production: Production,
    shots: ShotList,
    scene: Scene,
    shot: Shot,
    people: Mapping[str, Character],
    identity: str,
    *,
    size: tuple[int, int],
) -> tuple[dict[str, Any], dict[str, Any], tuple[Beat, ...]]:
    """Return the request for a shot's picture, its inputs, and the beats that have a picture. people: as dressed in the scene; size in pixels.

    Raises InputError for somebody who is not in the cast.
    """
    quality, genre = presets.load("quality", production.settings.quality), presets.load("genres", shots.genre)
    period = scene.period or str(genre.get("period", ""))
    company = _company(production, shots, scene, shot, people, period)
    set_, differs = _set(shots, scene, shot, company, period)
    beats = moments(shot, quality["beats"])
    told = {
        "op": "shot",
        "set": set_ | differs,
        "lighting": presets.load("lighting", scene.lighting),
        "key_side": shot.key_side,
        "people": _people(scene, shot, company),
        "camera": _lens(shot),
        "eyes": staging.aimed(scene, shot, people),
        "subjects": list(shot.subjects),
        "size": shot.size,
        "prop": _made(shot.prop, company.props),
        "assets": company.own,
        "beats": [beat.model_dump(mode="json") for beat in beats],
        "speaking": list(dict.fromkeys(name for beat in shot.beats for name in beat.speaking)),
        "mouths": list(shapes(quality)) if company.places else [],
        "picture": {**quality["picture"], "width": size[0], "height": size[1], "passes": True},
        "grade": {**genre.get("grade", {}), "haze": genre.get("haze", 0.0), **shot.grade, "view": production.settings.colour_view},
        "space": production.settings.colour_space,
        "fps": shots.fps,
        "move": {"kind": shot.move.kind, "amount": shot.move.amount, "frames": round(shot.hold * shots.fps)},
        "seed": seeds.derive(shots.seed, "render/shot", identity) % 2**31,
    }
    inputs = _inputs(told, scene, shot, company, set_, differs)
    return told | {"key": fingerprint.of_value(inputs)}, inputs, beats


def _company(production: Production, shots: ShotList, scene: Scene, shot: Shot, people: Mapping[str, Character], period: str) -> _Company:
    places = staging.places(scene, shot)
    for place in places:
        if place.character not in people:
            raise InputError(f"shots.yaml: {shot.id}: {place.character!r} is not in {CAST}", hint=f"known: {', '.join(people)}")
    extras = crowd.seen(shots, scene, shot, people, period=period)
    words = [*scene.dressing, shot.prop, *(place.hold for place in places)]
    shown = [*(people[place.character] for place in places), *(who for who, _ in extras)]
    own = assets.of_shot(assets.found(production), set=scene.set, props=filter(None, words), people=shown)
    here = {place.character: place for place in places}
    hands = resting.hands(shot, here, solids.spec(scene.set, period), people) | reaching.held(shot, here, scene.set, people)
    return _Company(places, people, extras, hands, own)


def _set(shots: ShotList, scene: Scene, shot: Shot, company: _Company, period: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the set as it is in its scene, and what of it differs in the shot."""
    spec = {
        "name": scene.set,
        "seed": seeds.derive(shots.seed, "render/set", scene.set + scene.heading),
        "time": scene.time,
        "weather": scene.weather,
        "period": period,
        "season": scene.season,
        "dressing": [_made(words, company.props) for words in scene.dressing],
        "effects": [effect.model_dump() for effect in scene.effects],
    }
    spec |= {"class": scene.means} if scene.means else {}
    spec |= {"outside": scene.outside} if scene.outside else {}
    spec |= {"materials": dict(scene.materials)} if scene.materials else {}
    if scene.set in company.own.get("sets", {}):
        spec["own"] = company.own["sets"][scene.set]
    differs = {} if shot.dressing is None else {"dressing": [_made(words, company.props) for words in shot.dressing]}
    differs |= {"effects": spec["effects"] + [effect.model_dump() for effect in shot.effects]} if shot.effects else {}
    return spec, differs


def _people(scene: Scene, shot: Shot, company: _Company) -> list[dict[str, Any]]:
    """Return everybody as the renderer needs them, the crowd last."""
    cast = [
        _person(company.people[place.character], place, staging.gaze(scene, shot, place, company.people), company.own)
        | {"hold": _made(place.hold, company.props)}
        | ({"hands": company.hands[place.character]} if place.character in company.hands else {})
        for place in company.places
    ]
    return cast + [{**_person(who, place, None, company.own), "detail": "lite"} for who, place in company.extras]


def _inputs(
    told: Mapping[str, Any], scene: Scene, shot: Shot, company: _Company, set_: Mapping[str, Any], differs: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what counts of a request, in words a person understands, each with its digest."""
    places, looks = company.places, [one["look_at"] for one in told["people"][: len(company.places)]]
    mouths = [told["speaking"], told["mouths"], presets.load("visemes", "english")] if told["mouths"] else []
    inputs = {
        **framing(shot),
        "blocking": fingerprint.of_value([place.model_dump(mode="json") for place in places] + looks),
        "crowd": fingerprint.of_value([[who.seen(), place.model_dump(mode="json")] for who, place in company.extras]),
        "beats": fingerprint.of_value(told["beats"]),
        "mouths": fingerprint.of_value(mouths),
        "set": fingerprint.of_value([set_, presets.load("sets", scene.set)]),
        "dressing": fingerprint.of_value(differs),
        "light": fingerprint.of_value([told["lighting"], shot.key_side]),
        "grade": fingerprint.of_value(told["grade"]),
        "quality": fingerprint.of_value([told["picture"], told["space"]]),
        "seed": fingerprint.of_value(told["seed"]),
        "runner": "cycles",
    }
    inputs |= {f"cast {place.character}": fingerprint.of_value(company.people[place.character].seen()) for place in places}
    inputs |= {"hands": fingerprint.of_value(company.hands)} if company.hands else {}
    inputs |= {"assets": fingerprint.of_value(company.own)} if company.own else {}
    if shot.move.kind not in ("static", "handheld"):
        inputs["move"] = fingerprint.of_value(told["move"])  # the motion pass has it
    return inputs


def framing(shot: Shot) -> dict[str, str]:
    """Return the inputs that say what is in the frame: a picture of others is not the shot's any more."""
    subject = fingerprint.of_value([shot.subjects, shot.prop, shot.size])
    return {"camera": fingerprint.of_value(_lens(shot)), "subject": subject}


def moments(shot: Shot, most: int) -> tuple[Beat, ...]:
    """Return the beats that have a picture of their own: not those that only open mouths, which the sheet of faces has."""
    first = shot.beats[0]
    return tuple(beat for beat in shot.beats if beat is first or not only_speaks(first, beat))[:most]


def only_speaks(first: Beat, beat: Beat) -> bool:
    """Return whether a beat is the first with mouths open, and nothing else moved."""
    return bool(beat.speaking) and (beat.poses, beat.expressions) == (first.poses, first.expressions)


def shapes(quality: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the shapes of the mouth that a quality draws of a speaker, the most telling first (`presets/visemes`)."""
    known = [name for name in presets.load("visemes", "english")["shapes"] if name != "rest"]
    return tuple(known[: quality["mouths"]])


def _made(words: str, own: Mapping[str, Any]) -> str:
    """Return what is made for a prop's words: the user's own model as it is called, else what stands for what nobody modelled."""
    said = set(re.findall(r"[a-z0-9]+", words.lower()))
    return words if any(said.issuperset(name.split("_")) for name in own) else lexicon.stand_in(words)


def _lens(shot: Shot) -> dict[str, Any]:
    """Return the camera as the still is taken with it."""
    camera = shot.camera.model_dump(mode="json")
    return camera | ({"f_stop": max(DEEP, shot.camera.f_stop)} if shot.move.focus else {})


def _person(character: Character, place: Place, look_at: Sequence[float] | None, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a person as the renderer needs it, with the user's own model of the body, or of what is worn."""
    model = own.get("bodies", {}).get(character.id) or own.get("garments", {}).get(character.wardrobe.garment)
    return {
        "character": character.model_dump(mode="json", exclude={"origin", "wardrobes"}) | ({"own": model} if model else {}),
        "position": list(place.position),
        "yaw": place.yaw,
        "pose": place.pose,
        "seat": place.seat,
        "hold": place.hold,
        "expression": place.expression,
        "look_at": list(look_at) if look_at is not None else None,
    }
