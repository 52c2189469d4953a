"""When everything happens: the frames of every shot, card and speech, from the shot list and the length of each speech.

Knows nothing of pictures or samples. Lengths are whole frames; `start` counts from the first frame of the film.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from filmcli.formats.shots import Shot, ShotList

LEAD = 0.30  # seconds from the cut to the first word
TAIL = 0.35  # seconds from the last word to the cut
GAP = 0.25  # seconds between two speeches of one voice
TURN = 0.40  # seconds between two speeches of different voices: an answer takes a breath
AFTER = 0.2  # seconds from the end of a deed to the cut
SHORTEST = 1.2  # seconds of a shot, whatever its hold says: less is read as a flash
DIP = 5  # frames down and as many up between two scenes


@dataclass(frozen=True)
class SpeechTime:
    """One speech in the film: `shot` is where it begins; it may run on over the cut."""

    id: str
    name: str
    text: str
    shot: str
    start: int
    frames: int


@dataclass(frozen=True)
class ShotTime:
    """One shot in the film; fades are frames of black in and out inside its length."""

    id: str
    scene: str
    start: int
    frames: int
    fade_in: int = 0
    fade_out: int = 0
    speeches: tuple[SpeechTime, ...] = ()

    @property
    def end(self) -> int:
        """Return the first frame after the shot."""
        return self.start + self.frames


@dataclass(frozen=True)
class Timing:
    """The whole film: title card, shots, credits. `unheard` lists speeches that no shot takes."""

    fps: int
    title: int
    credits: int
    shots: tuple[ShotTime, ...]
    unheard: tuple[str, ...] = ()

    @property
    def frames(self) -> int:
        """Return the length of the film in frames."""
        return self.credits_start + self.credits

    @property
    def credits_start(self) -> int:
        """Return the frame at which the credits begin."""
        return self.shots[-1].end if self.shots else self.title

    @property
    def seconds(self) -> float:
        """Return the length of the film in seconds."""
        return self.frames / self.fps

    @property
    def speeches(self) -> tuple[SpeechTime, ...]:
        """Return every speech in the order of the film."""
        return tuple(speech for shot in self.shots for speech in shot.speeches)

    def scenes(self) -> dict[str, tuple[int, int]]:
        """Return the first frame and the length of each scene, in order; a scene that comes twice is one span."""
        spans: dict[str, tuple[int, int]] = {}
        for shot in self.shots:
            start = spans.get(shot.scene, (shot.start, 0))[0]
            spans[shot.scene] = (start, shot.end - start)
        return spans


def time_film(
    shotlist: ShotList,
    scenes: Sequence,
    durations: Mapping[str, float],
    *,
    fps: int | None = None,
    title: float = 2.6,
    credits: float = 3.8,
) -> Timing:
    """Return the timing of the film.

    `scenes` are the screenplay's (`formats.fountain.scenes`): anything with `.speeches` of `.id`, `.name`, `.text`. `durations` are
    seconds by speech id; a speech without one is not heard. A speech that two neighbouring shots list begins in the first and runs
    on over the cut.
    """
    rate = fps or shotlist.fps
    speeches = {speech.id: speech for scene in scenes for speech in scene.speeches}
    start = round(title * rate)
    shots: list[ShotTime] = []
    heard: set[str] = set()
    for index, shot in enumerate(shotlist.shots):
        previous = shotlist.shots[index - 1] if index else None
        following = shotlist.shots[index + 1] if index + 1 < len(shotlist.shots) else None
        placed, frames = _place(shot, previous, following, speeches, durations, rate, start, heard)
        heard.update(speech.id for speech in placed)
        opens = previous is None or previous.scene != shot.scene
        closes = following is None or following.scene != shot.scene
        fade_in = min(rate // 2 if previous is None else DIP, frames // 4) if opens else 0
        fade_out = min(rate if following is None else DIP, frames // 4) if closes else 0
        shots.append(ShotTime(shot.id, shot.scene, start, frames, fade_in, fade_out, tuple(placed)))
        start += frames
    unheard = tuple(name for name in speeches if name not in heard)
    return Timing(rate, round(title * rate), round(credits * rate), tuple(shots), unheard)


def _place(
    shot: Shot,
    previous: Shot | None,
    following: Shot | None,
    speeches: Mapping,
    durations: Mapping[str, float],
    fps: int,
    start: int,
    heard: set[str],
) -> tuple[list[SpeechTime], int]:
    """Return the speeches that begin in the shot, and the frames the shot lasts."""
    placed: list[SpeechTime] = []
    clock, voice, speaks = LEAD, None, False
    for name in shot.speeches:
        if name not in durations or name not in speeches:
            continue
        over = following is not None and name == shot.speeches[-1] and name in following.speeches
        if name in heard:  # it began in the shot before: half of it is still to come
            if previous is not None and name in previous.speeches:
                clock, voice, speaks = durations[name] / 2, speeches[name].name, True
            continue
        if voice is not None:
            clock += GAP if voice == speeches[name].name else TURN
        at = round(clock * fps)
        placed.append(SpeechTime(name, speeches[name].name, speeches[name].text, shot.id, start + at, max(1, ceil(durations[name] * fps))))
        clock = at / fps + durations[name] / (2 if over else 1)
        voice, speaks = speeches[name].name, True
    over = bool(shot.speeches) and following is not None and shot.speeches[-1] in following.speeches
    needed = clock + (0 if over else TAIL) if speaks else shot.hold
    acted = max((act.end for act in shot.acts), default=0.0) * (shot.fps or fps) / fps  # nobody is cut off in the middle of a deed
    floor = max(SHORTEST, min(acted + AFTER, shot.hold) if acted else 0.0) if speaks else max(SHORTEST, shot.hold)
    return placed, ceil(max(needed, floor) * fps)
