"""YAML documents: what is written loads equal, and errors name file, line, key and the nearest valid key."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from filmcli.core import documents
from filmcli.core.errors import InputError
from filmcli.formats.cast import Build, Cast, Character
from filmcli.formats.document import Source
from filmcli.formats.shots import Camera, Place, Shot, ShotList

SOURCE = Source(path="script.fountain", digest="0123")
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
CHARACTERS = st.builds(
    Character,
    name=WORDS,
    id=st.from_regex(r"[A-Za-z0-9._-]{1,8}", fullmatch=True),
    aliases=st.lists(WORDS, max_size=3).map(tuple),
    description=WORDS,
    age=st.integers(4, 100),
    origin=st.dictionaries(WORDS, WORDS, max_size=4),
)


def cast(*characters: Character) -> Cast:
    return Cast(screenplay=SOURCE, characters=characters)


def refused(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        documents.load(text, Cast, name="cast.yaml")
    return caught.value


@settings(max_examples=60, deadline=None)
@given(st.lists(CHARACTERS, max_size=3))
def test_what_is_dumped_loads_equal(characters):
    document = cast(*characters)
    assert documents.load(documents.dump(document, header="one\ntwo"), Cast) == document


@settings(max_examples=100, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_numbers_keep_every_digit(number):
    place = Place(character="A", position=(number, -number, 0.1), yaw=number)
    assert documents.load(documents.dump(place), Place) == place


def test_a_document_is_small_and_in_the_order_of_its_model():
    text = documents.dump(cast(Character(name="A", id="A", description="two\nlines")), header="The cast.\n\nEdit it.")
    assert text.startswith(
        "# The cast.\n#\n# Edit it.\nformat: filmcli/cast@1\nscreenplay: {path: script.fountain, digest: '0123'}\ngenre: drama\n"
    )
    assert "    skin: [0.55, 0.34, 0.24]\n" in text
    assert "    hair: {style: short, colour: brown, beard: none}\n" in text
    assert "  description: |-\n    two\n    lines\n" in text


def test_one_changed_value_changes_one_line():
    before, after = (documents.dump(cast(Character(name="A", id="A", age=age))).splitlines() for age in (40, 41))
    assert [(a, b) for a, b in zip(before, after, strict=True) if a != b] == [("  age: 40", "  age: 41")]


HEAD = "format: filmcli/cast@1\nscreenplay: {path: a, digest: b}\n"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "cast.yaml:1: expected keys and values", None),
        ("- 1\n", "cast.yaml:1: expected keys and values", None),
        ("a: 1\nb: [2\n", "cast.yaml:3: did not find expected", None),
        (
            HEAD + "characters:\n- name: A\n  id: A\n  apearance: {}\n",
            "cast.yaml:6: key characters[0].apearance: expected a known key",
            "did you mean appearance?",
        ),
        (
            HEAD + "characters:\n- name: A\n  id: A\n  appearance:\n    hair:\n      style: cury\n",
            "cast.yaml:8: key characters[0].appearance.hair.style: expected one of ",
            "did you mean curly?",
        ),
        (
            HEAD + "characters:\n- name: A\n  id: A\n  appearance:\n    hair: {stile: curly}\n",
            "cast.yaml:7: key characters[0].appearance.hair.stile: expected a known key",
            "did you mean style?",
        ),
        (HEAD + "seed: x\n", "cast.yaml:3: key seed: expected integer", None),
        (HEAD + "genra: noir\n", "cast.yaml:3: key genra: expected a known key", "did you mean genre?"),
        ("screenplay: {path: a}\n", "cast.yaml:1: key screenplay.digest: expected a value, it is missing", None),
        (
            HEAD + "characters:\n- name: A\n  id: A\n- name: B\n  id: B\n  age: 3\n",
            "cast.yaml:8: key characters[1].age: expected greater than or equal to 4, got 3",
            None,
        ),
        ("a: !!python/object/apply:os.system [true]\n", "cast.yaml:1: could not determine a constructor", None),
        ("a\x00: 1", "cast.yaml:1: expected YAML", None),
        ("[" * 100_000, "cast.yaml:1: nested deeper", None),
        ("- " * 100_000, "cast.yaml:1: nested deeper", None),
        ("{a: " * 100_000, "cast.yaml:1: nested deeper", None),
    ],
)
def test_an_error_names_file_line_and_key_with_the_nearest_valid_key(text, message, hint):
    error = refused(text)
    assert str(error).startswith(message)
    assert error.hint == hint or (hint is None and str(error.hint).startswith(("known", "None")))


def test_a_bomb_of_aliases_does_not_go_off():
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    start = time.perf_counter()
    error = refused(HEAD + bomb + "seed: *a11\n")
    assert "expected" in str(error) and time.perf_counter() - start < 5


def test_files_are_named_by_their_path(tmp_path):
    path = tmp_path / "cast.yaml"
    with pytest.raises(InputError, match="No such file"):
        documents.load(path, Cast)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="UTF-8"):
        documents.load(path, Cast)
    path.write_text("\ufeff" + HEAD + "seed: x", encoding="utf-8")
    with pytest.raises(InputError, match=r"cast\.yaml:3: key seed"):
        documents.load(path, Cast)


def test_three_hundred_shots_are_written_and_read_without_the_slow_python_emitter():
    camera = Camera(position=(1.25, -2.5, 1.5), target=(0, 0, 1.4), lens=50, focus=(0, 0, 1.4))
    shots = tuple(
        Shot(id=f"SQ010_SH{10 * n:04d}", scene="SQ010", kind="single", size="CU", subjects=("A",), lines=(1, 2), camera=camera)
        for n in range(300)
    )
    document = ShotList(screenplay=SOURCE, cast=SOURCE, shots=shots)
    assert documents.load(documents.dump(document), ShotList) == document
    if hasattr(yaml, "CSafeDumper"):
        assert issubclass(documents.Dumper, yaml.CSafeDumper) and issubclass(documents.Loader, yaml.CSafeLoader)


def test_a_key_that_is_there_twice_and_a_number_without_end_are_refused():
    text = documents.dump(Cast(screenplay=SOURCE))
    with pytest.raises(InputError, match=r"cast.yaml:\d+: key seed is there twice, first on line \d+"):
        documents.load(text + "seed: 9\n", Cast, name="cast.yaml")
    with pytest.raises(InputError, match="key lens is there twice"):
        documents.load("{lens: 35, lens: 40}", Camera)
    with pytest.raises(InputError, match="key height: expected a finite number, got nan"):
        documents.load("height: .nan\n", Build)


@pytest.mark.parametrize("text", ["genre: noir\x0c\n", "genre: 2026-02-31\n", "genre: [noir\n", "[" * 100_000])
def test_settings_that_are_no_yaml_are_one_line(text, tmp_path):
    from filmcli.core import settings

    (tmp_path / "film.yaml").write_text(text)
    with pytest.raises(InputError, match=r"film.yaml:\d+: .*expected YAML") as error:
        settings.resolve(tmp_path, {})
    assert "\n" not in str(error.value)
