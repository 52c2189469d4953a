"""filmcli stats: the figures of a small script counted by hand, sums that must agree, and the page with plots."""

import re
import xml.etree.ElementTree as tree
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filmcli.cast import reading
from filmcli.formats import fountain
from filmcli.script import length, statistics

SCRIPTS = Path(__file__).parent / "scripts"
DOZEN = SCRIPTS / "dozen.fountain"
LADIES = """INT. BANK - DAY

ANNA (30), a woman in grey, counts. VERA (40), an old lady, watches. TOM (50), a man, sleeps.

ANNA
Forty, fifty.

VERA
(softly)
You dropped one, dear.

TOM
Quiet.

EXT. STREET - CONTINUOUS

ANNA
Does he know?

VERA
Your husband knows nothing.
"""


def measured(text):
    screenplay = fountain.parse(text)
    return statistics.measure(screenplay, reading.people(screenplay), file="x")


def test_words_are_counted_once_for_who_says_them(run):
    data = run("stats", "-", "--json", stdin=LADIES).json
    assert (data["action_words"], data["dialogue_words"]) == (18, 14)
    assert {role["name"]: (role["speeches"], role["words"]) for role in data["roles"]} == {"ANNA": (2, 5), "VERA": (2, 8), "TOM": (1, 1)}
    assert data["matrix"]["TOM"] == {"SQ010": 1}
    assert {(talk["speaker"], talk["to"]): talk["words"] for talk in data["talks"]} == {
        ("ANNA", "VERA"): 5,
        ("VERA", "TOM"): 4,
        ("TOM", "VERA"): 1,
        ("VERA", "ANNA"): 4,
    }


def test_the_hour_goes_on_where_the_slug_line_says_so(run):
    scenes = run("stats", "-", "--json", stdin=LADIES).json["scenes"]
    assert [(scene["int_ext"], scene["hour"]) for scene in scenes] == [("INT", "day"), ("EXT", "day")]


def test_the_bechdel_answers_come_with_their_evidence(run):
    found = run("stats", "-", "--json", stdin=LADIES).json["bechdel"]
    assert (found["two_women"], found["talk"], found["not_of_men"]) == ("yes", "yes", "yes")
    assert [(one["line"], one["end_line"], one["about"]) for one in found["exchanges"]] == [(5, 10, ""), (17, 21, "he")]


def test_one_word_of_a_man_does_not_make_all_of_a_talk_his(run):
    found = run("stats", DOZEN, "--json").json["bechdel"]["exchanges"]
    deck = [one for one in found if one["scene"] == "SQ050"]
    assert [(one["line"], one["end_line"], one["about"]) for one in deck] == [(194, 206, "")]  # line 191 speaks of a brother


@pytest.mark.parametrize("who, answer", [("a woman", "yes"), ("a man", "no"), ("tall", "unknown")])
def test_gender_is_never_guessed(run, who, answer):
    text = f"INT. ROOM - DAY\n\nANNA (30), a woman, waits. XYQ (30), {who}, waits too.\n\nANNA\nRain again.\n\nXYQ\nSnow.\n"
    assert run("stats", "-", "--json", stdin=text).json["bechdel"]["not_of_men"] == answer


def test_the_tables_name_pages_people_and_places(run):
    text = run("stats", DOZEN).stdout
    assert re.search(r"^pages +5 \(4 7/8 by scenes\)$", text, re.MULTILINE)
    assert re.search(r"^ +2  INT\. FERRY SALOON - NIGHT +1  1 1/8", text, re.MULTILINE)
    assert re.search(r"^RUTH +female +10 +81 ", text, re.MULTILINE)
    assert re.search(r"^FERRY SALOON +2 ", text, re.MULTILINE)
    assert "\x1b" not in text


def test_several_scripts_stand_side_by_side(run):
    done = run("stats", DOZEN, SCRIPTS / "short.fountain")
    head, *rows = done.stdout.splitlines()
    assert head.split("  ")[-1].strip() == "The Spare Key" and "THE NIGHT FERRY" in head
    assert re.fullmatch(r"scenes +6 +1", next(row for row in rows if row.startswith("scenes")))
    assert [one["title"] for one in run("stats", DOZEN, SCRIPTS / "short.fountain", "--json").json] == ["THE NIGHT FERRY", "The Spare Key"]


def test_the_page_is_whole_and_asks_nobody_for_anything(run, tmp_path):
    assert run("stats", DOZEN, SCRIPTS / "chinese.fountain", "--html", "stats.html").code == 0
    page = (tmp_path / "stats.html").read_text(encoding="utf-8")
    assert not re.search(r"https?:|src=|<script|@import|url\(", page)
    plots = [tree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]
    assert len(plots) == 16
    assert len(plots[0].findall(".//rect")) == 6 and plots[0].find(".//title").text.startswith("1 EXT. FERRY LANDING")
    assert "RUTH" in {text.text for text in plots[4].iter("text")}


def test_markup_in_a_name_is_text_on_the_page(run, tmp_path):
    run("stats", "-", "--html", "x.html", stdin="Title: <b>&\n\nINT. <I> - DAY\n\n@<img>\nHi.\n")
    page = (tmp_path / "x.html").read_text()
    assert "<img" not in page and "&lt;img&gt;" in page and "<title>&lt;b&gt;&amp;</title>" in page


def test_an_unknown_paper_gets_the_known_ones(run):
    done = run("stats", DOZEN, "--paper", "a5")
    assert done.code == 2 and "letter" in done.stderr


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.fountain")), ids=lambda path: path.stem)
def test_eighths_and_pages_agree(path):
    figures = measured(path.read_text(encoding="utf-8"))
    assert sum(scene.eighths for scene in figures.scenes) == figures.eighths
    assert abs(figures.eighths / 8 - figures.pages) <= 1 + len(figures.scenes) / 16  # the last page's end, and half an eighth a scene


NAMES = st.sampled_from(["ANNA", "BORIS", "DR. CLEO", "老周", "ИВАН"])
BLOCK = st.one_of(
    st.tuples(NAMES, st.text("ab cé,.!?ш老 ", min_size=1, max_size=40)).map(lambda pair: f"@{pair[0]}\n{pair[1].strip() or 'x'}"),
    st.text("ab c.,Дж字", min_size=1, max_size=60),
    st.sampled_from(["INT. HALL - NIGHT", "EXT. ROAD - DAY", "~la la", "> THE END <", "CUT TO:", "[[a note]]"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCK, max_size=12))
def test_every_word_is_somebodys_and_some_scenes(blocks):
    text = "\n\n".join(blocks)
    figures = measured(text)
    spoken = sum(length.words(speech.text) for scene in fountain.scenes(fountain.parse(text)) for speech in scene.speeches)
    assert sum(role.words for role in figures.roles) == sum(scene.dialogue_words for scene in figures.scenes) == spoken
    assert sum(sum(scene.speakers.values()) for scene in figures.scenes) == spoken
    assert sum(talk.words for talk in figures.talks) <= spoken
    assert sum(role.speeches for role in figures.roles) == figures.speeches
    assert sum(sum(row.values()) for row in statistics.matrix(figures).values()) == spoken


@pytest.mark.parametrize("count, words", [(0, "0"), (3, "3/8"), (8, "1"), (19, "2 3/8")])
def test_eighths_are_written_as_a_breakdown_writes_them(count, words):
    assert length.eighths(count) == words


@pytest.mark.parametrize("text, seconds", [("abcdef", 0.3892), ("abc.", 0.9446), ("a, b", 0.42973), ("老周。", 1.1392)])
def test_a_speech_lasts_by_letters_stops_and_commas(text, seconds):
    assert length.speech_seconds(text) == pytest.approx(seconds, abs=1e-4)
