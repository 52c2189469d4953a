"""The twelve sets: what the planner reads, and what the worker builds from it (one Blender in a subprocess for all)."""

import json
import math
import subprocess
import sys

import pytest

from filmcli.core import presets

NAMES = ["alley", "apartment", "bar", "bedroom", "corridor", "desert", "forest", "kitchen", "office", "park", "rooftop", "street"]
SEATS = ("chair", "stool", "sofa", "bed", "bench", "log", "rock", "crate", "box")
FLAT = (
    "floor",
    "rug",
    "ground",
    "lawn",
    "sand",
    "path",
    "roof",
    "road",
    "pavement",
    "field",
    "grass",
    "litter",
    "scrub",
    "stones",
    "ferns",
    "flowers",
)
# pieces that people stand under or between: their boxes say nothing about the floor
OVERHEAD = (
    "wall",
    "ceiling",
    "pendant",
    "lamps",
    "fan",
    "cables",
    "string",
    "pipes",
    "lights",
    "skyline",
    "tree",
    "trunk",
    "bulkhead",
    "parapet",
    "escape",
    "houses",
    "tower",
    "wood",
    "cafe",
    "street_lamp",
    "front_",
)

WORKER = """
import json, sys
import bpy, numpy as np
from filmcli.blender import prop as props, stage
from filmcli.core.errors import InputError

def digest(built):
    total = 0.0
    for thing in built.collection.all_objects:
        points = np.empty(len(thing.data.vertices) * 3, np.float32)
        thing.data.vertices.foreach_get("co", points)
        total += float(np.abs(points).sum()) + sum(abs(v) for row in thing.matrix_world for v in row)
    return round(total, 2)

def built(name, **more):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    return stage.build({"name": name, "seed": 1, "time": "night", "period": "1940s", **more}, lite=True)

report = {"sets": {}, "props": {}}
for name in sys.argv[1:]:
    made = built(name)
    report["sets"][name] = {
        "solids": [[s.name, s.low, s.high] for s in made.solids], "lamps": [list(p["at"]) for p in made.light["practicals"]],
        "front": len(made.front), "bump": sum(n.bl_idname == "ShaderNodeBump" for m in bpy.data.materials for n in m.node_tree.nodes),
    }
report["same"] = [digest(built("office")), digest(built("office")), digest(built("office", seed=2))]
report["dressed"] = built("office", dressing=["his gun", "a letter", "zeppelin hangar"]).dressed
def roughness():
    return sorted(round(n.inputs[3].default_value, 3) for n in bpy.data.materials["set_asphalt"].node_tree.nodes if n.bl_idname == "ShaderNodeMapRange")
built("street"); dry = roughness()
built("street", weather="rain"); rain = roughness()
report["wet"] = dry != rain
built("corridor", period="2190"); report["future"] = "set_grey_metal" in bpy.data.materials
for name in props.names():
    one = stage.prop(name, lite=True)
    one.lay((1.0, 2.0, 0.76))
    bpy.context.view_layer.update()
    low = min((one.object.matrix_world @ v.co).z for v in one.object.data.vertices)
    report["props"][name] = {"low": low, "size": one.size}
report["alias"] = [props.nearest(w) for w in ("the gun", "a glass of whiskey", "photos", "письмо", "revolvr")]
try:
    props.nearest("elephant")
except InputError as error:
    report["refused"] = str(error)
scene = bpy.context.scene
made = built("apartment")
scene = bpy.context.scene
master = made.data["master"]
from mathutils import Vector
camera = bpy.data.objects.new("c", bpy.data.cameras.new("c"))
camera.data.sensor_width, camera.data.lens = 24.89, master["lens"]
camera.location = master["at"]
camera.rotation_euler = (Vector(master["target"]) - Vector(master["at"])).to_track_quat("-Z", "Y").to_euler()
lamp = bpy.data.objects.new("l", bpy.data.lights.new("l", "POINT"))
lamp.data.energy, lamp.location = 300, (0, -2.5, 2.2)
for thing in (camera, lamp):
    scene.collection.objects.link(thing)
scene.camera = camera
scene.render.engine, scene.cycles.samples, scene.cycles.device = "CYCLES", 1, "CPU"
scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = 96, 40, 100
scene.render.image_settings.file_format = "PNG"
scene.render.filepath = sys.stdin.read().strip()
bpy.ops.render.render(write_still=True)
pixels = np.array(bpy.data.images.load(scene.render.filepath).pixels[:]).reshape(40, 96, 4)[..., :3]
report["picture"] = {"mean": float(pixels.mean()), "spread": float(pixels.std()), "dark": float((pixels.max(-1) < 0.004).mean())}
print("REPORT" + json.dumps(report))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Everything Blender has to say, from one process."""
    picture = tmp_path_factory.mktemp("sets") / "still.png"
    done = subprocess.run([sys.executable, "-c", WORKER, *NAMES], input=str(picture), capture_output=True, text=True, timeout=240)
    lines = [line for line in done.stdout.splitlines() if line.startswith("REPORT")]
    assert lines, done.stderr[-3000:]
    return json.loads(lines[0].removeprefix("REPORT"))


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


def test_there_are_twelve_sets():
    assert presets.names("sets") == NAMES


def test_a_heading_word_means_one_set_only():
    seen = {}
    for each in NAMES:
        for word in presets.load("sets", each)["words"]:
            assert seen.setdefault(word, each) == each, f"{word!r} is in {seen[word]} and {each}"


def test_stagings_seat_one_to_four_people_on_known_marks(name):
    data = presets.load("sets", name)
    assert {len(staging) for staging in data["stagings"]} >= {1, 2, 3, 4}
    assert all(mark in data["marks"] for staging in data["stagings"] for mark in staging)
    assert all("seat" in mark for mark in data["marks"].values() if mark["pose"] == "sit")


def test_pairs_face_each_other_at_a_speaking_distance(name):
    data = presets.load("sets", name)
    pairs = [[data["marks"][mark] for mark in staging] for staging in data["stagings"] if len(staging) == 2]
    facing = 0
    for a, b in pairs:
        (ax, ay), (bx, by) = a["at"], b["at"]
        assert 0.8 <= math.hypot(bx - ax, by - ay) <= 3.4
        ahead = (math.sin(math.radians(a["yaw"])), -math.cos(math.radians(a["yaw"])))
        facing += (bx - ax) * ahead[0] + (by - ay) * ahead[1] > 0.8 * math.hypot(bx - ax, by - ay) and abs(bx - ax) > 1.2
    assert facing >= 1, "no pair along x for singles and over-the-shoulders"


def test_marks_and_master_are_inside(name):
    data = presets.load("sets", name)
    zone, master = data["camera_zone"], data["master"]
    assert all(low <= value <= high for value, (low, high) in zip(master["at"], zone.values(), strict=True))
    for mark in data["marks"].values():
        assert abs(mark["at"][0]) < data["size"][0] / 2 and data["front"] < mark["at"][1] < data["back"]
        dx, dy = (mark["at"][0] - master["at"][0], mark["at"][1] - master["at"][1])
        assert dy > 0.5 and abs(dx / dy) < 1.8, "a mark lies behind or far beside the master camera"


@pytest.mark.parametrize("name", [name for name in presets.names("sets") if presets.load("sets", name)["interior"]])
def test_pieces_stay_in_the_room(name, built):
    data = presets.load("sets", name)
    x, _, z = (s / 2 for s in data["size"])
    for title, low, high in built["sets"][name]["solids"]:
        if "skyline" in title or title == "outside":
            continue
        assert low[0] > -x - 0.2 and high[0] < x + 0.2, title
        assert low[1] > data["front"] - 0.2 and high[1] < data["back"] + 0.2, title
        assert low[2] > -0.06 and high[2] < 2 * z + 0.15, title


def test_marks_are_free_of_furniture(name, built):
    for title, low, high in built["sets"][name]["solids"]:
        if any(word in title for word in (*FLAT, *OVERHEAD)):
            continue
        for mark, facts in presets.load("sets", name)["marks"].items():
            seated = facts["pose"] in ("sit", "lie")
            if seated and any(word in title for word in SEATS):
                continue
            x, y = facts["at"]
            floor = facts["seat"] + 0.08 if seated else 0.05
            inside = low[0] < x + 0.18 and high[0] > x - 0.18 and low[1] < y + 0.18 and high[1] > y - 0.18
            assert not (inside and low[2] < 1.7 and high[2] > floor), f"{title} stands on {mark}"


def test_seats_are_there_and_at_their_height(name, built):
    for mark, facts in presets.load("sets", name)["marks"].items():
        if facts["pose"] != "sit":
            continue
        x, y = facts["at"]
        under = [
            high
            for title, low, high in built["sets"][name]["solids"]
            if low[0] <= x <= high[0] and low[1] <= y <= high[1] and any(word in title for word in SEATS)
        ]
        assert any(high[2] >= facts["seat"] - 0.06 for high in under), f"nothing to sit on at {mark}"


def test_nothing_floats(name, built):
    """Named furniture stands on the floor (within the pavement's 12 cm)."""
    for title, low, _ in built["sets"][name]["solids"]:
        if (
            any(
                word in title
                for word in (
                    "armchair",
                    "sofa",
                    "table_chairs",
                    "client_chair",
                    "cabinet",
                    "bed",
                    "wardrobe",
                    "bench",
                    "stove",
                    "fridge",
                    "worktop",
                    "counter",
                    "stool",
                )
            )
            and "side" not in title
        ):
            assert -0.05 <= low[2] <= 0.13, f"{title} floats at {low[2]:.2f} m"


def test_lite_pictures_have_no_bump(name, built):
    assert built["sets"][name]["bump"] == 0


def test_the_wall_behind_the_camera_is_named_front(name, built):
    assert built["sets"][name]["front"] >= 1


def test_the_same_spec_builds_the_same_set(built):
    first, again, other_seed = built["same"]
    assert first == again != other_seed


def test_rain_wets_the_road_and_the_future_changes_the_doors(built):
    assert built["wet"] and built["future"]


def test_props_that_the_action_names_lie_on_the_desk(built):
    assert set(built["dressed"]) == {"revolver", "letter"}
    desk = presets.load("sets", "office")["surfaces"]["desk"]
    for at in built["dressed"].values():
        assert abs(at[0] - desk["at"][0]) < desk["size"][0] and at[2] == desk["at"][2]


def test_hand_props_lie_on_a_table_and_are_hand_sized(built):
    assert len(built["props"]) >= 16
    for title, facts in built["props"].items():
        assert abs(facts["low"] - 0.76) < 0.012, title
        assert 0.005 < max(facts["size"]) < 0.6, title


def test_words_find_their_prop(built):
    assert built["alias"] == ["revolver", "glass", "photograph", "letter", "revolver"]
    assert "elephant" in built["refused"]


def test_a_set_can_be_seen(built):
    assert built["picture"]["mean"] > 0.03 and built["picture"]["spread"] > 0.03 and built["picture"]["dark"] < 0.5
