"""P2: what a picture costs by quality, and what each feature adds at draft: hair, skin, haze, passes, mattes, faces.

One medium shot of one person in an office at night, in one Blender; the building of set and person is not counted. Seconds are of the
processor, all threads together: they are the same on a busy machine; the wall's stand beside them.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from measure import publish

from filmcli.core import presets
from filmcli.formats.cast import Character

QUALITIES = ("smoke", "draft", "preview", "final")


def request(out: Path, quality: str, **changed) -> dict:
    """Return the shot at a quality."""
    picture = presets.load("quality", quality)["picture"]
    size = {"width": picture["width"] // 4 * 4, "height": round(picture["width"] / 2.39 / 4) * 4}
    person = Character(name="ANNE", id="ANNE", gender="female").model_dump(mode="json")
    return {
        "op": "shot",
        "id": "SQ010_SH0010",
        "out": str(out),
        "set": {"name": "office", "seed": 1, "time": "night", "weather": "clear"},
        "lighting": presets.load("lighting", "noir_low_key"),
        "people": [{"character": person, "position": [-1.58, 0.35, 0], "yaw": 90, "pose": "sit", "seat": 0.46}],
        "camera": {"position": [0.3, -0.6, 1.25], "target": [-1.5, 0.35, 1.12], "lens": 50, "f_stop": 2.8, "focus": [-1.5, 0.35, 1.2]},
        "picture": {**picture, **size, "passes": True, **changed},
        "grade": presets.load("genres", "noir")["grade"],
        "beats": [{"id": "a"}],
        "seed": 7,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without", nargs="*", default=[], choices=QUALITIES, help="leave these qualities out")
    given = parser.parse_args()
    from filmcli.blender import shot
    from filmcli.blender.studio import Studio

    studio = Studio()
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch)

        def seconds(asked: dict, rounds: int) -> dict[str, float]:
            small = {"width": 96, "height": 40, "samples": 1, "faces": 0}
            shot.take(studio, {**asked, "picture": {**asked["picture"], **small}})  # builds set and person
            spent = []
            for _ in range(rounds):
                wall, cpu = time.perf_counter(), time.process_time()
                shot.take(studio, asked)
                spent.append((time.process_time() - cpu, time.perf_counter() - wall))
            return {"cpu": round(statistics.median(c for c, _ in spent), 2), "wall": round(statistics.median(w for _, w in spent), 2)}

        draft = request(out, "draft")
        table = {
            name: seconds(request(out, name), given.rounds if name != "final" else 1) for name in QUALITIES if name not in given.without
        }
        base = seconds(draft, given.rounds)["cpu"]
        price = {}
        for name, change in features(studio, out).items():
            with change() as asked:
                price[name] = round(base - seconds(asked or draft, given.rounds)["cpu"], 2)
        price["haze as a volume"] = round(seconds(request(out, "draft", haze=True), given.rounds)["cpu"] - base, 2)
    share = price["mattes"] / base
    publish(
        "price",
        "processor seconds a picture, and of them at draft",
        {f"{name} s": row["cpu"] for name, row in table.items()}
        | {f"{name} s": value for name, value in price.items()}
        | {"mattes share": share},
        target="mattes <= 5 % of a draft picture",
        met=share <= 0.05,
        details={"qualities": table, "features at draft": price, "draft": base},
    )


def features(studio, out: Path) -> dict[str, Callable]:
    """Return, by feature, a context in which the draft shot is made without it; it gives the request where that differs."""
    import bpy

    layer = studio.scene.view_layers[0]

    @contextmanager
    def hair():
        curves = [thing for thing in bpy.data.objects if thing.type == "CURVES"]
        for thing in curves:
            thing.hide_render = True
        yield None
        for thing in curves:
            thing.hide_render = False

    @contextmanager
    def subsurface():
        sockets = [
            node.inputs["Subsurface Weight"]
            for one in bpy.data.materials
            if one.node_tree
            for node in one.node_tree.nodes
            if node.type == "BSDF_PRINCIPLED" and node.inputs["Subsurface Weight"].default_value > 0
        ]
        before = [socket.default_value for socket in sockets]
        for socket in sockets:
            socket.default_value = 0.0
        yield None
        for socket, value in zip(sockets, before, strict=True):
            socket.default_value = value

    @contextmanager
    def mattes():
        import numpy as np

        from filmcli.blender import meter, passes

        kept = meter.skin, passes.mattes  # the meter finds bare skin by them: without them it takes the whole head
        meter.skin = lambda channels, figure: np.rint(channels["Object Index.X"]) == figure.index
        passes.mattes = lambda channels, names: ({}, {})
        layer.use_pass_cryptomatte_object = layer.use_pass_cryptomatte_material = False
        yield None
        layer.use_pass_cryptomatte_object = layer.use_pass_cryptomatte_material = True
        meter.skin, passes.mattes = kept

    @contextmanager
    def without(**changed):
        yield request(out, "draft", **changed)

    return {
        "hair": hair,
        "subsurface": subsurface,
        "mattes": mattes,
        "passes": lambda: without(passes=False),
        "faces": lambda: without(faces=0),
    }


if __name__ == "__main__":
    main()
