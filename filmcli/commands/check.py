"""`filmcli check`: options, and how findings are printed; the rules are in `filmcli.script.rules`."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from filmcli.commands import manuscript, options
from filmcli.core.console import Console, Output
from filmcli.core.errors import Exit, UsageError
from filmcli.core.production import CAST, SHOTS, find

if TYPE_CHECKING:
    from filmcli.formats.screenplay import Screenplay
    from filmcli.script.lint import Finding

EPILOG = (
    "Exits 3 when there is an error (with --strict, a warning too), else 0. Without SCRIPT, the production's shots, planned and rendered, are checked for film grammar as well. "
    "Reads: the screenplay (and shots.yaml, cast.yaml, the records and voices of the production). Writes: stdout, one `file:line:column: severity rule: words` a line.  "
    "Example: filmcli check script.fountain --ignore repeated-line"
)


def command(
    source: manuscript.Script = None,
    select: Annotated[list[str] | None, typer.Option("--select", help="Only this rule; repeatable.", show_default=False)] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", help="Not this rule; repeatable.", show_default=False)] = None,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules, each with its severity and one sentence, and stop.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 3 for warnings too.")] = False,
    json: manuscript.Json = False,
    junit: Annotated[bool, typer.Option("--junit", help="Print a JUnit XML report on stdout, for CI servers: one case a rule.")] = False,
    sarif: Annotated[bool, typer.Option("--sarif", help="Print one SARIF 2.1.0 log on stdout, for code hosts and editors.")] = False,
    dir: options.Dir = None,
    quiet: options.Quiet = False,
) -> None:
    from filmcli.script import lint

    output, console = Output.claim(), Console(quiet=quiet)
    if json + sarif + junit > 1:
        raise UsageError("--json, --sarif and --junit all want stdout", hint="leave all but one out")
    wanted = lint.chosen(select or (), ignore or ())
    if rules:
        return output.write("".join(f"{rule.id} ({rule.severity}): {rule.about}\n" for rule in (*lint.RULES, lint.GRAMMAR)))
    script = manuscript.read("check", source, folder=dir)
    findings = lint.check(script.screenplay, script.people, file=script.name, rules=wanted)
    if source is None and lint.GRAMMAR in wanted:
        findings += _grammar(find(dir), script.screenplay)
    counts = Counter(finding.severity for finding in findings)
    form = "sarif" if sarif else "junit" if junit else "json" if json else "lines"
    _print(output, script.name, findings, counts, form=form)
    if not quiet:
        console.line(
            f"{script.name}: {_count(counts['error'], 'error')}, {_count(counts['warning'], 'warning')}, {_count(counts['note'], 'note')}"
        )
    if counts["error"] or (strict and counts["warning"]):
        raise typer.Exit(Exit.INPUT)


def _grammar(folder: Path, screenplay: Screenplay) -> list[Finding]:
    """Return what breaks film grammar in the shots of a production, at the line of `shots.yaml` where the shot begins."""
    from filmcli.core import documents
    from filmcli.formats.cast import Cast
    from filmcli.formats.fountain import scenes
    from filmcli.formats.shots import ShotList
    from filmcli.make import hearing
    from filmcli.render import assets, checks, contradictions, evidence, liberties
    from filmcli.script import lint

    if not (folder / SHOTS).exists() or not (folder / CAST).exists():
        return []
    name = os.path.relpath(folder / SHOTS)
    shots, cast = (
        documents.load(folder / SHOTS, ShotList, name=name),
        documents.load(folder / CAST, Cast, name=os.path.relpath(folder / CAST)),
    )
    text = (folder / SHOTS).read_text(encoding="utf-8")

    def found(where: str, severity: str, words: str, *fields: tuple[str, str | float]) -> Finding:
        return lint.Finding(name, contradictions.line_of(where, text), 1, severity, lint.GRAMMAR.id, f"{where}: {words}", fields)

    told = scenes(screenplay)
    faults = [*contradictions.namesakes(cast), *contradictions.faults(shots, cast, told, own=assets.names(folder, "motions"))]
    if faults:  # of what cannot be, no rule can be asked
        return [found(one.where, "error", f"{one.words}; {one.hint}") for one in faults]
    loose = [*liberties.taken(shots, own=assets.names(folder, "props")), *liberties.unworn(cast, [scene.id for scene in told])]
    notes = [found(one.scene, "note", one.words) for one in loose]
    records = evidence.read(folder, [shot.id for shot in shots.shots])
    old = evidence.outdated(records, shots.shots)
    notes += [found(shot, "note", "its picture was taken before the list was changed, and is not checked: filmcli make") for shot in old]
    broken = checks.check(
        shots,
        cast,
        records={shot: record for shot, record in records.items() if shot not in old},
        times=hearing.times(folder, shots, told),
        speeches={scene.id: [speech.id for speech in scene.speeches] for scene in told},
    )
    return notes + [
        found(
            one.shot,
            one.severity,
            f"{one.rule}: {one.number:g}, expected {one.expected}; {one.remedy}",
            *((field, getattr(one, field)) for field in ("shot", "rule", "number", "expected", "remedy")),
        )
        for one in broken
    ]


def _print(output: Output, name: str, findings: list[Finding], counts: Counter[str], *, form: str) -> None:
    import json

    from filmcli import __version__
    from filmcli.script import lint

    if form == "sarif":
        output.write(json.dumps(lint.sarif(findings, version=__version__), ensure_ascii=False) + "\n")
    elif form == "junit":
        output.write(lint.junit(findings))
    elif form == "json":
        totals = {severity: counts[severity] for severity in ("error", "warning", "note")}
        data = {"format": "filmcli/check@1", "file": name, "count": totals, "findings": [finding.to_dict() for finding in findings]}
        output.write(json.dumps(data, ensure_ascii=False) + "\n")
    else:
        output.write("".join(f"{finding}\n" for finding in findings))


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
