"""Characters from the page to their deliverables: what they do and say counts, clothes change by story day, and commands change one person alone."""

from __future__ import annotations

import json
import shutil

import pytest

from filmcli.cast import amend, bearing, changes, design, reading, sheet, views
from filmcli.core import presets
from filmcli.core.errors import UsageError
from filmcli.formats import fountain, poses
from filmcli.formats.cast import Cast, Character, Personality
from filmcli.formats.document import Source
from filmcli.formats.wardrobe import Wardrobe

DRAMA = {**presets.load("genres", "drama"), "name": "drama"}
SCRIPT = """Title: Two Days

# One

INT. BAR - NIGHT

VERA LANE (34), a singer with a deep voice, wears thick glasses and a green dress. She straightens the glasses, one by one.

NURSE KELLY (40), in a nurse's uniform, stands by the door. DOC (60), a thin man with a goatee, counts his money.

VERA
I'm sorry. I wonder, what if we left?

DOC
Shut up, you fool.

INT. STAGE - CONTINUOUS

Vera, now in a red evening dress, slams the door on the rack of coats.

VERA
Maybe. Forgive me.

DOC
I warn you.

INT. HALL - LATER

Vera waits.

INT. HALL - DAY

Doc puts on an overcoat and a black hat. Vera walks past the coat rack.

# Two

[[VERA: a white summer dress]]

EXT. PARK - DAY

Vera laughs.

EXT. LAKE - NIGHT

Doc hides.
"""


def people(text: str = SCRIPT) -> dict[str, reading.Person]:
    return {person.name: person for person in reading.people(fountain.parse(text))}


def cast_of(text: str = SCRIPT, **more) -> Cast:
    return design.design(fountain.parse(text), genre=DRAMA, seed=3, source=Source(path="script.fountain", digest="0"), **more)


# --- reading


def test_what_they_do_and_say_is_evidence_with_its_line():
    vera, doc = people()["VERA"], people()["DOC"]
    assert [(fact.value, fact.line) for fact in vera.deeds] == [
        ("orders things", 7),
        ("uses force", 19),
        ("keeps still", 29),
        ("is merry", 41),
    ]
    assert {"asks pardon", "wonders", "doubts"} <= {fact.value for fact in vera.sayings}
    assert [fact.value for fact in doc.sayings] == ["insults", "threatens"]
    cast = {one.name: one for one in cast_of().characters}
    assert 'line 14 "Shut up, you fool" (insults)' in cast["DOC"].origin["personality.agreeableness"]
    assert cast["DOC"].personality.agreeableness < cast["VERA"].personality.agreeableness


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("a man who wears thick glasses", "appearance.glasses", "square"),
        ("a nurse in a nurse's uniform", "wardrobe.garment", "nurse"),
        ("a Ghanaian woman with long braids", "appearance.hair.style", "braids"),
        ("a Swedish girl with braids", "appearance.hair.style", "pigtails"),
        ("a man with a goatee", "appearance.hair.beard", "goatee"),
        ("a gentleman in a frock coat and a top hat", "wardrobe.hat", "top_hat"),
        ("a singer of 34 in a hat", "age", 34),
        ("a tall widow of sixty-two in a black veil", "age", 62),
        ("a tall widow of sixty in a black veil", "wardrobe.hat", "headscarf"),
    ],
)
def test_a_sentence_becomes_a_person(words, field, value):
    found = amend.added(cast_of(), f"Alma Berg: {words}", genre=DRAMA)
    told = found
    for key in field.split("."):
        told = getattr(told, key)
    assert (found.name, found.id, told) == ("ALMA BERG", "ALMA_BERG", value)
    assert "as told" in found.origin[field]


def test_colours_of_the_second_piece_and_the_accent_are_read():
    one = amend.added(cast_of(), "BERNIE: a trader in a cream blouse and a brown skirt, with a red scarf", genre=DRAMA)
    paints = presets.load("wardrobe", "colours")["words"]
    worn = (one.wardrobe.main, one.wardrobe.second, one.wardrobe.accent)
    assert worn == tuple(tuple(paints[name]) for name in ("cream", "brown", "red"))


def test_a_voice_is_bent_as_the_page_says():
    deep, high = (amend.added(cast_of(), f"ALMA: a woman of 30 with a {kind} voice", genre=DRAMA).voice for kind in ("deep", "shrill"))
    assert deep.pitch < high.pitch and "deep voice" in amend.added(cast_of(), "ALMA: a deep voice", genre=DRAMA).origin["voice"]


def test_clothes_change_for_the_story_day_and_for_a_noted_act():
    screenplay = fountain.parse(SCRIPT)
    assert changes.days(fountain.scenes(screenplay)) == [1, 1, 1, 2, 2, 2]
    vera, why = changes.read(people()["VERA"], Wardrobe(garment="dress"), screenplay)
    assert {(one.scenes, one.garment) for one in vera} == {("SQ020-SQ030", "evening_gown"), ("SQ050-SQ060", "summer_dress")}
    assert any('"red evening dress"' in told for told in why.values())
    (doc,) = changes.read(people()["DOC"], Wardrobe(), screenplay)[0]
    assert (doc.scenes, doc.garment, doc.hat) == ("SQ040-SQ060", "overcoat", "fedora")


def test_day_players_have_short_sheets_that_read_back_the_same():
    cast = cast_of()
    text = sheet.dump(cast)
    assert sheet.loads(text) == cast
    vera, kelly = (next(one for one in cast.characters if one.name == name) for name in ("VERA", "NURSE KELLY"))
    assert (vera.role, kelly.role) == ("lead", "day")
    assert len(str(sheet.plain(kelly))) < 0.6 * len(str(sheet.plain(vera)))


def test_want_and_need_come_from_the_story():
    vera = cast_of(wishes={"VERA": ("to sing", "")}).characters[0]
    assert (vera.want, vera.need, vera.origin["want"]) == ("to sing", "", "story.yaml")


# --- bearing


def test_poses_suit_temper_trade_and_age():
    cold = Character(name="A", id="A", role="lead", personality=Personality(agreeableness=0.1, extraversion=0.3))
    child = Character(name="B", id="B", age=8, personality=Personality(extraversion=0.9, agreeableness=0.9))
    chosen = {one.id: [row["pose"] for row in bearing.poses(one)] for one in (cold, child)}
    assert len(chosen["A"]) == 12 and len(chosen["B"]) == 8
    assert "arms_crossed" in chosen["A"] and not {"drink", "smoke", "arms_crossed"} & set(chosen["B"])
    assert all({"stand", "walk", "talk", "sit"} <= set(names) for names in chosen.values())
    assert set(presets.load("people", "bearing")["poses"]) <= set(poses.library())


# --- commands


@pytest.fixture
def production(run, tmp_path):
    (tmp_path / "script.fountain").write_text(SCRIPT, encoding="utf-8")
    assert run("cast", "script.fountain", "-d", "film", "--genre", "drama", "--seed", "3", "--no-pictures", "-o", "out.yaml").code == 0
    return tmp_path / "film"


def test_adding_and_recasting_leave_every_other_byte(run, production):
    path = production / "cast.yaml"
    first = path.read_text(encoding="utf-8")
    added = run("cast", "-d", "film", "--no-pictures", "--add", "ALMA: a tall cook of 50 with red hair")
    second = path.read_text(encoding="utf-8")
    assert added.code == 0 and second.startswith(first.rstrip("\n")) and "name: ALMA" in second
    recast = run("cast", "-d", "film", "--no-pictures", "--recast", "DOC")
    third = path.read_text(encoding="utf-8")
    before, after = sheet.loads(second), sheet.loads(third)
    assert "DOC recast with seed" in recast.stderr and "no shots are planned" in recast.stderr
    for old, new in zip(before.characters, after.characters, strict=True):
        assert (old == new) == (old.name != "DOC")
        assert (old.personality, old.motion, old.voice, old.age) == (new.personality, new.motion, new.voice, new.age)
    assert third.split("- name: ALMA")[1] == second.split("- name: ALMA")[1]
    doc = next(one for one in after.characters if one.name == "DOC")
    assert doc.appearance.hair.beard == "goatee", "what the script says stays"
    # the screenplay is read again: both stay, and nothing is written when nothing changed
    assert "made 0" in run("cast", "-d", "film", "--no-pictures").stderr
    (production / "script.fountain").write_text(SCRIPT + "\nDOC\nAt last.\n", encoding="utf-8")
    assert run("cast", "-d", "film", "--no-pictures").code == 0
    again = sheet.loads(path.read_text(encoding="utf-8"))
    assert again.characters[-1].name == "ALMA" and doc.appearance in [one.appearance for one in again.characters]


def test_a_hand_edit_outlives_adding_and_recasting(run, production):
    path = production / "cast.yaml"
    edited = path.read_text(encoding="utf-8").replace("  age: 34", "  age: 35  # she lies", 1)
    path.write_text(edited, encoding="utf-8")
    done = run("cast", "-d", "film", "--no-pictures", "--recast", "VERA", "--add", "ALMA: a cook")
    text = path.read_text(encoding="utf-8")
    assert done.code == 0 and "age: 35  # she lies" in text and "name: ALMA" in text
    assert run("cast", "-d", "film", "--no-pictures", "--genre", "noir").code == 6, "it is still theirs"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--recast", "VERRA"], "did you mean VERA?"),
        (["--sheet", "VERRA.pdf"], "did you mean VERA?"),
        (["--add", "VERA: a singer"], "filmcli cast --recast VERA"),
        (["--add", "a singer"], '--add "VERA: a tall singer of 34 with red hair"'),
        (["--views", "walkk"], "did you mean walk?"),
    ],
)
def test_wrong_names_are_one_line_and_a_hint(run, production, options, told):
    done = run("cast", "-d", "film", "--no-pictures", *options)
    assert done.code in (2, 3) and told in done.stderr and "Traceback" not in done.stderr


def test_a_sheet_is_a_pdf_page_a_person_with_the_origins(run, production, tmp_path):
    from pdfminer.high_level import extract_text

    done = run("cast", "-d", "film", "--no-pictures", "--sheet", "cast.pdf")
    assert done.code == 0 and "cast.pdf: 2 pages" in done.stderr
    text = " ".join(extract_text(tmp_path / "cast.pdf").split())
    assert "VERA" in text and "portrait: not drawn" in text and "SQ020-SQ030" in text and 'line 7: "green dress"' in text
    one = tmp_path / "cast.pdf"
    first = one.read_bytes()
    assert run("cast", "-d", "film", "--no-pictures", "--sheet", "cast.pdf").code == 0 and one.read_bytes() == first


def test_every_view_has_the_same_sheet_in_its_key(production):
    from filmcli.core import settings
    from filmcli.core.production import Production
    from filmcli.core.report import Report

    chosen = settings.resolve(production, {"genre": "drama"})
    with Production(production, chosen, Report("cast", production, 3, lambda _: None)) as open_:
        vera = sheet.load(production / "cast.yaml").characters[0]
        tasks = {name: views.task(open_, vera, name) for name in views.NAMES}
    assert len({task.inputs["sheet"] for task in tasks.values()}) == 1
    assert len({json.dumps(task.payload["character"], sort_keys=True) for task in tasks.values()}) == 1
    assert [outfit["wardrobe"]["garment"] for outfit in tasks["wardrobe"].payload["outfits"]] == ["dress", "summer_dress", "evening_gown"]
    with pytest.raises(UsageError, match="no such view"):
        views.chosen("portrait,posters")


def test_a_person_is_drawn_from_head_to_foot_and_handed_over(run, production, tmp_path):
    import av

    pytest.importorskip("bpy")
    done = run("cast", "-d", "film", "--quality", "smoke", "--only", "DOC", "--views", "wardrobe,walk,model")
    folder = production / "cast" / "DOC"
    assert done.code == 0, done.stderr
    assert {path.name for path in folder.iterdir()} == {"wardrobe.png", "walk.mp4", "DOC.glb", "DOC.usd", "record.json"}
    records = json.loads((folder / "record.json").read_text())
    assert len({entry["inputs"]["sheet"] for entry in records.values()}) == 1, "one person in them all of them"
    with av.open(str(folder / "walk.mp4")) as clip:
        frames = [frame.to_ndarray(format="rgb24").astype(float) for frame in clip.decode(video=0)]
    assert len(frames) == 8 and abs(frames[0] - frames[3]).mean() > 1, "two seconds, and he moves"
    from pxr import Usd

    stage = Usd.Stage.Open(str(folder / "DOC.usd"))
    assert stage.GetDefaultPrim().GetName() == "DOC" and sum(prim.GetTypeName() == "Mesh" for prim in stage.Traverse()) > 8
    assert "made 0" in run("cast", "-d", "film", "--quality", "smoke", "--only", "DOC", "--views", "wardrobe,walk,model").stderr
    shutil.rmtree(folder)


def test_recasting_says_which_shots_it_remakes(run, planned):
    name = sheet.load(planned / "cast.yaml").characters[0].name
    done = run("cast", "-d", planned, "--no-pictures", "--recast", name)
    assert done.code == 0 and "shots at most: SQ010_SH" in done.stderr, done.stderr


OUT_AND_IN = """INT. BAR - NIGHT

VERA (30) waits. TOM (40) drinks.

EXT. STREET - NIGHT

Vera and Tom run.

INT. KITCHEN - DAY

Tom reads to Vera. DOC (50), in a fedora, listens.

EXT. PARK - DAY

Tom and Vera. It rains. Doc laughs.

EXT. PARK - DAY

Vera sits.
"""


def test_hats_come_off_indoors_and_coats_go_on_outside():
    screenplay = fountain.parse(OUT_AND_IN)
    found = {one.name: one for one in reading.people(screenplay)}

    def of(name, period="1940s", **wardrobe):
        changes_, origin = changes.read(found[name], Wardrobe(**wardrobe), screenplay, period=period)
        assert set(origin) == {f"wardrobes[{number}]" for number in range(len(changes_))}
        return [one.model_dump(exclude_none=True) for one in changes_]

    assert of("TOM", garment="suit", hat="fedora") == [{"scenes": "SQ030", "hat": "none"}]
    assert of("TOM", garment="western", hat="cowboy") == [{"scenes": "SQ030", "hat": "none"}]
    assert of("VERA", garment="evening_gown") == [{"scenes": "SQ020,SQ040", "layers": {"over": "trench"}}]
    assert (
        of("VERA", garment="evening_gown", period="1880s") == of("VERA", garment="trench") == of("VERA", garment="suit", hat="hood") == []
    )
    assert of("DOC", garment="suit", hat="fedora") == []  # the script gives him his


def test_shots_build_the_person_that_the_portraits_built(planned):
    """The renderer keeps people by their sheet: one word more in it, and everybody is built twice."""
    from filmcli.core import documents, settings
    from filmcli.core.production import Production
    from filmcli.core.report import Report
    from filmcli.formats.shots import ShotList
    from filmcli.render import stills

    shots, cast = documents.load(planned / "shots.yaml", ShotList), documents.load(planned / "cast.yaml", Cast)
    production = Production(planned, settings.resolve(planned, {}), Report("test", planned))
    sat = {one.id: views.task(production, one, "portrait").payload["character"] for one in cast.characters}
    shown = {
        person["character"]["id"]: person["character"]
        for drawn in stills.tasks(production, shots, cast, shots.shots)
        if drawn.phase == "beauty"
        for person in drawn.payload["people"]
    }
    assert sat.keys() & shown.keys()
    for name in sat.keys() & shown.keys():
        assert shown[name] | {"wardrobe": {}} == sat[name] | {"wardrobe": {}}, "but for what a scene has them wear"
