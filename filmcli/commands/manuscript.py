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
from filmcli.commands.source import Entry
from filmcli.core.production import SCRIPT

if TYPE_CHECKING:
    from filmcli.cast.reading import Person
    from filmcli.formats.screenplay import Screenplay

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]


@dataclass(frozen=True)
class Manuscript:
    """A screenplay's text with the name that messages call it. A script in another format is the Fountain text of it."""

    name: str
    text: str

    @cached_property
    def screenplay(self) -> Screenplay:
        """The text, parsed."""
        from filmcli.formats import fountain

        return fountain.parse(self.text)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Who is who in it."""
        from filmcli.cast import reading

        return reading.people(self.screenplay)


def read(command: str, source: str | None, *, folder: Path | None = None) -> Manuscript:
    """Return the screenplay of an argument, in any format or in a stream; without one, that of the production."""
    entry = Entry.open(command, source, folder)
    if entry.content is not None:
        return Manuscript(entry.name, entry.content.documents[SCRIPT])
    name = os.path.relpath(entry.name)
    return Manuscript(name, options.read_input(name)[0])
