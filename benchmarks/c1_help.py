"""C1: `filmcli --help` against importing Typer, and against `diffusers-cli --help`."""

import subprocess
import sys
from pathlib import Path

from measure import alternate, publish

BIN = Path(sys.executable).parent


def quiet(*command: str):
    return lambda: subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


def main() -> None:
    quick = alternate({"typer": quiet(sys.executable, "-c", "import typer"), "filmcli": quiet(str(BIN / "filmcli"), "--help")}, rounds=15)
    slow = alternate({"filmcli": quiet(str(BIN / "filmcli"), "--help"), "diffusers": quiet(str(BIN / "diffusers-cli"), "--help")}, rounds=3)
    over, faster = quick["filmcli"] / quick["typer"], slow["diffusers"] / slow["filmcli"]
    publish(
        "C1",
        "filmcli --help",
        {"over import typer": over, "faster than diffusers-cli": faster, "filmcli s": quick["filmcli"]},
        target="<= 1.5 x import typer, >= 20 x faster than diffusers-cli",
        met=over <= 1.5 and faster >= 20,
    )


if __name__ == "__main__":
    main()
