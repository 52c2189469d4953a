"""The looks of the shots: which model paints them, what it is asked for, and what each picture is made from.

Knows nothing of how a model runs: it writes orders, which `painting` hands to the conductor.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filmcli.core import fingerprint, presets, seeds
from filmcli.core.build import Task
from filmcli.core.errors import InputError
from filmcli.core.production import SHOTS, Production
from filmcli.formats.cast import Character
from filmcli.formats.orders import Order, PlateFile, ReferenceFile, Rig
from filmcli.formats.picture import CONTROLS, Control
from filmcli.formats.shots import Scene, Shot, ShotList
from filmcli.render import plates, staging, words

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
    """What a look's maker needs: the orders by the file they make. Those of a repaint follow each other, each over the last one's picture."""

    orders: Mapping[str, Order]
    base: Path | None = None


def asked(production: Production) -> str | None:
    """Return the word for the look's model; None without one. `none` is how a production that had a look is told to have none."""
    value = production.settings.look
    return None if value in (None, "", "none") else value


def opened(production: Production, shots: ShotList) -> Look | None:
    """Return the look of a production, found once in a run; None without one."""
    from filmcli.render import stills

    value = asked(production)
    if value is None:
        return None
    delivered = stills.size(production, shots.aspect)
    return production.keep(f"look {value}", lambda: model(production, value, aspect=shots.aspect, delivered=delivered))


def model(production: Production, value: str, *, aspect: float, delivered: tuple[int, int]) -> Look:
    """Return how a model paints for a production. Raises UsageError or CannotRunError for one that is not there."""
    chosen = production.settings
    found = named(production, value)
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


def named(production: Production, value: str) -> Found:
    """Return the model that a word means, a path being relative to the production. Raises UsageError or CannotRunError."""
    from filmcli.conduct import models

    beside = production.folder / value
    return models.find(str(beside) if "/" in value and beside.exists() else value, job="draw")


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
    production: Production,
    shots: ShotList,
    scene: Scene,
    shot: Shot,
    people: Mapping[str, Character],
    beauty: Task,
    identity: str,
    look: Look,
) -> list[Task]:
    """Return the tasks that follow a shot's beauty: its plates, its look, and the regions that are painted over."""
    regions = [one.region for one in shot.repaint]
    for region in regions:
        if region not in people and region not in ("set", "prop"):
            raise InputError(f"{SHOTS}: {shot.id}: repaint: no region {region!r}", hint=f"one of: set, prop, {', '.join(people)}")
    drawn = plates.task(shot.id, beauty.folder, [place.character for place in staging.places(scene, shot)], regions)
    seed = shot.look_seed if shot.look_seed is not None else seeds.derive(shots.seed, "render/look", identity)
    kept = look.resemblance if shot.resemblance is None else shot.resemblance
    first = _first(production, shots, scene, shot, people, drawn.folder, look, seed=seed, kept=kept)
    found = [drawn, _look(shot, beauty, first, look, kept=kept)]
    if shot.repaint:
        found.append(_repaint(shots, shot, people, found[1], first, look, kept=kept))
    return found


def stem(production: Production, shot: Shot) -> str:
    """Return the name, without beat and suffix, of the files that hold a shot's final pictures."""
    if asked(production) is None:
        return f"still_{shot.take}" if shot.take else "still"
    return "repaint" if shot.repaint else "look"


def _first(
    production: Production,
    shots: ShotList,
    scene: Scene,
    shot: Shot,
    people: Mapping[str, Character],
    folder: Path,
    look: Look,
    *,
    seed: int,
    kept: float,
) -> Order:
    """Return the order of a shot's first picture. `resemblance` 0 uses no plate and no still; between 0 and 1 the card says what it means."""
    card = look.found.card
    strength = max(_between(card.resemblance.strength, kept), min(1.0, 1.01 / look.steps))  # one step must be left to do
    still = folder.parent / "still.png" if kept > 0 and strength < 1 else None
    share = _between(card.resemblance.control, kept) / math.sqrt(
        max(1, len(look.kinds))
    )  # nets add up: four at full weight burn the picture
    controls = {kind: PlateFile(path=folder / f"{kind}.png", weight=_weight(look, kind) * share) for kind in look.kinds if kept > 0}
    return Order(
        id=shot.id,
        prompt=words.shot(shot, scene, people, genre=shots.genre, aspect=shots.aspect, style=card.prompt),
        negative=card.negative,
        size=look.size,
        delivered=look.delivered,
        seed=seed,
        steps=look.steps,
        guidance=card.guidance,
        image=still,
        strength=round(strength, 4) if still else 1.0,
        controls=controls,
        references=_portraits(production, shots, scene, shot, people, folder, look),
        out=folder.parent / "look.png",
    )


def _portraits(
    production: Production, shots: ShotList, scene: Scene, shot: Shot, people: Mapping[str, Character], folder: Path, look: Look
) -> tuple[ReferenceFile, ...]:
    """Return the portraits of those whose faces are in the frame, each for its own region when the frame is shared."""
    seen = words.in_frame(shot, scene, people, shots.aspect)
    faces = [one for one in seen if one.turn != "back"][: look.references]
    shared = len(seen) > 1
    return tuple(
        ReferenceFile(
            path=production.folder / "cast" / one.who.id / "portrait.png",
            region=folder / f"region_{one.who.id}.png" if shared else None,
            name=one.who.id,
        )
        for one in faces
    )


def _look(shot: Shot, beauty: Task, first: Order, look: Look, *, kept: float) -> Task:
    """Return the task of a look. A beat with a still of its own is painted over that; mouths are opened in the finished picture."""
    stills = {_beat(name): name for name in beauty.outputs if name.startswith("still")}
    orders = {"look.png": first}
    for beat in [one for one in shot.beats[1:] if one.id in stills and first.image is not None]:
        name = f"look_{beat.id}.png"
        over = {"id": f"{shot.id}_{beat.id}", "image": beauty.folder / stills[beat.id], "controls": {}, "out": beauty.folder / name}
        orders[name] = first.model_copy(update=over)  # the plates are the first beat's
    inputs = _inputs(first, look, kept=kept)
    inputs |= {order.image.name: order.image for order in orders.values() if order.image}
    about = {"model": look.rig.model, "prompt": first.prompt, "shot": shot.id}
    return Task(shot.id, "look", beauty.folder, inputs, tuple(orders), Payload(orders), about, mobile=True)


def _repaint(shots: ShotList, shot: Shot, people: Mapping[str, Character], base: Task, first: Order, look: Look, *, kept: float) -> Task:
    """Return the task that paints regions of a look anew, one after the other; nothing outside them changes."""
    orders = {}
    for number, one in enumerate(shot.repaint, start=1):
        name = "repaint.png" if number == len(shot.repaint) else f"repaint_{number}.png"
        orders[name] = first.model_copy(
            update={
                "id": f"{shot.id}_repaint{number}",
                "prompt": words.repaint(one.region, one.prompt, genre=shots.genre, people=people),
                "seed": (first.seed + number) % 2**63,
                "image": base.folder / "look.png",
                "strength": max(one.strength, min(1.0, 1.01 / first.steps)),
                "mask": base.folder / plates.FOLDER / f"mask_{one.region}.png",
                "references": (),
                "out": base.folder / name,
            }
        )
    inputs = _inputs(first, look, kept=kept) | {"look.png": base.folder / "look.png"}
    inputs["repaint"] = fingerprint.of_value([[one.prompt, one.strength, one.seed] for one in orders.values()])
    inputs |= {order.mask.stem.replace("_", " "): order.mask for order in orders.values() if order.mask}
    for name in ("prompt", "reference", *[name for name in inputs if name.startswith("reference ")]):
        inputs.pop(name, None)
    payload = Payload(orders, base.folder / "look.png")
    return Task(shot.id, "repaint", base.folder, inputs, ("repaint.png",), payload, {"shot": shot.id}, mobile=True)


def _inputs(order: Order, look: Look, *, kept: float) -> dict[str, str | Path]:
    """Return what a picture is made from, by words a person understands; files count by their bytes."""
    inputs: dict[str, str | Path] = {
        "prompt": fingerprint.of_value([order.prompt, order.negative]),
        "model": fingerprint.of_value([look.rig.runner, look.revision, order.guidance]),
        "seed": fingerprint.of_value(order.seed),
        "size": fingerprint.of_value([order.size, order.delivered]),
        "steps": fingerprint.of_value(order.steps),
        "resemblance": fingerprint.of_value([kept, order.strength, {kind: plate.weight for kind, plate in order.controls.items()}]),
    }
    inputs |= {f"plate {kind}": plate.path for kind, plate in order.controls.items()}
    inputs |= {f"reference {one.name}": one.path for one in order.references}
    inputs |= {f"region {one.name}": one.region for one in order.references if one.region}
    return inputs


def _kinds(found: Found, files: Path) -> tuple[Control, ...]:
    """Return the control nets that are here: the folder's own, else those of the card that were pulled."""
    from filmcli.runners import hub

    own = tuple(kind for kind in CONTROLS if (files / "controls" / kind).is_dir())
    return own or tuple(kind for kind, net in found.card.controls.items() if hub.snapshot(net.hub))


def _references(found: Found, files: Path) -> int:
    """Return how many portraits the model can take: what it takes beside the prompt, or an adapter that is here."""
    from filmcli.runners import hub

    takes = found.card.references
    if takes.by == "pictures":
        return takes.most
    here = (files / "adapters" / "reference").is_dir() or (takes.by == "adapter" and hub.snapshot(takes.hub) is not None)
    return max(1, takes.most) if here else 0


def _weight(look: Look, kind: Control) -> float:
    net = look.found.card.controls.get(kind)
    return net.weight if net else 1.0


def _between(ends: tuple[float, float], share: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * share


def _beat(name: str) -> str:
    return name.removesuffix(".png").partition("_")[2] or "a"
