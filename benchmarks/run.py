"""Run every benchmark in turn: `make bench`. Figures are printed and kept in benchmarks/results/."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent

for script in sorted(HERE.glob("[cs][0-9]*_*.py"), key=lambda path: (path.stem[0], int(path.stem[1:].split("_")[0]))):
    subprocess.run([sys.executable, str(script)], check=False, cwd=HERE)
