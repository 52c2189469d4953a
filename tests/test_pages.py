"""The page, rule by rule: breaks, what the page adds, lengths in eighths."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from feature import feature
from hypothesis import given, settings
from hypothesis import strategies as st

from filmcli.core.errors import UsageError
from filmcli.formats import fountain, page_layout, page_text, pages
from filmcli.formats.fountain import Element, Screenplay
from filmcli.formats.page_rows import ends_sentence
from filmcli.formats.page_text import Piece
from filmcli.formats.screenplay import SILENT

SCRIPTS = Path(__file__).parent / "scripts"
LONG = " ".join(["The rain goes on and on over the black water."] * 30)

WORD = st.sampled_from(["rain", "Rain.", "door", "Why?", "well-known", "«Да!»", "茶馆。", "x" * 70, "it", "the", "—", "ночь"])
PROSE = st.lists(WORD, min_size=1, max_size=120).map(lambda words: "He " + " ".join(words))
SPEECH = st.builds(
    lambda name, aside, said, dual: f"@{name}{dual}\n{aside}{said}",
    st.sampled_from(["ANNA", "HAL (V.O.)", "ИВАН", "老周", "BO (CONT'D)"]),
    st.sampled_from(["", "(beat)\n", "(turning to the window, with the letter still in her hand)\n"]),
    st.one_of(PROSE, st.tuples(PROSE, PROSE).map("\n(beat)\n".join)),
    st.sampled_from(["", "", "", " ^"]),
)
PART = st.one_of(PROSE, PROSE, SPEECH, SPEECH, st.just("> CUT <"), st.just("One.\n\n===\n\nTwo."), PROSE.map("{}\n\nCUT TO:".format))
SCENE = st.tuples(st.sampled_from(["INT. HOUSE - DAY", "内景 茶馆 - 夜", ".LATER"]), st.lists(PART, min_size=1, max_size=25))
SCRIPT = st.lists(SCENE, min_size=1, max_size=4).map(lambda all: "\n\n".join("\n\n".join([head, *parts]) for head, parts in all))
PROFILES = st.sampled_from([("letter", "us"), ("a4", "us"), ("a4", "cn")])


def paginate(text: str, **options) -> tuple[Screenplay, pages.Pagination]:
    screenplay = fountain.parse(text)
    return screenplay, pages.paginate(screenplay, **options)


def shown(text: str, **options) -> list[list[str]]:
    """Return the pages as rows of text, the way they look."""
    return [[line.plain.rstrip() for line in page] for page in paginate(text, **options)[1].pages]


def filler(rows: int) -> str:
    """Return action that fills an odd number of rows."""
    return "\n\n".join(["Rain."] * ((rows + 1) // 2))


def kind(screenplay: Screenplay, line) -> str | None:
    return next((screenplay.elements[piece.element].type for piece in line.text if piece.element is not None), None)


def bare(text: str) -> str:
    return "".join(text.split())


# --- what holds for every screenplay


@settings(max_examples=80, deadline=None)
@given(SCRIPT, PROFILES)
def test_the_pages_without_what_they_add_are_the_script(text, how):
    screenplay, pagination = paginate(text, paper=how[0], profile=how[1], continueds=True, scene_numbers=True)
    found = dict.fromkeys((i for i, e in enumerate(screenplay.elements) if e.type not in SILENT), "")
    for page in pagination.pages:
        for line in page:
            for piece in line.text:
                if piece.element is not None:
                    found[piece.element] += bare(piece.text)
    assert list(found.values()) == [bare(e.text) for e in screenplay.elements if e.type not in SILENT]


@settings(max_examples=80, deadline=None)
@given(SCRIPT, PROFILES)
def test_no_page_is_over_its_lines_and_no_line_over_its_column(text, how):
    _, pagination = paginate(text, paper=how[0], profile=how[1], continueds=True)
    sheet = pagination.layout
    for page in pagination.pages:
        rows = [line.row for line in page]
        assert rows[0] == 0 and rows == sorted(rows) and rows[-1] < sheet.lines
        for line in page:
            assert sheet.left - 0.1 <= line.x
            assert line.x + page_text.width(line.plain.rstrip()) <= sheet.right + 0.1


@settings(max_examples=80, deadline=None)
@given(SCRIPT, PROFILES)
def test_no_page_ends_with_a_heading_a_cue_or_a_parenthetical_or_begins_with_a_transition(text, how):
    screenplay, pagination = paginate(text, paper=how[0], profile=how[1])
    for page, following in zip(pagination.pages, pagination.pages[1:], strict=False):
        last = next(line for line in reversed(page) if not line.made)
        assert kind(screenplay, last) != "scene_heading"
        assert how[1] == "cn" or kind(screenplay, last) not in ("character", "parenthetical")
        assert kind(screenplay, following[0]) != "transition"


@settings(max_examples=80, deadline=None)
@given(SCRIPT)
def test_a_speech_is_divided_between_sentences_two_lines_on_each_side_with_more_and_contd(text):
    screenplay, pagination = paginate(text)
    for page, following in zip(pagination.pages, pagination.pages[1:], strict=False):
        assert following[0].made == page[-1].made  # (MORE) below, the cue above the rest
        if not page[-1].made:
            continue
        assert following[0].plain.endswith(("(CONT'D)", "(ПРОД.)", "（续）"))
        assert following[0].plain.count("CONT'D") <= 1
        cue = max((i for i, line in enumerate(page) if kind(screenplay, line) == "character"), default=None)
        if cue is None or cue == 0 or (cue == 1 and kind(screenplay, page[0]) == "scene_heading"):
            continue  # it began at the top: what is taller than a page is divided where it must be
        above = [line for line in page[cue:-1] if kind(screenplay, line) == "dialogue"]
        assert len(above) >= 2 and ends_sentence(above[-1].plain)
        below = [line for line in following[1:] if not line.made][:3]
        assert [kind(screenplay, line) for line in below].count("dialogue") >= 2


@settings(max_examples=100, deadline=None)
@given(SCRIPT)
def test_scenes_are_those_of_the_story_view_in_order_and_at_least_an_eighth(text):
    screenplay, pagination = paginate(text)
    assert [scene.id for scene in pagination.scenes] == [scene.id for scene in fountain.scenes(screenplay)]
    numbers = [scene.page for scene in pagination.scenes]
    assert numbers == sorted(numbers) and numbers[0] >= 1 and numbers[-1] <= len(pagination.pages)
    assert all(scene.eighths >= 1 for scene in pagination.scenes)
    assert sum(scene.eighths for scene in pagination.scenes) <= 8 * len(pagination.pages) + len(numbers)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_pages(text):
    for profile in page_layout.PROFILES:
        paginate(text, profile=profile, continueds=True)


# --- breaks


def test_a_heading_is_never_the_last_line_of_a_page():
    one, two = shown(f"{filler(51)}\n\nINT. HOUSE - DAY\n\nA man. He waits.")
    assert two == ["INT. HOUSE - DAY", "A man. He waits."]
    assert len(one) == 26


def test_a_speech_that_crosses_the_page_is_divided_after_a_sentence():
    said = "I waited here for you.\nAnd you never came,\nnot even late.\nAnd I went,\nand you know it.\nSo."
    one, two = shown(f"{filler(47)}\n\nHAL (V.O.)\n(beat)\n{said}")
    assert one[-3:] == ["And you never came,", "not even late.", "(MORE)"]  # there is room for one line more
    assert two == ["HAL (V.O.) (CONT'D)", "And I went,", "and you know it.", "So."]


def test_a_cue_that_is_continued_already_is_not_continued_twice():
    one, two = shown(f"{filler(47)}\n\nHAL (CONT'D)\nOne.\nTwo.\nThree.\nFour.\nFive.\nSix.\nSeven.")
    assert (one[-1], two[0]) == ("(MORE)", "HAL (CONT'D)")


def test_a_speech_of_one_sentence_moves_whole():
    one, two = shown(f"{filler(49)}\n\nHAL\n" + "and so on " * 16)
    assert one[-1] == "Rain."
    assert two[0] == "HAL" and len(two) == 6


def test_an_abbreviation_is_no_sentence_end():
    assert not ends_sentence("I have seen Dr.") and ends_sentence("I have seen him.”") and ends_sentence("茶凉了。")


def test_action_of_three_lines_is_not_split():
    (one,) = shown(f"{filler(51)}\n\nRain.\nRain,\nrain.")
    assert one[-1] == "rain."
    one, two = shown(f"{filler(53)}\n\nRain.\nRain,\nrain.")
    assert one[-1] == "Rain." and two == ["Rain.", "Rain,", "rain."]


def test_longer_action_is_not_split_after_its_first_or_before_its_last_line():
    four, five = "He waits.\n" * 4, "He waits.\n" * 5
    assert shown(f"{filler(53)}\n\n{four}")[1] == ["He waits."] * 4
    assert shown(f"{filler(51)}\n\n{four}")[1] == ["He waits."] * 2
    assert shown(f"{filler(49)}\n\n{five}") == [["Rain."] * 25 + ["He waits."] * 5]
    assert shown(f"{filler(51)}\n\n{five}")[1] == ["He waits."] * 2


def test_a_transition_takes_the_lines_above_it_along():
    one, two = shown(f"{filler(55)}\n\nCUT TO:\n\nINT. X\n\nA man.")
    assert one == ["Rain."] * 27 and two[:2] == ["Rain.", "CUT TO:"]


def test_three_equals_signs_always_break_and_leave_no_blank_line_or_page():
    assert shown("===\n\nOne.\n\n===\n\n===\n\nINT. X\n\n===\n\nTwo.\n\n===\n") == [["One."], ["INT. X"], ["Two."]]


@pytest.mark.parametrize("element", [f"ANNA\n{'endless ' * 900}", "endless " * 2000, f"ANNA\n({'endless ' * 900})\nYes.", "x" * 9000])
def test_an_element_taller_than_a_page_ends(element):
    assert len(shown(f"INT. HOUSE - DAY\n\n{element}\n\nThe end.")) >= 3


def test_headings_without_end_still_end():
    assert len(shown("INT. HOUSE - DAY\n\n" * 60)) == 4  # 18 of three rows fit, and the first has no space above


def test_dual_dialogue_is_one_block_of_two_columns():
    _, pagination = paginate(f"{filler(49)}\n\nBRICK\nOne. Two. Three.\n\nSTEEL ^\n(low)\n{'So it is. ' * 10}")
    first, second = pagination.pages
    assert len(first) == 25
    cues = second[:2]
    assert [(line.plain, line.row) for line in cues] == [("BRICK", 0), ("STEEL", 0)]
    assert cues[1].x - cues[0].x == pytest.approx(32 * 7.2)


# --- columns and space


def test_columns_in_inches():
    text = "INT. X - DAY\n\nRain.\n\nANNA\n(softly)\nYes.\n\nCUT TO:\n\n> MID <\n"
    _, pagination = paginate(text)
    assert [(line.plain, round(line.x / 72, 2), line.row) for line in pagination.pages[0]] == [
        ("INT. X - DAY", 1.5, 0),
        ("Rain.", 1.5, 2),
        ("ANNA", 3.7, 4),
        ("(softly)", 3.0, 5),
        ("Yes.", 2.5, 6),
        ("CUT TO:", 6.8, 8),
        ("MID", 4.35, 10),
    ]


def test_two_blank_lines_before_a_heading_and_the_writers_own_before_action():
    _, pagination = paginate("One.\n\n\n\nTwo.\n\nINT. X - DAY\n\nThree.")
    assert [line.row for line in pagination.pages[0]] == [0, 4, 7, 9]


def test_what_no_audience_sees_is_not_printed():
    assert shown("# Act\n\n= What happens\n\n[[note]]\n\n/* cut */\n\nRain. [[why]]") == [["Rain."]]


def test_contd_after_action_is_a_rendering_option_and_ends_with_the_scene():
    text = "INT. A\n\nANNA\nOne.\n\nRain.\n\nANNA\nTwo.\n\nINT. B\n\nANNA\nThree."
    assert [row for row in shown(text, continueds=True)[0] if "ANNA" in row] == ["ANNA", "ANNA (CONT'D)", "ANNA"]
    assert [row for row in shown(text)[0] if "ANNA" in row] == ["ANNA", "ANNA", "ANNA"]


def test_scene_numbers_are_the_scripts_or_counted():
    numbers = lambda text: [line.number for line in paginate(text, scene_numbers=True)[1].pages[0] if line.number]  # noqa: E731
    assert numbers("INT. A #7A#\n\nRain.\n\nINT. B\n\nRain.") == ["7A"]
    assert numbers("INT. A\n\nRain.\n\nINT. B\n\nRain.") == ["1", "2"]
    assert all(line.number is None for line in paginate("INT. A #7A#\n\nRain.")[1].pages[0])


def test_lengths_in_eighths():
    text = f"INT. A\n\n{filler(51)}\n\nINT. B\n\n{filler(25)}\n\nINT. C\n\nRain.\n\nINT. D\n\n{filler(19)}"
    scenes = paginate(text)[1].scenes
    assert [(scene.page, scene.eighths) for scene in scenes] == [(1, 8), (2, 4), (2, 1), (2, 3)]


def test_every_line_of_a_revised_element_is_marked():
    _, pagination = paginate("One.\n\n" + "Two is longer. " * 8, revised={1})
    assert [line.revised for line in pagination.pages[0]] == [False, True, True]


def test_styles_survive_the_wrapping():
    _, pagination = paginate("He reads *the letter that he has carried in his coat since the _war_* and waits.")
    first, second = pagination.pages[0]
    assert [(piece.text, piece.italic, piece.underline) for piece in first.text] == [
        ("He reads ", False, False),
        ("the letter that he has carried in his coat since", True, False),
    ]
    assert [(piece.text, piece.italic, piece.underline) for piece in second.text] == [
        ("the ", True, False),
        ("war", True, True),
        (" and waits.", False, False),
    ]


# --- other scripts


def wrapped(text: str, measure: float) -> list[str]:
    return [page_text.plain(line) for line in page_text.wrap((Piece(text),), measure)]


def test_chinese_breaks_anywhere_but_around_its_punctuation():
    assert wrapped("他说：“好。”然后走了", 84) == ["他说：“好。”", "然后走了"]
    assert wrapped("一二三四五，六", 60) == ["一二三四", "五，六"]
    assert wrapped("一二三四（五）", 60) == ["一二三四", "（五）"]
    assert wrapped("一二三——四五", 48) == ["一二", "三——四", "五"]


def test_shared_signs_are_as_wide_as_their_neighbours():
    assert page_text.width("“好”") == 36 and page_text.width("“so”") == pytest.approx(28.8)


def test_hyphens_break_and_indentation_stays():
    assert wrapped("a well-known man", 7 * 7.2) == ["a well-", "known", "man"]
    assert wrapped("   indented line", 12 * 7.2) == ["   indented", "line"]


def test_the_chinese_page_names_the_speaker_in_the_line():
    text = (SCRIPTS / "chinese.fountain").read_text(encoding="utf-8")
    page = shown(text, paper="a4", profile="cn")[0]
    assert page[0] == "1. 内景 茶馆 - 夜"
    assert "林小梅（自语）：我没有坐车。" in page
    _, pagination = paginate(text, paper="a4", profile="cn")
    assert pagination.pages[0][1].x - pagination.layout.left == 24


def test_what_a_chinese_page_joins_keeps_apart_what_was_apart():
    text = "ANNA (V.O.)\n(low)\nYes.\n(beat)\nNo.\n~La la\n\n@老周\n好。\n（停）\n不好。"
    assert shown(text, profile="cn") == [["ANNA (V.O.)(low): Yes. (beat) No.", "La la", "老周：好。（停）不好。"]]


def test_a_russian_speech_is_continued_in_russian():
    one, two = shown(f"{filler(47)}\n\nИВАН\n" + "Я ждал тебя здесь с девяти часов.\n" * 8)
    assert (one[-1], two[0]) == ("(ДАЛЬШЕ)", "ИВАН (ПРОД.)")


def test_an_unknown_paper_or_profile_is_named():
    with pytest.raises(UsageError, match="no paper 'a5'"):
        paginate("One.", paper="a5")
    with pytest.raises(UsageError, match="no page profile 'uk'"):
        paginate("One.", profile="uk")


# --- a feature


def test_a_feature_of_146_kb_and_190_scenes_has_about_a_page_a_minute():
    text = feature()
    screenplay = fountain.parse(text)
    start = time.process_time()
    pagination = pages.paginate(screenplay)
    assert time.process_time() - start < 0.6  # 0.13 s on two busy cores
    assert 115 <= len(pagination.pages) <= 125
    assert len(pagination.scenes) == 190
    eighths = sum(scene.eighths for scene in pagination.scenes)
    assert 0.9 <= eighths / 8 / len(pagination.pages) <= 1.02


def test_the_time_grows_with_the_length_also_of_one_line():
    def seconds(text):
        screenplay = Screenplay(elements=(Element("action", text),))
        start = time.process_time()
        pages.paginate(screenplay)
        return time.process_time() - start

    for piece in ("word ", "茶", "”", "x"):
        short, long = (min(seconds(piece * size) for _ in range(3)) for size in (10_000, 40_000))
        assert long < 10 * short + 0.05
