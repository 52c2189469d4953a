"""The shots for other software: USD with layers a shot, or a .blend a shot, written from what the renderer would have drawn.

Knows nothing of Blender; `filmcli.formats.usd` knows how USD is spelt. Layers after VFX.md: a shot's lighting, camera, anim and layout over its sequence.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from filmcli import runners
from filmcli.core import documents, fingerprint
from filmcli.core.errors import CannotRunError, InputError, UsageError, raised
from filmcli.core.production import CAST, SHOTS, Production
from filmcli.formats import usd
from filmcli.formats.cast import Cast
from filmcli.formats.shots import Shot, ShotList
from filmcli.render import stills

FIRST = 1001  # frame
HANDLES = 8  # frames before and after


def write(production: Production, folder: Path, *, form: str, only: Sequence[str] = ()) -> list[Path]:
    """Write the shots (of the scenes and shots in `only`; all when empty) as `usd` or `blend` into a folder; return the files to open.

    Raises UsageError for an unknown id, InputError without shots.yaml and cast.yaml, CannotRunError without usd-core or bpy, ModelError when the renderer fails.
    """
    shots, cast = documents.load(production.path(SHOTS), ShotList), documents.load(production.path(CAST), Cast)
    known = {shot.id for shot in shots.shots} | {scene.id for scene in shots.scenes}
    for name in only:
        if name not in known:
            raise UsageError(
                f"--only {name}: no such shot or scene in {production.path(SHOTS)}", hint="filmcli export --usd DIR --only SQ010"
            )
    chosen = [shot for shot in shots.shots if not only or shot.id in only or shot.scene in only]
    if not chosen:
        raise InputError(f"{production.path(SHOTS)}: there is no shot", hint="filmcli render script.fountain")
    if form == "usd":
        _needs_usd()
    files: list[Path] = []
    for scene in dict.fromkeys(shot.scene for shot in chosen):
        with tempfile.TemporaryDirectory() as scratch:
            of_scene = [shot for shot in chosen if shot.scene == scene]
            taken = dict(_inventories(production, shots, cast, of_scene, Path(scratch), blend=form == "blend"))
            if form == "blend":
                folder.mkdir(parents=True, exist_ok=True)
                files += [Path(shutil.move(Path(scratch) / name / "scene.blend", folder / f"{name}.blend")) for name in taken]
            else:
                files += sequence(folder, scene, {shot.id: shot for shot in of_scene}, taken, Path(scratch), shots)
    return files


def _needs_usd() -> None:
    import importlib.util

    if importlib.util.find_spec("pxr") is None:
        raise CannotRunError("the package usd-core is not installed here", hint="pip install usd-core")


def _inventories(
    production: Production, shots: ShotList, cast: Cast, chosen: Sequence[Shot], scratch: Path, *, blend: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield, for each shot, what the renderer has standing in it; its arrays lie in `scratch/<shot>/geometry.npz`."""
    tasks = [task for task in stills.tasks(production, shots, cast, chosen) if task.phase == "beauty"]
    requests = [{**task.payload, "op": "inventory", "id": task.id, "out": str(scratch / task.id), "blend": blend} for task in tasks]
    renderer = production.keep("cycles", lambda: runners.open("cycles", "draw"))
    for task, reply in zip(tasks, renderer.render(requests), strict=True):
        if not reply["ok"]:
            raise raised(reply, about=task.id)
        production.report.note(f"{task.id}: {len(reply['items'])} objects, {len(reply['lamps'])} lamps")
        yield task.id, reply


def sequence(
    folder: Path, scene: str, chosen: Mapping[str, Shot], taken: Mapping[str, Mapping[str, Any]], scratch: Path, shots: ShotList
) -> list[Path]:
    """Write a scene: its assets once, a layer that holds them, and the layers of each shot over it; return the shots' root layers."""
    arrays = {name: dict(np.load(scratch / name / "geometry.npz")) for name in taken}
    assets = _assets(folder, scene, taken, arrays)
    base = folder / "sequences" / f"{scene}.usda"
    _sequence_layer(base, assets)
    return [_shot(folder, base, chosen[name], reply, arrays[name], assets, shots) for name, reply in taken.items()]


def _assets(
    folder: Path, scene: str, taken: Mapping[str, Mapping[str, Any]], arrays: Mapping[str, Mapping[str, np.ndarray]]
) -> dict[tuple[str, str], dict[str, Any]]:
    """Write every set, person and prop of a scene, each once with all that any shot shows of it; return (kind, asset) → prim, file, items."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for name, reply in taken.items():
        for item in reply["items"]:
            one = found.setdefault((item["kind"], item["asset"]), {"items": {}, "arrays": {}, "materials": {}})
            if item["name"] not in one["items"]:
                one["items"][item["name"]] = item
                prefix = f"{item['key']}/"
                one["arrays"] |= {key: values for key, values in arrays[name].items() if key.startswith(prefix)}
                one["materials"] |= {m: reply["materials"][m] for m in item["materials"]}
    for (kind, asset), one in found.items():
        print_of = fingerprint.of_value([sorted(one["items"]), scene])[:6]
        file = folder / "assets" / f"{usd.identifier(asset)}_{print_of}.usdc"
        one["file"], one["prim"] = file, f"/World/{kind}/{usd.identifier(asset)}"
        one["paths"] = usd.asset(file, asset, list(one["items"].values()), one["arrays"], one["materials"])
    return found


def _sequence_layer(path: Path, assets: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
    from pxr import Kind, Usd, UsdGeom

    stage = usd.create(path)
    world = UsdGeom.Xform.Define(stage, "/World")
    stage.SetDefaultPrim(world.GetPrim())
    Usd.ModelAPI(world).SetKind(Kind.Tokens.assembly)
    for kind in sorted({kind for kind, _ in assets}):
        Usd.ModelAPI(UsdGeom.Xform.Define(stage, f"/World/{kind}")).SetKind(Kind.Tokens.group)
    for one in assets.values():
        prim = UsdGeom.Xform.Define(stage, one["prim"]).GetPrim()
        prim.GetReferences().AddReference(f"../assets/{one['file'].name}")
    stage.GetRootLayer().Save()


def _shot(
    folder: Path, base: Path, shot: Shot, reply: Mapping[str, Any], arrays: Mapping[str, np.ndarray], assets: Mapping, shots: ShotList
) -> Path:
    """Write a shot's layers and return its root layer."""
    from pxr import UsdGeom

    here = folder / "shots" / shot.id
    if here.exists():
        shutil.rmtree(here)
    last = FIRST + 2 * HANDLES + max(1, round(shot.hold * shots.fps)) - 1
    _lighting(here / "lighting.usda", reply, assets)
    _camera(here / "camera.usda", shot, reply)
    _anim(here / "anim.usdc", reply, arrays, assets)
    _layout(here / "layout.usda", reply, assets)
    root = usd.create(here / "shot.usda", fps=shots.fps, frames=(FIRST, last))
    layers = [f"./{name}" for name in ("lighting.usda", "camera.usda", "anim.usdc", "layout.usda")]
    root.GetRootLayer().subLayerPaths = [*layers, f"../../sequences/{base.name}"]
    world = UsdGeom.Xform.Define(root, "/World").GetPrim()
    root.SetDefaultPrim(world)
    world.SetCustomDataByKey("filmcli:shot", shot.id)
    world.SetCustomDataByKey("filmcli:sentence", shot.sentence)
    world.SetCustomDataByKey("filmcli:seed", str(shots.seed))
    world.SetCustomDataByKey("filmcli:handles", HANDLES)
    root.GetRootLayer().Save()
    return here / "shot.usda"


def _over(path: Path) -> Any:
    from pxr import UsdGeom

    stage = usd.create(path)
    stage.SetDefaultPrim(UsdGeom.Xform.Define(stage, "/World").GetPrim())
    return stage


def _lighting(path: Path, reply: Mapping[str, Any], assets: Mapping) -> None:
    """Write the lamps; those that are meant for people alone are linked to them."""
    from pxr import UsdGeom

    stage = _over(path)
    UsdGeom.Xform.Define(stage, "/World/lights")
    people = {asset: one["prim"] for (kind, asset), one in assets.items() if kind == "person"}
    taken: set[str] = set()
    for lamp in reply["lamps"]:
        taken.add(name := usd.identifier(lamp["group"], taken))
        usd.lamp(stage, f"/World/lights/{name}", lamp, only=[people[who] for who in lamp["only"] if who in people])
    stage.GetRootLayer().Save()


def _camera(path: Path, shot: Shot, reply: Mapping[str, Any]) -> None:
    stage = _over(path)
    made = usd.lens(stage, "/World/camera", reply["camera"]).GetPrim()
    made.SetCustomDataByKey("filmcli:size", shot.size)
    made.SetCustomDataByKey("filmcli:move", shot.move.kind)
    made.SetCustomDataByKey("filmcli:amount", float(shot.move.amount))
    stage.GetRootLayer().Save()


def _anim(path: Path, reply: Mapping[str, Any], arrays: Mapping[str, np.ndarray], assets: Mapping) -> None:
    """Write how people are posed in this shot: points over those of the asset."""
    from pxr import UsdGeom

    stage = _over(path)
    for item in reply["items"]:
        if item["kind"] == "person":
            one = assets[item["kind"], item["asset"]]
            prim = stage.OverridePrim(f"{one['prim']}/{one['paths'][item['name']]}")
            kind = UsdGeom.BasisCurves if item["form"] == "curves" else UsdGeom.Mesh
            usd.pose(kind(prim), arrays[f"{item['key']}/points"], radius=usd.thickest(item, arrays))
    stage.GetRootLayer().Save()


def _layout(path: Path, reply: Mapping[str, Any], assets: Mapping) -> None:
    """Write where things stand in this shot, and hide what it does not show."""
    from pxr import UsdGeom

    stage = _over(path)
    shown = {(item["kind"], item["asset"], item["name"]): item for item in reply["items"]}
    for (kind, asset), one in assets.items():
        for name, item in one["items"].items():
            here = shown.get((kind, asset, name))
            if here is not None and np.allclose(here["matrix"], item["matrix"], atol=1e-6):
                continue
            prim = stage.OverridePrim(f"{one['prim']}/{one['paths'][name]}")
            if here is None:
                UsdGeom.Imageable(prim).CreateVisibilityAttr(UsdGeom.Tokens.invisible)
            else:
                usd.move(prim, here["matrix"])
    stage.GetRootLayer().Save()
