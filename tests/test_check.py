"""filmcli check: what it finds on a page with every fault, and that it says nothing on sound ones."""

from pathlib import Path

import pytest

from filmcli.cast import reading
from filmcli.formats import fountain
from filmcli.script import lint

SCRIPTS = Path(__file__).parent / "scripts"
FAULTS = """Title: Faults

INT. KITCHEN - NIGHT #1#

ANNA (30) grabs the knife from the counter. Sunlight fills the room. She thinks about her mother.
INT. CELLAR - NIGHT

ANNA
I have told you a hundred times to go home.

BORIS
Who are you?

Boris walked to the door. On the table lies a *knife*.

Boris exits.

BORIS
One more thing.

CUT TO: \n
EXT. STREET - DAY #1#
Rain.

ANNNA
Hello?

ANNA
One.

ANNA
Two.

ANNA
I have told you a hundred times to go home.

@DORA

INT. KITCHNE - DAY

CLARA (20) sits. [[a note

that breaks]]

FADE OUT.
The end is here.

INT. - DAY

CLARA ^
Nothing.

BORIS

/* open
"""
FOUND = {  # rule → the lines on which it speaks
    "prop-order": [5],
    "time": [5],
    "thought": [5],
    "lost-heading": [6],
    "introduction": [11, 26],
    "past-tense": [14],
    "absent-speaker": [18, 51],
    "lost-transition": [21],
    "number-repeated": [23],
    "heading-spacing": [24],
    "name-variant": [26],
    "repeated-line": [36],
    "empty-cue": [38],
    "place-variant": [40],
    "note-blank-line": [42],
    "odd-cue": [46],
    "heading-place": [49],
    "dual-alone": [51],
    "lost-cue": [54],
    "unclosed": [56],
}


@pytest.fixture
def faults(tmp_path):
    (tmp_path / "faults.fountain").write_text(FAULTS)
    return "faults.fountain"


def test_every_fault_is_found_where_it_stands_and_nothing_else(run, faults):
    found = {}
    for one in run("check", faults, "--json").json["findings"]:
        found.setdefault(one["rule"], []).append(one["line"])
    assert found == FOUND


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.fountain")), ids=lambda path: path.stem)
def test_a_sound_script_is_passed_in_silence(run, path):
    done = run("check", path)
    assert (done.stdout, done.code) == ("", 0)
    assert "0 errors, 0 warnings, 0 notes" in done.stderr


def test_a_message_is_file_line_column_severity_rule_words(run, faults):
    done = run("check", faults, "--select", "prop-order", "--select", "time")
    assert done.stdout.splitlines() == [
        "faults.fountain:5:17: warning prop-order: 'the knife' is used here, and shown as 'a knife' only on line 14",
        "faults.fountain:5:45: warning time: 'Sunlight', and the slug line says NIGHT",
    ]


def test_errors_exit_3_and_warnings_only_when_asked(run, faults):
    assert run("check", faults).code == 3
    assert run("check", faults, "--select", "time").code == 0
    assert run("check", faults, "--select", "time", "--strict").code == 3
    assert run("check", faults, *(word for rule in FOUND for word in ("--ignore", rule))).stdout == ""


def test_a_mistyped_rule_gets_the_nearest(run, faults):
    done = run("check", faults, "--ignore", "name-varient")
    assert done.code == 2
    assert "did you mean name-variant?" in done.stderr


def test_a_script_of_another_format_is_checked_as_the_fountain_it_becomes(run, faults):
    assert run("export", faults, "-o", "faults.fdx").code == 0
    assert "faults.fdx:" in run("check", "faults.fdx", "--select", "thought").stdout


def test_each_rule_is_listed_with_its_sentence(run):
    rows = run("check", "--rules").stdout.splitlines()
    assert {row.split(" ")[0] for row in rows} >= set(FOUND) | {"film-grammar"}
    assert all(row.endswith(".") for row in rows)


def test_sarif_names_rule_level_and_place(run, faults):
    log = run("check", faults, "--sarif").json
    assert log["version"] == "2.1.0"
    (one,) = log["runs"]
    rules = one["tool"]["driver"]["rules"]
    for result in one["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
    unclosed = next(result for result in one["results"] if result["ruleId"] == "unclosed")
    place = unclosed["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "faults.fountain"
    assert place["region"] == {"startLine": 56, "startColumn": 1}


def test_stdin_is_read_only_when_asked(run):
    assert run("check", "-", stdin="INT. ROOM - DAY\n\n/* open\n").stdout.startswith("stdin:3:1: error unclosed:")
    done = run("check")
    assert done.code == 2
    assert "hint: filmcli check SCRIPT" in done.stderr


@pytest.mark.parametrize("text", ["[[" * 3000, "A\nB\n\n" * 3000, "@" * 5000, "INT. \n\n" * 2000, "\x00\u2028(^", "ALL\nYes.\n", ""])
def test_odd_input_is_checked_too(text):
    screenplay = fountain.parse(text)
    lines = text.count("\n") + 1
    assert all(1 <= one.line <= lines for one in lint.check(screenplay, reading.people(screenplay), file="x"))


def production(folder, camera_height):
    """Plan a small production and put the camera of its last shot at a height."""
    from filmcli.core import documents
    from filmcli.formats.shots import ShotList

    shots = documents.load(folder / "shots.yaml", ShotList)
    last = shots.shots[-1]
    x, y, _ = last.camera.position
    moved = last.model_copy(update={"camera": last.camera.model_copy(update={"position": (x, y, camera_height)})})
    (folder / "shots.yaml").write_text(documents.dump(shots.model_copy(update={"shots": (*shots.shots[:-1], moved)})))
    return last.id


def test_a_production_is_checked_for_film_grammar_too(run, tmp_path, planned):
    assert run("check", "-d", planned).stdout == ""
    shot = production(planned, 60.0)
    done = run("check", "-d", planned)
    assert done.code == 3
    assert f"film-grammar: {shot}: " in done.stdout
    line = int(done.stdout.split(":")[1])
    assert shot in (planned / "shots.yaml").read_text().splitlines()[line - 1]
    found = [one["grammar"] for one in run("check", "-d", planned, "--json").json["findings"]]
    assert all(one["shot"] and one["remedy"] and isinstance(one["number"], int | float) for one in found)
    told = [one["properties"] for one in run("check", "-d", planned, "--sarif").json["runs"][0]["results"]]
    assert told == found
    assert run("check", "-d", planned, "--ignore", "film-grammar").stdout == ""


def test_the_json_counts_by_severity(run, faults):
    data = run("check", faults, "--json").json
    assert data["count"] == {
        severity: sum(one["severity"] == severity for one in data["findings"]) for severity in ("error", "warning", "note")
    }
