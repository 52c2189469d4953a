"""A hub on localhost with the four routes that a pull needs: what a repository is, its tree, and HEAD and GET of its files."""

import hashlib
import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "c0ffee" + "0" * 34


class Hub:
    """`repositories` are id → path → bytes. `served` lists each GET as (path, bytes); `cut` ends those of a path after so many bytes, once."""

    def __init__(self, repositories, *, gated=()):
        self.repositories, self.gated = repositories, gated
        self.served, self.cut = [], {}


@contextmanager
def serving(hub):
    """Yield the address of a running hub."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"hub": hub}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.answer(body=False)

    def do_GET(self):
        self.answer(body=True)

    def log_message(self, *_):
        pass

    def answer(self, *, body):
        path = self.path.split("?")[0]
        if told := re.fullmatch(r"/api/models/([^/]+/[^/]+)(?:/revision/[^/]+)?", path):
            self.about(told[1])
        elif told := re.fullmatch(r"/api/models/([^/]+/[^/]+)/tree/.+", path):
            self.tree(told[1])
        elif told := re.fullmatch(r"/([^/]+/[^/]+)/resolve/[^/]+/(.+)", path):
            self.file(told[1], told[2], body=body)
        else:
            self.say(404, b"{}")

    def about(self, id):
        if id not in self.hub.repositories:
            return self.say(404, b"{}", **{"X-Error-Code": "RepoNotFound"})
        self.say(200, json.dumps({"id": id, "sha": COMMIT, "siblings": [], "gated": "auto" if id in self.hub.gated else False}).encode())

    def tree(self, id):
        rows = []
        for path, data in self.hub.repositories[id].items():
            row = {"type": "file", "path": path, "size": len(data), "oid": hashlib.sha1(data).hexdigest()}
            if path.endswith((".safetensors", ".bin")):
                row["lfs"] = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}
            rows.append(row)
        self.say(200, json.dumps(rows).encode())

    def file(self, id, path, *, body):
        if id in self.hub.gated:
            return self.say(403, b"{}", **{"X-Error-Code": "GatedRepo"})
        data = self.hub.repositories[id][path]
        etag = hashlib.sha256(data).hexdigest()
        first = int(told[1]) if (told := re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))) else 0
        rest = data[first:]
        self.send_response(206 if first else 200)
        self.send_header("ETag", f'"{etag}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("Content-Length", str(len(rest)))
        if first:
            self.send_header("Content-Range", f"bytes {first}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        if body:
            cut = self.hub.cut.pop(path, None)
            self.hub.served.append((path, first, len(rest[:cut])))
            self.wfile.write(rest[:cut])
            self.close_connection = cut is not None or self.close_connection

    def say(self, code, data, **headers):
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data)
