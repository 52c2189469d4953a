"""Bodies and poses, by numbers: heights, soles, seats, knees, hands and looks. No Blender."""

import numpy as np
import pytest

from filmcli.blender import heels
from filmcli.blender.body import SKIN, build, face_targets, face_units
from filmcli.blender.face import expressions, shaped
from filmcli.blender.pose import solve
from filmcli.blender.skinning import deform
from filmcli.core.errors import InputError

PEOPLE = {
    "man": {"id": "jack", "age": 45, "gender": "male", "appearance": {"build": {"height": 1.82, "weight": 0.65}}},
    "woman": {
        "id": "vera",
        "age": 32,
        "gender": "female",
        "appearance": {"build": {"height": 1.65, "heritage": {"asian": 0.5, "african": 0.5}}},
    },
    "elder": {"id": "ruth", "age": 79, "gender": "female", "appearance": {"build": {"height": 1.57, "weight": 0.7}}},
    "child": {"id": "tom", "age": 8, "gender": "male", "appearance": {"build": {"height": 1.28}}},
}
POSES = (
    "stand",
    "sit",
    "walk",
    "talk",
    "point",
    "hold",
    "lean",
    "arms_crossed",
    "phone",
    "kneel",
    "sit_talk",
    "lie",
)  # the rest: test_poses.py
STANDING = ("stand", "talk", "point", "hold", "lean", "arms_crossed", "phone")


@pytest.fixture(scope="module", params=PEOPLE)
def body(request):
    return build(PEOPLE[request.param])


def posed(body, pose, **how):
    motion = solve(body, pose, **how)
    return motion, deform(body.vertices, body.weights, motion)[:SKIN]


def where(body, motion, bone, end=0):
    k = body.number[bone]
    return motion.rotations[k] @ body.joint(bone, end) + motion.translations[k]


def test_the_height_is_the_sheets(body):
    skin = body.vertices[:SKIN]
    assert np.isclose(np.ptp(skin[:, 2]), body.height, atol=1e-9) and np.isclose(skin[:, 2].min(), 0, atol=1e-9)


def test_weights_and_regions_add_up(body):
    assert np.allclose(body.weights.sum(1), 1, atol=1e-5)
    arm, left, right = body.region("arm"), body.region("arm", "L"), body.region("arm", "R")
    assert np.allclose(arm, left + right, atol=1e-6) and (body.vertices[left > 0.5, 0] > 0).all()


def test_the_same_sheet_is_the_same_body_and_other_people_have_other_faces():
    sheet = PEOPLE["man"]
    assert np.array_equal(build(sheet).vertices, build(dict(sheet)).vertices)
    assert not np.allclose(build(sheet).vertices, build(sheet | {"id": "harry"}).vertices, atol=1e-4)


def test_named_shapes_bend_the_body_and_unknown_ones_say_the_nearest():
    sheet = {"id": "a", "appearance": {"build": {"shape": {"nose/nose-hump-incr": 0.9}}}}
    assert not np.allclose(build(sheet).vertices, build({"id": "a"}).vertices)
    with pytest.raises(InputError, match="nose-hmp") as caught:
        build({"id": "a", "appearance": {"build": {"shape": {"nose/nose-hmp-incr": 1}}}})
    assert "nose-hump-incr" in caught.value.hint
    with pytest.raises(InputError):
        build({"id": "a", "appearance": {"build": {"shape": {"../../../etc/passwd": 1}}}})


@pytest.mark.parametrize("pose", STANDING)
def test_feet_are_flat_on_the_floor(body, pose):
    _, skin = posed(body, pose)
    for side in "LR":
        sole = skin[(body.region("foot", side)[:SKIN] > 0.95) & (body.vertices[:SKIN, 2] < 0.006)]
        assert abs(sole[:, 2].min()) < 0.004 and sole[:, 2].max() < 0.016


@pytest.mark.parametrize(
    ("pose", "seat", "posture"),
    [("sit", 0.46, "relaxed"), ("sit", 0.62, "upright"), ("sit_talk", 0.40, "slumped"), ("sit_talk", 0.46, "tense")],
)
def test_the_seat_carries_the_sitter(body, pose, seat, posture):
    motion, skin = posed(body, pose, seat=seat, motion={"posture": posture})
    thighs = body.weights[:SKIN, [k for k, b in enumerate(body.bones) if b.startswith(("pelvis", "upperleg"))]].sum(1) > 0.9
    behind = skin[thighs & (skin[:, 1] > -0.08 * body.unit)]
    assert seat - 0.03 < behind[:, 2].min() < seat + 0.005
    feet = skin[body.region("foot")[:SKIN] > 0.9]
    assert feet[:, 2].min() > -0.01
    if body.age > 18 and seat < 0.5:
        assert feet[:, 2].min() < 0.01
    assert where(body, motion, "lowerleg01.L")[1] < where(body, motion, "upperleg01.L")[1] - 0.2 * body.unit


@pytest.mark.parametrize("pose", POSES)
def test_knees_bend_forward_and_elbows_do_not_break(body, pose):
    motion = solve(body, pose)
    for side in "LR":
        hip, knee, ankle = (where(body, motion, f"{b}.{side}") for b in ("upperleg01", "lowerleg01", "foot"))
        front = motion.rotations[body.number[f"upperleg02.{side}"]] @ np.array([0, -1.0, 0])
        bend = knee - (hip + ankle) / 2
        assert bend @ front > -0.004
        shoulder, elbow, wrist = (where(body, motion, f"{b}.{side}") for b in ("upperarm01", "lowerarm01", "wrist"))
        a, b = shoulder - elbow, wrist - elbow
        assert np.degrees(np.arccos(a @ b / np.linalg.norm(a) / np.linalg.norm(b))) > 28


def test_hands_stay_out_of_the_torso(body):
    torso = (body.region("arm")[:SKIN] < 0.1) & (body.region("leg")[:SKIN] < 0.3) & (body.region("head")[:SKIN] < 0.5)
    faces = np.array(body.select(["body"]))
    faces = faces[torso[faces].all(1)]
    for pose in POSES:
        motion, skin = posed(body, pose)
        for bone in [f"{b}.{s}" for s in "LR" for b in ("wrist", "finger2-1", "finger4-1", "finger3-3")]:
            assert inside(skin, faces, where(body, motion, bone)) < 0.5, (pose, bone)


def inside(skin, faces, point):
    """Return the winding number of a surface about a point: 1 inside, 0 outside (Jacobson 2013)."""
    total = 0.0
    for corners in (faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]):
        a, b, c = (skin[corners[:, k]] - point for k in range(3))
        la, lb, lc = (np.linalg.norm(v, axis=1) for v in (a, b, c))
        solid = np.einsum("ij,ij->i", a, np.cross(b, c))
        near = la * lb * lc + (a * b).sum(1) * lc + (b * c).sum(1) * la + (c * a).sum(1) * lb
        total += 2 * np.arctan2(solid, near).sum()
    return abs(total) / (4 * np.pi)


@pytest.mark.parametrize("target", [(0.3, -2.0, 1.5), (-1.5, -1.5, 1.2), (1.6, -0.9, 1.7), (0.0, -3.0, 0.6)])
@pytest.mark.parametrize("pose", ["stand", "sit", "talk"])
def test_the_eyes_meet_what_they_look_at(body, pose, target):
    motion = solve(body, pose, look_at=target)
    for side in "LR":
        eye = where(body, motion, f"eye.{side}")
        gaze = motion.rotations[body.number[f"eye.{side}"]] @ np.array([0, -1.0, 0])
        way = (np.array(target) - eye) / np.linalg.norm(np.array(target) - eye)
        assert np.degrees(np.arccos(np.clip(gaze @ way, -1, 1))) < 3
    assert abs(motion.gaze[0]) <= 28.5 and abs(motion.gaze[1]) <= 28.5


def test_the_head_does_most_of_the_turn_and_stops_at_the_neck(body):
    for yaw in (20, 40, 160):
        target = np.array([np.sin(np.radians(yaw)), -np.cos(np.radians(yaw)), 0]) * 3 + [0, 0, body.height - 0.1]
        motion = solve(body, "stand", look_at=target)
        front = motion.rotations[body.number["head"]] @ np.array([0, -1.0, 0])
        turned = np.degrees(np.arctan2(front[0], -front[1]))
        assert 0.45 * min(yaw, 60) < turned < 75


def test_a_prop_is_held_in_front_of_the_chest_and_a_phone_at_the_ear(body):
    grip = solve(body, "hold", hold="glass").grip
    assert grip[1, 3] < -0.15 * body.unit and 0.6 < grip[2, 3] / body.height < 0.85
    assert np.allclose(grip[:3, :3].T @ grip[:3, :3], np.eye(3), atol=1e-6)
    motion = solve(body, "phone")
    ear = body.vertices[:SKIN][np.argmin(np.where(body.region("head")[:SKIN] > 0.8, body.vertices[:SKIN, 0], 9))]
    head = body.number["head"]
    ear = motion.rotations[head] @ ear + motion.translations[head]
    assert np.linalg.norm(motion.grip[:3, 3] - ear) < 0.12


def test_posture_and_gesture_are_seen(body):
    def chest(posture):
        motion = solve(body, "stand", motion={"posture": posture})
        front = motion.rotations[body.number["spine01"]] @ np.array([0, -1.0, 0])
        return front[2]

    assert chest("slumped") < chest("relaxed") < chest("upright")
    quiet, loud = (solve(body, "talk", motion={"gesture": g}).grip[2, 3] for g in (0.0, 1.0))
    assert loud > quiet + 0.05


def test_poses_are_rigid_and_repeatable(body):
    for pose in POSES:
        one, two = solve(body, pose, look_at=(1, -2, 1)), solve(body, pose, look_at=(1, -2, 1))
        assert np.array_equal(one.rotations, two.rotations) and np.array_equal(one.translations, two.translations)
        assert np.allclose(one.rotations @ one.rotations.transpose(0, 2, 1), np.eye(3), atol=1e-8)
        assert np.allclose(np.linalg.det(one.rotations), 1)


def test_an_unknown_pose_or_unit_says_what_is_known(body):
    with pytest.raises(InputError, match="moonwalk"):
        solve(body, "moonwalk")
    with pytest.raises(InputError, match="earWiggle"):
        face_targets(body, {"earWiggle": 1})
    assert len(face_units()) == 52


def test_skinning_keeps_a_rigid_motion_rigid(body):
    class Still:
        rotations = np.tile(np.array([[0, -1.0, 0], [1, 0, 0], [0, 0, 1]]), (len(body.bones), 1, 1))
        translations = np.tile(np.array([0.3, -0.2, 0.5]), (len(body.bones), 1))

    for dual in (0, 0.6, 1):
        moved = deform(body.vertices[::50], body.weights[::50], Still, dual=dual)
        assert np.allclose(moved, body.vertices[::50] @ Still.rotations[0].T + Still.translations[0], atol=1e-6)


def test_expressions_move_the_face_and_leave_the_body(body):
    for name in expressions():
        moved = np.linalg.norm(shaped(body, name, who=body.gender) - body.vertices, axis=1)[:SKIN]
        assert moved[body.region("head")[:SKIN] < 0.01].max() < 0.004
        assert moved.max() < 0.05
    wide, talk = (shaped(body, n)[:SKIN] for n in ("talk_wide", "talk"))
    assert np.linalg.norm(wide - body.vertices[:SKIN], axis=1).max() > np.linalg.norm(talk - body.vertices[:SKIN], axis=1).max()


@pytest.mark.parametrize("gender", ["male", "female"])
def test_a_grown_person_is_seven_to_eight_heads_tall(gender):
    body = build({"id": gender, "gender": gender, "age": 35, "appearance": {"build": {"height": 1.74}}})
    head = body.vertices[:SKIN][body.region("head")[:SKIN] > 0.5]
    front = head[(head[:, 1] < body.joint("head")[1] - 0.03) & (np.abs(head[:, 0]) < 0.015)]
    assert 7.05 < body.height / (head[:, 2].max() - front[:, 2].min()) < 7.9


def test_heels_raise_the_foot_onto_its_toes_and_nobodys_head():
    """Pumps: heel and ball on the floor within a millimetre in every standing pose, and who sits or stands is as high as in flat shoes."""
    flat, high = (build(PEOPLE["woman"] | {"wardrobe": {"garment": garment}}) for garment in ("jeans_tshirt", "dress"))
    assert not flat.heel and 0.045 < high.heel < 0.075
    assert np.isclose(np.ptp(high.vertices[:SKIN, 2]), high.height, atol=1e-6)
    assert np.allclose(high.joint("head"), flat.joint("head"), atol=1e-4)
    ankle = high.joint("foot.L")[2] - flat.joint("foot.L")[2]
    assert 0.5 * high.heel < ankle < high.heel
    for pose in STANDING:
        motion, skin = posed(high, pose)
        if pose != "lean":  # one foot on the wall
            for side in "LR":
                k = high.number[f"foot.{side}"]
                tip = motion.rotations[k] @ heels.tip(high, side) + motion.translations[k]
                assert abs(tip[2]) < 0.0015
        assert abs(skin[:, 2].min()) < 0.0015


def test_a_child_in_a_dress_has_no_heels():
    assert not build(PEOPLE["child"] | {"wardrobe": {"garment": "dress"}}).heel
