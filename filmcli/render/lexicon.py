"""Words of screenplays and how they are found: whole words, plurals, what a sentence names without showing it.

Knows nothing of documents or scenes. The words themselves are data in presets/breakdown; English, with German, Russian, Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from filmcli.core import presets

HOURS: tuple[tuple[str, str], ...] = (  # the first that matches decides
    ("day", r"\bday[- ]for[- ]night\b"),  # the sun as the moon
    ("dawn", r"\bdawn|\bsunrise|\bdaybreak|рассвет|黎明|清晨|拂晓|morgengrauen"),
    ("dusk", r"\bdusk|\bsunset|\btwilight|magic hour|golden hour|\bevening|сумерки|закат|вечер|黄昏|傍晚|abend|dämmerung"),
    ("night", r"\bnight|\bmidnight|\bnacht|ноч|полночь|夜|晚上|深夜"),
    ("day", r"\bday\b|\bmorning|\bnoon|\bafternoon|\btag\b|morgen|mittag|день|утро|полдень|日|白天|早晨|上午|中午|下午"),
)
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
SENTENCE = re.compile(
    r"(?<=[.!?])(?<!\bMR\.)(?<!\bMRS\.)(?<!\bMS\.)(?<!\bDR\.)(?<!\bST\.)(?:['\"”’]*)\s+|(?<=[。！？])|\n|\s+--+\s+", re.IGNORECASE
)
_OUT = re.compile(  # what a sentence names and does not show
    r"\b(?:as if|as though|like|than|as \w+ as|(?:thick|white|cold|black|red|quiet|still|dry|hard|heavy|light|pale|sharp) as)\b[^.,;:!?—]*"  # "hair combed as if for a photograph"
    r"|\b(?:no|without(?: an?| the| any)?|never an?|not an?|neither|instead of(?: an?| the)?)\s+(?:(?!and\b|but\b)[\w-]+\s+)?[\w-]+"
    r"(?:(?:,\s*(?:an?\s+)?\w+)*,?\s+n?or\s+(?:an?\s+)?\w+)?"  # "a watch chain with no watch on it", "no letter, key or map"
    r"|(?:n['’]t|\bnot|\bnever)\s+\w+\s+(?:an?|any)\s+(?:[\w-]+\s+)?[\w-]+"  # "does not carry a gun"
    r"|(?:n['’]t|\bnot|\bstopped)\s+(?:rain|snow|burn|smok)ing\b"
    r"|\b(?:rain|snow|fog|mist|storm|fire|smoke)(?:fall)? (?:(?:has|had|have) (?:\w+ )?(?:stopped|lifted|cleared|gone|died|passed|ended)|stops|lifts)\b"
    r"|(?:(?<=photograph)|(?<=photo)|(?<=picture)|(?<=painting)|(?<=portrait)|(?<=drawing)|(?<=poster)|(?<=statue)|(?<=memory)|(?<=smell)|(?<=dream))"
    r"s? of (?:an? |the |his |her )?[^.,;:!?—]*"
    r"|\b(?:dream|think|talk|speak|wait|hope|ask)(?:s|ing)? (?:of|about|for) [^.,;:!?—]*"
    r"|“[^”]{1,90}”|\"[^\"\n]{1,90}\"",  # a sign's words, a title
    re.IGNORECASE,
)


def visible(text: str) -> str:
    """Return a text of the same length with blanks for what it only compares with, denies, depicts or quotes."""
    return _OUT.sub(lambda match: re.sub(r"\S", " ", match[0]), text)


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a text, each with where it begins."""
    start = 0
    for match in (*SENTENCE.finditer(text), None):
        end = match.start() if match else len(text)
        if text[start:end].strip():
            yield start, text[start:end]
        start = match.end() if match else end


def find(word: str, text: str) -> re.Match[str] | None:
    """Return where a word or phrase stands in a text: a whole word (an English plural too), inside a run in Chinese."""
    return _pattern(word).search(text)


@cache
def _pattern(word: str) -> re.Pattern[str]:
    # 800 words of sets and props overflow re's own cache of 512: 1.6 s a scene without this one
    if CJK.search(word):
        return re.compile(re.escape(word))
    return re.compile(rf"(?<!\w){_spelled(word)}(?!\w)", re.IGNORECASE)


def _spelled(word: str) -> str:
    """Return the pattern of a word and its endings: an English plural and possessive, a Russian case."""
    if re.search(r"[а-яё]{5,}$", word, re.IGNORECASE):
        return re.escape(re.sub(r"(?:ый|ий|ая|ое|[аеёийоуыьюя])$", "", word, flags=re.IGNORECASE)) + r"\w{0,4}"
    return re.escape(word).replace(r"\ ", r"\s+") + r"(?:e?s|'s|’s)?"


@cache
def _any_of(words: tuple[str, ...]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return the pattern of all words at once, longest first, and the words that its groups w0, w1 … mean."""
    ordered = sorted(words, key=len, reverse=True)
    latin = "|".join(f"(?P<w{number}>{_spelled(word)})" for number, word in enumerate(ordered) if not CJK.search(word)) or r"(?!)"
    dense = "|".join(f"(?P<w{number}>{re.escape(word)})" for number, word in enumerate(ordered) if CJK.search(word)) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{latin})(?!\w)|(?:{dense})", re.IGNORECASE), tuple(ordered)


def named(words: Iterable[str], text: str) -> Iterator[tuple[str, int]]:
    """Yield the words of a list that a text names, in its order: (the word of the list, where it stands). A longer phrase hides the words in it."""
    pattern, known = _any_of(tuple(words))
    for match in pattern.finditer(text):
        yield known[int(str(match.lastgroup)[1:])], match.start()


def first(table: tuple[tuple[str, str], ...], text: str) -> tuple[str, str] | None:
    """Return the value of the first row that matches a text, and the words that matched."""
    for value, pattern in table:
        if match := re.search(pattern, text, re.IGNORECASE):
            return value, match[0]
    return None


@cache
def props() -> Mapping[str, Mapping]:
    """Return the props that can be held and shown close, by name: `length` in metres, `words`, `near`."""
    return presets.load("breakdown", "props")["props"]


def length_of(prop: str) -> float | None:
    """Return the longest dimension of a prop, or of what stands for it, in metres; None for one nobody measured."""
    made = stand_in(prop)
    return float(props()[made]["length"]) if made in props() else None


def props_in(text: str) -> list[tuple[str, str]]:
    """Return the props that a text names, in the order of the text: (prop, the words as they stand). What a simile names, or is said not to be there, is not.

    What nobody modelled and something stands for is called by its own word.
    """
    found = []
    text = visible(text)
    for prop, known in props().items():
        hits = [match for word in known["words"] if (match := find(word, text))]
        if hits:
            hit = min(hits, key=lambda match: match.start())
            found.append((hit.start(), prop, hit[0]))
        found += [(match.start(), word, match[0]) for word in known.get("stands_for") or () if (match := find(word, text))]
    return [(prop, words) for _, prop, words in sorted(found)]


def nearest_prop(words: str) -> tuple[str, bool] | None:
    """Return the prop that words mean and whether it is exactly that; the nearest in meaning where nobody modelled it, None when none is near."""
    for exact, key in ((True, "words"), (False, "stands_for"), (False, "near")):
        for name, known in props().items():
            if exact and name == words or any(find(str(word), words) for word in known.get(key) or ()):
                return name, exact
    return None


def stand_in(words: str) -> str:
    """Return what is made for a prop's words: what is nearest in meaning where nobody modelled it, the words themselves where nothing is."""
    found = nearest_prop(words) if words else None
    return found[0] if found and not found[1] else words


def weight(text: str) -> int:
    """Return the number of words of a text; two Chinese or Japanese characters count as one."""
    dense = len(CJK.findall(text))
    return len(CJK.sub(" ", text).split()) + (dense + 1) // 2
