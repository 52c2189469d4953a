"""fountain-js 1.2.4 (npm) as an oracle, recorded: where the two read a text differently, the table says why ours stands.

`fountain_js.json` holds its readings of our scripts, of a generated feature, and of some 250 short texts that both read alike;
its head says how they were made. The short ones are the table of the specification and odd spellings of every element.
"""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import pytest
from feature import feature

from filmcli.formats import emphasis, fountain
from filmcli.formats.screenplay import Element, Run

HERE = Path(__file__).parent
RECORDED = json.loads((HERE / "fountain_js.json").read_text(encoding="utf-8"))

DIFFERENCES = {  # why → (a text between two paragraphs, what fountain-js makes of it, what we make of it)
    "only `TO:` makes a transition, unless it is forced (spec)": [
        ("FADE TO BLACK.", "transition FADE TO BLACK.", "action FADE TO BLACK."),
        ("CUT TO BLACK.", "transition CUT TO BLACK.", "action CUT TO BLACK."),
    ],
    "so a line in upper case with text below it is a cue (spec)": [
        ("CUT TO:\nHi", "action CUT TO:\nHi", "character CUT TO: / dialogue Hi"),
        ("TO:\nHi", "action TO:\nHi", "character TO: / dialogue Hi"),
        ("FADE OUT.\nHi", "action FADE OUT.\nHi", "character FADE OUT. / dialogue Hi"),
        ("BLACK.\nHi", "action BLACK.\nHi", "character BLACK. / dialogue Hi"),
    ],
    "nothing stands behind `TO:`, and nothing need stand before it (decision; spec: ending in TO:)": [
        ("CUT TO: ", "transition CUT TO:", "action CUT TO:"),
        ("CUTTO:", "action CUTTO:", "transition CUTTO:"),
    ],
    "`>` and `!` are marks, not text (spec)": [
        ("> CUT TO:", "transition > CUT TO:", "transition CUT TO:"),
        ("!CUT TO:", "transition !CUT TO:", "action CUT TO:"),
        ("! x", "action ! x", "action x"),
    ],
    "a mark forces the line, and needs something to force": [
        ("@bob", "action @bob", "character bob"),
        ("@ \nx", "character / dialogue x", "action @\nx"),
        ("> ", "transition", "action >"),
        ("#", "section (1)", "action #"),
        ("# ", "section (1)", "action #"),
        ("= ", "synopsis", "action ="),
    ],
    "action keeps its indentation, so its mark comes first; sections begin the line (spec)": [
        ("  !x", "action x", "action !x"),
        (" # x", "section x (1)", "action # x"),
    ],
    "EXT/INT is INT/EXT, and a slug line may be short": [
        ("EXT/INT. CAR", "action EXT/INT. CAR", "scene_heading EXT/INT. CAR"),
        ("EXT.", "action EXT.", "scene_heading EXT."),
        ("INT.", "action INT.", "scene_heading INT."),
    ],
    "a period forces a heading only before a letter or a digit (spec)": [
        ("./ x", "scene_heading / x", "action ./ x"),
        (".(x)", "scene_heading (x)", "action .(x)"),
    ],
    "a cue has text in the line below it; two spaces keep a blank line in dialogue only (spec)": [
        ("BOB\n  \nHi", "character BOB / dialogue Hi", "action BOB / action Hi"),
        ("a\n  \nb", "action a\n\nb", "action a / action b"),
    ],
    "three spaces there do what two do; a speech that ends with such a line is not lost (lossless)": [
        ("BOB\nA\n   \nB", "character BOB / dialogue A / action B", "character BOB / dialogue A\n\nB"),
        ("BOB\nA\n  ", "lost", "character BOB / dialogue A"),
    ],
    "a parenthetical is wrapped in brackets, which are not styled (spec)": [
        ("BOB\n()\nx", "character BOB / dialogue ()\nx", "character BOB / parenthetical () / dialogue x"),
        ("BOB\n*(hi)*\nx", "character BOB / parenthetical <i>(hi)</> / dialogue x", "character BOB / dialogue <i>(hi)</>\nx"),
    ],
    "lyrics begin with a tilde (spec 1.1), in a speech too (decision)": [
        ("BOB\n~la\n~lo", "(TypeError)", "character BOB / lyric la / lyric lo"),
        ("~ la", "action ~ la", "lyric la"),
    ],
    "a lyric, a centred line, a section, a synopsis, a page break is a line, not a paragraph (spec)": [
        ("~la\nx", "action ~la\nx", "lyric la / action x"),
        ("x\n~la", "action x\n~la", "action x / lyric la"),
        (">x<\ny", "action >x<\ny", "centered x / action y"),
        ("x\n>y<", "action x\n>y<", "action x / centered y"),
        ("# x\n# y", "action # x\n# y", "section x (1) / section y (1)"),
        ("# x\n= y", "action # x\n= y", "section x (1) / synopsis y"),
        ("= x\n= y", "action = x\n= y", "synopsis x / synopsis y"),
        ("= x\ny", "action = x\ny", "synopsis x / action y"),
        ("===\nx", "action ===\nx", "page_break / action x"),
        ("x\n===", "action x\n===", "action x / page_break"),
    ],
    "spaces behind it do not change a line (spec)": [
        ("=== ", "action ===", "page_break"),
    ],
    "brackets with nothing in them": [
        ("><", "transition <", "centered"),
        ("[[]]", "action [[]]", "note"),
    ],
    "notes have line breaks, several stand in a line, the first `]]` ends one (spec)": [
        ("[[a\nb]]", "action", "note a b"),
        ("[[a\n  \nb]]", "action", "note a b"),
        ("[[a]] [[b]]", "note a]] [[b", "note a / note b"),
        ("[[[n]]]", "action []", "action ]"),
    ],
    "a note changes nothing about its line, and is not lost": [
        ("BOB [[n]]\nHi", "action BOB\nHi", "character BOB / dialogue Hi"),
        ("BOB\n[[n]]\nHi", "character BOB / dialogue Hi", "character BOB / note n / dialogue Hi"),
        ("BOB\n(x) [[n]]\nHi", "character BOB / dialogue (x)\nHi", "character BOB / parenthetical (x) / dialogue Hi"),
    ],
    "of a note and a boneyard, the one that opens first holds the other": [
        ("[[ /* ]] */", "action [[", "action */"),
    ],
    "a boneyard is ignored, and with it the blank lines in it (spec)": [
        ("a /*\n\nINT. B\n\n*/ b", "action a / action b", "action a b"),
    ],
    "a style ends with the delimiter that began it, and the nearest one begins it": [
        ("**a*", "action *<i>a</>", "action **a*"),
        ("*a**", "action <i>a</>*", "action *a**"),
        ("_a _b_", "action <u>a _b</>", "action _a <u>b</>"),
        ("__a__", "action _<u>a</>_", "action __a__"),
        ("***a*b**", "action <bi>a</><i>b</>", "action <bi>a</><b>b</>"),
    ],
    "styles may overlap": [
        ("*a _b* c_", "action <i>a </><iu>b</><i> c</>", "action <i>a </><iu>b</><u> c</>"),
    ],
    "no underline within a word (decision): 中文 are letters too": [
        ("_中_文", "action <u>中</>文", "action _中_文"),
    ],
    "a backslash escapes emphasis and nothing else (spec)": [
        ("\\> x", "action > x", "action \\> x"),
        ("\\@x\ny", "action @x\ny", "action \\@x\ny"),
        ("\\#x", "action #x", "action \\#x"),
        ("\\!x", "action !x", "action \\!x"),
        ("\\\\", "action \\", "action \\\\"),
    ],
}
WHOLE = {  # the same, of a whole text
    "the title page is the first thing, in any keys, and one may be empty (spec)": [
        ("\nTitle: x\n\ny", "title page: title x / action y", "action Title: x / action y"),
        ("Foo: y\n\nz", "action Foo: y / action z", "title page: foo y / action z"),
        ("The Note: this\n\nx", "action The Note: this / action x", "title page: the_note this / action x"),
        (
            "Title: x\nAuthor:\nCredit: b\n\nc",
            "title page: title x / action Author:\nCredit: b / action c",
            "title page: title x / title page: author / title page: credit b / action c",
        ),
    ],
}
SCRIPTS = {  # a script → what differs, - theirs and + ours: slug lines in three languages, wide brackets, `>` is no text
    "short": [],
    "no_slug": [],
    "dozen": ["- transition > SMASH CUT TO:", "+ transition SMASH CUT TO:"],
    "russian": [
        "- action ИНТ. ТРАМВАЙНОЕ ДЕПО — НОЧЬ",
        "+ scene_heading ИНТ. ТРАМВАЙНОЕ ДЕПО — НОЧЬ",
        "- action НАТ. УЛИЦА — НОЧЬ",
        "+ scene_heading НАТ. УЛИЦА — НОЧЬ",
        "- action ИНТ. ВАГОН — ПРОДОЛЖЕНИЕ",
        "+ scene_heading ИНТ. ВАГОН — ПРОДОЛЖЕНИЕ",
        "- action НАТ. ВОКЗАЛ — РАССВЕТ",
        "+ scene_heading НАТ. ВОКЗАЛ — РАССВЕТ",
    ],
    "chinese": [
        "- action 内景 茶馆 - 夜",
        "+ scene_heading 内景 茶馆 - 夜",
        "- action 外景 茶馆后巷 - 夜",
        "+ scene_heading 外景 茶馆后巷 - 夜",
        "+ parenthetical （自语）",
        "- dialogue （自语）\n我没有坐车。",
        "+ dialogue 我没有坐车。",
        "- action 内景 茶馆 - 清晨",
        "+ scene_heading 内景 茶馆 - 清晨",
    ],
}


def reading(text: str) -> list[str]:
    """What we read, spelled as the recorded readings are."""
    screenplay = fountain.parse(text)
    titles = [(entry.key, "\n".join(styled(emphasis.read(line)[0]) for line in entry.lines)) for entry in screenplay.title_page]
    pages = [f"title page: {key.strip().lower().replace(' ', '_')} {plain(lines)}".rstrip() for key, lines in titles]
    return pages + [told(element) for element in screenplay.elements if element.type != "boneyard"]


def told(element: Element) -> str:
    if element.type == "note":
        return f"note {' '.join(element.text.split())}".rstrip()
    tail = {
        "scene_heading": f" #{element.number}#" if element.number else "",
        "character": " ^" * element.dual,
        "section": f" ({element.level})",
    }
    return f"{element.type} {plain(styled(element.runs))}".rstrip() + tail.get(element.type, "")


def styled(runs: list[Run] | tuple[Run, ...]) -> str:
    styles = ["b" * run.bold + "i" * run.italic + "u" * run.underline for run in runs]
    return "".join(f"<{style}>{run.text}</>" if style else run.text for run, style in zip(runs, styles, strict=True))


def plain(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


@pytest.mark.parametrize("text", RECORDED["same"], ids=ascii)
def test_the_specification_and_odd_spellings_read_the_same(text):
    assert reading(text) == RECORDED["same"][text]


def test_a_generated_feature_reads_the_same():
    assert reading(feature(scenes=10, size=7000, seed=0)) == RECORDED["feature"]


@pytest.mark.parametrize("name", SCRIPTS)
def test_our_scripts_read_the_same_but_for_what_is_said(name):
    ours = reading((HERE / "scripts" / f"{name}.fountain").read_text(encoding="utf-8"))
    assert [line for line in difflib.ndiff(RECORDED["scripts"][name], ours) if line[0] in "-+"] == SCRIPTS[name]


@pytest.mark.parametrize(("text", "theirs", "ours"), [row for rows in DIFFERENCES.values() for row in rows])
def test_each_difference_has_a_reason(text, theirs, ours):
    assert " / ".join(reading(f"x\n\n{text}\n\ny\n")) == f"action x / {ours} / action y" != f"action x / {theirs} / action y"


@pytest.mark.parametrize(("text", "theirs", "ours"), [row for rows in WHOLE.values() for row in rows])
def test_each_difference_of_a_title_page_has_a_reason(text, theirs, ours):
    assert " / ".join(reading(text)) == ours != theirs
