"""English by rules, as far as loglines need it: whose pronoun is whose, what a verb's past is, where a clause may be cut.

Knows nothing of stories.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from filmcli.core import presets

_OWN = {
    "female": ("she", "her", "hers", "herself"),
    "male": ("he", "him", "his", "himself"),
    "many": ("they", "them", "their", "theirs", "themselves"),
    "thing": ("it", "its", "itself"),
}


@cache
def english() -> dict:
    """Return the word lists of presets/writing/english.yaml."""
    return presets.load("writing", "english")


@cache
def nouns() -> dict[str, str]:
    """Return every noun that means a person (or a beast that may be one), and the gender it tells, or nothing."""
    common = presets.load("writing", "common")
    people = common["people"]
    table = dict.fromkeys([*people["any"], *common["animals"]], "")
    return table | dict.fromkeys(people["male"], "male") | dict.fromkeys(people["female"], "female")


def voiced(text: str, *, lead: str | None, asker: str | None, voice: str) -> str:
    """Return a predicate in a voice: `you` and `I` are the lead (genders `male`, `female`, `many`, None: unknown); in `you`, the asker is `I`.

    Pronouns behind another person of that gender stay; behind one of unknown gender they are the lead's, as in most loglines.
    """
    if voice == "he":
        return text
    out, seen, words = [], set(), text.split()
    for index, word in enumerate(words):
        bare = word.lower().strip(",.;:!?").removesuffix("'s")
        tail = word[len(bare) :]
        if bare in nouns() and not word.lower().endswith("'s"):
            seen.add(nouns()[bare] or "any")
        owner = next((gender for gender, own in _OWN.items() if bare in own), None)
        person = _person(owner, lead, asker, voice)
        kin = index + 1 < len(words) and words[index + 1].lower().strip(",.").removesuffix("'s") in presets.load("writing", "common")["kin"]
        clause = index > 0 and bare in {"he", "she", "they"} and words[index - 1].lower() in nouns()  # "the policeman he stole it from"
        if person is None or owner in seen and not clause and not (bare in {"his", "her", "their"} and kin and "any" in seen):
            out.append(word)
            continue
        after = words[index + 1].lower().strip(",.;:!?") if index + 1 < len(words) else ""
        small = {*english()["stop"], *english()["articles"], *english()["particles"]}
        helped = index > 0 and words[index - 1].lower() in english()["letting"] and after in english()["irregular"]  # "let her go"
        as_object = bare == "her" and (not after or "," in tail or helped or after in small or after in english()["states"])
        out.append(_pronoun(bare, person, as_object=as_object) + tail)
    return _agree(" ".join(out))


def _person(owner: str | None, lead: str | None, asker: str | None, voice: str) -> str | None:
    if owner is None:
        return None
    if lead == owner or (lead is None and asker is None and owner != "thing"):
        return ("we" if owner == "many" else "i") if voice == "I" else "you"
    return "i" if asker == owner and voice == "you" else None


def _pronoun(word: str, person: str, *, as_object: bool) -> str:
    forms = {
        "you": ("you", "you", "your", "yours", "yourself"),
        "i": ("I", "me", "my", "mine", "myself"),
        "we": ("we", "us", "our", "ours", "ourselves"),
    }[person]
    if word in {"he", "she", "they", "it"}:
        return forms[0]
    if word in {"him", "them"} or as_object:
        return forms[1]
    if word in {"himself", "herself", "themselves", "itself"}:
        return forms[4]
    return forms[3] if word in {"hers", "theirs"} else forms[2]


def _agree(text: str) -> str:
    text = re.sub(r"\b(you|we) (is|was)\b", lambda m: f"{m[1]} " + {"is": "are", "was": "were"}[m[2]], text)
    text = re.sub(r"\bI (is|are|were)\b", lambda m: "I " + {"is": "am", "are": "am", "were": "was"}[m[1]], text)
    text = re.sub(r"\b(you|I|we) has\b", r"\1 have", text)
    text = re.sub(r"\b(you|I|we) does\b", r"\1 do", text)
    return re.sub(r"\b(you|I|we) ([a-z]+[^su\W])s\b", lambda m: f"{m[1]} {base(m[2] + 's')}", text)


def past(predicate: str) -> str:
    """Return a predicate in the past tense: `finds a key` → `found a key`."""
    words = predicate.split()
    if not words:
        return "never asked for this"
    head = words[0].lower()
    if head in english()["auxiliaries"]:
        return " ".join([english()["auxiliaries"][head], *words[1:]])
    return f"{past_of(base(head))} {joined(' '.join(words[1:]), past_of)}".rstrip()


def joined(rest: str, form: Callable[[str], str] = str) -> str:
    """Return what follows a verb with each further verb that `and` joins to it in the same form: `and begins to lie` → `and begin to lie`."""
    small = "|".join({*english()["articles"], *english()["stop"], *english()["particles"], "it", "him", "them"})

    def change(match: re.Match[str]) -> str:
        verb = base(match[1])
        return match[0] if verb in nouns() or match[1] in english()["articles"] else f"and {form(verb)}{match[2]}"

    return re.sub(rf"\band ([a-z]+[^su\W]s)((?= (?:{small})\b)|$)", change, rest)


def base(verb: str) -> str:
    """Return the infinitive of a verb in its third person."""
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    if verb.endswith(("sses", "shes", "ches", "xes", "zes", "oes")):
        return verb[:-2]
    return verb.removesuffix("s") if not verb.endswith("ss") else verb


def past_of(verb: str) -> str:
    """Return the past of an infinitive."""
    if verb in english()["irregular"]:
        return english()["irregular"][verb]
    if verb.endswith("e"):
        return verb + "d"
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ied"
    if re.fullmatch(r"[^aeiou]*[aeiou][bdgmnprt]", verb):
        return verb + verb[-1] + "ed"
    return verb + "ed"


def short(text: str, most: int = 8) -> str:
    """Cut a predicate of more than `most` words before its relative clause, its deadline or its place, so that it is said in one breath."""
    words = text.split()
    if len(words) <= most:
        return text.rstrip(",;")
    cuts = {
        "that",
        "who",
        "whom",
        "whose",
        "which",
        "where",
        "before",
        "until",
        "without",
        "across",
        "on",
        "and",
        "so",
        "in",
        "from",
        "when",
        "while",
        "by",
        "because",
        "after",
        "with",
        "into",
    }
    told = {
        "prove",
        "tell",
        "know",
        "say",
        "find",
        "show",
        "convince",
        "believe",
        "hear",
        "learn",
        "see",
        "learned",
        "found",
        "heard",
        "told",
        "out",
    }
    cuts -= {"and"} if "between" in words else set()
    found = [at for at in range(3, len(words)) if words[at].lower() in cuts and words[at - 1].lower() not in told]
    cut = max((at for at in found if at <= most), default=min(found, default=len(words)))
    clause = cut < len(words) and words[cut].lower() in {"who", "whom", "whose", "that", "which", "where"}
    if clause and cut > 5 and words[cut - 2] == "the" and words[cut - 3] in english()["stop"]:
        cut -= 3  # "buy back the farm from the man" asks which
    cut -= words[cut - 1] in {"and", "or", "but"}
    return " ".join(words[:cut]).rstrip(",;")
