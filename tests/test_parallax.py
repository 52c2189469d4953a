"""A camera move over a still: near things move more than far ones, nothing tears, equal input gives equal frames."""

import cv2
import numpy as np
import pytest

from filmcli.formats.shots import Camera, Move
from filmcli.make import parallax

WIDTH, HEIGHT, LENS = 320, 134, 30.0
CAMERA = Camera(position=(0, -3, 1.4), target=(0, 1, 1.4), lens=LENS, focus=(0, 0, 1.4))
FOCAL = LENS / 24.89 * WIDTH
NEAR, FAR = 2.0, 6.0


def picture(mouth=False):
    """Return a red disc two metres off before a grey wall with a white mark, six metres off, and its depth."""
    down, across = np.mgrid[:HEIGHT, :WIDTH]
    still = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    still[(abs(across - 60) < 5) & (abs(down - 60) < 5)] = 255
    disc = (across - 190) ** 2 + (down - 67) ** 2 < 30**2
    still[disc] = (200, 30, 30)
    if mouth:
        still[(abs(across - 190) < 6) & (abs(down - 80) < 3)] = 0
    return cv2.GaussianBlur(still, (0, 0), 0.6), np.where(disc, NEAR, FAR).astype(np.float32)


def middle(mask):
    return float(np.nonzero(mask)[1].mean())


def run(kind, amount, n=48, **options):
    still, depth = picture()
    return list(parallax.frames({"a": still}, depth, CAMERA, Move(kind=kind, amount=amount), n, **options))


def red(frame):
    return (frame[..., 0] > 150) & (frame[..., 1] < 80)


def test_a_still_camera_gives_the_still():
    frames = run("static", 0)
    assert len(frames) == 48 and all(np.array_equal(frame, picture()[0]) for frame in frames)


def test_a_truck_moves_each_thing_by_its_own_depth():
    step = 0.08
    frames = run("truck_right", step)
    near = middle(red(frames[0])) - middle(red(frames[-1]))
    far = middle(frames[0].min(axis=2) > 200) - middle(frames[-1].min(axis=2) > 200)
    assert near == pytest.approx(step * FOCAL / NEAR, rel=0.1)
    assert far == pytest.approx(step * FOCAL / FAR, rel=0.25)


def test_a_push_in_makes_near_things_grow_more():
    frames = run("push_in", 0.3)
    near = np.sqrt(red(frames[-1]).sum() / red(frames[0]).sum())
    far = (WIDTH / 2 - middle(frames[-1].min(axis=2) > 200)) / (WIDTH / 2 - middle(frames[0].min(axis=2) > 200))
    assert near == pytest.approx(NEAR / (NEAR - 0.3), abs=0.03)
    assert far == pytest.approx(FAR / (FAR - 0.3), abs=0.02)
    apart = np.abs(frames[0].astype(int) - picture()[0])
    assert apart.mean() < 0.1 and apart.max() < 20  # it begins as the still, its edges too


@pytest.mark.parametrize("kind", ["truck_left", "arc_right", "boom_up", "push_in", "pull_out", "handheld"])
def test_nothing_tears_or_smears_where_background_appears(kind):
    frames = run(kind, {"arc_right": 5, "handheld": 0.02}.get(kind, 0.2))
    whole = red(frames[len(frames) // 2]).sum()
    for frame in (frames[0], frames[-1]):
        mixed = (frame[..., 0].astype(int) - frame[..., 1] > 25) & ~red(frame)
        assert mixed.sum() < 0.2 * whole  # only the disc's own soft rim is between red and grey
        assert frame[[0, -1]].min() > 60 and frame[:, [0, -1]].min() > 60  # no black border


def test_the_picture_is_framed_alike_when_a_move_must_be_cut_short():
    frames = run("pan_right", 40)
    assert frames[0].shape == (HEIGHT, WIDTH, 3)
    assert middle(red(frames[0])) - middle(red(frames[-1])) > 8
    assert frames[-1][:, -1].min() > 60


def test_the_mouth_opens_only_where_it_is():
    still, depth = picture()
    mouth = np.array([0, 0.5, 1.0, 0])
    shut, half, wide, again = parallax.frames({"a": still, "b": picture(mouth=True)[0]}, depth, CAMERA, Move(), 4, mouth=mouth)
    assert np.array_equal(shut, again) and np.array_equal(shut, still)
    assert wide[80, 190].max() < 40 < half[80, 190, 0] < 180
    assert np.array_equal(wide[:60], still[:60])


def test_grain_lives_and_is_the_same_on_every_run():
    first, second = run("static", 0, n=3, grain=0.02, seed=5), run("static", 0, n=3, grain=0.02, seed=5)
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert not np.array_equal(first[0], first[1])
    assert 2 < (first[0].astype(float) - picture()[0]).std() < 8


def test_handheld_is_small_smooth_and_seeded():
    frames = run("handheld", 0.02, n=24, seed=1)
    places = [middle(red(frame)) for frame in frames]
    assert np.ptp(places) > 0.2 and np.abs(np.diff(places)).max() < 1.5
    assert places != [middle(red(frame)) for frame in run("handheld", 0.02, n=24, seed=2)]


def test_depth_with_holes_and_sky_is_read():
    still, depth = picture()
    depth[:20] = np.inf
    depth[40:44, 40:44] = np.nan
    frames = list(
        parallax.frames(
            {"a": still}, cv2.resize(depth, (160, 67), interpolation=cv2.INTER_NEAREST), CAMERA, Move(kind="truck_left", amount=0.2), 12
        )
    )
    assert len(frames) == 12 and all(frame.dtype == np.uint8 for frame in frames)
