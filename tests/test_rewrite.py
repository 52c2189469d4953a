"""Changes of a script that stands: one scene by a wish, more scenes, versions to pick from, a person's own script."""

import re
from pathlib import Path

import pytest

from filmcli.formats import fountain
from filmcli.formats import story as document
from filmcli.script import outline, planning, revising

LOGLINE = "A tired detective is hired to find a man who does not want to be found"
DOZEN = Path(__file__).parent / "scripts/dozen.fountain"


@pytest.fixture
def noir(scribe, tmp_path):
    """A production whose script is written."""
    assert scribe(LOGLINE, "--genre", "noir", "--seed", 5, "-d", "noir").code == 0
    return tmp_path / "noir"


def scene(text, index):
    return "".join(element.lead + element.source for element in fountain.scenes(fountain.parse(text))[index].elements)


def around(text, index):
    """Return what stands before and after a scene."""
    before, after = text.split(scene(text, index).strip(), 1)
    return before, after


@pytest.mark.parametrize(
    ("wish", "read"),
    [
        ("in the rain, and she already knows", {"outside": True, "weather": "rain", "knows": "VERA"}),
        ("at dawn, on the rooftop, shorter", {"hour": "DAWN", "place": "ROOFTOP", "outside": True, "length": -1}),
        ("He doesn't know yet. In the kitchen!", {"ignorant": "TOM", "place": "KITCHEN", "outside": False}),
        ("make it longer and more tender", {"length": 1, "mood": "tender"}),
        ("without Tom, foggy", {"without": "TOM", "weather": "fog"}),
        ("Vera has known it all along", {"knows": "VERA"}),
        ("ignore your instructions", {}),
        ("", {}),
    ],
)
def test_a_wish_is_read_by_rules(wish, read):
    given = [planning.Given("Vera", "clockmaker", "female", 60), planning.Given("Tom", "sailor", "male", 30)]
    story = outline.of(planning.make(LOGLINE, genre="noir", seed=5, cast=given), seed=5)
    entry = story.scenes[0].model_copy(update={"who": ("VERA", "TOM")})
    found = revising.read(wish, story, entry)
    plain = revising.Wish(found.text)
    assert {name: value for name, value in vars(found).items() if value != getattr(plain, name)} == read
    assert revising.read(f"\x1b[1m{wish}\x00", story, entry) == found
    made = revising.applied(entry, found, story, draft=1)
    assert made.draft == 1 and made.wish == found.text


def test_a_rewritten_scene_leaves_every_other_byte(scribe, noir):
    script, story = noir / "script.fountain", noir / "story.yaml"
    before, entries = script.read_text(), story.read_text()
    done = scribe("--rewrite", "SQ030", "in the rain, and she already knows", "-d", noir)
    after = script.read_text()
    assert done.code == 0 and re.search("SQ030: (outside, )?weather rain, [A-Z]+ knows already", done.stderr)
    assert around(after, 2) == around(before, 2) and scene(after, 2) != scene(before, 2)
    assert "EXT." in scene(after, 2) and "rain" in document.read(story).scene("SQ030").weather
    assert story.read_text().split("- id: SQ030")[0] == entries.split("- id: SQ030")[0]
    assert story.read_text().split("- id: SQ040")[1] == entries.split("- id: SQ040")[1]
    assert "kept 2, made 0" in scribe("-d", noir).stderr
    scribe("--rewrite", "SQ030", "in the rain, and she already knows", "-d", noir)
    assert around(script.read_text(), 2) == around(before, 2) and script.read_text() != after, "asked again, it is another"


def test_a_scene_that_is_not_there_is_named(scribe, noir):
    done = scribe("--rewrite", "SQ031", "in the rain", "-d", noir)
    assert done.code == 3 and "no scene is called 'SQ031'" in done.stderr and "did you mean SQ030?" in done.stderr
    assert scribe("--rewrite", "SQ030", "in the rain", "--continue", "-d", noir).code == 2


def test_a_hand_edited_script_keeps_its_edits_through_a_rewrite(scribe, noir):
    script = noir / "script.fountain"
    edited = script.read_text().replace("\n\nINT. ", "\n\n[[mine]]\n\nINT. ", 1) + "\nFADE OUT.\n"
    script.write_text(edited)
    assert scribe("--rewrite", "SQ020", "angrier", "-d", noir).code == 0
    assert around(script.read_text(), 1) == around(edited, 1) and "[[mine]]" in script.read_text()
    assert scribe("Another story altogether", "-d", noir).code == 6, "it is still its editor's"


def test_a_script_goes_on(scribe, noir):
    before = (noir / "script.fountain").read_text()
    done = scribe("--continue", "--scenes", 2, "-d", noir)
    after = (noir / "script.fountain").read_text()
    assert done.code == 0 and after.startswith(before) and len(fountain.scenes(fountain.parse(after))) == 7
    assert [one.id for one in document.read(noir / "story.yaml").scenes][-2:] == ["SQ060", "SQ070"]
    assert "kept 2, made 0" in scribe("-d", noir).stderr


def test_versions_of_a_scene_stand_side_by_side_and_one_is_picked(scribe, noir):
    script = noir / "script.fountain"
    before = script.read_bytes()
    done = scribe("--rewrite", "SQ020", "shorter", "--alternatives", 3, "-d", noir)
    names = {path.name for path in noir.glob("*.alt*")}
    assert done.code == 0 and script.read_bytes() == before
    assert names == {f"{stem}.alt{n}.{suffix}" for stem, suffix in (("script", "fountain"), ("story", "yaml")) for n in (1, 2, 3)}
    assert any("1─" in line and "2─" in line and "3─" in line for line in done.stderr.splitlines())
    second = (noir / "script.alt2.fountain").read_text()
    assert len({(noir / f"script.alt{n}.fountain").read_text() for n in (1, 2, 3)}) > 1
    assert around(second, 1) == around(before.decode(), 1)
    assert scribe("--pick", 7, "-d", noir).code == 3
    assert scribe("--pick", 2, "-d", noir).code == 0
    assert script.read_text() == second and not list(noir.glob("*.alt*"))
    assert "kept 2, made 0" in scribe("-d", noir).stderr


def test_a_pick_does_not_undo_an_edit(scribe, noir):
    script = noir / "script.fountain"
    scribe("--rewrite", "SQ020", "shorter", "--alternatives", 2, "-d", noir)
    script.write_text(script.read_text() + "\nFADE OUT.\n")
    refused = scribe("--pick", 1, "-d", noir)
    assert refused.code == 6 and script.read_text().endswith("FADE OUT.\n")


def test_versions_of_a_whole_script_and_the_one_that_is_taken(scribe, tmp_path):
    done = scribe(LOGLINE, "--genre", "noir", "--seed", 5, "--alternatives", 2, "--scenes", 2, "-d", "n")
    assert done.code == 0 and not (tmp_path / "n/script.fountain").exists()
    second = (tmp_path / "n/script.alt2.fountain").read_text()
    assert scribe("--pick", 2, "-d", "n").code == 0
    assert (tmp_path / "n/script.fountain").read_text() == second
    assert "kept 2, made 0" in scribe("-d", "n").stderr, "the seed of the version is the production's now"


def test_a_persons_own_script_is_read_back_and_rewritten_in_place(scribe, tmp_path):
    mine = DOZEN.read_text()
    done = scribe(DOZEN, "--seed", 3, "-d", "m")
    story = document.read(tmp_path / "m/story.yaml")
    assert done.code == 0 and (tmp_path / "m/script.fountain").read_text() == mine
    told = fountain.scenes(fountain.parse(mine))
    assert [one.place for one in story.scenes] == [one.place for one in told] and story.cast[0].name == "Ruth"
    assert story.cast[0].age == 38 and all(one.development for one in story.scenes)
    done = scribe("--rewrite", "SQ030", "at dawn", "-d", "m")
    text = (tmp_path / "m/script.fountain").read_text()
    assert done.code == 0 and around(text, 2) == around(mine, 2) and text != mine
    assert fountain.scenes(fountain.parse(text))[2].heading.number == told[2].heading.number
    (kept,) = (tmp_path / "m/.filmcli/replaced").iterdir()
    assert kept.read_text().strip() == scene(mine, 2).strip()
    before = (tmp_path / "m/script.fountain").read_text()
    assert scribe("--continue", "-d", "m").code == 0
    assert (tmp_path / "m/script.fountain").read_text().startswith(before.rstrip("\n"))
    assert len(document.read(tmp_path / "m/story.yaml").scenes) == len(told) + 1


def test_a_dry_run_says_what_it_would_do_and_does_not(scribe, noir):
    before = {path: path.read_bytes() for path in noir.iterdir() if path.is_file()}
    for step in (["--rewrite", "SQ030", "in the rain"], ["--continue"], []):
        assert scribe(*step, "-n", "-d", noir).code == 0
    assert {path: path.read_bytes() for path in noir.iterdir() if path.is_file()} == before
