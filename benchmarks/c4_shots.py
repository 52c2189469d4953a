"""C4: 32 shots in one run against one `diffusers-cli run` per shot on the same tiny checkpoint, and against a load-once loop."""

import itertools
import sys
import tempfile
from pathlib import Path

import shots
from measure import alternate, publish

SHOTS, SINGLE = 32, 3  # so many shots by diffusers-cli: each costs a process, and all cost the same


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        model = shots.checkpoint(here)
        turn = itertools.count()

        def ours() -> None:  # a cache of its own each time: every text is encoded
            name = str(next(turn))
            shots.quiet(sys.executable, str(shots.HERE), "conduct", str(model), str(here / "ours"), str(SHOTS), cache=here / name)

        seconds = alternate(
            {
                "conductor": ours,
                "loop": lambda: shots.quiet(sys.executable, str(shots.HERE), "loop", str(model), str(here / "loop"), str(SHOTS)),
                "diffusers-cli": lambda: shots.diffusers_cli(model, here / "cli", SINGLE),
            },
            rounds=2,
        )
    each = {"conductor": seconds["conductor"] / SHOTS, "loop": seconds["loop"] / SHOTS, "diffusers-cli": seconds["diffusers-cli"] / SINGLE}
    faster = each["diffusers-cli"] / each["conductor"]
    publish(
        "C4",
        f"{SHOTS} shots in one run, per shot",
        {"faster than diffusers-cli": faster, "faster than the loop": each["loop"] / each["conductor"]}
        | {f"{name} s": value for name, value in each.items()},
        target=">= 15 x diffusers-cli",
        met=faster >= 15,
    )


if __name__ == "__main__":
    main()
