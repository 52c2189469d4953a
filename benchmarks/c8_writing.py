"""C8: sixteen scenes of a plan written under their grammars, against `generate` prompt by prompt without one; SmolLM2, one thread.

Knows nothing of what the scenes are worth. Both sides run in one process, in turn, and are timed in seconds of its one thread: the machine
is shared, and a neighbour's work is no part of theirs.
"""

from __future__ import annotations

import re
import statistics
import time

from measure import publish

SCENES, ROUNDS = 16, 2
LENGTH, ALONE = 48, 3  # tokens a scene, and scenes a round, that the plain side writes: its rate does not depend on how many


def main() -> None:
    from filmcli import runners

    decoder = runners.open("smollm2", "write")._decoder
    requests, free = _requests()
    decoder.write([requests[0].model_copy(update={"max_tokens": 4})])
    rates: dict[str, list[float]] = {"ours": [], "generate": [], "overhead": []}
    valid = written = tokens = passes = 0
    for turn in range(ROUNDS):
        decoder._kept.clear()
        before = decoder.passes, decoder.forced
        spent, start = _clocked(), time.process_time()
        results = decoder.write(requests)
        whole, grammars = time.process_time() - start, spent()
        tokens, passes, forced = sum(c.tokens for row in results for c in row), decoder.passes - before[0], decoder.forced - before[1]
        rates["ours"].append(tokens / whole)
        rates["overhead"].append(grammars / (whole - grammars))
        rates["generate"].append(_plain(decoder, free[turn * ALONE :][:ALONE]))
        for row, request in zip(results, requests, strict=True):
            valid += all(c.done and re.fullmatch(request.regex or "", c.text) is not None for c in row)
            written += 1
    ours, base, overhead = (statistics.median(rates[name]) for name in ("ours", "generate", "overhead"))
    figures = {
        "faster": ours / base,
        "ours tok/s": ours,
        "generate tok/s": base,
        "constraint overhead": overhead,
        "valid": valid / written,
        "tokens": tokens,
        "of them forced": forced,
        "passes": passes,
    }
    met = ours >= 3 * base and overhead <= 0.1 and valid == written
    target = ">= 3 x generate, overhead <= 10 %, 100 % valid"
    publish("C8", f"{SCENES} scenes under grammars, SmolLM2-135M, one thread, its CPU time", figures, target=target, met=met)


def _requests() -> tuple[list, list]:
    """Return what each side is asked: the same prompts, with and without the grammar."""
    from filmcli.runners.decoding import Request
    from filmcli.script import bodies, planning, prompts

    plan = planning.make(None, genre="noir", seed=1, scenes=SCENES)
    bound, free = [], []
    for index, scene in enumerate(plan.scenes):
        system, user = prompts.of_body(plan, scene, prompts.beat(scene))
        body = bodies.slots(plan, scene)
        forms = {"regex": bodies.grammar(body), "lark": bodies.lark(body, bodies.never(), plan.prop)}
        bound.append(Request(system=system, user=user, n=1, seed=index, max_tokens=600, **forms))
        free.append(Request(system=system, user=user, n=1, seed=index, max_tokens=LENGTH))
    return bound, free


def _plain(decoder, requests) -> float:
    """Return tokens a second of `generate`, one prompt after another."""
    import torch

    settings = {"do_sample": True, "temperature": 0.9, "top_k": 48, "max_new_tokens": LENGTH, "min_new_tokens": LENGTH}
    tokens, start = 0, time.process_time()
    with torch.inference_mode():
        for request in requests:
            ids = torch.tensor([decoder._prompt(request)])
            out = decoder.model.generate(ids, attention_mask=torch.ones_like(ids), pad_token_id=decoder.guide.eos, **settings)
            tokens += out.shape[1] - ids.shape[1]
    return tokens / (time.process_time() - start)


def _clocked():
    """Time the work of the grammars from now on; return a function that ends it and gives the seconds."""
    from filmcli.runners.sampling import Branches

    seconds = [0.0]
    kept = {name: getattr(Branches, name) for name in ("_grammar", "_forced", "_allowed")}

    def timed(work):
        def run(*args):
            start = time.process_time()
            result = work(*args)
            seconds[0] += time.process_time() - start
            return result

        return run

    def end() -> float:
        for name, work in kept.items():
            setattr(Branches, name, work)
        return seconds[0]

    for name, work in kept.items():
        setattr(Branches, name, timed(work))
    return end


if __name__ == "__main__":
    main()
