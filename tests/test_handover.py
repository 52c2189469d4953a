"""filmcli export --usd and --blend: the layers of a shot over its sequence, as UsdValidation and a compositor want them."""

import numpy as np
import pytest
from pxr import Usd, UsdGeom, UsdLux, UsdShade

from filmcli.core import documents
from filmcli.formats import usd
from filmcli.formats.shots import Camera, Shot, ShotList
from filmcli.render import handover

PAINT = {"colour": [0.2, 0.1, 0.05], "rough": 0.4, "metal": 0.0, "opacity": 1.0, "emission": [0.0, 0.0, 0.0]}
STILL = [1.0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0, 1.0]
CUBE = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], np.float32)
FACES = np.array([0, 1, 3, 2, 4, 6, 7, 5, 0, 4, 5, 1, 2, 3, 7, 6, 0, 2, 6, 4, 1, 5, 7, 3], np.int32)


def item(name, kind, asset, key="mesh box", **more):
    return {"name": name, "kind": kind, "asset": asset, "form": "mesh", "key": key, "matrix": STILL, "materials": ["oak", "brass"], **more}


def inventory(*, shift=0.0, items=()):
    lamp = {"name": "key", "group": "key", "kind": "AREA", "matrix": STILL, "colour": [1, 0.9, 0.8], "watts": 40.0}
    lamp |= {"width": 0.5, "height": 0.3, "disk": False, "only": ["ANNA"]}
    spot = {**lamp, "name": "beam", "group": "beam", "kind": "SPOT", "radius": 0.02, "cone": 40.0, "blend": 0.5, "only": []}
    sun = {**lamp, "name": "sun", "group": "sky", "kind": "SUN", "angle": 0.5, "only": []}
    lens = {"lens": 50.0, "sensor": 24.89, "aspect": 2.39, "f_stop": 2.8, "focus": [0, 3, 1], "position": [0, 0, 1], "matrix": STILL}
    hair = {
        "name": "hair",
        "kind": "person",
        "asset": "ANNA",
        "form": "curves",
        "key": "curves hair",
        "matrix": STILL,
        "materials": ["oak"],
    }
    seen = [
        item("desk", "set", "office"),
        item("desk two", "set", "office"),
        item("ANNA coat", "person", "ANNA", "mesh coat"),
        hair,
        *items,
    ]
    strands = np.array([[0, 0, 1], [0, 0, 1.2], [0.1, 0, 1], [0.1, 0, 1.2]], np.float32)
    arrays = {}
    for key, points in (("mesh box", CUBE), ("mesh coat", CUBE + np.float32(shift))):
        slots = np.array([0, 0, 0, 1, 1, 1], np.int32)
        normals = np.tile(np.array([[0, 0, 1]], np.float32), (24, 1))
        arrays |= {f"{key}/points": points, f"{key}/counts": np.full(6, 4, np.int32), f"{key}/indices": FACES, f"{key}/slots": slots}
        arrays |= {f"{key}/normals": normals}
    arrays |= {
        "curves hair/points": strands,
        "curves hair/counts": np.array([2, 2], np.int32),
        "curves hair/radius": np.full(4, 1e-4, np.float32),
    }
    return {"items": seen, "materials": {"oak": PAINT, "brass": PAINT}, "lamps": [lamp, spot, sun], "camera": lens}, arrays


@pytest.fixture(scope="module")
def sequence(
    tmp_path_factory,
):
    """Two shots of a scene: in the second ANNA has moved, a desk is gone and a cup has come."""
    folder, scratch = tmp_path_factory.mktemp("usd"), tmp_path_factory.mktemp("scratch")
    camera = Camera(position=(0, 0, 1), target=(0, 1, 1), focus=(0, 3, 1), lens=50)
    names = ("SQ010_SH0010", "SQ010_SH0020")
    shots = {name: Shot(id=name, scene="SQ010", kind="single", size="CU", camera=camera, hold=2.0, sentence="CU on ANNA") for name in names}
    one, two = inventory(), inventory(shift=0.3, items=[item("cup", "prop", "cup")])
    two[0]["items"].pop(1)
    for name, (_, arrays) in zip(names, (one, two), strict=True):
        (scratch / name).mkdir()
        np.savez(scratch / name / "geometry.npz", **arrays)
    source = {"path": "x", "digest": "x"}
    listing = ShotList(screenplay=source, cast=source, seed=7)
    taken = dict(zip(names, (one[0], two[0]), strict=True))
    return handover.sequence(folder, "SQ010", shots, taken, scratch, listing)


def test_the_layers_of_a_shot_lie_over_its_sequence_and_are_valid(sequence):
    for path in sequence:
        stage = Usd.Stage.Open(str(path))
        layers = list(stage.GetRootLayer().subLayerPaths)
        assert [layer.rpartition("/")[2] for layer in layers] == ["lighting.usda", "camera.usda", "anim.usdc", "layout.usda", "SQ010.usda"]
        assert usd.faults(path) == []


def test_the_lens_is_in_tenths_of_a_unit_and_the_stage_in_metres(sequence):
    stage = Usd.Stage.Open(str(sequence[0]))
    lens = UsdGeom.Camera(stage.GetPrimAtPath("/World/camera"))
    assert UsdGeom.GetStageMetersPerUnit(stage) == 1.0
    assert lens.GetFocalLengthAttr().Get() == pytest.approx(0.5)
    assert lens.GetHorizontalApertureAttr().Get() == pytest.approx(0.2489)
    assert lens.GetFocusDistanceAttr().Get() == pytest.approx(3.0)
    assert (stage.GetStartTimeCode(), stage.GetEndTimeCode()) == (1001, 1001 + 16 + 48 - 1)


def test_a_shot_moves_people_hides_what_it_does_not_show_and_adds_what_came(sequence):
    first, second = (Usd.Stage.Open(str(path)) for path in sequence)
    coat = "/World/person/ANNA/geo/ANNA_coat"
    here, there = (np.array(UsdGeom.Mesh(stage.GetPrimAtPath(coat)).GetPointsAttr().Get()) for stage in (first, second))
    assert np.allclose(there - here, 0.3)
    shown = [UsdGeom.Imageable(stage.GetPrimAtPath("/World/set/office/geo/desk_two")).ComputeVisibility() for stage in (first, second)]
    assert shown == ["inherited", "invisible"]
    cup = [UsdGeom.Imageable(stage.GetPrimAtPath("/World/prop/cup/geo/cup")).ComputeVisibility() for stage in (first, second)]
    assert cup == ["invisible", "inherited"]


def test_a_lamp_for_one_person_is_linked_and_a_face_has_its_own_material(sequence):
    stage = Usd.Stage.Open(str(sequence[0]))
    lamp = UsdLux.LightAPI(stage.GetPrimAtPath("/World/lights/key"))
    assert lamp.GetLightLinkCollectionAPI().GetIncludesRel().GetTargets() == ["/World/person/ANNA"]
    assert lamp.GetIntensityAttr().Get() == pytest.approx(40 / np.pi)
    subsets = UsdShade.MaterialBindingAPI(stage.GetPrimAtPath("/World/set/office/geo/desk")).GetMaterialBindSubsets()
    assert [len(subset.GetIndicesAttr().Get()) for subset in subsets] == [3, 3]


def test_an_unknown_shot_is_one_line(run, planned):
    done = run("export", "--usd", "usd", "-d", planned, "--only", "SQ990")
    assert done.code == 2 and "SQ990" in done.stderr and "hint" in done.stderr
    assert documents.load(planned / "shots.yaml", ShotList).shots
    assert run("export", "--usd", "usd", "--blend", "b", "-d", planned).code == 2
