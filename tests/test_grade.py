"""The grade: linear pixels in, a film look out, the same every time."""

import numpy as np
import pytest
from PIL import Image

from filmcli.formats import grade
from filmcli.formats.colour import from_space, luminance, save, to_space
from filmcli.formats.grade import Grade, blur, cdl, collection, decision, develop, distorted, from_code, to_code


def grey(level=0.18, height=40, width=96):
    return np.full((height, width, 3), level, dtype=np.float32)


BARE = Grade(glow=0, halation=0, vignette=0, grain=0)


def test_a_bare_grade_changes_nothing():
    assert np.allclose(develop(grey(), BARE), grey(), atol=1e-4)


def test_exposure_is_in_stops():
    assert np.allclose(
        develop(grey(0.1), Grade.read({"exposure": 1.0, "glow": 0, "halation": 0, "vignette": 0, "grain": 0})), 0.2, atol=1e-3
    )


def test_the_same_seed_gives_the_same_grain_and_another_seed_another():
    look = Grade(grain=0.5)
    first, again, other = (develop(grey(), look, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert 0.005 < np.std(np.log2(luminance(first)[10:30, 30:60])) < 0.2


def test_a_bright_spot_glows_and_its_halo_is_red():
    picture = grey(0.01, 60, 640)
    picture[26:34, 316:324] = 10.0
    out = develop(picture, Grade(glow=0.3, halation=1.0, vignette=0, grain=0))
    assert out[30, 330, 1] > 0.02
    assert out[30, 325, 0] > 1.05 * out[30, 325, 2]


def test_the_vignette_darkens_the_corner_not_the_middle():
    out = luminance(develop(grey(), Grade(glow=0, halation=0, grain=0, vignette=1.0)))
    assert out[0, 0] < 0.7 * out[20, 48]
    assert out[20, 48] == pytest.approx(0.18, rel=0.01)


def test_haze_lifts_what_is_far_and_leaves_what_is_near():
    picture = grey(0.0)
    depth = np.where(np.arange(96) < 48, 1.0, 40.0)[None, :].repeat(40, axis=0)
    out = develop(picture, Grade(glow=0, halation=0, vignette=0, grain=0, haze=0.05, haze_colour=(0.1, 0.1, 0.1)), depth=depth)
    assert out[20, 10, 0] < 0.001
    assert out[20, 90, 0] > 0.05


def test_haze_has_the_edges_of_the_picture_where_hairs_are_finer_than_a_pixel():
    picture = grey(0.02)
    picture[:, 48:] = 0.4  # a bright far wall, and in the middle of every pixel of its edge one hair or none
    depth = np.where(np.arange(96) < 48, 1.0, 60.0)[None, :].repeat(40, axis=0)
    depth[:, 48:56] = np.where(np.random.default_rng(3).random((40, 8)) < 0.4, 1.0, 60.0)
    look = Grade(glow=0, halation=0, vignette=0, grain=0, haze=0.03, haze_colour=(0.4, 0.4, 0.4))
    edge = develop(picture, look, depth=depth)[:, 48:56, 0]
    assert np.ptp(edge, axis=0).max() < 0.12, "black specks: a hair's depth keeps the haze off the wall"  # 0.25 without


def test_saturation_zero_is_grey_and_slope_is_a_gain_in_linear_light():
    colour = grey() * np.float32([1.5, 1.0, 0.5])
    flat = to_space(cdl(colour, Grade(saturation=0)), "acescg")
    assert np.ptp(flat, axis=-1).max() < 1e-4
    stop = 1 / 17.52
    assert np.allclose(cdl(grey(0.1), Grade(offset=(stop, stop, stop))), 0.2, atol=1e-3)


def test_a_host_that_works_in_acescct_gets_the_same_from_the_cc_file():
    import PyOpenColorIO as ocio

    look = Grade(exposure=0.7, slope=(1.05, 1.0, 0.96), offset=(0.01, 0, -0.01), power=(1.1, 1, 0.95), saturation=0.8)
    picture = np.exp2(np.random.default_rng(1).uniform(-8, 3, (8, 16, 3))).astype(np.float32)
    found = decision(collection(look, id="SQ010_SH0010"))
    host = ocio.CDLTransform(**found["asc_sop"], sat=found["asc_sat"])
    host.setStyle(ocio.CDL_NO_CLAMP)
    config = ocio.Config.CreateFromFile("ocio://cg-config-v4.0.0_aces-v2.0_ocio-v2.5")
    theirs = to_space(picture, "acescg").copy()
    for step in (ocio.ColorSpaceTransform("ACEScg", "ACEScct"), host, ocio.ColorSpaceTransform("ACEScct", "ACEScg")):
        config.getProcessor(step).getDefaultCPUProcessor().applyRGB(theirs)
    ours = cdl(picture * np.float32(2**look.exposure), look)
    assert np.allclose(np.maximum(from_space(theirs, "acescg"), 0), ours, rtol=0.01, atol=1e-3)


def test_acescct_is_its_own_inverse():
    light = np.geomspace(1e-4, 60, 50, dtype=np.float32)
    assert np.allclose(from_code(to_code(light)), light, rtol=1e-3)
    assert to_code(np.float32(0.18)) == pytest.approx(0.4136, abs=1e-3)


def test_a_bent_picture_keeps_its_middle_and_shows_no_border():
    ramp = np.tile(np.linspace(0.1, 1.0, 97, dtype=np.float32)[None, :, None], (41, 1, 3))
    for k1 in (-0.1, 0.1):
        bent = distorted(ramp, k1, 0.0)
        assert bent[20, 48, 0] == pytest.approx(ramp[20, 48, 0], abs=0.01) and bent.min() >= 0.0999
        assert abs(bent[20, 80, 0] - ramp[20, 80, 0]) > 0.005


@pytest.mark.parametrize("sigma", [2.0, 9.0, 30.0])
def test_a_blur_keeps_the_energy_of_the_picture(sigma):
    picture = np.zeros((120, 200, 3), dtype=np.float32)
    picture[50:70, 90:110] = 1.0
    assert blur(picture, sigma).sum() == pytest.approx(picture.sum(), rel=0.06)
    assert blur(picture, sigma).shape == picture.shape


def test_a_wrong_key_is_named():
    with pytest.raises(ValueError, match="unknown key 'bloom'"):
        Grade.read({"bloom": 1})
    with pytest.raises(ValueError, match="medium_high"):
        Grade.read({"contrast": "strong"})


def test_the_png_is_eight_bit_and_middle_grey_is_in_the_middle(tmp_path):
    ramp = np.tile(np.geomspace(0.001, 10, 96, dtype=np.float32)[None, :, None], (40, 1, 3))
    ramp[:20] = 0.18
    save(ramp, tmp_path / "x.png")
    image = np.asarray(Image.open(tmp_path / "x.png"))
    assert image.dtype == np.uint8 and image.shape == (40, 96, 3)
    assert 90 < image[5, 5, 0] < 150
    assert image[30, 0, 0] < 12 and image[30, 95, 0] > 225  # and the picture is the right way up


def test_a_picture_with_its_own_halo_is_the_picture_and_a_patch_of_it_changes_nothing_around():
    still, depth = np.random.default_rng(1).uniform(0, 3, (40, 60, 3)).astype(np.float32), np.full((40, 60), 8.0)
    look = grade.Grade(haze=0.05, k1=-0.05)
    halo = grade.spread(still, look, depth=depth)
    graded = grade.develop(still, look, depth=depth, halo=halo)
    assert np.array_equal(graded, grade.develop(still, look, depth=depth))
    spoken = still.copy()
    spoken[18:22, 28:32] *= 2
    other = grade.develop(spoken, look, depth=depth, halo=halo)
    assert np.array_equal(other[:14], graded[:14]) and not np.allclose(other[18:22, 28:32], graded[18:22, 28:32])
