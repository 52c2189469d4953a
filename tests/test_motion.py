"""Shots filmed by a model: the orders, the chain of windows, and the clip that comes out. The model is a tiny Wan VACE."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from filmcli.core import settings
from filmcli.core.production import Production
from filmcli.core.report import Report
from filmcli.formats import fountain
from filmcli.formats.model_card import Sizes
from filmcli.make import animated, clips, motion, takes
from filmcli.make.timing import time_film
from filmcli.render import stills
from filmcli.runners import tiny

SHORT = Sizes(pixels=4096, multiple=16, frames=5, frame_step=4, fps=4)  # two windows for a shot of two seconds


@pytest.fixture(scope="session")
def vace(tmp_path_factory):
    return tiny.write(tmp_path_factory.mktemp("tiny-motion"), "wan-vace")


class Set:
    """A production whose shots have pictures and depth, drawn by nobody, and the camera that films it."""

    def __init__(self, folder: Path, model: Path | str | None) -> None:
        from filmcli.core import documents
        from filmcli.formats.cast import Cast
        from filmcli.formats.shots import ShotList

        chosen = settings.resolve(folder, {"quality": "smoke", "device": "cpu"} | ({"motion": str(model)} if model else {}))
        self.production = Production(folder, chosen, Report("test", folder))
        planned, self.cast = documents.load(folder / "shots.yaml", ShotList), documents.load(folder / "cast.yaml", Cast)
        timed = [shot.model_copy(update={"hold": hold}) for shot, hold in zip(planned.shots, (2.0, 5.0), strict=False)]
        self.shots = planned.model_copy(update={"shots": (*timed, *planned.shots[2:])})
        scenes = fountain.scenes(fountain.parse((folder / "script.fountain").read_text()))
        self.timing = time_film(self.shots, scenes, {}, fps=24)
        with self.production:
            self.drawn = stills.tasks(self.production, self.shots, self.cast, self.shots.shots[:2])
            self.camera = motion.opened(self.production, self.shots)
        if self.camera:
            found = self.camera.found
            found = replace(found, card=found.card.model_copy(update={"sizes": SHORT}))
            self.camera = replace(self.camera, found=found, size=(64, 32))

    def draw(self, shots: int = 2) -> None:
        for number, task in enumerate([task for task in self.drawn if task.phase == "beauty"][:shots]):
            task.folder.mkdir(parents=True, exist_ok=True)
            pixels = np.random.default_rng(number).integers(0, 255, (25, 60, 3), dtype=np.uint8)
            Image.fromarray(pixels).resize((240, 100)).save(task.folder / "still.png")
            _passes(task.folder / "passes.exr")

    def tasks(self):
        return motion.tasks(self.production, self.shots, self.cast, self.timing, self.drawn, self.camera)


def _passes(path: Path) -> None:
    """Write a wall six metres away and a post two metres away before it, as the renderer writes them."""
    import OpenEXR

    depth = np.full((50, 120), 6.0, np.float32)
    depth[:, 50:64] = 2.0
    channels = {"depth.Z": depth, "id": np.zeros_like(depth)} | {f"N.{axis}": np.zeros_like(depth) for axis in "XYZ"}
    header = {"type": OpenEXR.scanlineimage, "worldToCamera": np.eye(4, dtype=np.float32), "ids": json.dumps({})}
    OpenEXR.File(header, channels).write(str(path))


@pytest.fixture
def set_(planned, vace):
    return Set(planned, vace)


def _frames(path: Path) -> np.ndarray:
    import av

    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


def test_a_shot_is_filmed_in_windows_and_comes_out_in_the_films_frames(set_):
    set_.draw()
    with set_.production as production:
        tasks = set_.tasks()
        assert [len(task.payload.windows) for task in tasks] == [2, 5]
        results = list(takes.film(production, tasks, set_.camera))
        assert [result.error for result in results] == [None, None]
        for result in results:
            when = result.task.payload.when
            film = _frames(result.files["clip.mp4"])
            assert film.shape == (when.frames, 100, 240, 3)
            assert film.std(axis=0).mean() > 0  # something moves
            window = result.files["clip.mp4"].parent / "window1"
            assert len(list(window.glob("*.png"))) == result.task.payload.windows[1].frames
        first = next(result for result in results if result.task.id == set_.shots.shots[0].id)
        film = _frames(first.files["clip.mp4"])
        assert film[0].mean() < 0.6 * film[24].mean()  # the scene fades in


def test_a_window_starts_from_the_last_frame_of_the_one_before_and_has_its_own_seed(set_):
    with set_.production:
        payload = set_.tasks()[0].payload
        one, two = (motion.order(payload, window, set_.camera, Path("/scratch")) for window in payload.windows)
    assert one.image == Path("/scratch/first.png")
    assert two.image == Path(f"/scratch/window0/{one.frames:04d}.png")
    assert one.size == one.delivered == two.size
    assert one.seed != two.seed
    assert (one.frames - 1) % 4 == 0 and one.fps == 4
    assert "the camera" in one.prompt and one.negative


def test_a_guide_follows_the_cameras_move_and_the_clip_starts_where_it_does(set_):
    set_.draw(1)
    with set_.production as production:
        task = set_.tasks()[0]
        shot = task.payload.shot.model_copy(
            update={"move": task.payload.shot.move.model_copy(update={"kind": "truck_right", "amount": 0.4})}
        )
        takes._lay(replace(task.payload, shot=shot), set_.camera, production.ledger.scratch(task))
        scratch = production.ledger.scratch(task)
        for window in task.payload.windows:
            assert len(list((scratch / f"guide{window.number}").glob("*.png"))) == window.frames
        guide = [np.asarray(Image.open(path)).astype(int) for path in sorted((scratch / "guide0").glob("*.png"))]
        seam = np.asarray(Image.open(scratch / "guide1/0001.png")).astype(int)
        assert (seam == guide[-1]).all()
        post = [np.nonzero(plate[16, :, 0] > 200)[0].mean() for plate in (guide[0], seam)]
        assert post[1] < post[0] - 0.5  # the camera goes right, so the near post goes left
        assert Image.open(scratch / "first.png").size == (64, 32)


def test_a_shot_without_a_picture_fails_alone(set_):
    set_.draw(1)
    with set_.production as production:
        results = {result.task.id: result.error for result in takes.film(production, set_.tasks(), set_.camera)}
    errors = [results[shot.id] for shot in set_.shots.shots[:2]]
    assert errors[0] is None
    assert "no picture to move" in str(errors[1])


def test_switching_the_model_on_and_off_makes_the_clips_again_and_says_why(planned, vace):
    still, moving = Set(planned, None), Set(planned, vace)
    moving.draw()
    with moving.production as production:
        (task, *_) = moving.tasks()
        flat = clips.tasks(production, still.shots, still.cast, still.timing, still.drawn)[0]
        scratch = production.ledger.scratch(flat) / "clip.mp4"
        scratch.write_bytes(b"a clip")
        from filmcli.core.build import Result

        production.ledger.commit(flat, Result(flat, {"clip.mp4": scratch}), reason="never made")
        assert production.ledger.status(flat).fresh
        assert production.ledger.status(task).reason.startswith("motion changed")
        assert flat.outputs == task.outputs and flat.folder == task.folder


@pytest.mark.parametrize("value", [None, "none", "off", "on"])
def test_a_production_without_a_model_has_no_camera(planned, value):
    assert Set(planned, value).camera is None


@pytest.mark.parametrize("value, said", [("wam", "did you mean wan"), ("sdxl", "sdxl makes pictures, and clips are wanted here")])
def test_a_model_that_films_nothing_is_refused_at_once(run, planned, value, said):
    session = run("make", "-d", planned, "--motion", value)
    assert session.code == 2
    assert said in session.stderr
    assert session.stdout == ""


def test_a_job_that_cannot_be_held_is_refused_before_a_still_is_rendered(set_):
    from filmcli.core.errors import CannotRunError

    camera = replace(set_.camera, size=(200_000, 100_000))
    with set_.production as production, pytest.raises(CannotRunError, match=f"{set_.shots.shots[0].id}/1"):
        motion.check(production, set_.tasks(), set_.drawn, camera)


def test_frame_by_frame_is_for_shots_that_are_named(run, planned):
    session = run("make", "-d", planned, "--motion", "on")
    assert session.code == 2 and "--only" in session.stderr and session.stdout == ""


def test_a_shot_filmed_frame_by_frame_stays_so_and_the_others_stay_flat(planned, monkeypatch):
    """The renderer is asked for some frames at a time; what it leaves becomes the clip, each frame as long as it stands."""
    on = Set(planned, "on")
    on.draw()
    asked = []

    class Renderer:
        def render(self, requests):
            for request in requests:
                asked.append(request["frames"])
                for index in range(*request["frames"]):
                    Path(request["out"]).mkdir(parents=True, exist_ok=True)
                    grey = np.full((100, 240, 3), 40 + 4 * index, np.uint8)
                    Image.fromarray(grey).save(Path(request["out"]) / f"frame_{index + 1:05d}.png")
                yield {"ok": True, "seconds": {"beauty": 0.5}, "gaits": {}}

    monkeypatch.setattr(Production, "keep", lambda self, name, make: Renderer() if name == "cycles" else make())
    with on.production as production:
        flat = clips.tasks(production, on.shots, on.cast, on.timing, on.drawn)
        assert animated.replaced(production, on.shots, flat, on.drawn, ()) == flat, "nobody named a shot"
        (task,) = animated.replaced(production, on.shots, flat[:1], on.drawn, [flat[0].id])
        assert task.inputs["motion"] == "frame by frame" and task.payload.request["animation"]["fps"] == 6
        (result,) = animated.film(production, [task])
        assert result.error is None and asked == [[0, 6], [6, 12]] and not task.payload.folder.exists()
        film = _frames(result.files["clip.mp4"])
        assert len(film) == task.payload.clip.when.frames == 48
        assert np.abs(np.diff(film.mean(axis=(1, 2, 3))))[20:24].argmax() == 3, "a frame stands for four of the film's"
        production.ledger.commit(task, result, reason="asked for")
        again = animated.replaced(production, on.shots, flat, on.drawn, ())
        assert [one.inputs["motion"] for one in again] == ["frame by frame", "2.5-D"]
    off = Set(planned, "off")
    with off.production:
        assert animated.replaced(off.production, off.shots, flat, off.drawn, ()) == flat
