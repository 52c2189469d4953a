"""How long text is: in words, and in seconds on the screen.

Knows nothing of pages. Two Chinese or Japanese characters count as one word, and one of them lasts as long as a syllable.
"""

from __future__ import annotations

import re

_DENSE = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_CHARACTER = re.compile(rf"[{_DENSE}]")
_LETTER = re.compile(rf"[^\W_{_DENSE}]")
_WORD = re.compile(rf"[^\W_{_DENSE}]+(?:['’\-][^\W_{_DENSE}]+)*")
_MORA = 0.1946  # seconds; three letters make one


def words(text: str) -> int:
    """Return the number of words."""
    return len(_WORD.findall(text)) + (len(_CHARACTER.findall(text)) + 1) // 2


def speech_seconds(text: str) -> float:
    """Return how long a line lasts in seconds: three letters a mora of 0.1946 s, 0.75 s a full stop, 0.3 s a comma."""
    morae = len(_LETTER.findall(text)) / 3 + len(_CHARACTER.findall(text))
    return morae * _MORA + 0.75 * len(re.findall(r"[.?!。？！]", text)) + 0.3 * len(re.findall(r"[,，、]", text))


def action_seconds(text: str) -> float:
    """Return how long an action line lasts in seconds: 20 characters a second, of which a Chinese one counts as two."""
    return (len(text) + len(_CHARACTER.findall(text))) / 20


def clock(seconds: float) -> str:
    """Return seconds as `1:42:07` or `3:20`."""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def eighths(count: int) -> str:
    """Return eighths of a page as a breakdown writes them: `2 3/8`, `5/8`, `1`."""
    whole, rest = divmod(count, 8)
    return " ".join(part for part in (str(whole) if whole else "", f"{rest}/8" if rest else "") if part) or "0"
