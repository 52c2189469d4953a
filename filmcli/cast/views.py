"""What is made of each character: portrait, turnaround, expressions, poses, wardrobe, a walk, and the body as GLB and USD.

Knows nothing of how they are drawn. Every view's key holds the digest of the same sheet: the person is one in all of them.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmcli.cast import bearing
from filmcli.core import fingerprint, presets
from filmcli.core.build import Task
from filmcli.core.errors import CannotRunError, UsageError
from filmcli.core.production import Production
from filmcli.formats.cast import Character

if TYPE_CHECKING:
    import numpy as np

ALWAYS = ("portrait", "turnaround")  # what `make` draws
NAMES = (*ALWAYS, "expressions", "poses", "wardrobe", "walk", "model")
FACES = ("neutral", "warm", "smile", "laugh", "sad", "crying", "worried", "afraid", "surprised", "angry", "disgusted", "suspicious")
FACES_ACROSS, POSES_ACROSS = 4, 6  # in a row of their sheets
WALK = 2.0  # seconds
Encoder = Callable[..., int]  # frames, path, fps=, quality= → their number


def chosen(text: str) -> tuple[str, ...]:
    """Return the views of a list with commas, `all` being every one. Raises UsageError with the nearest for an unknown one."""
    import difflib

    asked = [part.strip() for part in text.split(",") if part.strip()]
    for name in asked:
        if name not in (*NAMES, "all"):
            near = difflib.get_close_matches(name, NAMES, n=1)
            raise UsageError(f"--views {name}: no such view", hint=f"did you mean {near[0]}?" if near else f"known: {', '.join(NAMES)}")
    return NAMES if "all" in asked else tuple(name for name in NAMES if name in asked)


def task(production: Production, one: Character, view: str) -> Task:
    """Return the task of one view. The sheet is an input of every view; what only one of them shows is an input of that one."""
    quality = presets.load("quality", production.settings.quality)
    grade = presets.load("genres", production.settings.genre).get("grade", {})
    sheet = one.model_dump(mode="json", exclude={"origin", "wardrobes"})
    inputs: dict[str, str | Path] = {"sheet": fingerprint.of_value(one.seen()), "runner": "cycles"}
    folder = production.folder / "cast" / one.id
    if view == "model":
        detail = quality["picture"]["detail"]
        payload: dict[str, Any] = {"op": "inventory", "character": sheet, "glb": True, "detail": detail}
        inputs["detail"] = detail
        return Task(one.id, view, folder, inputs, (f"{one.id}.glb", f"{one.id}.usd"), payload, {"runner": "cycles"})
    picture = dict(quality[view])
    fps = picture.pop("fps", 0)
    payload = {"op": "portrait", "character": sheet, "view": view, "picture": picture, "grade": grade, **_more(one, view, sheet, fps)}
    inputs |= {"picture": fingerprint.of_value(quality[view]), "grade": fingerprint.of_value(grade)}
    own = {
        "portrait": one.motion.gaze,
        "poses": payload.get("poses"),
        "wardrobe": payload.get("outfits"),
        "walk": one.personality.neuroticism,
    }
    if view in own and (view != "portrait" or one.motion.gaze != "steady"):
        inputs["gaze" if view == "portrait" else view] = fingerprint.of_value(own[view])
    name = f"{view}.mp4" if view == "walk" else f"{view}.png"
    return Task(one.id, view, folder, inputs, (name,), payload, {"runner": "cycles"})


def outfits(one: Character) -> list[tuple[str, Character]]:
    """Return the scenes and the character as dressed in them, each outfit of the film once; the usual one first, with no scenes."""
    found = [("", one.model_copy(update={"wardrobes": ()}))]
    for change in one.wardrobes:
        first = change.scenes.split(",")[0].split("-")[0].strip()
        worn = one.dressed(first)
        if all(worn.wardrobe != known.wardrobe for _, known in found):
            found.append((change.scenes, worn))
    return found


def finished(task: Task, reply: Mapping[str, Any], scratch: Path, encode: Encoder) -> dict[str, Path]:
    """Return a task's files in its scratch folder, made of what the renderer wrote there: frames become a clip, arrays a USD asset."""
    if task.phase == "walk":
        frames = [scratch / name for name in reply["files"]]
        encode(_pictures(frames), scratch / "walk.mp4", fps=task.payload["fps"], quality="preview")
        for frame in frames:
            frame.unlink()
        return {"walk.mp4": scratch / "walk.mp4"}
    if task.phase == "model":
        glb, usd = task.outputs
        (scratch / "person.glb").rename(scratch / glb)
        _usd(reply, scratch, scratch / usd, name=task.id)
        return {glb: scratch / glb, usd: scratch / usd}
    return {task.outputs[0]: scratch / f"{task.payload['view']}.png"}


def _more(one: Character, view: str, sheet: Mapping[str, Any], fps: float) -> dict[str, Any]:
    """Return what the renderer must know beside the sheet for one view."""
    if view == "expressions":
        return {"expressions": list(FACES)}
    if view == "walk":
        return {"fps": fps, "seconds": WALK}
    if view == "wardrobe":
        return {"outfits": [{**sheet, "wardrobe": worn.wardrobe.model_dump(mode="json")} for _, worn in outfits(one)]}
    if view == "poses":
        from filmcli.formats import poses

        return {"poses": [{**row, "needs": poses.library()[row["pose"]].needs} for row in bearing.poses(one)]}
    return {}


def _pictures(paths: Sequence[Path]) -> Iterator[np.ndarray]:
    import numpy as np
    from PIL import Image

    for path in paths:
        yield np.asarray(Image.open(path).convert("RGB"))


def _usd(reply: Mapping[str, Any], scratch: Path, path: Path, *, name: str) -> None:
    """Write the person's meshes and strands as one USD asset."""
    import numpy as np

    if importlib.util.find_spec("pxr") is None:
        raise CannotRunError("the package usd-core is not installed here", hint="pip install usd-core")
    from filmcli.formats import usd

    arrays = dict(np.load(scratch / "geometry.npz"))
    usd.asset(path, name, reply["items"], arrays, reply["materials"])
    (scratch / "geometry.npz").unlink()
