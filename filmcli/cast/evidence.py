"""What a person does and says, line by line, as evidence of character: deeds in action lines, sayings in dialogue, clothes of single scenes.

Knows nothing of factors and figures: it finds words of presets/people/deeds.yaml and presets/wardrobe and says where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from filmcli.cast import introduction, lexicon
from filmcli.cast.introduction import Fact, Mention
from filmcli.core import presets
from filmcli.formats.fountain import Speech

_SUBJECT = re.compile(  # the text before a name that begins its sentence: nothing, a phrase and a comma, an article, a given name
    r"(?:\A|[.!?…:;\n。！？]['\"”]?|\band|\bthen|(?:\A|[.!?…\n]\s)[^.!?,;]{2,48},)\s*(?:an?\s|the\s)?\s*(?-i:(?:[A-Z][\w.'-]*\s+){0,2})\Z",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\s*(?:He|She|Он|Она|他|她)\b|\s*[他她]")
_SENTENCES = re.compile(r"(?<=[.!?。！？])\s+|(?<=[。！？])|\n")
_WORN = re.compile(
    r"(?:\A\W*|\b(?:now|still|dressed|back|clad)\s+)in\b|\b(?:wearing|wears|dressed in|changed into|changes into|puts on|pulls on|has on|emerges in|appears in"
    r"|comes in in|enters in|stands in|sits in)\b|\bin (?=an?\b|her\b|his\b)|穿着|换上|в (?=\w+(?:ом|ой|ем|ей)\s)",
    re.IGNORECASE,
)
NEAR = 42  # characters between `wearing` and the garment
CARRIED = re.compile(r"['’]s\b|\s*(?:pocket|sleeve|drawer|bag|shop|department|rack|hanger)", re.IGNORECASE)


@dataclass(frozen=True)
class Worn:
    """Clothes that an action line gives somebody in one scene: facts of garment, colour and hat, in the same form as an introduction's."""

    scene: str
    facts: Mapping[str, Fact]


def deeds(mentions: Sequence[Mention]) -> Iterator[Fact]:
    """Yield what a person does: kinds of deed with the sentence's words, where the person is the subject of the sentence."""
    table = presets.load("people", "deeds")["deeds"]
    for mention in mentions:
        for said in own(mention):
            for kind, word in lexicon.every(table, said, key="words"):
                yield Fact(kind, _line(mention), _around(said, word))


def sayings(speeches: Iterable[Speech]) -> Iterator[Fact]:
    """Yield what a person says: kinds of saying with the words around."""
    table = presets.load("people", "deeds")["sayings"]
    for speech in speeches:
        text = speech.text.replace("’", "'")
        for kind, word in lexicon.every(table, text, key="words"):
            yield Fact(kind, speech.line, _around(text, word))


def worn(mentions: Sequence[Mention], scene_of: Mapping[int, str], *, after: int) -> Iterator[Worn]:
    """Yield what a person wears in scenes behind the introduction, which stands on the line `after`."""
    for mention in mentions:
        if mention.element.line <= after:
            continue
        for said in own(mention, subject=False):
            for lead in _WORN.finditer(said):
                part = re.split(r"[;.]|, (?!an?\b)", said[lead.end() :], maxsplit=1)[0][: NEAR + 30]
                facts = introduction.clothes(part, _line(mention))
                fact = facts.get("garment") or facts.get("hat")
                at = part.lower().find(fact.words.lower()) if fact else -1
                if fact and at <= NEAR and not CARRIED.match(part[at + len(fact.words) :]):
                    yield Worn(scene_of.get(mention.element.line, ""), facts)
                    break


def adorned(mentions: Sequence[Mention]) -> dict[str, Fact]:
    """Return glasses, beard and hair that any line gives a person by `his`, `her` or `wears`: `She takes off her thick glasses`."""
    found: dict[str, Fact] = {}
    for mention in mentions:
        for said in own(mention, subject=False):
            for key, table in (("glasses", "glasses"), ("beard", "beards"), ("style", "styles")):
                word = lexicon.first(lexicon.looks(table), said)
                if word and re.search(rf"\b(?:his|her|wears|wearing)\s+(?:\w+\s+){{0,2}}{re.escape(word[1])}", said, re.IGNORECASE):
                    found.setdefault(key, Fact(word[0], _line(mention), word[1]))
    return found


def own(mention: Mention, *, subject: bool = True) -> Iterator[str]:
    """Yield what a mention's own sentence says of the person, and the sentences behind it that go on with a pronoun where it began with the name.

    With `subject`, nothing is yielded when it did not: of `Vera hugs Abe. She laughs.` nothing is about Abe.
    """
    text = introduction.AGE.sub("", mention.after, count=1)
    first, *more = _SENTENCES.split(text)
    leads = bool(_SUBJECT.search(mention.before))
    if leads or not subject:
        yield first
    for sentence in more if leads or introduction.AGE.match(mention.after) else ():
        if not _PRONOUN.match(sentence):
            return
        yield sentence


def _line(mention: Mention) -> int:
    return mention.element.line + mention.element.text[: mention.start].count("\n")


def _around(text: str, word: str) -> str:
    """Return a word with what stands around it in its sentence, at most about 48 characters."""
    at = text.lower().find(word.lower())
    first = max((end.end() for end in re.finditer(r"[.!?。！？]\s*", text[:at])), default=0)
    last = re.search(r"[.!?。！？]", text[at + len(word) :])
    sentence = text[first : at + len(word) + last.start() if last else None]
    at -= first
    start = sentence.rfind(" ", 0, at - 12) + 1 if at > 12 else 0
    comma = sentence.rfind(", ", 0, at)
    start = comma + 2 if 0 <= at - comma - 2 < 24 and comma >= 0 else start  # a clause from its beginning
    end = sentence.find(" ", at + len(word) + 20)
    return " ".join(sentence[start : end if end > 0 else None].split()).strip(" ,;")
