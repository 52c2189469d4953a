"""A user's own models in assets/: found by name, checked for licence and size, and part of a picture's key."""

import json
import struct

import numpy as np
import pytest

from filmcli.core import documents, fingerprint, settings
from filmcli.core.errors import InputError
from filmcli.core.production import Production
from filmcli.core.report import Report
from filmcli.formats import fountain
from filmcli.formats.cast import Cast, Character
from filmcli.formats.shots import Act, ShotList
from filmcli.make import noop
from filmcli.render import assets, contradictions, stills


def glb(path, size=(1.0, 1.0, 1.0)):
    """Write a box as the smallest GLB there is: one mesh of positions and indices."""
    corners = (np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], np.float32) * np.array(size, np.float32)).astype("<f4")
    quads = np.array([0, 1, 3, 2, 4, 6, 7, 5, 0, 4, 5, 1, 2, 3, 7, 6, 0, 2, 6, 4, 1, 5, 7, 3]).reshape(-1, 4)
    indices = quads[:, [0, 1, 2, 0, 2, 3]].astype("<u2")
    data = corners.tobytes() + indices.tobytes()
    views = [{"buffer": 0, "byteLength": corners.nbytes}, {"buffer": 0, "byteOffset": corners.nbytes, "byteLength": indices.nbytes}]
    points = {"bufferView": 0, "componentType": 5126, "count": 8, "type": "VEC3", "min": [0, 0, 0], "max": [float(v) for v in size]}
    document = {"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0, "name": "box"}]}
    document |= {"meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1}]}], "bufferViews": views}
    document |= {
        "accessors": [points, {"bufferView": 1, "componentType": 5123, "count": 36, "type": "SCALAR"}],
        "buffers": [{"byteLength": len(data)}],
    }
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    data += b"\0" * (-len(data) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(data), 0x004E4942) + data
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks)
    return path


@pytest.fixture
def production(tmp_path):
    report = Report("test", tmp_path)
    report.told = []
    report.note = report.told.append
    return Production(tmp_path, settings.resolve(tmp_path, {}), report)


def test_models_are_found_by_name_and_a_missing_licence_is_told(production):
    glb(production.folder / "assets/props/Old Revolver.glb")
    glb(production.folder / "assets/sets/office.glb")
    (production.folder / "assets/sets/LICENSE").write_text("CC0")
    own = assets.found(production)
    assert set(own) == {("props", "old_revolver"), ("sets", "office")}
    assert own["sets", "office"].licence == "LICENSE"
    assert [line.partition(":")[0] for line in production.report.told] == ["assets/props/Old Revolver.glb"]


def test_a_capture_adds_a_motion_that_the_shot_list_may_name(production, planned):
    (production.folder / "assets/motions").mkdir(parents=True)
    for name in ("Slow Walk.bvh", "nod.glb", "notes.txt"):
        (production.folder / "assets/motions" / name).write_text("x")
    own = assets.found(production)
    assert set(own) == {("motions", "slow_walk"), ("motions", "nod")} and len(production.report.told) == 2
    assert set(assets.motions(own, ["nod", "walk"])) == {"nod"}
    shots, cast = documents.load(planned / "shots.yaml", ShotList), documents.load(planned / "cast.yaml", Cast)
    who = next(shot for shot in shots.shots if shot.subjects)
    acted = who.model_copy(update={"acts": (Act(character=who.subjects[0], motion="slow_walk"),)})
    listed = shots.model_copy(update={"shots": tuple(acted if shot is who else shot for shot in shots.shots)})
    script = fountain.scenes(fountain.parse((planned / "script.fountain").read_text()))
    assert any("slow_walk" in fault.words for fault in contradictions.faults(listed, cast, script))
    assert not list(contradictions.faults(listed, cast, script, own={"slow_walk"}))


def test_a_set_that_replaces_nothing_names_the_nearest(production):
    glb(production.folder / "assets/sets/ofice.glb")
    assets.found(production)
    assert any("did you mean office?" in line for line in production.report.told)


def test_a_damaged_note_names_file_line_and_key(production):
    glb(production.folder / "assets/props/gun.glb")
    (production.folder / "assets/props/gun.yaml").write_text("format: filmcli/asset@1\nscael: 2\n")
    with pytest.raises(InputError, match=r"gun.yaml:2.*scael") as error:
        assets.found(production)
    assert "scale" in f"{error.value}{error.value.hint}"


def test_a_shot_takes_only_what_stands_in_for_something_in_it(production):
    for name in ("props/revolver", "props/lamp", "sets/bar", "bodies/ANNA", "garments/suit"):
        glb(production.folder / f"assets/{name}.glb")
    own = assets.found(production)
    anna = Character(name="ANNA", id="ANNA")
    taken = assets.of_shot(own, set="bar", props=["his revolver"], people=[anna])
    assert {kind: list(models) for kind, models in taken.items()} == {
        "bodies": ["ANNA"],
        "garments": ["suit"],
        "props": ["revolver"],
        "sets": ["bar"],
    }
    assert assets.of_shot(own, set="alley", props=[], people=[]) == {}


def test_a_model_is_in_the_key_of_the_shots_that_show_it_alone(planned):
    shots, cast = documents.load(planned / "shots.yaml", ShotList), documents.load(planned / "cast.yaml", Cast)
    name = shots.scenes[0].set

    def keys():
        open_ = Production(planned, settings.resolve(planned, {}), Report("test", planned))
        return {task.id: task.inputs for task in stills.tasks(open_, shots, cast, shots.shots)}

    before = keys()
    glb(planned / f"assets/sets/{name}.glb")
    after = keys()
    changed = {shot for shot in before if before[shot] != after[shot]}
    assert changed == {shot.id for shot in shots.shots if next(s for s in shots.scenes if s.id == shot.scene).set == name}


def test_a_model_that_comes_later_is_seen_by_the_quick_no(planned):
    watched = {name: fingerprint.stamp(planned / name) for name in noop._watched(planned)}
    glb(planned / "assets/props/revolver.glb")
    assert any(fingerprint.stamp(planned / name) != stamp for name, stamp in watched.items())
