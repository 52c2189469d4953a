"""Run every benchmark in turn: `make bench`. Figures are printed and kept in benchmarks/results/."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent

ROWS = sorted(HERE.glob("[cs][0-9]*_*.py"), key=lambda path: (path.stem[0], int(path.stem[1:].split("_")[0])))
PROOFS = [
    HERE / f"{name}.py" for name in ("grammar", "planning", "places", "bodies", "cloth", "light", "price")
]  # counts and costs of pictures

for script in [*ROWS, *PROOFS]:
    subprocess.run([sys.executable, str(script)], check=False, cwd=HERE)
