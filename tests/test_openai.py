"""The served writer: a tiny real model behind a server on localhost that speaks OpenAI's chat completions."""

import re

import pytest
from served import serving

from filmcli import runners
from filmcli.core.errors import CannotRunError, ModelError
from filmcli.runners.decoding import Request

LINE = r" (the|my) (rain|door|night)\."


@pytest.fixture(scope="module")
def behind(tiny_writer):
    return runners.open("transformers", "write", model=str(tiny_writer), device="cpu", threads=1)


def served(url, **options):
    return runners.open("openai", "write", **({"model": "tiny", "base_url": url, "wait": 0.0} | options))


def request(**changes):
    return Request(**({"system": "Be brief.", "user": "Rain.", "opening": "VERA: I know", "regex": LINE, "n": 3, "seed": 5} | changes))


@pytest.mark.parametrize("owner, constraint", [("vllm", "regex"), ("llamacpp", "schema"), ("library", "schema")])
def test_a_server_holds_the_answer_to_the_grammar_in_its_own_way(behind, owner, constraint):
    with serving(behind, owner=owner) as (url, asked):
        writer = served(url)
        (candidates,) = writer.write([request()])
    assert writer.constraint == constraint and owner in writer.about.lower()
    assert len(candidates) == 3 and all(c.done and re.fullmatch(LINE, c.text) and c.logprob < 0 for c in candidates)
    assert [message["role"] for message in asked[0]["messages"]] == ["system", "user"] and "VERA: I know" in asked[0]["messages"][1][
        "content"
    ]


def test_an_answer_of_the_wrong_form_is_asked_for_again(behind):
    with serving(behind, stumbles=2) as (url, asked):
        (candidates,) = served(url).write([request(n=2)])
    assert len(asked) == 2 and all(candidate.done for candidate in candidates)
    assert asked[0]["seed"] != asked[1]["seed"]


def test_what_never_comes_in_the_form_is_not_done(behind):
    with serving(behind, owner="someone", heeds=False) as (url, asked):
        (candidates,) = served(url, tries=2).write([request(n=2)])
    assert len(candidates) == 2 and not any(candidate.done for candidate in candidates)
    assert LINE.strip() in asked[0]["messages"][1]["content"], "a server that holds nothing to a form is told it in words"


def test_a_busy_server_is_asked_again_and_a_dead_one_is_named(behind):
    with serving(behind, failing=2) as (url, asked):
        served(url).write([request(n=1)])
        assert len(asked) == 1
    with pytest.raises(CannotRunError, match="does not answer"):
        served(url, retries=1)


def test_the_key_comes_from_the_environment(behind, monkeypatch):
    with serving(behind, refuses="secret-7") as (url, _):
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        with pytest.raises(CannotRunError, match="refuses the key"):
            served(url).write([request(n=1)])
        monkeypatch.setenv("OPENAI_API_KEY", "secret-7")
        assert served(url).write([request(n=1)])[0][0].done


def test_tokens_and_cost_are_counted(behind):
    with serving(behind) as (url, _):
        writer = served(url, price=(1.0, 2.0))
        writer.write([request(n=1), request(n=1, seed=6)])
    assert re.fullmatch(r"2 calls, \d+ tokens in, 20 out, 0\.0001 dollars", writer.spent())


def test_a_served_model_is_given_scenes_and_scores_nothing(behind):
    with serving(behind) as (url, _):
        writer = served(url)
        assert writer.mode == ("scenes", "a served model, its size not known") and not writer.scores
        with pytest.raises(ModelError):
            writer.score([("a", "b")])


def test_without_a_server_or_the_model_the_hint_says_what_to_do(behind, monkeypatch):
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(CannotRunError) as error:
        runners.open("openai", "write", model="tiny")
    assert error.value.hint.startswith("export OPENAI_BASE_URL=")
    with serving(behind) as (url, _), pytest.raises(CannotRunError) as error:
        served(url, model="other")
    assert error.value.hint == "it has: tiny"


def test_offline_reaches_this_machine_only(behind, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with serving(behind) as (url, _):
        assert served(url)
    with pytest.raises(CannotRunError, match="offline"):
        served("http://elsewhere.invalid/v1")
