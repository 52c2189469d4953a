"""The PDF of a screenplay as a reader gets it, and a screenplay read back from one."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

import pytest
from feature import feature
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from filmcli.core.errors import CannotRunError, InputError
from filmcli.formats import fountain, pdf, pdf_lines, pdf_reader, typefaces
from filmcli.formats.page_rows import ends_sentence
from filmcli.formats.revision import Revision, changed
from filmcli.formats.screenplay import SILENT, Screenplay

SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.fountain"))
CJK = bool(typefaces.system_fonts(typefaces.IDEOGRAPHIC))
NAMES = ("ANNA", "BO", "HAL (V.O.)")

SENTENCE = st.sampled_from(["The rain goes on.", "Why?", "A well-known captain waits at the window", "and", "so it is.", "Nothing moves."])
PROSE = st.lists(SENTENCE, min_size=1, max_size=40).map(" ".join)
SPEECH = st.builds("{}\n{}{}".format, st.sampled_from(NAMES), st.sampled_from(["", "(beat)\n"]), PROSE)
PART = st.one_of(PROSE.map("He waits. {}".format), SPEECH, SPEECH)
SCENE = st.lists(PART, min_size=1, max_size=20).map(lambda parts: "\n\n".join(["INT. HOUSE - DAY", *parts]))
SCRIPT = st.lists(SCENE, min_size=2, max_size=5).map("\n\n".join)


def rendered(text: str, **options) -> list[pdf_lines.Page]:
    return pdf_lines.read(pdf.render(fountain.parse(text), **options), name="test.pdf")


def texts(page: pdf_lines.Page) -> list[str]:
    return [" | ".join(fragment.text for fragment in line) for line in page.lines]


def told(screenplay: Screenplay) -> list[tuple]:
    """Return what a page shows of each element."""
    return [(e.type, e.text, e.number, e.dual, e.runs) for e in screenplay.elements if e.type not in SILENT]


def bare(text: str) -> str:
    return "".join(text.split())


# --- pages as printed


@settings(max_examples=25, deadline=None)
@given(SCRIPT, st.sampled_from(["letter", "a4"]))
def test_the_printed_pages_hold_the_script_and_break_where_they_may(text, paper):
    pages = rendered(text, paper=paper)
    script = ""
    for number, page in enumerate(pages, start=1):
        lines = texts(page)
        assert (lines[0] == f"{number}.") == (number > 1)
        lines = lines[1:] if number > 1 else lines
        assert len(lines) <= {"letter": 55, "a4": 57}[paper]
        assert page.height - page.lines[-1][0].y > 50 and page.lines[1][0].y > 72
        if number > 1 and lines[0].endswith("(CONT'D)"):
            lines = lines[1:]
        if lines[-1] == "(MORE)":
            lines = lines[:-1]
            assert ends_sentence(lines[-1]) or lines[-1] not in (*NAMES, "(beat)")
        if number < len(pages):
            assert lines[-1] not in ("INT. HOUSE - DAY", *NAMES, "(beat)")
        script += bare("".join(lines))
    assert script == bare(text)


def test_the_title_page_is_not_counted_and_page_one_has_no_number():
    pages = rendered("Title: THE SEA\nCredit: by\nAuthor: Ada\nContact: 1 Long Street\n\n" + "Rain.\n\n" * 60)
    assert texts(pages[0]) == ["THE SEA", "by", "Ada", "1 Long Street"]
    title, foot = pages[0].lines[0][0], pages[0].lines[-1][0]
    assert (title.x + title.end) / 2 == pytest.approx(324, abs=0.1) and 250 < title.y < 320
    assert foot.x == pytest.approx(108, abs=0.1) and foot.y > 700
    assert [texts(page)[0] for page in pages[1:]] == ["Rain.", "2.", "3."]
    assert pages[2].lines[0][0].end == pytest.approx(540, abs=0.1)


def test_a_title_page_that_is_too_long_goes_on_and_loses_nothing():
    contact = [f"line {number}" for number in range(70)]
    pages = rendered("Title: THE SEA\nContact:\n" + "".join(f"    {line}\n" for line in contact) + "\nRain.\n")
    assert [line for page in pages for line in texts(page)] == ["THE SEA", *contact, "Rain."]
    assert len(pages) == 3


def test_letter_and_a4_are_as_large_as_they_are():
    sizes = {paper: (page.width, page.height) for paper in ("letter", "a4") for page in rendered("Rain.", paper=paper)}
    assert sizes == {"letter": (612, 792), "a4": (pytest.approx(595.28), pytest.approx(841.89))}


def test_scene_numbers_stand_in_both_margins():
    ((number, heading, again),) = rendered("INT. HOUSE - DAY #12A#\n\n", scene_numbers=True)[0].lines
    assert (number.text, heading.text, again.text) == ("12A", "INT. HOUSE - DAY", "12A")
    assert number.end < heading.x - 15 and again.x > 540


def test_dual_dialogue_stands_side_by_side():
    lines = rendered("BRICK\nScrew retirement.\n\nSTEEL ^\n(low)\nScrew it.")[0].lines
    assert [[f.text for f in line] for line in lines] == [["BRICK", "STEEL"], ["Screw retirement.", "(low)"], ["Screw it."]]
    assert lines[2][0].x == pytest.approx(108 + 32 * 7.2, abs=0.1)


def test_styles_are_drawn():
    (line,) = rendered("*One* **two** ***three*** _four_ five.")[0].lines
    assert [(r.text.strip(), r.bold, r.italic, r.underline) for r in line[0].runs if r.text.strip()] == [
        ("One", False, True, False),
        ("two", True, False, False),
        ("three", True, True, False),
        ("four", False, False, True),
        ("five.", False, False, False),
    ]


def test_a_revision_marks_lines_and_names_itself_on_the_pages_it_touches():
    text = "Rain.\n\n" * 30 + "INT. HOUSE - DAY\n\nANNA\nI am late."
    old, new = fountain.parse(text), fountain.parse(text.replace("I am late.", "I am very late, and I am sorry for it, Bo."))
    marks = Revision(changed(old, new), "Blue", "26 November 2026")
    first, second = pdf_lines.read(pdf.render(new, revision=marks), name="x")
    assert not any("Revision" in line or "*" in line for line in texts(first))
    assert texts(second)[0] == "Blue Revision 26 November 2026 | 2."
    assert [line for line in texts(second) if line.endswith("*")] == ["I am very late, and I am sorry for | *", "it, Bo. | *"]


def test_a_revision_is_what_was_added_or_changed_and_not_what_moved_up_or_was_cut():
    old = fountain.parse("One.\n\nTwo.\n\nThree.\n\n[[note]]\n\nFour.")
    new = fountain.parse("One.\n\nThree.\n\n[[another note]]\n\nThree and a half.\n\nFour, at last.")
    assert [new.elements[index].text for index in sorted(changed(old, new))] == ["Three and a half.", "Four, at last."]
    assert changed(new, new) == frozenset()


def test_equal_screenplays_give_equal_bytes():
    screenplay = fountain.parse(SCRIPTS[1].read_text(encoding="utf-8"))
    assert pdf.render(screenplay) == pdf.render(screenplay)


def test_an_empty_screenplay_is_one_empty_page():
    assert pdf.render(fountain.parse("")).count(b"/Type /Page\n") == 1


# --- letters


def test_a_letter_that_no_font_has_is_an_error_that_names_it():
    screenplay = fountain.parse("He draws \ue123 and \U000e0fff on the wall.")
    with pytest.raises(CannotRunError, match="no font here can draw \ue123 \U000e0fff") as caught:
        pdf.render(screenplay)
    assert "--font" in caught.value.hint and "--allow-missing" in caught.value.hint
    (line,) = pdf_lines.read(pdf.render(screenplay, allow_missing=True), name="x")[0].lines
    assert "".join(f.text for f in line).startswith("He draws")


def test_right_to_left_text_is_refused_rather_than_printed_backwards():
    with pytest.raises(CannotRunError, match="ش"):
        pdf.render(fountain.parse("ش"))


def test_a_font_that_is_none_is_named(tmp_path):
    path = tmp_path / "none.ttf"
    path.write_text("no font")
    with pytest.raises(InputError, match=r"none\.ttf: not a font"):
        pdf.render(fountain.parse("Rain."), fonts=[path])


def test_a_given_font_draws_what_courier_prime_lacks():
    given = next(iter(typefaces.system_fonts(("DejaVuSans.ttf", "FreeSerif", "LiberationSans-Regular"))), None)
    if given is None:
        pytest.skip("no such font on this machine")
    data = pdf.render(fountain.parse("Привет, Anna."), fonts=[given])
    assert given.stem.replace("-Regular", "").encode() in data
    ((line,),) = pdf_lines.read(data, name="x")[0].lines
    assert line.text == "Привет, Anna."
    assert line.end - line.x == pytest.approx(13 * 7.2, abs=0.5)  # in its cells, though the font is proportional


@pytest.mark.skipif(not CJK, reason="no font with ideographs on this machine")
def test_chinese_stands_in_cells_of_twelve_points_between_latin_ones():
    ((line,),) = rendered("他，“OK，好。”")[0].lines
    assert line.text == "他，“OK，好。”"
    assert line.end - line.x == pytest.approx(7 * 12 + 2 * 7.2, abs=0.5)


@pytest.mark.skipif(not CJK, reason="no font with ideographs on this machine")
def test_the_chinese_page_has_its_number_at_the_foot_and_the_scenes_in_the_line():
    text = (Path(__file__).parent / "scripts" / "chinese.fountain").read_text(encoding="utf-8")
    _, page = rendered(text, paper="a4", profile="cn")
    lines = texts(page)
    assert lines[0] == "1. 内景 茶馆 - 夜" and lines[-1] == "1"
    assert "男人 (画外)：林小姐，你的伞忘在车上了。" in lines


def test_an_accent_that_is_a_letter_of_its_own_joins_the_letter_before():
    ((line,),) = rendered("Cafe\u0301 noir.")[0].lines
    assert line.text == "Café noir."


def test_what_is_invisible_is_not_drawn_and_not_missed(caplog):
    ((line,),) = rendered("ANNA\nSo\u200dft\u00adly \u202ego\u202c\x07.")[0].lines[1:]
    assert line.text == "Softly go."
    assert not caplog.records


# --- read back


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_our_scripts_come_back_from_paper(path, paper):
    screenplay = fountain.parse(path.read_text(encoding="utf-8"))
    try:
        pdf.render(screenplay)
    except CannotRunError as refused:  # a bare machine has Courier Prime only, and the letters are named
        assert path.stem in ("chinese", "russian") and re.search(r"no font here can draw .*[\u0400-\u04ff\u4e00-\u9fff]", str(refused))
        return
    back = pdf_reader.read(pdf.render(screenplay, paper=paper, scene_numbers="#1#" in path.read_text()), name="x.pdf")
    assert told(back) == told(screenplay)
    assert {e.key: e.lines for e in back.title_page} == {e.key: e.lines for e in screenplay.title_page}


@pytest.mark.skipif(not CJK, reason="no font with ideographs on this machine")
def test_a_chinese_page_comes_back_with_the_numbers_it_has():
    text = (Path(__file__).parent / "scripts" / "chinese.fountain").read_text(encoding="utf-8")
    longer = (
        text
        + "\n外景 海边 - 日\n"
        + "\n浪很大。\n\n@老周（画外）\n（低声）\n我等了很久，她没有来，一直到天黑也没有来，他说他在路上见过她。今天的茶，已经凉了，伞也不在了。\n"
        * 12
    )
    screenplay = fountain.parse(longer)
    back = pdf_reader.read(pdf.render(screenplay, profile="cn", paper="a4"), name="x.pdf")
    assert [row[:2] for row in told(back)] == [row[:2] for row in told(screenplay)]
    assert [e.number for e in back.elements if e.number] == ["1", "2", "3", "4", "5"]
    assert back.elements[-3].extension == "画外"


def test_a_feature_comes_back_from_118_pages():
    screenplay = fountain.parse(feature())
    start = time.process_time()
    data = pdf.render(screenplay)
    drawn = time.process_time()
    back = pdf_reader.read(data, name="x.pdf")
    assert drawn - start < 2.0  # 0.4 s on two busy cores
    assert time.process_time() - drawn < 12.0  # 2 s
    different = [pair for pair in zip(told(back), told(screenplay), strict=False) if pair[0] != pair[1]]
    assert len(told(back)) == len(told(screenplay)) and not different


def test_emphasis_across_wrapped_lines_is_one():
    screenplay = fountain.parse("He reads _the letter that he has carried in his coat since the war began_ and waits for the boat.\n")
    assert told(pdf_reader.read(pdf.render(screenplay), name="x.pdf")) == told(screenplay)


def test_forced_headings_are_told_by_their_space_or_their_hour():
    screenplay = fountain.parse(".BERLIN - NIGHT\n\nRain.\n\n.THREE MONTHS LATER\n\nRain.\n\nBANG!\n\nRain.\n")
    assert told(pdf_reader.read(pdf.render(screenplay), name="x.pdf")) == told(screenplay)


def test_what_a_speech_holds_stays_apart():
    text = "ANNA\n(beat)\n(louder)\nTen. And I have nothing more to say about it, not to you.\n  \nHit or stand?\n\n(He waits.)\n\nAnd waits.\n"
    screenplay = fountain.parse(text)
    assert told(pdf_reader.read(pdf.render(screenplay), name="x.pdf")) == told(screenplay)


def test_what_the_page_adds_is_taken_away_again():
    said = " ".join(["I waited here for you all the time."] * 7)  # each as wide as the column
    text = "INT. PIER - NIGHT #4#\n\n" + "Rain.\n\n" * 23 + f"HAL (V.O.)\n(beat)\n{said}\n\nHe goes.\n"
    screenplay = fountain.parse(text)
    data = pdf.render(screenplay, scene_numbers=True, revision=Revision(frozenset(range(99)), "Pink", "1/2/26"))
    assert any("(MORE)" in texts(page) for page in pdf_lines.read(data, name="x"))
    back = pdf_reader.read(data, name="x.pdf")
    assert [row[:4] for row in told(back)] == [row[:4] for row in told(screenplay)]


def studio(*pages: list[tuple[float, float, str]]) -> bytes:
    """Return a PDF as another program draws it: Courier, (x inches, y inches, text), no letter for a space."""
    sheet = FPDF(unit="in", format="letter")
    sheet.set_auto_page_break(False)
    for page in pages:
        sheet.add_page()
        sheet.set_font("Courier", size=12)
        for x, y, text in page:
            at = x
            for word in text.split(" "):
                sheet.text(at, y, word)
                at += (len(word) + 1) / 10
    return bytes(sheet.output())


def test_a_shooting_script_of_another_program():
    line = 1 / 6
    first = [
        (1.5, 0.5, "SEA STORY - Final 1/2/26"),
        (7.3, 0.5, "1."),
        (0.8, 1.0, "12"),
        (1.5, 1.0, "INT. SHIP - NIGHT"),
        (7.4, 1.0, "12"),
        (1.5, 1.0 + 2 * line, "A captain waits at the window of the bridge for the last boat"),
        (1.5, 1.0 + 3 * line, "home."),
        (3.5, 1.0 + 5 * line, "CAPTAIN"),
        (3.0, 1.0 + 6 * line, "(to herself)"),
        (2.5, 1.0 + 7 * line, "Nine o'clock. And nobody comes. I"),
        (2.5, 1.0 + 8 * line, "wait."),
        (3.5, 1.0 + 9 * line, "(MORE)"),
        (6.0, 10.4, "(CONTINUED)"),
    ]
    second = [
        (1.5, 0.5, "SEA STORY - Final 1/2/26"),
        (7.3, 0.5, "2."),
        (1.5, 0.8, "CONTINUED:"),
        (3.5, 1.0, "CAPTAIN (CONT'D)"),
        (2.5, 1.0 + line, "I always wait."),
        (6.0, 1.0 + 3 * line, "CUT TO:"),
        (0.8, 1.0 + 5 * line, "13"),
        (1.5, 1.0 + 5 * line, "SERIES OF SHOTS"),
        (7.4, 1.0 + 5 * line, "13"),
        (7.9, 1.0 + 7 * line, "*"),
        (1.5, 1.0 + 7 * line, "The sea."),
    ]
    back = pdf_reader.read(studio(first, second), name="ship.pdf")
    assert [(e.type, e.text, e.number) for e in back.elements] == [
        ("scene_heading", "INT. SHIP - NIGHT", "12"),
        ("action", "A captain waits at the window of the bridge for the last boat home.", None),
        ("character", "CAPTAIN", None),
        ("parenthetical", "(to herself)", None),
        ("dialogue", "Nine o'clock. And nobody comes. I wait. I always wait.", None),
        ("transition", "CUT TO:", None),
        ("scene_heading", "SERIES OF SHOTS", "13"),
        ("action", "The sea.", None),
    ]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 8), st.floats(0.1, 11), st.text("AB (:)1*x.", min_size=1, max_size=40)), max_size=30))
def test_any_page_of_text_is_read_or_refused_with_a_reason(lines):
    try:
        back = pdf_reader.read(studio(lines), name="any.pdf")
    except InputError as error:
        assert "no text" in str(error)
    else:
        assert fountain.parse(fountain.write(back)) == back


# --- refused


def test_what_is_no_pdf_is_refused():
    with pytest.raises(InputError, match=r"^notes\.pdf: not a PDF"):
        pdf_reader.read(b"INT. HOUSE - DAY", name="notes.pdf")
    whole = studio([(1.5, 1.0, "INT. HOUSE - DAY")])
    with pytest.raises(InputError, match=r"^half\.pdf: "):
        pdf_reader.read(whole[: len(whole) // 3], name="half.pdf")


def test_pages_that_are_pictures_are_refused_with_a_way_out():
    sheet = FPDF()
    sheet.add_page()
    sheet.rect(10, 10, 100, 100)
    with pytest.raises(InputError, match=r"scan\.pdf: the PDF has no text") as caught:
        pdf_reader.read(bytes(sheet.output()), name="scan.pdf")
    assert "ocrmypdf" in caught.value.hint


def test_a_locked_pdf_is_refused_with_a_way_out():
    sheet = FPDF()
    sheet.set_encryption(owner_password="one", user_password="two")
    sheet.add_page()
    sheet.set_font("Courier")
    sheet.text(20, 20, "INT. HOUSE - DAY")
    out = io.BytesIO()
    sheet.output(out)
    with pytest.raises(InputError, match=r"locked\.pdf: the PDF is locked"):
        pdf_reader.read(out.getvalue(), name="locked.pdf")
