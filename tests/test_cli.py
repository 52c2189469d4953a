"""The manners of the command line, as a user meets them."""

import json
import os
import subprocess
import sys

import pytest

from filmcli.cli import COMMANDS


def test_no_arguments_is_help_and_version_is_one_line(run):
    assert run().stdout.startswith("Usage: filmcli")
    assert run().code == 0
    assert run("--version").stdout.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_each_help_says_what_it_reads_and_writes_with_an_example(run, command):
    text = " ".join(run(command, "-h").stdout.split())
    assert "Reads:" in text and "Writes:" in text and "Example: filmcli" in text


@pytest.mark.parametrize(
    "typed, meant",
    [
        (["rendr"], "render"),
        (["make", "--qualty", "draft"], "--quality"),
        (["presets", "genrs"], "genres"),
        (["make", "x y", "--genre", "nor"], "noir"),
        (["make", "x y", "--quality", "drft"], "draft"),
        (["script", "--runner", "smolm2"], "smollm2"),
    ],
)
def test_a_mistyped_word_gets_the_nearest(run, typed, meant):
    done = run(*typed)
    assert done.code == 2
    assert meant in done.stderr
    assert "Traceback" not in done.stderr


def test_no_input_is_usage_at_once_and_stdin_is_not_waited_for(run):
    done = run("cast")
    assert (done.code, done.stdout) == (2, "")
    assert "hint:" in done.stderr


@pytest.mark.parametrize("stdin, code", [("", 3), ("   \n", 3)])
def test_an_empty_stdin_is_bad_input(run, stdin, code):
    assert run("cast", "-", stdin=stdin).code == code


def test_bad_settings_name_file_line_and_nearest_key(run, tmp_path):
    (tmp_path / "film.yaml").write_text("format: filmcli/film@1\ngenre: noir\nsede: 7\n")
    done = run("make")
    assert done.code == 3
    assert "film.yaml:3: unknown key 'sede'" in done.stderr
    assert "seed" in done.stderr


@pytest.mark.parametrize("text", ["seed: seven\n", "aspect: 9\n", "- a list\n", "genre: [noir\n"])
def test_a_value_of_the_wrong_kind_is_one_line(run, tmp_path, text):
    (tmp_path / "film.yaml").write_text(text)
    done = run("make")
    assert done.code in (2, 3)
    assert 1 <= len(done.stderr.strip().splitlines()) <= 2


def test_settings_come_in_order_and_show_their_origin(run, tmp_path):
    (tmp_path / "config/filmcli").mkdir(parents=True)
    (tmp_path / "config/filmcli/settings.yaml").write_text("quality: final\nfps: 25\nseed: 5\n")
    (tmp_path / "film.yaml").write_text("seed: 6\nquality: preview\n")
    env = {"FILMCLI_QUALITY": "draft"}
    shown = run("script", "-n", "-v", env=env).stderr
    assert "quality: draft  (environment)" in shown
    assert "seed: 6  (film.yaml)" in shown
    assert "fps: 25  (" in shown and "settings.yaml)" in shown
    assert "quality: smoke  (preset ci)" in run("script", "-n", "-v", "--preset", "ci", env=env).stderr
    assert "quality: preview  (option)" in run("make", "a b", "-n", "-v", "--preset", "ci", "--quality", "preview", env=env).stderr


def test_a_dry_run_loads_and_writes_nothing(run, tmp_path):
    done = run("script", "A clown inherits a bank", "--genre", "noir", "--seed", "3", "-n", "-d", "film", "--json")
    assert done.code == 0
    row = {"phase": "document", "reason": "never made", "seconds": 0.0}
    assert done.json["made"][0] == row | {"id": "story.yaml", "files": ["story.yaml"]}
    assert done.json["made"][1] == row | {"id": "script.fountain", "files": ["script.fountain"], "reason": "story.yaml is to be written"}
    assert not (tmp_path / "film").exists()


def test_a_full_disk_is_one_line():
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-m", "filmcli", "presets"], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode != 0
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_closed_pipe_is_silent():
    done = subprocess.run(f"{sys.executable} -m filmcli presets genres noir | head -1", shell=True, capture_output=True, text=True)
    assert done.stderr == ""


def test_no_escape_codes_off_a_terminal(run):
    done = run("rendr", env={"FORCE_COLOR": ""})
    assert "\x1b" not in done.stderr


def test_json_is_one_object(run):
    assert isinstance(json.loads(run("models", "--json").stdout), list)
    assert {row["job"] for row in json.loads(run("models", "--json").stdout)} >= {"write", "draw", "speak"}


def test_third_party_prints_never_reach_stdout(tmp_path):
    code = (
        "from filmcli.core.console import Output; import os; o = Output.claim(); os.write(1, b'noise'); print('noise'); o.write('result')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ)
    assert done.stdout == "result"
    assert "noise" in done.stderr
