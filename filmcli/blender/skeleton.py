"""A skeleton in motion: forward kinematics, two-bone limbs, palms and fingers. The pose library is built on it.

Knows nothing of the poses' names, of skin or of Blender (numpy only). Metres and degrees, the person facing −y.
"""

from __future__ import annotations

import functools

import numpy as np

from filmcli.blender.body import Body

X, Y, Z = np.eye(3)
SIDE = {"L": 1.0, "R": -1.0}  # the sign of x on that side
FINGERS = (1, 2, 3, 4, 5)  # thumb first
THUMB_IN = 46.0  # degrees that a straight thumb turns in beside the index finger from where the mesh has it


def turn(axis: np.ndarray, degrees: float) -> np.ndarray:
    """Return the rotation about an axis (Rodrigues)."""
    a = np.asarray(axis, float) / np.linalg.norm(axis)
    k = np.array([[0, -a[2], a[1]], [a[2], 0, -a[0]], [-a[1], a[0], 0]])
    t = np.radians(degrees)
    return np.eye(3) + np.sin(t) * k + (1 - np.cos(t)) * k @ k


def unit(v: np.ndarray) -> np.ndarray:
    """Return the vector at length 1."""
    v = np.asarray(v, float)
    return v / max(float(np.linalg.norm(v)), 1e-12)


def swing(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the smallest rotation that takes direction a to direction b."""
    a, b = unit(a), unit(b)
    axis, cosine = np.cross(a, b), float(a @ b)
    if np.linalg.norm(axis) < 1e-9:
        return np.eye(3) if cosine > 0 else turn(np.cross(a, X if abs(a[0]) < 0.9 else Y), 180)
    return turn(axis, np.degrees(np.arctan2(np.linalg.norm(axis), cosine)))


def angle_about(axis: np.ndarray, a: np.ndarray, b: np.ndarray) -> float:
    """Return the signed angle from a to b seen along the axis, degrees."""
    axis = unit(axis)
    a, b = a - axis * (a @ axis), b - axis * (b @ axis)
    return float(np.degrees(np.arctan2(np.cross(a, b) @ axis, a @ b)))


@functools.cache
def _levels(parents: tuple[int, ...]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the bones of each generation below the root with their parents."""
    depth = [0] * len(parents)
    for k, parent in enumerate(parents):
        depth[k] = depth[parent] + 1 if parent >= 0 else 0
    found = []
    for d in range(1, max(depth) + 1):
        level = np.array([k for k in range(len(parents)) if depth[k] == d])
        found.append((level, np.array([parents[k] for k in level])))
    return found


class Skeleton:
    """A body's bones with a local rotation each. `local[b]` turns bone b about its head, in rest axes, under its parent."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.heads = np.array([body.joints[b][0] for b in body.bones])
        self.tails = np.array([body.joints[b][1] for b in body.bones])
        self.local = np.tile(np.eye(3), (len(body.bones), 1, 1))
        self.shift = np.zeros(3)  # of the hips
        self.levels = _levels(body.parents)
        self.update()

    def update(self) -> None:
        """Recompute the global `rotations` and `translations` from the local rotations, level by level (0.3 ms)."""
        own = self.heads - np.einsum("bij,bj->bi", self.local, self.heads)
        rotations, translations = self.local.copy(), own
        translations[0] += self.shift
        for level, above in self.levels:
            over = rotations[above]
            translations[level] = np.einsum("bij,bj->bi", over, own[level]) + translations[above]
            rotations[level] = over @ self.local[level]
        self.rotations, self.translations = rotations, translations

    def set(self, bone: str, rotation: np.ndarray) -> None:
        """Set a bone's local rotation; call update() before reading positions."""
        self.local[self.body.number[bone]] = rotation

    def at(self, bone: str, end: int = 0) -> np.ndarray:
        """Return the posed head (0) or tail (1) of a bone."""
        k = self.body.number[bone]
        return self.rotations[k] @ (self.heads, self.tails)[end][k] + self.translations[k]

    def rest(self, bone: str) -> np.ndarray:
        """Return the head of a bone in rest pose."""
        return self.heads[self.body.number[bone]]

    def frame(self, bone: str) -> np.ndarray:
        """Return a bone's global rotation."""
        return self.rotations[self.body.number[bone]]

    def parent(self, bone: str) -> np.ndarray:
        """Return the global rotation of a bone's parent."""
        above = self.body.parents[self.body.number[bone]]
        return self.rotations[above] if above >= 0 else np.eye(3)

    def point(self, bone: str, rest_point: np.ndarray) -> np.ndarray:
        """Return where a rest point that is fixed to a bone has gone."""
        k = self.body.number[bone]
        return self.rotations[k] @ rest_point + self.translations[k]

    def length(self, a: str, b: str) -> float:
        """Return the rest distance of two bones' heads."""
        return float(np.linalg.norm(self.rest(a) - self.rest(b)))

    # limbs

    def limb(self, bones: tuple[str, str, str, str, str], target: np.ndarray, pole: np.ndarray, hinge: np.ndarray) -> None:
        """Bring the end of a two-bone limb to a target with its middle joint towards the pole (analytic, law of cosines).

        bones: upper, upper twist, lower, lower twist, end. `hinge` is the rest axis about which the lower bone flexes.
        The upper bone takes the swing, its lower half most of the twist, so that the shoulder is not wrung.
        A target out of reach is approached as far as 99.8 % of the limb's length.
        """
        upper, twist, lower, _, end = bones
        for bone in bones[:4]:
            self.set(bone, np.eye(3))
        self.update()
        start, long_a, long_b = self.at(upper), self.length(upper, lower), self.length(lower, end)
        way = np.asarray(target, float) - start
        reach = float(np.clip(np.linalg.norm(way), abs(long_a - long_b) * 1.05 + 0.02, (long_a + long_b) * 0.998))
        way = unit(way)
        aside = unit(pole - way * (pole @ way))
        cosine = np.clip((long_a**2 + reach**2 - long_b**2) / (2 * long_a * reach), -1, 1)
        middle = start + way * long_a * cosine + aside * long_a * np.sqrt(1 - cosine**2)
        above = self.parent(upper)
        down = self.rest(lower) - self.rest(upper)
        aim = swing(down, above.T @ (middle - start))
        axis = above.T @ np.cross(aside, way)  # the plane's normal: flexing about it moves the end back towards the start
        spin = angle_about(aim @ down, aim @ hinge, axis)
        spin = float(np.clip((spin + 180) % 360 - 180, -100, 100))
        self.set(upper, aim @ turn(down, spin * 0.35))
        self.set(twist, turn(down, spin * 0.65))
        self.update()
        wanted = self.parent(lower).T @ (start + way * reach - middle)
        self.set(lower, swing(self.rest(end) - self.rest(lower), wanted))
        self.update()

    def arm(self, side: str, target: np.ndarray, pole: np.ndarray) -> None:
        """Bring a wrist to a target, the elbow towards the pole."""
        down = self.rest(f"lowerarm01.{side}") - self.rest(f"upperarm01.{side}")
        names = tuple(f"{b}.{side}" for b in ("upperarm01", "upperarm02", "lowerarm01", "lowerarm02", "wrist"))
        self.limb(names, target, pole, unit(np.cross(down, -Y)))

    def leg(self, side: str, target: np.ndarray, pole: np.ndarray) -> None:
        """Bring an ankle to a target, the knee towards the pole."""
        names = tuple(f"{b}.{side}" for b in ("upperleg01", "upperleg02", "lowerleg01", "lowerleg02", "foot"))
        self.limb(names, target, pole, X)

    def foot(self, side: str, yaw: float, pitch: float = 0.0, *, bend: bool = True) -> None:
        """Set a foot's attitude in the world: yaw outwards, pitch raises the heel (+); the toes then stay on the floor if they `bend`."""
        attitude = turn(Z, SIDE[side] * yaw) @ turn(X, pitch)
        self.set(f"foot.{side}", self.parent(f"foot.{side}").T @ attitude)
        for toe in FINGERS:
            self.set(f"toe{toe}-1.{side}", turn(X, -np.clip(pitch, 0, 60) * bend))
        self.update()

    # hands

    def palm(self, side: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the palm's outward normal and the direction from wrist to knuckles, posed."""
        wrist, index, little = (self.at(f"{b}.{side}") for b in ("wrist", "finger2-1", "finger5-1"))
        return unit(np.cross(index - wrist, little - wrist)) * -SIDE[side], unit((index + little) / 2 - wrist)

    def rest_palm(self, side: str) -> np.ndarray:
        """Return the palm's outward normal in rest pose."""
        wrist, index, little = (self.rest(f"{b}.{side}") for b in ("wrist", "finger2-1", "finger5-1"))
        return unit(np.cross(index - wrist, little - wrist)) * -SIDE[side]

    def hand(self, side: str, normal: np.ndarray | None, direction: np.ndarray | None = None, limit: float = 55.0) -> None:
        """Turn the forearm until the palm faces `normal`, then bend the wrist towards `direction`, at most `limit` degrees."""
        wrist = f"wrist.{side}"
        self.set(wrist, np.eye(3))
        along = self.rest(wrist) - self.rest(f"lowerarm01.{side}")
        if normal is not None:
            fore = unit(self.at(wrist) - self.at(f"lowerarm01.{side}"))
            spin = float(np.clip(angle_about(fore, self.palm(side)[0], unit(normal)), -105, 105))
            self.set(f"lowerarm02.{side}", turn(along, spin * 0.6))
            self.set(wrist, turn(along, spin * 0.4))
            self.update()
        if direction is not None:
            bend = swing(self.palm(side)[1], direction)
            cosine = np.clip((np.trace(bend) - 1) / 2, -1, 1)
            degrees = float(np.degrees(np.arccos(cosine)))
            if degrees > limit:
                axis = np.array([bend[2, 1] - bend[1, 2], bend[0, 2] - bend[2, 0], bend[1, 0] - bend[0, 1]])
                bend = turn(axis, limit)
            self.set(wrist, self.parent(wrist).T @ bend @ self.frame(wrist))
            self.update()

    def fingers(self, side: str, curl: tuple[float, float, float, float, float], spread: float = 0.0) -> None:
        """Curl thumb … little finger, 0 straight to 1 a fist; spread fans them, degrees between neighbours."""
        palm = self.rest_palm(side)
        across = unit(self.rest(f"finger5-1.{side}") - self.rest(f"finger2-1.{side}"))
        for finger, amount in zip(FINGERS, curl, strict=True):
            towards = palm if finger > 1 else unit((0.25 + 0.75 * amount) * palm + (1 - 0.5 * amount) * across)  # a thumb curls across
            for joint in (1, 2, 3):
                bone = f"finger{finger}-{joint}.{side}"
                k = self.body.number[bone]
                along = self.tails[k] - self.heads[k]
                flex = amount * ((30, 34, 40)[joint - 1] if finger == 1 else (62, 82, 55)[joint - 1])
                local = turn(np.cross(along, towards), flex)
                if joint == 1 and finger == 1:  # a thumb at rest lies beside the index finger; as it curls it goes across the palm
                    beside = self.tails[self.body.number[f"finger2-1.{side}"]] - self.heads[self.body.number[f"finger2-1.{side}"]]
                    local = turn(np.cross(along, beside), THUMB_IN * (1 - amount)) @ local
                elif joint == 1:
                    local = turn(palm, -SIDE[side] * (3.2 - finger) * spread) @ local
                self.set(bone, local)
        self.update()

    def grip(self, side: str) -> np.ndarray:
        """Return the frame (4, 4) of what the hand closes around.

        Columns: x from wrist to knuckles, y out of the palm, z along a held stick towards the thumb; origin in the fist.
        """
        normal, along = self.palm(side)
        knuckle = (self.at(f"finger3-1.{side}") + self.at(f"finger4-1.{side}")) / 2
        out = np.eye(4)
        z = unit(self.at(f"finger2-1.{side}") - self.at(f"finger5-1.{side}"))
        y = unit(normal - z * (normal @ z))
        out[:3, :3] = np.stack([np.cross(y, z), y, z], 1)
        out[:3, 3] = knuckle + normal * 0.030 * self.body.unit + along * 0.006
        return out
