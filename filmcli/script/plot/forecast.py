"""What is expected after each scene, for people: two tables within 100 columns, a line of blocks, and an HTML page with the tension curve.

Knows nothing of how it was foreseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from filmcli.script.plot import groups, moves
from filmcli.script.plot.foresight import MOST_BITS, Expected

WIDTH = 100  # columns of a terminal
LEAST = 12  # columns that a slug line keeps
GAP, EDGES = 3, 4  # columns between two cells and at both ends, as rich draws them

STORY = ("no.", "slug line", "reads as, %", "expected next, %", "unsure", "came")
UNITS = f"unsure, and the surprise behind what came, are in bits: {MOST_BITS:.1f} where all 21 developments are as likely"
CAST = ("no.", "slug line", "cast expected next, %", "came")

STYLE = (
    "body{font:15px/1.5 Georgia,serif;max-width:72em;margin:2em auto;padding:0 1em}"
    "td,th{padding:.2em .8em .2em 0;text-align:left;vertical-align:top;border-bottom:1px solid #ddd}figure{margin:1em 0}"
)


def story(found: Sequence[Expected]) -> list[tuple[str, ...]]:
    """Return one row a scene under `STORY`, slug lines cut so that all fit `WIDTH`."""
    rows = [
        (
            one.number,
            one.heading or "(no slug line)",
            f"{groups.in_short(one.group)} {100 * one.group_probability:.0f}" if one.group else "?",
            f"({one.abstains})" if one.abstains else ", ".join(f"{groups.in_short(name)} {100 * p:.0f}" for name, p in one.likely),
            f"{one.entropy:.1f}",
            (groups.in_short(one.came) if one.came else "?" if one is not found[-1] else "")
            + (f" {one.surprise:.1f}" if one.surprise is not None else ""),
        )
        for one in found
    ]
    return _cut(rows, STORY)


def cast(found: Sequence[Expected]) -> list[tuple[str, ...]]:
    """Return one row a scene that has a next one, under `CAST`."""
    rows = [
        (
            one.number,
            one.heading or "(no slug line)",
            ", ".join(f"{moves.SHORT[name]} {100 * p:.0f}" for name, p in one.move_likely),
            moves.SHORT[one.move_came],
        )
        for one in found
        if one.move_came
    ]
    return _cut(rows, CAST)


def sparkline(values: Sequence[float | None]) -> str:
    """Return values of 0–1 as one line of blocks, lowest to highest; a dot where there is none."""
    return "".join("·" if value is None else "▁▂▃▄▅▆▇█"[min(7, max(0, int(value * 8)))] for value in values)


def tension(found: Sequence[Expected]) -> Iterator[str]:
    """Yield the tension of the scenes as lines of blocks within `WIDTH`."""
    step = WIDTH - 10
    for at in range(0, len(found), step):
        yield f"tension  {sparkline([one.tension for one in found[at : at + step]])}"


def page(title: str, found: Sequence[Expected]) -> str:
    """Return one self-contained HTML page: the tension curve, and each scene with what was expected and what came."""
    from filmcli.script import plots

    tips = [f"{one.number} {one.heading}: {_two(one.tension)}" for one in found]
    curve = plots.curve([one.tension for one in found], unit="tension", words=tips)
    heads = ("no.", "slug line", "reads as", "expected next", "how sure", "came", "the cast is expected", "came", "tension")
    head = "".join(f"<th>{name}</th>" for name in heads)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(one))}</tr>" for one in found)
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style></head><body>'
        f"<h1>{escape(title)}</h1><figure>{curve}<figcaption>Tension, scene by scene: how likely the scene's own words are of a conflict, and how "
        f"unexpected it came to the plot model, half and half, smoothed with the scenes beside it. Where the model abstains, conflict alone; where it cannot read the scene, nothing."
        f"</figcaption></figure><table><tr>{head}</tr>{rows}</table></body></html>\n"
    )


def _cells(one: Expected) -> tuple[str, ...]:
    likely = ", ".join(f"{groups.in_words(name)} {share:.0%}" for name, share in one.likely)
    came = groups.in_words(one.came) if one.came else ""
    return (
        one.number,
        one.heading or "(no slug line)",
        f"{groups.in_words(one.group)} {one.group_probability:.0%}" if one.group else "",
        f"abstains: {one.abstains}" if one.abstains else likely,
        f"{one.entropy:.1f} of {MOST_BITS:.1f} bits",
        came if one.surprise is None else f"{came}: {one.surprise:.1f} bits",
        ", ".join(f"{moves.MOVES[name]} {share:.0%}" for name, share in one.move_likely) if one.move_came else "",
        moves.MOVES.get(one.move_came, ""),
        _two(one.tension),
    )


def _two(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _cut(rows: Sequence[tuple[str, ...]], heads: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the rows with their second cells cut, so that all of a row fits `WIDTH`."""
    others = sum(max(len(row[at]) for row in (heads, *rows)) for at in range(len(heads)) if at != 1)
    room = max(LEAST, WIDTH - others - GAP * (len(heads) - 1) - EDGES)
    return [(row[0], row[1] if len(row[1]) <= room else row[1][: room - 1] + "…", *row[2:]) for row in rows]
