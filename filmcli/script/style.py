"""The style of scripts as numbers: scenes, cast moves, rhythm of the talk, vocabulary. `Style.of(works)`.

Knows nothing of where the scripts come from and of who is steered by the numbers. Words are lower case, apostrophes kept.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import mean, median, pstdev
from typing import Any

from filmcli.core import presets
from filmcli.script.corpus import Work
from filmcli.script.plot import moves

WINDOW = 1000  # words; richness of vocabulary depends on length, so it is measured in windows of one length
KEY = 24  # key words kept
_DENSE = "\u3040-\u30ff\u3400-\u9fff"  # no spaces between words: a character is taken for one
_WORD = re.compile(rf"[{_DENSE}]|(?:(?![{_DENSE}])[^\W\d_])+(?:['’][^\W\d_]+)*")
_END = re.compile(r"[.!?…]+(?=\s|$)")
_SHORT = re.compile(r"['’](?:s|t|re|ve|ll|d|m)\b")


@dataclass(frozen=True)
class Spread:
    """A middle and how far values lie about it: the quarter points and the mean."""

    low: float
    middle: float
    high: float
    mean: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """Return the spread of values; zeros when there are none."""
        ordered = sorted(values)
        if not ordered:
            return cls(0.0, 0.0, 0.0, 0.0)
        low, high = ordered[len(ordered) // 4], ordered[(3 * len(ordered)) // 4]
        return cls(float(low), float(median(ordered)), float(high), round(mean(ordered), 2))


@dataclass(frozen=True)
class Style:
    """Numbers of one or several scripts. Shares are 0–1; counts are of words unless said otherwise."""

    works: int
    words: int
    # scenes
    scenes: int  # in all
    scene_words: Spread
    scene_speeches: Spread
    scene_speakers: Spread
    moves: dict[str, float]  # share of each cast move from scene to scene (plot/moves.py), all six names
    # rhythm of the talk
    speech_words: Spread  # words a cue
    sentence_words: Spread  # words a sentence of speech
    alternation: float  # of the speeches that have two before them in the scene, those that answer back: A B A
    swing: float  # how unequal neighbouring speeches are: mean |ln(words / words before)|
    questions: float  # speeches that end in a question mark
    exclamations: float
    asides: float  # parentheticals a cue
    # the page
    dialogue_to_action: float
    action_words: Spread  # words an action paragraph
    # language
    variety: float  # different words in 1,000 (mean of windows), as a share
    distinct_2: float  # different pairs of words in 1,000, as a share
    burstiness: float  # of content words, mean (Goh and Barabási 2008, eq. 3): -1 regular, 0 random, 1 bursts
    word_letters: float
    contractions: float  # a word
    keys: tuple[str, ...] = ()  # long words that recur most, over most of the scripts

    @classmethod
    def of(cls, works: Sequence[Work]) -> Style:
        """Return the style of one or several scripts."""
        scenes = [passage for work in works for passage in work.passages]
        speeches = [line for scene in scenes for line in scene.speeches]
        said = [len(words(line.text)) for line in speeches]
        shown = [len(words(line.text)) for scene in scenes for line in scene.lines if not line.speaker]
        runs = [sequence(work) for work in works]
        count = max(1, len(speeches))
        total = max(1, sum(map(len, runs)))
        ends = [line.text.rstrip("\"'”’)- ")[-1:] for line in speeches]
        return cls(
            works=len(works),
            words=sum(map(len, runs)),
            scenes=len(scenes),
            scene_words=Spread.of(sum(len(words(line.text)) for line in scene.lines) for scene in scenes),
            scene_speeches=Spread.of(len(scene.speeches) for scene in scenes),
            scene_speakers=Spread.of(len({line.speaker for line in scene.speeches}) for scene in scenes),
            moves=_moves(works),
            speech_words=Spread.of(said),
            sentence_words=Spread.of(len(words(part)) for line in speeches for part in _END.split(line.text) if words(part)),
            alternation=_alternation(works),
            swing=_swing(works),
            questions=round(sum(end in "?？" for end in ends if end) / count, 3),
            exclamations=round(sum(end in "!！" for end in ends if end) / count, 3),
            asides=round(sum(line.asides for line in speeches) / count, 3),
            dialogue_to_action=round(sum(said) / max(1, sum(shown)), 2),
            action_words=Spread.of(shown),
            variety=_windows(runs, 1),
            distinct_2=_windows(runs, 2),
            burstiness=burstiness(runs),
            word_letters=round(sum(map(len, (word for run in runs for word in run))) / total, 2),
            contractions=round(sum(len(_SHORT.findall(line.text)) for line in speeches) / max(1, sum(said)), 4),
            keys=_keys(runs),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain data."""
        return asdict(self)


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def sequence(work: Work) -> list[str]:
    """Return all words of a work, said and shown, in its order."""
    return [word for passage in work.passages for line in passage.lines for word in words(line.text)]


def burstiness(runs: Sequence[Sequence[str]]) -> float:
    """Return the mean burstiness (σ - m) / (σ + m) of the gaps between a word's places, over words that come 5 times or more.

    Goh and Barabási 2008, eq. 3. Words of up to three letters say nothing of a theme and are left out.
    """
    found = []
    for run in runs:
        places: dict[str, list[int]] = {}
        for at, word in enumerate(run):
            if len(word) > 3:
                places.setdefault(word, []).append(at)
        for at in (at for at in places.values() if len(at) >= 5):
            gaps = [b - a for a, b in zip(at, at[1:], strict=False)]
            found.append((pstdev(gaps) - mean(gaps)) / (pstdev(gaps) + mean(gaps)))
    return round(mean(found), 3) if found else 0.0


def _windows(runs: Sequence[Sequence[str]], size: int) -> float:
    """Return the share of different n-grams in windows of `WINDOW` words; a run that is shorter is one window."""
    shares = []
    for run in runs:
        for start in range(0, max(1, len(run) - WINDOW + 1), WINDOW):
            grams = list(zip(*(run[start + shift : start + WINDOW] for shift in range(size)), strict=False))
            shares.append(len(set(grams)) / len(grams)) if grams else None
    return round(mean(shares), 3) if shares else 0.0


def _moves(works: Sequence[Work]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for work in works:
        told = [moves.Talk(tuple((line.speaker, 1) for line in p.speeches), p.act) for p in work.passages if p.speeches]
        counts.update(moves.labels(told))
    total = max(1, counts.total())
    return {name: round(counts[name] / total, 3) for name in moves.NAMES}


def _alternation(works: Sequence[Work]) -> float:
    answers = [a == c for one, two, three in _neighbours(works, 3) for a, c in [(one[0], three[0])] if one[0] != two[0]]
    return round(sum(answers) / max(1, len(answers)), 3)


def _swing(works: Sequence[Work]) -> float:
    jumps = [abs(math.log(b[1] / a[1])) for a, b in _neighbours(works, 2) if a[1] and b[1]]
    return round(mean(jumps), 3) if jumps else 0.0


def _neighbours(works: Sequence[Work], count: int) -> Iterator[tuple[tuple[str, int], ...]]:
    for work in works:
        for passage in work.passages:
            row = [(line.speaker, len(words(line.text))) for line in passage.speeches]
            yield from zip(*(row[shift:] for shift in range(count)), strict=False)


def _keys(runs: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the words of five letters or more that recur most steadily over the scripts: in most of them, then most often."""
    plain = set(presets.load("writing", "plain")["plain"])
    counts, spread = Counter[str](), Counter[str]()
    for run in runs:
        own = Counter(word for word in run if len(word) > 4 and "'" not in word and word not in plain)
        counts.update(own)
        spread.update(own.keys())
    ranked = sorted(counts, key=lambda word: (-counts[word] * spread[word], word))
    return tuple(ranked[:KEY])
