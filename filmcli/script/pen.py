"""The pen: writes the lines of a plan one by one, from what the writer offers and the critic prefers; keeps the script so far.

Knows nothing of how the writer works, and nothing of Fountain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from filmcli.core import presets, seeds
from filmcli.core.errors import CannotRunError
from filmcli.script import choosing, clauses, planning, prompts, wording
from filmcli.script.signals import Weighed

FILLED = 2  # skeletons the writer fills for one line,
CANDIDATES = 8  # times this many candidates


class Writer(Protocol):
    """What a writing runner does (see `filmcli.runners.decoding`). `mode`: ("lines" or "scenes", why); `scores`: whether it can score."""

    mode: tuple[str, str]
    scores: bool

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
    changes: list[tuple[str, str]] = field(default_factory=list)  # by the revision: was, is
    decisions: list[Decision] = field(default_factory=list)

    def share(self) -> float:
        return self.own / max(1, self.words)


@dataclass
class Written:
    """A line of the script: its scene, who says it (None: action), and the ways in which it may be written anew."""

    scene: int
    speaker: str | None
    text: str
    own: int
    blanks: tuple[tuple[str, str, str, float], ...] = ()  # words before, regex, words after, nats a token it must have
    ready: tuple[str, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """What could have stood in a place of the script, each with its signals, and what was taken."""

    scene: int
    speaker: str | None
    before: str
    weighed: tuple[Weighed, ...]
    taken: str


class Pen:
    """Writes a plan with a writer; keeps the script so far, the critic and the tally."""

    def __init__(self, plan: planning.Plan, seed: int, writer: Writer, report: Callable[[str], Any]) -> None:
        self.plan, self.seed, self.writer, self.report = plan, seed, writer, report
        self.tally = Tally()
        self.script: list[list[Written]] = [[] for _ in plan.scenes]
        self.people = {person.name: person.manner for person in plan.people.values()}
        self.preset = presets.load("writing", "signals")
        self.critic = choosing.Critic(presets.load("writing", "common"), self.people, self.preset, embedder=_embedder(report))
        self.scores = getattr(writer, "scores", True)

    def by_line(self, wanted: Sequence[int]) -> None:
        """Write scenes line by line, the lines of the same number of all scenes in one batch."""
        for number in range(max((len(self.plan.scenes[index].lines) for index in wanted), default=0)):
            places = [index for index in wanted if number < len(self.plan.scenes[index].lines)]
            fresh = []
            for index in places:
                line = self.plan.scenes[index].lines[number]
                blanks = [option for option in line.options if not wording.plain(option)][:FILLED]
                ready = tuple(dict.fromkeys(wording.finished(option) for option in line.options))
                if line.speaker is None:  # as drawn: the signals liked the same one of two in five scripts of six
                    ready = ready[:1]
                speaker = self.plan.people[line.speaker].name if line.speaker else None
                given = [
                    *((wording.blank(blank), choosing.FLOOR) for blank in blanks),
                    *((clauses.longer(b), clauses.floor()) for b in blanks[:1]),
                ]
                fresh.append(Written(index, speaker, "", 0, tuple((*blank, floor) for blank, floor in given if blank), ready))
            drafts = self.drafts(fresh, [self.said(index) for index in places], item=f"fill/{number}", ready=True)
            for line, weighed in zip(fresh, self.weighed(fresh, drafts, [self.said(index) for index in places]), strict=True):
                self._take(line, weighed)

    def said(self, scene: int, upto: int | None = None) -> list[str]:
        """Return the scene so far as the writer reads it."""
        return [f"{line.speaker}: {line.text}" if line.speaker else line.text for line in self.script[scene][:upto]]

    def drafts(self, places: Sequence[Written], said: Sequence[list[str]], *, item: str, ready: bool) -> list[list[choosing.Draft]]:
        """Return what may stand in each place: what the writer makes of its blanks, and, with `ready`, the finished lines."""
        from filmcli.runners.decoding import Request

        requests, meant = [], []
        for at, place in enumerate(places):
            system, user = prompts.of_scene(self.plan, self.plan.scenes[place.scene])
            head = "".join(f"{line}\n" for line in said[at]) + (f"{place.speaker}: " if place.speaker else "")
            for number, (before, regex, tail, floor) in enumerate(place.blanks):
                chance = seeds.derive(self.seed, f"script/{item}", f"{place.scene}/{len(said[at])}/{number}")
                settings = {"n": CANDIDATES, "max_tokens": 40 if not before else 16, "temperature": 0.8, "seed": chance}
                requests.append(Request(system=system, user=user, opening=(head + before).rstrip(), regex=regex, **settings))
                meant.append((at, before, tail, floor))
        found: list[list[choosing.Draft | None]] = [[] for _ in places]
        for (at, before, tail, floor), candidates in zip(meant, self.writer.write(requests) if requests else [], strict=True):
            found[at] += [self.critic.judge(before, tail, c.text, c.logprob, c.tokens, c.done, floor=floor) for c in candidates]
        chosen = []
        for place, options in zip(places, found, strict=True):
            kept = self.critic.shortlist(options)
            self.tally.fallbacks += ready and bool(place.blanks) and not kept
            lines = [text for text in place.ready if not self.critic.knows(text)] or list(place.ready[:1])
            chosen.append(kept + [choosing.Draft(text) for text in (lines[:1] if kept else lines)] if ready or not kept else kept)
        return chosen

    def weighed(self, places: Sequence[Written], drafts: Sequence[list[choosing.Draft]], said: Sequence[list[str]]) -> list[list[Weighed]]:
        """Return the drafts of each place with their signals."""
        pairs: list[tuple[str, str]] = []
        for place, options, before in zip(places, drafts, said, strict=True):
            if self.scores and options and (len(options) > 1 or place.text):
                cue = f"{place.speaker}:" if place.speaker else ""
                scene = self.plan.scenes[place.scene]
                context = "\n".join([f"{self.plan.logline} {prompts.beat(scene)}", *before[-3:], cue])
                pairs += [(context, f" {draft.whole}") for draft in options] + [(cue, f" {draft.whole}") for draft in options]
        scores = iter(self.writer.score(pairs) if pairs else [])
        result = []
        for place, options in zip(places, drafts, strict=True):
            means = None
            if self.scores and options and (len(options) > 1 or place.text):
                both = [(score.logprob / max(1, score.tokens)) for score in (next(scores) for _ in range(2 * len(options)))]
                means = list(zip(both[: len(options)], both[len(options) :], strict=True))
            beat = prompts.beat(self.plan.scenes[place.scene])
            result.append(self.critic.weigh(options, means, beat=beat, speaker=place.speaker))
        return result

    def _take(self, line: Written, weighed: list[Weighed]) -> None:
        """Let the best of the lines stand: of those that an earlier choice of this batch has not taken, if there are any."""
        fresh = [option for option in weighed if not self.critic.knows(option.text)] or weighed
        best = self.critic.best(fresh)
        line.text, line.own, line.signals = best.text, best.own, best.signals
        if len(fresh) > 1:
            self.tally.chosen += 1
            before = (self.said(line.scene) or [""])[-1]
            self.tally.decisions.append(Decision(line.scene, line.speaker, before, tuple(fresh), best.text))
        self.tally.filled += bool(best.own)
        self.add(line)

    def add(self, line: Written) -> None:
        """Let a line stand in the script."""
        self.critic.remember(line.text, line.speaker)
        self.script[line.scene].append(line)
        self.report(f"SQ{(line.scene + 1) * 10:03d} {self.said(line.scene)[-1]}")

    def standing(self, line: Written) -> Weighed:
        """Return a line as it stands, weighed against all the others of the script."""
        self.critic.remember(line.text, line.speaker, times=-1)
        anew = {"repetition": self.critic.memory.repetition(line.text)}
        if line.speaker:
            anew["voice"] = self.critic.voices.nearness(line.speaker, line.text)
        self.critic.remember(line.text, line.speaker)
        return Weighed(line.text, line.own, {**line.signals, **anew})

    def change(self, line: Written, better: Weighed) -> None:
        """Let a better line stand in a line's place."""
        self.critic.remember(line.text, line.speaker, times=-1)
        self.report(f"SQ{(line.scene + 1) * 10:03d} {line.text} -> {better.text}")
        self.tally.changes.append((line.text, better.text))
        line.text, line.own, line.signals = better.text, better.own, better.signals
        self.critic.remember(line.text, line.speaker)


def _embedder(report: Callable[[str], Any]) -> Any:
    """Return the embedded sentence embedder, or None, said in one line, where its package is not installed."""
    try:
        return _opened()
    except CannotRunError as error:
        report(f"lines are not compared with their beat: {error}")
        return None


@cache
def _opened() -> Any:
    from filmcli import runners

    return runners.open("wordllama", "embed")
