"""`filmcli stats`: options and tables; the counting is in `filmcli.script.statistics`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from filmcli.commands import manuscript, options, table
from filmcli.commands.table import Table
from filmcli.core import files
from filmcli.core.console import Console, Output
from filmcli.core.errors import Exit, UsageError

if TYPE_CHECKING:
    from filmcli.script.statistics import Statistics

EPILOG = (
    "Reads: one or more screenplays. Writes: tables (or JSON) to stdout, and the page of --html.  "
    "Example: filmcli stats script.fountain --html stats.html; filmcli stats --corpus scripts/"
)
MOST = 12  # rows of a table that goes on and on; --json has them all


def command(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SCRIPT",
            help="Screenplays, or `-` for stdin. Several are compared. Default: the production's own. With --corpus: folders too.",
            show_default=False,
        ),
    ] = None,
    corpus: Annotated[
        bool,
        typer.Option(
            "--corpus",
            help="Survey folders of scripts (.fountain, .fdx, .pdf, .json, plays as .jsonl): structure, rhythm, vocabulary, novelty.",
        ),
    ] = False,
    json: manuscript.Json = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="Also write one self-contained HTML page with plots here.", show_default=False)
    ] = None,
    paper: Annotated[str, typer.Option("--paper", help="Whose pages are counted: letter (55 lines) or a4 (57).")] = "letter",
    dir: options.Dir = None,
    quiet: options.Quiet = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colour.")] = False,
) -> int | None:
    if corpus:
        return _survey(sources, json=json, html=html, quiet=quiet, color=not no_color)
    from filmcli.script import statistics

    output = Output.claim()
    scripts = [manuscript.read("stats", source, folder=dir) for source in sources or [None]]
    counted = [statistics.measure(one.screenplay, one.people, file=one.name, paper=paper) for one in scripts]  # type: ignore[arg-type]
    if html:
        from filmcli.script import dossier

        files.write(html, dossier.page(counted))
        if not quiet:
            Console().line(f"{html}: written")
    if json:
        import json as format

        data = [one.to_dict() | {"matrix": statistics.matrix(one)} for one in counted]
        output.write(format.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False) + "\n")
    elif len(counted) > 1:
        table.write(output, [_comparison(counted)], color=not no_color)
    else:
        table.write(output, _tables(counted[0]), color=not no_color)
    return None


def _survey(sources: list[str] | None, *, json: bool, html: Path | None, quiet: bool, color: bool) -> int:
    """Survey a corpus; return 7 when a file of it could not be read."""
    from filmcli.script import corpus, survey

    if not sources:
        raise UsageError("nothing to survey: no folder given", hint="filmcli stats --corpus FOLDER")
    output, console = Output.claim(), Console()
    read = corpus.read(sources)
    for line in read.failed:
        console.line(f"left out: {line}")
    found = survey.of(read.works)
    if html:
        files.write(html, survey.page(found))
        if not quiet:
            console.line(f"{html}: written")
    if json:
        import json as format

        output.write(format.dumps(found.to_dict() | {"failed": read.failed}, ensure_ascii=False) + "\n")
    else:
        tables = [
            Table("Corpus", ("", ""), survey.figures(found.style)),
            Table("Cast moves", ("from scene to scene", "share"), survey.moves(found.style)),
            Table("Scripts", survey.HEAD, list(survey.rows(found))),
        ]
        table.write(output, tables, color=color)
    return int(Exit.SOME if read.failed else Exit.DONE)


def _comparison(counted: list[Statistics]) -> Table:
    from filmcli.script import summary

    rows = [summary.figures(one) for one in counted]
    return Table(
        "",
        ("", *(one.title or one.file for one in counted)),
        [(name, *(row[at][1] for row in rows)) for at, (name, _) in enumerate(rows[0])],
    )


def _tables(one: Statistics) -> Iterator[Table]:
    from filmcli.script import summary
    from filmcli.script.length import clock, eighths

    yield Table(one.title or one.file, ("", ""), summary.figures(one))
    scenes = [
        (
            s.number,
            s.heading or "(no slug line)",
            s.page,
            eighths(s.eighths),
            s.action_words,
            s.dialogue_words,
            clock(s.seconds),
            len(s.speakers),
        )
        for s in one.scenes
    ]
    yield Table("Scenes", ("no.", "slug line", "page", "pages", "action", "dialogue", "time", "speakers"), scenes)
    spoken = max(1, one.dialogue_words)
    roles = [
        (r.name, r.gender or "?", r.speeches, r.words, f"{100 * r.words / spoken:.0f} %", clock(r.seconds), len(r.scenes), r.longest)
        for r in one.roles
    ]
    yield Table("Characters", ("name", "gender", "speeches", "words", "share", "time", "scenes", "longest"), roles)
    yield _pairs(one)
    lengths, count = Counter[str](), Counter(scene.place or "(no place)" for scene in one.scenes)
    for scene in one.scenes:
        lengths[scene.place or "(no place)"] += scene.eighths
    yield Table(
        "Locations", ("place", "scenes", "pages"), [(place, count[place], eighths(size)) for place, size in lengths.most_common(MOST)]
    )
    quotes = [
        (" and ".join(e.women), f"{e.line}–{e.end_line}", f"of a man: {e.about}" if e.about else "not of a man", e.quote)
        for e in one.bechdel.exchanges
    ]
    yield Table("Two women talk", ("who", "lines", "of whom", "begins"), quotes[:MOST])


def _pairs(one: Statistics) -> Table:
    words = {(talk.speaker, talk.to): talk.words for talk in one.talks}
    pairs = Counter[tuple[str, str]]()
    for (speaker, to), count in words.items():
        pairs[min(speaker, to), max(speaker, to)] += count
    rows = [(a, b, words.get((a, b), 0), words.get((b, a), 0)) for (a, b), _ in pairs.most_common(MOST)]
    return Table("Who talks with whom", ("A", "B", "words A to B", "words B to A"), rows)
