"""The choice of shots: which solved setup shows which line, by dynamic programming over quality, cuts and rhythm.

Knows nothing of geometry beyond the setups it is given, and of wording beyond a line's length class. After Galvane,
Ronfard, Lino, Christie (AAAI 2015): segments of lines, a cost for each setup on them, a cost for each cut.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from filmcli.core.seeds import stream
from filmcli.render import framing
from filmcli.render.setup import NEUTRAL, Setup, matched

LENGTHS = ((3, 1.4), (9, 2.6), (18, 5.0), (34, 8.5))  # words up to this, seconds; the classes S, M, L, XL
LONGEST = 14.0  # seconds, anything longer
WORDY, BETWEEN = 1.15, 0.4  # how much longer than its class a line may be spoken, and the seconds between two
HOLD = 3  # lines a shot may cover at most
BREAK = 60.0  # the cost of breaking a rule of continuity
WANTED = {
    "MLS": 0.08,
    "cowboy": 0.14,
    "MS": 0.26,
    "MCU": 0.5,
    "CU": 0.85,
    "ECU": 1.05,
    "FS": 0.0,
    "LS": 0.0,
    "EWS": 0.0,
}  # tension of a size. Faces carry a film 640 pixels wide: closer than a cinema screen needs


@dataclass(frozen=True)
class Unit:
    """A line to be shown: an action, a speech, or a listener's reaction while a long speech goes on."""

    kind: str  # opening, action, speech, reaction
    lines: tuple[int, ...] = ()
    speech: str = ""  # its id, of a reaction the one that is heard over it
    who: str = ""  # speaker or actor, when on screen
    to: str = ""  # the one spoken to, or a second actor
    prop: str = ""  # to be seen close
    seconds: float = 2.0  # of the length class, not of the wording
    tension: float = 0.4  # 0–1, by its place in the scene
    movers: tuple[str, ...] = ()  # who comes, goes, sits or crosses: to be seen doing it
    asked: str = ""  # the setup that the page's camera words ask for


def seconds_of(words: int) -> float:
    """Return the seconds of a line's length class. A change of wording within the class changes nothing."""
    return next((seconds for bound, seconds in LENGTHS if words <= bound), LONGEST)


@dataclass(frozen=True)
class Take:
    """A setup held over neighbouring lines."""

    setup: Setup
    first: int
    last: int  # inclusive


def choose(
    units: Sequence[Unit],
    setups: Mapping[str, Setup],
    *,
    before: Setup,
    people: Mapping[str, framing.Figure],
    rhythm: Mapping,
    seed: int,
    scene: str,
    first: int = 0,
    wide: bool = False,
) -> list[Take]:
    """Return the cheapest sequence of takes over the units. Ties are broken by the seed and the unit's place, never by wording.

    first: the place of units[0] in the scene. wide: people have changed sides unseen, so it must begin with the master.
    """
    if not units:
        return []
    names = sorted(setups)
    grain = {(i, name): stream(seed, "take", f"{scene}/{first + i}/{name}").random() * 0.3 for i in range(len(units)) for name in names}
    asl, longest = float(rhythm.get("asl", 4.5)), float(rhythm.get("max", LONGEST))
    cuts = {(a, b): cut(setups[a], setups[b], people) for a in names for b in names if a != b}
    entry = {name: enter(before, setups[name], people, first=first) + BREAK * (wide and setups[name].kind != "master") for name in names}
    best: list[dict[str, tuple[float, int, str]]] = [{} for _ in range(len(units) + 1)]
    for end in range(1, len(units) + 1):
        for name in names:
            for start in range(max(0, end - (HOLD if len(names) > 1 else end)), end):
                own = held(units[start:end], setups[name], asl, longest) + grain[start, name]
                if start == 0:
                    options = [(own + entry[name], start, "")]
                else:
                    options = [(past[0] + own + cuts[prior, name], start, prior) for prior, past in best[start].items() if prior != name]
                found = min(options, default=None)
                if found and (name not in best[end] or found < best[end][name]):
                    best[end][name] = found
    takes: list[Take] = []
    end, name = len(units), min(best[-1], key=lambda n: (best[-1][n][0], n))
    while end > 0:
        _, start, prior = best[end][name]
        takes.append(Take(setups[name], start, end - 1))
        end, name = start, prior
    return takes[::-1]


def enter(before: Setup, setup: Setup, people: Mapping[str, framing.Figure], *, first: int) -> float:
    """Return the cost of beginning with a setup: the wide that opens a scene may simply stay, later a wide after a wide is a jump."""
    if setup.kind == "master" and before.kind in ("master", "establishing") and setup.camera.position == before.camera.position:
        return 0.2 if first <= 1 else BREAK
    return cut(before, setup, people)


def held(units: Sequence[Unit], setup: Setup, asl: float, longest: float) -> float:
    """Return the cost of one setup over neighbouring units: how well it shows each, and how long it stands, against the genre's average and longest."""
    cost = sum(shows(unit, setup) for unit in units) + setup.cost
    seconds = sum(unit.seconds for unit in units)
    cost += 0.9 * max(0.0, seconds / (asl * 1.7) - 1.0) ** 1.5 * (len(units) > 1)  # a long take is a choice, a long speech is not
    if len(units) > 1 and sum(WORDY * unit.seconds + BETWEEN for unit in units if unit.kind == "speech") > longest:
        cost += 6.0
    if seconds < asl * 0.45:
        cost += 0.8  # a flash
    cost += 0.5 if setup.kind == "insert" else 2.2  # each shot is a picture to make, and a cut the eye must follow: cut only for a reason
    if setup.asked and units[0].asked != setup.asked:
        cost += 8.0  # the page asks for it from its own line on
    inserts = sum(bool(unit.prop) or unit.asked == setup.asked != "" for unit in units)
    if setup.kind == "insert" and (len(units) > 1 or not inserts):
        cost += BREAK
    return cost


def shows(unit: Unit, setup: Setup) -> float:
    """Return how badly a setup shows a unit: 0 is what an editor would cut to."""
    main = setup.subjects[0] if setup.subjects else ""
    if unit.asked:
        return 0.0 if unit.asked == setup.asked else BREAK / 2
    if setup.kind == "pov":
        return BREAK
    if unit.movers and setup.kind != "insert":
        return _moving(unit, setup, main)
    if unit.prop:
        return 0.0 if setup.kind == "insert" and setup.prop == unit.prop else 2.5 + _view(unit, setup, main)
    if setup.kind == "insert":
        return BREAK
    return _view(unit, setup, main)


def _moving(unit: Unit, setup: Setup, main: str) -> float:
    """Return how badly a setup shows people who move: the whole body is to be seen, and where it goes."""
    if setup.kind == "master":
        return 1.0
    if not set(unit.movers) & set(setup.subjects[:2] if setup.kind == "two_shot" else (main,)):
        return 7.0
    return {"FS": 0.0, "MLS": 0.1, "cowboy": 0.3, "MS": 0.6, "MCU": 2.0}.get(setup.size, 3.5) + (0.2 if setup.kind == "ots" else 0.0)


def _view(unit: Unit, setup: Setup, main: str) -> float:
    tension = abs(WANTED.get(setup.size, 0.3) - unit.tension)
    if setup.kind == "master":
        quiet = 0.5 if unit.kind == "action" and not unit.who else 1.5 if unit.kind == "action" else 2.1
        return quiet + 0.8 * unit.tension + 2.0 * (unit.kind == "reaction")
    if not unit.who:  # nobody in the frame speaks or acts: the listener hears, the room is empty
        return 1.0 + 0.5 * tension + (0.6 if setup.kind == "two_shot" and unit.kind != "speech" else 0.0)
    if setup.kind == "two_shot":
        if unit.who not in setup.subjects:
            return 4.0
        return (
            0.5
            + 0.9 * unit.tension
            + (0.0 if not unit.to or unit.to in setup.subjects else 0.8)
            + (2.0 if unit.kind == "reaction" else 0.0)
        )
    if main == unit.who:
        plain = 0.15 if setup.kind == "single" and unit.kind != "speech" else 0.0
        wrong = 0.9 if unit.to and unit.to != setup.partner else 0.0
        shoulder = 0.0 if setup.kind != "ots" else -0.3 if unit.tension < 0.6 else 0.4  # near each other first, then alone
        return 1.6 * tension - plain + wrong + shoulder
    if setup.kind == "ots" and unit.who in setup.subjects:  # speaks with the back to us
        return 1.9 + 0.25 * unit.seconds
    return 2.6 + 0.2 * unit.seconds if unit.kind == "speech" and unit.to == main else 5.0


def cut(a: Setup, b: Setup, people: Mapping[str, framing.Figure]) -> float:
    """Return the cost of a cut: the 30° rule, size jumps, sameness."""
    if "insert" in (a.kind, b.kind):
        return 0.2 if a.kind != b.kind else 1.5
    if not a.subjects or not b.subjects:
        return 0.2
    cost = 0.25
    if a.subjects[0] == b.subjects[0] and not thirty(a, b, people):
        cost += BREAK
    elif a.subjects[0] == b.subjects[0]:
        cost += 0.5
    if not answered(a, b, people):
        cost += BREAK / 3
    if b.kind == "master":
        cost += 0.9
    if set(a.subjects) == set(b.subjects) and {a.kind, b.kind} == {"master", "two_shot"} and framing.steps(a.size, b.size) < 2:
        cost += 3.0
    if a.kind == b.kind and a.size == b.size and (a.partner, b.partner) == (b.subjects[0], a.subjects[0]) and not matched(a, b):
        cost += 4.0
    if {a.kind, b.kind} == {"single", "ots"} and a.subjects[0] != b.subjects[0]:
        cost += 0.45  # reverses match in kind
    elif a.kind == b.kind and a.size != b.size:
        cost += 0.3 * framing.steps(a.size, b.size)
    return cost


def answered(a: Setup, b: Setup, people: Mapping[str, framing.Figure]) -> bool:
    """Say whether a look is answered from its side: from a face to the one it looks at, who looks at a third, the line between the two is kept."""
    looker, seen = a.subjects[0], b.subjects[0]
    if a.partner != seen or b.partner == looker or not {looker, seen} <= set(people) or {a.kind, b.kind} - {"single", "ots"}:
        return True
    ends = (people[looker].eye[:2], people[seen].eye[:2])
    one, other = (framing.off_line(*ends, setup.camera.position) for setup in (a, b))
    return min(abs(one), abs(other)) < NEUTRAL or one * other > 0


def thirty(a: Setup, b: Setup, people: Mapping[str, framing.Figure]) -> bool:
    """Say whether a cut on one subject is clean: 30° apart as the subject sees it, or two size classes."""
    subject = people.get(a.subjects[0])
    if subject is None or framing.steps(a.size, b.size) >= 2:
        return True
    return framing.between(a.camera.position, b.camera.position, subject.eye) >= 30
