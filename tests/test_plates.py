"""Control plates: known surfaces give known colours, and the rig's joints stand where a pose estimator would find them."""

import json

import numpy as np
import pytest
from PIL import Image

from filmcli.formats.joints import COLOURS, NAMES
from filmcli.render import drafting

WIDE, HIGH = 96, 48
ANNA, BRUNO = 11, 22


def passes_file(path, *, depth=None, normal=(0.0, -1.0, 0.0), ids=None, joints=None, people=None):
    """Write a passes.exr as the renderer does: a camera at (0, −3, 1.5) looking along +y, at a wall that faces it."""
    import OpenEXR

    depth = np.full((HIGH, WIDE), 3.0, np.float32) if depth is None else depth
    normals = np.broadcast_to(np.asarray(normal, np.float32), (*depth.shape, 3))
    ids = np.zeros(depth.shape, np.float32) if ids is None else ids
    channels = {"depth.Z": depth, "id": ids} | {f"N.{axis}": np.ascontiguousarray(normals[..., i]) for i, axis in enumerate("XYZ")}
    turn = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, -1, 0, 0], [0, 0, 0, 1]], np.float32)  # the camera's axes: x right, y up, −z ahead
    turn[:3, 3] = -turn[:3, :3] @ (0, -3, 1.5)
    header = {"type": OpenEXR.scanlineimage, "worldToCamera": turn.T.copy(), "ids": json.dumps(people or {"ANNA": ANNA, "BRUNO": BRUNO})}
    if joints is not None:
        header["joints"] = json.dumps(joints)
    OpenEXR.File(header, {name: np.ascontiguousarray(values, np.float32) for name, values in channels.items()}).write(str(path))
    return path


def two_people():
    ids = np.zeros((HIGH, WIDE), np.float32)
    ids[12:, 30:44], ids[10:, 46:60] = ANNA, BRUNO
    return ids


def drawn(tmp_path, *names, **scene):
    passes_file(tmp_path / "passes.exr", **scene)
    notes = drafting.write(tmp_path / "passes.exr", tmp_path, names)
    return [np.asarray(Image.open(tmp_path / name)).astype(int) for name in names], notes


@pytest.mark.parametrize(
    "normal, colour",
    [((0, -1, 0), (128, 128, 255)), ((-1, 0, 0), (255, 128, 128)), ((1, 0, 0), (0, 128, 128)), ((0, 0, 1), (128, 255, 128))],
    ids=["facing the camera", "facing left", "facing right", "a floor"],
)
def test_a_plane_has_the_colour_that_normal_nets_were_trained_on(tmp_path, normal, colour):
    (plate,), _ = drawn(tmp_path, "normal.png", normal=normal)
    assert abs(plate - colour).max() <= 1


def test_depth_is_inverse_and_its_window_is_written_down(tmp_path):
    depth = np.tile(np.linspace(1.0, 9.0, WIDE, dtype=np.float32), (HIGH, 1))
    depth[:4] = drafting.FAR  # the sky
    (plate,), notes = drawn(tmp_path, "depth.png", depth=depth)
    assert (np.diff(plate[20]) <= 0).all() and plate[20, 0] == 255 and plate[20, -1] == 0
    assert (plate[:4] == 0).all(), "the sky is farther than everything"
    middle = np.searchsorted(depth[20], 2.0)
    assert plate[20, middle] == pytest.approx(255 * (1 / 2 - 1 / 9) / (1 - 1 / 9), abs=4)
    assert notes["far"] == pytest.approx(9.0) and notes["near"] == pytest.approx(1.0, abs=0.1)
    told = Image.open(tmp_path / "depth.png").text
    assert float(told["far"]) == pytest.approx(9.0) and "metres" in told["encoding"]


def test_edges_are_thin_and_lie_where_people_end_and_depth_breaks(tmp_path):
    depth = np.full((HIGH, WIDE), 3.0, np.float32)
    depth[:, 80:] = 5.0
    (plate,), _ = drawn(tmp_path, "edge.png", depth=depth, ids=two_people())
    row = np.flatnonzero(plate[30])
    assert row.tolist() == [30, 44, 46, 60, 80]


def test_a_slanted_floor_has_no_edges(tmp_path):
    down = np.linspace(0.1, 1.0, HIGH, dtype=np.float32)[:, None]  # of a floor, the inverse depth grows evenly down the frame
    (plate,), _ = drawn(tmp_path, "edge.png", depth=np.broadcast_to(1.5 / down, (HIGH, WIDE)).astype(np.float32), normal=(0, 0, 1))
    assert not plate.any()


def test_joints_are_drawn_where_they_were_seen_in_openpose_colours(tmp_path):
    at = {
        "neck": [0.5, 0.3, 3.0, 1],
        "right_shoulder": [0.4, 0.3, 3.0, 1],
        "right_elbow": [0.35, 0.6, 3.0, 1],
        "right_wrist": [0.3, 0.9, 3.0, 0],
    }
    (plate,), notes = drawn(tmp_path, "pose.png", joints={"ANNA": at})
    for name in ("neck", "right_shoulder", "right_elbow"):
        x, y = at[name][:2]
        assert tuple(plate[int(y * HIGH), int(x * WIDE)]) == COLOURS[NAMES.index(name)], name
    upper_arm = plate[int(0.45 * HIGH), int(0.375 * WIDE)]
    assert tuple(upper_arm) == tuple(int(part * 0.6) for part in COLOURS[2])
    assert not plate[int(0.9 * HIGH) - 2 :, : int(0.33 * WIDE)].any(), "a hidden wrist is not drawn"
    assert "pose" not in notes


def test_passes_of_an_older_film_leave_the_pose_empty_and_say_so(tmp_path):
    (plate,), notes = drawn(tmp_path, "pose.png")
    assert not plate.any() and "--force" in notes["pose"]


def test_two_people_have_regions_that_do_not_overlap_and_ids_of_their_own(tmp_path):
    (anna, bruno, ids), _ = drawn(tmp_path, "region_ANNA.png", "region_BRUNO.png", "id.png", ids=two_people())
    assert not ((anna > 0) & (bruno > 0)).any()
    assert anna[30, 30:44].all() and anna[30, 29], "grown a little beyond the outline"
    assert (ids[30, 35] != ids[30, 50]).any() and not ids[0].any()


def test_a_mask_is_the_region_that_is_painted_anew(tmp_path):
    (anna, scene, nobody), _ = drawn(tmp_path, "mask_ANNA.png", "mask_set.png", "mask_prop.png", ids=two_people())
    assert anna[30, 35] == 255 and anna[30, 52] == 0 and not nobody.any()
    assert scene[30, 10] == 255 and not scene[30, 30:60].any() and not ((scene > 0) & (anna > 0)).any()
