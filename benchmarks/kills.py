"""Kill `filmcli make` twenty times at random moments; each time the same command goes on, and the tree ends as an undisturbed run's.

Not a benchmark of speed: a drill. `python benchmarks/kills.py [seed]`; about ten minutes.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KILLS = 20
SCRIPT = Path(__file__).parent.parent / "tests/scripts/short.fountain"


def command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "filmcli", "make", str(SCRIPT), "--genre", "noir", "--seed", "7", "--quality", "smoke", "-d", str(folder)]


def tree(folder: Path) -> dict[str, object]:
    """Return what is in a production: bytes of documents, names of pictures, and the inputs each result was made from."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or ".filmcli" in path.parts:
            continue
        name = path.relative_to(folder).as_posix()
        if path.name == "record.json":
            found[name] = {
                task: entry["inputs"] for task, entry in json.loads(path.read_text()).items() if "picture a" not in entry["inputs"]
            }
        else:
            found[name] = path.read_bytes() if path.suffix in (".fountain", ".yaml", ".srt") else "there"
    return found


def main() -> None:
    draw = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    with tempfile.TemporaryDirectory() as scratch:
        start = time.monotonic()
        subprocess.run(command(Path(scratch) / "calm"), check=True, capture_output=True)
        calm, length = tree(Path(scratch) / "calm"), time.monotonic() - start
        kills = films = 0
        while kills < KILLS:
            films += 1
            folder = Path(scratch) / f"film{films}"
            for _ in range(7):
                victim = subprocess.Popen(command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
                try:
                    victim.wait(timeout=draw.uniform(0.5, length / 3))
                    break  # finished before its time came
                except subprocess.TimeoutExpired:
                    os.killpg(victim.pid, signal.SIGKILL)
                    victim.wait()
                    kills += 1
            done = subprocess.run(command(folder), capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            ours = tree(folder)
            assert sorted(ours) == sorted(calm), sorted(set(ours) ^ set(calm))
            wrong = [name for name in ours if ours[name] != calm[name]]
            assert not wrong, wrong
            assert not list(folder.rglob("*.part*"))
            print(f"film {films}: {kills} kills so far, tree equal", flush=True)
    print(f"{kills} kills, {films} films: every tree equal to the undisturbed one ({len(calm)} files)")


if __name__ == "__main__":
    main()
