"""Sets out of doors and in vehicles, skies, seasons, weather and effects: the data, and what one Blender makes of them at stamp size."""

import json
import subprocess
import sys

import numpy as np
import pytest

from filmcli.blender.air import SKY, Air, shared, through
from filmcli.core import presets

OUTDOORS = [
    "battlefield",
    "beach",
    "bridge",
    "castle",
    "cemetery",
    "farm",
    "field",
    "garden",
    "harbour",
    "lake",
    "moon",
    "motorway",
    "mountain",
    "planet",
]
OUTDOORS += ["ship_deck", "village", "western"]
INSIDE = ["car", "spaceship", "station", "train"]

WORKER = """
import json, sys, tempfile
from pathlib import Path
import bpy
from mathutils import Vector
from filmcli.blender import shot, stage
from filmcli.blender.studio import Studio
from filmcli.core import presets
from filmcli.core.errors import InputError

studio = Studio(threads=2)
report = {}

def picture(name, *, camera=None, people=(), **more):
    master = presets.load("sets", name)["master"]
    request = {
        "set": {"name": name, "seed": 1, "time": "day", "weather": "clear", "period": "contemporary", **more}, "people": list(people),
        "lighting": presets.load("lighting", "three_point"), "camera": {"position": master["at"], "target": master["target"], "lens": master["lens"], "focus": [0, 2, 1]},
        "picture": {"width": 64, "height": 28, "samples": 1, "detail": "lite", "passes": False}, "seed": 3, "out": tempfile.mkdtemp(),
    }
    made = shot.take(studio, request)
    things = sorted({t.name.split(".")[0] for t in studio.rig.collection.objects if t.name.startswith("effect_")})
    lamps = sum(t.type == "LIGHT" and t["rank"] < 0 for t in studio.rig.collection.objects)
    flags = [t.light_linking.receiver_collection for t in studio.rig.collection.objects if t.type == "LIGHT"]
    astray = sum(flag is not None and not flag.all_objects for flag in flags)
    pixels = bpy.data.images.load(str(Path(request["out"]) / "still.png")).pixels[:]
    return {"things": things, "lamps": lamps, "astray": astray, "mean": sum(pixels) / len(pixels), "blue": sum(pixels[2::4]) / max(1e-6, sum(pixels[0::4])), "ok": bool(made["files"])}

report["clear"] = picture("village")
report["snow"] = picture("village", weather="snow")
report["rain"] = picture("village", weather="rain")
report["dusk"] = picture("village", time="dusk")
report["storm"] = picture("village", weather="storm")
report["fire"] = picture("village", effects=[{"effect": "fire", "at": "fountain"}, {"effect": "smoke", "at": [1.0, 8.0]}])
report["indoors"] = picture("car", weather="rain")
whole = stage.build
def half(spec, *, lite):
    whole(spec, lite=lite)
    raise InputError("a piece that cannot be built")
stage.build, stood = half, set(studio.scene.collection.children)
try:
    picture("car", time="night")
except InputError:
    report["left"] = [one.name for one in studio.scene.collection.children if one not in stood]
stage.build = whole
report["none"] = picture("village")
for wrong in ({"effect": "meteors"}, {"effect": "fire", "at": "nowhere"}, {"effect": "muzzle_flash"}):
    try:
        picture("village", effects=[wrong])
    except InputError as error:
        report.setdefault("refused", []).append(f"{error} {error.hint}")
report["leaves"] = {}
for season in ("summer", "winter"):
    built = stage.build({"name": "lake", "seed": 1, "season": season}, lite=True)
    report["leaves"][season] = sum(len(t.data.polygons) for t in built.collection.all_objects if "shore_trees" in t.name)
from filmcli.blender import gaffer
from filmcli.blender.fixture import Face, Lamp
eyes = Vector((0, 0, 1.6))
rim = Lamp("rim", "SPOT", eyes + Vector((0, 2.4, 1.0)), eyes, (1, 1, 1), 100.0, 0.2, only=("A",))
report["ways"] = {}
for metres in (9.0, 1.5, 0.3):
    hung = gaffer.clear(rim, [Face("A", eyes, Vector((0, -1, 0)))], lambda origin, way, wanted: min(metres, wanted), Vector((0, -3, 1.6)))
    far = (hung.position - eyes).length
    report["ways"][str(metres)] = [far, hung.watts / far**2, hung.size / far, hung.through]
from dataclasses import replace
from filmcli.blender import fixture
lamps = [replace(rim, group="background"), replace(rim, group="background", watts=80.0, fixed=True)]
report["turned"] = {name: [lamp.watts for lamp in fixture.dim(lamps, {"background": 0.5}, every=name == "frame")] for name in ("spot", "frame")}
print("REPORT" + json.dumps(report))
"""


@pytest.fixture(scope="module")
def made():
    done = subprocess.run([sys.executable, "-c", WORKER], capture_output=True, text=True, timeout=300)
    lines = [line for line in done.stdout.splitlines() if line.startswith("REPORT")]
    assert lines, done.stderr[-3000:]
    return json.loads(lines[0].removeprefix("REPORT"))


@pytest.mark.parametrize("name", [*OUTDOORS, *INSIDE])
def test_a_set_speaks_four_languages_and_seats_one_to_four(name):
    data = presets.load("sets", name)
    words = " ".join(data["words"])
    assert any("а" <= c <= "я" for c in words) and any("一" <= c <= "鿿" for c in words)
    assert data["interior"] == (name in INSIDE)
    assert {len(staging) for staging in data["stagings"]} >= {1, 2, 3, 4}
    assert all(mark in data["marks"] for staging in data["stagings"] for mark in staging)
    assert all("seat" in mark for mark in data["marks"].values() if mark["pose"] == "sit")
    for value, (low, high) in zip(data["master"]["at"], data["camera_zone"].values(), strict=True):
        assert low <= value <= high


def test_snow_is_white_and_rain_grey(made):
    assert made["snow"]["mean"] > made["clear"]["mean"] + 0.03
    assert made["rain"]["mean"] < made["snow"]["mean"]
    assert made["dusk"]["blue"] < made["clear"]["blue"], "dusk is warmer than day"


def test_weather_and_effects_bring_their_geometry_and_light(made):
    assert made["clear"]["things"] == [] and made["clear"]["lamps"] == 0
    assert made["rain"]["things"] == ["effect_rain", "effect_splash"]
    assert made["snow"]["things"] == ["effect_flakes"]
    assert made["storm"]["lamps"] == 1 and "effect_bolt" in made["storm"]["things"]
    assert {"effect_card", "effect_sparks"} <= set(made["fire"]["things"]) and made["fire"]["lamps"] == 1


def test_a_set_that_fails_while_it_is_built_is_cleared_away(made):
    assert made["left"] == []


def test_no_rain_falls_indoors_and_nothing_stays_for_the_next_shot(made):
    assert made["indoors"]["things"] == []
    assert made["none"] == made["clear"], "the picture after other weather is the picture before it"


def test_no_lamp_is_linked_to_nothing_for_then_it_lights_everything(made):
    assert not any(made[name]["astray"] for name in ("clear", "storm", "indoors"))


def test_wrong_effects_are_refused_with_a_hint(made):
    unknown, nowhere, unarmed = made["refused"]
    assert "meteors" in unknown and "rain" in unknown
    assert "nowhere" in nowhere and "fountain" in nowhere
    assert "holds a gun" in unarmed


def test_winter_takes_the_leaves(made):
    assert made["leaves"]["winter"] < 0.5 * made["leaves"]["summer"]


def test_air_pales_what_is_far_and_keeps_the_sum_of_the_groups():
    rng = np.random.default_rng(1)
    depth, level = np.full((4, 6), 2.0, np.float32), np.full((4, 6, 1), 0.2, np.float32)
    depth[:, 3:], depth[0] = 300.0, SKY + 10
    level[:, 3:], level[0] = 1.5, 9.0  # the picture has the edges that the depth has
    parts = {name: level * (1 + 0.1 * rng.random((4, 6, 3), dtype=np.float32)) for name in ("key", "sky")}
    beauty = parts["key"] + parts["sky"]
    thin, groups = through(beauty, parts, depth, Air(0.002, (0.5, 0.6, 0.7)))
    assert np.allclose(sum(groups.values()), thin, atol=1e-5)
    assert np.allclose(thin[1:, :3], beauty[1:, :3], atol=1e-4), "what is nearer than where the air begins is left as it is"
    assert np.allclose(thin[0], beauty[0], atol=1e-4), "thin air leaves the sky alone"
    thick, _ = through(beauty, parts, depth, Air(0.06, (0.5, 0.6, 0.7), grey=True))
    assert np.allclose(thick[1, 4], (0.5, 0.6, 0.7), atol=1e-2) and np.allclose(thick[0, 0], (0.5, 0.6, 0.7), atol=1e-2)


def test_a_pixel_that_shows_two_things_gets_the_air_of_each_by_its_share():
    values = np.repeat(np.where(np.arange(40) < 20, 1.0, 0.2)[None, :, None], 6, 0).astype(np.float32)  # near on the left, far on the right
    ids, coverage = np.zeros((6, 40, 2), np.uint32), np.zeros((6, 40, 2), np.float32)
    ids[..., 0], ids[..., 1] = np.where(np.arange(40) < 20, 7, 9), np.where(np.arange(40) < 20, 9, 7)
    coverage[..., 0] = 1.0
    coverage[:, 19] = coverage[:, 20] = 0.75, 0.25
    found = shared(values, ids, coverage)[:, :, 0]
    assert np.allclose(found[:, 19], 0.75 * 1.0 + 0.25 * 0.2) and np.allclose(found[:, 20], 0.75 * 0.2 + 0.25 * 1.0)
    assert np.array_equal(np.delete(found, [19, 20], 1), np.delete(values[..., 0], [19, 20], 1))
    ids[:, 20:, 0] = coverage[:, 20:] = 0  # the sky has no id
    coverage[:, 19, 1] = 0
    assert np.allclose(shared(values, ids, coverage)[:, 19], 0.75 * 1.0 + 0.25 * 0.2)


@pytest.mark.parametrize("name", presets.names("effects"))
def test_an_effect_has_words_and_a_kind(name):
    data = presets.load("effects", name)
    assert (
        data["format"] == "filmcli/effect@1"
        and data["words"]
        and data["kind"] in ("rain", "flakes", "air", "plume", "fire", "sparks", "lightning", "muzzle")
    )
    if isinstance(data.get("count"), dict):
        assert data["count"]["lite"] < data["count"]["full"]


def test_a_lamp_without_room_comes_nearer_and_lights_a_face_as_before(made):
    free, near, walled = (made["ways"][metres] for metres in ("9.0", "1.5", "0.3"))
    assert free[0] == pytest.approx(2.6) and not free[3]
    assert 0.5 <= near[0] < 1.6 and near[1:] == pytest.approx(free[1:])
    assert walled[0] == pytest.approx(2.6) and walled[3]  # no room for it at all: it shines through the set


def test_a_balanced_picture_turns_fixed_lamps_too_and_a_spot_reading_leaves_them(made):
    assert made["turned"] == {"spot": [50.0, 80.0], "frame": [50.0, 40.0]}
