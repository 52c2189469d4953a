"""screenplain as an oracle: where the two read a script differently, a decision of ours says why (docs/screenplay.md)."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from feature import feature
from screenplain.parsers import fountain as oracle

from filmcli.formats import fountain

SCRIPTS = Path(__file__).parent / "scripts"

DIFFERENCES = {  # a text on which the two differ → why ours stands
    ". x": "a period forces a heading only before a letter or a digit (spec)",
    "> a <\n> b <": "each centred line is an element (spec: a line)",
    "STEEL\n(beat) I know.": "a parenthetical is wrapped in brackets (spec)",
    "STEEL\n(a) and (b)": "a parenthetical is wrapped in brackets (spec)",
    "STEEL\n(beer raised,\nhigh)\nHi.": "a wrapped parenthetical is one (decision)",
    "~la la": "lyrics (spec 1.1)",
    "WILLY\n~la\nHi.": "lyrics in a speech (decision)",
    "= syn": "a synopsis needs no section above it (spec)",
    "a\n===\nb": "a page break is a line (spec)",
    "a\n# s\nb": "a section is a line (spec)",
    "# s\na": "a section is a line (spec)",
    "INT. A\nHe.": "a heading without a blank line after it is accepted, with a warning (decision)",
    "snake_case_x": "no underline within a word (decision)",
    "INT. A #1-a#": "a scene number keeps its case (lossless)",
    "BOB  \nHi.": "the specification gives spaces at the end of a cue no meaning",
    "> Fade\nx": "a forced transition needs no blank line after it (as `>` forces any line)",
    "ANNA\nHi.\n[[n]]\nHo.": "a note on a line of its own divides the lines of a speech (its place is kept)",
    "INT. ДОМ": None,
    "ИНТ. ДОМ": "Russian slug lines (decision)",
    "内景 茶馆 - 夜": "Chinese slug lines (decision)",
}


def theirs(text: str) -> list[tuple]:
    found: list[tuple] = []
    for one in oracle.parse(io.StringIO(text)):
        kind = type(one).__name__
        if kind == "Slug":
            found.append(("scene_heading", words(one.line).upper(), str(one.scene_number) if one.scene_number else None))
        elif kind in ("Dialog", "DualDialog"):
            for dual, dialog in enumerate([one] if kind == "Dialog" else [one.left, one.right]):
                found += [("character", words(dialog.character), bool(dual)), *spoken(dialog)]
        elif kind == "Action":
            found.append(("centered" if one.centered else "action", " ".join(words(line) for line in one.lines)))
        elif kind == "Section":
            found.append(("section", words(one.text), one.level))
        else:
            found.append(("transition", words(one.line)) if kind == "Transition" else ("page_break", ""))
        if getattr(one, "synopsis", None):
            found.append(("synopsis", one.synopsis))
    return found


def words(rich) -> str:
    return " ".join("".join(segment.text for segment in rich.segments).split())


def spoken(dialog) -> list[tuple]:
    found: list[tuple] = []
    for aside, line in dialog.blocks:
        if not aside and found and found[-1][0] == "dialogue":
            found[-1] = ("dialogue", f"{found[-1][1]} {words(line)}".strip())
        else:
            found.append(("parenthetical" if aside else "dialogue", words(line)))
    return found


def ours(text: str) -> list[tuple]:
    found = []
    for element in fountain.parse(text).elements:
        said = " ".join(element.text.split())
        more = {"scene_heading": (element.number,), "character": (element.dual,), "section": (element.level,)}.get(element.type, ())
        if element.type not in ("note", "boneyard"):
            found.append((element.type, said.upper() if element.type == "scene_heading" else said, *more))
    return found


@pytest.mark.parametrize("text", [*(feature(scenes=20, size=15_000, seed=seed) for seed in range(3))], ids=["one", "two", "three"])
def test_a_plain_script_reads_the_same(text):
    assert ours(text) == theirs(text)


@pytest.mark.parametrize("name", ["short", "no_slug"])
def test_our_plain_scripts_read_the_same(name):
    text = (SCRIPTS / f"{name}.fountain").read_text(encoding="utf-8")
    assert ours(text) == theirs(text)


@pytest.mark.parametrize(("text", "reason"), DIFFERENCES.items())
def test_each_difference_has_a_reason(text, reason):
    framed = f"x\n\n{text}\n\ny\n"
    assert (ours(framed) != theirs(framed)) == (reason is not None)
