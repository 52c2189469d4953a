"""C12: from a logline to `film.mp4`, draft quality, on this machine."""

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import publish

LOGLINE = "A tired detective is hired to find a man who does not want to be found"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="make the film here, and keep it")
    keep = parser.parse_args().keep
    with contextlib.nullcontext(keep) if keep else tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        command = [
            str(Path(sys.executable).parent / "filmcli"),
            "make",
            LOGLINE,
            "--genre",
            "noir",
            "--seed",
            "7",
            "-d",
            str(folder),
            "--json",
        ]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        process.stderr.readline()
        first = time.perf_counter() - start
        process.stderr.read()
        made = json.loads(process.stdout.read())["made"]
        process.wait()
        seconds = time.perf_counter() - start
        record = json.loads((Path(folder) / ".filmcli/record.json").read_text())["film.mp4.film"]
    phases: dict[str, float] = {}
    for item in made:
        phases[item["phase"]] = round(phases.get(item["phase"], 0.0) + item["seconds"], 1)
    publish(
        "C12",
        "logline to film.mp4, draft",
        {"minutes": seconds / 60, "film seconds": record["seconds_long"], "first word after s": first, "phases s": phases},
        target="<= 6 minutes for 60-90 s of film on 2 idle cores",
        met=seconds <= 360,
    )


if __name__ == "__main__":
    main()
