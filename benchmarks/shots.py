"""Orders on a tiny checkpoint, and three ways to have them painted: the conductor, a load-once loop, and diffusers' own command line.

Run as a script it is one of the first two, in a process of its own: `shots.py conduct|loop MODEL FOLDER COUNT`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

SIZE, STEPS, GUIDANCE, NEGATIVE = 64, 4, 5.0, "fog"
PROMPTS = ("rain on a window", "an empty street", "a man at a bar", "two hands on a table")
HERE = Path(__file__)


def checkpoint(folder: Path) -> Path:
    """Write the tiny Stable Diffusion 1.5."""
    from filmcli.runners import tiny

    return tiny.write(folder, "sd15")


def rig(model: Path, **changed):
    """Return a rig for it, on the CPU."""
    from filmcli.formats.orders import Rig

    return Rig(runner="sd15", job="draw", card="sd15", model=str(model), device="cpu", **changed)


def orders(folder: Path, count: int, **changed) -> list:
    """Return orders of as many texts as there are prompts."""
    from filmcli.formats.orders import Order

    usual = {"size": (SIZE, SIZE), "delivered": (SIZE, SIZE), "steps": STEPS, "guidance": GUIDANCE, "negative": NEGATIVE}
    return [
        Order(id=f"SH{n:04d}", prompt=PROMPTS[n % len(PROMPTS)], seed=n, out=folder / f"SH{n:04d}.png", **(usual | changed))
        for n in range(count)
    ]


def conduct(asked: list, made, **rest) -> list:
    """Have the conductor paint, and insist that nothing failed."""
    from filmcli.conduct import conductor

    done = list(conductor.perform(made, asked, tell=lambda line: None, **rest))
    assert len(done) == len(asked) and not [one.error for one in done if one.error]
    return done


def loop(model: Path, folder: Path, count: int) -> None:
    """The twenty lines that somebody would write: load once, then one picture after the other."""
    import torch
    from diffusers import StableDiffusionPipeline

    pipeline = StableDiffusionPipeline.from_pretrained(model, local_files_only=True, dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(count):
        picture = pipeline(
            PROMPTS[n % len(PROMPTS)],
            negative_prompt=NEGATIVE,
            width=SIZE,
            height=SIZE,
            num_inference_steps=STEPS,
            guidance_scale=GUIDANCE,
            generator=torch.Generator("cpu").manual_seed(n),
        ).images[0]
        picture.save(folder / f"SH{n:04d}.png")


def diffusers_cli(model: Path, folder: Path, count: int) -> None:
    """One `diffusers-cli run` for each shot."""
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(count):
        given = {
            "prompt": PROMPTS[n % len(PROMPTS)],
            "negative_prompt": NEGATIVE,
            "width": SIZE,
            "height": SIZE,
            "num_inference_steps": STEPS,
            "guidance_scale": GUIDANCE,
        }
        quiet(
            str(Path(sys.executable).with_name("diffusers-cli")), "run", "-m", str(model), "--dtype", "float32",
            "--pipeline-kwargs", json.dumps(given), "--seed", str(n), "-o", str(folder / f"SH{n:04d}.png"),
        )  # fmt: skip
        assert (folder / f"SH{n:04d}.png").exists()


def quiet(*command: str, cache: Path | None = None) -> None:
    """Run a process without the network and without its words, on one thread: a second one gains a model as small as this nothing.

    `cache` is an XDG_CACHE_HOME of its own.
    """
    env = os.environ | {"HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"} | ({"XDG_CACHE_HOME": str(cache)} if cache else {})
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)


if __name__ == "__main__":
    way, model, folder, count = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    if way == "loop":
        loop(model, folder, count)
    else:
        conduct(orders(folder, count), rig(model))
