"""The build: what makes a result stale, what is kept, and what a kill leaves behind."""

import json

import pytest

from filmcli.core import build, fingerprint
from filmcli.core.build import Ledger, Result, Task
from filmcli.core.errors import ModelError
from filmcli.core.report import Report


@pytest.fixture
def shop(tmp_path):
    """A folder with one input and a maker that copies it, counting its calls."""

    class Shop:
        folder = tmp_path
        source = tmp_path / "line.txt"
        made: list[str] = []

        def task(self, name="SQ010_L0010", **inputs):
            return Task(name, "voice", tmp_path / "sound", {"line": self.source, **inputs}, (f"{name}.wav",))

        def maker(self, waiting):
            for task in waiting:
                if task.id == "bad":
                    yield Result(task, error=ModelError("out of breath"))
                    continue
                path = self.ledger.scratch(task) / task.outputs[0]
                path.write_bytes(self.source.read_bytes())
                self.made.append(task.id)
                yield Result(task, {task.outputs[0]: path}, 0.1)

        def run(self, *tasks, **options):
            self.made = []
            self.ledger = Ledger(tmp_path)
            report = Report("make", tmp_path)
            list(build.run(self.ledger, tasks, self.maker, report, **options))
            self.ledger.save()
            return report

    shop = Shop()
    shop.source.write_text("You're late.")
    return shop


def reasons(report):
    return [row.reason for row in report.rows]


def test_a_result_is_made_once_and_then_kept(shop):
    assert reasons(shop.run(shop.task())) == ["never made"]
    again = shop.run(shop.task())
    assert (again.kept, again.made) == (1, [])


def test_touching_an_input_makes_nothing_and_changing_it_says_which(shop):
    shop.run(shop.task())
    shop.source.touch()
    assert shop.run(shop.task()).made == []
    shop.source.write_text("You're early.")
    assert reasons(shop.run(shop.task())) == ["line changed"]
    assert reasons(shop.run(shop.task(voice="deeper"))) == ["voice is new"]


def test_a_lost_file_is_made_again_and_a_changed_one_is_kept(shop):
    shop.run(shop.task())
    (shop.folder / "sound/SQ010_L0010.wav").unlink()
    assert reasons(shop.run(shop.task())) == ["sound/SQ010_L0010.wav is missing"]
    (shop.folder / "sound/SQ010_L0010.wav").write_text("my own take")
    shop.source.write_text("Another line.")
    kept = shop.run(shop.task())
    assert "changed by hand" in kept.rows[0].reason
    assert (shop.folder / "sound/SQ010_L0010.wav").read_text() == "my own take"
    assert shop.run(shop.task(), force=True).made[0]["id"] == "SQ010_L0010"


def test_one_that_fails_does_not_stop_the_others(shop):
    report = shop.run(shop.task("bad"), shop.task("good"))
    assert [item["id"] for item in report.failed] == ["bad"]
    assert [item["id"] for item in report.made] == ["good"]
    assert reasons(shop.run(shop.task("good"))) == ["nothing it is made from has changed"]


def test_a_dry_run_writes_nothing_and_follows_what_would_be_remade(shop):
    shop.run(shop.task())
    before = sorted(shop.folder.rglob("*"))
    report = shop.run(shop.task(), dry_run=True, remade=frozenset({shop.source}))
    assert reasons(report) == ["line.txt is re-made"]
    assert sorted(shop.folder.rglob("*")) == before


@pytest.mark.parametrize("moved", [True, False], ids=["killed after the rename", "killed before the rename"])
def test_a_kill_between_file_and_record_is_mended(shop, moved):
    shop.run(shop.task())
    shop.source.write_text("You're early.")
    task = shop.task()
    ledger = Ledger(shop.folder)
    entry = {
        "inputs": {"line": fingerprint.of_text("You're early.")},
        "files": {task.outputs[0]: fingerprint.of_text("You're early.")},
        "reason": "line changed",
    }
    (shop.folder / ".filmcli/journal").mkdir(parents=True, exist_ok=True)
    (shop.folder / ".filmcli/journal/x.json").write_text(json.dumps({"folder": "sound", "task": task.name, "entry": entry}))
    if moved:
        task.paths[0].write_text("You're early.")
    del ledger
    report = shop.run(task)
    assert task.paths[0].read_text() == "You're early."
    assert report.kept == (1 if moved else 0)
    assert not list((shop.folder / ".filmcli/journal").iterdir())


def test_a_damaged_record_means_make_again(shop):
    shop.run(shop.task())
    (shop.folder / "sound/record.json").write_text("{ half a rec")
    assert reasons(shop.run(shop.task())) == ["never made"]


def test_an_equal_result_of_another_production_is_taken_over(shop, tmp_path_factory):
    shop.run(shop.task())
    donor = Ledger(shop.folder, read_only=True)
    other = tmp_path_factory.mktemp("other")
    (other / "line.txt").write_text("You're late.")
    task = Task("SQ010_L0010", "voice", other / "sound", {"line": other / "line.txt"}, ("SQ010_L0010.wav",))
    report = Report("make", other)
    ledger = Ledger(other)
    list(build.run(ledger, [task], lambda waiting: pytest.fail("made again"), report, donor=donor))
    assert task.paths[0].read_text() == "You're late."
    assert report.made[0]["id"] == "SQ010_L0010"
