"""Fountain 1.1, rule by rule; each test quotes the rule it checks (https://fountain.io/syntax)."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from filmcli.formats import emphasis, fountain
from filmcli.formats.fountain import Element, Inline, Run, Screenplay, TitleEntry
from filmcli.formats.screenplay import Type

SCRIPTS = Path(__file__).parent / "scripts"
EXAMPLES = 10_000 if os.environ.get("FILMCLI_LONG") else 300

PIECES = st.sampled_from(
    [
        "INT. HOUSE - DAY",
        "EXT. SEA",
        "int./ext. car",
        ".HOUSE",
        "...and",
        "MARLOWE",
        "ANNA (V.O.)",
        "BOB ^",
        "@McCLANE",
        "@人名",
        "ИВАН",
        "(beat)",
        "(beat",
        "raised)",
        "Hello.",
        "*star*",
        "**",
        "***",
        "*",
        "_",
        "\\*",
        "snake_case",
        "[[",
        "]]",
        "[[note]]",
        "/*",
        "*/",
        "CUT TO:",
        "> FADE",
        "> mid <",
        "# Act",
        "= syn",
        "===",
        "~la la",
        "!FORCED",
        "Title: x",
        "   indented",
        "\t",
        " ",
        "  ",
        "内景 茶馆 - 夜",
        "\n",
        "\n",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\u2028",
        "\x85",
        "\ufeff",
        "^",
        "#1A#",
        "(",
        ")",
        "（",
        "）",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


def types(text: str) -> list[str]:
    return [element.type for element in fountain.parse(text).elements]


def only(text: str) -> Element:
    (element,) = fountain.parse(text).elements
    return element


# --- lossless


@settings(max_examples=EXAMPLES, deadline=None)
@given(TEXTS)
def test_writing_what_was_read_gives_the_same_bytes(text):
    screenplay = fountain.parse(text)
    assert fountain.write(screenplay) == text


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_what_is_read_is_consistent(text):
    rows = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    last = 1
    for element in fountain.parse(text).elements:
        assert "".join(run.text for run in element.runs) == element.text
        assert last <= element.line <= element.end_line <= rows
        assert element.column >= 1
        assert all(0 <= inline.at <= len(element.text) for inline in element.inline)
        last = element.line


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_the_story_view_of_any_text(text):
    scenes = fountain.scenes(fountain.parse(text))
    speeches = [speech.id for scene in scenes for speech in scene.speeches]
    assert [scene.id for scene in scenes] == [f"SQ{n:03d}" for n in range(10, 10 * len(scenes) + 1, 10)]
    assert len(set(speeches)) == len(speeches)


@settings(max_examples=EXAMPLES, deadline=None)
@given(TEXTS)
def test_a_screenplay_without_its_source_is_spelled_anew_and_reads_the_same(text):
    assume("\ufeff" not in text[1:])  # a second one would be taken for the mark of the file
    screenplay = fountain.parse(text)
    made = Screenplay(screenplay.title_page, tuple(replace(element, source="") for element in screenplay.elements))
    assert told(fountain.settle(made)) == told(screenplay)


TEXT = st.text("aB é人*_[]/(){}!.:>#=~@^<)\n1'", max_size=14)
RUNS = st.lists(st.builds(Run, TEXT, st.booleans(), st.booleans(), st.booleans()), max_size=3)
NOTES = st.lists(st.tuples(st.sampled_from(["note", "boneyard"]), st.text("xY \n]*/[", max_size=6), st.integers(0, 20)), max_size=2)


@st.composite
def made(draw) -> Element:
    """An element as a careless program may make it: any text under any type."""
    type, runs = draw(st.sampled_from(get_args(Type))), draw(RUNS)
    runs = [] if type == "page_break" else runs
    text = "".join(run.text for run in runs)
    notes = [Inline(kind, said, min(at, len(text))) for kind, said, at in sorted(draw(NOTES), key=lambda note: note[2])]
    return Element(type, text, runs=tuple(runs), inline=() if type in ("note", "boneyard") else tuple(notes), level=draw(st.integers(0, 5)))


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(made(), max_size=6))
def test_whatever_a_program_makes_is_written_with_every_letter(elements):
    def letters(all_: Iterable[Element]) -> list[str]:
        return sorted(char for e in all_ for said in (e.text, *(note.text for note in e.inline)) for char in said if char.isalpha())

    assert letters(fountain.settle(Screenplay(elements=tuple(elements))).elements) == letters(elements)


def told(screenplay: Screenplay) -> list[tuple]:
    """What is said, element by element, without those that say nothing, and where the notes in it stand."""
    data = screenplay.to_dict()["elements"]
    silent = ("page_break", "lyric", "note", "boneyard")
    return [(e["type"], e["text"], e.get("at"), e.get("number")) for e in data if e["text"].strip() or e["type"] in silent]


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.fountain")), ids=lambda path: path.stem)
def test_our_scripts_come_back_byte_for_byte_and_without_a_remark(path):
    text = path.read_bytes().decode()
    screenplay = fountain.parse(text)
    assert fountain.write(screenplay) == text
    assert screenplay.remarks == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_byte_order_mark_are_kept_and_do_not_show(end):
    text = "\ufeff" + end.join(["Title: X", "", "INT. HOUSE - DAY", "", "ANNA", "Hello.", ""])
    screenplay = fountain.parse(text)
    assert fountain.write(screenplay) == text
    assert [(e.type, e.text, e.line) for e in screenplay.elements] == [
        ("scene_heading", "INT. HOUSE - DAY", 3),
        ("character", "ANNA", 5),
        ("dialogue", "Hello.", 6),
    ]


def test_a_changed_element_is_spelled_anew_and_the_rest_stays():
    text = (SCRIPTS / "no_slug.fountain").read_text()
    screenplay = fountain.parse(text)
    elements = [Element("dialogue", "Queen takes *nothing*.") if e.text == "Which side am I?" else e for e in screenplay.elements]
    changed = fountain.write(Screenplay(elements=tuple(elements), tail=screenplay.tail))
    assert changed == text.replace("Which side am I?", r"Queen takes \*nothing\*.")


# --- scene headings


@pytest.mark.parametrize(
    "line",
    [
        "INT. HOUSE",
        "int. house",
        "EXT HOUSE",
        "EST. CITY",
        "INT./EXT. CAR",
        "INT/EXT CAR",
        "I/E CAR",
        "Ext. beach",
        "ИНТ. ДОМ — НОЧЬ",
        "НАТ. УЛИЦА",
        "ЭКСТ. УЛИЦА",
        "内景 茶馆 - 夜",
        "外景。山",
        "内. 茶馆",
        "内景茶馆 夜",
    ],
)
def test_a_scene_heading_is_a_line_with_a_blank_line_before_that_begins_so(line):
    assert only(f"{line}\n\n").type == "scene_heading"


@pytest.mark.parametrize("line", ["INTERIOR MONOLOGUE is hard", "EXTRA!", "ESTABLISHED", "内容很好", "外景很美。"])
def test_words_that_only_begin_alike_are_no_headings(line):
    assert only(line).type == "action"


def test_force_a_scene_heading_by_starting_with_a_single_period():
    assert only(".SNIPER SCOPE POV").text == "SNIPER SCOPE POV"
    assert only(".三个月后").type == "scene_heading"
    assert types("...where the party goes on") == ["action"]
    assert types(". no") == ["action"]


@pytest.mark.parametrize(
    ("line", "text", "number"),
    [
        ("**INT. HOUSE - DAY**", "INT. HOUSE - DAY", None),
        ("_**ext. pool**_ #3#", "ext. pool", "3"),
        (".**BINOCULARS**", "BINOCULARS", None),
        ("_INT. A_ #x_#", "INT. A", "x_"),
    ],
)
def test_a_scene_heading_may_stand_in_emphasis(line, text, number):
    heading = only(f"{line}\n\n")
    assert (heading.type, heading.text, heading.number) == ("scene_heading", text, number)
    made = replace(heading, source="")
    assert fountain.settle(Screenplay(elements=(made,))).elements[0].runs == heading.runs


@pytest.mark.parametrize("line", ["*INT. HOUSE", "!**INT. HOUSE**", ".**", ".*x", "_INT. A #x_#"])
def test_stars_that_are_no_emphasis_make_no_heading(line):
    assert only(line).type == "action"


def test_scene_numbers_are_any_alphanumerics_dashes_and_periods_in_hashes():
    heading = only("INT. HOUSE - DAY - FLASHBACK (1944) #110-A.b#\n")
    assert (heading.text, heading.number) == ("INT. HOUSE - DAY - FLASHBACK (1944)", "110-A.b")
    assert only("INT. ROOM #").number is None


def test_a_heading_without_a_blank_line_after_it_is_accepted_with_a_remark():
    screenplay = fountain.parse("INT. HOUSE - DAY\nHe waits.")
    assert [e.type for e in screenplay.elements] == ["scene_heading", "action"]
    assert screenplay.remarks[0].kind == "warning"


def test_a_heading_in_a_paragraph_or_in_a_speech_is_text():
    assert types("He reads:\nINT. HOUSE") == ["action"]
    assert types("ANNA\nINT. HOUSE") == ["character", "dialogue"]


# --- characters and dialogue


@pytest.mark.parametrize(
    "cue", ["STEEL", "R2D2", "MR. & MRS. JONES", "BOB/ALICE", "ÉLODIE", "ИВАН", "HANS (on the radio)", "   INDENTED", "ΝΊΚΟΣ"]
)
def test_a_character_is_a_line_in_upper_case_with_a_blank_line_before_and_none_after(cue):
    assert types(f"{cue}\nHello.") == ["character", "dialogue"]
    assert types(f"{cue}\n\nHello.") == ["action", "action"]


def test_names_must_include_at_least_one_letter():
    assert types("23\nHello.") == ["action"]


def test_force_a_character_with_an_at_sign():
    assert only("@McCLANE").name == "McCLANE"
    assert types("@人名\n你好。") == ["character", "dialogue"]
    assert types("人名\n你好。") == ["action"]


@pytest.mark.parametrize(
    ("cue", "name", "extension"),
    [
        ("HAL (V.O.)", "HAL", "V.O."),
        ("HAL (V.O.) (CONT'D)", "HAL", "V.O., CONT'D"),
        ("HAL", "HAL", None),
        ("@老周（画外）", "老周", "画外"),
    ],
)
def test_extensions_are_in_brackets_after_the_name(cue, name, extension):
    element = fountain.parse(f"{cue}\nHello.").elements[0]
    assert (element.name, element.extension) == (name, extension)
    assert fountain.cue_name(cue) == name


def test_dual_dialogue_is_a_caret_after_the_second_cue_with_any_number_of_spaces():
    cues = [e for e in fountain.parse("BRICK\nOne.\n\nSTEEL   ^\nTwo.").elements if e.type == "character"]
    assert [(cue.name, cue.text, cue.dual) for cue in cues] == [("BRICK", "BRICK", False), ("STEEL", "STEEL", True)]


def test_two_spaces_keep_a_blank_line_in_dialogue():
    assert [e.text for e in fountain.parse("DEALER\nTen.\n  \nHit or stand?\n\nHe waits.").elements] == [
        "DEALER",
        "Ten.\n\nHit or stand?",
        "He waits.",
    ]


def test_parentheticals_follow_a_cue_or_dialogue_wrapped_in_brackets():
    assert types("STEEL\n(starting)\nThey say.\n(beat)\nReally.") == ["character", "parenthetical", "dialogue", "parenthetical", "dialogue"]
    assert types("STEEL\n(beat) I know.") == ["character", "dialogue"]
    assert types("STEEL\n(a) and (b)") == ["character", "dialogue"]


def test_a_wrapped_parenthetical_is_one():
    assert [e.text for e in fountain.parse("STEEL\n(beer raised,\nhigh)\nCheers.").elements[1:]] == ["(beer raised,\nhigh)", "Cheers."]


def test_lyrics_begin_with_a_tilde_also_in_a_speech():
    assert [(e.type, e.text) for e in fountain.parse("WILLY\nSing:\n~Willy Wonka!\n\n~Amazing").elements] == [
        ("character", "WILLY"),
        ("dialogue", "Sing:"),
        ("lyric", "Willy Wonka!"),
        ("lyric", "Amazing"),
    ]


# --- transitions, centred text, action


def test_a_transition_is_upper_case_between_blank_lines_and_ends_in_to():
    assert types("He goes.\n\nCUT TO:\n\nShe stays.") == ["action", "transition", "action"]
    assert types("CUT TO: ") == ["action"]
    assert types("CUT TO:\nA man.") == ["character", "dialogue"]


def test_force_a_transition_with_a_greater_than_sign_and_centre_between_two():
    assert only("> Burn to White.").type == "transition"
    centred = only(">  THE END  <")
    assert (centred.type, centred.text) == ("centered", "THE END")


def test_force_action_with_an_exclamation_mark():
    assert [(e.type, e.text) for e in fountain.parse("!SCANNING THE AISLES...\nWhere is he?").elements] == [
        ("action", "SCANNING THE AISLES...\nWhere is he?")
    ]


def test_action_keeps_indentation_line_breaks_and_blank_runs_and_a_tab_is_four_spaces():
    first, second = fountain.parse("One\n   two\n\tthree\n\n\n\nfour").elements
    assert first.text == "One\n   two\n    three"
    assert (second.text, second.blank_before, second.line) == ("four", 3, 7)


# --- sections, synopses, page breaks, notes, boneyards


def test_sections_have_levels_and_synopses_one_equals_sign():
    act, scene, synopsis = fountain.parse("# Act\n\n### Beat\n\n= What happens").elements
    assert (act.type, act.level, scene.level, scene.text) == ("section", 1, 3, "Beat")
    assert (synopsis.type, synopsis.text) == ("synopsis", "What happens")


def test_a_page_break_is_three_or_more_equals_signs():
    assert types("One\n\n===\n\nTwo\n\n=====\n") == ["action", "page_break", "action", "page_break"]


def test_notes_stand_alone_or_inline_and_are_not_read_aloud():
    screenplay = fountain.parse("[[alone]]\n\nHe [[why?]] goes.\n\nANNA\nNo. [[softer]]\nYes.")
    assert [(e.type, e.text) for e in screenplay.elements] == [
        ("note", "alone"),
        ("action", "He goes."),
        ("character", "ANNA"),
        ("dialogue", "No.\nYes."),
    ]
    (inline,) = screenplay.elements[1].inline
    assert (inline.text, inline.at, inline.line, inline.column) == ("why?", 3, 3, 4)


def test_a_note_in_a_line_is_an_element_of_its_own_after_it_in_the_data():
    data = fountain.parse("He [[why?]] goes /* now */ away.").to_dict()["elements"]
    assert [(e["type"], e["text"], e.get("inline"), e.get("at"), e["line"], e["column"]) for e in data] == [
        ("action", "He goes away.", None, None, 1, 1),
        ("note", "why?", True, 3, 1, 4),
        ("boneyard", "now", True, 8, 1, 18),
    ]


def test_a_note_may_have_line_breaks_but_an_empty_line_needs_two_spaces():
    assert types("A [[one\n  \ntwo]] b") == ["action"]
    screenplay = fountain.parse("A [[one\n\ntwo]] b")
    assert [e.text for e in screenplay.elements] == ["A [[one", "two]] b"]
    assert screenplay.remarks[0].line == 1


def test_a_boneyard_hides_elements_and_blank_lines():
    screenplay = fountain.parse("One /* cut\n\nINT. HOUSE\n\n*/ two.\n\n/*\nANNA\nNo.\n*/\n\nThree.")
    assert [(e.type, e.text, e.line, e.end_line) for e in screenplay.elements] == [
        ("action", "One two.", 1, 5),
        ("boneyard", "ANNA\nNo.", 7, 10),
        ("action", "Three.", 12, 12),
    ]


@pytest.mark.parametrize("token", ["/*", "[["])
def test_what_is_never_closed_stays_text_with_an_error(token):
    screenplay = fountain.parse(f"One.\n\nTwo {token} three.")
    assert screenplay.elements[1].text == f"Two {token} three."
    assert [(r.kind, r.line, r.column) for r in screenplay.remarks] == [("error", 3, 5)]


@pytest.mark.parametrize("line", ["{{INCLUDE: other.fountain}}", "[[marker pink: Beat]]", "[[BLUE]]"])
def test_the_marks_of_other_programs_are_kept(line):
    assert fountain.write(fountain.parse(f"One.\n\n{line}\n")) == f"One.\n\n{line}\n"


# --- emphasis


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("*italics*", [("italics", "i")]),
        ("**bold**", [("bold", "b")]),
        ("***both***", [("both", "bi")]),
        ("_under_", [("under", "u")]),
        ("_**bold under**_", [("bold under", "bu")]),
        ("From *italic **both** again* on", [("From ", ""), ("italic ", "i"), ("both", "bi"), (" again", "i"), (" on", "")]),
        ("***a** b*", [("a", "bi"), (" b", "i")]),
        ("**a *b***", [("a ", "b"), ("b", "bi")]),
        ("He dialed *69 and then *23, and hung up.", [("He dialed *69 and then *23, and hung up.", "")]),
        ("He dialed *69 and then 23*, and hung up.", [("He dialed ", ""), ("69 and then 23", "i"), (", and hung up.", "")]),
        (r"He dialed \*69 and then 23\*.", [("He dialed *69 and then 23*.", "")]),
        ("snake_case_name", [("snake_case_name", "")]),
        ("a * b * c", [("a * b * c", "")]),
        ("****", [("****", "")]),
    ],
)
def test_emphasis(line, expected):
    runs, _ = emphasis.read(line)
    joined = [(run.text, "b" * run.bold + "i" * run.italic + "u" * run.underline) for run in runs]
    merged = []
    for text, style in joined:
        merged.append((text, style)) if not merged or merged[-1][1] != style else merged.__setitem__(-1, (merged[-1][0] + text, style))
    assert merged == expected


def test_a_note_between_the_stars_of_one_delimiter_stands_where_they_stood():
    action = only("**0*[[a]]*[[b]]")
    assert (action.text, [note.at for note in action.inline]) == ("0", [1, 1])


def test_emphasis_is_not_carried_across_line_breaks():
    assert only("As he *rattles\nthe lid* open.").text == "As he *rattles\nthe lid* open."


# --- the title page


def test_title_page_values_are_inline_or_indented_below():
    screenplay = fountain.parse("Title:\n    _**BRICK & STEEL**_\n    FULL RETIRED\nCredit: Written by\nDraft date: 1/20/2012\n\nFADE IN:")
    assert screenplay.title_page[0] == TitleEntry("Title", ("_**BRICK & STEEL**_", "FULL RETIRED"))
    assert [entry.key for entry in screenplay.title_page] == ["Title", "Credit", "Draft date"]
    assert fountain.title(screenplay) == "BRICK & STEEL FULL RETIRED"
    assert screenplay.elements[0].line == 7


@pytest.mark.parametrize("text", ["FADE IN:\n\nINT. HOUSE", "INT. HOUSE: KITCHEN\n\nHe waits.", "He says: no\nand goes.", ""])
def test_no_title_page(text):
    assert fountain.parse(text).title_page == ()


# --- the story view


def test_scenes_of_a_script():
    scenes = fountain.scenes(fountain.parse((SCRIPTS / "dozen.fountain").read_text()))
    assert [(s.id, s.index, s.int_ext, s.place, s.time) for s in scenes[:3]] == [
        ("SQ010", 0, "EXT", "FERRY LANDING", "NIGHT"),
        ("SQ020", 1, "INT", "FERRY SALOON", "NIGHT"),
        ("SQ030", 2, "INT", "WHEELHOUSE", "CONTINUOUS"),
    ]
    assert len({speech.name for scene in scenes for speech in scene.speeches}) == 12
    voice = next(speech for speech in scenes[2].speeches if speech.name == "HARBOUR MASTER")
    assert (voice.extension, voice.id) == ("V.O.", "SQ030_L0030")


def test_a_script_without_a_slug_line_is_one_scene():
    (scene,) = fountain.scenes(fountain.parse((SCRIPTS / "no_slug.fountain").read_text()))
    assert (scene.id, scene.heading, len(scene.speeches)) == ("SQ010", None, 7)


def test_a_speech_joins_its_dialogue_and_leaves_out_what_is_not_spoken():
    (scene,) = fountain.scenes(fountain.parse("ANNA (O.S.)\n(low)\nI *know*.\n(beat)\n[[louder?]]\nI know\nnow.\n\nShe goes."))
    (speech,) = scene.speeches
    assert (speech.text, speech.parenthetical, speech.extension, speech.line, speech.end_line) == (
        "I know. I know now.",
        "low; beat",
        "O.S.",
        1,
        7,
    )


@pytest.mark.parametrize(
    ("heading", "place", "time"),
    [
        ("INT. OFFICE - NIGHT", "OFFICE", "NIGHT"),
        ("INT. HOUSE - KITCHEN - DAY - FLASHBACK", "HOUSE - KITCHEN", "DAY"),
        ("INT. HOUSE - KITCHEN", "HOUSE - KITCHEN", ""),
        ("INT./EXT. CAR, NIGHT", "CAR", "NIGHT"),
        ("EXT. X-RAY ROOM", "X-RAY ROOM", ""),
        ("内景 办公室 夜", "办公室", "夜"),
        ("ИНТ. ДОМ — НОЧЬ", "ДОМ", "НОЧЬ"),
    ],
)
def test_place_and_hour_of_a_heading(heading, place, time):
    (scene,) = fountain.scenes(fountain.parse(heading))
    assert (scene.place, scene.time) == (place, time)


def test_plain_data():
    data = fountain.parse("Title: X\n\nINT. A #1#\n\nANNA ^\n*Hi.*").to_dict()
    assert data["format"] == "filmcli/screenplay@1"
    assert data["title_page"] == [{"key": "Title", "lines": ["X"]}]
    assert data["elements"][0]["number"] == "1"
    assert data["elements"][1]["dual"] is True
    assert data["elements"][2]["runs"] == [{"text": "Hi.", "bold": False, "italic": True, "underline": False}]


# --- composing

WORDS = st.text("aB é ИЯ人*_\\[/(!.:>#=~@^)'1", min_size=1, max_size=12).map(lambda s: " ".join(s.split())).filter(bool)
LINES = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)


ONE_LINE = st.text("ABCé И人1", min_size=1, max_size=9).filter(lambda text: text[0].isalnum() and text == text.strip())
CUE = st.text("ABé И人", min_size=1, max_size=9).map(lambda text: " ".join(text.split())).filter(bool)
PARTS = st.one_of(
    st.tuples(st.just("action"), LINES),
    st.tuples(st.sampled_from(["scene_heading", "transition", "centered"]), ONE_LINE),
    st.tuples(st.just("speech"), CUE),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PARTS, max_size=6), LINES)
def test_what_is_composed_is_read_as_it_was_meant(parts, line):
    line = "Yes." if any(row.startswith(("(", "~")) for row in line.split("\n")) else line
    elements = []
    for type, text in parts:
        elements += (
            [("character", text), ("parenthetical", "(beat)"), ("dialogue", line)]
            if type == "speech"
            else [(type, " ".join(text.split(" ")))]
        )
    read = fountain.parse(fountain.compose([("Title", "X")], elements)).elements
    assert [(e.type, " ".join(e.text.split())) for e in read] == [(type, " ".join(text.split())) for type, text in elements]


def test_compose_a_small_script():
    text = fountain.compose(
        [("Title", "The Clock"), ("Author", "A\nB")],
        [
            ("scene_heading", "INT. OFFICE - NIGHT"),
            ("action", "He waits."),
            ("character", "MARLOWE (V.O.)"),
            ("parenthetical", "low"),
            ("dialogue", "It's 5 * 5."),
            ("character", "McCoy ^"),
            ("dialogue", "No."),
            ("transition", "CUT TO:"),
            ("scene_heading", "The roof"),
        ],
    )
    assert text == (
        "Title: The Clock\nAuthor:\n    A\n    B\n\nINT. OFFICE - NIGHT\n\nHe waits.\n\nMARLOWE (V.O.)\n(low)\nIt's 5 * 5.\n\n"
        "@McCoy ^\nNo.\n\nCUT TO:\n\n.The roof\n"
    )


# --- hostile texts


def steps(work: Callable[[], object]) -> int:
    """Count the lines of our code that run while some work is done."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        if "filmcli" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "flood",
    [
        "[[",
        "[[ \n",
        "/*",
        "/* x */",
        "*",
        "*a ",
        "**a *b ",
        "a* ",
        "_a ",
        "***a*",
        "***a* **",
        "ANNA\n(\n",
        "(\n",
        "(a\n",
        "ANNA\n[[x]]\n",
        "[[x]]\n",
        "[[a\n\n",
        "\n",
        "  \n",
        "ANNA\n",
        "#",
        "> <",
        "~\n",
        "~a\n",
        "(((((((((",
        "]]",
        "\\",
        "]] [[ */ /*",
        "Title: x\n",
        "\u2028",
        "INT. A\n",
        "X TO:\n",
    ],
)
def test_twice_the_text_takes_twice_the_steps(flood):
    small, large = (steps(lambda n=n: fountain.parse("ANNA\n" + flood * n)) for n in (300, 600))
    assert large <= 2.2 * small + 200


@pytest.mark.parametrize("flood", ["[[", "/*", "*", "_", "/* x */"])
def test_a_flood_of_openings_is_read_in_linear_time(flood):
    def seconds(size: int) -> float:
        text = flood * (size // len(flood))
        start = time.process_time()
        assert fountain.write(fountain.parse(text)) == text
        return time.process_time() - start

    quick = min(seconds(60_000) for _ in range(3))
    assert seconds(240_000) <= 10 * quick + 0.2  # quadratic would be 16 times
