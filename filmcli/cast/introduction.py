"""Introductions: what an action line says of the person it names, as facts with the words they were read from.

Knows nothing of cues and scenes. English, Russian and Chinese words come from presets/people and presets/wardrobe.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from filmcli.cast import lexicon
from filmcli.core import presets
from filmcli.formats.fountain import Element

AGE = re.compile(
    r"\s{0,3}(?:[(（]\s*(?P<bracket>[^()（）]{1,30})\s*[)）]"
    r"|,\s{0,3}(?P<comma>(?:(?:early|mid|late)[ -])?\d{1,2}(?:'?s)?)\s{0,3}(?=[,.;)]))",
    re.IGNORECASE,
)
_YEARS = re.compile(r"\d{1,3}")
_OLD = re.compile(
    r"(?<!\w)(\d{1,3})[- ](?:years?[- ]old|лет)|(\d{1,3})\s*岁|\b(?:of|aged) (\d{2})(?=\s*[,.;]|\s+(?:with|in|who|whose|and|at)\b|\Z)",
    re.IGNORECASE,
)
_DECADES = ["teens", "twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"]
_DECADE = re.compile(rf"(early|mid|late)?[ -]*({'|'.join(_DECADES)})\b", re.IGNORECASE)
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ONES = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
]
_ONES += ["seventeen", "eighteen", "nineteen"]
_SPELT = re.compile(
    rf"\b(?:of|aged) (?:({'|'.join(_TENS)})(?:[- ]({'|'.join(_ONES[:9])}))?|({'|'.join(_ONES[3:])}))(?=\s*[,.;]|\s+(?:with|in|who|whose|and|at)\b|\Z)",
    re.IGNORECASE,
)
_END = re.compile(r"(?<!\bDR)(?<!\bMR)(?<!\bMS)(?<!\bST)(?<!\bMRS)[.!?](?=\s|\Z)|[。！？]|\n", re.IGNORECASE)
_UNDER = (
    "shirt_trousers",
    "sweater_jeans",
    "turtleneck",
    "blouse_skirt",
    "jeans_tshirt",
)  # what may be worn under another garment that is named with it
_PIECES = {  # what is worn with a garment, and which cloth of the outfit it is; named behind the garment, `a cream blouse and a brown skirt`
    "second": "skirt|trousers|pants|jeans|breeches|slacks|leggings|shirt|blouse|waistcoat|vest|sweater|jumper",
    "accent": "veil|headscarf|tie|bow tie|necktie|scarf|shawl|belt|sash|ribbon|neckerchief|kerchief|cravat|gloves",
}
_HAIR = {
    "black": "black",
    "dark": "dark_brown",
    "brown": "brown",
    "chestnut": "brown",
    "auburn": "auburn",
    "red": "red",
    "ginger": "red",
    "blond": "blond",
    "blonde": "blond",
    "fair": "blond",
    "grey": "grey",
    "gray": "grey",
    "silver": "grey",
    "white": "white",
}
_HEAD = re.compile(r"[\s,，(（][^,，;]*?(?=\s(?:in|with|who|wearing|whose|and|of|at|on|by|from|under)\s|[,，;.。]|\Z)", re.IGNORECASE)


@dataclass(frozen=True)
class Fact:
    """A value that the script gives, with the line and the words it was read from."""

    value: str | int | float
    line: int
    words: str

    @property
    def origin(self) -> str:
        return f'{f"line {self.line}" if self.line else "as told"}: "{" ".join(self.words.split())}"'


@dataclass
class Mention:
    """A place in an action line where somebody is named: (start, end) in the element's text."""

    element: Element
    start: int
    end: int
    before: str = ""
    after: str = ""


def introduced(text: str, spoken: Iterable[str]) -> Iterator[str]:
    """Yield the names in capitals, or of speakers in scripts without case, that an age follows."""
    for match in AGE.finditer(text):
        if years(match["bracket"] or match["comma"]) is None:
            continue
        head = text[max(0, match.start() - 80) : match.start()]
        start = len(head)
        for word in reversed(list(re.finditer(r"\S+", head))):
            if not word[0].strip(".,'’\"-").isupper() or (start < len(head) and word[0].endswith((",", ";", ":", "!", "?"))):
                break
            start = word.start()
        name = re.sub(r"^(?:AN?|THE)\s+", "", head[start:].strip(' ,."“'))
        name = name or max((cue for cue in spoken if head.endswith(cue)), key=len, default="")
        if name:
            yield name


def sentence(mention: Mention) -> str:
    """Return the introducing words: from the name to the end of its sentence, and the next one when it goes on about them."""
    after = mention.after
    end = _END.search(after)
    text = after[: end.start()] if end else after
    if end and (more := after[end.end() :]) and re.match(r"\s*(?:He|She|His|Her|Он|Она|他|她)\b", more):
        stop = _END.search(more)
        text += ". " + (more[: stop.start()] if stop else more).strip()
    return re.sub(r"[\s,，]+(?:and\s*)?\Z", "", text)


def looks(mention: Mention, text: str) -> dict[str, Fact]:
    """Return what an introduction says of age, body, hair, clothes and trade."""
    line = mention.element.line + mention.element.text[: mention.start].count("\n")
    found: dict[str, Fact] = {}
    age = AGE.match(text)
    said = years(age["bracket"] or age["comma"]) if age else None
    body = text[age.end() :] if age and said is not None else text
    head = near(body)
    before = mention.before.rpartition(".")[2]
    if age and said is not None:
        found["age"] = Fact(max(4, min(100, said)), line, age[0].strip(" ,"))
    elif old := _OLD.search(text):
        found["age"] = Fact(max(4, min(100, int(old[1] or old[2] or old[3]))), line, old[0])
    elif spelt := _SPELT.search(text):
        tens = 10 * (_TENS.index(spelt[1].lower()) + 2) if spelt[1] else 0
        one = spelt[2] or spelt[3]
        found["age"] = Fact(max(4, tens + (_ONES.index(one.lower()) + 1 if one else 0)), line, spelt[0])
    elif decade := _DECADE.search(text):
        found["age"] = Fact(years(decade[0]) or 40, line, decade[0])
    elif word := lexicon.first(lexicon.words("ages"), head) or lexicon.first(lexicon.words("ages"), before):
        found["age"] = Fact(int(word[0]), line, word[1])
    for key, table in (("hair", "hair"), ("eyes", "eyes"), ("heritage", "heritage")):
        if word := lexicon.first(lexicon.words(table), body):
            found[key] = Fact(word[0], line, word[1])
    for key, table in (("style", "styles"), ("beard", "beards"), ("glasses", "glasses")):
        if word := lexicon.first(lexicon.looks(table), body):
            found[key] = Fact(word[0], line, word[1])
    if paint := _near_hair(body):
        found.setdefault("hair", Fact(paint[0], line, paint[1]))
    for name, word in lexicon.every(lexicon.words("build"), telling(body), key="words"):
        found[f"build/{name}"] = Fact(name, line, word)
    for name, word in lexicon.every(lexicon.words("voice"), body, key="words"):
        found[f"voice/{name}"] = Fact(name, line, word)
    if word := lexicon.find(lexicon.words("makeup"), body):
        found["makeup"] = Fact(0.8, line, word[0])
    if work := trade(head) or trade(before) or trade(body):
        found["profession"] = Fact(work[0], line, work[1])
    return found | clothes(body, line)


def near(body: str) -> str:
    """Return the noun phrase behind a name and age: `a thin deckhand` of `, a thin deckhand with a white beard`."""
    head = _HEAD.match(f", {body.lstrip(' ,，')}")
    return head[0] if head else body


def telling(text: str) -> str:
    """Return the parts of an introduction that describe rather than tell: the noun phrase, and short ones between commas."""
    body = AGE.sub("", text, count=1)
    parts = re.split(r"[,，;.]", body)
    return " , ".join([near(body), *(part for part in parts if len(part.split()) <= 4)])


def described(mention: Mention, text: str) -> str:
    """Return the introducing words; the phrase before the name (`a boy of nine, PIP`) when what follows only tells."""
    ahead = re.search(r"\b(an?\s[^,.;]{2,40}),?\s*\Z", mention.before)
    body = AGE.sub("", text, count=1).lstrip(" ,，")
    return ahead[1] if ahead and not re.match(r"(?:an?|the|his|her)\s", body) else text


def _near_hair(text: str) -> tuple[str, str] | None:
    """Return the hair colour of `cropped black hair` or `her dark hair in a ponytail`, words apart."""
    match = re.search(
        rf"\b({'|'.join(_HAIR)})\b[\w\s]{{0,20}}\b(?:hair|curls|beard|moustache|mustache|braids?|ponytail|bun)\b", text, re.IGNORECASE
    )
    return (_HAIR[match[1].lower()], match[0]) if match else None


def clothes(text: str, line: int) -> dict[str, Fact]:
    """Return garment, its colour and hat of an introduction."""
    data = presets.load("wardrobe", "garments")
    found: dict[str, Fact] = {}
    outer = {name: entry for name, entry in data["garments"].items() if name not in _UNDER}
    if word := lexicon.first(outer, text, key="words") or lexicon.first(data["garments"], text, key="words"):
        found["garment"] = Fact(word[0], line, word[1])
        ahead = text[: text.lower().find(word[1].lower())][-28:]
        paints = presets.load("wardrobe", "colours")["words"]
        hits = list(re.finditer(lexicon.pattern(paints), ahead, re.IGNORECASE))
        if hits and not re.search(r"hair|beard|moustache|,|，| and ", ahead[hits[-1].end() :]):
            found["colour"] = Fact(_paint(hits[-1][0]), line, f"{hits[-1][0]}{ahead[hits[-1].end() :]}{word[1]}")
    paints = lexicon.pattern(presets.load("wardrobe", "colours")["words"])
    behind = text.lower().find(found["garment"].words.lower()) + len(found["garment"].words) if "garment" in found else 0
    for key, worn in _PIECES.items():
        piece = re.search(rf"(?P<paint>{paints})\s+(?:\w+\s)?(?:{worn})\b", text[behind:], re.IGNORECASE)
        if piece:
            found[key] = Fact(_paint(piece["paint"]), line, piece[0])
    if hat := lexicon.first(lexicon.looks("hats"), text):
        off = re.search(
            rf"{re.escape(hat[1])} (?:in (?:the |one |his |her )?hands?|under (?:the|one|an|his|her) arm|on (?:the|his|her) knee)",
            text,
            re.I,
        )
        found["hat"] = Fact("none", line, off[0]) if off else Fact(hat[0], line, hat[1])
    return found


def _paint(said: str) -> str:
    """Return the colour of presets/wardrobe/colours.yaml that a word of a text is."""
    return next(
        name for name in sorted(presets.load("wardrobe", "colours")["words"], key=len, reverse=True) if said.lower().startswith(name)
    )


def trade(text: str) -> tuple[str, str] | None:
    """Return (profession, word) of the first trade that a text names."""
    return lexicon.first(presets.load("wardrobe", "professions")["professions"], text, key="words")


def manner(text: str, line: int) -> Iterator[Fact]:
    """Yield the manner words of a text."""
    for name, word in lexicon.every(presets.load("people", "traits")["traits"], text, key="words"):
        yield Fact(name, line, word)


def years(text: str) -> int | None:
    """Return the years in `45`, `mid-40s`, `late thirties`, `62岁`; None when the text is no age."""
    number, decade = _YEARS.search(text), _DECADE.search(text)
    if decade:
        return 10 * (_DECADES.index(decade[2].lower()) + 1) + {"early": 2, "late": 8}.get((decade[1] or "").lower(), 5)
    if not number or not 0 < int(number[0]) <= 110 or len(text) > 24:
        return None
    if re.fullmatch(r"\d{1,3}", text.strip()) or re.search(r"years|age|лет|года?\b|岁|mid|early|late|\ds", text, re.IGNORECASE):
        spread = re.search(r"(early|mid|late)?[ -]*\d0'?s", text, re.IGNORECASE)
        return int(number[0]) + ({"early": 2, "late": 8}.get((spread[1] or "").lower(), 5) if spread else 0)
    return None
