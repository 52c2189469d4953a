"""The style that a script shall have: what of somebody's own scripts is measured goes into the story, and lines are held against it.

Knows nothing of models. A script is written from its story alone, so the numbers lie there.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from pathlib import Path

from filmcli.core.errors import InputError
from filmcli.formats import story
from filmcli.script import corpus, style

LIKED = 0.3  # of the distance, for a word that the writer is fond of


def of(sources: Sequence[str | Path]) -> story.Style:
    """Return the style of scripts (files or folders). Raises InputError when nobody speaks in any of them."""
    found = style.Style.of(corpus.read(sources).works)
    if not found.speech_words.mean:
        raise InputError(f"{', '.join(map(str, sources))}: nobody speaks", hint="give screenplays with dialogue")
    return story.Style(
        words_per_sentence=found.sentence_words.mean,
        words_per_cue=found.speech_words.mean,
        dialogue_to_action=found.dialogue_to_action,
        words=found.keys,
    )


def distance(wanted: story.Style, text: str) -> float:
    """Return how far a line is from a style, 0 for none: the logarithm of the ratio of its words a cue and a sentence to those wanted."""
    said = style.words(text)
    if not said or not wanted.words_per_cue:
        return 0.0
    sentences = max(1, sum(text.count(mark) for mark in ".!?…"))
    far = 0.5 * abs(log(len(said) / wanted.words_per_cue)) + 0.5 * abs(log(len(said) / sentences / (wanted.words_per_sentence or 1)))
    return round(far - LIKED * bool(set(said) & set(wanted.words)), 3)
