"""Whether a language model is given whole scenes to write, or lines with a blank.

Knows nothing of screenplays. A model card (`writes`) decides; without one, the number of parameters.
"""

from __future__ import annotations

from pathlib import Path

from filmcli.runners import cards

ENOUGH = 2.5e9  # parameters; below it a model does not hold a thought over a scene (135 M does not hold a sentence)


def of_model(model: str, *, parameters: int | None = None) -> tuple[str, str]:
    """Return ("lines" or "scenes", the reason). `model`: a card's name or hub name, or a folder of that name."""
    for name, card in cards.everything().items():
        if card.writes and model and (model in {name, card.hub} or Path(model).name == card.hub.rpartition("/")[2] != ""):
            return card.writes, f"the card {name} says so"
    if parameters is None:
        return "scenes", "a served model, its size not known"
    size = f"{parameters / 1e9:.1f} billion parameters" if parameters >= 1e8 else f"{parameters / 1e6:.1f} million parameters"
    if parameters < ENOUGH:
        return "lines", f"{size}, too few to hold a scene"
    return "scenes", f"{size}, enough to hold a scene"
