"""Business: what people have in the hand, and do with it, of their own accord, where the page says nothing of their hands.

Knows nothing of cameras or bodies. What there is, where and for whom is data: presets/people/business.yaml.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from filmcli.core import presets
from filmcli.core.seeds import stream
from filmcli.formats.cast import Character
from filmcli.formats.poses import library, motions
from filmcli.formats.shots import Act, Place
from filmcli.render import lexicon
from filmcli.render.actions import Action
from filmcli.render.breakdown import Sheet

HANDS = frozenset(
    {"take", "put", "hand_over", "draw", "embrace", "fall", "lie", "kneel"}
)  # who does one of these in a scene has no time for business
CLOSE = frozenset({"ECU", "CU", "insert"})  # sizes in which a hand would come up from nowhere


def thing(who: Character, place: Place, sheet: Sheet, actions: Sequence[Action], *, genre: str, taken: Collection[str], seed: int) -> str:
    """Return what somebody has in the hand when the scene opens though the page does not say so; '' for nothing.

    taken: what others have already of their own accord: two with the same thing are enough. Nothing for whom the page gives work for the hands in the
    scene, nor where it names the thing itself.
    """
    entry = library()[place.pose]
    mine = [action for action in actions if who.id in action.who or action.to == who.id]
    if entry.hand or entry.base not in ("feet", "seat") or place.hold or any(_hands(action) for action in mine):
        return ""
    named = {prop for element in sheet.actions for prop, _ in lexicon.props_in(element.text)}
    dice = stream(seed, "business", f"{sheet.identity}/{who.id}")
    for prop, row in presets.load("people", "business")["things"].items():
        chance = max(float((row.get("sets") or {}).get(sheet.set, 0.0)), float((row.get("genres") or {}).get(genre, 0.0)))
        draw = dice.random()
        if not chance or prop in named or who.age < row["from"] or list(taken).count(prop) > 1:
            continue
        temper = sum(weight * (getattr(who.personality, factor) - 0.5) for factor, weight in (row.get("temper") or {}).items())
        if draw < chance + temper:
            return prop
    return ""


def acts(
    people: Collection[Place], done: Sequence[Act], speakers: Collection[str], *, room: float, size: str, seed: int, shot: str
) -> Iterator[Act]:
    """Yield what those do with what they hold who neither act nor speak in a shot. room: seconds that the shot lasts."""
    table = presets.load("people", "business")["things"]
    for place in people if size not in CLOSE else ():
        row = table.get(place.hold)
        if row is None or place.character in speakers or any(act.character == place.character or act.to == place.character for act in done):
            continue
        dice = stream(seed, "business", f"{shot}/{place.character}")
        if room >= float(row["room"]) and dice.random() < float(row["often"]):
            long = float(motions()[row["motion"]]["seconds"])
            start = dice.uniform(0.3, max(room - long - 0.2, 0.3))
            yield Act(character=place.character, motion=row["motion"], start=round(start, 2), end=round(start + long, 2))


def stowed(prop: str) -> str:
    """Return the motion by which a hand gets rid of a prop: what one drinks from is put down, all else put away."""
    row = presets.load("people", "business")["things"].get(prop)
    return "put" if row and row["motion"] == "drink" else "put_away"


def _hands(action: Action) -> bool:
    return action.kind in HANDS or action.kind == "gesture" and action.motion not in ("nod", "shake_head")
