"""The screenplay that a command reads and leaves as it is: a file, stdin, or a production's own.

Knows nothing of what is read out of it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from filmcli.commands import options
from filmcli.core.errors import InputError, UsageError
from filmcli.core.production import SCRIPT, find

if TYPE_CHECKING:
    from filmcli.cast.reading import Known
    from filmcli.formats.screenplay import Screenplay

Script = Annotated[
    str | None,
    typer.Argument(
        metavar="SCRIPT",
        help="A screenplay (.fountain, .fdx, .pdf, .json), or `-` for stdin. Default: the production's own.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]


@dataclass(frozen=True)
class Manuscript:
    """A screenplay's text with the name that messages call it. `path` is None for stdin."""

    name: str
    text: str
    path: Path | None = None

    @cached_property
    def screenplay(self) -> Screenplay:
        """The text, parsed."""
        from filmcli.formats import fountain

        return fountain.parse(self.text)

    @cached_property
    def people(self) -> tuple[Known, ...]:
        """Who is who in it."""
        from filmcli.cast import reading

        return reading.known(self.screenplay)


def read(command: str, source: str | None, *, folder: Path | None = None) -> Manuscript:
    """Return the screenplay of an argument; without one, that of the production. A stream of filmcli documents holds one too."""
    from filmcli.formats import stream

    if source is None:
        place = find(folder) / SCRIPT
        if not place.exists():
            raise UsageError(
                f"nothing to work on: no screenplay given, and none in {place.parent}",
                hint=f"filmcli {command} SCRIPT, or filmcli {command} --help",
            )
        source = os.path.relpath(place)
    elif source != "-" and Path(source).is_dir():
        raise InputError(f"{source}: is a folder, expected a screenplay", hint=f"filmcli {command} {Path(source) / SCRIPT}")
    text, path = options.read_input(source)
    name = source if path else "stdin"
    documents = stream.read(text, name=name).documents
    if SCRIPT not in documents:
        raise InputError(f"{name}: holds no screenplay", hint="give a screenplay, or the stream of filmcli script")
    return Manuscript(name, documents[SCRIPT], path)
