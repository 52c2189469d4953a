"""The documentation is true: the reference equals the help, and every command of the README runs."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
SHORT = ROOT / "tests/scripts/short.fountain"


def blocks(page):
    """Return the lines of every ```sh block of a page, comments cut off."""
    text = (ROOT / page).read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    return [re.sub(r"\s+#.*", "", line).strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def test_the_reference_equals_the_help():
    sys.path.insert(0, str(ROOT / "docs"))
    import cli

    assert (ROOT / "docs/cli.md").read_text(encoding="utf-8") == cli.text(), "run: python docs/cli.py"


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "docs/tutorial.md",
        "docs/screenplay.md",
        "docs/formats.md",
        "docs/grammar.md",
        "docs/runners.md",
        "docs/models.md",
        "docs/plot_model.md",
        "docs/design.md",
    ],
)
def test_every_link_leads_somewhere(page):
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / page).read_text(encoding="utf-8")):
        assert ((ROOT / page).parent / link).exists(), link


def test_the_readme_is_as_long_as_a_readme():
    assert 150 <= len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 200


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    """A folder prepared as the README's reader has it: a screenplay of one's own, and a finished small film called noir."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copy(SHORT, folder / "my-own-script.fountain")
    return folder


def shell(command, folder, **environment):
    """Run a command line of the README in bash, at smoke quality and with one written scene, and return what it did."""
    settings = (
        os.environ
        | {"PATH": f"{BIN}:{os.environ['PATH']}", "FILMCLI_QUALITY": "smoke", "FILMCLI_SCENES": "1", "HF_HUB_OFFLINE": "1"}
        | environment
    )
    return subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=folder, capture_output=True, text=True, env=settings)


def first_shot(folder):
    return sorted(path.name for path in (folder / "noir/shots").iterdir())[0]


def test_every_command_of_the_readme_runs(studio, request):
    tiny = None
    ran = []
    for line in blocks("README.md"):
        if line.startswith(("git clone", "make ")) or "-d film" in line:
            continue  # what `make film` and `make test` do is this suite's frame, and the film of test_film
        if "SQ010_SH" in line:
            line = re.sub(r"SQ010_SH\d+", first_shot(studio), line)
        if "./sdxl" in line:
            tiny = tiny or request.getfixturevalue("tiny_sd")
            line = line.replace("./sdxl", shlex.quote(tiny)) + f" --only {first_shot(studio)}"
        done = shell(line, studio)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        ran.append(line.split()[1])
    assert {"script", "cast", "render", "make", "why", "models", "doctor"} <= set(ran)
    assert len(list((studio / "smoke/shots").glob("*/look.png"))) >= 3 and (studio / "smoke/film.mp4").exists()
    assert (studio / "mine/film.mp4").exists() and (studio / "out/film.mp4").exists() and (studio / "noir/film.mp4").exists()
    the_pipe_rendered_nothing_twice(studio)


def the_pipe_rendered_nothing_twice(studio):
    for shot in (studio / "out/shots").iterdir():
        assert (shot / "still.png").read_bytes() == (studio / "film/shots" / shot.name / "still.png").read_bytes()


def test_the_makefile_example_makes_a_film_and_then_nothing(tmp_path):
    call = f"make -f {ROOT / 'docs/Makefile.example'} FILM=noir QUALITY=smoke SEED=7"
    (tmp_path / "noir").mkdir()
    shutil.copy(SHORT, tmp_path / "noir/script.fountain")
    done = shell(call, tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "noir/film.mp4").exists()
    assert "is up to date" in (again := shell(call, tmp_path).stdout) or "Nothing to be done" in again
    (tmp_path / "noir/script.fountain").touch()
    before = (tmp_path / "noir/film.mp4").read_bytes()
    assert shell(call, tmp_path).returncode == 0
    assert (tmp_path / "noir/film.mp4").read_bytes() == before
    assert shell(call + " -q", tmp_path).returncode == 0, "a stage left its target older than its inputs"
