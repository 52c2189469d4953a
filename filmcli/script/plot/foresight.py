"""What the plot model expects of each scene of a screenplay, and what came: developments, the cast's moves, and the tension.

Knows nothing of the command line. Who is who is told by the caller (`filmcli.cast.reading`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from filmcli.formats import fountain
from filmcli.formats.scenes import Scene
from filmcli.formats.screenplay import Screenplay
from filmcli.script import plot
from filmcli.script.company import Company, Person
from filmcli.script.plot import groups, moves
from filmcli.script.plot.steps import Step

SENTENCES = 6  # of a scene's action and talk each; a step of the book is two sentences, and a long text's mean says nothing
SMOOTH = 0.5  # weight of the scenes beside a scene in its tension


@dataclass(frozen=True)
class Expected:
    """One scene. `came` is the next scene's own group by its words; `likely` what was expected of it, best first. Empty for the last scene.

    `surprise` is −log2 of the probability that the expectation gave to what came; `tension` is 0–1.
    """

    id: str
    number: str
    heading: str
    group: str
    group_probability: float
    likely: tuple[tuple[str, float], ...]
    entropy: float
    familiar: float
    abstains: str
    came: str
    surprise: float
    move_likely: tuple[tuple[str, float], ...]
    move_came: str
    tension: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def read(screenplay: Screenplay, people: Sequence[Person]) -> list[Expected]:
    """Return what is expected after each scene, in order; nothing for a screenplay without scenes."""
    told = fountain.scenes(screenplay)
    if not told:
        return []
    company = Company(people)
    symbols = _symbols(told, company)
    texts = [_step(scene, company, symbols) for scene in told]
    read_as = [plot.read_group(step) if step.text else ("", 0.0) for step in texts]
    steps = [Step(step.text, step.roles, name or None) for step, (name, _) in zip(texts, read_as, strict=True)]
    talks = [_talk(scene, company) for scene in told]
    chances, came = plot.shipped().moves(talks), moves.labels(talks)
    found = []
    for at, scene in enumerate(told):
        last = at == len(told) - 1
        known = plot.predict(steps[max(0, at - 1) : at + 1])
        follows = "" if last else read_as[at + 1][0]
        found.append(
            Expected(
                scene.id,
                (scene.heading.number if scene.heading else None) or str(at + 1),
                " ".join(scene.heading.text.split()) if scene.heading else "",
                *read_as[at],
                tuple(known.top()),
                round(known.entropy, 3),
                round(known.familiar, 3),
                known.abstains,
                follows,
                round(-math.log2(max(known.groups.get(follows, 1.0), 1e-6)), 3) if follows else 0.0,
                tuple(sorted(chances[at].items(), key=lambda pair: -pair[1])[:3]),
                "" if last else came[at],
                0.0,
            )
        )
    return _tense(found, steps)


def _tense(found: Sequence[Expected], steps: Sequence[Step]) -> list[Expected]:
    """Return the scenes with their tension.

    Half of it is conflict: the probability that the scene's own words are of a class that tightens a story (SETBACK, SCHEME,
    BOND_OBSTRUCTED); half is surprise: the bits by which the scene came unexpected, over the most there could be. Then smoothed over the
    scenes beside it. It is ours, a reading aid and no measurement of an audience.
    """
    from dataclasses import replace

    raw = []
    for at, one in enumerate(found):
        conflict = one.group_probability if one.group and groups.class_of(one.group) in groups.CONFLICT else 1 - one.group_probability
        surprise = min(1.0, found[at - 1].surprise / (2 * math.log2(len(groups.NAMES)))) if at else 0.5
        raw.append(0.5 * conflict + 0.5 * surprise)
    smooth = []
    for at in range(len(raw)):
        near = [(raw[at], 1.0)] + [(raw[n], SMOOTH) for n in (at - 1, at + 1) if 0 <= n < len(raw)]
        smooth.append(sum(value * weight for value, weight in near) / sum(weight for _, weight in near))
    return [replace(one, tension=round(value, 3)) for one, value in zip(found, smooth, strict=True)]


def _symbols(told: Sequence[Scene], company: Company) -> dict[str, str]:
    """Return the symbol of each speaker: `A` and `B` are the man and the woman who say most, the others are known by what they are to the first."""
    words: Counter[str] = Counter()
    for scene in told:
        for speech in scene.speeches:
            words[company.of(speech.name)] += len(speech.text.split())
    found: dict[str, str] = {}
    for name, _ in words.most_common():
        sex = company.gender(name)
        woman = sex is not None and sex.value == "female"
        symbol = "B" if woman else "A"
        if symbol in found.values():
            symbol = f"{symbol}-8"  # an acquaintance: the page seldom says more
        found[name] = symbol
    return found


def _step(scene: Scene, company: Company, symbols: dict[str, str]) -> Step:
    action = " ".join(" ".join(e.text.split()) for e in scene.elements if e.type == "action")
    talk = [(company.of(speech.name), speech.text) for speech in scene.speeches]
    sentences = _sentences(action)[:SENTENCES] + [text for _, said in talk for text in _sentences(said)][-SENTENCES:]
    text = _renamed(" ".join(sentences), company, symbols)
    roles = {symbols[name] for name, _ in talk if name in symbols}
    roles |= {symbols[name] for *_, name in company.named(action) if name in symbols}
    return Step(text, frozenset(roles))


def _sentences(text: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.?!…])\s+", text.strip()) if one]


def _renamed(text: str, company: Company, symbols: dict[str, str]) -> str:
    """Return a text with names as symbols, as the book has them."""
    for start, end, name in reversed(list(company.named(text))):
        text = text[:start] + symbols.get(name, "A-8") + text[end:]
    return text


def _talk(scene: Scene, company: Company) -> moves.Talk:
    return moves.Talk(tuple((company.of(speech.name), len(speech.text.split())) for speech in scene.speeches))


def sparkline(values: Sequence[float]) -> str:
    """Return values of 0–1 as one line of blocks, lowest to highest."""
    return "".join("▁▂▃▄▅▆▇█"[min(7, int(value * 8))] for value in values)


def page(title: str, found: Sequence[Expected]) -> str:
    """Return one self-contained HTML page: the tension curve, and each scene with what was expected and what came."""
    from html import escape

    from filmcli.script import plots

    tips = [f"{one.number} {one.heading}: {one.tension:.2f}" for one in found]
    curve = plots.curve([one.tension for one in found], unit="tension", words=tips)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>" for cells in table(found))
    head = "".join(f"<th>{name}</th>" for name in HEAD)
    style = "body{font:15px/1.5 Georgia,serif;max-width:70em;margin:2em auto;padding:0 1em}td,th{padding:.2em .8em .2em 0;text-align:left;vertical-align:top;border-bottom:1px solid #ddd}"
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style></head><body>'
        f"<h1>{escape(title)}</h1><figure><figcaption>Tension, scene by scene: conflict in the scene's own words, and how unexpected it came"
        f"</figcaption>{curve}</figure><table><tr>{head}</tr>{rows}</table></body></html>\n"
    )


HEAD = ("no.", "slug line", "reads as", "expected next", "how sure", "came", "cast: expected", "came", "tension")


def table(found: Sequence[Expected]) -> Iterator[tuple[str, ...]]:
    """Yield one row of words a scene, under `HEAD`."""
    for one in found:
        likely = ", ".join(f"{groups.in_words(name)} {share:.0%}" for name, share in one.likely[:2])
        move, share = one.move_likely[0] if one.move_likely else ("", 0.0)
        yield (
            one.number,
            one.heading or "(no slug line)",
            groups.in_words(one.group) if one.group else "",
            "abstains" if one.abstains else likely,
            one.abstains or f"{one.entropy:.1f} of {math.log2(len(groups.NAMES)):.1f} bits",
            groups.in_words(one.came) if one.came else "",
            f"{moves.MOVES[move]} {share:.0%}" if move and one.move_came else "",
            moves.MOVES.get(one.move_came, ""),
            f"{one.tension:.2f}",
        )
