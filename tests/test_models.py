"""The models: what a word means, what is here, what a pull fetches, what verify finds. Real files, a hub on localhost, no network."""

import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from fake_hub import COMMIT, Hub, serving

from filmcli import runners
from filmcli.conduct import inventory, models
from filmcli.core.errors import CannotRunError, InputError, UsageError
from filmcli.formats.model_card import Card
from filmcli.runners import cards, hub

ROOT = Path(__file__).parent.parent


def tensors(**shapes):
    """Return the bytes of a safetensors file of float16 zeros."""
    header, at = {}, 0
    for name, shape in shapes.items():
        size = 2
        for side in shape:
            size *= side
        header[name] = {"dtype": "F16", "shape": list(shape), "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + bytes(at)


def put(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return folder


def a_model(kind="StableDiffusionXLPipeline", unet=None, **index):
    """Return the files of a small folder in diffusers' layout."""
    return {
        "model_index.json": {
            "_class_name": kind,
            "unet": ["diffusers", "UNet2DConditionModel"],
            "vae": ["diffusers", "AutoencoderKL"],
            **index,
        },
        "unet/config.json": unet or {"sample_size": 128},
        "unet/diffusion_pytorch_model.safetensors": tensors(weight=(64, 64)),
        "vae/config.json": {"block_out_channels": [8, 8, 8, 8]},
        "vae/diffusion_pytorch_model.safetensors": tensors(weight=(8, 8)),
    }


@pytest.fixture(autouse=True)
def alone(tmp_path, monkeypatch):
    """Give each test a hub cache and a configuration folder of its own, and no network."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


# cards


def test_every_card_is_of_a_runner_and_says_what_the_preflight_needs():
    for name, card in models.cards().items():
        assert runners.BUILT_IN[card.family][0] == card.job, name
        assert sum(card.parts.values()) > 0 and card.licence, name
        if card.job != "write":
            assert card.phases["denoise"] and card.cost.step_tflop > 0 and card.sizes.pixels > 0, name
            assert models.memory(card)["phase"] <= models.memory(card)["none"], name
        for kind, net in card.controls.items():
            assert net.licence, f"{name} {kind}"


def test_every_family_has_a_card_of_its_name():
    families = {name for name, (job, where, _) in runners.BUILT_IN.items() if job in ("draw", "film")} - {"cycles", "diffusers"}
    assert families <= set(cards.names())
    assert all(cards.load(family).family == family for family in families)


def test_a_card_to_draw_without_costs_is_refused(tmp_path):
    put(tmp_path / "config/filmcli/models", {"mine.yaml": b"format: filmcli/model@1\nfamily: sdxl\njob: draw\nabout: x\nhub: a/b\n"})
    with pytest.raises(InputError, match=r"mine\.yaml:\d+"):
        models.cards()


def test_an_unknown_key_of_a_users_card_names_file_line_and_the_nearest_key(tmp_path):
    text = (ROOT / "presets/models/sdxl.yaml").read_text().replace("licence:", "license:", 1)
    put(tmp_path / "config/filmcli/models", {"mine.yaml": text.encode()})
    with pytest.raises(InputError, match=r"mine\.yaml:\d+: key license") as told:
        models.find("mine", job="draw")
    assert "licence" in told.value.hint


def test_a_users_card_is_found_by_its_name_and_by_its_pipelines(tmp_path):
    text = (ROOT / "presets/models/sdxl.yaml").read_text().replace("steps: 30", "steps: 9")
    put(tmp_path / "config/filmcli/models", {"mine.yaml": text.encode()})
    assert models.find("mine", job="draw").card.steps == 9
    assert models.find(str(put(tmp_path / "folder", a_model())), job="draw").card_name == "mine"


# what a word means


def test_a_name_is_a_card():
    found = models.find("sdxl", job="draw")
    assert (found.runner, found.card_name, found.model) == ("sdxl", "sdxl", "stabilityai/stable-diffusion-xl-base-1.0")


def test_an_unknown_name_has_a_nearest_one():
    with pytest.raises(UsageError, match="no model 'sdlx'") as told:
        models.find("sdlx", job="draw")
    assert told.value.hint == "did you mean sdxl?"


def test_a_model_of_another_job_is_refused():
    with pytest.raises(UsageError, match="wan makes clips, and pictures are wanted here") as told:
        models.find("wan", job="draw")
    assert "sdxl" in told.value.hint and "wan" not in told.value.hint


@pytest.mark.parametrize(
    ("kind", "files", "card"),
    [
        ("StableDiffusionPipeline", {}, "sd15"),
        ("StableDiffusionXLPipeline", {}, "sdxl"),
        ("StableDiffusionXLPipeline", {"unet/config.json": {"sample_size": 64}}, "sdxl-turbo"),
        ("FluxPipeline", {"transformer/config.json": {"guidance_embeds": True}}, "flux"),
        ("FluxPipeline", {"transformer/config.json": {"guidance_embeds": False}}, "flux-schnell"),
        ("Flux2KleinPipeline", {}, "flux2-klein"),
        ("ZImagePipeline", {}, "z-image"),
        ("QwenImagePipeline", {}, "qwen-image"),
        ("QwenImageEditPlusPipeline", {}, "qwen-image-edit"),
        ("WanPipeline", {}, "wan"),
        ("WanImageToVideoPipeline", {}, "wan-14b"),
        ("WanVACEPipeline", {}, "wan-vace"),
        ("LTXConditionPipeline", {}, "ltx"),
        ("HunyuanVideo15ImageToVideoPipeline", {}, "hunyuan"),
    ],
)
def test_a_folder_is_known_by_its_pipeline(tmp_path, kind, files, card):
    folder = put(tmp_path / "folder", a_model(kind) | files)
    found = models.find(str(folder), job=cards.load(card).job)
    assert (found.card_name, found.runner, found.model) == (card, cards.load(card).family, str(folder))


def test_a_small_model_costs_less_than_its_card_and_has_its_own_size(tmp_path):
    found = models.find(str(put(tmp_path / "folder", a_model(unet={"sample_size": 16}))), job="draw")
    assert found.card.parts["unet"] == pytest.approx(64 * 64 * 2 / 1e9)
    assert found.card.cost.step_tflop < 1e-3 < cards.load("sdxl").cost.step_tflop
    assert found.card.sizes.pixels == 128 * 128


def test_a_pipeline_without_a_card_is_drawn_by_diffusers_and_filmed_by_nobody(tmp_path):
    folder = put(tmp_path / "folder", a_model("PixArtSigmaPipeline"))
    found = models.find(str(folder), job="draw")
    assert found.runner == "diffusers" and found.card.phases["denoise"] == ("unet", "vae")
    with pytest.raises(CannotRunError, match="no runner makes clips with a PixArtSigmaPipeline"):
        models.find(str(folder), job="film")


@pytest.mark.parametrize(
    ("shapes", "family"),
    [
        ({"model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight": (4, 768)}, "sd15"),
        ({"model.diffusion_model.input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight": (4, 2048)}, "sdxl"),
        ({"double_blocks.0.img_attn.qkv.weight": (4, 4)}, "flux"),
        ({"model.diffusion_model.double_blocks.0.img_attn.qkv.weight": (4, 4)}, "flux"),
    ],
)
def test_a_single_file_is_known_by_its_tensors(tmp_path, shapes, family):
    path = put(tmp_path, {"model.safetensors": tensors(**shapes)}) / "model.safetensors"
    assert models.find(str(path), job="draw").runner == family


def test_a_single_file_of_an_unknown_family_says_what_to_give(tmp_path):
    path = put(tmp_path, {"x.safetensors": tensors(**{"cond_stage_model.attn2.to_k.weight": (4, 1024)})}) / "x.safetensors"
    with pytest.raises(CannotRunError, match="does not know") as told:
        models.find(str(path), job="draw")
    assert "model_index.json" in told.value.hint


def test_a_hub_id_of_a_card_is_the_card_and_another_is_looked_for_in_the_cache(tmp_path):
    assert models.find("Qwen/Qwen-Image", job="draw").card_name == "qwen-image"
    with pytest.raises(CannotRunError) as told:
        models.find("studio/painter", job="draw")
    assert told.value.hint == "filmcli models pull studio/painter"
    here = hub.repository("studio/painter")
    put(here, {"refs/main": COMMIT.encode()})
    put(here / "snapshots" / COMMIT, a_model())
    found = models.find("studio/painter", job="draw")
    assert (found.runner, found.model) == ("sdxl", "studio/painter")
    assert models.here(found) == here / "snapshots" / COMMIT


def test_a_folder_of_a_language_model_writes(tmp_path):
    folder = put(tmp_path / "lm", {"config.json": {"model_type": "llama"}, "model.safetensors": tensors(weight=(8, 8))})
    assert models.find(str(folder), job="write").runner == "transformers"
    with pytest.raises(CannotRunError, match=r"no model_index\.json"):
        models.find(str(folder), job="draw")


def test_a_runner_is_no_model():
    with pytest.raises(UsageError, match="cycles is no model"):
        models.find("cycles", job="draw")
    with pytest.raises(UsageError, match="diffusers needs a model"):
        models.find("diffusers", job="draw")


def test_finding_imports_no_library_of_models(tmp_path):
    folder = put(tmp_path / "folder", a_model())
    code = f"""
import sys
from filmcli.conduct import models
models.find({str(folder)!r}, job="draw"); models.find("sdxl", job="draw"); models.cards()
print(sorted(sys.modules.keys() & {{"torch", "diffusers", "transformers", "huggingface_hub", "numpy"}}))
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


# list, show, and what is not here


def test_models_alone_lists_runners_and_models(run):
    alone, listed = run("models"), run("models", "list")
    assert alone.code == 0 and alone.stdout == listed.stdout
    assert "smollm2       write" in alone.stdout and "Apache-2.0" in alone.stdout
    rows = run("models", "list", "--job", "film", "--json").json
    assert {row["job"] for row in rows} == {"film"} and {row["kind"] for row in rows} == {"runner", "model"}
    assert next(row for row in rows if row["name"] == "wan-vace")["here"] == "no"


def test_show_prints_the_card(run):
    shown = run("models", "show", "flux")
    assert shown.code == 0
    assert "gated" in shown.stdout and "text_encoder_2" in shown.stdout and "Union-Pro-2.0" in shown.stdout
    assert "no    references encoder: openai/clip-vit-large-patch14" in shown.stdout
    assert run("models", "show", "flux", "--json").json["card"]["steps"] == 28
    assert run("models", "show", "flx").stderr.splitlines()[1] == "hint: did you mean flux?"


def test_a_mistyped_subcommand_has_a_nearest_one(run):
    told = run("models", "verfy")
    assert told.code == 2 and "verify" in told.stderr


def test_a_model_that_is_not_here_is_exit_4_with_the_pull_command_and_no_socket_is_opened(tmp_path):
    put(
        tmp_path / "site",
        {
            "sitecustomize.py": b"import socket\ndef no(*a, **k): raise SystemExit(99)\nsocket.socket.connect = no\nsocket.getaddrinfo = no\n"
        },
    )
    settings = os.environ | {"PYTHONPATH": f"{tmp_path / 'site'}:{ROOT}"}
    for arguments, hint in (
        (["verify", "sdxl"], "hint: filmcli models pull sdxl"),
        (["verify", "studio/painter"], "hint: filmcli models pull studio/painter"),
        (["pull", "sdxl", "--offline"], "hint: leave out --offline, or unset HF_HUB_OFFLINE"),
    ):
        told = subprocess.run([sys.executable, "-m", "filmcli", "models", *arguments], capture_output=True, text=True, env=settings)
        assert (told.returncode, told.stderr.splitlines()[1]) == (4, hint), told.stderr


# verify


def test_verify_finds_a_truncated_file_and_a_missing_shard(run, tmp_path):
    folder = put(tmp_path / "folder", a_model(text_encoder=["transformers", "CLIPTextModel"]))
    put(folder, {"text_encoder/model.safetensors": tensors(weight=(8, 8))})
    good = run("models", "verify", folder)
    assert good.code == 0 and good.stdout.count("ok ") == 3

    weights = folder / "unet/diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    index = {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}
    (folder / "text_encoder/model.safetensors").unlink()
    put(folder, {"text_encoder/model.safetensors.index.json": index, "text_encoder/model-00001-of-00002.safetensors": tensors(a=(8, 8))})
    bad = run("models", "verify", folder, "--json")
    assert bad.code == 4
    found = {row["path"]: row["found"] for row in bad.json["files"] if not row["ok"]}
    assert found["unet/diffusion_pytorch_model.safetensors"].startswith("truncated: ")
    assert found["text_encoder/model-00002-of-00002.safetensors"] == "missing: the index names it"
    assert set(found) == {"unet/diffusion_pytorch_model.safetensors", "text_encoder/model-00002-of-00002.safetensors"}


def test_verify_finds_a_part_without_weights_and_a_file_that_is_none(run, tmp_path):
    folder = put(tmp_path / "folder", a_model())
    (folder / "vae/diffusion_pytorch_model.safetensors").unlink()
    (folder / "unet/diffusion_pytorch_model.safetensors").write_bytes(b"not weights, and longer than a length")
    bad = run("models", "verify", folder)
    assert bad.code == 4 and "BAD  vae: missing: no safetensors in it" in bad.stdout and "not a safetensors file" in bad.stdout


# pull


CARD = b"""format: filmcli/model@1
family: sdxl
job: draw
about: for this test
hub: studio/painter
variant: fp16
licence: none
commercial: true
parts: {unet: 0.1, vae: 0.1}
phases: {encode: [], denoise: [unet], decode: [vae]}
sizes: {pixels: 4096, multiple: 8}
steps: 2
guidance: 1
controls:
  depth: &union {hub: studio/union, licence: none, gb: 0.1}
  edge: *union
references: {by: adapter, hub: studio/adapter, subfolder: models, file: plus.safetensors, encoder: models/image_encoder, most: 1}
cost: {step_tflop: 1, activations_gb: 0.1, decode_gb: 0.1}
"""


def repositories():
    painter = {name: data if isinstance(data, bytes) else json.dumps(data).encode() for name, data in a_model().items()}
    shard = tensors(a=(256, 256))
    painter |= {
        "README.md": b"# read me",
        "whole.safetensors": tensors(x=(4, 4)),
        "unet/diffusion_pytorch_model.fp16.safetensors": tensors(weight=(300, 300)),
        "unet/diffusion_pytorch_model.bin": b"pickle",
        "vae_old/diffusion_pytorch_model.safetensors": tensors(x=(4, 4)),
    }
    return {
        "studio/painter": painter,
        "studio/union": {"config.json": b"{}", "diffusion_pytorch_model.safetensors": tensors(a=(8, 8)), "old_v1.safetensors": shard},
        "studio/adapter": {
            "models/plus.safetensors": tensors(a=(8, 8)),
            "models/other.safetensors": shard,
            "models/image_encoder/config.json": b"{}",
            "models/image_encoder/model.safetensors": tensors(b=(8, 8)),
            "sdxl/image_encoder/model.safetensors": shard,
        },
        "studio/pickles": {"model_index.json": b"{}", "unet/diffusion_pytorch_model.bin": b"pickle"},
        "studio/secret": {"config.json": b"{}", "model.safetensors": tensors(a=(4, 4))},
        "studio/writer": {
            "config.json": b"{}",
            "tokenizer.json": b'{"version": "1.0"}',
            "consolidated.safetensors": shard,
            "model.safetensors.index.json": json.dumps({"weight_map": {"a": "model-00001-of-00001.safetensors"}}).encode(),
            "model-00001-of-00001.safetensors": shard,
        },
    }


@pytest.fixture
def fake(run, tmp_path):
    """Return a hub on localhost, and `filmcli` that takes it for the hub."""
    put(tmp_path / "config/filmcli/models", {"mine.yaml": CARD})
    told = Hub(repositories(), gated=("studio/secret",))
    with serving(told) as address:
        env = {"HF_ENDPOINT": address, "HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_XET": "1", "HF_HUB_CACHE": str(tmp_path / "hub")}
        yield told, lambda *arguments, **more: run("models", *arguments, env=env | more)


def test_a_pull_takes_what_the_card_says_and_no_file_twice(fake, tmp_path):
    told, filmcli = fake
    dry = filmcli("pull", "mine", "-n")
    assert dry.code == 0 and told.served == [] and dry.stdout == ""
    assert "base mine: studio/painter, 5 files" in dry.stderr and "controls depth, edge: studio/union, 2 files" in dry.stderr

    pulled = filmcli("pull", "mine", "--json")
    assert pulled.code == 0, pulled.stderr
    assert {path for path, _, _ in told.served} == {
        "model_index.json",
        "unet/config.json",
        "unet/diffusion_pytorch_model.fp16.safetensors",
        "vae/config.json",
        "vae/diffusion_pytorch_model.safetensors",
        "config.json",
        "diffusion_pytorch_model.safetensors",
        "models/plus.safetensors",
        "models/image_encoder/config.json",
        "models/image_encoder/model.safetensors",
    }
    assert inventory.wants(cards.load("mine"), name="mine")[0].state() == "yes"
    assert models.here(models.find("mine", job="draw")).name == COMMIT
    assert "yes   base mine" in filmcli("show", "mine").stdout

    told.served.clear()
    assert filmcli("pull", "mine").code == 0 and told.served == []
    next((tmp_path / "hub/models--studio--painter/snapshots").rglob("*.fp16.safetensors")).resolve().unlink()
    assert filmcli("verify", "mine").code == 4
    assert filmcli("pull", "mine").code == 0
    assert [path for path, _, _ in told.served] == ["unet/diffusion_pytorch_model.fp16.safetensors"]
    assert filmcli("verify", "mine", "--deep").stdout.count("sha256 as recorded") == 5


def test_a_lost_connection_is_taken_up_where_it_broke(fake):
    told, filmcli = fake
    large = "model.safetensors"
    told.repositories["studio/large"] = {"config.json": b"{}", large: tensors(a=(6_000_000,))}
    told.cut[large] = 11_000_000  # it writes ten megabytes at a time
    assert filmcli("pull", "studio/large").code == 0
    assert [first > 0 for path, first, _ in told.served if path == large] == [False, True]
    assert "sha256 as recorded" in filmcli("verify", "studio/large", "--deep").stdout


def test_deep_finds_a_changed_byte(fake, tmp_path):
    _, filmcli = fake
    assert filmcli("pull", "mine", "--only", "base").code == 0
    blob = next((tmp_path / "hub").rglob("*.fp16.safetensors")).resolve()
    data = bytearray(blob.read_bytes())
    data[-1] ^= 1
    blob.write_bytes(data)
    assert filmcli("verify", "mine").code == 0
    bad = filmcli("verify", "mine", "--deep")
    assert bad.code == 4 and "differs from the recorded" in bad.stderr and "hint: filmcli models pull mine" in bad.stderr


def test_a_pull_into_a_folder_lies_as_a_local_model_does(fake, tmp_path):
    told, filmcli = fake
    assert filmcli("pull", "mine", "--to", tmp_path / "here").code == 0
    assert (tmp_path / "here/controls/depth/diffusion_pytorch_model.safetensors").is_file()
    assert (tmp_path / "here/controls/edge/config.json").is_file()
    assert (tmp_path / "here/adapters/reference/plus.safetensors").is_file()
    assert (tmp_path / "here/adapters/reference/image_encoder/model.safetensors").is_file()
    assert not (tmp_path / "here/.pulling").exists()
    found = models.find(str(tmp_path / "here"), job="draw")
    assert found.runner == "sdxl" and found.card.licence == "unknown"
    assert found.card.controls["depth"].gb == found.card.controls["edge"].gb == pytest.approx(8 * 8 * 2 / 1e9)
    told.served.clear()
    assert filmcli("pull", "mine", "--to", tmp_path / "here").code == 0 and told.served == []
    assert "sha256 as recorded" in filmcli("verify", tmp_path / "here", "--deep").stdout


def test_pickles_gates_and_unknown_names_are_told_in_a_sentence(fake):
    told, filmcli = fake
    pickles = filmcli("pull", "studio/pickles")
    assert pickles.code == 4 and "holds pickled weights only (unet/diffusion_pytorch_model.bin)" in pickles.stderr
    gated = filmcli("pull", "studio/secret")
    assert gated.code == 4 and "is gated" in gated.stderr and "hf auth login" in gated.stderr
    missing = filmcli("pull", "studio/nothing")
    assert missing.code == 4 and "no such model on the hub" in missing.stderr
    assert filmcli("pull", "nothing").code == 2
    assert not [path for path, _, _ in told.served if not path.endswith(".json")]


def test_a_writer_is_pulled_without_the_copies_of_its_weights(fake):
    told, filmcli = fake
    assert filmcli("pull", "studio/writer").code == 0
    assert {path for path, _, _ in told.served} == set(told.repositories["studio/writer"]) - {"consolidated.safetensors"}
    told.served.clear()
    assert filmcli("pull", "studio/painter", "--configs", "--only", "base").code == 0
    assert {Path(path).suffix for path, _, _ in told.served} == {".json"}


def test_a_hub_that_is_not_there_is_exit_4(fake):
    _, filmcli = fake
    told = filmcli("pull", "studio/writer", HF_ENDPOINT="http://127.0.0.1:9")
    assert told.code == 4 and "cannot be fetched" in told.stderr


def test_tiny_writes_a_model_that_is_found_and_whole(run, tmp_path):
    made = run("models", "tiny", "here", "--family", "sd15", "--json")
    assert made.code == 0 and made.stderr == ""
    (row,) = json.loads(made.stdout)
    assert row["family"] == "sd15" and 0 < row["bytes"] < 5e6
    assert models.find(str(tmp_path / "here/sd15"), job="draw").runner == "sd15"
    assert run("models", "verify", "here/sd15").code == 0
    assert "its own, in controls/depth" in run("models", "show", "here/sd15").stdout


def test_tiny_knows_the_families(run):
    told = run("models", "tiny", "here", "--family", "sdlx")
    assert told.code == 2 and "did you mean sdxl?" in told.stderr


def test_the_page_of_models_equals_the_cards():
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.path.insert(0, 'docs'); import models; print(models.text(), end='')"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert (ROOT / "docs/models.md").read_text(encoding="utf-8") == done.stdout, "run: python docs/models.py"


def test_a_card_whose_phases_name_an_unknown_part_is_refused():
    card = cards.load("sdxl").model_dump()
    with pytest.raises(ValueError, match="unett"):
        Card.model_validate(card | {"phases": {"denoise": ("unett",)}})
