"""`filmcli relight`: light turned after the fact, as a user does it; no renderer anywhere."""

import io
import json
import os

import numpy as np
import pytest
from conftest import Session
from PIL import Image

from filmcli.cli import main
from filmcli.core import documents
from filmcli.formats import exr
from filmcli.formats.grade import Grade
from filmcli.formats.shots import ShotList

SHOT = "SQ010_SH0020"


@pytest.fixture
def lit(planned):
    """A planned production whose second shot has light: a warm key from the left, a faint fill, a rim."""
    folder = planned / "shots" / SHOT
    folder.mkdir(parents=True)
    across = np.tile(np.linspace(1, 0, 96, dtype=np.float32)[None, :, None], (40, 1, 3))
    groups = {"key": across * np.float32([0.6, 0.4, 0.25]), "fill": np.full_like(across, 0.03), "rim": (1 - across) * 0.1}
    header = {
        "shot": SHOT,
        "seed": "7",
        "grade": json.dumps(Grade(exposure=0.2).to_dict()),
        "lights": json.dumps({"white": 5600, "kelvin": {"key": 3700, "fill": 6500, "rim": 6500}}),
    }
    exr.write_light(folder / "beauty.exr", exr.Light(sum(groups.values()), groups, "acescg", header))
    exr.write(folder / "passes.exr", {"depth.Z": np.full((40, 96), 3, np.float32)}, header={}, half=False)
    for name in ("still.png", "still_b.png"):
        Image.new("RGB", (96, 40), (90, 80, 70)).save(folder / name)
    return planned


@pytest.fixture
def run(capfdbinary, tmp_path, monkeypatch):
    """Run filmcli in this process: a take is made in less time than Python takes to start."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def command(*words):
        capfdbinary.readouterr()
        stdout = os.dup(1)  # which a command claims for its result
        code = main([str(word) for word in words])
        os.dup2(stdout, 1)
        os.close(stdout)
        said = capfdbinary.readouterr()
        return Session(said.out, said.err.decode(), code)

    return command


def grey(path):
    return np.asarray(Image.open(path).convert("RGB"), dtype=float)


def test_a_take_is_darker_where_the_key_fell_and_the_original_stays(lit, run):
    folder = lit / "shots" / SHOT
    before = {name: (folder / name).read_bytes() for name in ("still.png", "beauty.exr", "passes.exr")}
    done = run("relight", SHOT, "--key", "-2", "--exr", "--take", "night", "-d", lit, "--json")
    assert done.code == 0, done.stderr
    assert done.json["files"] == [f"shots/{SHOT}/{name}" for name in ("still_night.png", "still_night_b.png", "beauty_night.exr")]
    assert done.json["groups"] == {"key": {"stops": -2.0, "kelvin": [3700, 3700]}}
    assert {name: (folder / name).read_bytes() for name in before} == before
    old, new = exr.read_light(folder / "beauty.exr"), exr.read_light(folder / "beauty_night.exr")
    assert np.allclose(new.groups["key"], old.groups["key"] / 4, atol=2e-3) and np.allclose(new.groups["rim"], old.groups["rim"], atol=2e-3)
    assert np.allclose(new.beauty, sum(new.groups.values()), atol=4e-3)


def test_kelvin_moves_the_tint_and_not_the_brightness(lit, run):
    assert run("relight", SHOT, "--kelvin", "7500", "--take", "cold", "-d", lit).code == 0
    assert run("relight", SHOT, "--exposure", "0.001", "--take", "plain", "-d", lit).code == 0
    cold, plain = (grey(lit / "shots" / SHOT / f"still_{name}.png")[:, :30].mean(axis=(0, 1)) for name in ("cold", "plain"))
    assert cold[2] / cold[0] > 1.2 * plain[2] / plain[0]
    assert cold.mean() == pytest.approx(plain.mean(), rel=0.15)


def test_the_grain_is_the_shots_and_a_take_costs_no_render(lit, run):
    one = run("relight", SHOT, "--fill", "1", "--take", "one", "-d", lit, "--json")
    assert one.json["seconds"] < 3.0, "0.2 on a quiet machine"
    again = run("relight", SHOT, "--group", "fill=1", "--take", "two", "-d", lit, "-o", "-", "-q")
    assert again.code == 0 and Image.open(io.BytesIO(again.stdout)).size == (96, 40)
    assert (lit / "shots" / SHOT / "still_one.png").read_bytes() == (lit / "shots" / SHOT / "still_two.png").read_bytes()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((SHOT,), 2, "nothing to change"),
        ((SHOT, "--group", "moon=1"), 2, "no light group 'moon'"),
        ((SHOT, "--kelvin", "green"), 2, "expected NAME=NUMBER"),
        ((SHOT, "--key", "1", "--take", "B"), 2, "small letters"),
        (("SQ010_SH0010", "--key", "1"), 3, "has no light to work with"),
        ((SHOT, "--key", "1", "--json", "-o", "-"), 2, "both want stdout"),
    ],
)
def test_what_cannot_be_done_is_one_line(lit, run, words, code, said):
    done = run("relight", *words, "-d", lit)
    assert done.code == code and said in done.stderr and done.stderr.count("error:") == 1


def test_a_take_that_a_person_painted_over_is_not_overwritten(lit, run):
    run("relight", SHOT, "--key", "1", "--take", "mine", "-d", lit)
    path = lit / "shots" / SHOT / "still_mine.png"
    Image.new("RGB", (96, 40), "red").save(path)
    done = run("relight", SHOT, "--key", "-1", "--take", "mine", "-d", lit)
    assert done.code == 6 and "changed by hand" in done.stderr and grey(path)[0, 0, 0] == 255
    assert run("relight", SHOT, "--key", "-1", "--take", "mine", "-d", lit, "--force").code == 0


def test_make_uses_the_take_that_the_shot_names_and_makes_it_anew_with_the_light(lit, run):
    assert run("relight", SHOT, "--key", "-1", "--take", "night", "--use", "-d", lit).code == 0
    shots = documents.load(lit / "shots.yaml", ShotList)
    assert [shot.take for shot in shots.shots if shot.id == SHOT] == ["night"] and sum(bool(shot.take) for shot in shots.shots) == 1
    would = run("render", "-n", "--only", SHOT, "-d", lit, "-v", "-o", "x.yaml")
    assert would.code == 0, would.stderr
    light = exr.read_light(lit / "shots" / SHOT / "beauty.exr")
    exr.write_light(lit / "shots" / SHOT / "beauty.exr", exr.Light(light.beauty * 2, light.groups, "acescg", light.header))
    assert "beauty.exr" in run("why", SHOT, "-d", lit).stdout.decode().split("take-night")[1].splitlines()[0]


def test_a_take_that_nobody_asked_for_is_an_error_that_says_how(lit, run):
    text = (lit / "shots.yaml").read_text()
    (lit / "shots.yaml").write_text(text.replace("take: ''", "take: dusk", 1))
    done = run("render", "-n", "-d", lit, "-o", "x.yaml")
    assert done.code == 3 and "no take 'dusk'" in done.stderr and "filmcli relight" in done.stderr


def test_check_reports_a_face_that_is_lit_otherwise_than_asked_and_how_to_turn_it(lit, run):
    light = {"ratio": {"asked": 8.0, "got": 4.0, "read": "frame"}, "key": {"asked": -0.15, "got": -0.2}}
    record = {f"{SHOT}.beauty": {"inputs": {}, "files": {}, "notes": {"light": light}}}
    (lit / "shots" / SHOT / "record.json").write_text(json.dumps(record))
    said = run("check", "-d", lit).stdout.decode()
    (line,) = [line for line in said.splitlines() if "ratio" in line]
    assert f"{SHOT}: face ratio: 4, expected a ratio of 8 : 1 on the face; filmcli relight {SHOT} --fill -1.0 --use" in line


def test_a_contact_sheet_has_a_place_for_every_shot_of_the_sequence(lit, run, tmp_path):
    done = run("export", "--contact", tmp_path / "sheets", "-d", lit)
    assert done.code == 0, done.stderr
    with Image.open(tmp_path / "sheets" / "contact_SQ010.png") as sheet:
        wide, high = sheet.size
    count = sum(shot.scene == "SQ010" for shot in documents.load(lit / "shots.yaml", ShotList).shots)
    assert wide > 480 * min(4, count) and high > 200 * -(-count // 4)
    assert "no such scene" in run("export", "--contact", tmp_path, "--scenes", "SQ990", "-d", lit).stderr
