"""The model cards by name: those that ship, and the user's own in `$XDG_CONFIG_HOME/filmcli/models`.

Knows nothing of where a model's files are. A user's card hides one of the same name that ships.
"""

from __future__ import annotations

import difflib
from pathlib import Path

from filmcli.core import documents, presets, settings
from filmcli.core.errors import UsageError
from filmcli.formats.model_card import Card

KIND = "models"


def names() -> list[str]:
    """Return the sorted names."""
    return sorted(_paths())


def everything() -> dict[str, Card]:
    """Return name → card. Raises InputError "FILE:LINE: key …" for a card that is none."""
    return {name: documents.load(path, Card) for name, path in sorted(_paths().items())}


def load(name: str) -> Card:
    """Return one card. Raises UsageError with the nearest name, and InputError as `everything` does."""
    paths = _paths()
    if name not in paths:
        near = difflib.get_close_matches(name, paths, n=1, cutoff=0.5)
        raise UsageError(f"no model {name!r}", hint=f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(paths))}")
    return documents.load(paths[name], Card)


def folder() -> Path:
    """Return the folder of the user's own cards, whether it is there or not."""
    return settings.user_file().parent / KIND


def own(name: str) -> bool:
    """Return whether a card is the user's own."""
    return name in _paths() and _paths()[name].parent == folder()


def _paths() -> dict[str, Path]:
    shipped = {path.stem: path for path in (presets.root() / KIND).glob("*.yaml")}
    return shipped | {path.stem: path for path in folder().glob("*.yaml")}
