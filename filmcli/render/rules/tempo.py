"""Rules on time: shots that are too short or too long, their average and its rhythm by genre, lines that fit their shots, breath between lines.

Knows nothing of cameras. Seconds. CRAFT.md has the rules; a genre's average, shortest and longest are the `rhythm` of its preset.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from filmcli.formats.shots import Shot
from filmcli.render.rules.finding import Finding

SHORTEST = 1.0  # of a shot
OFF = (0.55, 1.6)  # shares of a genre's average between which a film's average shot length is
FEW = 8  # shots, below which there is no average to speak of
SPARE = 1.25  # of a genre's longest shot, before a shot of more than one line is too long
EVEN = 0.2  # of the mean: the least that the lengths of a scene's shots scatter by; a metronome does not cut
BREATH = 0.2  # between two lines: less is said in one breath, or over each other (turns of talk: mean 0.2, Stivers et al. 2009)
SENTENCE = 9.0  # without a pause: the longest that is said in one breath (breath groups of 2 to 8 s, Winkworth et al. 1995)


@dataclass(frozen=True)
class Line:
    """A speech in the film: where it begins, when, and how long it goes without a pause (0: not known)."""

    id: str
    voice: str
    shot: str
    start: float
    end: float
    group: float = 0.0


@dataclass(frozen=True)
class Times:
    """How long each shot is, by id, and when each line is heard, in the order of the film."""

    lengths: Mapping[str, float]
    lines: Sequence[Line] = ()


def pace(shots: Sequence[Shot]) -> Iterator[Finding]:
    """Warning: nothing is shorter than a second, and what is done in a shot where nobody speaks ends in it."""
    for shot in shots:
        if shot.hold < SHORTEST:
            yield Finding("pacing", shot.id, shot.hold, f"a hold of {SHORTEST:g} s or more", "hold it longer, or leave it out", "warning")
        late = max((act.end for act in shot.acts), default=0.0)
        if late > shot.hold + 0.05 and not shot.speeches:
            expected = f"every act to end within the shot's {shot.hold:g} s"
            yield Finding("pacing", shot.id, late, expected, "hold it longer, or end the act sooner", "warning")


def average(shots: Sequence[Shot], times: Times, rhythm: Mapping[str, float]) -> Iterator[Finding]:
    """Warning: a film's average shot length is about its genre's, and no shot that could be cut is longer than the genre's longest."""
    lengths = [times.lengths[shot.id] for shot in shots if shot.id in times.lengths]
    usual = float(rhythm.get("asl", 0.0))
    if usual and len(lengths) >= FEW:
        mean = sum(lengths) / len(lengths)
        low, high = (share * usual for share in OFF)
        if not low <= mean <= high:
            remedy = "cut less often, or hold longer" if mean < low else "cut more often: a reaction, an insert, another size"
            yield Finding(
                "average shot length",
                "film",
                round(mean, 2),
                f"{low:.1f}–{high:.1f} s, about the {usual:g} of the genre",
                remedy,
                "warning",
            )
    longest = SPARE * float(rhythm.get("max", math.inf))
    for shot in shots:
        if times.lengths.get(shot.id, 0.0) > longest and len(shot.speeches) != 1:  # a long speech is the writer's
            expected = f"{longest:g} s at most in this genre"
            yield Finding(
                "pacing", shot.id, round(times.lengths[shot.id], 1), expected, "cut in it: let another shot take a line of it", "warning"
            )


def rhythm(scene: str, shots: Sequence[Shot], times: Times) -> Iterator[Finding]:
    """Warning: the lengths of a scene's shots vary."""
    lengths = [times.lengths[shot.id] for shot in shots if shot.id in times.lengths]
    if len(lengths) < FEW:
        return
    mean = sum(lengths) / len(lengths)
    scatter = math.sqrt(sum((length - mean) ** 2 for length in lengths) / len(lengths)) / mean
    if scatter < EVEN:
        expected = f"shots whose lengths scatter by {EVEN:g} of their mean or more"
        yield Finding("cutting rhythm", scene, round(scatter, 2), expected, "hold what matters longer, and cut the rest shorter", "warning")


def fits(shots: Sequence[Shot], times: Times) -> Iterator[Finding]:
    """Warning: a line is heard to its end in the shot it is listed in, or over the next cut; what is done while somebody speaks ends before the cut."""
    starts, clock = {}, 0.0
    for shot in shots:
        starts[shot.id], clock = clock, clock + times.lengths.get(shot.id, 0.0)
    ends = {shot.id: starts[shot.id] + times.lengths.get(shot.id, 0.0) for shot in shots}
    heard = {line.id: line for line in times.lines}
    for shot, following in itertools.zip_longest(shots, shots[1:]):
        late = max((act.end for act in shot.acts), default=0.0)
        if shot.speeches and shot.id in times.lengths and late > times.lengths[shot.id] + 0.05:
            expected = f"every act to end within the {times.lengths[shot.id]:.1f} s that its lines take"
            yield Finding("dialogue fits", shot.id, late, expected, "hold it longer, or end the act sooner", "warning")
        for line in (heard[name] for name in shot.speeches if name in heard and heard[name].shot == shot.id):
            over = ends[shot.id] if following is None or line.id not in following.speeches else ends[following.id]
            if line.end > over + 0.05:
                expected = f"{line.id} to be heard to its end, {line.end - line.start:.1f} s, before the cut"
                yield Finding(
                    "dialogue fits", shot.id, round(line.end - over, 2), expected, "hold the shot longer, or let the next list the line too"
                )


def listed(scene: str, shots: Sequence[Shot], speeches: Sequence[str]) -> Iterator[Finding]:
    """Every line of a scene is in a shot; one that two shots list is in neighbours, and runs on over their cut. `speeches`: the scene's, in order."""
    if speeches and not shots:
        expected = f"a shot for {speeches[0]}" + (f" to {speeches[-1]}" if len(speeches) > 1 else "")
        yield Finding("dialogue fits", scene, 0, expected, "write one that lists them, or plan the list anew: filmcli render --force")
        return
    where: dict[str, list[int]] = {}
    for number, shot in enumerate(shots):
        for name in shot.speeches:
            where.setdefault(name, []).append(number)
    for name in speeches:
        if name not in where:
            yield Finding(
                "dialogue fits",
                shots[-1].id,
                0,
                f"{name} in a shot of its scene",
                f"add {name} to the `speeches` of the shot that shows it",
            )
        elif len(where[name]) > 2 or where[name][-1] - where[name][0] > 1:
            shot = shots[where[name][-1]]
            yield Finding("dialogue fits", shot.id, len(where[name]), f"{name} in one shot, or in two neighbours", "list the line once")


def breath(times: Times) -> Iterator[Finding]:
    """Warning: between two lines there is a breath, and in a long one a pause."""
    for before, line in itertools.pairwise(times.lines):
        gap = line.start - before.end
        if gap < BREATH - 0.011:  # a frame's rounding is no haste
            expected = f"{BREATH:g} s or more after {before.id}"
            yield Finding(
                "breath",
                line.shot,
                round(gap, 2),
                expected,
                "list the lines in the order they are spoken, or hold the shot before longer",
                "warning",
            )
    for line in times.lines:
        if line.group > SENTENCE:
            expected = f"a pause within {SENTENCE:g} s of {line.id}"
            yield Finding("breath", line.shot, round(line.group, 1), expected, "a comma or a full stop in the line", "warning")
