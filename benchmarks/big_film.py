"""A production of 300 shots whose documents, graph and records are real and whose media are a few bytes each.

For rows C2 and C3: what a no-op or an edit costs does not depend on what is in the pictures, only on how many there are.
"""

from __future__ import annotations

import wave
from pathlib import Path

from filmcli.cast import portraits
from filmcli.core import settings
from filmcli.core.build import Result
from filmcli.core.production import Production
from filmcli.core.report import Report
from filmcli.formats import fountain
from filmcli.make import clips, delivery, stage, voices
from filmcli.render import stills

PLACES = ("INT. OFFICE", "INT. BAR", "EXT. ALLEY", "INT. KITCHEN", "EXT. STREET", "INT. CORRIDOR")
SAYINGS = (
    "You are late, and it is raining.",
    "I was never here. Write that down.",
    "Then who has the letter?",
    "Ask the man who sold it to me.",
    "He left by the other door.",
)
SHOTS = 300


def screenplay(scenes: int) -> str:
    """Return a Fountain text of so many scenes with two people and five speeches each."""
    elements = []
    for index in range(scenes):
        elements.append(("scene_heading", f"{PLACES[index % len(PLACES)]} {index + 1} - NIGHT"))
        elements.append(
            (
                "action",
                "ADA (40) waits. BEN (50) comes in and lays a letter on the desk." if not index else "Ada and Ben stand face to face.",
            )
        )
        for turn, saying in enumerate(SAYINGS):
            elements += [("character", ("ADA", "BEN")[turn % 2]), ("dialogue", saying)]
    return fountain.compose([("Title", "Three Hundred")], elements)


def build(folder: Path) -> int:
    """Build the production in `folder` and return the number of its shots, at least SHOTS."""
    fake_media()
    scenes = 50
    while True:
        (folder / "script.fountain").parent.mkdir(parents=True, exist_ok=True)
        (folder / "script.fountain").write_text(screenplay(scenes), encoding="utf-8")
        (folder / "film.yaml").write_text("format: filmcli/film@1\ngenre: noir\nseed: 7\nquality: smoke\n", encoding="utf-8")
        with open_production(folder) as production:
            stage.run(production, entry=None, only=())
        count = len(list((folder / "shots").iterdir()))
        if count >= SHOTS:
            return count
        scenes = scenes * SHOTS // count + 1


def open_production(folder: Path) -> Production:
    """Return the production as `filmcli make -d folder` opens it."""
    return Production(folder, settings.resolve(folder, {}), Report("make", folder))


def fake_media() -> None:
    """Let every maker write a few bytes instead of a picture, a voice or a film."""

    def make(production, waiting):
        for task in waiting:
            made = {name: production.ledger.scratch(task) / name for name in task.outputs}
            for name, path in made.items():
                if name.endswith(".wav"):
                    with wave.open(str(path), "wb") as sound:
                        sound.setparams((1, 2, 48000, 0, "NONE", ""))
                        sound.writeframes(bytes(96000))
                else:
                    path.write_text(f"{task.name} {name} {sorted(task.inputs.items(), key=str)}")
            yield Result(task, made)

    stills.render = clips.move = voices.speak = make
    portraits.maker = lambda production, **_: lambda waiting: make(production, waiting)
    delivery._batch = lambda production, jobs: ([job.task for job in jobs], lambda waiting: make(production, waiting))
