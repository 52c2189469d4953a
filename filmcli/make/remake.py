"""What of a production a new draft makes stale: both drafts planned as `filmcli make -n` plans them, nothing written.

Knows nothing of what the drafts say; the build's own records and reasons decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filmcli.core import build, settings
from filmcli.core.errors import InputError
from filmcli.core.production import SCRIPT, Production
from filmcli.core.report import Report, Row
from filmcli.core.settings import Settings
from filmcli.make import stage


@dataclass(frozen=True)
class Remake:
    """Results that only the new draft makes stale, those it needs for the first time, and shots it no longer has.

    `edited` are documents that somebody edited by hand: they are kept, and do not follow the draft.
    """

    again: tuple[Row, ...]
    new: tuple[Row, ...]
    gone: tuple[str, ...]
    edited: tuple[str, ...]
    kept: int

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        rows = {"again": self.again, "new": self.new}
        data = {name: [{"id": row.id, "phase": row.phase, "reason": row.reason} for row in some] for name, some in rows.items()}
        return {**data, "gone": list(self.gone), "edited": list(self.edited), "kept": self.kept}


def compare(folder: Path, old: str, new: str, *, quality: str | None = None) -> Remake:
    """Return what must be made again when the text `new` takes the place of `old`. Raises InputError when no production is there."""
    if not (folder / SCRIPT).exists():
        raise InputError(f"{folder}: no production here", hint="name its folder with -d")
    chosen = settings.resolve(folder, {"quality": quality})  # once: a seed that is drawn is drawn for both
    then, now = (_plan(folder, text, chosen) for text in (old, new))
    known = {(row.id, row.phase): row for row in then}
    stale = [row for row in now if not row.fresh and not row.reason.startswith(build.TAKEN)]
    return Remake(
        again=tuple(row for row in stale if (row.id, row.phase) in known and known[row.id, row.phase].fresh),
        new=tuple(row for row in stale if (row.id, row.phase) not in known),
        gone=tuple(sorted({row.id for row in then if row.phase == "beauty"} - {row.id for row in now})),
        edited=tuple(row.id for row in now if row.phase == "document" and "by hand" in row.reason),
        kept=len(now) - len(stale),
    )


@dataclass(frozen=True)
class _Draft:
    """A draft as the make stage takes a screenplay: nothing is brought into the production."""

    text: str

    def screenplay(self, production: Production) -> str:
        return self.text


def _plan(folder: Path, text: str, chosen: Settings) -> list[Row]:
    report = Report("diff", folder, dry_run=True)
    with Production(folder, chosen, report, dry_run=True) as production:
        stage.run(production, entry=_Draft(text), only=())
    return report.rows
