"""Long shots in windows, rounds of them, and the film's frames out of the model's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filmcli.conduct import chain
from filmcli.formats.model_card import Sizes
from filmcli.make import retime

WAN = Sizes(pixels=399360, multiple=16, frames=81, frame_step=4, fps=16)
LTX = Sizes(pixels=393216, multiple=32, frames=121, frame_step=8, fps=24)


@given(st.integers(1, 3000), st.sampled_from([(81, 4), (121, 8), (5, 4), (49, 1), (82, 4)]))
def test_windows_fit_the_model_cover_the_shot_and_share_a_frame(frames, card):
    longest, step = card
    parts = chain.windows("A", frames, Sizes(pixels=1, multiple=1, frames=longest, frame_step=step))
    assert all(part.frames % step == 1 % step and part.frames <= longest for part in parts)
    assert len({part.frames for part in parts}) == 1
    assert parts[-1].start + parts[-1].frames >= frames
    assert [part.last for part in parts] == [False] * (len(parts) - 1) + [True]
    for one, following in zip(parts, parts[1:], strict=False):
        assert following.start == one.start + one.frames - 1
    assert parts[-1].start < max(1, frames - 1)  # no window films nothing but what is cut off


@given(st.integers(1, 400), st.sampled_from([WAN, LTX, Sizes(pixels=1, multiple=1, frames=5, frame_step=4)]))
def test_the_windows_frames_in_order_are_the_shots_each_once(frames, sizes):
    parts = chain.windows("A", frames, sizes)
    filmed = [[part.start + offset for offset in range(part.frames)] for part in parts]
    assert [filmed[number][offset] for number, offset in (chain.place(frame, parts) for frame in range(frames))] == list(range(frames))


@given(st.integers(1, 2000), st.sampled_from([8, 16, 24, 25, 30, 60, 120]), st.sampled_from([16, 24, 25, 30]))
def test_the_models_frames_cover_the_film_and_no_more(frames, fps, model_fps):
    needed = chain.covering(frames, fps=fps, model_fps=model_fps)
    moments = list(chain.moments(frames, fps=fps, model_fps=model_fps))
    assert len(moments) == frames
    whole, share = moments[-1]
    assert whole + (share > 0) == needed - 1
    for number, (whole, share) in enumerate(moments):
        assert abs((whole + share) / model_fps - number / fps) < 1 / 900
        assert 0 <= share < 1


def test_a_film_at_the_models_rate_takes_the_frames_as_they_are():
    assert list(chain.moments(4, fps=24, model_fps=24)) == [(0, 0.0), (1, 0.0), (2, 0.0), (3, 0.0)]
    assert chain.covering(120, fps=24, model_fps=24) == 120


def test_24_from_16_falls_on_thirds():
    assert [(whole, round(share, 2)) for whole, share in chain.moments(4, fps=24, model_fps=16)] == [(0, 0), (0, 0.67), (1, 0.33), (2, 0)]
    assert chain.covering(121, fps=24, model_fps=16) == 81


def test_rounds_go_through_the_shots_window_by_window():
    rounds = list(chain.rounds({"A": 20, "B": 200, "C": 100}, WAN))
    assert [[window.name for window in one] for one in rounds] == [["A/1", "B/1", "C/1"], ["B/2", "C/2"], ["B/3"]]
    assert rounds[0][0].last and not rounds[0][1].last and rounds[2][0].last
    assert [window.frames for window in rounds[1]] == [69, 53]  # equal parts, not 81 and a stub


def test_no_shots_make_no_rounds():
    assert list(chain.rounds({}, WAN)) == []


def _square(left: float) -> np.ndarray:
    """A soft white disc on a textured ground, its centre `left` pixels from the left."""
    down, across = np.mgrid[0:64, 0:96].astype(np.float32)
    disc = np.clip(12 - np.hypot(across - left, down - 32), 0, 3) / 3
    ground = 60 + 20 * np.sin(down / 5) * np.cos(across / 7)
    return np.repeat((ground * (1 - disc) + 230 * disc)[..., None], 3, axis=2).astype(np.uint8)


def _centre(frame: np.ndarray) -> float:
    bright = frame[..., 0] > 160
    return float(np.nonzero(bright)[1].mean())


def test_a_frame_between_shows_a_moving_thing_once_and_where_it_is_then():
    middle = retime.between(_square(40), _square(46), 2 / 3)
    assert _centre(middle) == pytest.approx(44, abs=0.7)
    assert np.abs(middle.astype(int) - _square(44)).mean() < 1.5
    mixed = (_square(40) / 3 + _square(46) * (2 / 3)).astype(int)
    assert np.abs(middle.astype(int) - _square(44)).mean() < 0.5 * np.abs(mixed - _square(44)).mean()


def test_a_cut_is_not_mixed():
    black, white = np.zeros((32, 32, 3), np.uint8), np.full((32, 32, 3), 255, np.uint8)
    assert retime.between(black, white, 0.4).max() == 0
    assert retime.between(black, white, 0.6).min() == 255


def test_a_clip_comes_out_in_the_films_frames():
    frames = [_square(20 + 3 * number) for number in range(17)]
    film = list(retime.retimed(iter(frames), 25, fps=24, model_fps=16))
    assert len(film) == 25
    assert (film[0] == frames[0]).all() and (film[3] == frames[2]).all() and (film[24] == frames[16]).all()
    steps = np.diff([_centre(frame) for frame in film])
    assert steps == pytest.approx(np.full(24, 2.0), abs=0.6)  # an even movement stays even


def test_a_model_that_is_too_short_holds_its_last_frame():
    film = list(retime.retimed(iter([_square(20), _square(23)]), 6, fps=24, model_fps=24))
    assert [_centre(frame) for frame in film[1:]] == [_centre(film[1])] * 5
