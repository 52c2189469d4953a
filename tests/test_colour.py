"""Colour: what Blender shows is what we show, without Blender; and an EXR says which primaries it has."""

import numpy as np
import pytest
from PIL import Image

from filmcli.core.errors import InputError, UsageError
from filmcli.formats import colour, exr


def blenders(linear, path, contrast):
    """Save a picture through Blender's own colour management."""
    import bpy

    height, width = linear.shape[:2]
    pixels = np.ones((height, width, 4), np.float32)
    pixels[..., :3] = linear[::-1]
    image = bpy.data.images.new("developed", width, height, float_buffer=True)
    image.colorspace_settings.name = "Linear Rec.709"
    image.pixels.foreach_set(pixels.ravel())
    scene = bpy.context.scene
    scene.view_settings.view_transform, scene.view_settings.look = "AgX", colour.CONTRASTS[contrast]
    scene.render.dither_intensity = 0.0
    settings = scene.render.image_settings
    settings.media_type = "IMAGE"
    settings.file_format, settings.color_mode, settings.color_depth = "PNG", "RGB", "8"
    image.save_render(str(path), scene=scene)
    return np.asarray(Image.open(path), dtype=int)


@pytest.mark.parametrize("contrast", ["medium", "medium_high"])
def test_agx_is_blenders_to_a_two_hundred_fifty_fifth(tmp_path, contrast):
    light = np.exp2(np.random.default_rng(0).uniform(-12, 6, (32, 48, 3))).astype(np.float32)
    theirs = blenders(light, tmp_path / "x.png", contrast)
    assert np.abs(colour.shown(light, contrast=contrast).astype(int) - theirs).max() <= 1


def test_aces_shows_grey_as_grey_and_never_clips_a_light_to_another_hue():
    shown = colour.shown(np.full((2, 2, 3), 0.18, np.float32), view="aces2").astype(int)
    assert np.ptp(shown) <= 1 and 80 < shown[0, 0, 0] < 140
    hot = colour.shown(np.full((1, 1, 3), 40.0, np.float32) * np.float32([1, 0.9, 0.8]), view="aces2")[0, 0]
    assert hot[0] >= hot[1] >= hot[2] > 200


def test_light_of_any_space_reads_back_and_its_groups_sum(tmp_path):
    draw = np.random.default_rng(3)
    groups = {name: draw.uniform(0, 2, (6, 9, 3)).astype(np.float32) for name in ("key", "fill")}
    for space in colour.SPACES:
        exr.write_light(tmp_path / "b.exr", exr.Light(sum(groups.values()), groups, space, {"shot": "SQ010_SH0010"}))
        found = exr.read_light(tmp_path / "b.exr")
        assert found.space == space and found.header["shot"] == "SQ010_SH0010"
        assert np.allclose(found.beauty, sum(found.groups.values()), atol=4e-3)
        assert np.allclose(found.groups["key"], groups["key"], atol=4e-3)


def test_white_is_white_in_both_spaces():
    assert np.allclose(colour.to_space(np.ones((1, 1, 3), np.float32), "acescg"), 1.0, atol=1e-4)


def test_an_exr_that_is_not_ours_is_told_in_one_line(tmp_path):
    with pytest.raises(InputError, match="no such picture"):
        exr.read_light(tmp_path / "none.exr")
    (tmp_path / "junk.exr").write_bytes(b"not a picture")
    with pytest.raises(InputError, match="cannot be read as an EXR"):
        exr.read(tmp_path / "junk.exr")
    with pytest.raises(UsageError, match="neither ACEScg's nor Rec.709's"):
        colour.space_of({"chromaticities": (0.7347, 0.2653, 0, 1, 0.0001, -0.077, 0.32168, 0.33767)})
