"""What a writer is tuned on: stretches of dialogue in the form the writer uses, and whose scripts are held out.

Knows nothing of models and tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from filmcli.core import seeds
from filmcli.runners.tuning import Sample
from filmcli.script import prompts
from filmcli.script.corpus import Line, Passage, Work

STRETCH = 90  # words of a sample: about 130 tokens, the talk of a short scene
SPEECH = 45  # words kept of one speech, to a sentence's end: the writer's lines have 5 to 13, and a monologue teaches none of that
PARTS = ("train", "val", "test")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def split(works: Sequence[Work], *, seed: int) -> tuple[dict[str, list[Work]], str]:
    """Return the works of each part, and by what they are parted: the corpus's own split, authors, works, or scenes.

    About a tenth each is for val (when to stop) and test (the figures), never the same author's as what is learnt from.
    """
    if {work.split for work in works} >= {"train", "val", "test"}:
        return {part: [work for work in works if work.split == part] for part in PARTS}, "by author, as the corpus says"
    for key, words in ((lambda work: work.author, "by author"), (lambda work: work.name, "by script: too few authors are named")):
        named = sorted({key(work) for work in works if key(work)})
        if len(named) >= 3:
            part_of = _dealt(named, seed)
            return {part: [w for w in works if part_of.get(key(w), "train") == part] for part in PARTS}, words
    parts: dict[str, list[Work]] = {part: [] for part in PARTS}
    for work in works:
        count = len(work.passages)
        ends = (0, max(1, count - 2 * (count // 10 or 1)), max(1, count - (count // 10 or 1)), count)
        for part, start, end in zip(PARTS, ends, ends[1:], strict=False):
            parts[part].append(Work(work.name, work.title, work.author, work.passages[start:end]))
    return parts, "by scene, the last ones held out: too few scripts"


def stretches(works: Sequence[Work]) -> list[Sample]:
    """Return the dialogue of works in stretches of about `STRETCH` words, `Name: line` a row.

    Every second one stands under a writer's orders, as when a blank is filled; the others stand alone, as when lines are compared.
    """
    found: list[Sample] = []
    for work in works:
        for passage in work.passages:
            for rows in _rows(passage):
                text = "\n".join(f"{line.speaker}: {line.text}" for line in rows)
                if len(found) % 2:
                    found.append(Sample(text))
                    continue
                people = "; ".join(dict.fromkeys(line.speaker for line in rows))
                found.append(Sample(text, prompts.SYSTEM, f"People: {people}.\nWrite what they say."))
    return found


def spread(samples: Sequence[Sample], count: int) -> list[Sample]:
    """Return so many samples at equal distances, so that every work has its share."""
    if len(samples) <= count:
        return list(samples)
    return [samples[at * len(samples) // count] for at in range(count)]


def _dealt(names: Sequence[str], seed: int) -> dict[str, str]:
    order = list(names)
    seeds.stream(seed, "style/split").shuffle(order)
    out = max(1, round(len(order) / 10))
    return {name: "test" if at < out else "val" if at < 2 * out else "train" for at, name in enumerate(order)}


def _rows(passage: Passage) -> Iterator[list[Line]]:
    rows: list[Line] = []
    words = 0
    for line in passage.speeches:
        short = Line(line.speaker, _cut(line.text))
        rows.append(short)
        words += len(short.text.split()) + 1
        if words >= STRETCH:
            yield rows
            rows, words = [], 0
    if len(rows) > 1:
        yield rows


def _cut(text: str) -> str:
    """Return the first sentences of a speech, as many as `SPEECH` words allow, and one at least."""
    kept: list[str] = []
    for sentence in _SENTENCE.split(text):
        if kept and sum(len(part.split()) for part in kept) + len(sentence.split()) > SPEECH:
            break
        kept.append(sentence)
    return " ".join(kept)
