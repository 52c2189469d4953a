"""Writes with a model behind an OpenAI-compatible server (vLLM, llama.cpp, Ollama and others), by its chat completions.

Knows nothing of film. The server is `base_url` or OPENAI_BASE_URL, the key OPENAI_API_KEY; there is no server by default.
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from filmcli.core.errors import CannotRunError, ModelError
from filmcli.runners import capability
from filmcli.runners.sampling import Candidate, Request, Score

JOB = "write"
AGAIN = {408, 409, 429, 500, 502, 503, 504}  # what may be gone in a moment
LOCAL = {"localhost", "127.0.0.1", "::1"}
CONTINUE = "The text so far:\n{opening}\n\nGo on exactly where it stops. Answer with nothing but what follows it."
SHAPE = "The answer must match this regular expression as a whole: {regex}"


class Options(BaseModel):
    """Which model, where, and how patiently."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str = Field(description="the model's name on the server")
    base_url: str | None = Field(None, description="the server's address up to and with /v1; by default OPENAI_BASE_URL")
    constraint: Literal["auto", "regex", "schema", "none"] = Field("auto", description="what the server holds an answer to")
    timeout: float = Field(120.0, gt=0, description="seconds an answer may take")
    retries: int = Field(4, ge=0, le=20, description="how often a failed call is made again")
    wait: float = Field(1.0, ge=0, description="seconds before the first call again; doubled each time")
    tries: int = Field(3, ge=1, le=20, description="how often an answer of the wrong form is asked for")
    workers: int = Field(4, ge=1, le=64, description="calls at once")
    price: tuple[float, float] | None = Field(None, description="dollars for a million tokens in and out")


class OpenAI:
    """A served writer. It cannot score texts: choices then rest on the other signals."""

    scores = False

    def __init__(self, options: Options) -> None:
        self.options = options
        base = options.base_url or os.environ.get("OPENAI_BASE_URL", "")
        if not base.startswith(("http://", "https://")):
            raise CannotRunError("no server to write with", hint="export OPENAI_BASE_URL=http://localhost:8000/v1")
        if os.environ.get("HF_HUB_OFFLINE", "0") not in {"", "0"} and urlsplit(base).hostname not in LOCAL:
            raise CannotRunError(f"{urlsplit(base).hostname} is not this machine, and offline was asked for", hint="leave out --offline")
        self._base = base.rstrip("/")
        self._lock = threading.Lock()
        self.calls = self.tokens_in = self.tokens_out = 0
        served = self._call("/models")
        known = {str(model.get("id")): str(model.get("owned_by", "")) for model in served.get("data") or []}
        if known and options.model not in known:
            raise CannotRunError(f"the server has no model {options.model}", hint=f"it has: {', '.join(sorted(known)[:8])}")
        self.constraint, self.constraint_reason = _constraint(options.constraint, known.get(options.model, ""))
        self.mode = capability.of_model(options.model)
        self.about = f"answers are held to their form by {self.constraint} ({self.constraint_reason})"

    def write(self, requests: Sequence[Request]) -> list[list[Candidate]]:
        """Return the candidates of each request, in its order. One that never came in the asked form is not `done`."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(self.options.workers) as pool:
            return list(pool.map(self._candidates, requests))

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Score]:
        """Raise ModelError: chat completions tell no likelihood of a given text."""
        raise ModelError("a served model cannot score texts")

    def spent(self) -> str:
        """Return what was asked and answered, in words."""
        text = f"{self.calls} calls, {self.tokens_in:,} tokens in, {self.tokens_out:,} out"
        if self.options.price:
            dollars = (self.tokens_in * self.options.price[0] + self.tokens_out * self.options.price[1]) / 1e6
            text += f", {dollars:.4f} dollars"
        return text

    def _candidates(self, request: Request) -> list[Candidate]:
        """Ask until there are `n` answers of the form, or no more tries."""
        good: list[Candidate] = []
        bad: list[Candidate] = []
        turn = 0
        # a server that gives one answer a call is asked n times; each answer of the wrong form may be asked for again
        while len(good) < request.n and len(bad) < request.n * self.options.tries and turn < request.n * self.options.tries:
            body = self._body(request, request.n - len(good), turn)
            for choice in self._call("/chat/completions", body).get("choices") or []:
                candidate = _read(choice, request, self.constraint)
                (good if candidate.done else bad).append(candidate)
            turn += 1
        return (good + bad)[: request.n]

    def _body(self, request: Request, count: int, turn: int) -> dict[str, Any]:
        parts = [request.user]
        if request.opening:
            parts.append(CONTINUE.format(opening=request.opening))
        if request.regex is not None and self.constraint == "none":
            parts.append(SHAPE.format(regex=request.regex.strip()))
        messages = [{"role": "system", "content": request.system}] if request.system else []
        body: dict[str, Any] = {
            "model": self.options.model,
            "messages": [*messages, {"role": "user", "content": "\n\n".join(filter(None, parts))}],
            "n": count,
            "max_tokens": request.max_tokens + (len(request.regex) // 2 if request.regex else 0),
            "temperature": request.temperature,
            "seed": (request.seed + turn) % 2**31,
            "logprobs": True,
        }
        if request.regex is not None and self.constraint == "regex":
            body |= {"guided_regex": request.regex, "structured_outputs": {"regex": request.regex}}  # vLLM before and after 0.12
        if request.regex is not None and self.constraint == "schema":
            text = {"type": "string", "pattern": f"^{request.regex}$"}
            schema = {"type": "object", "properties": {"text": text}, "required": ["text"], "additionalProperties": False}
            body["response_format"] = {"type": "json_schema", "json_schema": {"name": "line", "strict": True, "schema": schema}}
        return body

    def _call(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the server's answer. Raises CannotRunError where it cannot be reached or refuses, ModelError where it fails."""
        for turn in range(self.options.retries + 1):
            status, text, after = self._post(path, body)
            if status == 200:
                break
            if status not in AGAIN and status != 0:
                raise _refused(status, text)
            if turn == self.options.retries:
                raise CannotRunError(f"the server does not answer: {_short(text)}", hint="see OPENAI_BASE_URL, and that the server is up")
            time.sleep(after if after is not None else self.options.wait * 2**turn)
        try:
            answer = json.loads(text)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise ModelError(f"the server's answer is no JSON: {_short(text)}")
        usage = answer.get("usage") or {}
        with self._lock:
            self.calls += body is not None
            self.tokens_in += int(usage.get("prompt_tokens") or 0)
            self.tokens_out += int(usage.get("completion_tokens") or 0)
        return answer

    def _post(self, path: str, body: dict[str, Any] | None) -> tuple[int, str, float | None]:
        """Return (status, text, seconds to wait); status 0 where no answer came."""
        from urllib import error, request

        headers = {"Content-Type": "application/json"}
        if key := os.environ.get("OPENAI_API_KEY"):
            headers["Authorization"] = f"Bearer {key}"
        data = None if body is None else json.dumps(body).encode()
        try:
            local = [request.ProxyHandler({})] if urlsplit(self._base).hostname in LOCAL else []
            asked = request.Request(self._base + path, data=data, headers=headers)
            with request.build_opener(_no_redirect(), *local).open(asked, timeout=self.options.timeout) as answer:
                return answer.status, answer.read().decode("utf-8", "replace"), None
        except error.HTTPError as failure:
            after = failure.headers.get("Retry-After", "")
            return failure.code, failure.read().decode("utf-8", "replace"), min(60.0, float(after)) if after.isdigit() else None
        except (OSError, ValueError) as failure:
            return 0, str(failure), None


def _no_redirect() -> Any:
    """Return a handler that follows no redirect: the key would go along to wherever it points."""
    from urllib.request import HTTPRedirectHandler

    class Handler(HTTPRedirectHandler):
        def redirect_request(self, *args: Any, **kwargs: Any) -> None:
            return None

    return Handler()


def _constraint(wanted: str, owner: str) -> tuple[str, str]:
    """Return (what holds an answer to its form, reason)."""
    if wanted != "auto":
        return wanted, "asked for"
    if owner == "vllm":
        return "regex", "the server is vLLM"
    if owner in {"llamacpp", "library"}:
        return "schema", f"the server says {owner}"
    return "none", "the server is not known to hold an answer to a form: it is checked here, and asked again"


def _read(choice: dict[str, Any], request: Request, constraint: str) -> Candidate:
    """Return an answer as a candidate: `done` when it is of the form, with or without the space that joins it to the opening."""
    text = str((choice.get("message") or {}).get("content") or "")
    if constraint == "schema" and request.regex is not None:
        try:
            text = str(json.loads(text)["text"])
        except (ValueError, KeyError, TypeError):
            text = ""
    listed = ((choice.get("logprobs") or {}).get("content")) or []
    logprob, tokens = sum(float(token["logprob"]) for token in listed), max(1, len(listed) or len(text.split()))
    if request.regex is None:
        return Candidate(text, logprob, tokens, choice.get("finish_reason") == "stop")
    for form in (text, f" {text.strip()}", text.strip()):
        if re.fullmatch(request.regex, form):
            return Candidate(form, logprob, tokens, True)
    return Candidate(text, logprob, tokens, False)


def _refused(status: int, text: str) -> Exception:
    if status in {401, 403}:
        return CannotRunError(f"the server refuses the key ({status}): {_short(text)}", hint="export OPENAI_API_KEY=…")
    if status in {404, 405} or 300 <= status < 400:
        return CannotRunError(f"no such address on the server ({status}): {_short(text)}", hint="OPENAI_BASE_URL ends in /v1")
    return ModelError(f"the server says {status}: {_short(text)}")


def _short(text: str) -> str:
    return " ".join(text.split())[:200]
