"""The look: what a model is asked for, what each picture is made from, and that only what may change does."""

import json

import numpy as np
import pytest
from PIL import Image
from test_plates import passes_file

from filmcli.core import build, documents, settings
from filmcli.core.errors import CannotRunError, InputError, UsageError
from filmcli.core.production import Production
from filmcli.core.report import Report
from filmcli.formats.cast import Cast
from filmcli.formats.shots import Repaint, ShotList
from filmcli.render import painting, stage, stills, words

WIDE, HIGH = 240, 100


@pytest.fixture(scope="session")
def sd15(tmp_path_factory):
    """A Stable Diffusion 1.5 of random weights with control nets and an adapter."""
    from filmcli.runners import tiny

    return tiny.write(tmp_path_factory.mktemp("tiny"), "sd15")


class Studio:
    """A planned production with a look, open; `shots` can be changed before its tasks are asked for."""

    def __init__(self, folder, look, **options):
        self.notes = []
        report = Report("test", folder, listener=lambda event: self.notes.append(event.text))
        values = {"quality": "smoke", "look": str(look), **options}
        self.production = Production(folder, settings.resolve(folder, values), report)
        self.cast = documents.load(folder / "cast.yaml", Cast)
        self.shots = documents.load(folder / "shots.yaml", ShotList)

    def change(self, name, **values):
        shots = tuple(shot.model_copy(update=values) if shot.id == name else shot for shot in self.shots.shots)
        self.shots = self.shots.model_copy(update={"shots": shots})

    def task(self, name, phase="look"):
        tasks = stills.tasks(self.production, self.shots, self.cast, [self.shot(name)])
        return next(task for task in tasks if task.phase == phase)

    def order(self, name):
        return self.task(name).payload.orders["look.png"]

    def shot(self, name):
        return next(shot for shot in self.shots.shots if shot.id == name)

    def named(self, kind):
        return next(shot.id for shot in self.shots.shots if shot.kind == kind)

    def photograph(self, name):
        """Put stills and passes where the renderer would: a lit wall, two people, and mouths that differ."""
        folder = self.task(name).folder
        folder.mkdir(parents=True, exist_ok=True)
        people = {one.id: number for number, one in enumerate(self.cast.characters, start=11)}
        wide, high = stills.size(self.production, self.shots.aspect)
        ids, depth = np.zeros((high, wide), np.float32), np.full((high, wide), 3.0, np.float32)
        ids[high // 5 :, wide // 6 : wide // 3], ids[high // 6 :, wide // 2 : wide * 3 // 4] = 11, 12
        passes_file(folder / "passes.exr", depth=depth, ids=ids, people=people, joints={"A": {"neck": [0.3, 0.3, 2.0, 1]}})
        picture = np.tile(np.linspace(40, 200, wide, dtype=np.uint8)[None, :, None], (high, 1, 3)).copy()
        Image.fromarray(picture).save(folder / "still.png")

    def run(self, name):
        tasks = stills.tasks(self.production, self.shots, self.cast, [self.shot(name)])
        made = []
        for ours, maker in stage.phases(self.production, self.shots, tasks):
            if ours[0].phase != "beauty":
                made += build.run(self.production.ledger, ours, maker, self.production.report)
        assert not self.production.report.failed, self.production.report.failed
        return [task.phase for task in made]


@pytest.fixture
def studio(planned, sd15):
    opened = Studio(planned, sd15)
    with opened.production:
        yield opened


def test_the_order_says_size_steps_plates_and_still(studio):
    order = studio.order(studio.named("single"))
    assert order.size == (240, 104) and order.delivered == (240, 100) and order.steps == 2
    assert set(order.controls) == {"depth", "normal", "edge", "pose"}
    assert order.image.name == "still.png" and order.strength == pytest.approx(1.0 - 0.6 * 0.6)
    assert order.seed != studio.order(studio.named("establishing")).seed


def test_resemblance_0_uses_no_plate_and_no_still(planned, sd15):
    opened = Studio(planned, sd15, resemblance=0.0)
    with opened.production:
        task = opened.task(opened.named("single"))
        order = task.payload.orders["look.png"]
        assert order.image is None and not order.controls and order.strength == 1.0
        assert not [name for name in task.inputs if name.startswith(("plate", "still"))]


def test_a_shot_may_resemble_more_than_the_film(studio):
    name = studio.named("single")
    before, plain = studio.order(name), studio.task(studio.named("establishing")).inputs
    studio.change(name, resemblance=1.0, look_seed=5)
    after = studio.order(name)
    assert after.strength < before.strength and after.seed == 5
    assert all(after.controls[kind].weight > before.controls[kind].weight for kind in before.controls)
    assert studio.task(studio.named("establishing")).inputs == plain, "no other shot is made anew"


def test_the_key_names_what_changed(studio, sd15):
    name = studio.named("single")
    inputs = studio.task(name).inputs
    studio.change(name, prompt="a moth on the lamp")
    changed = {key for key, value in studio.task(name).inputs.items() if value != inputs[key]}
    assert changed == {"prompt"}
    (sd15 / "unet" / "config.json").touch()
    assert studio.task(name).inputs["model"] == inputs["model"], "a touched setting with the same bytes is the same model"


def test_the_size_is_the_models_own_in_the_films_aspect(planned, sd15):
    opened = Studio(planned, sd15, quality="preview")
    with opened.production:
        order = opened.order(opened.named("single"))
        width, height = order.size
        assert width % 8 == height % 8 == 0 and width / height == pytest.approx(2.39, rel=0.1)
        assert order.steps == 25


def test_a_prompt_says_what_the_sheet_says(studio):
    people = {one.id: one for one in studio.cast.characters}
    scenes = {scene.id: scene for scene in studio.shots.scenes}
    shot = studio.shot(studio.named("single"))
    who = people[shot.subjects[0]]
    for style in ("tags", "sentence"):
        told = words.shot(shot, scenes[shot.scene], people, genre="noir", aspect=2.39, style=style)
        assert str(who.age) in told and "film noir" in told and "1940s" in told
        assert ("woman" if who.gender == "female" else "man") in told
        assert who.appearance.hair.colour.replace("_", " ") in told or who.appearance.hair.style == "bald"
        assert "low-key lighting" in told
    assert words._tokens(words.shot(shot, scenes[shot.scene], people, genre="noir", aspect=2.39, style="tags")) <= words.ROOM
    assert f"{shot.camera.lens:g} mm" in told
    moving = words.motion(shot, scenes[shot.scene], people, genre="noir", aspect=2.39)
    assert "camera" in moving.split(".")[0]


def test_two_people_are_told_apart_by_where_they_are(studio):
    people = {one.id: one for one in studio.cast.characters}
    scenes = {scene.id: scene for scene in studio.shots.scenes}
    shot = next(shot for shot in studio.shots.shots if len(shot.subjects) == 2)
    told = words.shot(shot, scenes[shot.scene], people, genre="noir", aspect=2.39)
    assert "on the left" in told and "on the right" in told
    references = studio.order(shot.id).references
    assert references and all(one.region.name == f"region_{one.name}.png" for one in references)


def test_a_look_is_painted_once_and_its_mouths_are_opened_later(studio):
    name = next(shot.id for shot in studio.shots.shots if len(shot.beats) > 1)
    studio.production.settings = studio.production.settings.with_values("test", quality="draft")  # smoke has no mouths
    task = studio.task(name)
    assert task.outputs == ("look.png",) and stills.FACES in studio.task(name, "beauty").outputs
    studio.photograph(name)
    assert studio.run(name) == ["control", "look"]
    assert studio.run(name) == []


def test_a_repaint_changes_its_region_and_nothing_else_to_the_bit(studio):
    name = studio.named("single")
    who = studio.cast.characters[0].id
    studio.photograph(name)
    studio.run(name)
    studio.change(name, repaint=(Repaint(region=who, prompt="a wet grey coat"),))
    assert studio.run(name) == ["control", "repaint"], "the look stays as it was"
    folder = studio.task(name).folder
    look, repaint = (np.asarray(Image.open(folder / f"{one}.png")).astype(int) for one in ("look", "repaint"))
    mask = np.asarray(Image.open(folder / "plates" / f"mask_{who}.png")) > 0
    changed = (look != repaint).any(axis=-1)
    assert changed[mask].any() and not changed[~mask].any()
    assert stills.picture_name(studio.production, studio.shot(name)) == "repaint.png"


def test_an_unknown_region_or_model_is_told_with_what_there_is(studio):
    studio.change(studio.named("single"), repaint=(Repaint(region="NOBODY", prompt="x"),))
    with pytest.raises(InputError, match="no region 'NOBODY'"):
        studio.task(studio.named("single"))
    studio.production.settings = studio.production.settings.with_values("test", look="sdlx")
    with pytest.raises(UsageError) as unknown:
        stage.known(studio.production)
    assert "sdxl" in unknown.value.hint


def test_what_cannot_be_done_is_refused_before_anything_is_rendered(studio, monkeypatch, tmp_path):
    tasks = stills.tasks(studio.production, studio.shots, studio.cast, studio.shots.shots[:1])
    stage.check(studio.production, studio.shots, tasks)
    studio.production.settings = studio.production.settings.with_values("test", memory=1e-6, look=studio.production.settings.look + "/")
    tasks = stills.tasks(studio.production, studio.shots, studio.cast, studio.shots.shots[:1])
    with pytest.raises(CannotRunError, match=rf"{studio.shots.shots[0].id}: sd15 at 240x104 needs"):
        stage.check(studio.production, studio.shots, tasks)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "empty"))
    studio.production.settings = studio.production.settings.with_values("test", look="flux")
    tasks = stills.tasks(studio.production, studio.shots, studio.cast, studio.shots.shots[:1])
    with pytest.raises(CannotRunError) as missing:
        stage.check(studio.production, studio.shots, tasks)
    assert missing.value.hint == "filmcli models pull flux"


def test_mouths_open_by_the_stills_ratio():
    rng = np.random.default_rng(3)
    shut = np.full((100, 240, 3), 160, np.uint8)
    open_ = shut.copy()
    open_[40:48, 60:72] = 40
    painted = rng.integers(60, 200, shut.shape, dtype=np.uint8)
    spoken = painting.speaking(painted, shut, open_)
    assert spoken[44, 66].mean() < 0.5 * painted[44, 66].mean()
    far = np.ones((100, 240), bool)
    far[34:54, 54:78] = False
    assert (spoken[far] == painted[far]).all()
    assert (painting.speaking(painted, shut, shut) == painted).all()


def test_a_farms_picture_is_taken_over_only_for_what_it_was_made_from(studio):
    name = studio.named("single")
    studio.photograph(name)
    chosen = [studio.shot(name)]
    with pytest.raises(CannotRunError, match="has no still yet"):
        painting.work(studio.production, studio.shots, studio.cast, chosen)
    for path in studio.task(name, "beauty").paths:
        path.touch()
    ((rig, (order, *_)),) = painting.work(studio.production, studio.shots, studio.cast, chosen)
    assert json.loads(order.model_dump_json())["id"] == name and rig.runner == "sd15"
    order.out.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (WIDE, HIGH), (1, 2, 3)).save(order.out)
    studio.run(name)
    assert Image.open(studio.task(name).folder / "look.png").getpixel((5, 5)) == (1, 2, 3)
    studio.change(name, look_seed=99)
    studio.run(name)
    assert Image.open(studio.task(name).folder / "look.png").getpixel((5, 5)) != (1, 2, 3)


def test_prompts_are_printed_and_nothing_is_drawn(run, planned):
    printed = run("render", "-d", planned, "--prompts")
    assert printed.code == 0
    first, *rest = printed.stdout.split("\n\n")
    assert first.startswith("SQ010_SH0010\n") and "lens" in first and len(rest) > 3
    assert not (planned / "shots").exists()


def test_a_model_that_is_not_here_is_exit_4_with_the_command_that_fetches_it(run, planned, tmp_path):
    refused = run("render", "-d", planned, "--look", "flux", "--offline", env={"HF_HOME": str(tmp_path / "empty")})
    assert refused.code == 4 and "filmcli models pull flux" in refused.stderr
    assert not (planned / "shots").exists(), "nothing was rendered first"
