"""A scene of plain arrays as USD layers: an asset of meshes and strands, lamps, a lens, and what holds them together.

Knows nothing of shots' meaning, of Blender or of productions. Metres, z up; pxr is loaded inside the functions. Conventions of the
hand-over: a camera's focal length and aperture are tenths of a scene unit (50 mm is 0.5 where the unit is a metre).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

Item = Mapping[str, Any]  # name, form (mesh, curves), key, matrix (16 numbers, row vectors), materials
Arrays = Mapping[str, np.ndarray]
TENTH = 0.01  # of a metre-unit scene: millimetres → tenths of a unit


def identifier(name: str, taken: Iterable[str] = ()) -> str:
    """Return a name that USD takes for a prim, unlike those taken."""
    from pxr import Tf

    plain = Tf.MakeValidIdentifier(name.strip() or "thing")
    known, number, found = set(taken), 2, plain
    while found in known:
        found, number = f"{plain}_{number}", number + 1
    return found


def create(path: Path, *, fps: float | None = None, frames: tuple[int, int] | None = None) -> Any:
    """Return a new stage at a path (suffix .usda or .usdc): metres, z up, and a time line when frames are given."""
    from pxr import Usd, UsdGeom

    path.parent.mkdir(parents=True, exist_ok=True)
    stage = Usd.Stage.CreateNew(str(path))
    UsdGeom.SetStageMetersPerUnit(stage, 1.0)
    UsdGeom.SetStageUpAxis(stage, UsdGeom.Tokens.z)
    if fps:
        stage.SetTimeCodesPerSecond(fps)
        stage.SetFramesPerSecond(fps)
    if frames:
        stage.SetStartTimeCode(frames[0])
        stage.SetEndTimeCode(frames[1])
    return stage


def asset(path: Path, name: str, items: Sequence[Item], arrays: Arrays, materials: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Write one asset: `/<name>/geo/…` and `/<name>/mtl/…`; return item name → path below the asset's root prim.

    Items that share a key share one mesh: it is written once under `/<name>/shapes` and referenced.
    """
    from pxr import Gf, Kind, Sdf, Usd, UsdGeom, Vt

    stage = create(path)
    root = UsdGeom.Xform.Define(stage, f"/{identifier(name)}")
    stage.SetDefaultPrim(root.GetPrim())
    Usd.ModelAPI(root).SetKind(Kind.Tokens.component)
    Usd.ModelAPI(root).SetAssetName(name)
    here = root.GetPath()
    UsdGeom.Scope.Define(stage, here.AppendChild("geo"))
    paints = paint(stage, here.AppendChild("mtl"), {n: materials[n] for item in items for n in item["materials"]})
    uses: dict[str, int] = {}
    for item in items:
        uses[item["key"]] = uses.get(item["key"], 0) + 1
    shapes: dict[str, Sdf.Path] = {}
    if any(count > 1 for count in uses.values()):
        UsdGeom.Imageable(stage.CreateClassPrim(here.AppendChild("shapes")))
    found: dict[str, str] = {}
    taken: set[str] = set()
    for item in items:
        taken.add(title := identifier(item["name"], taken))
        at = here.AppendPath(f"geo/{title}")
        if uses[item["key"]] > 1:
            if item["key"] not in shapes:
                shapes[item["key"]] = here.AppendPath(f"shapes/{identifier(item['key'], (p.name for p in shapes.values()))}")
                shape(stage, shapes[item["key"]], item, arrays)
            prim = stage.DefinePrim(at, "BasisCurves" if item["form"] == "curves" else "Mesh")
            prim.GetReferences().AddInternalReference(shapes[item["key"]])
        else:
            prim = shape(stage, at, item, arrays).GetPrim()
        move(prim, item["matrix"])
        if item["materials"]:  # for viewers that bind no materials to strands
            colour = Vt.Vec3fArray([Gf.Vec3f(*materials[item["materials"][0]]["colour"])])
            UsdGeom.Gprim(prim).CreateDisplayColorAttr(colour)
        bind(stage, prim, item, arrays, paints)
        found[item["name"]] = f"geo/{title}"
    stage.GetRootLayer().Save()
    return found


def shape(stage: Any, path: Any, item: Item, arrays: Arrays) -> Any:
    """Define the mesh or the strands of an item, with extent."""
    from pxr import UsdGeom, Vt

    key = item["key"]
    points = arrays[f"{key}/points"]
    if item["form"] == "curves":
        made = UsdGeom.BasisCurves.Define(stage, path)
        made.CreateTypeAttr(UsdGeom.Tokens.linear)
        made.CreateCurveVertexCountsAttr(Vt.IntArray.FromNumpy(arrays[f"{key}/counts"]))
        made.CreateWidthsAttr(Vt.FloatArray.FromNumpy(2 * arrays[f"{key}/radius"]))
        made.SetWidthsInterpolation(UsdGeom.Tokens.vertex)
    else:
        made = UsdGeom.Mesh.Define(stage, path)
        made.CreateSubdivisionSchemeAttr(UsdGeom.Tokens.none)
        made.CreateFaceVertexCountsAttr(Vt.IntArray.FromNumpy(arrays[f"{key}/counts"]))
        made.CreateFaceVertexIndicesAttr(Vt.IntArray.FromNumpy(arrays[f"{key}/indices"]))
        made.CreateNormalsAttr(Vt.Vec3fArray.FromNumpy(arrays[f"{key}/normals"]))
        made.SetNormalsInterpolation(UsdGeom.Tokens.faceVarying)
        if f"{key}/uv" in arrays:
            from pxr import Sdf

            uv = UsdGeom.PrimvarsAPI(made).CreatePrimvar("st", Sdf.ValueTypeNames.TexCoord2fArray, UsdGeom.Tokens.faceVarying)
            uv.Set(Vt.Vec2fArray.FromNumpy(arrays[f"{key}/uv"]))
    pose(made, points, radius=thickest(item, arrays))
    return made


def pose(made: Any, points: np.ndarray, *, radius: float = 0.0) -> None:
    """Set points of a mesh or of strands, and the extent that holds them; radius: of the thickest strand."""
    from pxr import Vt

    points = np.ascontiguousarray(points, np.float32)
    made.CreatePointsAttr(Vt.Vec3fArray.FromNumpy(points))
    made.CreateExtentAttr(Vt.Vec3fArray.FromNumpy(np.stack([points.min(axis=0) - radius, points.max(axis=0) + radius])))


def thickest(item: Item, arrays: Arrays) -> float:
    """Return the radius of the thickest strand of an item, 0 of a mesh."""
    return float(arrays[f"{item['key']}/radius"].max()) if item["form"] == "curves" else 0.0


def move(prim: Any, matrix: Sequence[float]) -> None:
    """Place a prim by a matrix of sixteen numbers, row vectors."""
    from pxr import Gf, UsdGeom

    UsdGeom.Xformable(prim).MakeMatrixXform().Set(Gf.Matrix4d(*matrix))


def paint(stage: Any, scope: Any, materials: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Define materials as UsdPreviewSurface: the mean of what the renderer's procedural ones look like; return name → material."""
    from pxr import Gf, Sdf, UsdGeom, UsdShade

    UsdGeom.Scope.Define(stage, scope)
    made: dict[str, Any] = {}
    taken: set[str] = set()
    for name, look in materials.items():
        taken.add(title := identifier(name, taken))
        material = UsdShade.Material.Define(stage, scope.AppendChild(title))
        shader = UsdShade.Shader.Define(stage, material.GetPath().AppendChild("preview"))
        shader.CreateIdAttr("UsdPreviewSurface")
        for key, value in (("diffuseColor", look["colour"]), ("emissiveColor", look["emission"])):
            shader.CreateInput(key, Sdf.ValueTypeNames.Color3f).Set(Gf.Vec3f(*value))
        for key, value in (("roughness", look["rough"]), ("metallic", look["metal"]), ("opacity", look["opacity"])):
            shader.CreateInput(key, Sdf.ValueTypeNames.Float).Set(float(value))
        shader.CreateOutput("surface", Sdf.ValueTypeNames.Token)
        material.CreateSurfaceOutput().ConnectToSource(shader.ConnectableAPI(), "surface")
        made[name] = material
    return made


def bind(stage: Any, prim: Any, item: Item, arrays: Arrays, paints: Mapping[str, Any]) -> None:
    """Bind an item's material, or one for each of its faces where it has several."""
    from pxr import UsdGeom, UsdShade, Vt

    names = item["materials"]
    if not names:
        return
    UsdShade.MaterialBindingAPI.Apply(prim).Bind(paints[names[0]])
    slots = arrays.get(f"{item['key']}/slots")
    if item["form"] == "curves" or slots is None or len(names) < 2 or not slots.any():
        return
    mesh = UsdGeom.Mesh(prim)
    for number in np.unique(slots):
        faces = Vt.IntArray.FromNumpy(np.flatnonzero(slots == number).astype(np.int32))
        subset = UsdShade.MaterialBindingAPI(prim).CreateMaterialBindSubset(f"slot{number}", faces)
        UsdShade.MaterialBindingAPI.Apply(subset.GetPrim()).Bind(paints[names[min(int(number), len(names) - 1)]])
    UsdGeom.Subset.SetFamilyType(mesh, UsdShade.Tokens.materialBind, UsdGeom.Tokens.partition)


def lens(stage: Any, path: str, camera: Mapping[str, Any]) -> Any:
    """Define a camera: `lens` and `sensor` in mm, `f_stop`, `focus` (a point), `position`, `matrix`, `aspect`."""
    from pxr import Gf, UsdGeom

    made = UsdGeom.Camera.Define(stage, path)
    made.CreateFocalLengthAttr(camera["lens"] * TENTH)
    made.CreateHorizontalApertureAttr(camera["sensor"] * TENTH)
    made.CreateVerticalApertureAttr(camera["sensor"] * TENTH / camera["aspect"])
    made.CreateFStopAttr(float(camera["f_stop"]))
    made.CreateFocusDistanceAttr(float(np.linalg.norm(np.subtract(camera["focus"], camera["position"]))))
    made.CreateClippingRangeAttr(Gf.Vec2f(0.05, 10000.0))
    move(made.GetPrim(), camera["matrix"])
    return made


def lamp(stage: Any, path: str, light: Mapping[str, Any], *, only: Sequence[str] = ()) -> Any:
    """Define a lamp. Watts become intensity with `normalize` on: W / π, of a sun its irradiance; `only` are the prims that it lights.

    A disk or rectangle of W watts and area A has the radiance W / (π A), which normalised USD divides by A itself.
    """
    from pxr import Gf, UsdLux

    kinds = {"SUN": UsdLux.DistantLight, "AREA": UsdLux.DiskLight if light.get("disk") else UsdLux.RectLight}
    made = kinds.get(light["kind"], UsdLux.SphereLight).Define(stage, path)
    made.CreateNormalizeAttr(True)
    made.CreateColorAttr(Gf.Vec3f(*light["colour"]))
    made.CreateIntensityAttr(light["watts"] / (1.0 if light["kind"] == "SUN" else float(np.pi)))
    if light["kind"] == "SUN":
        made.CreateAngleAttr(light["angle"])
    elif light["kind"] == "AREA" and light.get("disk"):
        made.CreateRadiusAttr(light["width"] / 2)
    elif light["kind"] == "AREA":
        made.CreateWidthAttr(light["width"])
        made.CreateHeightAttr(light["height"])
    else:
        made.CreateRadiusAttr(max(light["radius"], 1e-4))
        if light["kind"] == "SPOT":
            cone = UsdLux.ShapingAPI.Apply(made.GetPrim())
            cone.CreateShapingConeAngleAttr(light["cone"] / 2)
            cone.CreateShapingConeSoftnessAttr(light["blend"])
    move(made.GetPrim(), light["matrix"])
    made.GetPrim().SetCustomDataByKey("filmcli:watts", light["watts"])
    made.GetPrim().SetCustomDataByKey("filmcli:group", light["group"])
    if only:
        links = UsdLux.LightAPI(made).GetLightLinkCollectionAPI()
        links.CreateIncludeRootAttr(False)
        for target in only:
            links.CreateIncludesRel().AddTarget(target)
    return made


def faults(path: Path) -> list[str]:
    """Return what UsdValidation finds wrong with a stage, one line each."""
    from pxr import Usd, UsdValidation

    registry = UsdValidation.ValidationRegistry()
    context = UsdValidation.ValidationContext(registry.GetOrLoadAllValidators())
    found = context.Validate(Usd.Stage.Open(str(path)))
    return [f"{error.GetType()}: {error.GetName()}: {error.GetMessage()}" for error in found]
