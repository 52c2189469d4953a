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
def scribe(tmp_path, monkeypatch, capfd):
    """Run `filmcli script …` in this process, in a folder of its own, with a writer that takes random words of its own under the grammar."""
    import io

    from test_script import Typist

    from filmcli import runners
    from filmcli.cli import main

    real = runners.open
    monkeypatch.setattr(runners, "open", lambda name, job, **k: Typist() if job == "write" else real(name, job, **k))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, stdin: str = "") -> Session:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        capfd.readouterr()
        code = main(["script", *map(str, arguments)])
        told = capfd.readouterr()
        return Session(told.out, told.err, code)

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
def tiny(tmp_path_factory):
    """A function from a family of models to the folder of its tiny checkpoint, written once."""
    from functools import cache

    from filmcli.runners import tiny

    folder = tmp_path_factory.mktemp("tiny")
    return cache(lambda family: str(tiny.write(folder, family)))


@pytest.fixture(scope="session")
def tiny_sd(tiny):
    """The folder of a tiny Stable Diffusion 1.5."""
    return tiny("sd15")


@pytest.fixture(scope="session")
def tiny_writer(tmp_path_factory):
    """A random Llama of 30 kB with a byte-level tokenizer, saved as a model folder."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: index for index, token in enumerate(["<eos>", *alphabet])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<eos>").save_pretrained(folder)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        bos_token_id=0,
        eos_token_id=0,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder
