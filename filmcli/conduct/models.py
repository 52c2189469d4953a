"""Which model a word means: the name of a card, a folder, a single file, a hub id, or a runner of a third party.

Knows nothing of shots. It reads settings and headers only, and imports no library of models: it is on the way of every preflight.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filmcli import runners
from filmcli.core.errors import CannotRunError, UsageError
from filmcli.formats.model_card import Card, Cost, Net, Sizes
from filmcli.formats.orders import Rig
from filmcli.formats.picture import CONTROLS
from filmcli.runners import cards as all_cards
from filmcli.runners import hub, weights

OTHER = "diffusers"  # the runner of pipelines that have no file of their own
ENCODERS = ("text_encoder", "text_encoder_2", "text_encoder_3", "image_encoder")
DENOISERS = ("transformer", "transformer_2", "unet", "prior")
JOBS = {"draw": "pictures", "film": "clips", "write": "words"}


@dataclass(frozen=True)
class Found:
    """What a word means. `model` goes to the runner: a path or a hub id; `card_name` is the nearest card that has a name."""

    runner: str
    card_name: str
    card: Card
    model: str
    reason: str


def find(value: str, *, job: str | None) -> Found:
    """Return what `value` means for a job: draw, film or write; None is whichever it does.

    The name of a card comes first; a folder of that name is meant by `./NAME`. Raises UsageError for an unknown name (with the nearest) or
    a model of another job, CannotRunError for files that are not here or not known, and InputError for a card of the user's that is none.
    """
    named = all_cards.names()
    if value in named:
        found = _by_name(value)
    elif _is_path(value):
        found = _by_path(weights.find(value), value, job)
    elif hub.is_id(value):
        found = _by_hub(value, job)
    elif value in runners.names():
        found = _by_runner(value, job)
    else:
        found = _by_name(value)
    if job and found.card.job != job:
        fit = [name for name in named if all_cards.load(name).job == job]
        raise UsageError(f"{value} makes {JOBS[found.card.job]}, and {JOBS[job]} are wanted here", hint=f"one of: {', '.join(fit)}")
    return found


def here(found: Found) -> Path:
    """Return where a model's files are. Raises CannotRunError with the command that fetches them."""
    return weights.find(found.model, pull=found.card_name if found.model == found.card.hub else "", revision=found.card.revision)


def card_of(rig: Rig) -> Card:
    """Return the card of a rig: the one it names, at the size of its own files where they are a folder; else what the files tell."""
    if rig.card and not Path(rig.model).is_dir():
        return all_cards.load(rig.card)
    found = find(rig.model if not Path(rig.model).exists() else str(Path(rig.model).resolve()), job=rig.job)
    return found.card if found.card_name == rig.card or not rig.card else all_cards.load(rig.card)


def cards() -> dict[str, Card]:
    """Return name → card. Raises InputError "FILE:LINE: key …" for a card that is none."""
    return all_cards.everything()


def memory(card: Card) -> dict[str, float]:
    """Return the gigabytes of the device for one picture or clip: `none` with all parts loaded, `phase` with one phase's at a time."""
    if card.cost is None:
        return {"none": sum(card.parts.values())}
    working = {"encode": 0.5, "denoise": card.cost.activations_gb, "decode": card.cost.decode_gb}
    held = {phase: sum(card.parts[part] for part in parts) for phase, parts in card.phases.items()}
    return {
        "none": sum(card.parts.values()) + max(working.values()),
        "phase": max(held[phase] + working[phase] for phase in held),
    }


def _is_path(value: str) -> bool:
    return value.startswith((".", "/", "~")) or value.endswith(".safetensors") or Path(value).expanduser().exists()


def _by_name(name: str) -> Found:
    card = all_cards.load(name)
    return Found(card.family, name, card, card.hub, f"the card {name}")


def _by_hub(value: str, job: str | None) -> Found:
    for name, card in cards().items():
        if card.hub == value:
            return Found(card.family, name, card, value, f"the card {name} is for it")
    found = _by_path(weights.find(value), value, job)
    return Found(found.runner, found.card_name, found.card, value, found.reason)


def _by_runner(name: str, job: str | None) -> Found:
    if name in runners.BUILT_IN:
        does, _, about = runners.BUILT_IN[name]
        if does not in JOBS or name == "cycles":
            raise UsageError(f"{name} is no model: {about}", hint="filmcli models list")
        raise UsageError(f"the runner {name} needs a model", hint="give a folder or a cached hub id instead of the runner's name")
    return Found(name, "", _plain(name, job or "draw", {}), "", "a runner of another package, of which nothing is known")


def _by_path(path: Path, value: str, job: str | None) -> Found:
    if path.is_file():
        family = _family_of(path)
        return Found(family, family, _unnamed(all_cards.load(family)), str(path), f"its tensors are {family}'s")
    if not (path / "model_index.json").is_file():
        if job in (None, "write") and (path / "config.json").is_file():
            card = Card(
                family="transformers",
                job="write",
                about=value,
                hub="",
                licence="unknown",
                commercial=False,
                parts={".": _gigabytes(path, "")},
            )
            return Found("transformers", "", card, str(path), "a folder of a language model")
        raise CannotRunError(f"{value}: is no folder of a model: it has no model_index.json", hint="filmcli models list")
    index = weights.pipeline_of(path)
    kind = str(index.get("_class_name", ""))
    parts = {name: size for name in index if (size := _gigabytes(path, name))}
    fitting = [(name, card) for name, card in cards().items() if kind in card.pipelines and _holds(card.when, path, index)]
    if fitting:
        name, card = max(fitting, key=lambda one: (all_cards.own(one[0]), len(one[1].when), one[0] == one[1].family))
        mine = _with_nets(_sized(_weighed(card, parts), path), path)
        return Found(card.family, name, mine, str(path), f"{kind} is what the card {name} is for")
    if job not in (None, "draw"):
        raise CannotRunError(f"{value}: no runner makes {JOBS[job]} with a {kind or 'pipeline without a name'}", hint="filmcli models list")
    return Found(OTHER, "", _plain(value, "draw", parts), str(path), f"no card is for a {kind or 'pipeline without a name'}")


def _family_of(path: Path) -> str:
    """Tell the family of a single file from the names and shapes of its tensors."""
    tensors = {name.removeprefix("model.diffusion_model."): one["shape"] for name, one in weights.header(path).items()}
    if "double_stream_modulation_img.lin.weight" in tensors:
        return "flux2-klein"
    if any(name.startswith("double_blocks.") for name in tensors):
        return "flux"
    width = next((shape[-1] for name, shape in tensors.items() if name.endswith("attn2.to_k.weight") and "blocks" in name), 0)
    if width in (768, 2048):
        return "sd15" if width == 768 else "sdxl"
    if any(name.startswith("conditioner.embedders.") for name in tensors):
        return "sdxl"
    raise CannotRunError(
        f"{path}: is a single file of a family that filmcli does not know by its tensors",
        hint="give the folder in diffusers' layout, with model_index.json",
    )


def _holds(when: Mapping[str, Any], folder: Path, index: Mapping[str, Any]) -> bool:
    for key, wanted in when.items():
        part, _, name = key.rpartition("/")
        if (_config(folder / part) if part else index).get(name) != wanted:
            return False
    return True


def _config(folder: Path) -> Mapping[str, Any]:
    try:
        return json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _gigabytes(folder: Path, part: str) -> float:
    return weights.parameters(folder, part) * 2 / 1e9  # cards count two bytes a number


def _weighed(card: Card, parts: Mapping[str, float]) -> Card:
    """Return a card with the sizes that were found; work goes with the weights, and memory with the width, which is their root."""
    mine = {name: parts[name] for name in card.parts if name in parts}
    denoiser = [name for name in card.phases.get("denoise", ()) if name in DENOISERS and name in mine]
    changed: dict[str, Any] = {"parts": card.parts | mine}
    ratio = sum(mine[name] for name in denoiser) / sum(card.parts[name] for name in denoiser) if denoiser else 1.0
    if card.cost and ratio < 0.5:  # above, it is the same model in another form
        scale = {name: ratio if name.endswith("_tflop") else ratio**0.5 for name in Cost.model_fields if name != "batch"}
        changed["cost"] = card.cost.model_copy(update={name: getattr(card.cost, name) * by for name, by in scale.items()})
    return _unnamed(card).model_copy(update=changed)


def _unnamed(card: Card) -> Card:
    """Return the card as it is for files that nobody described: its licence is not theirs."""
    return card.model_copy(update={"licence": "unknown", "commercial": False, "gated": False})


def _with_nets(card: Card, folder: Path) -> Card:
    """Return a card with the weight of the control nets and the adapter that the folder has of its own."""
    controls = dict(card.controls)
    for kind in CONTROLS:
        if size := _gigabytes(folder / "controls", kind):
            controls[kind] = controls.get(kind, Net(gb=0)).model_copy(update={"gb": size, "licence": "unknown"})
    size = _gigabytes(folder / "adapters", "reference") + _gigabytes(folder / "adapters/reference", "image_encoder")
    references = card.references.model_copy(update={"gb": size, "licence": "unknown"}) if size else card.references
    return card.model_copy(update={"controls": controls, "references": references})


def _sized(card: Card, folder: Path) -> Card:
    """Return a card with the size that a UNet was trained for."""
    side, blocks = _config(folder / "unet").get("sample_size"), _config(folder / "vae").get("block_out_channels", ())
    if not isinstance(side, int) or not blocks or card.sizes is None:
        return card
    pixels = (side * 2 ** (len(blocks) - 1)) ** 2
    return card.model_copy(update={"sizes": card.sizes.model_copy(update={"pixels": pixels})})


def _plain(about: str, job: str, parts: Mapping[str, float]) -> Card:
    """Return a careful card of a model that nobody described, all of which is in memory while it paints a megapixel."""
    parts = dict(parts) or {".": 0.0}
    weight = max(sum(gb for name, gb in parts.items() if name not in ENCODERS), 0.001)
    return Card(
        family=OTHER,
        job=job,
        about=about,
        hub="",
        licence="unknown",
        commercial=False,
        parts=parts,
        phases={"encode": (), "denoise": tuple(parts), "decode": ()},
        sizes=Sizes(pixels=1024 * 1024, multiple=16),
        steps=30,
        guidance=5.0,
        cost=Cost(
            step_tflop=weight * 4.5, activations_gb=min(6.0, weight * 3), decode_gb=0.0
        ),  # 2 x weights x 4500 tokens; a large VAE's memory
    )
