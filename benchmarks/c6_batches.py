"""C6: micro-batches of a tiny UNet against one by one, through the conductor; every latent equal to that of its own single run."""

import os
import tempfile
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"  # before torch: a UNet as small as this gains nothing by threads

import shots
from measure import alternate, publish

SHOTS, BATCH, STEPS, SIZE = 48, 16, 8, (32, 32)  # latents of 4 x 4: what a pass costs is starting its kernels, as for SDXL on a large GPU


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        os.environ["XDG_CACHE_HOME"] = scratch
        from filmcli.conduct import pictures

        model = shots.checkpoint(here)
        asked = shots.orders(here / "out", SHOTS, size=SIZE, delivered=SIZE, steps=STEPS)
        sides = {size: (shots.rig(model, batch=size), {}) for size in (1, BATCH)}
        work = {f"batch {size}": lambda made=made, keep=keep: shots.conduct(asked, made, keep=keep) for size, (made, keep) in sides.items()}
        seconds = alternate(work, rounds=5)
        (painter,) = sides[1][1].values()
        drawn = [pictures.picture(one, pixels=pictures.read, people=pictures.read) for one in asked[:BATCH]]
        told = painter.encode(drawn)
        together = painter.denoise(drawn, told)
        alone = [painter.denoise([one], [words])[0] for one, words in zip(drawn, told, strict=True)]
        apart = max(float((a - b).abs().max()) for a, b in zip(together, alone, strict=True))
    rate = {name: SHOTS / value for name, value in seconds.items()}
    faster = rate[f"batch {BATCH}"] / rate["batch 1"]
    publish(
        "C6",
        f"{SHOTS} shots of {STEPS} steps in batches of {BATCH}, to PNG",
        {"faster": faster, "largest difference of a latent": apart} | {f"{name} shots/s": value for name, value in rate.items()},
        target=">= 2 x shots/s, equal within 1e-4",
        met=faster >= 2 and apart <= 1e-4,
    )


if __name__ == "__main__":
    main()
