"""A camera move over a still: each frame is the still and its depth seen again from where the camera has got to.

Knows nothing of renderers, sound or files. Camera axes: x right, y down, z ahead; metres, degrees; disparity is 1/metres.
The picture is cut into layers (`layers`); those that are people move a little by themselves (`presence`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, cos, radians, sin

import cv2
import numpy as np

from filmcli.core.life import eased
from filmcli.formats.shots import Camera, Move
from filmcli.make.focus import Pull
from filmcli.make.layers import Layer, cut
from filmcli.make.presence import Person

SENSOR = 24.89  # mm, the width of a Super 35 frame
DEEPEST = 500.0  # metres: beyond it nothing moves
STRAY = 8  # pixels that a layer may be seen beside where its own movement or its soft edge leave it
OVERSCAN = 1.08  # the most a frame is enlarged to hide the border that a move uncovers
LIMITS = {
    "turn": 3.0,
    "arc": 4.0,
    "step": 0.09,
    "zoom": 0.2,
}  # degrees a second; step: share of the distance to the target a second; zoom: of the lens


@dataclass(frozen=True)
class View:
    """Where the camera is against the still's: `step` metres in the still's axes, `turn` takes a new ray to an old one."""

    step: np.ndarray
    turn: np.ndarray


def frames(
    still: np.ndarray,
    depth: np.ndarray,
    camera: Camera,
    move: Move,
    n: int,
    *,
    people: Sequence[Person] = (),
    fps: float = 24,
    seed: int = 0,
    grain: float = 0.0,
    air: Callable[[np.ndarray, int], np.ndarray] | None = None,
) -> Iterator[np.ndarray]:
    """Yield `n` frames, (h, w, 3) uint8. A move with a `focus` of its own pulls there: the still is sharp throughout then.

    `still` is the graded picture; `people` move by themselves in it. `depth` (H, W) is in metres along the axis, of any size. `air` is
    what is before the lens of each frame (rain, flicker). `grain` is the standard deviation of the animated film grain in the mid tones,
    0–1 (0.012 is fine stock, 0.03 coarse).
    """
    height, width = still.shape[:2]
    disparity = _disparity(depth, width, height)
    lens = camera.lens / SENSOR * width
    distance = float(np.linalg.norm(np.subtract(camera.target, camera.position)))
    move = _limited(move, disparity, distance, lens, n / fps, width)
    views, zoom = _framed(move, camera, distance, disparity, lens, n, fps, seed)
    reach = max((float(np.linalg.norm(view.step)) for view in views), default=0.0)
    people = [person for person in people if person.moves]
    layers = cut(still, disparity, reach * lens, [person.mask for person in people])
    noise = _grain(height, width, grain, seed) if grain > 0 else None
    held = zoom == 1.0 and reach == 0.0 and all(np.allclose(view.turn, np.eye(3)) for view in views)
    random = np.random.default_rng(seed)
    pull = Pull(layers, camera, move, width) if move.focus else None
    for index in range(n):
        layers = pull.at(index / max(1, n - 1)) if pull else layers
        frame = _see(layers, None if held else views[index], people, index, lens * zoom, lens)
        frame = frame if air is None else air(frame, index)
        yield frame if noise is None else _grained(frame, noise, random)


def _disparity(depth: np.ndarray, width: int, height: int) -> np.ndarray:
    depth = np.nan_to_num(depth.astype(np.float32), nan=DEEPEST, posinf=DEEPEST, neginf=DEEPEST)
    depth = cv2.resize(np.clip(np.where(depth <= 0, DEEPEST, depth), 0.1, DEEPEST), (width, height), interpolation=cv2.INTER_NEAREST)
    return (1 / depth).astype(np.float32)


def _limited(move: Move, disparity: np.ndarray, distance: float, lens: float, seconds: float, width: int) -> Move:
    """Return the move, no larger than its time, its distance and the picture allow.

    A step that shifts the nearest thing by more than 3.5 % of the frame against the farthest uncovers more than can be painted on.
    """
    near, far = (float(value) for value in np.percentile(disparity, (99, 2)))
    amount = abs(move.amount)
    if move.kind in ("pan_left", "pan_right"):
        amount = min(amount, LIMITS["turn"] * seconds)
    elif move.kind in ("arc_left", "arc_right"):
        degrees = np.degrees(0.035 * width / (lens * max(near - far, 1e-3) * distance))
        amount = min(amount, LIMITS["arc"] * seconds, float(degrees))
    elif move.kind in ("zoom_in", "zoom_out", "dolly_zoom"):
        amount = min(amount, LIMITS["zoom"] * seconds)
    elif move.kind != "handheld":
        room = 0.25 / near if move.kind in ("push_in", "pull_out") else 0.035 * width / (lens * max(near - far, 1e-3))
        amount = min(amount, LIMITS["step"] * distance * seconds, room)
    return move.model_copy(update={"amount": amount})


def _framed(
    move: Move, camera: Camera, distance: float, disparity: np.ndarray, lens: float, n: int, fps: int, seed: int
) -> tuple[list[View], float]:
    """Return the view of every frame, and the enlargement that keeps the still's border out of all of them."""
    while True:
        views = [_view(move, camera, distance, index / max(1, n - 1), index / fps, seed) for index in range(n)]
        probes = views[:: max(1, n // 12)] + views[-1:]
        for zoom in np.arange(1.0, OVERSCAN + 1e-6, 0.0025):
            if all(_inside(view, disparity, lens * zoom, lens) for view in probes):
                return views, float(zoom)
        if move.amount < 1e-3:
            return views, OVERSCAN
        move = move.model_copy(update={"amount": move.amount * 0.85})


def _view(move: Move, camera: Camera, distance: float, share: float, seconds: float, seed: int) -> View:
    """Return the camera at `share` (0–1) of the shot: eased, and about the still where the move has no natural end."""
    done = eased(share, move.easing)
    swing = (done - 0.5) * move.amount
    ahead = np.subtract(camera.target, camera.position) / max(distance, 1e-6)
    tilt = float(np.arcsin(np.clip(ahead[2], -1, 1)))
    up = np.array([0.0, -cos(tilt), sin(tilt)])
    here = np.zeros(3)
    match move.kind:
        case "push_in":
            return View(np.array([0, 0, done * move.amount]), np.eye(3))
        case "pull_out":
            return View(np.array([0, 0, (1 - done) * move.amount]), np.eye(3))
        case "truck_left" | "truck_right":
            return View(np.array([swing if move.kind == "truck_right" else -swing, 0, 0]), np.eye(3))
        case "boom_up" | "boom_down":
            return View(up * (swing if move.kind == "boom_up" else -swing), np.eye(3))
        case "pan_left" | "pan_right":
            return View(here, _turn(yaw=radians(swing if move.kind == "pan_right" else -swing)))
        case "tilt_up" | "tilt_down":
            return View(here, _turn(pitch=radians(swing if move.kind == "tilt_up" else -swing)))
        case "zoom_in" | "zoom_out":
            return View(here, _zoom(1 + move.amount * (done if move.kind == "zoom_in" else 1 - done)))
        case "dolly_zoom":  # back and longer: the subject keeps its size, the world behind it swells
            longer = 1 + move.amount * done
            return View(np.array([0, 0, distance * (1 - longer)]), _zoom(longer))
        case "arc_left" | "arc_right":
            angle = radians(swing if move.kind == "arc_right" else -swing)
            return View(np.array([distance * sin(angle), 0, distance * (1 - cos(angle))]), _turn(yaw=-angle))
        case "handheld":
            sway = [_sway(seconds, seed, axis) * move.amount for axis in range(6)]
            return View(
                np.array([sway[0], sway[1], 0.3 * sway[2]]), _turn(*(radians(12 * value) for value in (sway[3], sway[4], 0.4 * sway[5])))
            )
    return View(here, np.eye(3))


def _zoom(longer: float) -> np.ndarray:
    """Return what a lens longer by a factor does to the rays of a frame."""
    return np.diag([1 / longer, 1 / longer, 1.0])


def _sway(seconds: float, seed: int, axis: int) -> float:
    """Return the unsteadiness of a hand, about ±1: sines from 0.25 to 1.9 Hz whose strength falls as 1/f."""
    random = np.random.default_rng([seed % 2**32, axis])
    rates = np.geomspace(0.25, 1.9, 6) * random.uniform(0.85, 1.15, 6)
    return float(np.sum(np.sin(2 * np.pi * (rates * seconds + random.uniform(0, 1, 6))) * 0.25 / rates) / 1.2)


def _turn(yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0) -> np.ndarray:
    about_y = np.array([[cos(yaw), 0, sin(yaw)], [0, 1, 0], [-sin(yaw), 0, cos(yaw)]])
    about_x = np.array([[1, 0, 0], [0, cos(pitch), -sin(pitch)], [0, sin(pitch), cos(pitch)]])
    about_z = np.array([[cos(roll), -sin(roll), 0], [sin(roll), cos(roll), 0], [0, 0, 1]])
    return about_y @ about_x @ about_z


def _inside(view: View, disparity: np.ndarray, focal: float, lens: float) -> bool:
    """Say whether every pixel on the border of the new frame still looks at the still, half a pixel of slack given."""
    height, width = disparity.shape
    across, down = np.linspace(0, width - 1, 33), np.linspace(0, height - 1, 17)
    u = np.concatenate([across, across, np.zeros(17), np.full(17, width - 1)])
    v = np.concatenate([np.zeros(33), np.full(33, height - 1), down, down])
    depth = disparity[v.astype(int), u.astype(int)]
    rays = view.turn @ np.stack([(u - (width - 1) / 2) / focal, (v - (height - 1) / 2) / focal, np.ones(len(u))])
    reach = (1 - view.step[2] * depth) / rays[2]
    x = (rays[0] * reach + view.step[0] * depth) * lens + (width - 1) / 2
    y = (rays[1] * reach + view.step[1] * depth) * lens + (height - 1) / 2
    return bool(x.min() >= -0.5 and y.min() >= -0.5 and x.max() <= width - 0.5 and y.max() <= height - 0.5)


def _see(layers: Sequence[Layer], view: View | None, people: Sequence[Person], index: int, focal: float, lens: float) -> np.ndarray:
    """Return the layers as the view sees them (None: as the still's camera does), the nearer over the farther, each worked on only where it can be."""
    height, width = layers[0].picture.shape[:2]
    frame = np.empty((height, width, 3), np.uint8)
    for layer in layers:
        left, top, right, bottom = (0, 0, width, height) if layer.alpha is None else _covered(layer.box, view, focal, lens, width, height)
        if right <= left or bottom <= top:
            continue
        box = np.s_[top:bottom, left:right]
        if view is None and layer.person < 0:
            picture, alpha = layer.picture[box], None if layer.alpha is None else layer.alpha[box]
        else:
            picture, alpha = _taken(layer, view, people, index, focal, lens, (left, top, right, bottom))
        if alpha is None:
            frame[box] = picture
            continue
        part = np.ascontiguousarray(frame[box])
        frame[box] = cv2.blendLinear(np.ascontiguousarray(picture), part, np.ascontiguousarray(alpha), np.ascontiguousarray(1 - alpha))
    return frame


def _taken(
    layer: Layer, view: View | None, people: Sequence[Person], index: int, focal: float, lens: float, box: tuple[int, int, int, int]
) -> tuple[np.ndarray, np.ndarray | None]:
    """Return a layer's picture and alpha in a box of the new frame."""
    left, top, right, bottom = box
    height, width = layer.picture.shape[:2]
    if view is None:
        across, down = np.meshgrid(np.arange(left, right, dtype=np.float32), np.arange(top, bottom, dtype=np.float32))
    else:
        across, down = _where(layer.disparity, view, focal, lens, box, (width, height))
    shown, before = layer.picture, None
    if layer.person >= 0:
        person = people[layer.person]
        shown = person.picture(index, shown)
        if layer.before is not None:
            before = cv2.remap(layer.before, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        across, down = person.moved(index, across, down)
    picture = cv2.remap(shown, across, down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    if layer.alpha is None:
        return picture, None
    alpha = cv2.remap(layer.alpha, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return picture, alpha if before is None else alpha * (1 - before)


def _covered(box: tuple[float, ...], view: View | None, focal: float, lens: float, width: int, height: int) -> tuple[int, int, int, int]:
    """Return the rectangle of the new frame, on even pixels, that a layer can reach: its box's corners at its two ends of depth."""
    if view is None:
        view = View(np.zeros(3), np.eye(3))
    corners = np.array(
        [
            ((x - (width - 1) / 2) / lens, (y - (height - 1) / 2) / lens, 1.0) - view.step * disparity
            for x in box[0:3:2]
            for y in box[1:4:2]
            for disparity in box[4:]
        ]
    )
    seen = corners @ view.turn  # the turn undone: its transpose from the left
    x = seen[:, 0] / seen[:, 2] * focal + (width - 1) / 2
    y = seen[:, 1] / seen[:, 2] * focal + (height - 1) / 2
    left, top = (max(0, int(side.min() - STRAY) // 2 * 2) for side in (x, y))
    right, bottom = min(width, (int(x.max()) + STRAY + 2) // 2 * 2), min(height, (int(y.max()) + STRAY + 2) // 2 * 2)
    return left, top, right, bottom


def _where(
    small: np.ndarray, view: View, focal: float, lens: float, box: tuple[int, int, int, int], size: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Return for each new pixel of a box the pixel of the still it shows (two float32 maps), by fixed-point iteration at half size.

    A point on the old ray (x, y, 1) at disparity d lies on the new ray q when (x, y, 1) − step·d is along turn·q.
    """
    (left, top, right, bottom), (width, height) = box, size
    columns, rows = ceil((right - left) / 2), ceil((bottom - top) / 2)
    u = (left + (np.arange(columns, dtype=np.float32) + 0.5) * ((right - left) / columns) - width / 2) / focal
    v = (top + (np.arange(rows, dtype=np.float32) + 0.5) * ((bottom - top) / rows) - height / 2) / focal
    turn, step = view.turn.astype(np.float32), view.step.astype(np.float32)
    rays = [turn[axis, 0] * u[None, :] + turn[axis, 1] * v[:, None] + turn[axis, 2] for axis in range(3)]
    x, y = rays[0] / rays[2], rays[1] / rays[2]
    to_x, to_y = np.float32(lens * small.shape[1] / width), np.float32(lens * small.shape[0] / height)
    middle_x, middle_y = np.float32((small.shape[1] - 1) / 2), np.float32((small.shape[0] - 1) / 2)
    across, down = x, y
    for _ in range(3):
        depth = cv2.remap(small, across * to_x + middle_x, down * to_y + middle_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        reach = 1 - step[2] * depth
        across, down = x * reach + step[0] * depth, y * reach + step[1] * depth
    across, down = (cv2.resize(part, (right - left, bottom - top), interpolation=cv2.INTER_LINEAR) for part in (across, down))
    return across * np.float32(lens) + np.float32((width - 1) / 2), down * np.float32(lens) + np.float32((height - 1) / 2)


def _grain(height: int, width: int, strength: float, seed: int) -> np.ndarray:
    """Return grain twice the frame's size, to be cut at a new place for each frame; a little soft, as grain is."""
    noise = np.random.default_rng(seed).standard_normal((height + 97, width + 131)).astype(np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), 0.7)
    return noise * (strength * 255 / noise.std())


def _grained(frame: np.ndarray, noise: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return the frame with grain: full in the mid tones, little in black and white, as in a print."""
    height, width = frame.shape[:2]
    top, left = random.integers(0, noise.shape[0] - height + 1), random.integers(0, noise.shape[1] - width + 1)
    luma = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    grain = noise[top : top + height, left : left + width] * (0.25 + 3.0 * luma * (1 - luma))
    return cv2.add(frame, cv2.merge([grain] * 3), dtype=cv2.CV_8U)
