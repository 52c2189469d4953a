"""The worker: JSON lines in, JSON lines and pictures out. Reads like a session with it."""

import json
import subprocess
import sys
import time

import numpy as np
import pytest
from PIL import Image
from test_assets import glb

from filmcli.core import presets
from filmcli.core.errors import CannotRunError, ModelError
from filmcli.formats import cryptomatte, exr
from filmcli.formats.cast import Character
from filmcli.formats.joints import NAMES
from filmcli.runners import cycles
from filmcli.runners.cycles import Cycles, Options


def shot(out, **more):
    return {
        "op": "shot",
        "id": "SQ010_SH0010",
        "out": str(out),
        "set": {"name": "office", "seed": 1, "time": "night", "weather": "clear"},
        "lighting": presets.load("lighting", "noir_low_key"),
        "key_side": "left",
        "people": [
            {
                "character": Character(name="JACK", id="JACK").model_dump(mode="json"),
                "position": [-1.58, 0.35, 0],
                "yaw": 90,
                "pose": "sit",
                "seat": 0.46,
                "expression": "weary",
            }
        ],
        "camera": {"position": [-0.2, -1.3, 1.35], "target": [-1.5, 0.4, 1.15], "lens": 35, "f_stop": 4.0, "focus": [-1.5, 0.35, 1.2]},
        "picture": {"width": 96, "height": 40, "samples": 1, "detail": "lite", "passes": True},
        "seed": 7,
        **more,
    }


@pytest.fixture(scope="module")
def renderer():
    with Cycles(Options(threads=2)) as running:
        yield running


@pytest.fixture(scope="module")
def taken(renderer, tmp_path_factory):
    out = tmp_path_factory.mktemp("shot")
    (reply,) = renderer.render([shot(out)])
    assert reply["ok"], reply
    return out, reply


def ask(renderer, request):
    (reply,) = renderer.render([request])
    return reply


def test_ping_says_blender_and_stdout_carries_nothing_else(renderer):
    reply = ask(renderer, {"op": "ping", "id": "hello"})
    assert reply["ok"] and reply["id"] == "hello" and reply["blender"].startswith("5.")


def test_more_sets_than_are_kept_in_memory_take_turns(renderer, tmp_path):
    """Sets that leave memory once took the lamps' light-linking groups with them, and every later shot failed."""
    places = ("office", "bar", "corridor", "kitchen", "office")
    replies = list(renderer.render([shot(tmp_path, set={"name": name, "seed": 1, "time": "night", "weather": "clear"}) for name in places]))
    assert [reply["ok"] for reply in replies] == [True] * len(places)


CLOSE = {"position": [-0.9, -0.2, 1.3], "target": [-1.5, 0.35, 1.25], "lens": 50, "focus": [-1.5, 0.35, 1.2]}


def test_a_sheet_of_faces_has_every_mouth_and_shut_eyes_and_nothing_else_moves(renderer, tmp_path):
    picture = {"width": 320, "height": 136, "samples": 1, "detail": "lite", "passes": False}
    reply = ask(renderer, shot(tmp_path, speaking=["JACK"], mouths=["mbp", "aa"], camera=CLOSE, picture=picture))
    assert reply["files"] == ["still.png", "beauty.exr", "faces.png"]
    still, sheet = (np.asarray(Image.open(tmp_path / name).convert("RGB"), dtype=int) for name in ("still.png", "faces.png"))
    rows = json.loads(Image.open(tmp_path / "faces.png").text["filmcli"])
    assert [(row["who"], row["part"], row["shape"]) for row in rows] == [
        ("JACK", "eyes", "shut"),
        ("JACK", "mouth", "mbp"),
        ("JACK", "mouth", "aa"),
    ]
    moved, seen = {}, {}
    for row in rows:
        (left, top, right, bottom), (x, y) = row["box"], row["at"]
        apart = np.abs(sheet[y : y + bottom - top, x : x + right - left] - still[top:bottom, left:right]).sum(axis=2)
        moved[row["shape"]], seen[row["shape"]] = apart, sheet[y : y + bottom - top, x : x + right - left]
        rim = np.concatenate([apart[0], apart[-1], apart[:, 0], apart[:, -1]])
        assert rim.mean() < 6, "a seam would be seen"
    assert (moved["aa"] > 60).sum() > 5, "the mouth did not open"
    assert (moved["shut"] > 40).sum() > 3, "the eyes did not close"
    assert (np.abs(seen["aa"] - seen["mbp"]).sum(axis=2) > 60).sum() > 5, "a b looks like an a"


def test_a_head_that_fills_the_frame_is_rendered_once_and_nothing_is_missing_beside_it(renderer, tmp_path):
    picture = {"width": 160, "height": 68, "samples": 4, "detail": "lite", "passes": True}
    plain, fine = ({"id": name, "out": str(tmp_path / name)} for name in ("plain", "fine"))
    replies = renderer.render(
        [shot("", camera=CLOSE, picture=picture) | plain, shot("", camera=CLOSE, picture=picture | {"faces": 5}) | fine]
    )
    assert [(reply["ok"], reply["id"]) for reply in replies] == [(True, "plain"), (True, "fine")]
    one, two = (np.asarray(Image.open(tmp_path / name / "still.png").convert("L"), dtype=int) for name in ("plain", "fine"))
    off = np.abs(one - two)
    assert 0 < off.mean() < 10 and off.mean(axis=0).max() < 40, "a column is missing, or a seam is seen"
    mattes = [exr.read(tmp_path / name / "passes.exr")[0] for name in ("plain", "fine")]
    ours, theirs = (cryptomatte.read(channels, "CryptoObject")[1].sum(axis=-1).mean(axis=0) for channels in mattes)
    assert np.abs(ours - theirs).max() < 0.15, "a column of the mattes is missing"


def test_a_shot_is_filmed_frame_by_frame_and_goes_on_where_it_was_left(renderer, tmp_path):
    said = [{}, {"aa": 1.0}, {"mbp": 1.0}]
    plan = {
        "fps": 2.0,
        "count": 3,
        "move": {"kind": "truck_right", "amount": 0.3},
        "shutter": 1,
        "alive": False,
        "people": {"JACK": {"acts": [{"character": "JACK", "motion": "walk", "path": [[0.4, 0.2, 0.0]]}], "seed": 3, "said": said}},
    }
    people = [{**shot(tmp_path)["people"][0], "pose": "stand", "position": [-1.0, 0.9, 0.0]}]
    request = shot(tmp_path, op="animate", animation=plan, people=people)
    assert ask(renderer, {**request, "frames": [0, 2]})["files"] == ["frame_00001.png", "frame_00002.png"]
    first = (tmp_path / "frame_00001.png").stat().st_mtime_ns
    frames = ask(renderer, {**request, "frames": [0, 9]})["files"]
    assert frames == ["frame_00001.png", "frame_00002.png", "frame_00003.png"]
    assert (tmp_path / "frame_00001.png").stat().st_mtime_ns == first, "what lies there was rendered again"
    one, two, three = (np.asarray(Image.open(tmp_path / name).convert("RGB"), dtype=int) for name in frames)
    assert np.abs(one - two).mean() > 1 and np.abs(two - three).mean() > 0.5
    bad = {**request, "animation": {**plan, "people": {"JACK": {"acts": [{"motion": "moonwalk"}]}}}, "frames": [0, 1]}
    reply = ask(renderer, bad)
    assert "moonwalk" in reply["error"] and reply["exit"] == 3, "a wrong document is no failure of the renderer"


def test_a_bad_request_gets_one_sentence_and_the_next_is_served(renderer, tmp_path):
    bad = [
        {"op": "dance"},
        shot(tmp_path, picture={"width": 0, "height": 40}),
        shot(tmp_path, grade={"bloom": 1}),
        {k: v for k, v in shot(tmp_path).items() if k != "camera"},
    ]
    replies = list(renderer.render([*bad, {"op": "ping"}]))
    assert [reply["ok"] for reply in replies] == [False, False, False, False, True]
    assert "unknown op 'dance'" in replies[0]["error"]
    assert "picture.width" in replies[1]["error"]
    assert "bloom" in replies[2]["error"]
    assert "camera" in replies[3]["error"]
    assert all("\n" not in reply["error"] for reply in replies[:4])


def test_a_shot_is_a_graded_still_and_two_exrs(taken):
    out, reply = taken
    assert sorted(path.name for path in out.iterdir()) == ["beauty.exr", "grade.cc", "passes.exr", "still.png"] == sorted(reply["files"])
    assert Image.open(out / "still.png").size == (96, 40)
    assert 0.005 < reply["luminance"] < 0.5


def test_the_light_groups_sum_to_the_beauty(taken):
    import OpenEXR

    with OpenEXR.File(str(taken[0] / "beauty.exr"), separate_channels=True) as file:
        channels = {name: np.array(c.pixels, dtype=np.float32) for name, c in file.parts[0].channels.items()}
        header = dict(file.header())
    for c in "RGB":
        parts = sum(channels[f"light_{group}.{c}"] for group in ("key", "fill", "rim", "background", "practical", "sky"))
        assert np.allclose(parts, channels[c], rtol=0.01, atol=1e-3)
    assert channels["R"].max() > 0.05
    assert header["framesPerSecond"] == 24 and header["chromaticities"] == pytest.approx(
        (0.713, 0.293, 0.165, 0.83, 0.128, 0.044, 0.32168, 0.33767)
    )
    assert header["shot"] == "SQ010_SH0010" and header["sensorMillimetres"] == pytest.approx(24.89)


def test_the_passes_hold_metres_whole_ids_and_unit_normals(taken):
    import OpenEXR

    out, reply = taken
    with OpenEXR.File(str(out / "passes.exr"), separate_channels=True) as file:
        channels = {name: c.pixels for name, c in file.parts[0].channels.items()}
        ids = json.loads(file.header()["ids"])
    data = (
        {f"{name}.{axis}" for name in "NP" for axis in "XYZ"} | {f"albedo.{c}" for c in "RGB"} | {"depth.Z", "id", "motion.X", "motion.Y"}
    )
    assert data == {name for name in channels if not name.startswith("Crypto")}
    assert channels["id"].dtype == np.float32 and set(np.unique(channels["id"])) == {0, ids["JACK"]}
    person = channels["id"] == ids["JACK"]
    assert 1.0 < np.median(channels["depth.Z"][person]) < 3.5
    normals = np.stack([channels[f"N.{axis}"] for axis in "XYZ"], axis=-1)[person]
    assert np.median(np.linalg.norm(normals, axis=-1)) == pytest.approx(1.0, abs=0.05)
    assert reply["subjects"]["JACK"]["visible"] > 0.5


def test_the_mattes_cover_every_pixel_and_their_names_are_the_scenes(taken):
    import OpenEXR

    with OpenEXR.File(str(taken[0] / "passes.exr"), separate_channels=True) as file:
        channels, header = {name: c.pixels for name, c in file.channels().items()}, dict(file.header())
    manifests = {value: json.loads(header[f"{key[:-5]}/manifest"]) for key, value in header.items() if key.endswith("/name")}
    assert set(manifests) == {"CryptoObject", "CryptoMaterial", "CryptoAsset"}
    for layer, manifest in manifests.items():
        ids, coverage = cryptomatte.read(channels, layer)
        assert np.median(coverage.sum(axis=-1)) == pytest.approx(1.0, abs=0.01) and coverage.sum(axis=-1).max() < 1.01
        assert {int(one) for one in np.unique(ids[coverage > 0])} == {int(value, 16) for value in manifest.values()}
        assert all(int(value, 16) == cryptomatte.number(name) for name, value in manifest.items())
    assert {"JACK/collar", "JACK/skin", "office/desk"} <= set(manifests["CryptoObject"])
    assert {"JACK", "desk"} <= set(manifests["CryptoAsset"]) and "JACK/skin" in manifests["CryptoMaterial"]
    person = cryptomatte.read(channels, "CryptoAsset")
    mine = ((person[0] == cryptomatte.number("JACK")) * person[1]).sum(axis=-1)
    assert ((mine > 0.5) ^ (channels["id"] > 0)).mean() < 0.03, "the asset's matte is the person of the id pass"


def test_positions_and_depth_tell_the_same_and_a_static_camera_moves_nothing(taken):
    import OpenEXR

    with OpenEXR.File(str(taken[0] / "passes.exr"), separate_channels=True) as file:
        channels, header = {name: c.pixels for name, c in file.channels().items()}, dict(file.header())
    world = np.stack([channels[f"P.{axis}"] for axis in "XYZ"] + [np.ones_like(channels["P.X"])], axis=-1)
    seen = world @ np.asarray(header["worldToCamera"]).reshape(4, 4)
    near = channels["depth.Z"] < 100
    assert np.allclose(-seen[..., 2][near], channels["depth.Z"][near], atol=0.01)
    ndc = world @ np.asarray(header["worldToNDC"]).reshape(4, 4)
    columns = (ndc[..., 0] / ndc[..., 3] * 0.5 + 0.5) * 96
    assert np.median(np.abs(columns - (np.arange(96) + 0.5))[near]) < 0.1
    assert not channels["motion.X"].any()


def test_a_camera_that_trucks_left_moves_near_things_right_and_more_than_far_ones(renderer, tmp_path):
    import OpenEXR

    assert ask(renderer, shot(tmp_path, move={"kind": "truck_left", "amount": 0.4, "frames": 60}))["ok"]
    with OpenEXR.File(str(tmp_path / "passes.exr"), separate_channels=True) as file:
        channels = {name: c.pixels for name, c in file.channels().items()}
    moved, depth = channels["motion.X"], channels["depth.Z"]
    assert moved[depth < 100].min() > 0
    assert moved[depth < np.percentile(depth, 20)].mean() > moved[(depth > np.percentile(depth, 80)) & (depth < 100)].mean()


def test_the_passes_say_where_the_joints_are(taken):
    import OpenEXR

    out, reply = taken
    with OpenEXR.File(str(out / "passes.exr"), separate_channels=True) as file:
        joints = json.loads(file.header()["joints"])["JACK"]
    assert set(joints) == set(NAMES)
    left, top, right, bottom = reply["subjects"]["JACK"]["box"]
    x, y = reply["subjects"]["JACK"]["eyes"]
    for eye in ("left_eye", "right_eye"):
        assert abs(joints[eye][0] - x) < 0.05 and abs(joints[eye][1] - y) < 0.06
    assert joints["right_eye"][0] < joints["left_eye"][0] < joints["nose"][0], "he faces the frame's right"
    assert joints["right_ear"][3] == 1 and joints["left_ear"][3] == 0, "his head hides the far ear"
    for name in ("neck", "right_shoulder", "left_shoulder"):
        assert left <= joints[name][0] <= right and top <= joints[name][1] <= bottom and joints[name][3] == 1
    assert joints["neck"][1] > joints["nose"][1]
    assert joints["left_ankle"][3] == 0, "below the frame"


def test_the_ratio_on_the_face_is_reported_against_what_was_asked(taken):
    jack, depth = taken[1]["subjects"]["JACK"], taken[1]["depth"]
    assert jack["eyes_visible"] == 1.0 and depth["window"][0] < jack["depth"] < depth["window"][1]
    light = taken[1]["light"]
    assert light["ratio"]["asked"] == 8.0 and light["ratio"]["got"] == pytest.approx(8.0, rel=0.1)
    assert light["key"]["got"] == pytest.approx(light["key"]["asked"], abs=0.15)
    assert {"asked", "got"} <= set(light["kelvin"]) and light["direction"]["off"] < 60


def test_the_same_request_gives_the_same_picture_whatever_was_drawn_between(renderer, taken, tmp_path):
    guest = Character(name="ANNE", id="ANNE", gender="female").model_dump(mode="json")
    company = [*shot(tmp_path)["people"], {"character": guest, "position": [-0.4, 0.35, 0], "yaw": 270}]
    between = [
        shot(tmp_path, set={"name": "bar", "seed": 1, "time": "night", "weather": "clear"}),
        shot(tmp_path, people=company, beats=[{"id": "a"}, {"id": "b", "speaking": ["ANNE"]}]),
    ]
    for request in between:
        assert ask(renderer, request)["ok"]
        ask(renderer, shot(tmp_path))
        again, before = (np.asarray(Image.open(folder / "still.png")) for folder in (tmp_path, taken[0]))
        assert np.array_equal(again, before)


def test_a_second_beat_has_its_own_still(renderer, tmp_path):
    reply = ask(renderer, shot(tmp_path, beats=[{"id": "a"}, {"id": "b", "expressions": {"JACK": "angry"}}]))
    assert {"still.png", "still_b.png"} <= set(reply["files"])
    assert (tmp_path / "still_b.png").exists()


def test_a_staged_shot_is_handed_over_as_arrays_and_as_a_blend(renderer, tmp_path):
    reply = ask(renderer, shot(tmp_path, op="inventory", blend=True))
    assert reply["ok"], reply
    kinds = {item["kind"] for item in reply["items"]}
    arrays = np.load(tmp_path / "geometry.npz")
    coat = next(item for item in reply["items"] if item["kind"] == "person" and "jacket" in item["name"])
    counts, indices = arrays[f"{coat['key']}/counts"], arrays[f"{coat['key']}/indices"]
    assert kinds == {"set", "person"}
    assert counts.sum() == len(indices) and indices.max() < len(arrays[f"{coat['key']}/points"])
    assert all(material in reply["materials"] for material in coat["materials"])
    assert reply["camera"]["lens"] == 35 and any(lamp["only"] == ["JACK"] for lamp in reply["lamps"])
    assert (tmp_path / "scene.blend").read_bytes()[:4] == b"\x28\xb5\x2f\xfd"  # a Zstandard frame


def test_a_person_is_handed_over_as_glb(renderer, tmp_path):
    sheet = Character(name="JACK", id="JACK").model_dump(mode="json")
    reply = ask(renderer, {"op": "inventory", "id": "x", "out": str(tmp_path), "character": sheet, "detail": "lite", "glb": True})
    assert reply["ok"], reply
    assert (tmp_path / "person.glb").read_bytes()[:4] == b"glTF"
    assert {item["form"] for item in reply["items"]} == {"mesh", "curves"}


def test_a_set_of_the_users_stands_in_for_ours_and_a_wrong_scale_is_named(renderer, tmp_path):
    model = glb(tmp_path / "office.glb", size=(5.0, 5.0, 2.9))
    own = {"name": "office", "path": str(model), "digest": "x", "scale": 1.0, "yaw": 0.0}
    spec = {"name": "office", "seed": 1, "time": "night", "weather": "clear", "own": own}
    reply = ask(renderer, shot(tmp_path, op="inventory", set=spec, people=[]))
    assert [item["name"] for item in reply["items"] if item["kind"] == "set"] == ["box"]
    tiny = {**spec, "own": {**own, "scale": 0.01}}
    reply = ask(renderer, shot(tmp_path, op="inventory", set=tiny, people=[]))
    assert not reply["ok"] and "office.glb: 0.05 m long" in reply["error"] and "`scale: 1`" in reply["error"]


def test_a_body_of_the_users_moves_with_our_rig(renderer, tmp_path):
    model = glb(tmp_path / "JACK.glb", size=(0.5, 1.7, 0.3))  # glTF is y up
    sheet = Character(name="JACK", id="JACK").model_dump(mode="json")
    sheet["own"] = {"kind": "bodies", "name": "JACK", "path": str(model), "digest": "x", "scale": 1.0, "yaw": 0.0}
    request = {"op": "inventory", "id": "x", "character": sheet, "detail": "lite"}
    high = {}
    for pose in ("stand", "sit"):
        reply = ask(renderer, request | {"out": str(tmp_path / pose), "pose": pose})
        assert [item["name"] for item in reply["items"]] == ["JACK own 0"], reply
        points = np.load(tmp_path / pose / "geometry.npz")[f"{reply['items'][0]['key']}/points"]
        high[pose] = np.ptp(points[:, 2])
    assert high["stand"] == pytest.approx(1.72, abs=0.1) and high["sit"] < 1.5
    sheet["own"]["scale"] = 0.001
    assert "write `scale:" in ask(renderer, request | {"out": str(tmp_path), "character": sheet})["error"]


def test_a_dead_renderer_is_started_again_and_a_deadly_request_is_named(renderer, tmp_path):
    ask(renderer, {"op": "ping"})
    renderer._process.kill()
    assert ask(renderer, {"op": "ping"})["ok"]
    grave = Cycles(Options(log=tmp_path / "log"))
    grave._start = lambda: (
        setattr(
            grave,
            "_process",
            subprocess.Popen([sys.executable, "-c", "import sys; sys.exit(3)"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True),
        )
        or grave._process
    )
    with pytest.raises(ModelError, match="SQ010_SH0010: the renderer died twice"):
        ask(grave, shot(tmp_path))
    grave.close()


WORKER = """
import json, sys
for line in sys.stdin:
    request = json.loads(line)
    if request["id"] == "deadly":
        sys.exit(3)
    print(json.dumps({"ok": True, "id": request["id"]}), flush=True)
"""


@pytest.fixture
def stand_in(monkeypatch, tmp_path):
    """A runner whose worker echoes ids, and dies of one."""
    started, popen = [], subprocess.Popen
    monkeypatch.setattr(
        cycles.subprocess, "Popen", lambda command, **more: started.append(1) or popen([sys.executable, "-c", WORKER], **more)
    )
    with Cycles(Options(log=tmp_path / "log")) as runner:
        runner.started = started
        yield runner


def test_a_death_is_blamed_on_the_item_that_it_came_of(stand_in):
    replies = stand_in.render([{"id": name} for name in ("one", "two", "deadly", "three")])
    assert [next(replies)["id"], next(replies)["id"]] == ["one", "two"]
    with pytest.raises(ModelError, match="deadly: the renderer died twice"):
        next(replies)
    assert ask(stand_in, {"id": "after"})["id"] == "after"


def test_replies_that_nobody_waits_for_do_not_answer_the_next_question(stand_in):
    replies = stand_in.render([{"id": "one"}, {"id": "two"}, {"id": "three"}])
    assert next(replies)["id"] == "one"
    replies.close()
    assert ask(stand_in, {"id": "four"})["id"] == "four"


def test_without_bpy_the_hint_is_a_command(monkeypatch):
    monkeypatch.setattr(cycles.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CannotRunError) as caught:
        ask(Cycles(), {"op": "ping"})
    assert caught.value.hint.startswith("pip install bpy")


def test_the_worker_leaves_at_the_end_of_its_input():
    done = subprocess.run([sys.executable, "-m", "filmcli.blender.worker"], input="", capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_closing_ends_the_process():
    running = Cycles()
    ask(running, {"op": "ping"})
    process = running._process
    start = time.monotonic()
    running.close()
    assert process.returncode == 0 and time.monotonic() - start < 10


def test_a_move_goes_where_its_name_says():
    from filmcli.blender.camera import View

    view = View.read({"position": [0, -3, 1.5], "target": [0, 0, 1.5], "lens": 35}, 2.39)  # looks along +y, right is +x

    def step(kind):
        later = view.later({"kind": kind, "amount": 0.3, "frames": 10})
        return [round(b - a, 3) for a, b in zip((*view.position, *view.target), (*later.position, *later.target), strict=True)]

    assert step("truck_left")[0] < 0 < step("truck_right")[0] and step("arc_left")[0] < 0 < step("arc_right")[0]
    assert step("push_in")[1] > 0 > step("pull_out")[1] and step("boom_up")[2] > 0 > step("boom_down")[2]
    assert step("pan_left")[3] < 0 < step("pan_right")[3] and step("static") == [0] * 6
