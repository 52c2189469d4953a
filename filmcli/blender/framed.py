"""What a picture holds of its subjects, in numbers: box, eyes, share visible, size, and the depths between which it is sharp.

Knows nothing of how the picture was made. Metres; frame points 0–1 from the top left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.ndimage import binary_dilation

from filmcli.blender.camera import View

COC = 0.019e-3  # metres, the circle of confusion that still looks sharp on Super 35 (CRAFT.md, check 8)
FAR = 1000.0  # metres; what stands for infinity


def sharp(view: View) -> list[float]:
    """Return the nearest and the farthest depth that are sharp: the limits about the hyperfocal distance (Kingslake 1951, ch. 5)."""
    lens, focus = view.lens / 1000, view.project(view.focus)[2]
    if focus <= lens:
        return [0.0, FAR]
    hyperfocal = lens * lens / (view.f_stop * COC) + lens
    near = focus * (hyperfocal - lens) / (hyperfocal + focus - 2 * lens)
    far = focus * (hyperfocal - lens) / (hyperfocal - focus) if focus < hyperfocal else FAR
    return [round(near, 3), round(min(far, FAR), 3)]


def window(depth: np.ndarray) -> list[float]:
    """Return the nearest and the farthest of what is solid in a depth pass (h, w): the window that its control plate spans."""
    solid = depth[depth < FAR * 0.99]
    return [round(float(np.percentile(solid, 0.1)), 3), round(float(solid.max()), 3)] if solid.size else [1.0, FAR]


def measure(
    view: View, *, eyes: Sequence[float], points: np.ndarray, height: float, mask: np.ndarray, lids: np.ndarray | None = None
) -> dict[str, Any]:
    """Return what a subject takes up of the frame: box and eyes (0–1), depth of the eyes, the share visible, and the shot size.

    `points` lie on the subject's surface (world, metres), `lids` on the front of the eyes that look this way, if they do; `mask` is the
    subject in the id pass. Visible is the share of the points inside the frame whose pixel shows the subject, `eyes_visible` that of the
    lids. The box is the mask's, or that of the hidden points, or nothing; eyes behind the camera are at −1, −1.
    """
    x, y, depth = view.project(eyes)
    screen, inside = _inside(view, points)
    grace = binary_dilation(mask)  # a pixel at the outline
    share = _shown(screen[inside], grace)
    if mask.any():
        high, wide = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        box = [wide[0] / mask.shape[1], high[0] / mask.shape[0], (wide[-1] + 1) / mask.shape[1], (high[-1] + 1) / mask.shape[0]]
    else:
        shown = np.clip(screen[inside, :2], 0, 1)
        box = [*shown.min(axis=0), *shown.max(axis=0)] if len(shown) else [0.0, 0.0, 0.0, 0.0]
    if depth <= 0:
        x = y = -1.0  # behind the camera: outside any frame
    size = view.size_of(depth, height) if depth > 0 else "EWS"
    facts = {"box": [round(float(v), 4) for v in box], "eyes": [round(x, 4), round(y, 4)], "visible": round(share, 3), "size": size}
    if depth > 0:
        facts["depth"] = round(depth, 3)
    if lids is not None:
        seen, within = _inside(view, lids)
        if within.any():
            facts["eyes_visible"] = round(_shown(seen[within], grace), 3)
    return facts


def _inside(view: View, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where points (n, 3) fall: x, y, depth of each, and whether it is in the frame."""
    screen = np.array([view.project(point) for point in points]).reshape(-1, 3)
    return screen, (screen[:, 2] > 0) & (screen[:, :2] > 0).all(axis=1) & (screen[:, :2] < 1).all(axis=1)


def _shown(screen: np.ndarray, mask: np.ndarray) -> float:
    """Return the share of frame points whose pixel is in a mask, 0 of none."""
    rows = np.minimum((screen[:, 1] * mask.shape[0]).astype(int), mask.shape[0] - 1)
    columns = np.minimum((screen[:, 0] * mask.shape[1]).astype(int), mask.shape[1] - 1)
    return float(mask[rows, columns].mean()) if len(rows) else 0.0
