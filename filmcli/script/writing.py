"""The screenplay, written: a plan's lines are filled and chosen by the writer, checked, and set as Fountain.

Knows nothing of how the writer works: it gives openings and grammars, and takes the candidates that sound best and pass.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from filmcli.core import presets, seeds
from filmcli.core.errors import CannotRunError
from filmcli.formats import fountain
from filmcli.script import bodies, choosing, planning, polishing, prompts, wording
from filmcli.script.signals import Weighed

FILLED = 2  # skeletons the writer fills for one line,
CANDIDATES = 8  # times this many candidates
SCENES = 4  # versions of a whole scene


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
    blanks: tuple[tuple[str, str, str], ...] = ()  # (words before, regex, words after)
    ready: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What could have stood in a place of the script, each with its signals, and what was taken."""

    scene: int
    speaker: str | None
    before: str
    weighed: tuple[Weighed, ...]
    taken: str


def write(logline: str | None, *, genre: str, seed: int, writer: Writer, report: Callable[[str], Any], scenes: int | None = None) -> str:
    """Return a screenplay as Fountain text: same logline, genre, seed and writer, same bytes."""
    plan = planning.make(logline, genre=genre, seed=seed, scenes=scenes)
    report(f"{plan.title}: {plan.logline}")
    text, tally = compose(plan, seed=seed, writer=writer, report=report)
    told(tally, writer, report=report)
    return text


def told(tally: Tally, writer: Writer, *, report: Callable[[str], Any]) -> None:
    """Say how a script came about, and what its writer spent."""
    report(
        f"{tally.words} words, {tally.share():.0%} the model's own; {tally.filled} lines filled, {tally.chosen} chosen, "
        f"{len(tally.changes)} revised, {tally.fallbacks} fallbacks"
    )
    if spent := getattr(writer, "spent", None):
        report(spent())


def compose(plan: planning.Plan, *, seed: int, writer: Writer, report: Callable[[str], Any]) -> tuple[str, Tally]:
    """Write a plan; return the Fountain text and the tally."""
    script, tally = lines(plan, seed=seed, writer=writer, report=report)
    for scene, written in zip(plan.scenes, script, strict=True):
        tally.words += sum(len(line.text.split()) for line in written)
        tally.own += sum(line.own for line in written)
        tally.elements += elements(scene, written)
    return fountain.compose(title_page(plan, seed), tally.elements), tally


def elements(scene: planning.Scene, written: Sequence[Written]) -> list[tuple[str, str]]:
    """Return a scene as elements, (type, text): its slug line, and each line as action, or as a cue and what is said."""
    found = [("scene_heading", scene.heading)]
    for line in written:
        found += [("character", line.speaker.upper()), ("dialogue", line.text)] if line.speaker else [("action", line.text)]
    return found


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


def lines(
    plan: planning.Plan,
    *,
    seed: int,
    writer: Writer,
    report: Callable[[str], Any],
    only: Collection[int] | None = None,
    known: Sequence[tuple[str | None, str]] = (),
) -> tuple[list[list[Written]], Tally]:
    """Write the lines of a plan's scenes; return them scene by scene, and the tally.

    `only`: the numbers of the scenes to write, from 0; the others stay empty. `known`: (speaker, text) of what stands already.
    """
    mode, reason = getattr(writer, "mode", ("lines", "the runner does not say"))
    report(f"writing {'whole scenes' if mode == 'scenes' else 'line by line'}: {reason}")
    if about := getattr(writer, "about", ""):
        report(about)
    wanted = [index for index in range(len(plan.scenes)) if only is None or index in only]
    pen = Pen(plan, seed, writer, report)
    for speaker, text in known:
        pen.critic.remember(text, speaker if speaker in pen.people else None)
    if mode == "scenes":
        wanted = pen.scenes(wanted)
    pen.by_line(wanted)
    polishing.polish(pen)
    return pen.script, pen.tally


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
                speaker = self.plan.people[line.speaker].name if line.speaker else None
                fresh.append(Written(index, speaker, "", 0, tuple(filter(None, map(wording.blank, blanks))), ready))
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
            for number, (before, regex, tail) in enumerate(place.blanks):
                chance = seeds.derive(self.seed, f"script/{item}", f"{place.scene}/{len(said[at])}/{number}")
                settings = {"n": CANDIDATES, "max_tokens": 40 if not before else 16, "temperature": 1.0, "seed": chance}
                requests.append(Request(system=system, user=user, opening=(head + before).rstrip(), regex=regex, **settings))
                meant.append((at, before, tail))
        found: list[list[choosing.Draft | None]] = [[] for _ in places]
        for (at, before, tail), candidates in zip(meant, self.writer.write(requests) if requests else [], strict=True):
            found[at] += [self.critic.judge(before, tail, c.text, c.logprob, c.tokens, c.done) for c in candidates]
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
            if self.scores and (len(options) > 1 or place.text):
                cue = f"{place.speaker}:" if place.speaker else ""
                scene = self.plan.scenes[place.scene]
                context = "\n".join([f"{self.plan.logline} {prompts.beat(scene)}", *before[-3:], cue])
                pairs += [(context, f" {draft.whole}") for draft in options] + [(cue, f" {draft.whole}") for draft in options]
        scores = iter(self.writer.score(pairs) if pairs else [])
        result = []
        for place, options in zip(places, drafts, strict=True):
            means = None
            if self.scores and (len(options) > 1 or place.text):
                both = [(score.logprob / max(1, score.tokens)) for score in (next(scores) for _ in range(2 * len(options)))]
                means = list(zip(both[: len(options)], both[len(options) :], strict=True))
            beat = prompts.beat(self.plan.scenes[place.scene])
            if place.text:  # it stands already: weighed against all the others
                self.critic.remember(place.text, place.speaker, times=-1)
            result.append(self.critic.weigh(options, means, beat=beat, speaker=place.speaker))
            if place.text:
                self.critic.remember(place.text, place.speaker)
        return result

    def _take(self, line: Written, weighed: list[Weighed]) -> None:
        """Let the best of the lines stand: of those that an earlier choice of this batch has not taken, if there are any."""
        fresh = [option for option in weighed if not self.critic.knows(option.text)] or weighed
        best = self.critic.best(fresh)
        line.text, line.own = best.text, best.own
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

    def change(self, line: Written, better: Weighed) -> None:
        """Let a better line stand in a line's place."""
        self.critic.remember(line.text, line.speaker, times=-1)
        self.report(f"SQ{(line.scene + 1) * 10:03d} {line.text} -> {better.text}")
        self.tally.changes.append((line.text, better.text))
        line.text, line.own = better.text, better.own
        self.critic.remember(line.text, line.speaker)

    def scenes(self, wanted: Sequence[int]) -> list[int]:
        """Write whole scenes, all in one batch: first each as prose, then its body. Return those that must be written by line."""
        from filmcli.runners.decoding import Request

        plan, never, requests = self.plan, bodies.never(), []
        bodied = {index: bodies.slots(plan, plan.scenes[index]) for index in wanted}
        told = dict(zip(wanted, self._prose(wanted, never), strict=True))
        for index in wanted:
            system, user = prompts.of_body(plan, plan.scenes[index], told[index])
            seed = seeds.derive(self.seed, "script/body", str(index))
            body = bodied[index]
            forms = {"regex": bodies.grammar(body), "lark": bodies.lark(body, never, plan.prop)}
            words = {"system": system, "user": user, "n": SCENES, "seed": seed, **forms}
            requests.append(Request(**words, max_tokens=60 * len(bodied[index]), temperature=0.8))
        left = []
        for index, candidates in zip(wanted, self.writer.write(requests), strict=True):
            versions = [(c, bodies.read(c.text, bodied[index])) for c in candidates if c.done]
            best = max(
                ((self._worth(index, c, texts, bodied[index]), texts) for c, texts in versions if texts is not None),
                default=None,
                key=lambda pair: pair[0],
            )
            if best is None:
                self.report(f"SQ{(index + 1) * 10:03d} no version of the whole scene would do; it is written line by line")
                self.tally.fallbacks += 1
                left.append(index)
                continue
            for slot, text in zip(bodied[index], best[1], strict=True):
                own = 0 if slot.fixed else len(text.split())
                self.add(Written(index, slot.speaker, text, own, () if slot.fixed else (("", slot.regex, ""),)))
        return left

    def _prose(self, wanted: Sequence[int], never: tuple[str, ...]) -> list[str]:
        """Return each scene told in a few sentences: the plan's own, else the writer's that is nearest to its beat."""
        from filmcli.runners.decoding import Request
        from filmcli.script.signals import beats

        scenes = [self.plan.scenes[index] for index in wanted]
        requests = []
        for index, scene in zip(wanted, scenes, strict=True):
            system, user = prompts.of_prose(self.plan, scene)
            seed = seeds.derive(self.seed, "script/prose", str(index))
            forms = {"regex": bodies.PROSE, "lark": bodies.prose_lark(never)}
            requests.append(Request(system=system, user=user, n=SCENES, max_tokens=120, seed=seed, **forms))
        told = []
        for scene, candidates in zip(scenes, self.writer.write(requests), strict=True):
            texts = [scene.told] if scene.told else [c.text for c in candidates if c.done] or [prompts.beat(scene)]
            near = beats(self.critic.embedder, prompts.beat(scene), texts)
            told.append(texts[max(range(len(texts)), key=lambda at: (near[at], -at))])
        return told

    def _worth(self, index: int, candidate: Any, texts: Sequence[str], body: Sequence[bodies.Slot]) -> float:
        """Return the mean value of the lines of a version."""
        mean = candidate.logprob / max(1, candidate.tokens)
        beat = prompts.beat(self.plan.scenes[index])
        values = []
        for slot, text in zip(body, texts, strict=True):
            (line,) = self.critic.weigh([choosing.Draft(text)], [(mean, mean)], beat=beat, speaker=slot.speaker)
            values.append(line.value(self.critic.weights) - (2.0 if self.critic.knows(text) else 0.0))
        return round(sum(values) / len(values), 4)


def _embedder(report: Callable[[str], Any]) -> Any:
    """Return the embedded sentence embedder, or None, said in one line, where its package is not installed."""
    from functools import cache

    from filmcli import runners

    global _open
    _open = _open or cache(lambda: runners.open("wordllama", "embed"))
    try:
        return _open()
    except CannotRunError as error:
        report(f"lines are not compared with their beat: {error}")
        return None


_open: Any = None
