"""S1: a feature of 120 pages from Fountain to PDF, part by part, against screenplain; and its statistics."""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measure import alternate, publish

from filmcli.formats import fountain, pages

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from feature import feature  # noqa: E402

# Each prints the CPU seconds of its parts (the machine is shared); what the PDF needs is imported within its part.
FILMCLI = """
import json, sys, time
from pathlib import Path
from filmcli.formats import fountain, pdf
text = Path(sys.argv[1]).read_text(encoding="utf-8")
marks = [time.process_time()]
screenplay = fountain.parse(text)
marks.append(time.process_time())
Path(sys.argv[2]).write_bytes(pdf.render(screenplay))
marks.append(time.process_time())
print(json.dumps([b - a for a, b in zip(marks, marks[1:])]))
"""
SCREENPLAIN = """
import json, sys, time
from screenplain.parsers import fountain
file = open(sys.argv[1], encoding="utf-8")
marks = [time.process_time()]
screenplay = fountain.parse(file)
marks.append(time.process_time())
from screenplain.export import pdf
pdf.to_pdf(screenplay, open(sys.argv[2], "wb"))
marks.append(time.process_time())
print(json.dumps([b - a for a, b in zip(marks, marks[1:])]))
"""


def timed(parts: list[list[float]], *command: str) -> Callable[[], None]:
    """Return the work of one side, which keeps the CPU seconds of its parts."""
    return lambda: parts.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def paginated() -> tuple[int, float]:
    """Return how many pages the feature has, and the CPU seconds to find out."""
    screenplay = fountain.parse(feature())
    seconds = []
    for _ in range(5):
        start = time.process_time()
        count = len(pages.paginate(screenplay).pages)
        seconds.append(time.process_time() - start)
    return count, statistics.median(seconds)


def cpu(*arguments: str) -> float:
    """Return the CPU seconds of one filmcli process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "filmcli", *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def counted(script: Path) -> float:
    """Return the CPU seconds of `filmcli stats` beyond those of a process that only starts: the medians of seven each, in turn."""
    pairs = [(cpu("stats", str(script)), cpu("--version")) for _ in range(8)][1:]
    whole, start = (statistics.median(values) for values in zip(*pairs, strict=True))
    return whole - start


def main() -> None:
    ours: list[list[float]] = []
    theirs: list[list[float]] = []
    with tempfile.TemporaryDirectory() as scratch:
        script = Path(scratch) / "feature.fountain"
        script.write_text(feature(), encoding="utf-8")
        subprocess.run([sys.executable, "-m", "venv", f"{scratch}/venv"], check=True)
        subprocess.run([f"{scratch}/venv/bin/pip", "install", "-q", "screenplain==0.12.0", "reportlab"], check=True)
        sides = {
            "filmcli": timed(ours, sys.executable, "-c", FILMCLI, str(script), f"{scratch}/ours.pdf"),
            "screenplain": timed(theirs, f"{scratch}/venv/bin/python", "-c", SCREENPLAIN, str(script), f"{scratch}/theirs.pdf"),
        }
        whole = alternate(sides, rounds=7)
        stats = counted(script)
    count, paginate = paginated()
    parse, draw = (statistics.median(values) for values in zip(*ours[1:], strict=True))
    their_parse, their_draw = (statistics.median(values) for values in zip(*theirs[1:], strict=True))
    figures = {
        "pages": count,
        "parse cpu s": parse,
        "paginate cpu s": paginate,
        "pdf cpu s": draw,
        "stats cpu s after start": stats,
        "parse faster than screenplain": their_parse / parse,
        "pdf faster than screenplain": their_draw / draw,
        "process faster than screenplain": whole["screenplain"] / whole["filmcli"],
    }
    met = parse <= 0.06 and draw <= 1 and stats <= 0.3 and 115 <= count <= 125
    target = "115-125 pages, parse <= 0.06 s, pdf <= 1 s, stats <= 0.3 s after start, of CPU"
    publish("S1", "a feature of 146 kB", figures, target=target, met=met)


if __name__ == "__main__":
    main()
