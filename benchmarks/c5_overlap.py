"""C5: generate, convert, encode and write at once, against the slowest of the stages alone. One thread computes, the rest is on others."""

import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"  # before torch: the other core is for the writers

import shots
from measure import alternate, publish

SHOTS, DELIVERED, BATCH = 32, (1024, 1024), 2  # the first batch and the last files have nothing to overlap with


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        here = Path(scratch)
        os.environ["XDG_CACHE_HOME"] = scratch
        from filmcli.conduct import job, pictures

        made, keep = shots.rig(shots.checkpoint(here), batch=BATCH), {}
        steps = 2
        asked = shots.orders(here / "out", SHOTS, delivered=DELIVERED, steps=steps)
        shots.conduct(asked, made, keep=keep)
        (painter,) = keep.values()
        texts = {painter.said(one): one for one in (pictures.picture(order, pixels=pictures.read, people=pictures.read) for order in asked)}
        told = dict(zip(texts, painter.encode(list(texts.values())), strict=True))
        frames: list = []

        def generate() -> None:
            frames.clear()
            for start in range(0, SHOTS, BATCH):
                part = [pictures.picture(one, pixels=pictures.read, people=pictures.read) for one in asked[start : start + BATCH]]
                frames.extend(painter.decode(painter.denoise(part, [told[painter.said(one)] for one in part]), part))

        def write(threads: int = 1) -> None:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(pictures.finish, asked, frames))

        # as many steps as make the two stages take about the same: where one is much longer, overlap proves nothing
        spent = {}
        for work in (generate, write):
            start = time.process_time()
            work()
            spent[work] = time.process_time() - start
        steps = max(2, round(steps * spent[write] / spent[generate]))
        asked = shots.orders(here / "out", SHOTS, delivered=DELIVERED, steps=steps)
        seconds = alternate({"generate": generate, "write": write, "conductor": lambda: shots.conduct(asked, made, keep=keep)}, rounds=2)
    slowest = max(seconds["generate"], seconds["write"])
    over, serial = seconds["conductor"] / slowest, (seconds["generate"] + seconds["write"]) / slowest
    publish(
        "C5",
        f"{SHOTS} shots of {steps} steps to {DELIVERED[0]} x {DELIVERED[1]} PNG, writers on {job.WRITERS} threads",
        {"wall over the slowest stage": over, "one after the other": serial} | {f"{name} s": value for name, value in seconds.items()},
        target="<= 1.15 x the slowest stage",
        met=over <= 1.15,
    )


if __name__ == "__main__":
    main()
