"""P: the plot model trained anew from the data, beside every baseline; whether what ships is the same; where it abstains; how quick it is.

Run: python benchmarks/plot.py DIR, where DIR holds plotto/ and gerdracor/. It takes some minutes and is no part of `make bench`, because the data are not.
"""

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from measure import publish

from filmcli.cast import reading
from filmcli.formats import fountain
from filmcli.script import plot
from filmcli.script.plot import card, foresight, study
from filmcli.script.plot.figures import GROUPED, SHIPS, Study, perceptrons

ROOT = Path(__file__).parent.parent
SEEDS = 10
NEAR = 0.03  # of the reference on the fixed split, in nats and in accuracy
REFERENCE = {"A8": (1.611, 0.448), "A21": (2.259, 0.311), "B": (1.281, 0.493)}  # the data's own baselines.json


def silent(texts: list[str]) -> float:
    """Return the share of texts on which the shipped model abstains."""
    return sum(bool(plot.predict([plot.Step(text)]).abstains) for text in texts) / len(texts)


def prose() -> list[str]:
    """Return sentences that are no story: the documentation's."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md") if path.name not in ("cli.md", "plot_model.md")]
    sentences = re.split(r"(?<=[.:;])\s+", " ".join(texts))
    return [one for one in sentences if 6 <= len(one.split()) <= 40]


def scenes() -> list[foresight.Expected]:
    """Return what is expected of the scenes of the English screenplays of the tests."""
    found = []
    for name in ("dozen", "short"):
        screenplay = fountain.parse((ROOT / f"tests/scripts/{name}.fountain").read_text(encoding="utf-8"))
        found += foresight.read(screenplay, reading.known(screenplay))
    return found


def milliseconds() -> float:
    """Return the median time of one prediction, in milliseconds."""
    told = [
        plot.Step("A falls in love with B.", frozenset("AB"), "Love's Beginning"),
        plot.Step("B's father sends A away.", frozenset("AB")),
    ]
    seconds = []
    for _ in range(200):
        start = time.perf_counter()
        plot.predict(told)
        seconds.append(time.perf_counter() - start)
    return 1000 * statistics.median(seconds)


def report(found: Study) -> None:
    """Publish a study's figures, and what is measured on the shipped model."""
    with tempfile.TemporaryDirectory() as scratch:
        card.write(found, Path(scratch))
        trained = (Path(scratch) / plot.FILE).read_bytes()
    shipped = Path(plot.__file__).parent / "weights" / plot.FILE
    figures: dict[str, object] = {}
    met = True
    for task, (ce, accuracy) in REFERENCE.items():
        row, ships = found.rows[task][perceptrons(SEEDS)], found.rows[task][SHIPS]
        figures |= {f"{task} ce": row["ce"], f"{task} accuracy": row["accuracy"]}
        figures |= {
            f"{task} ships ce": ships["ce"],
            f"{task} ships accuracy": ships["accuracy"],
            f"{task} ece": found.calibrated[task]["ece"],
        }
        if GROUPED in found.rows[task]:
            figures[f"{task} told the group ce"] = found.rows[task][GROUPED]["ce"]
        met = met and row["ce"] <= ce + NEAR and row["accuracy"] >= accuracy - NEAR
    film = scenes()
    figures |= {
        "abstains on the book": found.abstains["share"],
        "on screenplays": sum(bool(one.abstains) for one in film) / len(film),
        "on documentation": silent(prose()),
        "ms a prediction": milliseconds(),
        "ships what was trained": trained == shipped.read_bytes(),
    }
    target = f"ten seeds within {NEAR} of the references' cross-entropy and accuracy on the fixed test parts, or better"
    publish("P", "the plot model", figures, target=target, met=met, details=found.to_dict())


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: python benchmarks/plot.py DIR, where DIR holds plotto/ and gerdracor/")
    report(study.run(Path(sys.argv[1]), seeds=SEEDS, tell=print))


if __name__ == "__main__":
    main()
