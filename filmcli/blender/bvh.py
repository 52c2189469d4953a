"""Motion captures in BVH files: read, and brought onto a body by the directions of its bones.

Knows nothing of Blender, of skin or of acts (numpy only). A file is y up and faces +z; here metres, z up, facing −y. Only directions and
the hips' way are taken, scaled by the length of the legs, so that a capture of anybody suits any body.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from filmcli.blender.body import Body
from filmcli.blender.bulk import lowest
from filmcli.blender.keying import Key
from filmcli.blender.skeleton import Skeleton, X, Y, Z, swing, turn, unit
from filmcli.blender.skinning import quaternions
from filmcli.core import presets
from filmcli.core.errors import InputError

MOST = 20000  # frames; a capture at 120 a second of almost three minutes
NEEDED = (
    "hips",
    "chest",
    "neck",
    "head",
    *(f"{part}.{side}" for part in ("hip", "knee", "ankle", "shoulder", "elbow", "wrist") for side in "LR"),
)
LIMBS = (  # our bone, from a joint to a joint
    *(
        (f"{bone}.{side}", f"{a}.{side}", f"{b}.{side}")
        for side in "LR"
        for bone, a, b in (("upperleg01", "hip", "knee"), ("lowerleg01", "knee", "ankle"))
    ),
    *(
        (f"{bone}.{side}", f"{a}.{side}", f"{b}.{side}")
        for side in "LR"
        for bone, a, b in (("upperarm01", "shoulder", "elbow"), ("lowerarm01", "elbow", "wrist"))
    ),
)
TIPS = {"upperleg01": "lowerleg01", "lowerleg01": "foot", "upperarm01": "lowerarm01", "lowerarm01": "wrist"}


@dataclass(frozen=True)
class Clip:
    """A capture: where its joints are, by our names (`hips`, `knee.L` …), (frames, 3) each, z up, facing −y, in the file's own unit."""

    joints: Mapping[str, np.ndarray]
    interval: float  # seconds from frame to frame

    @property
    def seconds(self) -> float:
        """Return how long it is."""
        return (len(self.joints["hips"]) - 1) * self.interval


def read(path: Path) -> Clip:
    """Return the capture in a BVH file. Raises InputError naming file and line for what is no BVH, or lacks a joint that a body needs."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    names, parents, offsets, channels, at = _hierarchy(lines, path)
    count, interval, table = _frames(lines, at, sum(map(len, channels)), path)
    return clip_of(path, names, _positions(parents, offsets, channels, table)[:count], interval)


def clip_of(path: Path, names: Sequence[str], where: np.ndarray, interval: float) -> Clip:
    """Return a capture from where named joints are (frames, joints, 3), y up, facing +z. Raises InputError for one that lacks a joint or has no legs."""
    known = _names(names)
    if missing := [joint for joint in NEEDED if joint not in known]:
        raise InputError(f"{path}: no joint for {', '.join(missing)}", hint="its joints: " + ", ".join(name for name in names if name))
    up = np.stack([where[..., 0], -where[..., 2], where[..., 1]], -1)
    if not np.isfinite(up).all() or np.linalg.norm(up[0, known["hip.L"]] - up[0, known["knee.L"]]) < 1e-6:
        raise InputError(f"{path}: its legs have no length", hint="a capture needs a skeleton with offsets, not only turns")
    return Clip({joint: up[:, index] for joint, index in known.items()}, interval)


def keys(body: Body, clip: Clip) -> list[Key]:
    """Return the capture's frames on a body: its first frame at the origin, facing −y."""
    skeleton = Skeleton(body)
    first = {name: track[0] for name, track in clip.joints.items()}
    aside = first["hip.L"] - first["hip.R"]
    back = turn(Z, -float(np.degrees(np.arctan2(aside[1], aside[0]))))
    theirs = sum(float(np.linalg.norm(first[f"{a}.L"] - first[f"{b}.L"])) for a, b in (("hip", "knee"), ("knee", "ankle")))
    ours = skeleton.length("upperleg01.L", "lowerleg01.L") + skeleton.length("lowerleg01.L", "foot.L")
    floor = min(float(track[:, 2].min()) for name, track in clip.joints.items() if name.startswith(("ankle", "toe")))
    sole = min(skeleton.rest("foot.L")[2], skeleton.rest("toe2-1.L")[2]) * theirs / ours
    found = []
    for frame in range(len(clip.joints["hips"])):
        now = {name: (back @ (track[frame] - first["hips"] * [1, 1, 0])) * ours / theirs for name, track in clip.joints.items()}
        now = {name: point - [0.0, 0.0, (floor - sole) * ours / theirs] for name, point in now.items()}
        found.append(_posed(skeleton, now))
    return found


def _posed(skeleton: Skeleton, now: Mapping[str, np.ndarray]) -> Key:
    """Return one frame as a key: hips and chest by their frames, limbs and head by the directions of their bones."""
    skeleton.local[:] = np.eye(3)
    skeleton.shift = np.zeros(3)
    hips = _frame(now["hip.L"] - now["hip.R"], now["chest"] - now["hips"])
    chest = _frame(now["shoulder.L"] - now["shoulder.R"], now["neck"] - now["chest"])
    skeleton.set("root", hips)
    skeleton.update()
    local = hips.T @ chest
    axis = np.array([local[2, 1] - local[1, 2], local[0, 2] - local[2, 0], local[1, 0] - local[0, 1]])
    angle = float(np.degrees(np.arctan2(np.linalg.norm(axis) / 2, (np.trace(local) - 1) / 2)))
    for bone in ("spine05", "spine04", "spine03", "spine02", "spine01"):
        skeleton.set(bone, turn(axis, angle / 5) if np.linalg.norm(axis) > 1e-6 else np.eye(3))
    skeleton.update()
    _aim(skeleton, "neck01", "head", now["head"] - now["neck"])
    for bone, a, b in LIMBS:
        stem, side = bone.split(".")
        _aim(skeleton, bone, f"{TIPS[stem]}.{side}", now[b] - now[a])
    for side in "LR":
        skeleton.fingers(side, (0.35, 0.25, 0.32, 0.38, 0.44))
        if f"toe.{side}" in now:
            _aim(skeleton, f"foot.{side}", f"toe2-1.{side}", now[f"toe.{side}"] - now[f"ankle.{side}"])
    middle = (skeleton.at("upperleg01.L") + skeleton.at("upperleg01.R")) / 2
    shift = (now["hip.L"] + now["hip.R"]) / 2 - middle
    ankles = np.mean([skeleton.at(f"foot.{side}")[:2] for side in "LR"], axis=0) + shift[:2]
    skeleton.shift = shift
    skeleton.update()
    low = lowest(skeleton.body, skeleton)  # a capture leaps as high as it does
    return Key(quaternions(skeleton.local), shift, np.zeros(3), {}, ankles, False, low=low)


def _aim(skeleton: Skeleton, bone: str, tip: str, way: np.ndarray) -> None:
    form = skeleton.body.flat or skeleton.body  # heels stay raised: captured feet are bare
    rest = form.joint(tip) - form.joint(bone)
    skeleton.set(bone, swing(rest, skeleton.parent(bone).T @ way))
    skeleton.update()


def _frame(left: np.ndarray, up: np.ndarray) -> np.ndarray:
    """Return the turn of a trunk whose left and up are given."""
    x = unit(left)
    z = unit(up - x * (up @ x))
    return np.stack([x, np.cross(z, x), z], 1)


def _hierarchy(lines: list[str], path: Path) -> tuple[list[str], list[int], list[np.ndarray], list[list[str]], int]:
    names, parents, offsets, channels, stack = [], [], [], [], []
    for number, line in enumerate(lines):
        word = line.split()
        if not word or word[0] in ("HIERARCHY", "{"):
            continue
        try:
            if word[0] in ("ROOT", "JOINT", "End"):
                names.append("" if word[0] == "End" else word[1])
                parents.append(stack[-1] if stack else -1)
                offsets.append(np.zeros(3))
                channels.append([])
                stack.append(len(names) - 1)
            elif word[0] == "OFFSET":
                offsets[-1] = np.array([float(v) for v in word[1:4]])
            elif word[0] == "CHANNELS":
                channels[-1] = word[2 : 2 + int(word[1])]
            elif word[0] == "}":
                stack.pop()
            elif word[0] == "MOTION":
                return names, parents, offsets, channels, number
            else:
                raise ValueError(word[0])
        except (IndexError, ValueError) as error:
            raise InputError(f"{path}:{number + 1}: expected a line of a BVH hierarchy") from error
    raise InputError(f"{path}: no MOTION: not a whole BVH file")


def _frames(lines: list[str], at: int, width: int, path: Path) -> tuple[int, float, np.ndarray]:
    try:
        count = min(int(lines[at + 1].split(":")[1]), MOST)
        interval = float(lines[at + 2].split(":")[1])
        table = np.array([[float(v) for v in line.split()] for line in lines[at + 3 : at + 3 + count]])
        if table.shape != (count, width) or not count or interval <= 0 or not np.isfinite(table).all():
            raise ValueError
    except (IndexError, ValueError) as error:
        raise InputError(f"{path}: its frames are not what it announces: {width} numbers in each") from error
    return count, interval, table


def _positions(parents: list[int], offsets: list[np.ndarray], channels: list[list[str]], table: np.ndarray) -> np.ndarray:
    """Return the joints' places (frames, joints, 3), y up, by forward kinematics in the channels' order."""
    frames, at = len(table), 0
    turns, places = np.zeros((len(parents), frames, 3, 3)), np.zeros((len(parents), frames, 3))
    for joint, parent in enumerate(parents):
        own, shift = np.tile(np.eye(3), (frames, 1, 1)), np.tile(offsets[joint], (frames, 1))
        for channel in channels[joint]:
            axis, kind = "XYZ".find(channel[0].upper()), channel[1:].lower()
            values = table[:, at]
            at += 1
            if kind == "position":
                shift[:, axis] = values + (0.0 if parent < 0 else offsets[joint][axis])
            else:
                own = own @ np.array([turn((X, Y, Z)[axis], float(v)) for v in values])
        above = turns[parent] if parent >= 0 else np.tile(np.eye(3), (frames, 1, 1))
        turns[joint] = above @ own
        places[joint] = np.einsum("fij,fj->fi", above, shift) + (places[parent] if parent >= 0 else 0.0)
    return np.swapaxes(places, 0, 1)


def _names(names: Sequence[str]) -> dict[str, int]:
    """Return our joints' names with the numbers of the file's, the first spelling of presets/skeletons that is there."""
    table = presets.load("skeletons", "bvh")
    plain = {"".join(c for c in name.rpartition(":")[2].lower() if c.isalnum()): k for k, name in enumerate(names) if name}
    found = {}
    for joint, spellings in table["joints"].items():
        if hit := next((s for s in spellings if s in plain), None):
            found[joint] = plain[hit]
    for joint, spellings in table["sides"].items():
        for side, word in (("L", "left"), ("R", "right")):
            forms = [s.format(side=w, s=side.lower()) for s in spellings for w in (word, side.lower())]
            if hit := next((s for s in forms if s in plain), None):
                found[f"{joint}.{side}"] = plain[hit]
    return found
