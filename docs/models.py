"""Write docs/models.md from the model cards: `python docs/models.py`. A test compares the two."""

from __future__ import annotations

from pathlib import Path

from filmcli.conduct import models
from filmcli.formats.model_card import Card

HEAD = """# Models

Written from `presets/models/*.yaml` by `python docs/models.py`. Do not edit.

`filmcli models` lists these with what of them is on this disk, `filmcli models show NAME` prints all that a card says, `filmcli models pull NAME` fetches
it, `filmcli models verify NAME` checks its files. Only safetensors are fetched and loaded.

* **memory**: gigabytes of the device for one picture or clip at the model's own size, one phase's parts at a time – all parts at once. Weights are counted
  from the models' configurations; what the work itself takes is an estimate, and marked so in the card.
* **seconds a shot**: on the card named, where somebody measured it. filmcli does not repeat figures that it did not measure.
* **for money**: whether the licence lets the pictures and the model be used for money. Read the licence: this table is no advice.
"""
NETS = """
## Control nets and reference adapters

| model | steered by | licence | GB | from |
|---|---|---|---:|---|
"""
TAIL = """
## Pull, and work without a network

```
filmcli models pull sdxl                   # the model, its control nets and its reference adapter
filmcli models pull sdxl --only base       # the model alone
filmcli models pull owner/name             # a repository that no card is for; its safetensors only
filmcli models pull sdxl --to ./sdxl       # a folder instead of the hub's cache: parts, controls/KIND, adapters/reference
filmcli models verify sdxl --deep          # every byte against the checksums that the hub recorded
```

A pull says what and how much before it starts, and refuses what does not fit on the disk and what is pickled only. A lost connection is taken up where it
broke; after a pull that was ended, the same command keeps the files that had arrived and fetches the rest. Everything else of filmcli never fetches: a model
that is not here is exit 4 with the command that fetches it. `HF_HOME` says where the cache is.

## What `--look` and `--motion` take

The name of a card; a folder in diffusers' layout (`./NAME` when a card has the same name), whose `model_index.json` says which card it is for; a single
`.safetensors` file of Stable Diffusion 1.5, XL or FLUX, which its tensors tell; a hub id in the cache; the name of a runner of another package. A pipeline
that no card is for is drawn by the `diffusers` runner, from words and an image only. A folder may hold nets of its own in `controls/depth`, `controls/normal`,
`controls/edge`, `controls/pose`, and a reference adapter in `adapters/reference` with its `image_encoder`.

## Add one, in one file

A model of a family that filmcli runs is a YAML file: in `presets/models/` for everybody, in `$XDG_CONFIG_HOME/filmcli/models/` (by default
`~/.config/filmcli/models/`) for yourself. Its name is the file's. Copy the card of a sibling (`filmcli presets models sdxl`) and change what differs:

```yaml
format: filmcli/model@1
family: sdxl                  # the runner
job: draw                     # draw, film or write
about: my studio's painter
hub: my-studio/painter        # what `models pull` fetches
licence: our own
commercial: true
parts: {text_encoder: 0.246, text_encoder_2: 1.389, unet: 5.135, vae: 0.167}   # subfolder: gigabytes at two bytes a number
phases: {encode: [text_encoder, text_encoder_2], denoise: [unet], decode: [vae]}
sizes: {pixels: 1048576, multiple: 8}
steps: 8
guidance: 2.0
scheduler: {class: EulerDiscreteScheduler, timestep_spacing: trailing}
cost: {step_tflop: 6.76, decode_tflop: 10.5, activations_gb: 1.5, decode_gb: 6.0, batch: 4}
```

`pipelines` and `when` make a card the one for folders of its kind: the `_class_name`s it is for, and what else its configurations say, such as
`{unet/sample_size: 64}`. A family of its own is a runner: one file in `filmcli/runners/`, or in a package of yours; see [runners.md](runners.md).
"""


def text() -> str:
    """Return the page."""
    cards = models.cards()
    order = sorted(cards, key=lambda name: (["draw", "film", "write"].index(cards[name].job), name))
    head = "\n| model | makes | licence | for money | GB | memory, GB | seconds a shot |\n|---|---|---|---|---:|---:|---|\n"
    nets = [row for name in order for row in _nets(name, cards[name])]
    return HEAD + head + "".join(_row(name, cards[name]) for name in order) + NETS + "".join(nets) + TAIL


def _row(name: str, card: Card) -> str:
    need = models.memory(card)
    memory = f"{need.get('phase', need['none']):.1f} – {need['none']:.1f}" if "phase" in need else f"{need['none']:.1f}"
    measured = "; ".join(f"{seconds:g} on {gpu}" for gpu, seconds in card.measured.items()) or "not measured"
    licence = card.licence + ("; the hub asks for an account" if card.gated else "")
    money = "yes" if card.commercial else "no"
    return f"| `{name}` | {models.JOBS[card.job]}: {card.about} | {licence} | {money} | {sum(card.parts.values()):.1f} | {memory} | {measured} |\n"


def _nets(name: str, card: Card) -> list[str]:
    rows = [
        f"| `{name}` | {kind} | {net.licence} | {net.gb:.2f} | {net.hub or 'the model itself'} |\n" for kind, net in card.controls.items()
    ]
    told = card.references
    if told.by != "none":
        where = told.hub or "the model itself"
        rows.append(f"| `{name}` | references, up to {told.most} | {told.licence} | {told.gb:.2f} | {where} |\n")
    return rows


if __name__ == "__main__":
    (Path(__file__).parent / "models.md").write_text(text(), encoding="utf-8")
