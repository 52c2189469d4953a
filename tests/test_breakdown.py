"""filmcli breakdown: what scenes need, each item with its line; tags in notes go first; strips have the board's colours."""

import csv
import io
from pathlib import Path

import pytest

from filmcli.cast import reading
from filmcli.formats import fountain
from filmcli.script import breakdown, sheets

SCRIPTS = Path(__file__).parent / "scripts"
DOZEN = SCRIPTS / "dozen.fountain"


def items(text):
    """Return the items of a screenplay's scenes as one {department: {name: line}} a scene, the cast apart."""
    screenplay = fountain.parse(text)
    found = []
    for sheet in breakdown.breakdown(screenplay, reading.people(screenplay), file="x"):
        found.append({})
        for item in sheet.items:
            if item.category != "cast":
                found[-1].setdefault(item.category, {})[item.name] = item.line
    return found


def test_a_sheet_names_department_item_line_and_words(run):
    rows = list(csv.DictReader(io.StringIO(saved(run, "x.csv").decode())))
    wallet = next(row for row in rows if row["item"] == "calf wallet")
    assert (wallet["scene"], wallet["category"], wallet["line"], wallet["origin"]) == ("4", "props", "152", "words")
    assert wallet["quote"] == "On top of the bandages lies the calf wallet."
    by_department = {(row["category"], row["item"]) for row in rows if row["scene"] == "1"}
    assert {("vehicles", "taxi"), ("props", "leather bag"), ("wardrobe", "navy coat"), ("sfx", "rain"), ("cast", "AMARA")} <= by_department


def saved(run, name):
    done = run("breakdown", DOZEN, "-o", name)
    assert done.code == 0 and done.stdout == "" and f"{name}: 6 scenes" in done.stderr
    return run.folder(name)


@pytest.fixture
def run(run, tmp_path):
    """Run as ever, and read a file of the session's folder with `run.folder(name)`."""
    run.folder = lambda name: (tmp_path / name).read_bytes()
    return run


def test_every_quote_stands_in_the_script_on_its_line(run):
    lines = DOZEN.read_text().splitlines()
    for scene in run("breakdown", DOZEN, "--json").json["scenes"]:
        for item in scene["items"]:
            assert item["quote"].strip("…").split(" (")[0] in lines[item["line"] - 1]


@pytest.mark.parametrize(
    "action, found",
    [
        ("A revolver lies on the desk.", {"props": {"revolver": 3}, "set_dressing": {"desk": 3}}),
        ("She watches. The clock rings.", {"set_dressing": {"clock": 3}}),  # verbs, not a watch and a ring
        ("Her gold watch and a ring.", {"props": {"watch": 3, "ring": 3}}),
        ("He runs like a train.", {}),  # nobody must bring a train
        ("A car key on a hook.", {"props": {"car key": 3}}),  # and no car
        ("Two dogs bark at a police car.", {"animals": {"dog": 3}, "vehicles": {"police car": 3}}),
        ("The telephone rings. A gunshot.", {"sound": {"telephone rings": 3, "gunshot": 3}, "sfx": {"gunshot": 3}}),
        ("Вера берёт револьвер.", {"props": {"револьвер": 3}}),
        ("桌上一把手枪。", {"props": {"手枪": 3}, "set_dressing": {"桌": 3}}),
        ("[[prop: lamp, brass key]] She lifts a lamp.", {"props": {"lamp": 3, "brass key": 3}}),  # no set dressing then
        ("[[no prop: letter]] The letter of the law.", {}),
        ("[[Her bag matters: see scene 4.]] She waits.", {}),  # a note that is no tag
        ("[[VFX: ghost of the captain]] Nothing.", {"vfx": {"ghost of the captain": 3}}),
    ],
)
def test_words_and_tags(action, found):
    assert items(f"INT. ROOM - DAY\n\n{action}\n") == [found]


def test_a_tag_on_a_line_of_its_own_is_of_its_scene():
    text = "INT. A - DAY\n\nRain.\n\n[[vehicle: Ford]]\n\nINT. B - DAY\n\nDust.\n"
    assert items(text) == [{"sfx": {"rain": 3}, "vehicles": {"Ford": 5}}, {}]


def test_the_strips_have_the_colours_of_the_board(run):
    slugs = {
        "INT. A - DAY": "white",
        "EXT. A - DAY": "yellow",
        "INT. A - NIGHT": "blue",
        "EXT. A - NIGHT": "green",
        "EXT. A - DAWN": "pink",
        "INT./EXT. CAR - NIGHT": "green",
        "INT. A": "grey",
    }
    text = "\n\nX.\n\n".join(slugs) + "\n\nX.\n"
    assert [scene["colour"] for scene in run("breakdown", "-", "--json", stdin=text).json["scenes"]] == list(slugs.values())


def test_the_stripboard_is_one_row_a_scene(run):
    title, head, *rows = run("breakdown", DOZEN, "--strips").stdout.splitlines()
    assert title == "Stripboard" and head.split()[:3] == ["no.", "strip", "side"]
    assert rows[0].split()[:5] == ["1", "green", "EXT", "night", "FERRY"]
    assert len(rows) == 6


@pytest.mark.parametrize("name", ["no_slug", "russian", "chinese"])
def test_the_pdf_is_one_board_and_the_sheets_in_any_script(run, name):
    done = run("breakdown", SCRIPTS / f"{name}.fountain", "-o", "x.pdf", "-q")
    if done.code == 4:  # a bare machine has Courier Prime only
        assert name != "no_slug" and "no font here can draw" in done.stderr
        return
    assert (done.code, done.stderr) == (0, "")
    assert run.folder("x.pdf").count(b"/Type /Page\n") == 2


def test_equal_breakdowns_are_equal_pdfs():
    screenplay = fountain.parse(DOZEN.read_text(encoding="utf-8"))
    drawn = [sheets.render(breakdown.breakdown(screenplay, reading.people(screenplay), file="x"), title="x") for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert drawn[0].count(b"/Type /Page\n") == 3


def test_a_letter_that_no_font_has_is_told_and_not_left_out(run):
    done = run("breakdown", "-", "-o", "x.pdf", stdin="INT. \u05d0 - DAY\n\nRain.\n")
    assert done.code == 4 and "no font here can draw" in done.stderr


def test_another_suffix_is_told_the_known_ones(run):
    done = run("breakdown", DOZEN, "-o", "x.doc")
    assert done.code == 2 and "expected .csv, .json or .pdf" in done.stderr
