"""What a stage is given: a screenplay file, a production folder, or a stream on stdin, brought into the production.

Knows nothing of what the stage does with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from filmcli.commands import options
from filmcli.core.build import Ledger
from filmcli.core.errors import InputError, UsageError
from filmcli.core.production import CAST, SCRIPT, SHOTS, Production, find
from filmcli.formats import stream

_REMEMBERED = ("genre", "seed", "quality", "aspect", "fps", "logline", "title", "look", "resemblance")


@dataclass
class Entry:
    """The input of one command, read before anything is loaded."""

    name: str
    path: Path | None = None
    content: stream.Stream | None = None
    settings: dict = field(default_factory=dict)

    @classmethod
    def open(cls, command: str, source: str | None, folder: Path | None) -> Entry:
        """Read the input. With none, the production's own screenplay; with no production either, the help and exit 2."""
        if source is None:
            place = find(folder)
            if not (place / SCRIPT).exists():
                raise UsageError(
                    f"nothing to work on: no screenplay given, and none in {place}",
                    hint=f"filmcli {command} SCREENPLAY, or filmcli {command} --help",
                )
            return cls(str(place / SCRIPT), place / SCRIPT)
        if source != "-" and Path(source).is_dir():
            raise InputError(f"{source}: is a folder, expected a screenplay", hint=f"filmcli {command} -d {source}")
        text, path = options.read_input(source)
        content = stream.read(text, name=source if path else "stdin")
        if SCRIPT not in content.documents and path is not None:
            near = path.parent / SCRIPT
            if near.exists():
                content.documents[SCRIPT] = near.read_text(encoding="utf-8")
        if SCRIPT not in content.documents:
            raise InputError(f"{source}: holds no screenplay", hint="pass on what the stage before wrote")
        return cls(source if path else "stdin", path, content, {k: v for k, v in content.settings.items() if k in _REMEMBERED})

    def screenplay(self, production: Production) -> str:
        """Return the screenplay's text, with everything that came along brought into the production; settle the genre."""
        from filmcli.formats import fountain
        from filmcli.script import stage

        if self.content is not None:
            self._bring(production)
            text = self.content.documents[SCRIPT]
        else:
            text = production.path(SCRIPT).read_text(encoding="utf-8")
        genre, reason = stage.genre_of(production, fountain.parse(text))
        if production.settings.genre is None:
            production.settings = production.settings.with_values(reason, genre=genre)
            production.report.note(f"genre: {genre} ({reason})")
        return text

    def _bring(self, production: Production) -> None:
        for name in (SCRIPT, CAST, SHOTS):
            text = self.content.documents.get(name)
            if text is None or (self.path is not None and self.path.resolve() == production.path(name).resolve()):
                continue
            production.bring(name, text, self.name)
        origin = self.content.folder
        if origin is not None and origin.resolve() != production.folder and origin.is_dir():
            production.donor = Ledger(origin.resolve(), read_only=True)

    def stream(self, production: Production, names: tuple[str, ...], common: options.Common) -> str:
        """Return what goes out: the stage's own document to a file, everything so far to a pipe."""
        documents = {name: production.path(name).read_text(encoding="utf-8") for name in names}
        if common.output not in (None, "-"):
            return documents[names[-1]]
        values = {name: value for name, value in production.settings.to_dict().items() if name in _REMEMBERED and value is not None}
        return stream.write(documents, folder=production.folder, settings=values)
