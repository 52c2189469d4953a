"""The spoken lines as build tasks: one wav for each speech, by the voice of its character, and beside it what the mouth does.

Knows nothing of pictures.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from filmcli import runners
from filmcli.core import fingerprint, presets
from filmcli.core.build import Result, Task
from filmcli.core.production import Production
from filmcli.formats import wave
from filmcli.formats.cast import Cast, Character, Voice
from filmcli.formats.fountain import Scene
from filmcli.make import visemes

MOUTH = ".mouth.json"


def tasks(production: Production, scenes: Sequence[Scene], cast: Cast) -> list[Task]:
    """Return a task for each speech of the screenplay."""
    people = by_cue(cast)
    found = []
    for scene in scenes:
        for speech in scene.speeches:
            voice = people[speech.name.upper()].voice if speech.name.upper() in people else Voice()
            inputs = {"line": fingerprint.of_text(speech.text), "voice": fingerprint.of_value(voice)}
            inputs["mouths"] = fingerprint.of_value(presets.load("visemes", visemes.LANGUAGE))
            about = {"speaker": speech.name, "text": speech.text, "runner": voice.runner}
            folder, outputs = production.folder / "sound", (f"{speech.id}.wav", f"{speech.id}{MOUTH}")
            found.append(Task(speech.id, "voice", folder, inputs, outputs, (speech.text, voice), about, mobile=True))
    return found


def by_cue(cast: Cast) -> Mapping[str, Character]:
    """Return the characters by every cue that means them, in capitals."""
    return {name.upper(): one for one in reversed(cast.characters) for name in (*one.aliases, one.name)}


def speak(production: Production, waiting: Sequence[Task]) -> Iterator[Result]:
    """Speak stale lines, each voice loaded once."""
    silent = []
    for runner in sorted({task.payload[1].runner for task in waiting}):
        voice = runners.open(runner, "speak")
        for task in (task for task in waiting if task.payload[1].runner == runner):
            text, sheet = task.payload
            start = time.perf_counter()
            sound = voice.speak([wave.Line(text, sheet.pitch, sheet.pace)])[0]
            path = production.ledger.scratch(task) / task.outputs[0]
            wave.write(path, sound.samples, rate=sound.rate)
            if not sound.spoken:
                silent.append((task.id, sound.reason))
            mouth = path.with_name(task.outputs[1])
            visemes.write(mouth, sound)
            notes = {"spoken": sound.spoken, "phonemes": list(sound.phonemes)}
            yield Result(task, {path.name: path, mouth.name: mouth}, time.perf_counter() - start, notes)
    if silent:
        production.report.note(
            f"{len(silent)} lines are left silent, at reading speed ({silent[0][0]}: {silent[0][1]}); subtitles carry them"
        )


def durations(tasks: Sequence[Task]) -> dict[str, float]:
    """Return the seconds of each line: from its wav, or estimated where that is not there yet (a dry run)."""
    return {task.id: seconds(task.paths[0]) if task.paths[0].exists() else wave.reading_seconds(task.payload[0]) for task in tasks}


def seconds(path: Path) -> float:
    """Return the length of a wav from its header."""
    import wave as riff

    with riff.open(str(path)) as stream:
        return stream.getnframes() / stream.getframerate()
