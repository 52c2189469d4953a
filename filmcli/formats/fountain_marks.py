"""What a line of Fountain 1.1 reads as: a slug line, a cue, a transition, the end of a paragraph.

Knows nothing of the lines around it. Case is Unicode's (`str.isupper`); scripts without case need `@`, `.` and `>`.
"""

from __future__ import annotations

import re

from filmcli.formats import emphasis
from filmcli.formats.fountain_lines import HEADING

PAGE_BREAK = re.compile(r"={3,}\s*\Z")
_NUMBER = re.compile(r"[\w.\-–]+")
_EXTENSION = re.compile(r"\(([^()]*)\)")


def is_heading(content: str) -> bool:
    """Return whether a line reads as a slug line without being forced. It may stand in emphasis: `**INT. HOUSE**`."""
    content = unstyled(content.strip())
    return bool(HEADING.match(content)) and not content.endswith("。")


def is_forced_heading(content: str) -> bool:
    """Return whether a period makes a slug line of a line: a letter or a digit follows it, which may stand in emphasis."""
    return content[:1] == "." and unstyled(content[1:])[:1].isalnum()


def is_transition(content: str) -> bool:
    """Return whether a line reads as a transition without being forced: upper case, and `TO:` at its very end."""
    return content.endswith("TO:") and content.isupper() and content[0] != "!"


def is_cue(content: str) -> bool:
    """Return whether a line reads as a cue without being forced: upper case up to the extension, which may be any case."""
    content = narrow(content.strip().removesuffix("^").rstrip())
    name, bracket, extension = content.partition("(")
    return name.isupper() and (not bracket or extension.endswith(")")) and not content.startswith(("(", "!"))


def split_cue(cue: str) -> tuple[str, str | None]:
    """Return the name and the extensions of a cue: `HAL (V.O.) (CONT'D)` gives `HAL` and `V.O., CONT'D`."""
    name, bracket, rest = narrow(cue).partition("(")
    if not bracket or not name.strip():
        return cue.strip(), None
    return name.strip(), ", ".join(part.strip() for part in _EXTENSION.findall(bracket + rest)) or None


def unstyled(content: str) -> str:
    """Return a slug line, where emphasis hides how it begins, without emphasis and number."""
    return emphasis.plain(numbered(content)[0]) if content.startswith(("*", "_")) else content


def numbered(content: str) -> tuple[str, str | None]:
    """Return a slug line without the number between `#` at its end, and the number."""
    mark = content.rfind("#", 0, -1)
    if content.endswith("#") and mark > 0 and _NUMBER.fullmatch(content[mark + 1 : -1]):
        return content[:mark].rstrip(), content[mark + 1 : -1]
    return content, None


def breaks(content: str) -> bool:
    """Return whether a line ends the action paragraph above it."""
    mark = content[:1]
    if mark == "#":
        return bool(content.lstrip("#").strip())
    if mark == "=":
        return bool(PAGE_BREAK.match(content)) or (content[1:2] != "=" and bool(content[1:].strip()))
    stripped = content.strip()
    return mark == "~" or (len(stripped) > 1 and stripped[0] == ">" and stripped[-1] == "<")


def narrow(text: str) -> str:
    """Return a text with the wide brackets that Chinese and Japanese writers type made narrow. Half the time of str.translate."""
    return text.replace("（", "(").replace("）", ")")


def one_bracket(text: str) -> bool:
    """Return whether the bracket that opens a text is closed by its last character."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at == len(text) - 1
    return False
