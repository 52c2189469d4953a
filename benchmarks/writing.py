"""W: twenty scripts (ten genres × two seeds) by the embedded writer, beside the same model asked plainly for a screenplay.

`python benchmarks/writing.py --plays ../shared/data/plays/plays.jsonl [--folder DIR]`: the scripts are kept in DIR and not written again.
"""

import argparse
import json
import re
import statistics
import time
from collections import Counter
from pathlib import Path

from measure import publish

from filmcli import runners
from filmcli.core import presets
from filmcli.formats import fountain
from filmcli.script import planning, wording, writing

SEEDS = (1, 2)
TOKENS = 520  # of a plain script: as many as a filmcli script of five scenes has
PLAIN = "Write a short screenplay of five scenes in Fountain format. Genre: {genre}. Logline: {logline} Begin with the first scene heading."
WINDOW = 1000  # words
LONGEST = 15  # words of an n-gram looked for in the corpus


def main() -> None:
    """Write what is missing, measure both sides, print and keep the row."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--plays", type=Path, required=True, help="plays.jsonl, the corpus that nothing may be copied from")
    options.add_argument("--folder", type=Path, default=Path("writing-scripts"), help="where the scripts are kept")
    chosen = options.parse_args()
    cases = [(genre, seed) for genre in presets.names("genres") for seed in SEEDS]
    seconds = written(chosen.folder, cases)
    asked(chosen.folder, cases)
    sides = {
        side: {case: (chosen.folder / f"{side}_{case[0]}_{case[1]}.fountain").read_text(encoding="utf-8") for case in cases}
        for side in ("filmcli", "plain")
    }
    figures: dict[str, object] = {"scripts": len(cases)}
    if seconds:
        figures["cpu s a script"] = round(statistics.mean(seconds), 1)
    for side, scripts in sides.items():
        figures |= {f"{side}: {name}": value for name, value in measured(scripts).items()}
        figures[f"{side}: longest n-gram of the plays"] = copied(list(scripts.values()), chosen.plays)
    figures["filmcli: scenes whose turn is there"] = round(
        statistics.mean(turned(text, *case) for case, text in sides["filmcli"].items()), 3
    )
    figures["filmcli: distinct-2 in 1,000 words of one script"] = round(statistics.mean(map(longer, presets.names("genres"))), 3)
    met = (
        figures["filmcli: valid Fountain"] == 1.0
        and figures["filmcli: distinct-2 in 1,000 words of one script"] >= 0.88  # type: ignore[operator]
        and figures["filmcli: repeated lines"] == figures["filmcli: cues of nobody"] == 0
        and figures["filmcli: introduced"] == 1.0
        and 5 <= figures["filmcli: words a cue"] <= 13  # type: ignore[operator]
        and figures["filmcli: longest n-gram of the plays"] <= 8  # type: ignore[operator]
    )
    target = "valid 100 %, distinct-2 >= .88, repeated 0, cues outside 0, introduced 100 %, 5-13 words a cue, n-gram <= 8"
    publish("W", "twenty scripts, embedded writer beside the plain prompt", figures, target=target, met=met)


def written(folder: Path, cases: list[tuple[str, int]]) -> list[float]:
    """Write the scripts that are not there yet; return the CPU seconds of each that was written."""
    folder.mkdir(parents=True, exist_ok=True)
    writer, seconds = None, []
    for genre, seed in cases:
        path = folder / f"filmcli_{genre}_{seed}.fountain"
        if path.exists():
            continue
        writer = writer or runners.open("smollm2", "write")
        start = time.process_time()
        path.write_text(writing.write(None, genre=genre, seed=seed, writer=writer, report=lambda line: None), encoding="utf-8")
        seconds.append(time.process_time() - start)
        print(path.name, f"{seconds[-1]:.1f} s", flush=True)
    return seconds


def asked(folder: Path, cases: list[tuple[str, int]]) -> None:
    """Let the same model write from a plain prompt, same loglines and seeds, ten scripts a batch."""
    import torch

    missing = [case for case in cases if not (folder / f"plain_{case[0]}_{case[1]}.fountain").exists()]
    for at in range(0, len(missing), 10):
        batch = missing[at : at + 10]
        decoder = runners.open("smollm2", "write")._decoder
        tokenizer = decoder.tokenizer
        tokenizer.padding_side, tokenizer.pad_token = "left", tokenizer.pad_token or tokenizer.eos_token
        prompts = []
        for genre, seed in batch:
            logline = planning.make(None, genre=genre, seed=seed, scenes=1).logline
            said = [{"role": "user", "content": PLAIN.format(genre=genre.replace("_", " "), logline=logline)}]
            prompts.append(tokenizer.apply_chat_template(said, tokenize=False, add_generation_prompt=True))
        inputs = tokenizer(prompts, return_tensors="pt", padding=True)
        torch.manual_seed(batch[0][1])
        with torch.inference_mode():
            out = decoder.model.generate(
                **inputs, do_sample=True, temperature=0.8, top_p=0.95, max_new_tokens=TOKENS, pad_token_id=tokenizer.pad_token_id
            )
        for (genre, seed), row in zip(batch, out, strict=True):
            text = tokenizer.decode(row[inputs["input_ids"].shape[1] :], skip_special_tokens=True)
            (folder / f"plain_{genre}_{seed}.fountain").write_text(text.strip() + "\n", encoding="utf-8")
        print("plain", len(batch), flush=True)


def measured(scripts: dict) -> dict[str, object]:
    """Return the figures of one side."""
    each = [_script(text) for text in scripts.values()]
    pooled = [word for text in scripts.values() for word in _words(_body(text))]
    windows = [pooled[at : at + WINDOW] for at in range(0, len(pooled) - WINDOW + 1, WINDOW)] or [pooled]
    cues = sum(one["cues"] for one in each)
    known = sum(one["introduced"] for one in each)
    dialogue, action = (sum(one[key] for one in each) for key in ("dialogue", "action"))
    return {
        "valid Fountain": round(statistics.mean(one["valid"] for one in each), 3),
        "distinct-2 in 1,000 words of two scripts": round(min(statistics.mean(map(_distinct, windows)), 1.0), 3),
        "distinct-2 within a script": round(statistics.mean(one["distinct"] for one in each), 3),
        "repeated lines": sum(one["repeated"] for one in each),
        "cues of nobody": sum(one["nobody"] for one in each),
        "introduced": round(known / max(1, sum(one["people"] for one in each)), 3),
        "dialogue : action": round(dialogue / max(1, action), 2),
        "words a cue": round(dialogue / max(1, cues), 1),
        "words a script": round(statistics.mean(one["words"] for one in each)),
        "scenes a script": round(statistics.mean(one["scenes"] for one in each), 1),
    }


def _script(text: str) -> dict:
    screenplay = fountain.parse(text)
    elements = [e for scene in fountain.scenes(screenplay) for e in scene.elements]
    lines = [" ".join(_words(e.text)) for e in elements if e.type in {"action", "dialogue"}]
    counts = Counter(line for line in lines if len(line.split()) > 3)
    seen, met, nobody, cues = "", {}, 0, 0
    for element in elements:
        if element.type == "action":
            seen += element.text + "\n"
        elif element.type == "character":
            name = fountain.cue_name(element.text)
            cues += 1
            met.setdefault(name, re.search(rf"\b{re.escape(name)}\b", seen) is not None)
            nobody += name.lower() not in seen.lower()
    dialogue = sum(len(_words(e.text)) for e in elements if e.type == "dialogue")
    scenes = len(list(fountain.scenes(screenplay)))
    headed = any(e.type == "scene_heading" for e in screenplay.elements)
    return {
        "valid": headed
        and scenes > 1
        and cues > 0
        and dialogue > 0
        and fountain.write(screenplay) == text
        and not re.search(r"[{}\[\]*#]", _body(text)),
        "distinct": _distinct(_words(_body(text))),
        "repeated": sum(count - 1 for count in counts.values()),
        "nobody": nobody,
        "people": len(met),
        "introduced": sum(met.values()),
        "cues": cues,
        "dialogue": dialogue,
        "action": sum(len(_words(e.text)) for e in elements if e.type == "action"),
        "words": len(_words(_body(text))),
        "scenes": scenes,
    }


def turned(text: str, genre: str, seed: int) -> float:
    """Return the share of scenes in whose text the planned turn stands: half of the content words of one of its lines, or of the turn told."""
    plan = planning.make(None, genre=genre, seed=seed)
    small = {*presets.load("writing", "common")["dangling"], *presets.load("writing", "common")["small"]}
    found = []
    for scene, planned in zip(fountain.scenes(fountain.parse(text)), plan.scenes, strict=True):
        there = {word[:5] for element in scene.elements for word in _words(element.text)}
        options = [wording.BLANK.sub("", option) for line in planned.lines if line.turn for option in line.options]
        shares = [len(told & there) / len(told) for option in options if (told := {w[:5] for w in _words(option) if w not in small})]
        found.append(max(shares, default=0.0) >= 0.5)
    return statistics.mean(found)


def longer(genre: str) -> float:
    """Return distinct-2 of the first thousand words of a script of eleven scenes, its blanks with our own endings."""
    plan = planning.make(None, genre=genre, seed=SEEDS[0], scenes=11)
    lines = [wording.finished(line.options[0]) for scene in plan.scenes for line in scene.lines]
    return _distinct(_words(" ".join([*(scene.heading for scene in plan.scenes), *lines]))[:WINDOW])


def copied(texts: list[str], plays: Path) -> int:
    """Return the length in words of the longest n-gram that a script shares with the corpus."""
    wanted = {
        n: {tuple(words[at : at + n]) for text in texts for words in [_words(_body(text))] for at in range(len(words) - n + 1)}
        for n in range(4, LONGEST)
    }
    longest = 3
    for line in plays.read_text(encoding="utf-8").splitlines():
        words = _words(" ".join(element[-1] for scene in json.loads(line)["scenes"] for element in scene["elements"]))
        for n in range(longest + 1, LONGEST):
            if not any(tuple(words[at : at + n]) in wanted[n] for at in range(len(words) - n + 1)):
                break
            longest = n
    return longest


def _body(text: str) -> str:
    return text.partition("\n\n")[2] if text.startswith("Title:") else text


def _distinct(words: list[str]) -> float:
    pairs = list(zip(words, words[1:], strict=False))
    return len(set(pairs)) / max(1, len(pairs))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+(?:['’][a-z]+)?", text.lower())


if __name__ == "__main__":
    main()
