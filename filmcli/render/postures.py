"""Postures: how a line makes somebody sit, stand, lean, kneel, fall, lie down or embrace, and where in the set they do it.

Knows nothing of who acts when (`blocking`). Metres and degrees as in `formats.shots`.
"""

from __future__ import annotations

import math
from dataclasses import replace

from filmcli.formats.shots import Act
from filmcli.render import floor, framing, lexicon, places
from filmcli.render.actions import Action
from filmcli.render.company import Company


def sit(company: Company, action: Action, who: str) -> None:
    """Sit somebody down on a free seat: the one that the line names, else their own, else the nearest to their partner."""
    place, others = company.here[who], company.spots(who)
    if place.pose in ("sit", "sit_talk") or place.pose.startswith("sit"):
        return
    free = floor.seats(company.spec, taken=others)
    if not free:
        return  # the set has no seat left: they stay on their feet
    words = f"{action.goal} {action.sentence}"
    partner = company.partner(who)
    goal = company.here[partner].position[:2] if partner in company.here else place.position[:2]

    def worth(name: str) -> tuple[float, float]:
        named = any(len(part) > 2 and part not in floor.SIDES and lexicon.find(part, words) for part in name.split("_"))
        home = company.homes[who].mark == name
        return -2.0 * named - 1.0 * home, math.dist(floor.at(company.spec, name), goal) + 0.3 * math.dist(
            floor.at(company.spec, name), place.position[:2]
        )

    mark = min(free, key=worth)
    given = company.spec["marks"][mark]
    seated = place.model_copy(
        update={
            "mark": mark,
            "position": (*floor.at(company.spec, mark), floor.height(company.spec)),
            "yaw": float(given.get("yaw", 0.0)),
            "pose": places.known(action.poses, str(given.get("pose", "sit")), "sit"),
            "seat": float(given.get("seat", 0.46)),
        }
    )
    act = Act(character=who, motion="sit_down", to=mark)
    if who not in company.during:  # else the walk that the line tells of leads there
        path = floor.route(company.spec, place.position[:2], seated.position[:2], others)
        act = act.model_copy(update={"path": path, "origin": (*place.position, place.yaw)})
    company.acts.append(act)
    company.during[who] = seated  # who is told to sit is seen sitting
    company.settled(who, seated, "sits down")


def stand(company: Company, action: Action, who: str) -> None:
    """Let who sits or kneels get up, and who stands go where the line says."""
    place = company.here[who]
    others = company.spots(who)
    if place.pose not in framing.SEATED and place.pose != "kneel" and not place.pose.startswith(("sit", "lie", "kneel")):
        target = floor.goal(company.spec, action.goal, others, place.position[:2]) if not action.motion else None
        if target and math.dist(target[0], place.position[:2]) > 0.8:
            company.walk(action, who, target[0], target[1], None)
        return
    if not action.motion and not floor.goal(company.spec, action.goal, others, place.position[:2]):
        action = replace(action, motion="stand_up")
    spot = place.position[:2] if place.pose == "kneel" else None
    partner = company.partner(who)
    toward = company.here[partner].position[:2] if partner in company.here else tuple(company.spec["master"]["at"][:2])
    spot = spot or floor.near(company.spec, place.position[:2], others, least=0.6, toward=toward)
    if spot is None:
        return
    kneels = place.pose.startswith("kneel")
    standing = place.model_copy(update={"position": (*spot, floor.height(company.spec)), "pose": "stand", "seat": 0.0, "mark": ""})
    act = Act(character=who, motion="rise" if kneels else "stand_up", origin=(*place.position, place.yaw), seat=place.seat)
    company.acts.append(act)
    company.during.pop(who, None)
    company.settled(who, standing, "stands up")


def lean(company: Company, action: Action, who: str) -> None:
    """Let who stands lean where they are."""
    place = company.here[who]
    if place.pose in ("stand", "walk"):
        company.settled(who, place.model_copy(update={"pose": places.known(action.poses, "lean")}), "", moves=False)


def kneel(company: Company, action: Action, who: str) -> None:
    """Let somebody kneel where they are; who sits gets up first."""
    place = company.here[who]
    if place.pose in framing.SEATED:
        stand(company, action, who)
        place = company.here[who]
    company.acts.append(Act(character=who, motion=action.motion))
    company.settled(who, place.model_copy(update={"pose": places.known(action.poses, "kneel"), "seat": 0.0}), "kneels")


def fall(company: Company, action: Action, who: str) -> None:
    """Let somebody fall where they are and stay lying; what they held is dropped."""
    place = company.here[who]
    if place.pose in framing.SEATED:
        stand(company, action, who)
        place = company.here[who]
    company.acts.append(Act(character=who, motion=action.motion))
    company.settled(who, place.model_copy(update={"pose": places.known(action.poses, "lie"), "seat": 0.0, "hold": ""}), "falls")


def lie(company: Company, action: Action, who: str) -> None:
    """Lay somebody down on a free bed, else where they are."""
    place, others = company.here[who], company.spots(who)
    beds = [
        name
        for name, mark in company.spec["marks"].items()
        if mark.get("pose") == "lie" and floor.clear(floor.at(company.spec, name), others)
    ]
    if place.pose == "lie":
        return
    given = company.spec["marks"][beds[0]] if beds else {}
    spot = floor.at(company.spec, beds[0]) if beds else place.position[:2]
    company.acts.append(Act(character=who, motion=action.motion))
    lying = {
        "position": (*spot, floor.height(company.spec)),
        "pose": places.known(action.poses, "lie"),
        "seat": float(given.get("seat", 0.0)),
        "yaw": float(given.get("yaw", place.yaw)),
    }
    company.settled(who, place.model_copy(update=lying), "lies down")


ARMS = 1.15  # metres between two people whose hands meet
BLOW = 0.92  # metres at which a fist meets a face


def approach(company: Company, who: str, other: str, *, near: float = ARMS) -> None:
    """Bring somebody on their feet within an arm's length of another, when they stand further off: who hands something over steps up."""
    place, fixed = company.here[who], company.here[other].position[:2]
    start = place.position[:2]
    if place.pose != "stand" or math.dist(start, fixed) <= near + 0.1:
        return
    others = [p.position[:2] for name, p in company.here.items() if name not in (who, other)]
    spot = floor.near(company.spec, fixed, [*others, fixed], least=near - 0.25 * (near == ARMS), toward=start)
    if spot is None or math.dist(spot, fixed) > near + 0.2:
        return
    stood = {"position": (*spot, floor.height(company.spec)), "mark": "", "yaw": floor.yaw(spot, fixed)}
    company.settled(who, place.model_copy(update=stood), "")


def embrace(company: Company, action: Action, who: str) -> None:
    """Bring two people together, the first of the line to the other, on their feet."""
    other = action.to or next((one for one in action.who if one != who), "")
    if other not in company.here or who not in company.here or who != action.who[0]:
        return
    for one in (who, other):
        if company.here[one].pose in framing.SEATED or company.here[one].pose.startswith("kneel"):
            stand(company, replace(action, motion="stand_up"), one)
    fixed = company.here[other].position[:2]
    start = company.here[who].position[:2]
    others = [p.position[:2] for name, p in company.here.items() if name not in (who, other)]
    spot = floor.near(company.spec, fixed, [*others, fixed], least=0.6, toward=start)
    if spot is None:
        return
    if math.dist(start, spot) > 0.5:
        way = floor.route(company.spec, start, spot, others)
        company.acts.append(Act(character=who, motion="walk", path=way, origin=(*company.here[who].position, company.here[who].yaw)))
    for one, goal in ((who, other), (other, who)):
        company.acts.append(Act(character=one, motion=action.motion, to=goal))
    near = company.here[who].model_copy(
        update={"position": (*spot, floor.height(company.spec)), "mark": "", "yaw": floor.yaw(spot, fixed), "pose": "stand"}
    )
    company.during.pop(who, None)
    company.settled(who, near, f"goes to {company.names.characters[other].name}")
    company.here[other] = company.here[other].model_copy(update={"yaw": floor.yaw(fixed, spot)})
    if pose := places.known(action.poses, ""):
        company.poses |= {who: pose, other: pose}
    company.looks |= {who: other, other: who}
