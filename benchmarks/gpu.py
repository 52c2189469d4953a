"""G1–G8, and P: models of real size with random weights on one GPU, against the script that one would write. See --help.

Knows nothing of any row. `--tiny` takes every path on a CPU in a minute; its figures mean nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from gpu_bench import Bench, Side  # noqa: E402 (the path comes first)

# row → (what must be there in 10⁹ bytes of GPU memory, seconds it takes alone, compiling included: G2 takes 17 after G1); in order
ROWS: dict[str, tuple[float, float]] = {
    "G1": (40, 165),
    "G2": (40, 125),
    "G6B": (40, 28),
    "G8": (12, 42),
    "G5": (16, 18),
    "G4": (40, 82),
    "G3": (60, 55),
    "G6": (40, 60),
    "G7": (40, 30),
    "P": (40, 50),
}


def main() -> None:
    arguments = options()
    with tempfile.TemporaryDirectory(prefix="filmcli-gpu-") as made:
        scratch = arguments.scratch or Path(made)
        settle(scratch)
        start = time.perf_counter()
        import torch
        from diffusers import StableDiffusionXLPipeline  # noqa: F401 (what each process of a script would import)

        seconds = time.perf_counter() - start
        bench = Bench(scratch=scratch, tiny=arguments.tiny, minutes=arguments.minutes)
        bench.imports = seconds
        if arguments.child:
            import gpu_rows

            print(f"FIRST {gpu_rows.child(bench, arguments.child):.3f} {bench.imports:.3f}", flush=True)
            return
        if bench.device == "cpu" and not bench.tiny:
            raise SystemExit("no GPU here; --tiny takes the same paths on the CPU")
        with torch.inference_mode():
            bench.measure_gemm()
        about = describe(bench)
        bench.say(", ".join(f"{key} {value}" for key, value in about.items()))
        run(bench, arguments.rows, arguments.out, about)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--rows",
        type=lambda text: text.upper().split(","),
        default=[row for row in ROWS if row != "P"],
        help="such as G1,G2, in the order given (default: G1 to G8; P probes alternatives)",
    )
    parser.add_argument("--tiny", action="store_true", help="tiny models on the CPU: the paths, not the speed")
    parser.add_argument("--out", type=Path, default=None, help="folder for G.json (default: benchmarks/results; with --tiny nowhere)")
    parser.add_argument("--minutes", type=float, default=60.0, help="what does not fit any more is skipped (default: 60)")
    parser.add_argument("--scratch", type=Path, default=None, help="folder for files; the default is a temporary one")
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)  # G6B: this row's first call, on the kept compile cache
    chosen = parser.parse_args()
    unknown = sorted(set(chosen.rows) - set(ROWS))
    if unknown:
        parser.error(f"no row {', '.join(unknown)}: expected some of {','.join(ROWS)}")
    return chosen


def settle(scratch: Path) -> None:
    """Keep every cache of the run in its own folder, and the network out."""
    os.environ["XDG_CACHE_HOME"] = str(scratch / "cache")
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = str(scratch / "cache/compile")
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "TOKENIZERS_PARALLELISM": "false"}


def describe(bench: Bench) -> dict[str, str]:
    from importlib.metadata import version

    import torch

    names = ("torch", "diffusers", "transformers")
    where = torch.cuda.get_device_name(0) if bench.device == "cuda" else platform.machine()
    about = {
        "device": where,
        "GEMM 8192³ bf16": f"{bench.gemm / 1e12:.0f} TFLOP/s",
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
    }
    return about | {name: version(name) for name in names}


def run(bench: Bench, rows: list[str], out: Path | None, about: dict[str, str]) -> None:
    """Run rows in the order given; what each gave is on disk before the next begins."""
    done: dict[str, dict[str, object]] = {}
    for row in rows:
        needs, seconds = ROWS[row]
        if not bench.tiny and bench.memory() < needs:
            done[row] = {"skipped": f"needs {needs:.0f} GB on the device, {bench.memory():.0f} are there"}
        elif not bench.tiny and bench.left() < seconds:
            done[row] = {"skipped": f"takes about {seconds:.0f} s, {bench.left():.0f} are left"}
        else:
            done[row] = attempt(bench, row)
        write(bench, done, out, about)
    table(bench, done, about)
    if bench.tiny and any("failed" in one for one in done.values()):
        raise SystemExit(1)


def attempt(bench: Bench, row: str) -> dict[str, object]:
    start = time.perf_counter()
    bench.say(f"{row} begins, {bench.left():.0f} s left")
    try:
        side = function(row)(bench)
    except Exception as error:  # one row must not lose the others
        traceback.print_exc(limit=-6)
        bench.drop()
        return {"failed": f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}"}
    finally:
        bench.clear()
        bench.say(f"{row} took {time.perf_counter() - start:.0f} s")
    return asdict(side) | {"met": side.met(), "took_s": time.perf_counter() - start}


def function(row: str) -> Callable[[Bench], Side]:
    import gpu_probes
    import gpu_rows
    import gpu_writing

    own = {"G8": gpu_writing.run, "P": gpu_probes.run}
    return own.get(row) or getattr(gpu_rows, row.lower())


def write(bench: Bench, done: dict[str, dict[str, object]], out: Path | None, about: dict[str, str]) -> None:
    if bench.tiny and out is None:
        return
    folder = out or HERE / "results"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "G.json"
    before = json.loads(path.read_text(encoding="utf-8"))["rows"] if path.exists() else {}
    kept = {row: told for row, told in before.items() if row not in done or done[row].keys() & {"skipped", "failed"}}
    rows = {row: told | {"on": about} for row, told in done.items() if row not in kept} | kept
    path.write_text(json.dumps({"rows": dict(sorted(rows.items()))}, indent=1, default=str) + "\n", encoding="utf-8")


def table(bench: Bench, done: dict[str, dict[str, object]], about: dict[str, str]) -> None:
    print("\n" + ", ".join(f"{key} {value}" for key, value in about.items()))
    alone = (
        f"{bench.imports:.1f} s of imports + {bench.load:.1f} s of loading"
        if bench.load
        else f"{bench.imports:.1f} s of imports + loading (G5)"
    )
    print(f"the script loads once and loops; as one process a shot it would take {alone} more for each shot")
    for row, told in done.items():
        if "what" not in told:
            print(f"{row} {told}")
            continue
        ratio, target = told["ratio"], told["target"]
        against = f"{ratio:.2f} × (target {target:g})" if ratio is not None else ""
        print(f"{row} {'met' if told['met'] else 'MISSED'} {told['what']}: {against}")
        figures = [f"{key} {value:.3g}" if isinstance(value, float) else f"{key} {value}" for key, value in told["figures"].items()]
        lines, line = [], ""
        for figure in figures:
            if len(line) + len(figure) > 150:
                lines, line = [*lines, line], ""
            line += ("; " if line else "   ") + figure
        print("\n".join([*lines, line]))
        for name, met in told["also"].items():
            print(f"   {'met' if met else 'MISSED'}: {name}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
