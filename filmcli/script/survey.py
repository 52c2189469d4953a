"""A corpus surveyed: the style of all its scripts and of each, how new the words of each are, and the tables and the page of it.

Knows nothing of where the scripts come from and of terminals.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from filmcli.script import novelty, plots
from filmcli.script.corpus import Work
from filmcli.script.novelty import Novelty
from filmcli.script.plot.moves import MOVES
from filmcli.script.plots import ACCENT, ACTION, DIALOGUE, Mark
from filmcli.script.style import Spread, Style, sequence, words

HEAD = ("script", "author", "scenes", "words a scene", "speakers", "words a cue", "A B A", "dialogue : action", "variety", "own 4-grams", "longest shared")  # fmt: skip
_BINS = (1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128)  # words of a cue, from this many on: half an octave each


@dataclass(frozen=True)
class Entry:
    """One script of a corpus."""

    name: str
    title: str
    author: str
    style: Style
    novelty: Novelty


@dataclass(frozen=True)
class Survey:
    """A corpus. `cues` counts speeches by words, `scenes` holds the words of each scene, in order."""

    style: Style
    entries: tuple[Entry, ...]
    cues: dict[int, int]
    scenes: tuple[int, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the survey as plain data."""
        scripts = [
            asdict(one)
            | {
                "novelty": {
                    "own": dict(zip(map(str, novelty.SIZES), one.novelty.shares, strict=True)),
                    "longest_shared": " ".join(one.novelty.copied),
                    "with": self.source(one),
                }
            }
            for one in self.entries
        ]
        return {"format": "filmcli/survey@1", "style": self.style.to_dict(), "scripts": scripts, "words_a_cue": self.cues}

    def source(self, one: Entry) -> str:
        """Return the title of the script that shares an entry's longest run; empty when there is none."""
        return self.entries[one.novelty.source].title if one.novelty.source >= 0 else ""


def of(works: Sequence[Work]) -> Survey:
    """Return the survey of a corpus."""
    found = novelty.among([sequence(work) for work in works])
    entries = tuple(Entry(w.name, w.title, w.author, Style.of([w]), new) for w, new in zip(works, found, strict=True))
    passages = [passage for work in works for passage in work.passages]
    cues = Counter(len(words(line.text)) for passage in passages for line in passage.speeches)
    scenes = tuple(sum(len(words(line.text)) for line in passage.lines) for passage in passages)
    return Survey(Style.of(works), entries, dict(sorted(cues.items())), scenes)


def figures(style: Style) -> list[tuple[str, str]]:
    """Return a style's numbers in words: (name, value)."""
    return [
        ("scripts", str(style.works)),
        ("words", f"{style.words}"),
        ("scenes", f"{style.scenes}, {style.scenes / max(1, style.works):.1f} a script"),
        ("words a scene", _spread(style.scene_words)),
        ("speeches a scene", _spread(style.scene_speeches)),
        ("speakers a scene", _spread(style.scene_speakers)),
        ("words a cue", _spread(style.speech_words)),
        ("words a spoken sentence", _spread(style.sentence_words)),
        ("answers back (A B A)", f"{style.alternation:.0%}"),
        ("a speech against the one before", f"{math.exp(style.swing):.1f} times as long, or as short"),
        ("questions, exclamations", f"{style.questions:.0%}, {style.exclamations:.0%} of the speeches"),
        ("parentheticals a cue", f"{style.asides:.2f}"),
        ("dialogue : action", f"{style.dialogue_to_action:.2f}"),
        ("words an action paragraph", _spread(style.action_words)),
        ("variety", f"{style.variety:.1%} different words in 1,000, {style.distinct_2:.1%} different pairs"),
        ("burstiness", f"{style.burstiness:+.2f} (-1 regular, 0 random, 1 in bursts)"),
        ("letters a word, contractions", f"{style.word_letters:.1f}, {style.contractions:.1%}"),
        ("words that recur", ", ".join(style.keys[:12]) or "none"),
    ]


def rows(survey: Survey) -> Iterator[tuple[object, ...]]:
    """Yield a row a script, under `HEAD`."""
    for one in survey.entries:
        style, new = one.style, one.novelty
        shared = f"{len(new.copied)} words, with {survey.source(one)}" if new.source >= 0 else "none"
        yield (
            one.title, one.author or "not named", style.scenes, f"{style.scene_words.middle:.0f}", f"{style.scene_speakers.mean:.1f}",
            f"{style.speech_words.middle:.0f}", f"{style.alternation:.0%}", f"{style.dialogue_to_action:.1f}", f"{style.variety:.1%}",
            f"{new.shares[-1]:.1%}", shared,
        )  # fmt: skip


def moves(style: Style) -> list[tuple[str, str]]:
    """Return how the cast moves from scene to scene: (in words, share)."""
    return [(f"{text} ({name})", f"{style.moves[name]:.0%}") for name, text in MOVES.items() if any(style.moves.values())]


def page(survey: Survey) -> str:
    """Return one self-contained HTML page: the numbers, the plots, and a row a script."""
    from filmcli.script.dossier import figure, whole

    style = survey.style
    bins: Counter[int] = Counter()
    for count, speeches in survey.cues.items():
        bins[max((low for low in _BINS if low <= count), default=_BINS[0])] += speeches
    cues = [Mark(f"{low}", ((bins[low], DIALOGUE),), f"from {low} words: {bins[low]} speeches") for low in _BINS]
    scenes = [Mark(str(at), ((count, ACTION),), f"{count} words") for at, count in enumerate(sorted(survey.scenes), 1)]
    turned = [Mark(text, ((round(100 * style.moves[name], 1), ACCENT),), name) for name, text in MOVES.items()]
    talk = [Mark(one.title, ((one.style.speech_words.middle, DIALOGUE),), f"{one.title}: {_spread(one.style.speech_words)}") for one in survey.entries]  # fmt: skip
    new = [Mark(one.title, ((round(100 * one.novelty.shares[-1], 1), ACCENT),), f"{one.title}: longest shared run: {' '.join(one.novelty.copied)}") for one in survey.entries]  # fmt: skip
    title = f"{style.works} scripts, {style.words} words"
    body = [
        f"<table>{''.join(f'<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in figures(style))}</table>",
        figure("Words a cue", "speeches, by length in half octaves", plots.columns(cues, unit="speeches")),
        figure("Length of the scenes", "words, the shortest first", plots.columns(scenes, unit="words")),
        figure("Cast moves", "per cent of the steps from scene to scene", plots.rows(turned, unit="%")),
        figure("Words a cue, by script", "median", plots.rows(talk, unit="words")),
        figure("N-grams of its own", "per cent of the different runs of four words that no other script has", plots.rows(new, unit="%")),
        f"<table><tr>{''.join(f'<th>{head}</th>' for head in HEAD)}</tr>",
        *(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows(survey)),
        "</table>",
    ]
    return whole(title, "".join(body))


def _spread(one: Spread) -> str:
    return f"{one.middle:.0f} (half of them {one.low:.0f}–{one.high:.0f}), mean {one.mean:.1f}"
