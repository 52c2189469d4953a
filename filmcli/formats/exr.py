"""The EXRs of a shot: half float pictures with light groups that sum to them, float32 data; what their headers carry.

Knows nothing of how light and data were made. Arrays are float32 (h, w, 3) or (h, w); light is linear Rec.709 in memory and the
production's space in the file. ZIP for pictures, ZIPS for data: lossy codecs break ids, and newer ones the CY2026 platform (VFX.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from filmcli.core.errors import InputError
from filmcli.formats import colour

FIRST_FRAME = 1001
_STRUCTURE = {"channels", "compression", "dataWindow", "displayWindow", "lineOrder", "type", "pixelAspectRatio"} | {
    "screenWindowCenter",
    "screenWindowWidth",
    "chromaticities",
}


@dataclass(frozen=True)
class Light:
    """A picture as light: the beauty, its light groups by name, both linear Rec.709; the space of the file; the rest of its header."""

    beauty: np.ndarray
    groups: Mapping[str, np.ndarray]
    space: str = "rec709"
    header: Mapping[str, Any] = field(default_factory=dict)


def write(path: Path, channels: Mapping[str, np.ndarray], *, header: Mapping[str, Any], half: bool) -> None:
    """Write an EXR: half float ZIP for pictures, float32 ZIPS for data. Float32 goes in bit by bit: ids may look like no number."""
    import OpenEXR

    if half:
        packed = {name: np.ascontiguousarray(np.clip(values, -65504.0, 65504.0), np.float16) for name, values in channels.items()}
    else:
        packed = {name: np.ascontiguousarray(values, np.float32) for name, values in channels.items()}
    compression = OpenEXR.ZIP_COMPRESSION if half else OpenEXR.ZIPS_COMPRESSION
    OpenEXR.File({"compression": compression, "type": OpenEXR.scanlineimage, **header}, packed).write(str(path))


def write_light(path: Path, light: Light) -> None:
    """Write `R G B A` and `light_<group>.R/G/B` in the light's space, named by chromaticities and the OCIO config."""
    beauty = colour.to_space(light.beauty, light.space)
    out = {c: beauty[..., i] for i, c in enumerate("RGB")} | {"A": np.ones(beauty.shape[:2], dtype=np.float32)}
    for group, part in light.groups.items():
        part = colour.to_space(part, light.space)
        out |= {f"light_{group}.{c}": part[..., i] for i, c in enumerate("RGB")}
    write(path, out, header={**light.header, **space(light.space)}, half=True)


def read_light(path: Path) -> Light:
    """Return a beauty as light. Raises InputError for a file without light groups, UsageError for primaries that are not ours."""
    channels, header = read(path)
    names = {name.split(".")[0].removeprefix("light_") for name in channels if name.startswith("light_")}
    if not names:
        raise InputError(f"{path}: has no light groups", hint="render the shot again: filmcli render --only SHOT --force")
    known = colour.space_of(header)

    def picture(stem: str) -> np.ndarray:
        return colour.from_space(np.stack([channels[f"{stem}{c}"] for c in "RGB"], axis=-1).astype(np.float32), known)

    own = {name: value for name, value in header.items() if name not in _STRUCTURE}
    return Light(picture(""), {name: picture(f"light_{name}.") for name in sorted(names)}, known, own)


def read(path: Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Return the channels by name, as stored, and the header. Raises InputError for what is no EXR."""
    import OpenEXR

    if not path.exists():
        raise InputError(f"{path}: no such picture", hint="make it first: filmcli render")
    try:
        with OpenEXR.File(str(path), separate_channels=True) as file:
            return {name: np.array(channel.pixels) for name, channel in file.channels().items()}, dict(file.header())
    except RuntimeError as error:
        raise InputError(f"{path}: cannot be read as an EXR: {' '.join(str(error).split())[:120]}") from error


def read_channel(path: Path, name: str) -> np.ndarray:
    """Return one channel of an EXR, (h, w) float32. Raises InputError when file or channel is not there."""
    channels, _ = read(path)
    if name not in channels:
        raise InputError(f"{path}: has no channel {name}", hint="make the shot's picture again: filmcli render --only SHOT --force")
    return channels[name].astype(np.float32)


def space(name: str) -> dict[str, Any]:
    """Return the header fields of a colour space."""
    interop = {"acescg": "lin_ap1_scene", "rec709": "lin_rec709_scene"}
    return {
        "chromaticities": colour.PRIMARIES[name],
        "colorInteropID": interop[name],
        "ocioConfig": colour.CONFIG,
        "ocioSpace": colour.SPACES[name],
    }


def clock(fps: int, *, frame: int = FIRST_FRAME) -> dict[str, Any]:
    """Return the header fields of a frame's rate and time code; frame 0 is 00:00:00:00."""
    import OpenEXR

    seconds, rest = divmod(frame, fps)
    code = OpenEXR.TimeCode(seconds // 3600, seconds // 60 % 60, seconds % 60, rest, *([False] * 6), *([0] * 8))
    return {"framesPerSecond": Fraction(fps, 1), "timeCode": code}
