"""What G1–G4, G6 and G7 ask for: pictures and clips of a model, by our conductor and by the script one would write.

Knows nothing of targets.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import random_models
from gpu_bench import Bench, Span

PLACES = ("lighthouse", "harbour", "kitchen", "pier", "chapel", "market", "attic", "tunnel")


@dataclass(frozen=True)
class Work:
    """What is asked of a model. `pass_tflop` is one forward of one picture, `alone` how many of the shots the script makes."""

    name: str
    family: str
    model: str
    card: str
    size: tuple[int, int]
    steps: int
    guidance: float
    shots: int
    alone: int
    batch: int
    compile: str
    pass_tflop: float
    decode_tflop: float
    passes: int = 1
    frames: int = 1
    job: str = "draw"
    lossy: str = "none"
    memory: float | None = None
    offload: str = "none"

    def tflop(self) -> float:
        """Return the TFLOP of one picture or clip, its decoding with it."""
        return self.steps * self.passes * self.pass_tflop + self.decode_tflop

    def tiny(self) -> Work:
        """Return the same on a tiny checkpoint: the path, not the speed."""
        return replace(
            self,
            model=self.family,
            size=(64, 64),
            steps=min(self.steps, 3),
            shots=4,
            alone=2,
            batch=2,
            compile="none",
            frames=min(self.frames, 5),
        )


@dataclass
class Made:
    """What our conductor did: the timed call, its seconds by phase, and the first call's seconds (load, compile, first batch)."""

    first: float
    span: Span
    phases: dict[str, float]
    notes: dict[str, Any]
    out: Path
    told: list[str]


def ours(bench: Bench, work: Work, *, first_steps: int = 2, warm: bool = True) -> Made:
    """Make the shots with filmcli's conductor and runner: once for one batch, which loads and compiles, then all, timed."""
    from filmcli.conduct import conductor
    from filmcli.core import presets
    from filmcli.formats.model_card import Card
    from filmcli.formats.orders import Order, Rig

    home = random_models.folder(bench.scratch, work.model, tiny=bench.tiny)
    out = bench.scratch / "out" / f"{work.name}-{work.lossy}-{work.memory}"
    rig = Rig(
        runner=work.family,
        job=work.job,
        card=work.card,
        model=str(home),
        device=bench.device,
        dtype="float32" if bench.tiny else "bfloat16",
        batch=work.batch or None,
        offload=work.offload,
        compile=work.compile,
        lossy=work.lossy,
        memory=None if bench.tiny else work.memory,
    )
    card = Card.model_validate(presets.load("models", work.card)).model_copy(update=_costs(bench, work))
    told: list[str] = []

    def go(name: str, steps: int, count: int) -> list[Any]:
        orders = [
            Order(
                id=f"{name}{index:03d}",
                prompt=prompt(work, index),
                size=work.size,
                delivered=work.size,
                seed=index,
                steps=steps,
                guidance=work.guidance,
                frames=work.frames,
                out=out / (f"{name}{index:03d}" + ("" if work.job == "film" else ".png")),
            )
            for index in range(count)
        ]
        dones = list(conductor.perform(rig, orders, tell=told.append, card=card, keep=bench.keep))
        failed = [done.error for done in dones if done.error]
        if failed or len(dones) != count:
            raise RuntimeError(f"{len(failed)} of {count} failed: {failed[:1]}")
        return dones

    out.mkdir(parents=True, exist_ok=True)
    first = 0.0
    with random_models.injected():
        if warm:
            start = time.perf_counter()
            go("first", first_steps, min(work.shots, work.batch or 1))
            bench.sync()
            first = time.perf_counter() - start
            bench.say(f"{work.name} ours: load, compile and a first batch of {first_steps} steps in {first:.1f} s")
        with bench.timed() as span:
            dones = go("shot", work.steps, work.shots)
    phases = {key: sum(float(done.notes.get(key, 0)) for done in dones) for key in ("encode_s", "denoise_s", "decode_s", "write_s")}
    bench.say(f"{work.name} ours: {work.shots} in {span.seconds:.2f} s, peak {span.peak:.1f} GB; {told[-1] if told else ''}")
    return Made(first, span, phases, dict(dones[-1].notes), out, told)


def script(bench: Bench, work: Work) -> tuple[float, Path, float]:
    """Make some of the shots as a script of twenty lines would: load once, loop, save. Return (seconds each, folder, peak GB)."""
    span, out = _loop(bench, work)
    bench.clear()
    each = bench.script[work.model, work.steps] = span.seconds / work.alone
    bench.say(f"{work.name} script: {each:.3f} s each, peak {span.peak:.1f} GB")
    return each, out, span.peak


def _loop(bench: Bench, work: Work) -> tuple[Span, Path]:
    import torch
    from PIL import Image

    home = random_models.folder(bench.scratch, work.model, tiny=bench.tiny)
    pipe = random_models.pipeline(home, device=bench.device, dtype=bench.dtype)
    out = bench.scratch / "out" / f"{work.name}-script"
    out.mkdir(parents=True, exist_ok=True)
    film: dict[str, Any] = {"num_frames": work.frames} if work.job == "film" else {}
    heard = {text: hear(pipe, work, text) for text in {prompt(work, index) for index in range(work.alone)}}

    def one(index: int, steps: int) -> None:
        made = pipe(
            **heard[prompt(work, index)],
            width=work.size[0],
            height=work.size[1],
            num_inference_steps=steps,
            guidance_scale=work.guidance,
            generator=torch.Generator("cpu").manual_seed(index),
            **film,
        )
        if work.job == "draw":
            made.images[0].save(out / f"shot{index:03d}.png")
            return
        here = out / f"shot{index:03d}"
        here.mkdir(exist_ok=True)
        for number, frame in enumerate(made.frames[0]):
            Image.fromarray((frame * 255).round().astype("uint8")).save(here / f"{number:04d}.png")

    with torch.inference_mode():
        one(0, 1 if work.job == "film" else 2)
        with bench.timed() as span:
            for index in range(work.alone):
                one(index, work.steps)
    return span, out


def alike(a: Path, b: Path) -> dict[str, float]:
    """Return how far the first picture of ours is from the script's, in levels of 255, and how much there is in it at all."""
    import numpy as np
    from PIL import Image

    pair = []
    for folder in (a, b):
        path = sorted([*folder.glob("shot000.png"), *folder.glob("shot000/*.png")])[0]
        pair.append(np.asarray(Image.open(path).convert("RGB")).astype(np.float32))
    return {"mean difference of 255": float(np.abs(pair[0] - pair[1]).mean()), "deviation of 255": float(pair[0].std())}


def prompt(work: Work, index: int) -> str:
    """Return the text of a shot: as many as a batch has, so that our first call encodes them all, and no side's time holds any encoding."""
    turn = index % (work.batch or 1)
    return f"{turn} {PLACES[turn % len(PLACES)]} at night, rain, key light from the left"  # CLIP's 77 tokens are letters to this tokenizer


def hear(pipe: Any, work: Work, text: str) -> dict[str, Any]:
    """Return what the script gives its pipeline in the place of a text, encoded once."""
    import torch

    with torch.inference_mode():
        if work.family == "flux":
            told, pooled, _ = pipe.encode_prompt(prompt=text, prompt_2=None)
            return {"prompt_embeds": told, "pooled_prompt_embeds": pooled}
        told = pipe.encode_prompt(prompt=text, do_classifier_free_guidance=work.guidance > 1, device=pipe._execution_device)
        names = ("prompt_embeds", "negative_prompt_embeds", "pooled_prompt_embeds", "negative_pooled_prompt_embeds")
        return {name: one for name, one in zip(names, told, strict=False) if one is not None}


def _costs(bench: Bench, work: Work) -> dict[str, Any]:
    """Return what the benchmark's model needs where the preset's card is of another model of the family."""
    if bench.tiny or work.job == "draw":
        return {}
    gb = {"wan": 2.84, "wan-14b": 28.6}[work.model]
    return {"parts": {"text_encoder": 1.0, "transformer": gb, "vae": 0.254}, "phases": PHASES}


PHASES: dict[str, Sequence[str]] = {"encode": ("text_encoder",), "denoise": ("transformer",), "decode": ("vae",)}
