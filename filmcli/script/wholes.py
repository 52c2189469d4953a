"""Whole scenes, for a model that can hold one: each told as prose first, then written in one go under its grammar.

Knows nothing of how the writer works. All scenes are asked for in one batch; the critic takes of each the best version.
"""

from __future__ import annotations

from collections.abc import Sequence

from filmcli.core import seeds
from filmcli.script import bodies, choosing, prompts
from filmcli.script.pen import Pen, Written
from filmcli.script.signals import Weighed, beats

SCENES = 4  # versions of a whole scene


def write(pen: Pen, wanted: Sequence[int]) -> list[int]:
    """Write whole scenes, all in one batch: first each as prose, then its body. Return those that must be written by line."""
    from filmcli.runners.decoding import Request

    plan, never, requests = pen.plan, bodies.never(), []
    bodied = {index: bodies.slots(plan, plan.scenes[index]) for index in wanted}
    told = dict(zip(wanted, _prose(pen, wanted, never), strict=True))
    for index in wanted:
        system, user = prompts.of_body(plan, plan.scenes[index], told[index])
        seed = seeds.derive(pen.seed, "script/body", str(index))
        body = bodied[index]
        forms = {"regex": bodies.grammar(body), "lark": bodies.lark(body, never, plan.prop)}
        words = {"system": system, "user": user, "n": SCENES, "seed": seed, **forms}
        requests.append(Request(**words, max_tokens=60 * len(bodied[index]), temperature=0.8))
    left = []
    for index, candidates in zip(wanted, pen.writer.write(requests), strict=True):
        versions = [(c.logprob / c.tokens, bodies.read(c.text, bodied[index])) for c in candidates if c.done]
        worth = [(_worth(pen, index, mean, texts, bodied[index]), texts, mean) for mean, texts in versions if texts is not None]
        best = max(worth, default=None, key=lambda version: version[0])
        if best is None:
            pen.report(f"SQ{(index + 1) * 10:03d} no version of the whole scene would do; it is written line by line")
            pen.tally.fallbacks += 1
            left.append(index)
            continue
        for slot, text in zip(bodied[index], best[1], strict=True):
            line = Written(index, slot.speaker, text, 0 if slot.fixed else len(text.split()))
            if not slot.fixed:
                line.blanks = (("", slot.regex, "", choosing.FLOOR),)
                line.signals = _alone(pen, index, best[2], text, slot.speaker).signals
            pen.add(line)
    return left


def _prose(pen: Pen, wanted: Sequence[int], never: tuple[str, ...]) -> list[str]:
    """Return each scene told in a few sentences: by a person, else the writer's that is nearest to its beat."""
    from filmcli.runners.decoding import Request

    requests = []
    untold = [index for index in wanted if not pen.plan.scenes[index].told]
    for index in untold:
        system, user = prompts.of_prose(pen.plan, pen.plan.scenes[index])
        seed = seeds.derive(pen.seed, "script/prose", str(index))
        forms = {"regex": bodies.PROSE, "lark": bodies.prose_lark(never)}
        requests.append(Request(system=system, user=user, n=SCENES, max_tokens=120, seed=seed, **forms))
    told = {index: pen.plan.scenes[index].told for index in wanted}
    for index, candidates in zip(untold, pen.writer.write(requests) if requests else [], strict=True):
        beat = prompts.beat(pen.plan.scenes[index])
        texts = [c.text for c in candidates if c.done] or [beat]
        near = beats(pen.critic.embedder, beat, texts)
        told[index] = texts[max(range(len(texts)), key=lambda at: (near[at], -at))]
    return [told[index] for index in wanted]


def _worth(pen: Pen, index: int, mean: float, texts: Sequence[str], body: Sequence[bodies.Slot]) -> float:
    """Return the mean value of the writer's lines of a version, and of each that is said already two less."""
    values = []
    for slot, text in zip(body, texts, strict=True):
        if not slot.fixed:
            value = _alone(pen, index, mean, text, slot.speaker).value(pen.critic.weights)
            values.append(value - 2.0 * (pen.critic.knows(text) or texts.count(text) > 1))
    return round(sum(values) / max(1, len(values)), 4)


def _alone(pen: Pen, index: int, mean: float, text: str, speaker: str | None) -> Weighed:
    """Return one line with its signals; its likelihood is the mean of its scene."""
    beat = prompts.beat(pen.plan.scenes[index])
    return pen.critic.weigh([choosing.Draft(text, text)], [(mean, mean)], beat=beat, speaker=speaker)[0]
