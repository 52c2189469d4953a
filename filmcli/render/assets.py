"""A user's own models in the production folder: `assets/sets|props|garments|bodies/NAME.glb` (or .usd, .blend) stand in for ours of that name,
and `assets/motions/NAME.bvh` (or .glb) for a motion, or add one.

Knows nothing of Blender. Beside a model may lie `NAME.yaml` (scale, yaw, licence) and must lie a licence: `NAME.LICENSE`, or a LICENSE for the folder.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from filmcli.core import documents, fingerprint, presets
from filmcli.core.production import Production
from filmcli.formats.cast import Character

FOLDER = "assets"
KINDS = ("sets", "props", "garments", "bodies", "motions")
MODELS = (".glb", ".gltf", ".usd", ".usda", ".usdc", ".usdz", ".blend")
SUFFIXES = dict.fromkeys(KINDS, MODELS) | {"motions": (".bvh", ".glb", ".gltf")}


class Notes(BaseModel):
    """What `NAME.yaml` beside a model says about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["filmcli/asset@1"] = "filmcli/asset@1"
    scale: float = Field(1.0, gt=0, description="metres per unit of the file; 0.01 for centimetres")
    yaw: float = Field(0.0, description="degrees it is turned, so that it faces −y")
    licence: str = Field("", description="such as 'CC-BY 4.0, A. Author'")


class Asset(BaseModel):
    """One model of the user's, as plain data for the renderer."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["sets", "props", "garments", "bodies", "motions"]
    name: str
    path: str
    digest: str
    scale: float = 1.0
    yaw: float = 0.0
    licence: str = ""
    sized: bool = False  # NAME.yaml says its scale


def found(production: Production) -> dict[tuple[str, str], Asset]:
    """Return the production's own models by kind and name; tell once of each that has no licence or replaces nothing.

    Raises InputError for a damaged NAME.yaml.
    """
    return production.keep("assets", lambda: _found(production))


def _found(production: Production) -> dict[tuple[str, str], Asset]:
    out: dict[tuple[str, str], Asset] = {}
    for kind in KINDS:
        for path in sorted((production.folder / FOLDER / kind).glob("*")):
            if path.suffix.lower() not in SUFFIXES[kind]:
                continue
            asset = _read(kind, path)
            out[kind, asset.name] = asset
            where = path.relative_to(production.folder)
            if not asset.licence:
                production.report.note(f"{where}: no licence; expected {path.stem}.LICENSE, or LICENSE, beside it")
            if kind == "sets" and asset.name not in presets.names("sets"):
                near = difflib.get_close_matches(asset.name, presets.names("sets"), n=1, cutoff=0.5)
                production.report.note(
                    f"{where}: there is no set {asset.name!r} to replace" + (f"; did you mean {near[0]}?" if near else "")
                )
    return out


def _read(kind: str, path: Path) -> Asset:
    beside = path.with_suffix(".yaml")
    notes = documents.load(beside, Notes) if beside.exists() else Notes()
    licence = notes.licence or next((name.name for name in _licences(path)), "")
    return Asset(
        kind=kind,
        name=_spelled(path) if kind != "bodies" else path.stem,
        path=str(path.resolve()),
        digest=fingerprint.of_bytes(path.read_bytes()),
        scale=notes.scale,
        yaw=notes.yaw,
        licence=licence,
        sized="scale" in notes.model_fields_set,
    )


def names(folder: Path, kind: str) -> frozenset[str]:
    """Return the names of a production's own models of a kind, or of its motions, whatever is in their files."""
    return frozenset(_spelled(path) for path in (folder / FOLDER / kind).glob("*") if path.suffix.lower() in SUFFIXES[kind])


def _spelled(path: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "_", path.stem.lower()).strip("_")


def _licences(path: Path) -> Iterable[Path]:
    for beside in sorted(path.parent.iterdir()):
        if beside.stem.upper() in ("LICENSE", "LICENCE") or (
            beside.stem == path.stem and beside.suffix.upper() in (".LICENSE", ".LICENCE")
        ):
            yield beside


def of_shot(own: Mapping[tuple[str, str], Asset], *, set: str, props: Iterable[str], people: Iterable[Character]) -> dict[str, Any]:
    """Return the models that stand in for something in a shot, by kind and name, as plain data; empty when none does."""
    wanted = {("sets", set)} | {("bodies", one.id) for one in people} | {("garments", one.wardrobe.garment) for one in people}
    wanted |= {("props", name) for words in props for (kind, name) in own if kind == "props" and named(name, words)}
    out: dict[str, Any] = {}
    for key in sorted(wanted & own.keys()):
        out.setdefault(key[0], {})[key[1]] = own[key].model_dump()
    return out


def motions(own: Mapping[tuple[str, str], Asset], names: Iterable[str]) -> dict[str, Any]:
    """Return the captures among these motions, by name, as plain data."""
    return {name: own["motions", name].model_dump() for name in sorted(set(names)) if ("motions", name) in own}


@cache
def named(name: str, words: str) -> bool:
    """Say whether words of the page mean a model: all words of its name are among them."""
    said = re.findall(r"[a-z0-9]+", words.lower())
    return all(part in said for part in name.split("_"))
