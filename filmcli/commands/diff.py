"""`filmcli diff`: options and words; drafts are compared in `filmcli.script.revision`, shots planned in `filmcli.make.remake`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from filmcli.commands import manuscript, options
from filmcli.commands.manuscript import Manuscript
from filmcli.core import files
from filmcli.core.console import Output
from filmcli.core.errors import UsageError
from filmcli.core.production import find

if TYPE_CHECKING:
    from filmcli.make.remake import Remake
    from filmcli.script.revision import SceneChange

EPILOG = (
    "With -d, also says which shots and lines of that production the new draft makes stale, without writing anything; with -d and one "
    "draft, that draft is compared with the production's own screenplay. Exits 0 whether or not the drafts differ. "
    "Reads: two drafts, and the production of -d. Writes: stdout, and the file of -o.  Example: filmcli diff draft1.fountain draft2.fountain"
)


def command(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The draft before; with -d and no NEW, the new draft.")],
    new: Annotated[str | None, typer.Argument(metavar="NEW", help="The draft after; `-` is stdin.", show_default=False)] = None,
    dir: Annotated[
        Path | None, typer.Option("-d", "--dir", help="A production: say which of its shots must be made again.", show_default=False)
    ] = None,
    quality: options.Quality = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="Also write the revision pages, those of the new draft that differ, with asterisks: x.pdf; or the JSON: x.json.",
            show_default=False,
        ),
    ] = None,
    revision: Annotated[str, typer.Option("--revision", help="PDF: the name on pages with changes.")] = "Blue",
    json: manuscript.Json = False,
) -> None:
    from filmcli.script.revision import compare

    output = Output.claim()
    if new is None and dir is None:
        raise UsageError("only one draft given", hint=f"filmcli diff {old} NEW, or filmcli diff {old} -d PRODUCTION")
    if to is not None and to.suffix.lower() not in (".pdf", ".json"):
        raise UsageError(f"{to}: expected .pdf or .json", hint=f"-o {to.with_suffix('.pdf')}")
    before = manuscript.read("diff", old if new else None, folder=dir)
    after = manuscript.read("diff", new or old)
    found = compare(before.screenplay, after.screenplay)
    remake = _remake(find(dir), before, after, quality) if dir else None
    data = found.to_dict(after.screenplay) | ({"production": remake.to_dict()} if remake else {})
    if to is not None:
        files.write(to, _pdf(after, found.marks, revision) if to.suffix.lower() == ".pdf" else _json(data))
    if json:
        return output.write(_json(data))
    output.write("".join(f"{line}\n" for line in (*_lines(found.scenes), *(_shots(remake) if remake else ()))))


def _pdf(draft: Manuscript, marks: frozenset[int], name: str) -> str | bytes:
    from filmcli.formats import exchange
    from filmcli.formats.revision import Revision

    return exchange.write(draft.screenplay, "pdf", page=exchange.Page(revision=Revision(marks, name, alone=True)))


def _json(data: dict) -> str:
    import json as format

    return format.dumps(data, ensure_ascii=False) + "\n"


def _lines(scenes: tuple[SceneChange, ...]) -> Iterator[str]:
    for scene in scenes:
        if scene.kind == "same":
            continue
        ids = scene.new_id if scene.new_id == scene.old_id else f"{scene.old_id or 'new'} → {scene.new_id or 'cut'}"
        more = [f"{len(scene.speeches)} {_plural('speech', len(scene.speeches))}"] * bool(scene.speeches)
        more += [f"{scene.actions} {_plural('action', scene.actions)}"] * bool(scene.actions)
        yield f"{scene.kind}: {scene.heading} ({ids}, line {scene.new_line or scene.old_line}){': ' + ', '.join(more) if more else ''}"
        for speech in scene.speeches:
            if speech.old and speech.new:
                yield f"  {speech.name}, line {speech.new_line}: “{speech.old}” → “{speech.new}”"
            else:
                yield f"  {speech.name}, line {speech.new_line or speech.old_line}: {'added' if speech.new else 'cut'} “{speech.new or speech.old}”"
    counts = Counter(scene.kind for scene in scenes)
    yield "scenes: " + (", ".join(f"{count} {kind}" for kind, count in counts.items()) or "none")


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}es" if word.endswith("ch") else f"{word}s"


def _remake(folder: Path, before: Manuscript, after: Manuscript, quality: str | None) -> Remake:
    from filmcli.make import remake

    return remake.compare(folder, before.text, after.text, quality=quality)


def _shots(remake: Remake) -> Iterator[str]:
    """Yield a line for each shot, line of dialogue and character to make; documents and the film itself follow from them."""
    for title, rows in (("make again", remake.again), ("make", remake.new)):
        shown = [row for row in rows if row.phase not in ("document", "sound", "film")]
        for id in dict.fromkeys(row.id for row in shown):
            phases = [row for row in shown if row.id == id]
            yield f"{title}: {id} {', '.join(row.phase for row in phases)}: {phases[0].reason}"
    if remake.gone:
        yield f"no longer in the film: {', '.join(remake.gone)}"
    for name in remake.edited:
        yield f"{name}: edited by hand, and kept: it does not follow the draft"
    again, new = ({row.id for row in rows if "_SH" in row.id} for rows in (remake.again, remake.new))
    yield f"shots: {len(again)} to make again, {len(new - again)} new, {len(remake.gone)} gone"
