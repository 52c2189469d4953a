"""C2: a no-op `filmcli make` of a 300-shot film against Snakemake's no-op on an equal graph.

Snakemake is installed into a virtual environment of its own beside the results, once.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import big_film
from measure import RESULTS, alternate, publish

BIN = Path(sys.executable).parent
RULES = """
SHOTS = [f"SH{{i:04d}}" for i in range({count})]
rule film:
    input: expand("clips/{{shot}}.mp4", shot=SHOTS), "mix.wav"
    output: "film.mp4"
    shell: "touch {{output}}"
rule clip:
    input: "stills/{{shot}}.png", "mix.wav"
    output: "clips/{{shot}}.mp4"
    shell: "touch {{output}}"
rule still:
    input: "shots.yaml"
    output: "stills/{{shot}}.png"
    shell: "touch {{output}}"
rule mix:
    input: "shots.yaml"
    output: "mix.wav"
    shell: "touch {{output}}"
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        ours, theirs = Path(scratch) / "film", Path(scratch) / "snake"
        count = big_film.build(ours)
        make = [str(BIN / "filmcli"), "make", "-d", str(ours)]
        subprocess.run(make, check=True, capture_output=True)
        said = subprocess.run(make, check=True, capture_output=True, text=True).stderr
        assert "nothing to do" in said, said
        snake = snakemake(theirs, count)
        seconds = alternate({"filmcli": lambda: subprocess.run(make, check=True, capture_output=True), "snakemake": snake}, rounds=5)
        loaded = subprocess.run(
            [
                sys.executable,
                "-c",
                f"import sys; from filmcli.cli import main; main({make[1:]!r}); print([m for m in ('torch', 'numpy', 'yaml', 'pydantic') if m in sys.modules], file=sys.stderr)",
            ],
            capture_output=True,
            text=True,
        ).stderr.splitlines()[-1]
    ratio = seconds["snakemake"] / seconds["filmcli"]
    publish(
        "C2",
        f"no-op make of {count} shots",
        {"faster than snakemake": ratio, "filmcli s": seconds["filmcli"], "snakemake s": seconds["snakemake"], "loaded": loaded},
        target=">= 6 x faster, torch never imported",
        met=ratio >= 6 and "torch" not in loaded,
    )


def snakemake(folder: Path, count: int):
    """Return a function that runs Snakemake's no-op on `count` shots."""
    venv = RESULTS.parent / ".venv-snakemake"
    if not (venv / "bin/snakemake").exists():
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        subprocess.run([str(venv / "bin/pip"), "install", "-q", "snakemake"], check=True)
    folder.mkdir()
    (folder / "Snakefile").write_text(RULES.format(count=count))
    (folder / "shots.yaml").write_text("shots\n")
    command = [str(venv / "bin/snakemake"), "-c1", "-q", "all"]
    subprocess.run([*command[:2], "--touch", "-q", "all"], cwd=folder, capture_output=True)
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return lambda: subprocess.run(command, cwd=folder, check=True, capture_output=True)


if __name__ == "__main__":
    main()
