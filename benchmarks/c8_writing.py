"""C8: sixteen scenes of a plan written under their grammars, against `generate` prompt by prompt without one; SmolLM2, one thread.

Knows nothing of what the scenes are worth. Both sides run in one process and take turns.
"""

from __future__ import annotations

import re
import statistics
import time

from measure import publish

SCENES, LENGTH, ROUNDS = 16, 48, 3  # LENGTH: tokens a scene that the plain side writes
ALONE = 4  # scenes a round that the plain side writes: its rate does not depend on how many


def main() -> None:
    from filmcli import runners
    from filmcli.runners.decoding import Request
    from filmcli.script import planning, prompts

    writer = runners.open("smollm2", "write")
    decoder = writer._decoder
    plan = planning.make(None, genre="noir", seed=1, scenes=SCENES)
    requests, free = [], []
    for index, scene in enumerate(plan.scenes):
        system, user = prompts.of_scene(plan, scene)
        names = [plan.people[role].name for role in scene.present]
        regex = prompts.grammar(names, speeches=4)
        words = {"system": system, "user": user, "n": 1, "seed": index}
        requests.append(Request(**words, regex=regex, max_tokens=160, never=prompts.never()))
        free.append(Request(**words, max_tokens=LENGTH))
    rates: dict[str, list[float]] = {"ours": [], "generate": [], "constrained step ms": [], "free step ms": []}
    valid = written = forced = 0
    for turn in range(ROUNDS + 1):
        decoder._kept.clear()
        before = decoder.passes, decoder.forced
        start = time.perf_counter()
        results = decoder.write(requests)
        ours = sum(c.tokens for row in results for c in row) / (time.perf_counter() - start)
        forced += decoder.forced - before[1]
        base = _plain(decoder, free[turn * ALONE % SCENES :][:ALONE])
        if turn:
            rates["ours"].append(ours)
            rates["generate"].append(base)
            for row, request in zip(results, requests, strict=True):
                valid += all(c.done and re.fullmatch(request.regex or "", c.text) is not None for c in row)
                written += len(row)
    overhead = _overhead(decoder, requests, free)
    ours, base = statistics.median(rates["ours"]), statistics.median(rates["generate"])
    publish(
        "C8",
        f"{SCENES} scenes under grammars, SmolLM2-135M, one thread",
        {
            "faster": ours / base,
            "ours tok/s": ours,
            "generate tok/s": base,
            "constraint overhead": overhead,
            "valid": valid / written,
            "forced tokens a round": forced / (ROUNDS + 1),
        },
        target=">= 3 x generate, overhead <= 10 %, 100 % valid",
        met=ours >= 3 * base and overhead <= 0.1 and valid == written,
    )


def _plain(decoder, requests) -> float:
    """Return tokens a second of `generate`, one prompt after another."""
    import torch

    tokens, start = 0, time.perf_counter()
    with torch.inference_mode():
        for request in requests:
            ids = torch.tensor([decoder._prompt(request)])
            settings = {"do_sample": True, "temperature": 0.9, "top_k": 48, "pad_token_id": decoder.guide.eos}
            out = decoder.model.generate(
                ids, attention_mask=torch.ones_like(ids), max_new_tokens=LENGTH, min_new_tokens=LENGTH, **settings
            )
            tokens += out.shape[1] - ids.shape[1]
    return tokens / (time.perf_counter() - start)


def _overhead(decoder, requests, free) -> float:
    """Return how much of a run the grammars take: their own time over the rest, summed inside one run."""
    from filmcli.runners.sampling import Branches

    spent = 0.0

    def timed(work):
        def run(*args):
            nonlocal spent
            start = time.perf_counter()
            result = work(*args)
            spent += time.perf_counter() - start
            return result

        return run

    names = ("_grammar", "_forced", "_allowed")
    kept = {name: getattr(Branches, name) for name in names}
    for name in names:
        setattr(Branches, name, timed(kept[name]))
    start = time.perf_counter()
    try:
        decoder.write(requests)
    finally:
        for name in names:
            setattr(Branches, name, kept[name])
    whole = time.perf_counter() - start
    return spent / (whole - spent)


if __name__ == "__main__":
    main()
