"""C7: how often the text encoder is called: once for each distinct text, and not even loaded on a re-render. Counted, not timed."""

import os
import tempfile
from pathlib import Path

import shots
from measure import publish

SHOTS = 20


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        os.environ["XDG_CACHE_HOME"] = scratch
        from filmcli.runners.sd15 import Sd15

        said: list[str] = []
        loaded: list[str] = []
        real_encode, real_make = Sd15.encode, Sd15._make

        def encode(self, asked):
            said.extend(self.said(one) for one in asked)
            return real_encode(self, asked)

        def make(self, part, where):
            loaded.append(part)
            return real_make(self, part, where)

        Sd15.encode, Sd15._make = encode, make
        made = shots.rig(shots.checkpoint(here))
        counts = {}
        for name in ("first run", "re-render"):
            said.clear()
            loaded.clear()
            shots.conduct(shots.orders(here / name, SHOTS), made)
            counts |= {f"{name}: texts encoded": len(said), f"{name}: encoders loaded": loaded.count("text_encoder")}
            assert "unet" in loaded  # the count of loads counts
    publish(
        "C7",
        f"{SHOTS} shots of {len(shots.PROMPTS)} distinct texts",
        counts,
        target="encoder calls = distinct texts; 0 on a re-render, and not loaded",
        met=list(counts.values()) == [len(shots.PROMPTS), 1, 0, 0],
    )


if __name__ == "__main__":
    main()
