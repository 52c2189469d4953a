"""Edits touch their own bytes and no others; numbers in use stay."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_fountain import TEXTS

from filmcli.core.errors import InputError
from filmcli.formats import editing, fountain, scene_numbers

DOZEN = (Path(__file__).parent / "scripts" / "dozen.fountain").read_text(encoding="utf-8")
SCRIPTS = st.sampled_from([path.read_bytes().decode() for path in sorted((Path(__file__).parent / "scripts").glob("*.fountain"))])
EXAMPLES = 10_000 if os.environ.get("FILMCLI_LONG") else 60
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def read(text: str, ends: str = "\n") -> fountain.Screenplay:
    return fountain.parse(text.replace("\n", ends))


# --- what stays as it was


@settings(max_examples=EXAMPLES, deadline=None)
@given(SCRIPTS, LINE_ENDS, st.randoms(use_true_random=False))
def test_a_replaced_speech_leaves_every_other_byte(text, ends, dice):
    screenplay = read(text, ends)
    speeches = [speech for scene in fountain.scenes(screenplay) for speech in scene.speeches]
    assume(speeches)
    speech = dice.choice(speeches)
    changed = editing.replace_speech(screenplay, speech.id, "(low)\nOne [sic].\n\nTwo.")
    before, after = (fountain.write(one).splitlines(keepends=True) for one in (screenplay, changed))
    assert after[: speech.line] == before[: speech.line]
    assert after[speech.line + 4 :] == before[speech.end_line :]
    assert "".join(after[speech.line : speech.line + 4]).split(ends)[:4] == ["(low)", "One [sic].", "  ", "Two."]
    (found,) = [s for scene in fountain.scenes(changed) for s in scene.speeches if s.id == speech.id]
    assert (found.text, found.parenthetical, found.name) == ("One [sic]. Two.", "low", speech.name)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.one_of(SCRIPTS, TEXTS), LINE_ENDS, st.randoms(use_true_random=False))
def test_a_replaced_scene_leaves_every_other_byte(text, ends, dice):
    screenplay = read(text, ends)
    told = [scene for scene in fountain.scenes(screenplay) if scene.heading]
    assume(told)
    scene = dice.choice(told)
    try:
        changed = editing.replace_scene(screenplay, scene.id, "EXT. NEW SCENE\n\nNothing happens.\n")
    except InputError:
        assume(False)
    old, new = fountain.write(screenplay), fountain.write(changed)
    at = new.index("EXT. NEW SCENE", sum(len(line) for line in old.splitlines(keepends=True)[: scene.heading.line - 1]))
    tail = new[new.index("Nothing happens.", at) + len("Nothing happens.") :]
    assert old.startswith(new[:at]) and old.endswith(tail)
    headings = [one.heading.text if one.heading else "" for one in fountain.scenes(screenplay)]
    headings[scene.index] = "EXT. NEW SCENE"
    assert [one.heading.text if one.heading else "" for one in fountain.scenes(changed)] == headings
    if scene.heading.number:
        assert f"EXT. NEW SCENE #{scene.heading.number}#" in new


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.one_of(SCRIPTS, TEXTS), LINE_ENDS, st.randoms(use_true_random=False))
def test_taking_an_inserted_scene_out_again_gives_the_bytes_back(text, ends, dice):
    screenplay = read(text, ends)
    slugs = [scene.id for scene in fountain.scenes(screenplay) if scene.heading]
    before = dice.choice([None, *slugs])
    try:
        changed = editing.insert_scene(screenplay, "EXT. NEW SCENE\n\nNothing happens.\n", before=before)
    except InputError:
        assume(False)
    old, new = fountain.write(screenplay), fountain.write(changed)
    at = new.index("EXT. NEW SCENE")
    size = len(new) - len(old)
    assert any(new[:start] + new[start + size :] == old for start in range(max(0, at - 4), at + 1))
    assert [scene.heading.text for scene in fountain.scenes(changed) if scene.heading].count("EXT. NEW SCENE") == 1
    assert len([e for e in changed.elements if e.type == "scene_heading"]) == len(slugs) + 1


def test_a_scene_behind_a_lone_carriage_return_keeps_its_blank_line():
    changed = editing.insert_scene(fountain.parse("\n~\r"), "EXT. NEW SCENE\n\nNothing happens.\n")
    assert [scene.heading.text for scene in fountain.scenes(changed) if scene.heading] == ["EXT. NEW SCENE"]


@settings(max_examples=EXAMPLES, deadline=None)
@given(SCRIPTS, LINE_ENDS, st.randoms(use_true_random=False))
def test_a_deleted_scene_is_gone_and_what_stays_is_a_subsequence_of_the_lines(text, ends, dice):
    screenplay = read(text, ends)
    scenes = [scene for scene in fountain.scenes(screenplay) if scene.heading]
    assume(scenes)
    scene = dice.choice(scenes)
    old, new = fountain.write(screenplay), fountain.write(editing.delete_scene(screenplay, scene.id))
    size = len(old) - len(new)
    assert any(old[:start] + old[start + size :] == new for start in range(len(old)))
    headings = [e.text for e in screenplay.elements if e.type == "scene_heading"]
    headings.pop(scenes.index(scene))
    assert [e.text for e in fountain.parse(new).elements if e.type == "scene_heading"] == headings


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.one_of(SCRIPTS, TEXTS), LINE_ENDS)
def test_numbers_put_on_and_taken_off_leave_the_text_without_numbers(text, ends):
    screenplay = read(text, ends)
    try:
        bare = editing.clear_numbers(screenplay)
        numbered = editing.number(bare)
    except InputError:
        assume(False)
    slugs = [e.number for e in numbered.elements if e.type == "scene_heading"]
    assert slugs == [str(n) for n in range(1, len(slugs) + 1)]
    assert fountain.write(editing.clear_numbers(numbered)) == fountain.write(bare)
    assert fountain.write(editing.number(numbered, lock=True)) == fountain.write(numbered)


def test_a_section_before_the_next_scene_is_not_deleted_with_this_one():
    text = "# One\n\nINT. A\n\nHi.\n\n# Two\n\n= More.\n\nINT. B\n\nHo.\n"
    assert fountain.write(editing.delete_scene(read(text), "SQ010")) == "# One\n\n# Two\n\n= More.\n\nINT. B\n\nHo.\n"
    assert fountain.write(editing.delete_scene(read(text), "SQ020")) == "# One\n\nINT. A\n\nHi.\n\n# Two\n\n= More.\n"


def test_a_scene_is_inserted_before_another_or_at_the_end_of_a_file_without_a_last_line_end():
    assert fountain.write(editing.insert_scene(read("INT. A\n\nHi.\n\nINT. B"), "INT. N", before="SQ020")) == (
        "INT. A\n\nHi.\n\nINT. N\n\nINT. B"
    )
    assert fountain.write(editing.insert_scene(read("INT. A\n\nHi."), "INT. N\n\nHo.")) == "INT. A\n\nHi.\n\nINT. N\n\nHo.\n"


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda s: editing.replace_speech(s, "SQ010_L0011", "x"), "no speech is called 'SQ010_L0011'"),
        (lambda s: editing.replace_speech(s, "SQ010_L0010", "  \n"), "no text to say"),
        (lambda s: editing.insert_scene(s, "He waits."), "has no slug line"),
        (lambda s: editing.insert_scene(s, "INT. N\n\n/* cut", before="SQ010"), "would change how the rest"),
        (lambda s: editing.delete_scene(s, "SQ999"), "no scene is called 'SQ999'"),
    ],
)
def test_what_cannot_be_done_says_why(edit, words):
    with pytest.raises(InputError, match=re.escape(words)):
        edit(read("INT. A\n\nANNA\nHi.\n\nINT. B\n\n*/ Ho.\n"))


# --- numbers


@pytest.mark.parametrize(
    ("numbers", "given_"),
    [
        ([None, None], "1 2"),
        (["1", None, "2"], "1 A1 2"),
        (["1", None, None, "2", None], "1 A1 B1 2 3"),
        (["1", None, "A1", None, "B1", "2"], "1 AA1 A1 BA1 B1 2"),
        (["1", "1A", None, "2"], "1 1A 1B 2"),
        (["1", None, "1A", "2", None, "3"], "1 1AA 1A 2 2A 3"),
        ([None, "1"], "A0 1"),
        (["1", "H1", None, "2"], "1 H1 J1 2"),
        (["101", None, "I-1-A", None, "102"], "101 A101 I-1-A AI-1-A 102"),
        (["5", "2", None], "5 2 6"),
    ],
)
def test_used_numbers_stay_and_new_scenes_get_letters(numbers, given_):
    assert scene_numbers.locked(numbers) == given_.split()


def test_letters_behind_when_asked_for():
    assert scene_numbers.locked(["1", None, "2"], inserted="1A") == ["1", "1A", "2"]


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(2, 4))
def test_numbers_are_never_given_twice_however_often_scenes_come_in(kept, rounds):
    numbers = ["1", "2"]
    for _ in range(rounds):
        fresh = [one for number, more in zip(numbers, kept, strict=False) for one in ([number, None] if more else [number])]
        fresh += numbers[len(kept) :]
        new = scene_numbers.locked(fresh)
        assert [number for number in new if number in numbers] == numbers
        assert len(set(new)) == len(new)
        numbers = new


def test_a_place_with_more_scenes_than_letters_says_so():
    with pytest.raises(InputError, match="more than 24 new scenes after scene"):
        scene_numbers.locked(["1", *[None] * 25, "2"])


# --- the command


def test_number_prints_the_script_with_numbers_and_locks_them(run, tmp_path):
    (tmp_path / "a.fountain").write_text("INT. A #1#\n\nHi.\n\nINT. N\n\nINT. B #2#\n")
    assert run("number", "a.fountain").stdout == "INT. A #1#\n\nHi.\n\nINT. N #2#\n\nINT. B #3#\n"
    done = run("number", "a.fountain", "--lock", "-o", "a.fountain")
    assert (done.stdout, done.code) == ("", 0)
    assert (tmp_path / "a.fountain").read_text() == "INT. A #1#\n\nHi.\n\nINT. N #A1#\n\nINT. B #2#\n"
    assert run("number", "-", "--clear", stdin="INT. A #1# \n").stdout == "INT. A \n"
    assert run("number", "a.fountain", "--clear", "--lock").code == 2
