"""The rows G1–G7 of benchmarks/gpu.py: each a function from the bench to a Side. G8 is in gpu_writing.py.

Knows nothing of how a row is printed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import gpu_jobs
import random_models
from gpu_bench import Bench, Side
from gpu_jobs import Made, Work

# TFLOP per pass and per decode are PERFORMANCE's, counted with torch's FlopCounterMode on the meta device
SDXL = Work("G1", "sdxl", "sdxl", "sdxl", (1024, 1024), 30, 5.0, 32, 4, 8, "full", 6.76, 10.5, passes=2)
QUICK = replace(
    SDXL, name="G2", steps=4, guidance=0.0, shots=64, alone=8, batch=16, passes=1
)  # 16 rows in the UNet, as in G1: nothing compiles anew
FLUX = Work("G3", "flux", "flux", "flux", (1024, 1024), 28, 3.5, 4, 1, 2, "regional", 74.0, 10.5)
WAN = Work("G4", "wan", "wan", "wan-14b", (832, 480), 4, 1.0, 8, 2, 1, "regional", 283.0, 275.0, frames=81, job="film")
WAN_14B = replace(WAN, name="G7", model="wan-14b", pass_tflop=1678.0, shots=1, alone=1, batch=1, compile="none")


def g1(bench: Bench) -> Side:
    """SDXL 1024², 30 steps, guidance, 32 shots to PNG."""
    work, side, made = _against_script(bench, SDXL, target=2.0)
    _began(bench, work, made)
    used = side.figures["share of GEMM"]
    side.also["≥ 45 % of the GEMM rate"] = used >= 0.45
    return side


def g2(bench: Bench) -> Side:
    """SDXL 4 steps, 64 shots to PNG."""
    work, side, made = _against_script(bench, QUICK, target=5.0)
    _began(bench, work, made)
    side.also["wall ≤ 1.15 × (denoise + decode)"] = side.figures["wall / (denoise + decode)"] <= 1.15
    return side


def g3(bench: Bench) -> Side:
    """FLUX.1-dev 1024², 28 steps; then with fp8, which is lossy."""
    work, side, made = _against_script(bench, FLUX, target=1.5)
    bench.first["flux"] = made.first
    if bench.left() < 25 and not bench.tiny:
        side.figures["fp8"] = "skipped: no time left"
        return side
    try:
        lossy = gpu_jobs.ours(bench, replace(work, lossy="fp8"))
    except Exception as error:  # the row stands without it
        side.figures["fp8"] = f"failed: {_line(error)}"
        return side
    each = side.figures["script s each"]
    side.figures |= {"fp8 s each": lossy.span.seconds / work.shots, "fp8 ratio (lossy)": each / (lossy.span.seconds / work.shots)}
    side.figures |= {f"fp8 {key}": value for key, value in gpu_jobs.alike(lossy.out, made.out).items()}
    side.also["fp8 ≥ 2.2 ×"] = side.figures["fp8 ratio (lossy)"] >= 2.2
    return side


def g4(bench: Bench) -> Side:
    """Wan 1.3B, 480p, 81 frames, 4 steps, 8 shots to PNGs."""
    _, side, made = _against_script(bench, WAN, target=1.5)
    side.also["wall ≤ 1.2 × (denoise + decode)"] = side.figures["wall / (denoise + decode)"] <= 1.2
    return side


def g5(bench: Bench) -> Side:
    """Warm load of SDXL's parts, and what Wan 1.3B reads once its texts are in the cache."""
    import torch
    from diffusers import AutoencoderKL, UNet2DConditionModel

    from filmcli.runners import weights

    bench.drop()
    home = random_models.folder(bench.scratch, "sdxl", tiny=bench.tiny)
    store = bench.scratch / "store"
    kinds = {"unet": UNet2DConditionModel, "vae": AutoencoderKL}
    size = 0
    with bench.timed() as written:
        for part, kind in kinds.items():
            model = random_models.make(kind, home, part, device=bench.device, dtype=bench.dtype)
            size += random_models.save(model, store / part / "diffusion_pytorch_model.safetensors")
            (store / part / "config.json").write_bytes((home / part / "config.json").read_bytes())
            del model
    bench.clear()
    bench.say(f"G5 wrote {size / 1e9:.2f} GB in {written.seconds:.1f} s")

    def theirs(kind: Any, part: str) -> Any:
        return kind.from_pretrained(store / part, torch_dtype=bench.dtype, local_files_only=True).to(bench.device)

    def mine(kind: Any, part: str) -> Any:
        return weights.load(kind, store, part, device=bench.device, dtype=bench.dtype)

    seconds: dict[str, list[float]] = {"theirs": [], "ours": []}
    for turn in range(4):
        for name, load in (("theirs", theirs), ("ours", mine)):
            bench.clear()
            with bench.timed() as span:
                models = [load(kind, part) for part, kind in kinds.items()]
            if turn:  # the first warms the file cache and CUDA
                seconds[name].append(span.seconds)
            else:
                _same(bench, models, store) if name == "ours" else None
            del models
    best = {name: sorted(values)[1] for name, values in seconds.items()}
    bench.load = best["theirs"]
    wan = {"transformer": 1.4189e9, "vae": 0.1269e9, "text_encoder": 5.6809e9}  # parameters, counted on the meta device
    fewer = sum(wan.values()) / (wan["transformer"] + wan["vae"])
    return Side(
        what=f"{size / 1e9:.2f} GB of SDXL's UNet and decoder, files in the page cache, median of 3",
        ratio=best["theirs"] / best["ours"],
        target=3.0,
        figures={
            "from_pretrained().to() s": best["theirs"],
            "ours s": best["ours"],
            "ours GB/s": size / 1e9 / best["ours"],
            "Wan 1.3B: fewer bytes with cached texts ×": fewer,
            "torch": torch.__version__,
        },
        also={"≥ 4 × fewer bytes": fewer >= 4},
    )


def _same(bench: Bench, models: list[Any], store: Path) -> None:
    """Raise unless what was loaded is what is in the file, to the bit."""
    import torch
    from safetensors.torch import load_file

    told = load_file(store / "unet/diffusion_pytorch_model.safetensors")
    for name, tensor in models[0].state_dict().items():
        if not torch.equal(tensor.cpu(), told[name]):
            raise RuntimeError(f"{name} is not what the file holds")


def g6(bench: Bench) -> Side:
    """Compiling FLUX's transformer by regions and whole, without any cache."""
    regional, whole = (_compile(bench, full=full) for full in (False, True))
    figures = {"regional s": regional, "full s": whole}
    return Side("FLUX.1-dev transformer, cold, seconds to its first pass: full over regional", whole / regional, 5.0, figures)


def g6b(bench: Bench) -> Side:
    """A second process on the kept compile cache, against the first call of G1, or of G2, in the same run."""
    if "sdxl" not in bench.first:
        raise RuntimeError("needs G1 or G2 in the same run")
    bench.drop()
    first, second, batch = bench.first["sdxl"], _second_process(bench), bench.steady["sdxl"]
    share = (second + batch) / (first + batch)
    figures = {
        "first process s": first,
        "second process s": second,
        f"one batch of {bench.compiled} s": batch,
        "second / first with that batch": share,
    }
    return Side(
        "SDXL, load, compile and a first batch of 2 steps: first over second process",
        first / second,
        2.0,
        figures,
        {"≤ 0.5 with the batch": share <= 0.5},
    )


def _began(bench: Bench, work: Work, made: Made) -> None:
    """Remember what the row took that compiled SDXL in this run: for the second process to be held against."""
    if not bench.compiled:
        bench.compiled, bench.first["sdxl"], bench.steady["sdxl"] = work.name, made.first, work.batch * made.span.seconds / work.shots


def _second_process(bench: Bench) -> float:
    """Return the seconds that this first call takes in a process of its own, whose compiler finds the kept cache."""
    command = [sys.executable, str(Path(__file__).parent / "gpu.py"), "--child", bench.compiled, "--scratch", str(bench.scratch)]
    told = subprocess.run(command + (["--tiny"] if bench.tiny else []), capture_output=True, text=True, env=dict(os.environ), timeout=240)
    lines = [line for line in told.stdout.splitlines() if line.startswith("FIRST ")]
    if not lines:
        raise RuntimeError(f"the second process failed: {told.stderr.strip().splitlines()[-1:]}")
    _, first, imports = lines[0].split()
    bench.imports = float(imports)  # by now Python keeps the libraries compiled
    return float(first)


def child(bench: Bench, row: str) -> float:
    """Return the seconds of a row's first call in this process."""
    work = {"G1": SDXL, "G2": QUICK}[row]
    work = work.tiny() if bench.tiny else work
    return gpu_jobs.ours(bench, replace(work, name="second", shots=work.batch, steps=2), warm=False).span.seconds


def _compile(bench: Bench, *, full: bool) -> float:
    import torch
    from diffusers import FluxTransformer2DModel
    from torch._inductor.utils import fresh_inductor_cache

    bench.drop()
    home = random_models.folder(bench.scratch, "flux", tiny=bench.tiny)
    model = random_models.make(FluxTransformer2DModel, home, "transformer", device=bench.device, dtype=bench.dtype)
    config, tokens = model.config, 16 if bench.tiny else 4096

    def of(*shape: int) -> Any:
        return torch.randn(*shape, device=bench.device, dtype=bench.dtype)

    given = {
        "hidden_states": of(1, tokens, config.in_channels),
        "encoder_hidden_states": of(1, 512 if not bench.tiny else 8, config.joint_attention_dim),
        "pooled_projections": of(1, config.pooled_projection_dim),
        "timestep": torch.ones(1, device=bench.device, dtype=bench.dtype),
        "guidance": torch.ones(1, device=bench.device),
        "img_ids": torch.zeros(tokens, 3, device=bench.device),
        "txt_ids": torch.zeros(512 if not bench.tiny else 8, 3, device=bench.device),
        "return_dict": False,
    }
    torch._dynamo.reset()
    with torch.inference_mode(), fresh_inductor_cache():
        model(**given)
        backend = {"backend": "eager"} if bench.tiny else {}  # the CPU's code generator takes a minute, and proves nothing here
        with bench.timed() as span:
            model.compile(**backend) if full else model.compile_repeated_blocks(fullgraph=True, **backend)
            model(**given)
        with bench.timed() as again:
            model(**given)
    del model
    bench.clear()
    bench.say(f"G6 {'full' if full else 'regional'}: {span.seconds:.1f} s, then {1e3 * again.seconds:.0f} ms a pass")
    return span.seconds - again.seconds


def g7(bench: Bench) -> Side:
    """SDXL in 8 GB, FLUX in 16 GB, Wan 14B in 16 GB: against the script without a cap."""
    import torch

    figures: dict[str, Any] = {}
    also: dict[str, bool] = {}
    caps = [(replace(SDXL, shots=2), 8.0, 2.0, 30), (replace(FLUX, shots=2), 16.0, 2.0, 55), (WAN_14B, 16.0, 1.3, 120)]
    for work, memory, most, wants in caps:
        work = work.tiny() if bench.tiny else work
        name = f"{work.model} in {memory:.0f} GB"
        if bench.left() < wants and not bench.tiny:
            figures[name] = "skipped: no time left"
            continue
        bench.drop()
        try:
            each = bench.script.get((work.model, work.steps)) or gpu_jobs.script(bench, replace(work, alone=1))[0]
            capped = replace(work, name="G7", memory=memory, offload="auto", compile="none", batch=0)
            made = gpu_jobs.ours(bench, capped, first_steps=1)
        except Exception as error:
            figures[name], also[name] = f"failed: {_line(error)}", False
            continue
        finally:
            bench.drop()
            if bench.device == "cuda":
                torch.cuda.set_per_process_memory_fraction(1.0)
        slower = made.span.seconds / work.shots / each
        figures |= {f"{name}: × the time of the uncapped script": slower, f"{name}: peak GB": made.span.peak, f"{name}: how": how(made)}
        also[f"{name} ≤ {most} ×"] = slower <= most
    return Side(
        "memory caps, nothing compiled, the model in memory (the CPU's or the GPU's) when the clock starts", None, None, figures, also
    )


def _against_script(bench: Bench, work: Work, *, target: float) -> tuple[Work, Side, Made]:
    work = work.tiny() if bench.tiny else work
    each, there, peak = gpu_jobs.script(bench, work)
    made = gpu_jobs.ours(bench, work)
    mine = made.span.seconds / work.shots
    computed = made.phases["denoise_s"] + made.phases["decode_s"]
    figures = {
        "ours s each": mine,
        "script s each": each,
        "denoise s": made.phases["denoise_s"],
        "decode s": made.phases["decode_s"],
        "write s (threads)": made.phases["write_s"],
        "wall s": made.span.seconds,
        "wall / (denoise + decode)": made.span.seconds / computed if computed else 0.0,
        "share of GEMM": work.tflop() * 1e12 / mine / bench.gemm,
        "script's share of GEMM": work.tflop() * 1e12 / each / bench.gemm,
        "peak GB": made.span.peak,
        "script's peak GB": peak,
        "first batch s (load, compile)": made.first,
        "batch": made.notes.get("batch", work.batch),
    }
    figures |= gpu_jobs.alike(made.out, there)
    what = f"{work.shots} {'clips' if work.job == 'film' else 'pictures'} to PNG, {work.steps} steps"
    return work, Side(what, each / mine, target, figures), made


def how(made: Made) -> str:
    """Return the plan as it was told, and the steps down that were taken when memory ran out."""
    plan = [line for line in made.told if " on " in line and "batch" in line][-1:]
    return "; ".join([*plan, str(made.notes.get("memory", ""))]).rstrip("; ")


def _line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
