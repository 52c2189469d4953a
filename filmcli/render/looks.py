"""The looks of the shots: which model paints them, what it is asked for, and what each picture is made from.

Knows nothing of how a model runs: it writes orders, which `painting` hands to the conductor.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmcli.core import fingerprint, presets, seeds
from filmcli.core.build import Task
from filmcli.core.errors import CannotRunError, InputError
from filmcli.core.production import SHOTS, Production
from filmcli.formats.cast import Character
from filmcli.formats.orders import Order, PlateFile, ReferenceFile, Rig
from filmcli.formats.picture import CONTROLS, Control
from filmcli.formats.shots import Beat, Scene, Shot, ShotList
from filmcli.render import plates, words

if TYPE_CHECKING:
    from filmcli.conduct.models import Found

LEAST = 4  # steps below which no share of a card's steps goes: fewer paint noise


@dataclass(frozen=True)
class Look:
    """A model as it paints this production. `revision` says which weights, `kinds` which control nets, `references` how many portraits."""

    found: Found
    rig: Rig
    revision: str
    kinds: tuple[Control, ...]
    references: int
    size: tuple[int, int]
    delivered: tuple[int, int]
    steps: int
    resemblance: float


@dataclass(frozen=True)
class Payload:
    """What a look's maker needs: the orders by the file they make, and the mouths to open in a file by the stills that show how.

    The orders of a repaint follow each other, each over the last one's picture.
    """

    orders: Mapping[str, Order]
    mouths: Mapping[str, tuple[Path, Path]] = field(default_factory=dict)
    base: Path | None = None


def model(production: Production, value: str, *, aspect: float, delivered: tuple[int, int]) -> Look:
    """Return the look of a production by a model's name or path. Raises UsageError or CannotRunError for one that is not there."""
    from filmcli.conduct import models

    chosen = production.settings
    beside = production.folder / value
    found = models.find(str(beside) if "/" in value and beside.exists() else value, job="draw")
    files = Path(found.model)
    quality = presets.load("quality", chosen.quality).get("look", {"size": "native", "share": 1.0})
    steps = quality.get("steps") or min(found.card.steps, max(LEAST, round(found.card.steps * quality["share"])))
    rig = Rig(
        runner=found.runner,
        job="draw",
        card=found.card_name,
        model=found.model,
        device=chosen.device,
        memory=chosen.memory,
        offload=chosen.offload,
    )
    return Look(
        found=found,
        rig=rig,
        revision=revision(files) if files.exists() else f"{found.model}@{found.card.revision}",
        kinds=_kinds(found, files),
        references=_references(found, files),
        size=size(found, aspect, delivered, native=quality["size"] == "native"),
        delivered=delivered,
        steps=steps,
        resemblance=chosen.resemblance,
    )


def size(found: Found, aspect: float, delivered: tuple[int, int], *, native: bool) -> tuple[int, int]:
    """Return width and height the model works at: as many pixels as it was trained on in the film's aspect, or the picture's own size."""
    multiple = found.card.sizes.multiple
    if not native:
        return tuple(-(-side // multiple) * multiple for side in delivered)  # type: ignore[return-value]
    width = math.sqrt(found.card.sizes.pixels * aspect)
    return tuple(max(multiple, round(side / multiple) * multiple) for side in (width, width / aspect))  # type: ignore[return-value]


def revision(files: Path) -> str:
    """Return a digest of a local model: every part, control net and adapter, by names, sizes, times and headers."""
    from filmcli.runners import weights

    if files.is_file():
        return weights.revision(files)
    parts = sorted({path.parent for path in files.rglob("*.safetensors")})
    return fingerprint.of_value([[part.relative_to(files).as_posix(), weights.revision(part)] for part in parts])


def tasks(
    production: Production, shots: ShotList, scene: Scene, shot: Shot, people: Mapping[str, Character], beauty: Task, identity: str, look: Look
) -> list[Task]:
    """Return the tasks that follow a shot's beauty: its plates, its look, and the regions that are painted over."""
    regions = [one.region for one in shot.repaint]
    for region in regions:
        if region not in people and region not in ("set", "prop"):
            raise InputError(f"{SHOTS}: {shot.id}: repaint: no region {region!r}", hint=f"one of: set, prop, {', '.join(people)}")
    here = [one.character for one in beauty.payload_places]
    found = [plates.task(shot.id, beauty.folder, here, regions)]
    return found


def prompt(shot: Shot, scene: Scene, people: Mapping[str, Character], shots: ShotList, look: Look) -> str:
    """Return what the model is told of a shot, in the style its card asks for."""
    return words.shot(shot, scene, people, genre=shots.genre, aspect=shots.aspect, style=look.found.card.prompt)
