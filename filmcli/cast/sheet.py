"""The cast document on disk: `cast.yaml`.

Knows nothing of how a cast is designed.
"""

from __future__ import annotations

from pathlib import Path

from filmcli.core import documents
from filmcli.formats.cast import Cast

HEADER = """\
The cast: who they are, what they look like, wear, and sound like. Edit anything; filmcli keeps what you write.
Metres, years, semitones; colours are linear albedo (red, green, blue, 0-1). `origin` says where each value came from."""


def load(path: Path) -> Cast:
    """Return the cast in a file. Raises InputError that names file, line and key."""
    return documents.load(path, Cast)


def loads(text: str, *, name: str = "cast.yaml") -> Cast:
    """Return the cast in a text."""
    return documents.load(text, Cast, name=name)


def dump(cast: Cast) -> str:
    """Return the text of `cast.yaml`; loading it gives an equal cast."""
    return documents.dump(cast, header=HEADER)
