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
        done = subprocess.run([sys.executable, "-m", "filmcli", *map(str, arguments)], input=stdin, capture_output=True, text=True, cwd=cwd,
                              env=settings | {"XDG_CONFIG_HOME": str(tmp_path / "config"), "HF_HUB_OFFLINE": "1"} | (env or {}), encoding="utf-8")
        return Session(done.stdout, done.stderr, done.returncode)

    return command
