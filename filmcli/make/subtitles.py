"""Subtitles from the timing of the speeches: SubRip and WebVTT.

Knows nothing of sound or pictures. Frames in, seconds in the files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from filmcli.make.timing import SpeechTime, Timing

WIDTH = 42  # characters of a line, the broadcasters' limit
DENSE = 16  # characters of a line in Chinese, Japanese and Korean
SHORTEST = 0.8  # seconds that anything stays to be read
GAP = 2  # frames between two subtitles, so that the change is seen
LINGER = 0.4  # seconds that a subtitle stays after the voice


@dataclass(frozen=True)
class Cue:
    """One subtitle: one or two lines, from second `start` to second `end`."""

    start: float
    end: float
    lines: tuple[str, ...]
    name: str = ""


def cues(timing: Timing) -> list[Cue]:
    """Return the subtitles: at most two lines of 42 characters, a long speech in several that share its time by length."""
    out: list[Cue] = []
    speeches = sorted(timing.speeches, key=lambda speech: speech.start)
    for index, speech in enumerate(speeches):
        following = speeches[index + 1].start if index + 1 < len(speeches) else timing.frames
        out += _cues(speech, following, timing.fps)
    return out


def srt(items: list[Cue]) -> str:
    """Return the subtitles as a SubRip file."""
    blocks = [
        f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n" + "\n".join(cue.lines) + "\n"
        for number, cue in enumerate(items, 1)
    ]
    return "\n".join(blocks)


def vtt(items: list[Cue]) -> str:
    """Return the subtitles as a WebVTT file, each with its speaker."""
    blocks = ["WEBVTT\n"]
    for cue in items:
        text = "\n".join(line.replace("&", "&amp;").replace("<", "&lt;") for line in cue.lines)
        voice = f"<v {cue.name.replace('>', '')}>" if cue.name else ""
        blocks.append(f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n{voice}{text}\n")
    return "\n".join(blocks)


def _cues(speech: SpeechTime, following: int, fps: int) -> list[Cue]:
    text = re.sub(r"\s+", " ", re.sub(r"[*_]+", "", speech.text)).strip()
    if not text:
        return []
    parts = _parts(text)
    start, end = speech.start / fps, (speech.start + speech.frames) / fps
    last = max(start + 1 / fps, min(end + LINGER, (following - GAP) / fps))
    while len(parts) > 1 and (end - start) / len(parts) < SHORTEST and _fits(parts[-2] + " " + parts[-1]):
        parts[-2:] = [parts[-2] + " " + parts[-1]]
    total = sum(len(part) for part in parts)
    out, clock = [], start
    for number, part in enumerate(parts):
        until = last if number == len(parts) - 1 else clock + (end - start) * len(part) / total
        if number == len(parts) - 1:
            until = max(until, min(clock + SHORTEST, (following - GAP) / fps))
        until = round(until * fps) / fps
        out.append(Cue(clock, until - (GAP / fps if number < len(parts) - 1 else 0), tuple(_lines(part)), speech.name))
        clock = until
    return out


def _parts(text: str) -> list[str]:
    """Return the text in stretches that fit two lines: cut at a sentence's end, else at a comma, else between words."""
    parts: list[str] = []
    for sentence in re.split(r"(?<=[.!?…])\s+(?=\S)|(?<=[。！？])(?=\S)", text):
        if parts and _fits(f"{parts[-1]} {sentence}"):
            parts[-1] = f"{parts[-1]} {sentence}"
            continue
        while not _fits(sentence):
            cut = _cut(sentence)
            parts.append(sentence[:cut].strip())
            sentence = sentence[cut:].strip()
        parts.append(sentence)
    return [part for part in parts if part]


def _cut(text: str) -> int:
    """Return where to cut: the longest stretch that fits, preferring punctuation in its second half."""
    places = [match.end() for match in re.finditer(r"\s+|(?<=[，、；,;:—–])|(?<=[\u3040-\u9fff])", text) if 0 < match.end() < len(text)]
    fitting = [place for place in places if _fits(text[:place].strip())]
    if not fitting:
        return 2 * _limit(text)
    clauses = [place for place in fitting if text[:place].rstrip()[-1] in ",;:—–，、；" and place > 0.5 * fitting[-1]]
    return (clauses or fitting)[-1]


def _fits(text: str) -> bool:
    return len(_lines(text)) <= 2


def _lines(text: str) -> list[str]:
    """Return the text in lines; two lines are balanced, the lower one the longer."""
    limit = _limit(text)
    if len(text) <= limit:
        return [text]
    dense = limit == DENSE
    places = range(1, len(text)) if dense else [match.start() for match in re.finditer(" ", text)]
    pairs = [(text[:place].strip(), text[place:].strip()) for place in places]
    fair = [pair for pair in pairs if len(pair[0]) <= limit and len(pair[1]) <= limit]
    if fair:
        return list(
            min(
                fair,
                key=lambda pair: (
                    abs(len(pair[1]) - len(pair[0]))
                    + (6 if len(pair[0]) > len(pair[1]) else 0)
                    - (8 if pair[0][-1] in ",.;:!?—，。" else 0)
                ),
            )
        )
    lines = [""]
    for word in list(text) if dense else text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) + (not dense) > limit:
            lines.append(word)
        else:
            lines[-1] += word if dense or not lines[-1] else f" {word}"
    return [piece for line in lines for piece in (line[i : i + limit] for i in range(0, len(line), limit))]


def _limit(text: str) -> int:
    dense = sum("\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7af" for letter in text)
    return DENSE if dense > len(text) / 3 else WIDTH


def _clock(seconds: float, mark: str) -> str:
    total = round(seconds * 1000)
    return f"{total // 3_600_000:02}:{total // 60_000 % 60:02}:{total // 1000 % 60:02}{mark}{total % 1000:03}"
