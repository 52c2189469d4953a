"""A filmcli session for tests: `run("make", …)` returns what a user would see, and the exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Session:
    """One finished command. `stdout` and `stderr` are what came out, `code` the exit code."""

    stdout: str
    stderr: str
    code: int

    @property
    def json(self) -> dict:
        return json.loads(self.stdout)


@pytest.fixture
def run(tmp_path):
    """Run filmcli in a process of its own, in a folder of its own."""

    def command(*arguments: str, stdin: str | None = None, env: dict[str, str] | None = None, cwd: Path = tmp_path) -> Session:
        settings = {name: value for name, value in os.environ.items() if not name.startswith("FILMCLI_")}
        done = subprocess.run(
            [sys.executable, "-m", "filmcli", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=cwd,
            env=settings | {"XDG_CONFIG_HOME": str(tmp_path / "config"), "HF_HUB_OFFLINE": "1"} | (env or {}),
            encoding="utf-8",
        )
        return Session(done.stdout, done.stderr, done.returncode)

    return command


@pytest.fixture
def planned(tmp_path):
    """A production folder with its documents written and no picture drawn."""
    from filmcli.cast import stage as casting
    from filmcli.core import settings
    from filmcli.core.production import Production
    from filmcli.core.report import Report
    from filmcli.render import stage as rendering

    folder = tmp_path / "noir"
    folder.mkdir()
    text = (Path(__file__).parent / "scripts/short.fountain").read_text()
    (folder / "script.fountain").write_text(text)
    with Production(folder, settings.resolve(folder, {"seed": 7, "genre": "noir"}), Report("test", folder)) as open_:
        cast = casting.run(open_, text, genre="noir", insist=False, pictures=False)
        rendering.document(open_, text, cast, genre="noir", insist=False)
        open_.remember()
    return folder


@pytest.fixture(scope="session")
def tiny_sd(tmp_path_factory):
    """A Stable Diffusion of some 100 kB in a folder: every part is the real class, only small."""
    import torch
    from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("tiny-sd")
    words = [chr(code) for code in range(33, 127)]
    vocabulary = {token: index for index, token in enumerate([*words, *(f"{w}</w>" for w in words), "<|startoftext|>", "<|endoftext|>"])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    tokenizer = CLIPTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=77)
    text = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(vocabulary),
            hidden_size=16,
            intermediate_size=32,
            num_hidden_layers=1,
            num_attention_heads=2,
            projection_dim=16,
            bos_token_id=vocabulary["<|startoftext|>"],
            eos_token_id=vocabulary["<|endoftext|>"],
        )
    )
    unet = UNet2DConditionModel(
        sample_size=8,
        block_out_channels=(8, 16),
        layers_per_block=1,
        norm_num_groups=4,
        cross_attention_dim=16,
        attention_head_dim=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
    )
    vae = AutoencoderKL(
        block_out_channels=(8, 16),
        norm_num_groups=4,
        latent_channels=4,
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
    )
    scheduler = DDIMScheduler(clip_sample=False, steps_offset=1)
    pipeline = StableDiffusionPipeline(
        vae=vae,
        text_encoder=text,
        tokenizer=tokenizer,
        unet=unet,
        scheduler=scheduler,
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipeline.save_pretrained(folder / "model", safe_serialization=True)
    return str(folder / "model")
