"""Without a network: a local model paints a shot while every socket is refused."""

import json


def test_a_local_model_paints_with_sockets_disabled(run, planned, tiny, tmp_path):
    no = "import socket\ndef no(*a, **k): raise SystemExit(99)\nsocket.socket.connect = no\nsocket.getaddrinfo = no\n"
    (tmp_path / "no").mkdir()
    (tmp_path / "no/sitecustomize.py").write_text(no)
    shot = json.loads(run("render", "-d", planned, "--quality", "smoke", "-n", "--json").stdout)["made"][0]["id"]
    done = run(
        "render",
        "-d",
        planned,
        "--quality",
        "smoke",
        "--look",
        tiny("sd15"),
        "--only",
        shot,
        "--offline",
        env={"PYTHONPATH": str(tmp_path / "no")},
    )
    assert done.code == 0, done.stderr
    assert (planned / "shots" / shot / "look.png").exists()
