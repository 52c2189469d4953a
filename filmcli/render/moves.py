"""The camera's moves: the one that the page asks for as far as the set has room, else a small one by kind of shot and mood.

Knows nothing of how far a move may go in the shot's time (`travel.slowed`). Metres, degrees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from filmcli.formats.shots import Move
from filmcli.render import framing, inserts, lexicon
from filmcli.render.camerawords import Direction
from filmcli.render.grammar import Unit
from filmcli.render.piece import WIDE, Piece
from filmcli.render.travel import way

HANDHELD = frozenset({"thriller", "horror", "war", "action"})


def move_of(piece: Piece, speaks: Sequence[Unit], mood: Mapping, dice, hold: float) -> tuple[Move, str]:
    """Return the camera's move, and what is to be said of it: the page's own words, else a small one by kind and mood. Most shots stand still."""
    chance = dice.random()
    asked = piece.direction
    if asked and asked.move:
        return _asked_move(piece, asked), ""
    setup = piece.setup
    if setup.kind in ("insert", "pov"):
        return (Move(kind="push_in", amount=0.05) if chance < 0.5 and setup.kind == "insert" else Move()), ""
    if mood["genre"] in HANDHELD and setup.kind in ("single", "ots") and chance < 0.7:
        return Move(kind="handheld", amount=0.02), ""
    tense = max((unit.tension for unit in speaks), default=0.0)
    if setup.kind in WIDE:
        kind, amount = ("push_in", 0.35) if chance < 0.45 else ("truck_right", 0.3) if chance < 0.7 else ("truck_left", 0.3)
    elif setup.kind == "single" and tense > 0.7 and chance < 0.6:
        kind, amount = "push_in", 0.15
    elif setup.kind == "two_shot" and chance < 0.4:
        kind, amount = ("arc_left" if chance < 0.2 else "arc_right"), 3.0
    elif chance < 0.18:
        kind, amount = ("truck_left" if setup.looks == "right" else "truck_right"), 0.1
    else:
        kind, amount = "static", 0.0
    return (Move(kind=kind, amount=amount) if _room(piece, kind, amount) else Move()), ""


def _asked_move(piece: Piece, asked: Direction) -> Move:
    """Return the move that the page asks for, as far as the set has room for it."""
    setup, stage = piece.setup, piece.stage
    view = framing.View(setup.camera, stage.aspect)
    side = "right"
    goal = _point(piece, asked.toward)
    if asked.toward in ("left", "right"):
        side = asked.toward
    elif goal is not None:
        side = "right" if view.project(goal)[0] >= 0.5 else "left"
    if asked.move == "rack":
        return Move(focus=goal if goal is not None else _other_end(piece))
    if asked.move == "track":
        walker = next((act for act in piece.acts if act.path), None)
        if walker:
            here = piece.told[0].moment.places[walker.character].position
            way = (walker.path[-1][0] - here[0]) * view.right[0] + (walker.path[-1][1] - here[1]) * view.right[1]
            side = "right" if way >= 0 else "left"
        kind = f"truck_{side}"
    else:
        kind = f"{asked.move}_{side}" if asked.move in ("pan", "arc") else asked.move
    amount = asked.amount
    if kind == "push_in":
        amount = min(amount, 0.35 * max(setup.distance, 1.0))
    for share in (1.0, 0.7, 0.5, 0.3):
        if _room(piece, kind, amount * share):
            return Move(kind=kind, amount=round(amount * share, 3))
    return Move()


def _point(piece: Piece, goal: str) -> tuple[float, float, float] | None:
    if goal in piece.stage.people:
        return piece.stage.people[goal].eye
    holds = {who: place.hold for who, place in piece.told[0].moment.places.items()}
    return (
        inserts.place_of(piece.stage, goal, holds, piece.setup.subjects[0] if piece.setup.subjects else "")
        if goal in lexicon.props()
        else None
    )


def _other_end(piece: Piece) -> tuple[float, float, float] | None:
    """Return the eyes of the second subject: where a focus pull goes when the page does not say."""
    others = [who for who in piece.setup.subjects[1:] if who in piece.stage.people]
    return piece.stage.people[others[0]].eye if others else None


def _room(piece: Piece, kind: str, amount: float) -> bool:
    """Say whether the camera may stand wherever a move takes it."""
    camera, stage = piece.setup.camera, piece.stage
    path = [at for at in way(camera, Move(kind=kind, amount=amount), stage.aspect) if at != camera.position]
    return all(stage.holds(at, margin=-0.1) and not stage.crowds(at) for at in path)
