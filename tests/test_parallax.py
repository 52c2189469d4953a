"""A camera move over a still: near things move more than far ones, nothing tears, equal input gives equal frames."""

import cv2
import numpy as np
import pytest

from filmcli.formats.shots import Camera, Move
from filmcli.make import air, living, parallax, presence, weather
from filmcli.make.clips import Manner
from filmcli.render import drafting

WIDTH, HEIGHT, LENS = 320, 134, 30.0
CAMERA = Camera(position=(0, -3, 1.4), target=(0, 1, 1.4), lens=LENS, focus=(0, 0, 1.4))
FOCAL = LENS / 24.89 * WIDTH
NEAR, FAR = 2.0, 6.0


def picture():
    """Return a red disc two metres off before a grey wall with a white mark, six metres off, and its depth."""
    down, across = np.mgrid[:HEIGHT, :WIDTH]
    still = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    still[(abs(across - 60) < 5) & (abs(down - 60) < 5)] = 255
    disc = (across - 190) ** 2 + (down - 67) ** 2 < 30**2
    still[disc] = (200, 30, 30)
    return cv2.GaussianBlur(still, (0, 0), 0.6), np.where(disc, NEAR, FAR).astype(np.float32)


def someone(mask, course, patches=(), weights=None):
    """Return a person who fills a mask: 60 pixels to a metre would not be seen to breathe, so 600."""
    body = presence.Body(neck=(190, 50), hips=(190, 95), ground=130, face=(190, 42), scale=600 / 3)
    return presence.Person(mask, presence.fields(body, mask), np.asarray(course, float), tuple(patches), weights)


def middle(mask):
    return float(np.nonzero(mask)[1].mean())


def run(kind, amount, n=48, **options):
    still, depth = picture()
    return list(parallax.frames(still, depth, CAMERA, Move(kind=kind, amount=amount), n, **options))


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


@pytest.mark.parametrize(
    "kind", ["truck_left", "arc_right", "boom_up", "push_in", "pull_out", "tilt_up", "zoom_in", "dolly_zoom", "handheld"]
)
def test_nothing_tears_or_smears_where_background_appears(kind):
    frames = run(kind, {"arc_right": 5, "handheld": 0.02}.get(kind, 0.2))
    whole = red(frames[len(frames) // 2]).sum()
    for frame in (frames[0], frames[-1]):
        mixed = (frame[..., 0].astype(int) - frame[..., 1] > 25) & ~red(frame)
        assert mixed.sum() < 0.2 * whole  # only the disc's own soft rim is between red and grey
        assert frame[[0, -1]].min() > 60 and frame[:, [0, -1]].min() > 60  # no black border


def test_a_focus_pull_blurs_by_depth_and_ends_where_it_goes():
    rng = np.random.default_rng(1)
    still = rng.integers(0, 255, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    depth = picture()[1]
    camera = CAMERA.model_copy(update={"lens": 60.0, "focus": (0, -1, 1.4), "f_stop": 1.4})
    near = np.s_[60:75, 182:198]

    def detail(frame, where):
        part = frame[where].astype(float)
        return float(np.abs(np.diff(part, axis=1)).mean())

    pulled = list(parallax.frames(still, depth, camera, Move(focus=(0, 3, 1.4)), 12))
    wall = np.s_[5:25, 20:80]
    assert detail(pulled[0], near) > 0.9 * detail(still, near) and detail(pulled[-1], near) < 0.4 * detail(still, near)
    assert detail(pulled[0], wall) < 0.5 * detail(still, wall) and detail(pulled[-1], wall) > 0.9 * detail(still, wall)


def test_the_picture_is_framed_alike_when_a_move_must_be_cut_short():
    frames = run("pan_right", 40)
    assert frames[0].shape == (HEIGHT, WIDTH, 3)
    assert middle(red(frames[0])) - middle(red(frames[-1])) > 8
    assert frames[-1][:, -1].min() > 60


def test_a_mouth_and_lids_change_only_where_they_are_and_mix_by_their_weights():
    still, depth = picture()
    mask = red(still)
    change = np.full((6, 12, 3), -150, np.int16)
    weights = np.array([[0.0], [0.5], [1.0], [0.0]])
    person = someone(mask, np.zeros((4, 5)), [presence.Patch(184, 77, change)], weights)
    shut, half, wide, again = parallax.frames(still, depth, CAMERA, Move(), 4, people=[person])
    assert np.array_equal(shut, again) and np.abs(shut.astype(int) - still).mean() < 0.2
    assert wide[80, 190, 0] == pytest.approx(50, abs=3) and half[80, 190, 0] == pytest.approx(125, abs=3)
    apart = np.abs(wide.astype(int) - shut).max(axis=2) > 2
    down, across = np.nonzero(apart)
    assert down.min() >= 75 and down.max() <= 84 and across.min() >= 182 and across.max() <= 197


def test_who_breathes_moves_alone_and_tears_nothing():
    """The wall behind stays to the bit; where the person was, it is wall and no edge of the person."""
    still, depth = picture()
    mask = red(still)
    breathing = np.zeros((2, 5))
    breathing[1] = (6.0, 4.0, 0, 0, 0)  # thrice a deep breath, and a sway
    at_rest, moved = parallax.frames(still, depth, CAMERA, Move(), 2, people=[someone(mask, breathing)])
    rows = [np.nonzero(red(frame))[0].mean() for frame in (at_rest, moved)]
    assert rows[1] < rows[0] - 0.5 and abs(red(moved).sum() / red(at_rest).sum() - 1) < 0.05
    away = cv2.dilate(mask.astype(np.uint8), np.ones((25, 25))) == 0
    assert np.array_equal(moved[away], still[away])
    left_behind = red(at_rest) & ~red(moved) & ~cv2.dilate(red(moved).astype(np.uint8), np.ones((5, 5))).astype(bool)
    assert left_behind.sum() < 6 and moved.min() > 20


def test_what_is_in_a_hand_goes_with_it_and_slow_motion_lives_slower():
    ids = np.zeros((HEIGHT, WIDTH), int)
    ids[40:130, 160:220], ids[70:90, 220:240] = 5, 32100
    joints = {"neck": (0.6, 0.35, 0.8), "left_hip": (0.62, 0.8, 0.8), "right_hip": (0.57, 0.8, 0.8)}
    flat = np.ones((HEIGHT, WIDTH), np.float32)
    passes = drafting.Passes(flat, flat[..., None], ids, np.eye(4), {"A": 5}, {"A": joints}, {"A": 32100})

    def alone(pace):
        found = living.people(passes, {"A": Manner(1, 30, 0.5)}, size=(WIDTH, HEIGHT), lens=FOCAL, count=24, fps=12, pace=pace)
        assert len(found) == 1
        return found[0]

    plain, slow = alone(1.0), alone(0.4)
    assert plain.mask[80, 230] and not plain.mask[20, 230]
    assert np.allclose(slow.course[10], plain.course[4]) and not np.allclose(slow.course[10], plain.course[10])


def test_what_stands_before_a_person_stays_before_them():
    still, depth = picture()
    bar = np.zeros(depth.shape, bool)
    bar[90:96, 140:240] = True
    still[bar], depth[bar] = (20, 200, 20), 1.98  # a rail that is no nearer than a cut could part
    person = someone(red(still), [[0, 0, 0, 0, 0], [6.0, 4.0, 0, 0, 0]])
    _, moved = parallax.frames(still, depth, CAMERA, Move(), 2, people=[person])
    assert np.abs(moved[bar].astype(int) - still[bar]).mean() < 6


def test_rain_falls_behind_who_is_nearer_and_is_the_same_on_every_run(tmp_path):
    still, depth = picture()
    weathers = [weather.Weather("rain"), weather.Weather("snow"), weather.Weather(fog=True)]
    for asked in weathers:
        one, two = (air.Air(asked, depth, size=(WIDTH, HEIGHT), lens=FOCAL, fps=12, seed=4, beauty=tmp_path / "none.exr") for _ in range(2))
        first, second = one.over(still, 0), one.over(still, 1)
        assert one.seen and np.array_equal(first, two.over(still, 0)) and not np.array_equal(first, second)
    drops = air.Air(weather.Weather("rain"), np.full_like(depth, 1.0), size=(WIDTH, HEIGHT), lens=FOCAL, fps=12, seed=4, beauty=tmp_path)
    assert np.array_equal(drops.over(still, 3), still), "a wall one metre away has no rain before it"
    assert not air.Air(weather.Weather(), depth, size=(WIDTH, HEIGHT), lens=FOCAL, fps=12, seed=4, beauty=tmp_path).seen


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
            still, cv2.resize(depth, (160, 67), interpolation=cv2.INTER_NEAREST), CAMERA, Move(kind="truck_left", amount=0.2), 12
        )
    )
    assert len(frames) == 12 and all(frame.dtype == np.uint8 for frame in frames)
