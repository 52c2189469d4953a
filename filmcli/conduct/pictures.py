"""Orders made into what a painter takes, and what it painted made into files.

Knows nothing of models. Arrays are uint8 RGB; PNGs are written at level 1.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from filmcli.core import files
from filmcli.core.errors import InputError
from filmcli.formats.orders import Order, ReferenceFile
from filmcli.formats.picture import Motion, Picture, Plate, Reference

if TYPE_CHECKING:
    import numpy as np

# A grainy 1024 x 1024 frame takes 78 ms of one core at level 1 (122 ms at 3), 1.90 MB; Pillow takes 123 ms, and 290 ms at its usual 6 for
# 1.69 MB. Worse, Pillow's PNG writer keeps Python's lock: no thread would paint meanwhile.
LEVEL = 1
KEPT = 24  # reference pictures that are held: a film's cast; 1024 x 1024 is 3 MB

# (path, width, height, "RGB" or "L") → array; a size of None keeps the file's own
Read = Callable[[Path, int | None, int | None, str], "np.ndarray"]


def read(path: Path, width: int | None, height: int | None, mode: str) -> np.ndarray:
    """Return a picture file as (h, w, 3), or (h, w) in mode L, brought to a size with Lanczos. Raises InputError."""
    import numpy as np
    from PIL import Image

    try:
        with Image.open(path) as file:
            image = file.convert(mode)
    except (OSError, ValueError, SyntaxError) as error:
        raise InputError(f"{path}: cannot be read as a picture: {error}") from None
    if width is not None and height is not None and image.size != (width, height):
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    return np.asarray(image)


def blank(path: Path, width: int | None, height: int | None, mode: str) -> np.ndarray:
    """Return an array without pixels in the place of a file: enough to tell a picture's kind and its words."""
    import numpy as np

    return np.empty((0, 0, 3) if mode == "RGB" else (0, 0), np.uint8)


class References:
    """Reads reference pictures; the last few are held, because the shots of a scene share them."""

    def __init__(self) -> None:
        self._held: OrderedDict[Path, np.ndarray] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, path: Path, width: int | None, height: int | None, mode: str) -> np.ndarray:
        """Return the picture in its own size."""
        with self._lock:
            if path in self._held:
                self._held.move_to_end(path)
                return self._held[path]
        array = read(path, width, height, mode)
        with self._lock:
            self._held[path] = array
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
        return array


def picture(order: Order, *, pixels: Read, people: Read) -> Picture:
    """Return an order as a picture to paint; `pixels` reads plates and images, `people` the references."""
    width, height = order.size
    return Picture(
        **_words(order),
        image=pixels(order.image, width, height, "RGB") if order.image else None,
        strength=order.strength,
        mask=pixels(order.mask, width, height, "L") if order.mask else None,
        controls={kind: Plate(pixels(plate.path, width, height, "RGB"), plate.weight) for kind, plate in order.controls.items()},
        references=tuple(_reference(order, one, pixels=pixels, people=people) for one in order.references),
    )


def motion(order: Order, *, pixels: Read, people: Read) -> Motion:
    """Return an order as a clip to film. Raises InputError when a guide has another number of frames than the clip."""
    width, height = order.size
    return Motion(
        **_words(order),
        frames=order.frames,
        fps=order.fps,
        first=pixels(order.image, width, height, "RGB") if order.image else None,
        guides={kind: Plate(_guide(order, plate.path, pixels), plate.weight) for kind, plate in order.controls.items()},
        references=tuple(_reference(order, one, pixels=pixels, people=people) for one in order.references),
    )


def _words(order: Order) -> dict:
    names = ("id", "prompt", "negative", "seed", "steps", "guidance")
    return {name: getattr(order, name) for name in names} | {"width": order.size[0], "height": order.size[1]}


def _reference(order: Order, one: ReferenceFile, *, pixels: Read, people: Read) -> Reference:
    region = pixels(one.region, *order.size, "L") if one.region else None
    return Reference(people(one.path, None, None, "RGB"), region, one.weight, one.name)


def _guide(order: Order, folder: Path, pixels: Read) -> np.ndarray:
    import numpy as np

    if pixels is blank:
        return np.empty((0, 0, 0, 3), np.uint8)
    paths = sorted(folder.glob("*.png"))
    if len(paths) != order.frames:
        raise InputError(f"{folder}: {len(paths)} PNGs, expected {order.frames}, one for each frame of {order.id}")
    return np.stack([pixels(path, *order.size, "RGB") for path in paths])


def finish(order: Order, painted: np.ndarray) -> Path:
    """Bring what was painted to the delivered size, put it into the image where there is a mask, and write it; return the path.

    Raises InputError for an image that cannot be read and StorageError when the disk refuses.
    """
    if painted.ndim == 4:
        with files.staged_folder(order.out) as folder:
            for number, frame in enumerate(painted, 1):
                _save(_delivered(order, frame), folder / f"{number:04d}.png")
        return order.out
    frame = _delivered(order, painted)
    if order.mask is not None and order.image is not None:
        frame = composite(frame, read(order.image, *order.delivered, "RGB"), read(order.mask, *order.delivered, "L"))
    with files.staged(order.out) as part:
        _save(frame, part)
    return order.out


def composite(painted: np.ndarray, image: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return `painted` (h, w, 3) where `mask` (h, w) is white and `image` where it is black, to the bit; grey mixes them."""
    import numpy as np

    share = mask[..., None].astype(np.uint32)
    mixed = (painted * share + image * (255 - share) + 127) // 255  # exact at 0 and at 255
    return mixed.astype(np.uint8)


def _delivered(order: Order, frame: np.ndarray) -> np.ndarray:
    import numpy as np
    from PIL import Image

    if (frame.shape[1], frame.shape[0]) == tuple(order.delivered):
        return frame
    return np.asarray(Image.fromarray(frame).resize(order.delivered, Image.Resampling.LANCZOS))


def _save(frame: np.ndarray, path: Path) -> None:
    import cv2

    _, data = cv2.imencode(".png", cv2.cvtColor(frame, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_PNG_COMPRESSION, LEVEL])
    path.write_bytes(data)
