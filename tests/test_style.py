"""Corpora and style: what a folder of scripts is like, and a tiny language model tuned on one, cut off and taken up again."""

import json
from pathlib import Path

import pytest

from filmcli import runners
from filmcli.core.errors import CannotRunError, InputError, UsageError
from filmcli.runners import adapter
from filmcli.script import corpus, course, ngram, novelty, samples, survey
from filmcli.script.corpus import Line, Passage, Work
from filmcli.script.style import Style, burstiness, words

SCRIPTS = Path(__file__).parent / "scripts"
TALK = ["The rain stays all night.", "Then we wait for the light.", "Who keeps the light?", "Nobody keeps it. It stays."]


def play(number, author, *, scenes=4, split=None):
    """A play of two people who say the same few things, as a line of a plays.jsonl."""
    elements = [["stage", "A door. Rain."]]
    elements += [
        ["speech", [who], who.upper()[:3], f"{TALK[(at + number) % 4]} (He waits.) {TALK[at % 3]}"]
        for at, who in enumerate(["vera", "max"] * 12)
    ]
    names = [{"id": "vera", "name": "Vera"}, {"id": "max", "name": "Max Stone"}]
    row = {"id": f"p{number}", "title": f"Play {number}", "author": author, "characters": names, "pd_life70": True}
    row["scenes"] = [{"act": f"ACT {scene // 2}", "scene": scene, "elements": elements} for scene in range(scenes)]
    return row | ({"split": split} if split else {})


@pytest.fixture
def plays(tmp_path):
    folder = tmp_path / "plays"
    folder.mkdir()
    rows = [play(number, f"Author {number % 5}") for number in range(10)]
    (folder / "plays.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def tiny_model(folder, *, width=32):
    """Save a random Llama with a byte-level tokenizer."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    vocabulary = {token: index for index, token in enumerate(["<eos>", *sorted(pre_tokenizers.ByteLevel.alphabet())])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<eos>").save_pretrained(folder)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(vocabulary),
        hidden_size=width,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        bos_token_id=0,
        eos_token_id=0,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return tiny_model(tmp_path_factory.mktemp("model"))


def learner(model):
    return runners.open("transformers", "write", model=str(model), device="cpu", dtype="float32", threads=1).learner()


# ---- reading


def test_a_corpus_reads_every_format_and_says_what_it_left_out(tmp_path, run):
    folder = tmp_path / "mine"
    (folder / "old").mkdir(parents=True)
    script = (SCRIPTS / "short.fountain").read_text()
    (folder / "a.fountain").write_text(script)
    assert run("export", folder / "a.fountain", "-o", folder / "old" / "b.fdx").code == 0
    (folder / "c.fdx").write_text("<FinalDraft>")
    (folder / "notes.txt").write_text("not a script")
    (folder / ".d.fountain").write_text(script)
    found = corpus.read([folder])
    assert [Path(work.name).name for work in found.works] == ["a.fountain", "b.fdx"]
    assert found.works[0].passages == found.works[1].passages
    assert len(found.failed) == 1 and "c.fdx" in found.failed[0]


def test_an_empty_folder_says_what_it_looked_for(tmp_path):
    with pytest.raises(InputError) as error:
        corpus.read([tmp_path])
    assert "no script in it" in str(error.value) and ".fountain" in error.value.hint


def test_a_play_gives_full_names_counts_asides_and_knows_its_acts(plays):
    work = corpus.read([plays]).works[0]
    first, second = work.passages[0].speeches[:2]
    assert (first.speaker, second.speaker) == ("Vera", "Max Stone")
    assert first.asides == 1 and "waits" not in first.text
    assert [passage.act for passage in work.passages] == [0, 0, 1, 1]


def test_only_clean_plays_are_learnt_from(tmp_path):
    rows = [play(0, "A"), play(1, "B") | {"dated_language_hits": 3}, play(2, "C") | {"pd_life70": False}]
    path = tmp_path / "plays.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert len(corpus.read([path]).works) == 3
    assert [work.title for work in corpus.read([path], clean=True).works] == ["Play 0"]


def test_a_line_that_is_no_play_is_named(tmp_path):
    path = tmp_path / "plays.jsonl"
    path.write_text(json.dumps(play(0, "A")) + '\n{"title": "no scenes"}\n')
    with pytest.raises(InputError) as error:
        corpus.read([path])
    assert f"{path}:2: expected a play" in str(error.value)


# ---- style


def work(*scenes, title="One", author=""):
    return Work(title, title, author, tuple(Passage(tuple(Line(*line) for line in scene)) for scene in scenes))


def test_style_counts_what_a_reader_would():
    told = work(
        [("", "A door opens slowly."), ("Vera", "Who is there?"), ("Max", "It's me. Nobody else."), ("Vera", "Go!")],
        [("Max", "She is gone."), ("Ilse", "Yes.")],
    )
    style = Style.of([told])
    assert (style.works, style.scenes, style.words) == (1, 2, 16)
    assert style.speech_words.middle == 3 and style.sentence_words.high == 3
    assert style.dialogue_to_action == 3.0 and style.action_words.middle == 4
    assert style.questions == style.exclamations == 0.2
    assert style.alternation == 1.0 and style.moves["NEWCOMER"] == 1.0


def test_words_of_one_text_come_in_bursts_or_evenly():
    even = ["rain" if at % 10 == 0 else "the" for at in range(100)]
    burst = ["rain"] * 9 + ["the"] * 90 + ["rain"]
    assert burstiness([even]) == -1.0 and burstiness([burst]) > 0.4


def test_chinese_is_counted_by_the_character():
    assert words("这么晚了, late don’t") == ["这", "么", "晚", "了", "late", "don't"]


def test_novelty_finds_the_longest_run_two_scripts_share():
    one, two = (
        ["the", "rain", "stays", "all", "night", "and", "then", "it", "goes"],
        ["we", "say", "the", "rain", "stays", "all", "night", "here"],
    )
    first, second, third = novelty.among([one, two, ["quite", "another"]])
    assert first.copied == second.copied == ("the", "rain", "stays", "all", "night")
    assert (first.source, second.source, third.source) == (1, 0, -1) and third.shares == (1.0, 1.0, 1.0)
    assert novelty.longest_copy(one, [["night", "and"], two]) == first.copied


def test_stats_surveys_a_corpus(run, plays, tmp_path):
    done = run("stats", "--corpus", plays, SCRIPTS, "--html", tmp_path / "page.html")
    assert done.code == 0 and "words a cue" in done.stdout and "somebody new joins them" in done.stdout
    assert "<svg" in (tmp_path / "page.html").read_text() and "http" not in (tmp_path / "page.html").read_text()
    data = run("stats", "--corpus", plays, "--json").json
    assert data["format"] == "filmcli/survey@1" and len(data["scripts"]) == 10
    assert data["style"]["works"] == 10 and data["scripts"][0]["novelty"]["with"]


def test_stats_of_a_corpus_with_a_broken_file_goes_on_and_exits_7(run, plays):
    (plays / "broken.fdx").write_text("<FinalDraft>")
    done = run("stats", "--corpus", plays, "--json")
    assert done.code == 7 and "left out:" in done.stderr and len(done.json["scripts"]) == 10


def test_a_survey_of_one_script_stands(tmp_path):
    assert survey.page(survey.of([work([("Vera", "No.")])])).startswith("<!doctype html>")


# ---- samples and the baseline


def test_no_author_is_both_learnt_from_and_held_out(plays):
    parts, reason = samples.split(corpus.read([plays]).works, seed=3)
    authors = [{work.author for work in parts[part]} for part in samples.PARTS]
    assert reason == "by author" and all(authors) and not authors[0] & authors[1] and not authors[0] & authors[2]


def test_one_script_is_parted_by_scene():
    long = work(*[[("Vera", f"Line {at}."), ("Max", "Yes.")] for at in range(20)])
    parts, reason = samples.split([long], seed=0)
    assert [sum(len(w.passages) for w in parts[part]) for part in samples.PARTS] == [16, 2, 2] and "too few" in reason


def test_a_stretch_has_the_form_the_writer_uses(plays):
    found = samples.stretches(corpus.read([plays]).works[:1])
    assert found[0].text.startswith("Vera: ") and "\nMax Stone: " in found[0].text
    assert "People: Vera; Max Stone." in found[0].user and not found[1].user
    assert all(len(one.text.split()) < 2 * samples.STRETCH for one in found)


def test_the_trigram_is_a_distribution():
    model = ngram.Trigram([[1, 2, 3, 1, 2, 4], [2, 2]], size=6)
    for context in ([], [1], [1, 2], [5, 5]):
        assert sum(model.probability(context, token) for token in range(6)) == pytest.approx(1)
    assert model.probability([1, 2], 3) > model.probability([1, 2], 5) > 0


# ---- tuning

QUICK = course.Settings(rank=4, steps=12, batch=2, rate=2e-2, longest=256, every=4, held=4)


def test_a_tuned_model_likes_its_corpus_better_and_says_so(plays, model, tmp_path):
    told = []
    found = course.run(corpus.read([plays]).works, learner(model), tmp_path / "mine", base="tiny", seed=1, settings=QUICK, tell=told.append)
    assert found.after["test"] < found.before["test"] - 0.1 and found.better > 0.9
    assert any("tokens/s" in line for line in told) and any("left" in line for line in told)
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == ["adapter_config.json", "adapter_model.safetensors", "style.json"]


def test_a_course_cut_off_and_taken_up_gives_the_same_bytes(plays, model, tmp_path):
    works = corpus.read([plays]).works
    whole = course.run(works, learner(model), tmp_path / "whole", base="tiny", seed=1, settings=QUICK)

    class PowerCut(Exception):
        pass

    def pull(line):
        if line.startswith("step 8"):
            raise PowerCut

    with pytest.raises(PowerCut):
        course.run(works, learner(model), tmp_path / "cut", base="tiny", seed=1, settings=QUICK, tell=pull)
    with pytest.raises(UsageError) as error:
        course.run(works, learner(model), tmp_path / "cut", base="tiny", seed=1, settings=QUICK)
    assert "--resume" in error.value.hint
    told = []
    cut = course.run(works, learner(model), tmp_path / "cut", base="tiny", seed=1, settings=QUICK, resume=True, tell=told.append)
    assert "going on from step 4 of 12" in told
    assert (cut.curve, cut.before, cut.after) == (whole.curve, whole.before, whole.after)
    assert (tmp_path / "cut" / adapter.WEIGHTS).read_bytes() == (tmp_path / "whole" / adapter.WEIGHTS).read_bytes()


def test_the_same_course_again_does_nothing_and_another_needs_force(plays, model, tmp_path):
    works, folder, told = corpus.read([plays]).works, tmp_path / "mine", []
    course.run(works, learner(model), folder, base="tiny", seed=1, settings=QUICK)
    before = (folder / adapter.WEIGHTS).stat().st_mtime_ns
    course.run(works, learner(model), folder, base="tiny", seed=1, settings=QUICK, tell=told.append)
    assert "nothing to do" in told[0] and (folder / adapter.WEIGHTS).stat().st_mtime_ns == before
    with pytest.raises(UsageError) as error:
        course.run(works, learner(model), folder, base="tiny", seed=2, settings=QUICK)
    assert "--force" in error.value.hint


def test_nothing_on_the_way_is_a_pickle(plays, model, tmp_path):
    seen = set()

    def look(line):
        seen.update(path.suffix for path in tmp_path.joinpath("mine").rglob("*") if path.is_file())

    course.run(corpus.read([plays]).works, learner(model), tmp_path / "mine", base="tiny", seed=1, settings=QUICK, tell=look)
    assert seen == {".safetensors", ".json"}


def test_train_style_makes_an_adapter_that_the_writer_takes(run, plays, model, tmp_path):
    from filmcli.runners.decoding import Request

    folder = tmp_path / "mine"
    done = run("train", "style", plays, "-o", folder, "--model", model, "--steps", "8", "--json")
    assert done.code == 0, done.stderr
    assert done.json["steps"] == 8 and done.json["parted"] == "by author"
    assert "Held-out" in run("train", "style", plays, "-o", folder, "--model", model, "--steps", "8").stdout
    assert "Learnt from: Play" in (folder / "model_card.md").read_text()
    plain, tuned = (runners.open("transformers", "write", model=str(model), device="cpu", adapter=path) for path in (None, str(folder)))
    pair = [("Vera:", " The rain stays all night.")]
    assert tuned.score(pair)[0].logprob > plain.score(pair)[0].logprob
    asked = Request(user="Rain.", opening="Vera: The", regex=r"( [a-z]+){2,3}\.", n=2, max_tokens=40, seed=5)
    assert all(candidate.tokens for candidate in tuned.write([asked])[0])


def test_an_adapter_of_another_model_is_refused(plays, model, tmp_path):
    folder = tmp_path / "mine"
    course.run(corpus.read([plays]).works, learner(model), folder, base="tiny", seed=1, settings=QUICK)
    other = tiny_model(tmp_path / "other", width=64)
    with pytest.raises(CannotRunError) as error:
        runners.open("transformers", "write", model=str(other), adapter=str(folder))
    assert "does not fit" in str(error.value) and "tiny" in error.value.hint
    with pytest.raises(InputError):
        runners.open("transformers", "write", model=str(other), adapter=str(tmp_path / "nowhere"))


def test_a_script_with_no_adapter_where_one_was_named_says_how_to_make_one(run, tmp_path):
    done = run("script", "A tired detective", "--adapter", tmp_path / "nowhere", "-d", tmp_path / "film")
    assert done.code == 3 and "filmcli train style CORPUS" in done.stderr


def test_train_style_without_enough_to_learn_from_says_so(run, model, tmp_path):
    done = run("train", "style", SCRIPTS / "short.fountain", "-o", tmp_path / "mine", "--model", model)
    assert done.code == 3 and "too little dialogue" in done.stderr
    assert run("train", "style").code == 2
