"""Work done ahead: made beside the rendering, told and put in place when its phase comes."""

import threading
import wave

import pytest

from filmcli.cast import portraits
from filmcli.core import settings
from filmcli.core.build import Result, Task
from filmcli.core.production import Production
from filmcli.core.report import Report
from filmcli.make import clips, delivery, stage, voices
from filmcli.make.ahead import Ahead
from filmcli.render import stills


def task(name, folder):
    return Task(name, "clip", folder, {}, ("clip.mp4",))


def test_results_come_in_the_order_asked_for_and_errors_where_they_are_waited_for(tmp_path):
    threads = {}

    def maker(waiting):
        for one in waiting:
            if one.id == "bad":
                raise ValueError("no such codec")
            threads[one.id] = threading.current_thread().name
            yield Result(one)

    one, two, three, bad = (task(name, tmp_path) for name in ("one", "two", "three", "bad"))
    with Ahead() as ahead:
        for begun in (two, bad, one):
            ahead.begin(begun, maker)
        assert [result.task.id for result in ahead.maker(maker)([one, two, three])] == ["one", "two", "three"]
        assert threads == {"one": "ahead", "two": "ahead", "three": "MainThread"}
        with pytest.raises(ValueError, match="codec"):
            list(ahead.maker(maker)([bad]))


def test_a_clip_is_made_while_the_next_still_is_rendered_and_told_after_the_last(planned, monkeypatch):
    moved, mixed = threading.Event(), threading.Event()

    def media(production, waiting):
        for one in waiting:
            made = {name: production.ledger.scratch(one) / name for name in one.outputs}
            for name, path in made.items():
                if name.endswith(".wav"):
                    with wave.open(str(path), "wb") as sound:
                        sound.setparams((1, 2, 48000, 0, "NONE", ""))
                        sound.writeframes(bytes(9600))
                else:
                    path.write_text(f"{one.name} {name}")
            yield Result(one, made)

    def render(production, waiting):
        for result in media(production, waiting):
            yield result
            assert mixed.wait(20), "the mix needs no picture"
            assert moved.wait(20), "the clip of a still that is done needs no other"

    def move(production, waiting):
        yield from media(production, waiting)
        moved.set()

    def batch(production, jobs):
        def make(waiting):
            yield from media(production, waiting)
            if any(one.id == "mix" for one in waiting):
                mixed.set()

        return [job.task for job in jobs], make

    monkeypatch.setattr(stills, "render", render)
    monkeypatch.setattr(clips, "move", move)
    monkeypatch.setattr(voices, "speak", media)
    monkeypatch.setattr(portraits, "maker", lambda production, **_: lambda waiting: media(production, waiting))
    monkeypatch.setattr(delivery, "_batch", batch)
    report = Report("make", planned)
    with Production(planned, settings.resolve(planned, {"quality": "smoke"}), report) as production:
        stage.run(production, entry=None, only=())
    phases = list(dict.fromkeys(one["phase"] for one in report.made))
    assert phases.index("beauty") < phases.index("clip") < phases.index("sound") < phases.index("film")
    assert sum(one["phase"] == "clip" for one in report.made) == sum(one["phase"] == "beauty" for one in report.made) > 1
    with Production(planned, settings.resolve(planned, {"quality": "smoke"}), Report("make", planned)) as again:
        stage.run(again, entry=None, only=())
    assert again.report.made == []
