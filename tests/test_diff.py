"""filmcli diff: what a new draft changes, scene by scene, and what of a production it makes stale."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filmcli.formats import fountain, pdf, pdf_lines
from filmcli.formats.revision import Revision
from filmcli.script import revision

SCRIPTS = Path(__file__).parent / "scripts"
DOZEN = (SCRIPTS / "dozen.fountain").read_text(encoding="utf-8")
LANDING, SALOON, WHEELHOUSE, RING, DECK, QUAY = (
    "EXT. FERRY LANDING",
    "INT. FERRY SALOON - NIGHT",
    "INT. WHEELHOUSE",
    "INT. FERRY SALOON - LATER",
    "EXT. FERRY DECK",
    "EXT. ISLAND QUAY",
)


def scene(text, heading, until):
    return text[text.index(heading) : text.index(until)]


@pytest.fixture
def drafts(tmp_path):
    """Write a draft that moves a scene, cuts one, adds one and rewrites a speech; return both paths."""
    moved, cut = scene(DOZEN, WHEELHOUSE, RING), scene(DOZEN, DECK, "> SMASH CUT")
    new = DOZEN.replace(moved, "").replace(cut, "INT. ENGINE ROOM - NIGHT\n\nSteam.\n\nNOOR\nThe pump is dead, captain.\n\n")
    new = new.replace(QUAY, f"{moved}{QUAY}").replace("We should have left at nine.", "We should have left at ten.")
    (tmp_path / "old.fountain").write_text(DOZEN)
    (tmp_path / "new.fountain").write_text(new)
    return "old.fountain", "new.fountain"


def test_scenes_are_matched_by_what_they_say(run, drafts):
    done = run("diff", *drafts)
    assert done.code == 0
    assert [line for line in done.stdout.splitlines() if not line.startswith(" ")] == [
        "changed: EXT. FERRY LANDING - NIGHT (SQ010, line 17): 1 speech",
        "added: INT. ENGINE ROOM - NIGHT (new → SQ040, line 151)",
        "moved: INT. WHEELHOUSE - CONTINUOUS (SQ030 → SQ050, line 160)",
        "cut: EXT. FERRY DECK - DAWN (SQ050 → cut, line 184)",
        "scenes: 1 changed, 3 same, 1 added, 1 moved, 1 cut",
    ]
    assert (
        "  TOBIAS, line 25: “Wind is going round. We should have left at nine.” → “Wind is going round. We should have left at ten.”"
        in done.stdout
    )


def test_numbers_and_notes_are_no_change(run, tmp_path, drafts):
    text = DOZEN.replace("#2#", "#7A#").replace("[[Her bag must be seen: it matters in scene 4.]]", "").replace("# Act One", "# Act Two")
    (tmp_path / "new.fountain").write_text(text)
    assert run("diff", *drafts).stdout == "scenes: 6 same\n"


def test_the_marks_are_on_what_differs(run, tmp_path):
    (tmp_path / "a.fountain").write_text("INT. HALL - DAY\n\nRain.\n\nANNA\nYes.\n\nDust.\n\nBORIS\nNo.\n")
    (tmp_path / "b.fountain").write_text("INT. HALL - DAY\n\nSnow.\n\nANNA\nYes.\n\nBORIS\nNo.\n\nEXT. YARD - DAY\n\nMud.\n")
    marks = run("diff", "a.fountain", "b.fountain", "--json").json["marks"]
    assert [(mark["line"], mark["type"]) for mark in marks] == [
        (3, "action"),  # rewritten
        (8, "character"),  # what stood before it is cut
        (11, "scene_heading"),
        (13, "action"),
    ]


def test_revision_pages_are_those_of_the_new_draft_that_changed_with_its_marks(run, tmp_path, drafts):
    assert run("diff", *drafts, "-o", "rev.pdf", "--revision", "Pink").code == 0
    old, new = (fountain.parse((tmp_path / name).read_text()) for name in drafts)
    marks = revision.compare(old, new).marks
    whole = pdf.render(new, revision=Revision(marks, "Pink"), scene_numbers=True)
    found, all_pages = (pdf_lines.read(data, name="x") for data in ((tmp_path / "rev.pdf").read_bytes(), whole))
    shown, every = ([[line.text for rows in page.lines for line in rows] for page in pages] for pages in (found, all_pages))
    assert shown == [every[0], *(page for page in every[1:] if "*" in page)] and len(shown) < len(every)
    tobias, ferry = (next(e for e in new.elements if e.text.startswith(words)) for words in ("Wind is", "Rain on black"))
    assert new.elements.index(tobias) in marks and new.elements.index(ferry) not in marks


def test_a_draft_needs_another(run, drafts):
    done = run("diff", drafts[0])
    assert done.code == 2
    assert "hint: filmcli diff old.fountain NEW" in done.stderr
    assert run("diff", *drafts, "-o", "x.txt").code == 2
    assert run("diff", "missing.fountain", drafts[0]).code == 3
    assert run("diff", *drafts, "-d", "nowhere").code == 3


@pytest.fixture
def made(planned):
    """A production whose lines and pictures are recorded as made; the files are stand-ins, the records real."""
    from filmcli.core import documents, files
    from filmcli.core import settings as chosen
    from filmcli.core.build import Result
    from filmcli.core.production import Production
    from filmcli.core.report import Report
    from filmcli.formats import wave
    from filmcli.formats.cast import Cast
    from filmcli.formats.shots import ShotList
    from filmcli.make import voices
    from filmcli.render import stills

    text = (planned / "script.fountain").read_text()
    cast, shots = documents.load(planned / "cast.yaml", Cast), documents.load(planned / "shots.yaml", ShotList)
    with Production(planned, chosen.resolve(planned, {}), Report("test", planned)) as production:
        lines = voices.tasks(production, fountain.scenes(fountain.parse(text)), cast)
        for task in [*lines, *stills.tasks(production, shots, cast, shots.shots)]:
            scratch = {name: production.ledger.scratch(task) / name for name in task.outputs}
            for name, path in scratch.items():
                if name.endswith(".wav"):
                    wave.write(path, [0.0] * 24000, rate=24000)
                else:
                    files.write(path, name)
            production.ledger.commit(task, Result(task, scratch), reason="never made")
    return planned


def test_a_rewritten_line_is_spoken_again_and_its_shots_are_named(run, tmp_path, made):
    before = sorted((path, path.stat().st_mtime_ns) for path in made.rglob("*"))
    (tmp_path / "new.fountain").write_text((made / "script.fountain").read_text().replace("I had it made the day", "I had it cut the day"))
    done = run("diff", "new.fountain", "-d", made)
    assert "make again: SQ010_L0020 voice: line changed" in done.stdout
    assert done.stdout.splitlines()[-1] == "shots: 0 to make again, 0 new, 0 gone"
    assert sorted((path, path.stat().st_mtime_ns) for path in made.rglob("*")) == before, "diff writes nothing"


def test_a_new_scene_is_shots_to_make_and_the_others_are_kept(run, tmp_path, made):
    text = (made / "script.fountain").read_text()
    (tmp_path / "new.fountain").write_text(f"{text}\nEXT. ALLEY - NIGHT\n\nRain on the bins.\n\nCLERK (O.S.)\nWe are closed.\n")
    data = run("diff", made / "script.fountain", "new.fountain", "-d", made, "--json").json
    pictures = {row["id"] for row in data["production"]["new"] if row["phase"] == "beauty"}
    assert pictures and all(name.startswith("SQ020_") for name in pictures)
    assert not [row for row in data["production"]["again"] if row["phase"] == "beauty"]
    back = run("diff", "new.fountain", made / "script.fountain", "-d", made, "--json").json
    assert set(back["production"]["gone"]) == pictures


def test_a_shot_list_edited_by_hand_does_not_follow_and_diff_says_so(run, tmp_path, made):
    (made / "shots.yaml").write_text((made / "shots.yaml").read_text() + "# mine\n")
    (tmp_path / "new.fountain").write_text((made / "script.fountain").read_text() + "\nEXT. ALLEY - NIGHT\n\nRain.\n")
    lines = run("diff", "new.fountain", "-d", made).stdout.splitlines()
    assert lines[-2:] == ["shots.yaml: edited by hand, and kept: it does not follow the draft", "shots: 0 to make again, 0 new, 0 gone"]


SCENE = st.tuples(
    st.sampled_from(["INT. HALL - DAY", "EXT. ROAD - NIGHT", "INT. CELLAR - NIGHT"]),
    st.lists(st.text("abcdefgh ", min_size=8, max_size=40).map(lambda words: f"x{words.strip()}."), min_size=1, max_size=4),
).map(lambda pair: "\n\n".join([pair[0], *pair[1]]))


@settings(max_examples=80, deadline=None)
@given(st.lists(SCENE, max_size=7), st.lists(SCENE, max_size=7))
def test_every_scene_of_both_drafts_is_told_once(before, after):
    old, new = (fountain.parse("\n\n".join(scenes) + "\n") for scenes in (before, after))
    told = revision.compare(old, new)
    assert [one.new_id for one in told.scenes if one.new_id] == [one.id for one in fountain.scenes(new)]
    assert sorted(one.old_id for one in told.scenes if one.old_id) == [one.id for one in fountain.scenes(old)]
    assert (not told.marks) == all(one.kind in ("same", "cut") for one in told.scenes)
    assert revision.compare(new, new).changes == ()
