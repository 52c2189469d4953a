"""What `filmcli models list` and `show` print: the runners, the models, and one model's card with what of it is here.

Knows nothing of the command line. The same rows are the table of docs/models.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from filmcli import runners
from filmcli.conduct import inventory, models
from filmcli.formats.model_card import Card
from filmcli.runners import cards

USE = {
    "draw": "filmcli render --look {name}",
    "film": "filmcli make --motion {name}",
    "write": "filmcli script --runner {runner} --model {model}",
}


def rows(job: str | None = None) -> list[dict[str, Any]]:
    """Return the runners, then the models, of one job or of all, as plain values. `here` is yes, part or no."""
    found: list[dict[str, Any]] = [
        {"kind": "runner", "name": name, "job": does, "about": about} for name, does, about in runners.describe() if job in (None, does)
    ]
    for name, card in cards.everything().items():
        if job in (None, card.job):
            base = next(iter(inventory.wants(card, name=name, only="base")), None)
            found.append(
                {"kind": "model", "name": name, "job": card.job, "family": card.family, "about": card.about, "hub": card.hub}
                | {"licence": card.licence, "commercial": card.commercial, "gated": card.gated, "gb": round(sum(card.parts.values()), 2)}
                | {"memory_gb": {way: round(gb, 1) for way, gb in models.memory(card).items()}}
                | {"here": base.state() if base else "yes"}
            )
    return found


def text(found: list[dict[str, Any]]) -> str:
    """Return the rows for a person: runners first, as they were listed ever since."""
    lines = [f"{row['name']:14}{row['job']:8}{row['about']}" for row in found if row["kind"] == "runner"]
    rest = [row for row in found if row["kind"] == "model"]
    if rest:
        lines += ["", f"{'model':18}{'family':13}{'job':7}{'GB':>6}{'memory GB':>11}  {'here':6}licence"]
    for row in rest:
        need = row["memory_gb"]
        memory = f"{need.get('phase', need['none']):.0f}–{need['none']:.0f}"
        lines.append(
            f"{row['name']:18}{row['family']:13}{row['job']:7}{row['gb']:6.1f}{memory:>11}  {row['here']:6}{_licence(row['licence'], row['gated'])}"
        )
    return "\n".join(lines)


def details(name: str, found: models.Found) -> dict[str, Any]:
    """Return a card and what of it is here, as plain values."""
    return {
        "name": name,
        "card": found.card.model_dump(mode="json"),
        "runner": found.runner,
        "model": found.model,
        "reason": found.reason,
        "memory_gb": models.memory(found.card),
        "files": [
            {"what": want.what, "name": want.name, "hub": want.hub, "gb": want.gb, "licence": want.licence, "here": want.state()}
            for want in _files(name, found)
        ],
    }


def page(name: str, found: models.Found) -> str:
    """Return a card for a person."""
    card = found.card
    lines = [f"{name}: {card.about}", f"runner     {found.runner}, to {card.job}: {found.reason}"]
    lines.append(f"from       {found.model or 'a wheel'}" + (f", revision {card.revision}" if found.model == card.hub != "" else ""))
    lines.append(f"use        {USE[card.job].format(runner=found.runner, name=name, model=found.model)}".removesuffix(" --model "))
    lines += [f"licence    {_licence(card.licence, card.gated)}", f"for money  {'yes' if card.commercial else 'no'}"]
    need = models.memory(card)
    lines.append(f"memory     {need['none']:.1f} GB" + (f"; {need['phase']:.1f} GB phase by phase" if "phase" in need else ""))
    if card.sizes:
        clip = f", up to {card.sizes.frames} frames at {card.sizes.fps}" if card.sizes.frames > 1 else ""
        side = card.sizes.pixels**0.5
        lines.append(f"sizes      as many pixels as {side:.0f} x {side:.0f}, sides multiples of {card.sizes.multiple}{clip}")
        lines.append(f"steps      {card.steps}, guidance {card.guidance:g}{' (distilled)' if card.distilled else ''}")
        lines.append(f"cost       {card.cost.step_tflop:.3g} TFLOP a step, {card.cost.decode_tflop:.4g} to decode")
    for gpu, seconds in card.measured.items():
        lines.append(f"measured   {seconds:g} s a shot on {gpu}")
    lines += ["parts"] + [
        f"  {part if part != '.' else 'model':16}{size(gb):>10}  {_phases(card, part)}".rstrip() for part, gb in card.parts.items()
    ]
    for kind, net in card.controls.items():
        where = f"its own, in controls/{kind}" if (Path(found.model) / "controls" / kind).is_dir() else f"{net.hub}  {net.licence}"
        told = f"{size(net.gb):>10}  weight {net.weight:g}  {where}" if net.gb else "the model itself takes the plate"
        lines.append(f"  control {kind:8}{told}")
    if card.references.by != "none":
        told = card.references
        lines.append(f"  references      up to {told.most}, by {told.by}" + "".join(f"  {one}" for one in (told.hub, told.licence) if one))
    files = [f"  {want.state():6}{want.what} {want.name}: {want.hub}" for want in _files(name, found)]
    return "\n".join(lines + (["files here", *files] if files else []))


def size(gb: float) -> str:
    """Return gigabytes in the unit that is easy to read."""
    return f"{gb:.3f} GB" if gb >= 0.1 else f"{gb * 1e3:.3f} MB"


def _files(name: str, found: models.Found) -> list[inventory.Want]:
    return inventory.wants(found.card, name=name) if found.model == found.card.hub else []


def _phases(card: Card, part: str) -> str:
    return ", ".join(phase for phase, parts in card.phases.items() if part in parts)


def _licence(licence: str, gated: bool) -> str:
    return licence + (", gated" if gated else "")
