"""The style of somebody's scripts, measured: how long sentences and speeches are, how much is said and how much is shown, and their own words.

Knows nothing of models. What it measures is written into the story, so that a script is written from the story alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from filmcli.core.errors import InputError
from filmcli.formats import fountain
from filmcli.formats.story import Style

OWN = 24  # words kept as the writer's own
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def of(texts: Sequence[str]) -> Style:
    """Return the style of screenplays (Fountain texts). Raises InputError when nobody speaks in any of them."""
    said = [speech.text for text in texts for scene in fountain.scenes(fountain.parse(text)) for speech in scene.speeches]
    shown = [element.text for text in texts for element in fountain.parse(text).elements if element.type == "action"]
    if not said:
        raise InputError("--like: nobody speaks in these scripts", hint="give screenplays with dialogue")
    words = [_WORD.findall(line) for line in said]
    sentences = [one for line in said for one in re.split(r"(?<=[.?!…])\s+", line) if _WORD.search(one)]
    spoken, seen = sum(map(len, words)), sum(len(_WORD.findall(line)) for line in shown)
    return Style(
        words_per_sentence=round(spoken / max(1, len(sentences)), 2),
        words_per_cue=round(spoken / len(said), 2),
        dialogue_to_action=round(spoken / max(1, seen), 3),
        words=tuple(_own(words)),
    )


def _own(lines: Sequence[Sequence[str]]) -> list[str]:
    """Return the words that come back most, in more than one line, without names and the small words of the language."""
    from filmcli.core import presets

    small = {str(word) for word in presets.load("writing", "languages")["english"]} | set(presets.load("writing", "common")["dangling"])
    count = Counter(word.lower() for line in lines for word in set(line) if word.islower() and len(word) > 3)
    return [word for word, times in sorted(count.items(), key=lambda pair: (-pair[1], pair[0])) if times > 1 and word not in small][:OWN]


def distance(style: Style, text: str) -> float:
    """Return how far a line is from a style, 0 for none: the ratio of their words a sentence and a cue, less a word that is the style's own."""
    from math import log

    words = _WORD.findall(text)
    if not words or not style.words_per_cue:
        return 0.0
    sentences = len([one for one in re.split(r"(?<=[.?!…])\s+", text) if one.strip()])
    far = 0.5 * abs(log(len(words) / style.words_per_cue)) + 0.5 * abs(log(len(words) / sentences / (style.words_per_sentence or 1)))
    return round(far - 0.3 * bool({word.lower() for word in words} & set(style.words)), 3)
