"""The pose and motion libraries: every pose on some body, motions that keep their feet, gaits, life, and captures. No Blender."""

import base64
import json
import struct

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from filmcli.blender import bvh, captures, gltf
from filmcli.blender.body import SKIN, build
from filmcli.blender.motion import Performance
from filmcli.blender.pose import POSES, solve
from filmcli.blender.speech import Speech
from filmcli.blender.stance import library, stance
from filmcli.blender.touch import Touch, patch
from filmcli.core.errors import InputError
from filmcli.core.life import Life
from filmcli.formats import poses

PEOPLE = (
    {"id": "gus", "age": 52, "gender": "male", "appearance": {"build": {"height": 1.76, "weight": 0.95}}},
    {"id": "vera", "age": 29, "gender": "female", "appearance": {"build": {"height": 1.70, "weight": 0.3}}},
    {"id": "tom", "age": 7, "gender": "male", "appearance": {"build": {"height": 1.22}}},
    {"id": "jack", "age": 38, "gender": "male", "appearance": {"build": {"height": 1.94}}},
)
BED = 0.5


@pytest.fixture(scope="module")
def people():
    return [build(sheet) for sheet in PEOPLE]


@pytest.fixture(scope="module")
def solved(people):
    """Every pose, each on one of four bodies by turns."""
    found = {}
    for number, pose in enumerate(POSES):
        body = people[number % len(people)]
        found[pose] = (body, solve(body, pose, seat=BED if stance(pose).base == "lie" else 0.46))
    return found


def at(body, motion, bone):
    k = body.number[bone]
    return motion.rotations[k] @ body.joint(bone) + motion.translations[k]


def test_there_are_poses_enough_and_all_say_what_they_are():
    entries = poses.library()
    assert len(entries) >= 60 and set(entries) == set(POSES)
    spoken = [word for entry in entries.values() for word in entry.words]
    assert len(spoken) > 200 and len(set(spoken)) > 0.97 * len(spoken)
    assert {entry.needs for entry in entries.values()} <= {"", "seat", "table", "bar", "bed", "wall", "rail", "wheel", "door", "ladder"}
    assert all(entry.hand in ("", "right", "both") and entry.base in ("feet", "seat", "floor", "lie", "air") for entry in entries.values())


def test_an_unknown_pose_names_the_nearest_one():
    with pytest.raises(ValidationError, match="sit_slumped"):
        TypeAdapter(poses.Pose).validate_python("sit_slumpd")
    with pytest.raises(InputError) as caught:
        stance("arms_crosed")
    assert "arms_crossed" in caught.value.hint
    with pytest.raises(ValidationError, match="hand_over"):
        TypeAdapter(poses.Motion).validate_python("handover")


def test_every_pose_is_carried(solved):
    for pose, (body, motion) in solved.items():
        wanted = library()[pose]
        for side, leg in (("L", wanted.left_leg), ("R", wanted.right_leg)):
            if wanted.base == "feet" and leg.rests == "floor" and not leg.lift:
                assert abs(patch("foot", side).posed(body, motion)[:, 2].min()) < 0.005, (pose, side)
        lowest = patch("skin").posed(body, motion)[:, 2].min()
        if wanted.base != "air":
            assert lowest > (BED if wanted.base == "lie" else 0.0) - 0.014, (pose, lowest)
        if wanted.base == "lie":
            assert lowest < BED + 0.01, (pose, lowest)


def test_hands_stay_out_of_the_body_and_joints_within_reason(solved):
    for pose, (body, motion) in solved.items():
        touch = Touch(_Posed(body, motion))
        for side, arm in (("L", stance(pose).left), ("R", stance(pose).right)):
            away, _, _ = touch.distance(touch.arm(side)[: touch.hand_count(side)])
            assert arm.pocket or away.min() > -0.009, (pose, side, away.min())
            for a, b, c, most in (("upperarm01", "lowerarm01", "wrist", 155), ("upperleg01", "lowerleg01", "foot", 162)):
                p, q, r = (at(body, motion, f"{bone}.{side}") for bone in (a, b, c))
                bend = np.degrees(np.arccos(np.clip((q - p) @ (r - q) / np.linalg.norm(q - p) / np.linalg.norm(r - q), -1, 1)))
                assert bend < most, (pose, b, side, bend)


class _Posed:
    """What `Touch` needs of a skeleton."""

    def __init__(self, body, motion):
        self.body, self.rotations, self.translations = body, motion.rotations, motion.translations


def test_the_eyes_are_where_the_library_tells_the_planner(solved):
    for pose, (body, motion) in solved.items():
        if body.age < 16:
            continue
        level = 0.46 if stance(pose).base == "seat" else BED if stance(pose).base == "lie" else 0.0
        eye = (at(body, motion, "eye.L") + at(body, motion, "eye.R")) / 2
        forward, up = poses.library()[pose].eyes
        assert abs(-eye[1] / body.height - forward) < 0.05 and abs((eye[2] - level) / body.height - up) < 0.06, pose


def test_a_body_at_rest_breathes_and_keeps_its_feet(people):
    show = Performance(people[1], pose="stand", position=(1, 2, 0), yaw=40, duration=8, seed=5, look_at=(1, -2, 1.5))
    moments = [show.at(t) for t in np.arange(0, 8, 0.25)]
    chest, foot, head = (np.array([at(people[1], m.transforms, bone) for m in moments]) for bone in ("spine01", "foot.L", "head"))
    assert np.ptp(foot, axis=0).max() < 0.001
    assert 0.002 < np.ptp(chest, axis=0).max() < 0.10 and 0.002 < np.ptp(head, axis=0).max() < 0.12  # the weight may shift
    assert moments[0].position == (1.0, 2.0, 0.0) and moments[0].yaw == 40
    again = Performance(people[1], pose="stand", position=(1, 2, 0), yaw=40, duration=8, seed=5, look_at=(1, -2, 1.5)).at(3.3)
    assert np.array_equal(again.transforms.rotations, show.at(3.3).transforms.rotations)


def test_blinks_and_breath_have_their_rates():
    counts, breaths = [], []
    for seed in range(12):
        life = Life(seed=seed, duration=60, nervous=0.5)
        lids = np.array([life.blink(t) for t in np.arange(0, 60, 1 / 60)])
        counts.append(int(((lids[1:] > 0.5) & (lids[:-1] <= 0.5)).sum()))
        full = np.array([life.breath(t) for t in np.arange(0, 60, 0.1)])
        breaths.append(int(((full[1:] > 0) & (full[:-1] <= 0)).sum()))
    assert 13 < np.mean(counts) < 21 and 11 < np.mean(breaths) < 17
    assert max(abs(np.diff([life.head(t)[1] for t in np.arange(0, 20, 1 / 24)]))) < 0.2  # degrees a frame: no jitter


@pytest.mark.parametrize("gait", ["walk", "run", "sneak"])
def test_feet_that_stand_do_not_slide_and_the_walker_arrives(people, gait):
    body = people[3]
    act = {"motion": gait, "start": 0.5, "end": 6.0, "path": [(0.2, -2.0, 0.0), (1.6, -3.0, 0.0)]}
    show = Performance(body, pose="stand", position=(0, 0, 0), yaw=30, acts=[act], duration=6, seed=2)
    walk = show._segments[0].walk
    for side in "LR":
        before = None
        for t in np.arange(0.5, 6.0, 1 / 16):
            step, moment = walk.at(t).feet[side], show.at(t)
            turned = np.radians(moment.yaw)
            world = np.array([[np.cos(turned), -np.sin(turned), 0], [np.sin(turned), np.cos(turned), 0], [0, 0, 1]])
            toe = world @ at(body, moment.transforms, f"toe3-1.{side}") + moment.position
            if step.stands and step.pitch >= 0 and before is not None:
                assert np.linalg.norm((toe - before)[:2]) < 0.003, (gait, side, t)
            before = toe if step.stands and step.pitch >= 0 else None
    assert np.allclose(show.at(6.0).position, (1.6, -3.0, 0.0), atol=0.02)
    assert show.at(0.0).yaw == 30


def test_changes_of_posture_keep_the_place_that_was_planned(people):
    body = people[1]
    sits = Performance(
        body, pose="sit", position=(0, 0, 0), yaw=0, seat=0.46, acts=[{"motion": "sit_down", "start": 0.2, "end": 2}], duration=3
    )
    high, low = at(body, sits.at(0.1).transforms, "root"), at(body, sits.at(3.0).transforms, "root")
    seated = at(body, solve(body, "sit", seat=0.46), "root")
    assert high[2] - low[2] > 0.3 and high[1] < low[1] - 0.15 and np.linalg.norm(low - seated) < 0.02
    rises = Performance(
        body, pose="sit", position=(0, 0, 0), yaw=0, seat=0.46, acts=[{"motion": "stand_up", "start": 0.2, "end": 2}], duration=3
    )
    assert at(body, rises.at(3.0).transforms, "root")[2] - at(body, rises.at(0.0).transforms, "root")[2] > 0.3


def test_hands_act_while_the_body_does_something_else(people):
    body = people[1]
    acts = [{"motion": "walk", "start": 0, "end": 4, "path": [(0, -4, 0)]}, {"motion": "wave", "start": 0.5, "end": 3.5}]
    both, walks = (Performance(body, pose="stand", position=(0, 0, 0), yaw=0, acts=acts[:k], duration=4) for k in (2, 1))
    raised, hangs = (at(body, show.at(2.0).transforms, "wrist.R")[2] for show in (both, walks))
    assert raised > hangs + 0.4
    assert np.allclose(at(body, both.at(2.0).transforms, "foot.L"), at(body, walks.at(2.0).transforms, "foot.L"), atol=1e-6)


def test_a_hand_goes_where_the_act_says_and_rests_while_the_body_breathes(people):
    body, cup = people[1], (1.5, 0.1, 1.05)
    act = {"motion": "take", "start": 0.4, "end": 2.0, "to": "cup", "at": cup}
    show = Performance(body, pose="stand", position=(1, 0, 0), yaw=90, acts=[act], duration=3, seed=3)
    moment = show.at(show.contact(act))
    turned = np.radians(moment.yaw)
    world = np.array([[np.cos(turned), -np.sin(turned), 0], [np.sin(turned), np.cos(turned), 0], [0, 0, 1]])
    assert np.linalg.norm(world @ moment.transforms.grip[:3, 3] + moment.position - cup) < 0.01
    table = Performance(body, pose="lean_bar", position=(0, 0, 0), yaw=0, duration=5, seed=3)
    rows = [[at(body, table.at(t).transforms, bone) for bone in ("wrist.L", "wrist.R", "head")] for t in np.arange(0, 5, 0.5)]
    moved = np.ptp(np.array(rows), axis=0).max(axis=1)
    assert moved[:2].max() < 0.001 and moved[2] > 0.005


def test_an_expression_tilts_the_head_and_speech_nods(people):
    body = people[1]
    plain, tilted = (Performance(body, pose="stand", position=(0, 0, 0), yaw=0, tilt=tilt, duration=2) for tilt in ((0, 0, 0), (0, 0, 9)))

    def roll(show):
        k = body.number["head"]
        return (show.at(1.0).transforms.rotations[k] @ [1, 0, 0])[2]

    assert abs(np.degrees(np.arcsin(roll(tilted) - roll(plain)))) == pytest.approx(9, abs=1.5)
    said = [{"aa": 0.9} if 6 <= k < 30 else {} for k in range(48)]
    speech = Speech(said, 12)
    assert speech.phrases() == [(0.5, 2.5)] and speech.stress(1.5) > 0.9 and speech.stress(3.6) == 0
    assert {act["motion"] for seed in range(12) for act in speech.gestures((), amount=1.0, seed=seed)} > {"gesture", "gesture_both"}
    assert not list(speech.gestures((), amount=0.0, seed=1))
    assert not list(speech.gestures([{"motion": "drink", "start": 1}], amount=1.0, seed=1))


def test_every_motion_names_poses_and_bones_that_are_there(people):
    for name, spec in poses.motions().items():
        if "gait" in spec:
            assert spec["gait"]["pose"] in POSES
            continue
        marks = [key["at"] for key in spec["keys"]]
        assert marks == sorted(marks) and marks[0] == 0 and marks[-1] == 1, name
        for key in spec["keys"]:
            assert key.get("pose", "start") in (*POSES, "start", "end"), name
            assert set(key.get("turn", {})) <= set(people[0].bones), name
    with pytest.raises(InputError) as caught:
        Performance(people[1], pose="stand", position=(0, 0, 0), yaw=0, acts=[{"motion": "walkk"}])
    assert "walk" in caught.value.hint


LIMBS = {"UpLeg": ("Leg", (0, -4, 0)), "Leg": ("Foot", (0, -4, 0)), "Foot": ("ToeBase", (0, -0.6, 1.2))}


def capture(degrees: float) -> str:
    """Return a BVH in Mixamo's names: two frames, a T-pose, then the left arm turned down by so many degrees and a step ahead."""

    def joint(name: str, offset: tuple, children: str) -> str:
        x, y, z = offset
        return f"JOINT mixamorig:{name}\n{{\nOFFSET {x} {y} {z}\nCHANNELS 3 Zrotation Xrotation Yrotation\n{children}\n}}\n"

    end = "End Site\n{\nOFFSET 0 1 0\n}"
    arms = "".join(
        joint(f"{side}Arm", (sign * 1.6, 0, 0), joint(f"{side}ForeArm", (sign * 2.8, 0, 0), joint(f"{side}Hand", (sign * 2.5, 0, 0), end)))
        for side, sign in (("Left", 1), ("Right", -1))
    )
    legs = "".join(
        joint(
            f"{side}UpLeg",
            (sign * 1, -0.5, 0),
            joint(f"{side}Leg", (0, -4, 0), joint(f"{side}Foot", (0, -4, 0), joint(f"{side}ToeBase", (0, -0.6, 1.2), end))),
        )
        for side, sign in (("Left", 1), ("Right", -1))
    )
    spine = joint("Spine", (0, 1, 0), joint("Spine2", (0, 2, 0), joint("Neck", (0, 2, 0), joint("Head", (0, 1, 0), end)) + arms))
    text = f"HIERARCHY\nROOT mixamorig:Hips\n{{\nOFFSET 0 0 0\nCHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation\n{spine}{legs}}}\n"
    joints = text.count("JOINT")
    order = [line.split(":")[1] for line in text.splitlines() if line.startswith("JOINT")]
    still = [0.0] * (6 + 3 * joints)
    moved = list(still)
    still[1] = moved[1] = 9.1
    moved[2] = 2.0
    moved[6 + 3 * order.index("LeftArm")] = -degrees
    rows = "\n".join(" ".join(f"{v:g}" for v in row) for row in (still, moved))
    return f"{text}MOTION\nFrames: 2\nFrame Time: 0.5\n{rows}\n"


def test_a_capture_moves_a_body(people, tmp_path):
    path = tmp_path / "lift.bvh"
    path.write_text(capture(60))
    clip = bvh.read(path)
    assert clip.seconds == 0.5
    body = people[1]
    show = Performance(
        body, pose="stand", position=(0, 0, 0), yaw=0, acts=[{"motion": "lift", "start": 0}], duration=2, clips={"lift": clip}
    )
    wide, down = show.at(0.26).transforms, show.at(1.0).transforms
    arm = at(body, down, "lowerarm01.L") - at(body, down, "upperarm01.L")
    assert np.degrees(np.arcsin(-arm[2] / np.linalg.norm(arm))) == pytest.approx(60, abs=4)
    assert at(body, down, "root")[1] < at(body, wide, "root")[1] - 0.05  # the capture's +z is ahead, which is −y here
    act = {"motion": "lift", "start": 0}
    sits = Performance(body, pose="sit", position=(0, 0, 0), yaw=0, seat=0.46, acts=[act], duration=2, clips={"lift": clip})
    assert abs(at(body, sits.at(1.0).transforms, "root")[2] - at(body, sits.at(0.0).transforms, "root")[2]) < 0.01
    path.write_text(capture(60).replace("LeftForeArm", "Tail"))
    with pytest.raises(InputError, match="elbow.L"):
        bvh.read(path)
    path.write_text("HIERARCHY\nROOT a\nWHAT\n")
    with pytest.raises(InputError, match="lift.bvh:3"):
        bvh.read(path)


def animated(path, degrees: float) -> None:
    """Write the skeleton of `capture` as a GLB that lowers its left arm by so many degrees over half a second."""
    rows = [("Hips", (0, 9.1, 0), -1), ("Spine2", (0, 3, 0), 0), ("Neck", (0, 2, 0), 1), ("Head", (0, 1, 0), 2)]
    for side, sign in (("Left", 1), ("Right", -1)):
        for name, offset, above in (
            ("Arm", (sign * 1.6, 0, 0), "Spine2"),
            ("ForeArm", (sign * 2.8, 0, 0), "Arm"),
            ("Hand", (sign * 2.5, 0, 0), "ForeArm"),
        ):
            names = [row[0] for row in rows]
            rows.append((side + name, offset, names.index(above if above in names else side + above)))
        for name, offset, above in (("UpLeg", (sign, -0.5, 0), "Hips"), ("Leg", (0, -4, 0), "UpLeg"), ("Foot", (0, -4, 0), "Leg")):
            names = [row[0] for row in rows]
            rows.append((side + name, offset, names.index(above if above in names else side + above)))
    nodes = [{"name": f"mixamorig:{name}", "translation": offset} for name, offset, _ in rows]
    for index, (_, _, above) in enumerate(rows):
        if above >= 0:
            nodes[above].setdefault("children", []).append(index)
    half = np.radians(degrees) / 2
    data = np.array([0, 0.5], "<f4").tobytes() + np.array([[0, 0, 0, 1], [0, 0, -np.sin(half), np.cos(half)]], "<f4").tobytes()
    arm = [row[0] for row in rows].index("LeftArm")
    document = {
        "asset": {"version": "2.0"},
        "nodes": nodes,
        "buffers": [{"uri": "data:application/octet-stream;base64," + base64.b64encode(data).decode(), "byteLength": len(data)}],
        "bufferViews": [{"buffer": 0, "byteLength": 8}, {"buffer": 0, "byteOffset": 8, "byteLength": 32}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 2, "type": "SCALAR"},
            {"bufferView": 1, "componentType": 5126, "count": 2, "type": "VEC4"},
        ],
        "animations": [
            {"channels": [{"sampler": 0, "target": {"node": arm, "path": "rotation"}}], "samplers": [{"input": 0, "output": 1}]}
        ],
    }
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    path.write_bytes(struct.pack("<4sIIII", b"glTF", 2, 20 + len(text), len(text), 0x4E4F534A) + text)


def test_the_animation_of_a_glb_moves_a_body(people, tmp_path):
    path, body = tmp_path / "lift.glb", people[1]
    animated(path, 60)
    clip = gltf.read(path)
    assert clip.seconds == pytest.approx(0.5)
    show = Performance(body, pose="stand", position=(0, 0, 0), yaw=0, acts=[{"motion": "lift"}], duration=2, clips={"lift": clip})
    down = show.at(1.0).transforms
    arm = at(body, down, "lowerarm01.L") - at(body, down, "upperarm01.L")
    assert np.degrees(np.arcsin(-arm[2] / np.linalg.norm(arm))) == pytest.approx(60, abs=4)
    asset = {"path": str(path), "scale": 0.01, "sized": True}
    with pytest.raises(InputError) as caught:
        captures.read({"lift": asset})
    assert "scale: 0.1`" in caught.value.hint and captures.read({"lift": {**asset, "scale": 0.1}})
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(InputError, match="not a whole glTF"):
        gltf.read(path)


def test_skin_and_patches_agree(people):
    assert len(patch("skin").vertices) == len(range(0, SKIN, 3))
