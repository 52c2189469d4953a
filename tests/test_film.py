"""One small film from end to end, as a user makes it: made, kept, edited by hand, explained, piped, killed."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "scripts" / "short.fountain"
VOLATILE = re.compile(r'"(seconds|made_at)": [^\n]*|"(pose|camera|light|beauty|passes|measure|grade|write|build|total)": [0-9.]+')


def call(*arguments, cwd, **options):
    done = subprocess.run([sys.executable, "-m", "filmcli", *map(str, arguments)], cwd=cwd, capture_output=True, text=True, **options)
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """A finished film of the short script, smoke quality. Tests that change it work on a copy."""
    folder = tmp_path_factory.mktemp("film")
    done = call("make", SCRIPT, "--genre", "noir", "--seed", "7", "--quality", "smoke", "-d", "film", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "film", json.loads(done.stdout), done.stderr


@pytest.fixture
def copy(film, tmp_path):
    shutil.copytree(film[0], tmp_path / "film", symlinks=True)
    return tmp_path / "film"


def tree(folder):
    """Return {path: bytes} of a production without its state, records without their times."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and ".filmcli" not in path.parts:
            data = path.read_bytes()
            found[path.relative_to(folder).as_posix()] = VOLATILE.sub("", data.decode()) if path.name == "record.json" else data
    return found


def test_everything_promised_is_there(film):
    folder, said, stderr = film
    for name in (
        "film.yaml",
        "script.fountain",
        "cast.yaml",
        "shots.yaml",
        "film.mp4",
        "film.srt",
        "film.otio",
        "storyboard.pdf",
        "cast/ADA/portrait.png",
        "sound/mix.wav",
    ):
        assert (folder / name).stat().st_size > 0, name
    assert said["failed"] == []
    assert {"voice", "portrait", "beauty", "clip", "film"} <= {item["phase"] for item in said["made"]}
    assert "seed 7" in stderr
    shots = sorted((folder / "shots").iterdir())
    assert len(shots) >= 3
    assert all({"still.png", "passes.exr", "beauty.exr", "clip.mp4", "record.json"} <= {p.name for p in shot.iterdir()} for shot in shots)


def test_the_film_plays_and_sounds(film):
    import av
    import numpy as np

    with av.open(str(film[0] / "film.mp4")) as movie:
        picture, sound = movie.streams.video[0], movie.streams.audio[0]
        assert (picture.codec_context.name, picture.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert sound.codec_context.sample_rate == 48000
        frames = [frame.to_ndarray(format="gray").mean() for frame in movie.decode(picture)]
    seconds = len(frames) / 24
    assert 8 < seconds < 60
    middle = np.array(frames[len(frames) // 3 : -len(frames) // 4])
    assert (middle > 2).mean() > 0.9, "black frames in the middle of the film"


def test_subtitles_say_what_the_script_says(film):
    text = (film[0] / "film.srt").read_text()
    words = " ".join(line for line in text.splitlines() if line and not line.isdigit() and "-->" not in line)
    for line in ("You had a spare all along.", "I had it made the day you left.", "Then why did you never use it?"):
        assert line in words


def test_passes_hold_metres_and_ids(film):
    import numpy as np
    import OpenEXR

    passes = next((film[0] / "shots").iterdir()) / "passes.exr"
    channels = OpenEXR.File(str(passes), separate_channels=True).channels()
    depth = channels["depth.Z"].pixels
    assert {"N.X", "N.Y", "N.Z", "albedo.R", "id"} <= set(channels)
    assert depth.dtype == np.float32 and 0.2 < np.median(depth) < 60


def test_the_same_command_again_makes_nothing(film):
    done = call("make", "-d", film[0], "--json", cwd=film[0].parent)
    assert json.loads(done.stdout)["made"] == []
    assert "nothing to do" in call("make", "-d", film[0], cwd=film[0].parent).stderr


def test_one_edited_speech_remakes_its_voice_its_shot_and_the_film(copy):
    script = copy / "script.fountain"
    script.write_text(script.read_text().replace("the day you left", "the week you left"))
    done = call("make", "-d", copy, "--json", cwd=copy)
    made = [(item["id"], item["phase"]) for item in json.loads(done.stdout)["made"]]
    assert [name for name, phase in made if phase == "voice"] == ["SQ010_L0020"]
    assert [name for name, phase in made if phase == "beauty"] == []
    assert len([name for name, phase in made if phase == "clip"]) <= 2
    assert ("film.mp4", "film") in made


def test_a_scene_put_in_before_draws_and_speaks_nothing_again(copy):
    import OpenEXR

    stills = {path.parent.name: path.read_bytes() for path in (copy / "shots").glob("*/still.png")}
    script = copy / "script.fountain"
    new = "INT. CORRIDOR - NIGHT\n\nTOM REED (52), a heavy man in a grey suit, waits at a door.\n\n"
    script.write_text(script.read_text().replace("INT. OFFICE", new + "INT. OFFICE", 1))
    plan = json.loads(call("make", "-d", copy, "-n", "--json", cwd=copy).stdout)["made"]
    done = call("make", "-d", copy, "--json", cwd=copy)
    made = json.loads(done.stdout)["made"]
    again = [item for item in made if item["phase"] in ("voice", "beauty") and not item["reason"].startswith("as it was made for ")]
    assert [item["id"] for item in again] == ["SQ010_SH0010"], "the new scene's one shot"
    assert {(item["id"], item["reason"]) for item in plan if item["phase"] == "beauty"} == {
        (item["id"], item["reason"]) for item in made if item["phase"] == "beauty"
    }
    for shot, still in stills.items():
        moved = copy / "shots" / shot.replace("SQ010", "SQ020")
        assert (moved / "still.png").read_bytes() == still
        with OpenEXR.File(str(moved / "beauty.exr")) as file:
            assert file.header()["shot"] == moved.name
    assert json.loads(call("make", "-d", copy, "--json", cwd=copy).stdout)["made"] == []


def test_a_hand_edit_is_built_upon_and_never_overwritten(copy):
    cast = copy / "cast.yaml"
    edited = re.sub(r"hat: (\w+)", lambda hat: "hat: fedora" if hat[1] == "none" else "hat: none", cast.read_text(), count=1)
    cast.write_text(edited)
    plan = call("make", "-d", copy, "-n", "--json", cwd=copy)
    names = {(item["phase"], item["reason"]) for item in json.loads(plan.stdout)["made"]}
    assert ("portrait", "sheet changed") in names
    (copy / "script.fountain").write_text((copy / "script.fountain").read_text().replace("all along", "all this time"))
    refused = call("cast", "-d", copy, cwd=copy)
    assert refused.returncode == 6 and "--force" in refused.stderr
    assert cast.read_text() == edited


def test_why_names_the_input(copy):
    shot = sorted(path.name for path in (copy / "shots").iterdir())[1]
    assert "fresh" in call("why", shot, "-d", copy, cwd=copy).stdout
    shots = copy / "shots.yaml"
    start = shots.read_text().index(f"id: {shot}")
    text = shots.read_text()
    shots.write_text(text[:start] + re.sub(r"lens: [0-9.]+", "lens: 41", text[start:], count=1))
    said = call("why", shot, "-d", copy, cwd=copy).stdout
    assert f"{shot} beauty: stale: camera changed" in said
    wrong = call("why", shot + "9", "-d", copy, cwd=copy)
    assert wrong.returncode == 3 and shot in wrong.stderr


def test_only_one_shot_is_made_and_the_film(copy):
    shot = sorted(path.name for path in (copy / "shots").iterdir())[0]
    (copy / "shots" / shot / "still.png").unlink()
    other = sorted(path.name for path in (copy / "shots").iterdir())[1]
    (copy / "shots" / other / "still.png").unlink()
    made = json.loads(call("make", "-d", copy, "--only", shot, "--json", cwd=copy).stdout)["made"]
    assert {item["id"] for item in made if item["phase"] == "beauty"} == {shot}
    assert not (copy / "shots" / other / "still.png").exists()
    assert call("make", "-d", copy, "--only", "SQ990", cwd=copy).returncode == 3


def test_the_folder_can_be_moved(copy, tmp_path):
    copy.rename(tmp_path / "elsewhere")
    done = call("make", "-d", "elsewhere", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["made"] == []


@pytest.mark.parametrize(
    "document, change, line",
    [
        ("cast.yaml", ("age: ", "agee: "), "agee"),
        ("shots.yaml", ("size: ", "sise: "), "sise"),
        ("shots.yaml", ("lens: ", "lens: x"), "lens"),
    ],
)
def test_a_broken_document_is_one_line_with_file_and_line(copy, document, change, line):
    path = copy / document
    path.write_text(path.read_text().replace(*change, 1))
    done = call("make", "-d", copy, cwd=copy)
    assert done.returncode == 3
    assert re.search(rf"{document}:\d+:.*{line}", done.stderr)


@pytest.mark.parametrize("after", [1.5, 6.0])
def test_kill_minus_nine_and_the_same_command_finishes_the_same_film(film, tmp_path, after):
    command = [sys.executable, "-m", "filmcli", "make", str(SCRIPT), "--genre", "noir", "--seed", "7", "--quality", "smoke", "-d", "film"]
    victim = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    time.sleep(after)
    import os

    os.killpg(victim.pid, signal.SIGKILL)
    victim.wait()
    done = call(*command[3:], cwd=tmp_path)
    assert done.returncode == 0
    ours, theirs = tree(tmp_path / "film"), tree(film[0])
    assert sorted(ours) == sorted(theirs)
    for name in ("script.fountain", "cast.yaml", "shots.yaml", "film.srt"):
        assert ours[name] == theirs[name], name
    assert not list((tmp_path / "film").rglob("*.part*"))
