"""The check of a screenplay: every rule of `filmcli.script.rules` asked, what they find in the order of the page.

Knows nothing of streams and exit codes; it returns findings, and spells them for people, for JSON and for SARIF.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from filmcli.core.errors import UsageError
from filmcli.formats.fountain import Screenplay, scenes
from filmcli.script.company import Company, Person
from filmcli.script.rules import Rule, Severity, Subject, continuity, form, prose

RULES: tuple[Rule, ...] = (*form.RULES, *continuity.RULES, *prose.RULES)
GRAMMAR = Rule(
    "film-grammar", "error", "A shot of the production breaks a rule of film grammar (filmcli.render.checks).", lambda subject: ()
)
_SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


@dataclass(frozen=True)
class Finding:
    """What a rule found, at a line and column of a file."""

    file: str
    line: int
    column: int
    severity: Severity
    rule: str
    text: str
    grammar: tuple[tuple[str, str | float], ...] = ()  # of a finding in the shots: shot, rule, number, expected, remedy

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity} {self.rule}: {self.text}"

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "severity": self.severity,
            "rule": self.rule,
            "text": self.text,
            **({"grammar": dict(self.grammar)} if self.grammar else {}),
        }


def check(screenplay: Screenplay, people: Sequence[Person], *, file: str, rules: Sequence[Rule] = RULES) -> list[Finding]:
    """Return what the rules find in a screenplay, in the order of its lines. `people` tells whose cue is whose."""
    subject = Subject(screenplay, scenes(screenplay), Company(people))
    found = {Finding(file, line, column, rule.severity, rule.id, text) for rule in rules for line, column, text in rule.find(subject)}
    return sorted(found, key=lambda finding: (finding.line, finding.column, finding.rule))


def chosen(select: Sequence[str], ignore: Sequence[str]) -> tuple[Rule, ...]:
    """Return the rules in `select` (all, when it is empty) without those in `ignore`. Raises UsageError for an unknown id."""
    known = [rule.id for rule in (*RULES, GRAMMAR)]
    for name in (*select, *ignore):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            raise UsageError(f"no rule {name!r}", hint=f"did you mean {near[0]}?" if near else "filmcli check --rules lists them")
    return tuple(rule for rule in (*RULES, GRAMMAR) if (not select or rule.id in select) and rule.id not in ignore)


def sarif(findings: Sequence[Finding], *, version: str) -> dict[str, Any]:
    """Return a SARIF 2.1.0 log of one run, as code hosts and editors read it."""
    order = [rule.id for rule in (*RULES, GRAMMAR)]
    rules = [
        {"id": rule.id, "shortDescription": {"text": rule.about}, "defaultConfiguration": {"level": rule.severity}}
        for rule in (*RULES, GRAMMAR)
    ]
    results = [
        {
            "ruleId": finding.rule,
            "ruleIndex": order.index(finding.rule),
            "level": finding.severity,
            "message": {"text": finding.text},
            **({"properties": dict(finding.grammar)} if finding.grammar else {}),
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(finding.file)},
                        "region": {"startLine": finding.line, "startColumn": finding.column},
                    }
                }
            ],
        }
        for finding in findings
    ]
    driver = {"name": "filmcli", "semanticVersion": version, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}


def junit(findings: Sequence[Finding]) -> str:
    """Return a JUnit XML report: one test case a rule, with a failure for every error it found; warnings and notes are its output."""
    from xml.etree import ElementTree as xml

    rules = (*RULES, GRAMMAR)
    of_rule = {rule.id: [finding for finding in findings if finding.rule == rule.id] for rule in rules}
    failed = {name: [finding for finding in found if finding.severity == "error"] for name, found in of_rule.items()}
    suite = xml.Element(
        "testsuite", name="filmcli check", tests=str(len(rules)), failures=str(sum(bool(found) for found in failed.values()))
    )
    for rule in rules:
        case = xml.SubElement(suite, "testcase", classname="filmcli.check", name=rule.id)
        if failed[rule.id]:
            failure = xml.SubElement(case, "failure", message=f"{len(failed[rule.id])} found: {rule.about}")
            failure.text = "\n".join(str(finding) for finding in failed[rule.id])
        if milder := [str(finding) for finding in of_rule[rule.id] if finding.severity != "error"]:
            xml.SubElement(case, "system-out").text = "\n".join(milder)
    root = xml.Element("testsuites")
    root.append(suite)
    xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + xml.tostring(root, encoding="unicode") + "\n"
