"""filmcli check on shots: every fault that a careless edit plants is found, clean scenes stay silent, and what was rendered is checked too."""

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from filmcli.render.rules import proof

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))
import grammar  # noqa: E402 (the path comes first)
from faults import edit, pictures  # noqa: E402
from faults.film import singles  # noqa: E402


@pytest.fixture(scope="module")
def films():
    return [grammar.planned(path) for path in grammar.SCRIPTS if path.stem in ("best_crime", "worst_noir", "dozen")]


def test_clean_scenes_have_no_findings(films):
    assert [finding for film in films for finding in film.clean] == []


@pytest.mark.parametrize("name", grammar.FAULTS)
def test_a_planted_fault_is_found_by_its_rule(films, name):
    rule, plant = grammar.FAULTS[name]
    tried = 0
    for film in films:
        for where, broken in list(plant(film))[:6]:
            tried += 1
            found = [finding for finding in film.check(broken) if finding.shot.startswith(where)]
            assert any(finding.rule.startswith(rule) for finding in found), (film.name, where, [str(finding) for finding in found])
    assert tried, "nowhere to plant it"


@pytest.mark.parametrize("name", edit.EDITS)
def test_a_line_or_a_length_gone_wrong_in_the_edit_is_found(films, name):
    rule, plant = edit.EDITS[name]
    planted = [(film, where, times) for film in films for where, times in list(plant(film))[:4]]
    assert planted, "nowhere to plant it"
    for film, where, times in planted:
        found = [finding.rule for finding in film.check(film.shots, times) if finding.shot.startswith(where)]
        assert any(one.startswith(rule) for one in found), (film.name, where)


@pytest.mark.parametrize("name", pictures.CLIPS)
def test_a_clip_gone_wrong_is_found_by_its_record(films, name):
    tried, missed = pictures.clips(films[:1], name)
    assert tried > 3
    assert missed == []


@pytest.mark.parametrize("name", ["cast", "set"])
def test_a_shot_in_other_clothes_or_another_set_is_found_by_its_fingerprint(films, name):
    tried, missed = pictures.wardrobes(films[:1], name=name)
    assert tried > 3
    assert missed == []


@pytest.mark.parametrize("name", pictures.PROOFS)
def test_a_number_gone_wrong_in_the_picture_is_found_by_its_rule(films, name):
    tried, missed = pictures.pictures(films, name)
    assert tried > 3
    assert missed == []


def record(shot, **notes):
    main = {"eyes": [0.4, 0.3], "visible": 1.0, "size": shot.size}
    return {"inputs": {}, "notes": {"subjects": {shot.subjects[0]: main | notes.pop("main", {})}, **notes}}


@pytest.fixture
def single(films):
    return next(one.shot for one in singles(films[0]))


@pytest.mark.parametrize(
    ("notes", "rule"),
    [
        ({"main": {"visible": 0.4}}, "2 subject visible"),
        ({"main": {"eyes_visible": 0.5}}, "2 subject visible"),
        ({"main": {"apart": 0.1}}, "separation"),
        ({"main": {"depth": 9.0}, "depth": {"window": [1.0, 8.0], "sharp": [1.0, 99.0]}}, "11 depth window"),
        ({"main": {"eyes": [-1.0, -1.0]}}, "2 subject visible"),
        ({"main": {"size": "EWS"}}, "1 shot size"),
        ({"light": {"ratio": {"asked": 8.0, "got": 3.0, "read": "frame"}}}, "face ratio"),
        ({"light": {"key": {"asked": 0.0, "got": -1.6}}}, "face exposure"),
        ({"luminance": 0.001}, "exposure"),
    ],
)
def test_what_was_measured_in_a_picture_is_held_against_the_list(single, notes, rule):
    assert [finding.rule for finding in proof.picture(single, record(single, **notes))] == [rule]
    assert list(proof.picture(single, record(single))) == []


def test_an_id_that_changed_between_two_shots_is_found():
    found = list(proof.identity({"SQ010_SH0010": {"ANNA": 7}, "SQ010_SH0020": {"ANNA": 8, "BORIS": 3}}))
    assert [(one.shot, one.rule, one.number) for one in found] == [("SQ010_SH0020", "11 ids", 8)]


def test_check_reads_the_records_beside_the_pictures(run, planned):
    shots = [line.split(":")[1].strip() for line in (planned / "shots.yaml").read_text().splitlines() if line.startswith("- id: SQ010_SH")]
    for number, shot in enumerate(shots[:2]):
        (planned / "shots" / shot).mkdir(parents=True)
        made = {f"{shot}.beauty": {"inputs": {"cast ANNA": str(number)}, "notes": {}}}
        (planned / "shots" / shot / "record.json").write_text(json.dumps(made))
    done = run("check", "-d", planned)
    assert f"{shots[1]}: 10 continuity" in done.stdout
    assert done.code == 3
    made = {f"{shots[1]}.beauty": {"inputs": {"camera": "another", "cast ANNA": "1"}, "notes": {}}}
    (planned / "shots" / shots[1] / "record.json").write_text(json.dumps(made))
    after = run("check", "-d", planned).stdout
    assert f"{shots[1]}: its picture was taken before the list was changed" in after and "10 continuity" not in after


def test_junit_has_a_case_for_each_rule(run, planned):
    text = (planned / "shots.yaml").read_text()
    (planned / "shots.yaml").write_text(text.replace("lens: ", "lens: 1", 1))
    done = run("check", "-d", planned, "--junit")
    root = ElementTree.fromstring(done.stdout)
    failed = {case.get("name") for case in root.iter("testcase") if case.find("failure") is not None}
    assert "film-grammar" in {case.get("name") for case in root.iter("testcase")}
    assert (done.code == 3) == bool(failed)
    assert run("check", "-d", planned, "--junit", "--json").code == 2
