"""What a style adapter changes: held-out loss, the choice of the true next line, and the lines of scripts, for reading blind.

    python benchmarks/style.py ADAPTER CORPUS [--lines 60] [--scripts 4] [--blind FOLDER [--answers ABA=…]]

Knows nothing of training: `filmcli train style CORPUS -o ADAPTER` did it. Figures go to results/style.json; the pairs to read to
FOLDER/pairs.md, and which side is the adapter's to FOLDER/key.json.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import measure
import writing

from filmcli import runners
from filmcli.script import corpus, course, novelty, samples, style

GENRES = ("noir", "drama", "comedy", "western", "science_fiction", "thriller")
LOGLINES = {
    "noir": "A tired detective is hired to find a man who does not want to be found",
    "drama": "A widow must sell the house her brother still lives in",
    "comedy": "A waiter pretends to be a food critic to save his aunt's restaurant",
    "western": "A rancher asks an outlaw to bring back her stolen horses",
    "science_fiction": "A navigator learns that the ship has been turned around",
    "thriller": "A translator hears her own name in a conversation she should not repeat",
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("adapter", type=Path)
    parser.add_argument("corpus", nargs="+")
    parser.add_argument("--lines", type=int, default=60)
    parser.add_argument("--scripts", type=int, default=4)
    parser.add_argument("--scenes", type=int, default=3)
    parser.add_argument("--blind", type=Path)
    parser.add_argument("--answers", help="what a reader of pairs.md said, a letter a pair: A, B or =; counted into the figures kept")
    given = parser.parse_args()
    if given.answers:
        return read_blind(given.blind, given.answers)
    made = course.read(given.adapter)
    parts, _ = samples.split(corpus.read(given.corpus, clean=True).works, seed=made.seed)
    figures: dict[str, Any] = {
        "trigram_test": made.chance["test"],
        "loss_before": made.before["test"],
        "loss_after": made.after["test"],
        "loss_error": made.error,
        "stretches_better": made.better,
        "steps": made.steps,
        "seconds": made.seconds,
    }
    pages: dict[str, list] = {}
    for name, folder in (("plain", None), ("tuned", str(given.adapter))):
        writer = runners.open("smollm2", "write", adapter=folder)
        right, margin = next_line(writer, parts["test"], given.lines)
        pages[name] = scripts(writer, given.scripts, given.scenes)
        figures |= {f"next_line_{name}": right, f"next_line_margin_{name}": margin} | measured(pages[name], name, parts["train"])
        del writer
    if given.blind:
        blind(pages["plain"], pages["tuned"], given.blind)
    met = figures["loss_after"] < figures["loss_before"] and figures["next_line_tuned"] >= figures["next_line_plain"]
    measure.publish("style", "a style adapter on the clean plays", figures, target="lower loss and no worse choice", met=met)


def next_line(writer: Any, works: Sequence[corpus.Work], count: int) -> tuple[float, float]:
    """Return how often the writer's rule of choice finds the line that was really said among four of the play, and by how many nats a token."""
    draw = random.Random(0)
    right = margins = 0.0
    short = {work.name: {line for p in work.passages for line in p.speeches if 4 <= len(line.text.split()) <= 16} for work in works}
    works = [work for work in works if len(short[work.name]) >= 20]
    for at in range(count):
        work = works[at % len(works)]
        lines = short[work.name]
        places = [(p, k) for p in work.passages for k in range(3, len(p.speeches)) if p.speeches[k] in lines]
        passage, place = draw.choice(places)
        true = passage.speeches[place]
        options = [
            true.text,
            *(line.text for line in draw.sample(sorted((x for x in lines if x.text != true.text), key=lambda x: x.text), 3)),
        ]
        cue = f"{true.speaker}:"
        context = "\n".join([*(f"{line.speaker}: {line.text[:200]}" for line in passage.speeches[place - 3 : place]), cue])
        scores = writer.score([(context, " " + text) for text in options] + [(cue, " " + text) for text in options])
        gains = [(scores[k].logprob - scores[k + 4].logprob) / scores[k].tokens for k in range(4)]
        right += gains[0] == max(gains)
        margins += gains[0] - max(gains[1:])
    return round(right / count, 3), round(margins / count, 3)


def scripts(writer: Any, count: int, scenes: int) -> list[tuple[str, Any]]:
    """Return scripts of one seed each: (text, tally)."""
    from filmcli.script import planning
    from filmcli.script import writing as stage

    found = []
    for seed, genre in enumerate(GENRES[:count]):
        plan = planning.make(LOGLINES[genre], genre=genre, seed=seed, scenes=scenes)
        found.append(stage.compose(plan, seed=seed, writer=writer, report=lambda line: None))
    return found


def measured(pages: Sequence[tuple[str, Any]], name: str, works: Sequence[corpus.Work]) -> dict[str, float]:
    """Return what the writing benchmark counts, and the longest run of words that a script has from the plays learnt from."""
    runs = [style.words(" ".join(text for kind, text in tally.elements if kind in ("action", "dialogue"))) for _, tally in pages]
    known = [style.sequence(work) for work in works]
    counted = writing.measured({number: text for number, (text, _) in enumerate(pages)})
    figures = {
        "filled": sum(tally.filled for _, tally in pages),
        "fallbacks": sum(tally.fallbacks for _, tally in pages),
        "own_words": sum(tally.own for _, tally in pages),
        "longest_copied": max(len(novelty.longest_copy(run, known)) for run in runs),
        **{key: counted[key] for key in ("distinct-2", "distinct-2 within a script", "repeated lines", "words a cue", "introduced")},
    }
    return {f"{key} {name}": value for key, value in figures.items()}


def blind(plain: Sequence[tuple[str, Any]], tuned: Sequence[tuple[str, Any]], folder: Path) -> None:
    """Write the lines that differ as pairs in a drawn order, and the key apart."""
    folder.mkdir(parents=True, exist_ok=True)
    draw, key, text = random.Random(7), [], []
    for (_, one), (_, two) in zip(plain, tuned, strict=True):
        for at, (a, b) in enumerate(zip(one.elements, two.elements, strict=False)):
            if a != b:
                sides = [("plain", a[1]), ("tuned", b[1])]
                draw.shuffle(sides)
                key.append([name for name, _ in sides])
                before = " / ".join(words for _, words in one.elements[max(0, at - 4) : at])
                text.append(f"{len(key)}. … {before}\n   A: {sides[0][1]}\n   B: {sides[1][1]}\n")
    (folder / "pairs.md").write_text("\n".join(text), encoding="utf-8")
    (folder / "key.json").write_text(json.dumps(key), encoding="utf-8")


def read_blind(folder: Path, answers: str) -> None:
    """Count a reader's answers against the key, with the two-sided sign test, and keep them with the figures."""
    key = json.loads((folder / "key.json").read_text(encoding="utf-8"))
    picked = [pair["AB".index(one)] if one != "=" else "alike" for pair, one in zip(key, re.findall(r"[AB=]", answers), strict=True)]
    wins, losses = picked.count("tuned"), picked.count("plain")
    tail = sum(math.comb(wins + losses, k) for k in range(max(wins, losses), wins + losses + 1)) / 2 ** (wins + losses)
    kept = measure.RESULTS / "style.json"
    record = json.loads(kept.read_text(encoding="utf-8"))
    record["figures"] |= {
        "read_tuned_better": wins,
        "read_plain_better": losses,
        "read_alike": picked.count("alike"),
        "read_p": round(min(1.0, 2 * tail), 3),
    }
    kept.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(record["figures"], indent=1))


if __name__ == "__main__":
    main()
