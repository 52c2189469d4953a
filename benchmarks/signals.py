"""What each signal of the choice changes: six scripts are written once, and every choice is made again with one signal left out.

Knows nothing of how the writer works. The candidates and what stood before them stay those of the full choice; only what is taken differs.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

SCRIPTS = (("noir", 1), ("romance", 2), ("western", 3), ("horror", 4), ("comedy", 5), ("science_fiction", 6))
SHOWN = 10  # changed lines kept for each signal
RESULT = Path(__file__).parent / "results" / "signals.json"


def main() -> None:
    from filmcli import runners
    from filmcli.core import presets

    writer = runners.open("smollm2", "write")
    weights = presets.load("writing", "signals")["weights"]
    scripts, changes = [], []
    for genre, seed in SCRIPTS:
        pen = _written(genre, seed, writer)
        scripts.append((genre, seed, pen))
        changes += [{"was": was, "is": now, "script": f"{genre} {seed}"} for was, now in pen.tally.changes]
        print(genre, seed, f"{pen.tally.words} words, {len(pen.tally.decisions)} choices", file=sys.stderr, flush=True)
    table = {"all": _measured(scripts, weights, "")}
    for name in weights:
        table[f"without {name}"] = _measured(scripts, weights, name)
    table["likelihood alone"] = _measured(scripts, {"likelihood": weights["likelihood"]}, "")
    record = {"scripts": [f"{genre} {seed}" for genre, seed, _ in scripts], "table": table, "revision": changes}
    RESULT.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for name, row in table.items():
        print(name, {key: value for key, value in row.items() if key != "lines"})


def _written(genre, seed, writer):
    """Return the pen of a script, its words counted."""
    from filmcli.script import planning, writing

    kept = []
    plan = planning.make(None, genre=genre, seed=seed)
    script, tally = writing.lines(plan, seed=seed, writer=writer, report=kept.append)
    tally.words = sum(len(line.text.split()) for lines in script for line in lines)
    tally.own = sum(line.own for lines in script for line in lines)
    pen = type("Kept", (), {})()
    pen.plan, pen.script, pen.tally = plan, script, tally
    return pen


def _measured(scripts, weights, without):
    """Return the figures of the scripts as they would be with these weights, and lines that differ."""
    from filmcli import runners
    from filmcli.script import prompts
    from filmcli.script.signals import beats

    embedder = runners.open("wordllama", "embed")
    kept = {name: weight for name, weight in weights.items() if name != without}
    changed, near, own, words, grams, repeated, total = [], [], 0, 0, Counter(), 0, 0
    for genre, seed, pen in scripts:
        said = []
        for decision in pen.tally.decisions:
            best = max(decision.weighed, key=lambda line: (line.value(kept), line.text))
            said.append(best.text)
            near += beats(embedder, prompts.beat(pen.plan.scenes[decision.scene]), [best.text])
            own += best.own
            words += len(best.text.split())
            total += 1
            if best.text != decision.taken:
                changed.append({"script": f"{genre} {seed}", "before": decision.before, "with": decision.taken, "without": best.text})
        tokens = " ".join(said).lower().split()
        grams.update((genre, *pair) for pair in zip(tokens, tokens[1:], strict=False))
        fours = Counter(zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False))
        repeated += sum(count - 1 for count in fours.values())
    return {
        "choices": total,
        "changed": len(changed),
        "distinct-2": round(len(grams) / grams.total(), 4),
        "repeated fours": repeated,
        "beat cosine": round(sum(near) / len(near), 4),
        "own share of chosen words": round(own / words, 4),
        "lines": changed[:SHOWN],
    }


if __name__ == "__main__":
    main()
