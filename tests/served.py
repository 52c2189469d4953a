"""A server on localhost that speaks the chat completions of OpenAI, with a real writing runner behind it."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from filmcli.runners.decoding import Request


@contextmanager
def serving(writer, *, owner="vllm", failing=0, refuses="", heeds=True, stumbles=0):
    """Yield (address, what was asked). `failing` calls end in 503 first; `stumbles` answers are of no form; `refuses` is a needed key."""
    asked, lock, left = [], threading.Lock(), {"failing": failing, "stumbles": stumbles}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.answer(200, {"data": [{"id": "tiny", "owned_by": owner}]})

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if refuses and self.headers.get("Authorization") != f"Bearer {refuses}":
                return self.answer(401, {"error": {"message": "no such key"}})
            with lock:
                if left["failing"]:
                    left["failing"] -= 1
                    return self.answer(503, {"error": "busy"})
                asked.append(body)
                return self.answer(200, self.written(body))

        def written(self, body):
            regex = body.get("guided_regex")
            schema = (body.get("response_format") or {}).get("json_schema")
            if schema:
                regex = schema["schema"]["properties"]["text"]["pattern"].strip("^$")
            prompt = body["messages"][-1]["content"]
            request = Request(user=prompt, regex=regex if heeds else None, n=body["n"], max_tokens=body["max_tokens"], seed=body["seed"])
            choices = []
            for candidate in writer.write([request])[0]:
                text = candidate.text
                if left["stumbles"]:
                    left["stumbles"] -= 1
                    text = "As an answer, no."
                content = json.dumps({"text": text}) if schema else text
                tokens = [{"logprob": candidate.logprob / candidate.tokens}] * candidate.tokens
                message = {"role": "assistant", "content": content}
                choices.append({"message": message, "finish_reason": "stop", "logprobs": {"content": tokens}})
            return {"choices": choices, "usage": {"prompt_tokens": len(prompt.split()), "completion_tokens": 10}}

        def answer(self, status, body):
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()
