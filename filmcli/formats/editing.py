"""Edits of a screenplay that touch only their own bytes: everything else in its file stays as it was typed.

Knows nothing of stories. Each edit is a splice of the Fountain text, and the result is that text read again; what would
change the reading of anything else (an unclosed note, say) is refused.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from filmcli.core.errors import InputError
from filmcli.formats import fountain, scene_numbers
from filmcli.formats.scene_numbers import Inserted
from filmcli.formats.scenes import Scene, Speech, named
from filmcli.formats.screenplay import SILENT, Element, Screenplay


def replace_speech(screenplay: Screenplay, id: str, said: str) -> Screenplay:
    """Return the screenplay with another text under the cue of a speech (`SQ010_L0020`).

    `said` is Fountain as it stands below a cue: `(low)` on a line of its own is a parenthetical, `~` begins a lyric, and a
    blank line stays within the speech. Raises InputError for an id that is not there.
    """
    text = _Text(screenplay)
    speech = _speech(text.screenplay, id)
    cue = next(at for at, element in enumerate(text.elements) if element.type == "character" and element.line == speech.line)
    last = cue + 1
    while last + 1 < len(text.elements) and text.elements[last + 1].end_line <= speech.end_line:
        last += 1
    start, end = text.start(cue + 1), text.end(last)
    lines = [line.strip() or "  " for line in said.strip().splitlines()]
    if not lines:
        raise InputError(f"{id}: no text to say, expected a line of dialogue")
    return text.splice(start, end, text.newline.join(lines) + _last_line_end(text.text[start:end]), kept=(cue + 1, last + 1))


def insert_scene(screenplay: Screenplay, scene: str, *, before: str | None = None) -> Screenplay:
    """Return the screenplay with the Fountain text of a scene before the slug line of another (`SQ020`), or at the end.

    Raises InputError when the text does not begin with a slug line, or would change how what follows is read.
    """
    text = _Text(screenplay)
    inner = "".join(line + text.newline for line in re.split(r"\r\n|\r|\n", scene.strip()))
    if next((e.type for e in fountain.parse(inner).elements if e.type not in SILENT), None) != "scene_heading":
        raise InputError("the text to insert has no slug line", hint="begin it with a line like INT. HOUSE - DAY")
    if before is None:
        ends = text.text.replace("\r\n", "\n").replace("\r", "\n")[-2:]
        gap = 0 if ends in ("", "\n\n") else 1 if ends.endswith("\n") else 2
        gap += gap == 1 and text.text.endswith("\r") and text.newline == "\n"  # the first would make one line end of it
        return text.splice(len(text.text), len(text.text), text.newline * gap + inner, kept=(len(text.elements), len(text.elements)))
    index = text.heading(named(fountain.scenes(text.screenplay), before))
    return text.splice(text.start(index), text.start(index), inner + text.newline, kept=(index, index))


def replace_scene(screenplay: Screenplay, id: str, scene: str) -> Screenplay:
    """Return the screenplay with another text for a scene, slug line and all; its scene number stays, and so do remarks at its end.

    Raises InputError when the text does not begin with a slug line, holds a second one, or would change how the rest is read.
    """
    text = _Text(screenplay)
    old = named(fountain.scenes(text.screenplay), id)
    inner = text.newline.join(re.split(r"\r\n|\r|\n", scene.strip()))
    slugs = [e for e in fountain.parse(inner).elements if e.type == "scene_heading"]
    if len(slugs) != 1 or next(e.type for e in fountain.parse(inner).elements if e.type not in SILENT) != "scene_heading":
        raise InputError(f"{id}: expected one scene with its slug line", hint="begin it with a line like INT. HOUSE - DAY")
    if old.heading and old.heading.number and slugs[0].number is None:
        inner = inner.replace(slugs[0].source.rstrip(), f"{slugs[0].source.rstrip()} #{old.heading.number}#", 1)
    first = text.heading(old)
    last = text.elements.index(old.elements[-1], first)
    while last > first and text.elements[last].type in SILENT:
        last -= 1
    start, end = text.start(first), text.end(last)
    return text.splice(start, end, inner + _last_line_end(text.text[start:end]), kept=(first, last + 1))


def delete_scene(screenplay: Screenplay, id: str) -> Screenplay:
    """Return the screenplay without a scene, from its slug line on. A section at its end heads what follows, and stays."""
    text = _Text(screenplay)
    scene = named(fountain.scenes(text.screenplay), id)
    first = text.heading(scene)
    end = silent = text.elements.index(scene.elements[-1], first) + 1
    while silent > first and text.elements[silent - 1].type in SILENT:
        silent -= 1
        end = silent if text.elements[silent].type == "section" else end
    if end < len(text.elements):
        return text.splice(text.start(first), text.start(end), "", kept=(first, end))
    return text.splice(text.end(first - 1), text.end(end - 1), "", kept=(first, end))


def number(screenplay: Screenplay, *, lock: bool = False, inserted: Inserted | None = None) -> Screenplay:
    """Return the screenplay with every scene numbered: anew from 1, or with `lock` by the rule of `scene_numbers`."""
    slugs = [element for element in screenplay.elements if element.type == "scene_heading"]
    taken = [slug.number if lock else None for slug in slugs]
    return _numbered(screenplay, scene_numbers.locked(taken, inserted=inserted))


def clear_numbers(screenplay: Screenplay) -> Screenplay:
    """Return the screenplay without scene numbers."""
    return _numbered(screenplay, [None] * sum(element.type == "scene_heading" for element in screenplay.elements))


def _numbered(screenplay: Screenplay, numbers: Sequence[str | None]) -> Screenplay:
    """Put a number behind the words of each slug line, or take it away."""
    text = _Text(screenplay)
    slugs = [index for index, element in enumerate(text.elements) if element.type == "scene_heading"]
    pieces, done = [], 0
    for index, wanted in zip(slugs, numbers, strict=True):
        slug, start = text.elements[index], text.start(index)
        if slug.number is None:
            left = right = start + len(slug.source.rstrip())
        else:
            left = start + slug.source.rindex(f"#{slug.number}#")
            left, right = left - len(text.text[start:left]) + len(text.text[start:left].rstrip()), left + len(slug.number) + 2
        if slug.number != wanted:
            space = text.text[left : right - len(slug.number) - 2] if slug.number else " "
            pieces += text.text[done:left], f"{space}#{wanted}#" if wanted else ""
            done = right
    made = fountain.parse("".join([*pieces, text.text[done:]]))
    if [_told(element) for element in made.elements] != [_told(element) for element in text.elements]:
        raise InputError("a slug line cannot take a number without being read as something else", hint="filmcli check names the line")
    return made


def _speech(screenplay: Screenplay, id: str) -> Speech:
    known = {speech.id: speech for scene in fountain.scenes(screenplay) for speech in scene.speeches}
    if id not in known:
        near = difflib.get_close_matches(id, known, n=1)
        raise InputError(f"no speech is called {id!r}", hint=f"did you mean {near[0]}?" if near else "an id like SQ010_L0020")
    return known[id]


def _last_line_end(text: str) -> str:
    match = re.search(r"(?:\r\n|\r|\n)\Z", text)
    return match[0] if match else ""


def _told(element: Element) -> tuple[str, str]:
    return element.type, element.text


class _Text:
    """A screenplay as text, with the places of its elements in it."""

    def __init__(self, screenplay: Screenplay) -> None:
        self.text = fountain.write(screenplay)
        self.screenplay = fountain.parse(self.text)
        self.elements = self.screenplay.elements
        self.newline = found[0] if (found := re.search(r"\r\n|\r|\n", self.text)) else "\n"
        self._starts: list[int] = []
        at = len(self.screenplay.head)
        for element in self.elements:
            self._starts.append(at + len(element.lead))
            at = self._starts[-1] + len(element.source)

    def start(self, index: int) -> int:
        """Return where an element begins, after the blank lines above it."""
        return self._starts[index]

    def end(self, index: int) -> int:
        """Return where an element ends; before the first one, where the title page ends."""
        return self._starts[index] + len(self.elements[index].source) if index >= 0 else len(self.screenplay.head)

    def heading(self, scene: Scene) -> int:
        """Return the index of a scene's slug line, or of its first element when it has none."""
        first = scene.heading or scene.elements[0]
        return next(index for index, element in enumerate(self.elements) if element is first)

    def splice(self, start: int, end: int, instead: str, *, kept: tuple[int, int]) -> Screenplay:
        """Return the screenplay with another text from `start` to `end`.

        Raises InputError when the elements before `kept[0]` or from `kept[1]` on would read differently.
        """
        made = fountain.parse(self.text[:start] + instead + self.text[end:])
        above, below = self.elements[: kept[0]], self.elements[kept[1] :]
        after = made.elements[len(made.elements) - len(below) :]
        same = [_told(e) for e in made.elements[: len(above)]] == [_told(e) for e in above] and list(map(_told, after)) == list(
            map(_told, below)
        )
        if not same or len(made.elements) < len(above) + len(below):
            raise InputError(
                "the edit would change how the rest of the script is read", hint="look for an unclosed [[ or /* on either side"
            )
        return made
