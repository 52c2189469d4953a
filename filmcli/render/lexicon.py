"""Words of screenplays and what they mean to a camera: hours, weather, props, postures. English, with German, Russian, Chinese.

Knows nothing of documents. A table only; matching is in `breakdown` and `places`.
"""

from __future__ import annotations

import re
from functools import cache

HOURS: tuple[tuple[str, str], ...] = (  # the first that matches decides
    ("dawn", r"\bdawn|\bsunrise|\bdaybreak|рассвет|黎明|清晨|拂晓|morgengrauen"),
    ("dusk", r"\bdusk|\bsunset|\btwilight|magic hour|golden hour|\bevening|сумерки|закат|вечер|黄昏|傍晚|abend|dämmerung"),
    ("night", r"\bnight|\bmidnight|\bnacht|ноч|полночь|夜|晚上|深夜"),
    ("day", r"\bday\b|\bmorning|\bnoon|\bafternoon|\btag\b|morgen|mittag|день|утро|полдень|日|白天|早晨|上午|中午|下午"),
)
WEATHERS: tuple[tuple[str, str], ...] = (
    ("clear", r"\brain (?:has|had) stopped|stopped raining|\bcloudless|\bclear sky|\bsunny"),
    ("snow", r"\bsnow(?:s|ing|fall|flakes?|y)?\b|\bblizzard|снег|метель|雪|schnee"),
    ("fog", r"\bfog\b|\bfoggy|\bmist\b|\bmisty|туман|雾|nebel"),
    ("rain", r"\brain(?:s|ing|y|fall|-soaked)?\b|\bdownpour|\bdrizzle|\bthunderstorm|дожд|ливень|雨|regen"),
)
# what an insert can show: words that mean it, longest dimension in metres
PROPS: dict[str, tuple[float, tuple[str, ...]]] = {
    "revolver": (0.26, ("revolver", "pistol", "handgun", "gun", "револьвер", "пистолет", "手枪", "pistole")),
    "photograph": (0.15, ("photograph", "photo", "snapshot", "polaroid", "фотография", "фото", "照片", "foto")),
    "letter": (0.22, ("letter", "envelope", "note", "telegram", "письмо", "конверт", "信", "brief")),
    "briefcase": (0.42, ("briefcase", "suitcase", "attaché case", "портфель", "чемодан", "公文包", "koffer")),
    "bottle": (0.30, ("bottle", "flask", "бутылка", "酒瓶", "瓶子", "flasche")),
    "glass": (0.12, ("glass", "tumbler", "shot of whiskey", "стакан", "бокал", "酒杯", "玻璃杯")),
    "cup": (0.10, ("cup", "mug", "чашка", "кружка", "杯子", "茶杯", "tasse")),
    "phone": (0.22, ("telephone", "phone", "receiver", "cellphone", "smartphone", "телефон", "电话", "手机", "telefon")),
    "key": (0.08, ("key", "keys", "ключ", "ключи", "钥匙", "schlüssel")),
    "knife": (0.24, ("knife", "dagger", "blade", "нож", "刀", "messer")),
    "lantern": (0.30, ("lantern", "oil lamp", "flashlight", "фонарь", "灯笼", "laterne")),
    "book": (0.22, ("book", "diary", "journal", "ledger", "notebook", "книга", "дневник", "书", "笔记本", "buch")),
    "cigarette": (0.085, ("cigarette", "cigar", "сигарета", "香烟", "烟", "zigarette")),
    "coin": (0.03, ("coin", "coins", "монета", "硬币", "münze")),
    "map": (0.45, ("map", "blueprint", "chart", "карта", "地图", "landkarte")),
    "watch": (0.06, ("pocket watch", "wristwatch", "gold watch", "the watch", "a watch", "часы", "手表", "怀表", "armbanduhr")),
}
HELD = (
    r"holds?|holding|draws?|lifts?|raises?|grips?|clutch(?:es)?|takes?|picks?|opens?|lights?|carr(?:y|ies)|turns?|reads?|winds?"
    r"|aims?|unfolds?|держит|берёт|берет|достаёт|拿|握|举"
)
PUT = (
    r"puts?|lays?|sets?|drops?|slides?|hands?|gives?|pushes|throws?|tosses|tears?|burns?|lowers?|leaves?"
    r"|кладёт|кладет|放"
)
# lasting ways to be: these hold for the whole scene; (pose, verb)
POSTURES: tuple[tuple[str, str], ...] = (
    ("lie", r"lies (?:on|in|down|still|asleep|awake|dead)|lying|sleeps|asleep|лежит|спит|躺|睡"),
    ("kneel", r"kneels|kneeling|crouches|на коленях|跪"),
    ("sit", r"sits|seated|sitting|takes a (?:seat|chair)|сидит|садится|坐"),
    ("arms_crossed", r"(?:crosses|folds) (?:his|her|their) arms|arms (?:crossed|folded)|скрестив руки"),
    ("phone", r"(?:on|into) the (?:phone|telephone|receiver)|answers the (?:phone|telephone)|по телефону|打电话"),
    ("lean", r"leans (?:on|against|in the|at)|leaning|прислон|靠"),
    ("stand", r"stands|standing|стоит|встаёт|站"),
)
# passing acts: they hold for the shot that shows the line
ACTS: tuple[tuple[str, str], ...] = (
    ("point", r"points|pointing|aims|указывает|指"),
    (
        "walk",
        r"walks|walking|crosses to|crosses the|enters|exits|paces|steps (?:in|out|into|forward|back)|strides|входит|выходит|идёт|идет|走|进来",
    ),
    ("kneel", r"kneels|crouches|bends down"),
    ("phone", r"(?:answers|picks up|lifts) the (?:phone|telephone|receiver)|dials"),
)
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


ABSENT = re.compile(  # "hair combed as if for a photograph", "a watch chain with no watch on it"
    r"\b(?:as if|as though|like)\b[^.,;:!?—]*|\b(?:no|without (?:an?|the|any)?|never an?|not an?)\s*\w+", re.IGNORECASE
)


def find(word: str, text: str) -> re.Match[str] | None:
    """Return where a word or phrase stands in a text: a whole word (an English plural too), inside a run in Chinese."""
    return _pattern(word).search(text)


@cache
def _pattern(word: str) -> re.Pattern[str]:
    # 800 words of sets and props overflow re's own cache of 512: 1.6 s a scene without this one
    if CJK.search(word):
        return re.compile(re.escape(word))
    return re.compile(rf"(?<!\w){re.escape(word)}(?:e?s|'s|’s)?(?!\w)", re.IGNORECASE)


def first(table: tuple[tuple[str, str], ...], text: str) -> tuple[str, str] | None:
    """Return the value of the first row that matches a text, and the words that matched."""
    for value, pattern in table:
        if match := re.search(pattern, text, re.IGNORECASE):
            return value, match[0]
    return None


def props_in(text: str) -> list[tuple[str, str]]:
    """Return the props that a text names, in the order of the text: (prop, the words as they stand). What a simile names, or is said not to be there, is not."""
    found = []
    text = ABSENT.sub(lambda match: " " * len(match[0]), text)
    for prop, (_, words) in PROPS.items():
        hits = [match for word in words if (match := find(word, text))]
        if hits:
            hit = min(hits, key=lambda match: match.start())
            found.append((hit.start(), prop, hit[0]))
    return [(prop, words) for _, prop, words in sorted(found)]


def weight(text: str) -> int:
    """Return the number of words of a text; two Chinese or Japanese characters count as one."""
    dense = len(CJK.findall(text))
    return len(CJK.sub(" ", text).split()) + (dense + 1) // 2
