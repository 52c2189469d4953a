"""What `filmcli script` is given and asked for, brought to the stage: a logline, a story, a screenplay; a step on what stands.

Knows nothing of options.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from filmcli.commands import options
from filmcli.core.errors import InputError, UsageError
from filmcli.core.production import SCRIPT, STORY, Production
from filmcli.formats import fountain, stream
from filmcli.script.stage import Asked

SUFFIXES = (".yaml", ".yml", ".fountain", ".spmd", ".txt", ".fdx", ".pdf", ".json")


@dataclass
class Work:
    """One call: what came in (`documents` by name, with the file they lie in), and what shall be done."""

    asked: Asked
    logline: str | None = None
    path: Path | None = None
    documents: dict[str, str] | None = None
    rewrite: tuple[str, str] | None = None
    more: int = 0
    alternatives: int = 1
    pick: int | None = None

    @classmethod
    def of(cls, source: str | None, asked: Asked, **steps) -> Work:
        """Read the input. Raises UsageError for a logline without words, InputError for a file that cannot be read."""
        if source is None:
            return cls(asked, **steps)
        if not source.strip():
            raise UsageError("the logline is empty", hint="leave it out and one is drawn from the genre")
        if source != "-" and not _is_file(source):
            return cls(asked, logline=source, **steps)
        text, path = options.read_input(source)
        name = source if path else "stdin"
        content = stream.read(text, name=name)
        found = {name: content.documents[name] for name in (STORY, SCRIPT) if name in content.documents}
        if path is None and set(found) == {SCRIPT} and content.folder is None and not _is_script(text):
            return cls(asked, logline=text, **steps)
        if not found:
            raise InputError(f"{name}: holds no story and no screenplay", hint="filmcli script LOGLINE, story.yaml or script.fountain")
        return cls(asked, path=path, documents=found, **steps)

    def run(self, production: Production) -> None:
        """Do the work in a production."""
        from filmcli.script import changing, stage, versions

        self._bring(production)
        given = set(self.documents or ())
        texts: list[str] = []
        if self.rewrite:
            texts = changing.rewrite(production, *self.rewrite, people=people, count=self.alternatives)
        elif self.more:
            texts = changing.more(production, self.more, people=people, count=self.alternatives)
        elif self.alternatives > 1:
            texts = stage.alternatives(production, self.alternatives, asked=self.asked)
        elif given == {SCRIPT} or (self.pick and not given):
            story = changing.standing(production, people) if given else None
            if story and self.asked.explain:
                stage.explain(production, story)
        else:
            stage.run(production, insist=True, asked=self.asked)
        if self.alternatives > 1 and texts and not self.pick:
            for line in versions.side_by_side(texts, width=shutil.get_terminal_size((120, 40)).columns):
                production.report.note(line)
            production.report.note(f"\n--pick 1 … {len(texts)} takes one")
        if self.pick:
            versions.pick(production, self.pick)
        production.remember()

    def document(self, production: Production) -> str | None:
        """Return what goes down a pipe: the script, or the story where that is all there is to write."""
        if self.alternatives > 1 and not self.pick:
            return None
        path = production.path(STORY if self.asked.outline_only else SCRIPT)
        return path.read_text(encoding="utf-8")

    def _bring(self, production: Production) -> None:
        """Bring a story or a screenplay from elsewhere into the production."""
        from filmcli.formats import story as document

        name = str(self.path) if self.path else "stdin"
        for kind, text in (self.documents or {}).items():
            if kind == STORY:
                document.read(text, name=name)
            if self.path is None or self.path.resolve() != production.path(kind).resolve():
                production.bring(kind, text, name)


def people(screenplay: fountain.Screenplay) -> Sequence:
    """Return who is who in a screenplay."""
    from filmcli.cast import reading

    return reading.people(screenplay)


def _is_file(source: str) -> bool:
    """Tell whether the input names a file: it is there, or it is one word with a suffix that screenplays and stories have."""
    try:
        return Path(source).is_file() or (len(source.split()) == 1 and Path(source).suffix.lower() in SUFFIXES)
    except (OSError, ValueError):
        return False  # a logline longer than a file name may be


def _is_script(text: str) -> bool:
    """Tell a screenplay from a logline on stdin: it has a slug line."""
    return any(element.type == "scene_heading" for element in fountain.parse(text).elements)
