"""Plots as SVG text, made by hand: columns, rows, a curve, a grid, a network.

Knows nothing of screenplays. Every mark carries its words as a tooltip, and every text is escaped. Widths are in SVG units.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 960
INK, FAINT, LINE = "#26241f", "#8a857a", "#d8d3c7"
ACTION, DIALOGUE, ACCENT = "#b9b2a3", "#3f6f9f", "#b5533c"


@dataclass(frozen=True)
class Mark:
    """One bar or cell: a label, values stacked from the bottom with a colour each, and the tooltip."""

    label: str
    parts: tuple[tuple[float, str], ...]
    words: str
    figure: str = ""  # the total as people write it, where `value unit` is not how

    @property
    def total(self) -> float:
        """The height of the whole mark."""
        return sum(value for value, _ in self.parts)


def columns(marks: Sequence[Mark], *, unit: str, height: int = 200) -> str:
    """Return columns from left to right, one a mark, over a scale of four lines."""
    top = _round_up(max((mark.total for mark in marks), default=1))
    left, room = 40, height - 34
    step = (WIDTH - left) / max(1, len(marks))
    body = [_scale(top, left, room, unit)]
    every = math.ceil(len(marks) * 26 / (WIDTH - left)) or 1
    for at, mark in enumerate(marks):
        x, y = left + at * step, 10.0 + room
        pieces = []
        for value, colour in mark.parts:
            tall = value / top * room
            y -= tall
            pieces.append(
                f'<rect x="{x + step * 0.08:.1f}" y="{y:.1f}" width="{step * 0.84:.1f}" height="{tall:.1f}" fill="{colour}" stroke="{FAINT}" stroke-width="0.5"/>'
            )
        body.append(_told("".join(pieces), mark.words))
        if at % every == 0:
            body.append(_text(x + step / 2, height - 8, mark.label, anchor="middle"))
    return _svg(height, body)


def rows(marks: Sequence[Mark], *, unit: str) -> str:
    """Return bars from top to bottom, one a mark, each with its label before and its total behind."""
    left, tall = 210, 22
    top = max((mark.total for mark in marks), default=1) or 1
    body = []
    for at, mark in enumerate(marks):
        x, y = float(left), at * tall + 4
        pieces = []
        for value, colour in mark.parts:
            wide = value / top * (WIDTH - left - 90)
            pieces.append(f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{tall - 6}" fill="{colour}" stroke="{LINE}"/>')
            x += wide
        body.append(_text(left - 8, y + 12, _short(mark.label, 28), anchor="end") + _told("".join(pieces), mark.words))
        body.append(_text(x + 6, y + 12, mark.figure or f"{mark.total:g} {unit}", colour=FAINT))
    return _svg(len(marks) * tall + 8, body)


def curve(values: Sequence[float | None], *, unit: str, words: Sequence[str], height: int = 160) -> str:
    """Return values joined by a line over their order, a dot at each; the line passes over those that are not known."""
    top = _round_up(max((value for value in values if value is not None), default=1))
    left, room = 40, height - 20
    step = (WIDTH - left - 20) / max(1, len(values) - 1)
    points = [
        (left + 6 + at * step, 10 + room * (1 - value / top), tip)
        for at, (value, tip) in enumerate(zip(values, words, strict=True))
        if value is not None
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
    dots = [_told(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{ACCENT}"/>', tip) for x, y, tip in points]
    return _svg(
        height, [_scale(top, left, room, unit), f'<polyline points="{line}" fill="none" stroke="{ACCENT}" stroke-width="1.5"/>', *dots]
    )


def reliability(bins: Sequence[tuple[float, float, int]], *, unit: str = "steps", height: int = 320) -> str:
    """Return (how sure, how often right, count) as discs over 0–1 × 0–1, whose area is the count; on the diagonal it knows itself."""
    left, room = 40, height - 40
    side = WIDTH - left - 20
    most = max((count for *_, count in bins), default=1)
    body = [_scale(1, left, room, "right"), f'<line x1="{left}" y1="{10 + room}" x2="{left + side}" y2="10" stroke="{FAINT}"/>']
    body += [_text(left + side * tenth / 10, height - 12, f"{tenth / 10:g}", anchor="middle", colour=FAINT) for tenth in range(0, 11, 2)]
    for sure, right, count in bins:
        x, y = left + side * sure, 10 + room * (1 - right)
        disc = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2 + 12 * math.sqrt(count / most):.1f}" fill="{DIALOGUE}" fill-opacity="0.7"/>'
        body.append(_told(disc, f"{sure:.0%} sure, {right:.0%} right: {count} {unit}"))
    return _svg(height, [*body, _text(left + side, height - 26, "sure", anchor="end", colour=FAINT)])


def grid(
    names: Sequence[str], heads: Sequence[str], values: Mapping[tuple[int, int], float], *, words: Mapping[tuple[int, int], str]
) -> str:
    """Return a grid of names (rows) and heads (columns): a disc whose area is the value, a dot where it is 0, nothing where there is none."""
    left, tall = 210, 20
    step = min(26.0, (WIDTH - left) / max(1, len(heads)))
    top = max(values.values(), default=1) or 1
    every = math.ceil(22 / step)
    body = [_text(left + (at + 0.5) * step, 12, head, anchor="middle", colour=FAINT) for at, head in enumerate(heads) if at % every == 0]
    for row, name in enumerate(names):
        y = 30 + row * tall
        body.append(_text(left - 8, y + 4, _short(name, 28), anchor="end"))
        body.append(f'<line x1="{left}" y1="{y}" x2="{left + step * len(heads):.1f}" y2="{y}" stroke="{LINE}"/>')
    for (row, at), value in values.items():
        radius = 1.5 + math.sqrt(value / top) * min(8.0, step / 2)
        disc = (
            f'<circle cx="{left + (at + 0.5) * step:.1f}" cy="{30 + row * tall}" r="{radius:.1f}" fill="{DIALOGUE if value else ACTION}"/>'
        )
        body.append(_told(disc, words[row, at]))
    return _svg(34 + len(names) * tall, body)


def network(sizes: Mapping[str, float], links: Mapping[tuple[str, str], float], *, height: int = 460) -> str:
    """Return names on a circle, discs by size, joined by lines by weight."""
    names = list(sizes)
    radius, cx, cy = height / 2 - 60, WIDTH / 2, height / 2
    turn = 2 * math.pi / max(1, len(names))
    at = {name: (cx + radius * math.sin(i * turn), cy - radius * math.cos(i * turn)) for i, name in enumerate(names)}
    top, most = max(links.values(), default=1) or 1, max(sizes.values(), default=1) or 1
    body = []
    for (a, b), weight in sorted(links.items(), key=lambda link: link[1]):
        (x1, y1), (x2, y2) = at[a], at[b]
        wide = 0.75 + 9 * weight / top
        path = f'<path d="M{x1:.1f} {y1:.1f} Q{cx:.1f} {cy:.1f} {x2:.1f} {y2:.1f}" fill="none" stroke="{DIALOGUE}" stroke-opacity="0.45" stroke-width="{wide:.1f}"/>'
        body.append(_told(path, f"{a} and {b}: {weight:g} words"))
    for name, (x, y) in at.items():
        round_ = 4 + 14 * math.sqrt(sizes[name] / most)
        side = "middle" if abs(x - cx) < 1 else "start" if x > cx else "end"
        shift = 0 if side == "middle" else (round_ + 5) * (1 if side == "start" else -1)
        drop = 4 if side != "middle" else (-round_ - 6 if y < cy else round_ + 14)
        body.append(_told(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{round_:.1f}" fill="{ACCENT}"/>', f"{name}: {sizes[name]:g} words"))
        body.append(_text(x + shift, y + drop, _short(name, 26), anchor=side))
    return _svg(height, body)


def _svg(height: float, body: Iterable[str]) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {height}" width="100%" role="img" font-family="inherit" font-size="11">{"".join(body)}</svg>'


def _told(shape: str, words: str) -> str:
    return f"<g>{shape}<title>{escape(words)}</title></g>"


def _text(x: float, y: float, words: str, *, anchor: str = "start", colour: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'


def _scale(top: float, left: float, room: float, unit: str) -> str:
    lines = []
    for part in range(5):
        y = 10 + room * (1 - part / 4)
        lines.append(f'<line x1="{left}" y1="{y:.1f}" x2="{WIDTH}" y2="{y:.1f}" stroke="{LINE}"/>')
        lines.append(_text(left - 6, y + 4, f"{top * part / 4:g}", anchor="end", colour=FAINT))
    return "".join(lines) + _text(left + 4, 20, unit, colour=FAINT)


def _round_up(value: float) -> float:
    """Return the least of 1, 2, 4, 8, 10, 20, 40, 80, … that holds a value: a quarter of it is a round number."""
    size = 10 ** math.floor(math.log10(value)) if value > 1 else 1
    return float(next(size * step for step in (1, 2, 4, 8, 10) if size * step >= value))


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"
