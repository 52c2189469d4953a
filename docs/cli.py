"""Write docs/cli.md from the real help: `python docs/cli.py`. A test compares the two."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from filmcli.cli import COMMANDS

HEAD = "# The command line\n\nWritten from the real help by `python docs/cli.py`. Do not edit.\n"


def text() -> str:
    """Return the page: every command's help as it is printed on a terminal 100 columns wide."""
    pages = [HEAD]
    for command in ("", *(one for name in COMMANDS for one in (name, *_below(name)))):
        environment = os.environ | {"COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1"}
        shown = subprocess.run(
            [sys.executable, "-m", "filmcli", *command.split(), "--help"],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )
        pages.append(f"\n## filmcli {command}".rstrip() + f"\n\n```\n{shown.stdout.strip()}\n```\n")
    return "".join(pages)


def _below(command: str) -> list[str]:
    return [f"{command} {name}" for name in getattr(import_module(f"filmcli.commands.{command}"), "SUBCOMMANDS", ())]


if __name__ == "__main__":
    (Path(__file__).parent / "cli.md").write_text(text(), encoding="utf-8")
