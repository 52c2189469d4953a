"""The screenplay, written: a plan's lines are filled and chosen by the writer, checked, and set as Fountain.

Knows nothing of how the writer works: it gives openings and grammars, and takes the candidates that sound best and pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from filmcli.core import presets, seeds
from filmcli.formats import fountain
from filmcli.script import choosing, planning, prompts, wording

FILLED = 2  # skeletons the writer fills for one line,
CANDIDATES = 6  # times this many candidates: 12 rows a batch; with 16, five scripts took 37 to 59 s of one core each


class Writer(Protocol):
    """What a writing runner does (see `filmcli.runners.decoding`)."""

    def write(self, requests: list) -> list[list]: ...

    def score(self, pairs: list[tuple[str, str]]) -> list: ...


@dataclass
class Tally:
    """How the words came about: by the writer, in all, and how often nothing the writer wrote would do."""

    words: int = 0
    own: int = 0
    filled: int = 0
    chosen: int = 0
    fallbacks: int = 0
    elements: list[tuple[str, str]] = field(default_factory=list)

    def share(self) -> float:
        return self.own / max(1, self.words)


def write(logline: str | None, *, genre: str, seed: int, writer: Writer, report: Callable[[str], Any], scenes: int | None = None) -> str:
    """Return a screenplay as Fountain text: same logline, genre, seed and writer, same bytes."""
    plan = planning.make(logline, genre=genre, seed=seed, scenes=scenes)
    report(f"{plan.title}: {plan.logline}")
    text, tally = compose(plan, seed=seed, writer=writer, report=report)
    report(
        f"{tally.words} words, {tally.share():.0%} the model's own; {tally.filled} lines filled, {tally.chosen} chosen, "
        f"{tally.fallbacks} fallbacks"
    )
    return text


def compose(
    plan: planning.Plan,
    *,
    seed: int,
    writer: Writer,
    report: Callable[[str], Any],
    only: int | None = None,
    known: Sequence[str] = (),
) -> tuple[str, Tally]:
    """Write a plan; return the Fountain text and the tally.

    `only`: just the scene of this index, without a title page; `known` are the lines of a script that stands already.
    """
    tally = Tally()
    critic = choosing.Critic(presets.load("writing", "common"), [p.name for p in plan.people.values()])
    for line in known:
        critic.remember(line)
    pen = _Pen(plan, seed, writer, critic, tally)
    for index, scene in enumerate(plan.scenes):
        if only not in (None, index):
            continue
        tally.elements.append(("scene_heading", scene.heading))
        said: list[str] = []
        for number, line in enumerate(scene.lines):
            text = pen.line(scene, line, said, item=f"{index}/{number}")
            critic.remember(text)
            tally.words += len(text.split())
            if line.speaker is None:
                tally.elements.append(("action", text))
                said.append(text)
            else:
                name = plan.people[line.speaker].name
                tally.elements += [("character", name.upper()), ("dialogue", text)]
                said.append(f"{name}: {text}")
            report(f"SQ{(index + 1) * 10:03d} {said[-1]}")
    return fountain.compose(title_page(plan, seed) if only is None else [], tally.elements), tally


def title_page(plan: planning.Plan, seed: int) -> list[tuple[str, str]]:
    """Return the title page of a plan as keys and values."""
    return [
        ("Title", plan.title),
        ("Credit", "written by"),
        ("Author", "filmcli"),
        ("Genre", plan.genre.replace("_", " ")),
        ("Seed", str(seed)),
        ("Logline", plan.logline),
    ]


class _Pen:
    """Writes one line at a time with the writer."""

    def __init__(self, plan: planning.Plan, seed: int, writer: Writer, critic: choosing.Critic, tally: Tally) -> None:
        self.plan, self.seed, self.writer, self.critic, self.tally = plan, seed, writer, critic, tally

    def line(self, scene: planning.Scene, line: planning.Line, said: list[str], *, item: str) -> str:
        open_ones = [option for option in line.options if not wording.plain(option)][:FILLED]
        if open_ones:
            written = self._fill(scene, line, open_ones, said, item)
            if written:
                return written
            self.tally.fallbacks += 1
        finished = [wording.finished(option) for option in line.options]
        fresh = [option for option in finished if not self.critic.knows(option)] or finished
        return self._choose(line, fresh, said) if len(fresh) > 1 else fresh[0]

    def _choose(self, line: planning.Line, options: list[str], said: list[str]) -> str:
        """Let the writer choose: the line that the talk before makes most likelier than it is by itself."""
        cue = f"{self.plan.people[line.speaker].name}:" if line.speaker else ""
        context = "\n".join([*said[-3:], cue])
        scores = self.writer.score([(context, " " + option) for option in options] + [(cue, " " + option) for option in options])
        count = len(options)
        gain = [(scores[k].logprob - scores[k + count].logprob) / scores[k].tokens for k in range(count)]
        best = max(range(count), key=lambda k: (round(gain[k], 3), -k))
        self.tally.chosen += 1
        return options[best]

    def _fill(self, scene: planning.Scene, line: planning.Line, options: list[str], said: list[str], item: str) -> str | None:
        from filmcli.runners.decoding import Request

        system, user = prompts.of_scene(self.plan, scene)
        head = "\n".join(said) + ("\n" if said else "")
        cue = f"{self.plan.people[line.speaker].name}: " if line.speaker else ""
        requests, parts = [], []
        for number, option in enumerate(options):
            before, regex, tail = wording.blank(option)  # type: ignore[misc]
            opening = (head + cue + before).rstrip()
            requests.append(
                Request(
                    system=system,
                    user=user,
                    opening=opening,
                    regex=regex,
                    n=CANDIDATES,
                    max_tokens=16,
                    temperature=1.0,
                    seed=seeds.derive(self.seed, "script/fill", f"{item}/{number}"),
                )
            )
            parts.append((before, tail))
        drafts = []
        for (before, tail), candidates in zip(parts, self.writer.write(requests), strict=True):
            drafts += [self.critic.judge(before, tail, c.text, c.logprob, c.tokens, c.done) for c in candidates]
        drafts = choosing.shortlist(drafts)
        if not drafts:
            return None
        alone = self.writer.score([(cue + draft.before, draft.text) for draft in drafts])
        best = choosing.best(drafts, [score.logprob for score in alone])
        self.tally.filled += 1
        self.tally.own += len(re.findall(r"\w+", best.own))
        return best.whole
