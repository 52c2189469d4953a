"""Framing: projections, sizes and the turn of the camera are exact arithmetic."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filmcli.formats.cast import Appearance, Build, Character
from filmcli.formats.shots import Camera, Place
from filmcli.render import framing


def person(pose="stand", height=1.8, at=(0.0, 0.0, 0.0), yaw=0.0, seat=0.0):
    place = Place(character="A", position=at, yaw=yaw, pose=pose, seat=seat)
    return framing.figure(place, Character(name="A", id="A", appearance=Appearance(build=Build(height=height))))


def looking(position, target, lens=50.0, roll=0.0):
    return Camera(position=position, target=target, lens=lens, roll=roll, focus=target)


def test_the_target_is_in_the_middle_and_right_is_right():
    camera = looking((0, -4, 1.5), (0, 0, 1.5))
    assert framing.project(camera, (0, 0, 1.5), 2.39) == pytest.approx((0.5, 0.5))
    x, y = framing.project(camera, (0.5, 0, 1.7), 2.39)
    assert x > 0.5 and y < 0.5
    assert x == pytest.approx(0.5 + 0.5 / 4 * 50 / framing.SENSOR)


@given(
    st.floats(-4, 4),
    st.floats(-6, -1),
    st.floats(0.3, 2.6),
    st.sampled_from([18.0, 35.0, 65.0]),
    st.sampled_from([1.33, 1.85, 2.39]),
    st.floats(0.2, 0.8),
    st.floats(0.1, 0.7),
)
@settings(max_examples=200, deadline=None)
def test_aim_puts_a_point_exactly_where_asked(px, py, pz, lens, aspect, x, y):
    target = framing.aim((px, py, pz), (0.3, 0.8, 1.6), lens=lens, aspect=aspect, x=x, y=y)
    assert framing.project(looking((px, py, pz), target, lens), (0.3, 0.8, 1.6), aspect) == pytest.approx((x, y), abs=1e-6)


@given(st.floats(0.8, 3.0), st.sampled_from([35.0, 50.0]), st.sampled_from([1, -1]), st.floats(0.7, 1.4))
@settings(max_examples=100, deadline=None)
def test_the_toric_plan_sees_both_people_at_their_places(apart, lens, side, reach):
    near, far = (0.0, 0.0, 1.6), (apart, 0.0, 1.6)
    spot = framing.toric(near, far, lens=lens, x_near=0.86, x_far=0.36, reach=reach, side=side)
    if spot is None:
        return
    assert math.dist(spot, near[:2]) == pytest.approx(reach)
    assert math.copysign(1, spot[1]) == side
    x_near, x_far = (0.86, 0.36) if side > 0 else (0.14, 0.64)
    camera = looking((*spot, 1.6), framing.aim((*spot, 1.6), far, lens=lens, aspect=2.39, x=x_far, y=0.5), lens)
    assert framing.project(camera, near, 2.39)[0] == pytest.approx(x_near, abs=1e-3)


@pytest.mark.parametrize(
    "size, f", [("CU", 0.18), ("MCU", 0.3), ("MS", 0.5), ("cowboy", 0.7), ("MLS", 0.9), ("FS", 1.2), ("LS", 2.0), ("EWS", 4.0)]
)
def test_sizes_follow_the_frame_height(size, f):
    body = person()
    depth = f * body.height * 50 * 2.39 / framing.SENSOR
    camera = looking((body.eye[0], body.eye[1] - depth, body.eye[2]), body.eye)
    assert framing.shot_size(camera, body, 2.39) == size
    assert framing.ratio(camera, body, 2.39) == pytest.approx(f)


def test_eyes_move_with_the_pose():
    assert person().eye[2] == pytest.approx(1.67, abs=0.02)
    assert person("sit", seat=0.46).eye[2] == pytest.approx(1.25, abs=0.03)
    assert person("kneel").eye[2] == pytest.approx(1.2, abs=0.03)
    assert person("lie", seat=0.54).eye[1] > 0.5  # the head lies behind the hips
    assert person(yaw=90).eye[0] == pytest.approx(0.155, abs=0.01)  # yaw 90 faces +x


def test_angles_have_names():
    assert framing.angle_of(looking((0, -3, 1.6), (0, 0, 1.6)), 2.39) == "eye"
    assert framing.angle_of(looking((0, -3, 0.3), (0, 0, 1.6)), 2.39) == "low"
    assert framing.angle_of(looking((0, -3, 3.2), (0, 0, 1.6)), 2.39) == "high"
    assert framing.angle_of(looking((0, -0.1, 5), (0, 0, 0)), 2.39) == "bird"
    assert framing.angle_of(looking((0, -3, 1.6), (0, 0, 1.6), roll=12), 2.39) == "dutch"
