"""C10: resident memory at shot 200 against shot 20: every shot with a picture to start from and a plate of its own."""

import os
import tempfile
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import shots
from measure import publish

SHOTS, SIZE = 240, (256, 144)


def resident() -> float:
    """Return this process' resident megabytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    import numpy as np
    from PIL import Image

    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        os.environ["XDG_CACHE_HOME"] = scratch
        from filmcli.conduct import conductor
        from filmcli.formats.orders import PlateFile

        noise = np.random.default_rng(0)
        asked = []
        for order in shots.orders(here / "out", SHOTS, size=SIZE, delivered=(1280, 720), steps=2, strength=0.5):
            for name in ("image", "depth"):
                Image.fromarray(noise.integers(0, 256, (360, 640, 3), np.uint8)).save(here / f"{order.id}.{name}.png", compress_level=0)
            plate = {"depth": PlateFile(path=here / f"{order.id}.depth.png")}
            asked.append(order.model_copy(update={"image": here / f"{order.id}.image.png", "controls": plate}))
        seen = []
        for done in conductor.perform(shots.rig(shots.checkpoint(here), batch=4), asked, tell=lambda line: None):
            assert not done.error, done.error
            seen.append(resident())
    early, late = max(seen[10:20]), max(seen[190:200])
    publish(
        "C10",
        f"{SHOTS} shots of 1280 x 720 with image and plate",
        {"shot 200 over shot 20": late / early, "shot 20 MB": early, "shot 200 MB": late},
        target="<= 1.05 x",
        met=late <= 1.05 * early,
    )


if __name__ == "__main__":
    main()
