"""The backends: one file each, whose name is its name on the command line. Third parties add theirs by entry point.

Knows nothing of stages. Listing runners imports none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from filmcli.core.errors import UsageError

GROUP = "filmcli.runners"
# name → (job, module:class, what it is). The module also holds `JOB` and the typed `Options` of the class.
BUILT_IN: dict[str, tuple[str, str, str]] = {
    "smollm2": ("write", "filmcli.runners.smollm2:SmolLM2", "SmolLM2-135M-Instruct, inside the wheel; CPU"),
    "transformers": ("write", "filmcli.runners.transformers:Transformers", "any causal language model of transformers (--model)"),
    "openai": ("write", "filmcli.runners.openai:OpenAI", "any model behind an OpenAI-compatible server (--model, OPENAI_BASE_URL)"),
    "cycles": ("draw", "filmcli.runners.cycles:Cycles", "Blender Cycles in a worker process; CPU"),
    "diffusers": ("draw", "filmcli.runners.diffusers:Diffusers", "any text-to-image pipeline of diffusers that has no file of its own"),
    "sd15": ("draw", "filmcli.runners.sd15:Sd15", "Stable Diffusion 1.5 and its kin"),
    "sdxl": ("draw", "filmcli.runners.sdxl:Sdxl", "Stable Diffusion XL and its kin"),
    "flux": ("draw", "filmcli.runners.flux:Flux", "FLUX.1"),
    "flux2-klein": ("draw", "filmcli.runners.flux2_klein:Flux2Klein", "FLUX.2 klein"),
    "z-image": ("draw", "filmcli.runners.z_image:ZImage", "Z-Image"),
    "qwen-image": ("draw", "filmcli.runners.qwen_image:QwenImage", "Qwen-Image, and Qwen-Image-Edit for references"),
    "wan": ("film", "filmcli.runners.wan:Wan", "Wan 2: from a picture, or from plates (VACE)"),
    "ltx": ("film", "filmcli.runners.ltx:Ltx", "LTX-Video: from a picture"),
    "hunyuan": ("film", "filmcli.runners.hunyuan:Hunyuan", "HunyuanVideo: from a picture"),
    "hibari": ("speak", "filmcli.runners.hibari:Hibari", "a woman's American voice, inside the wheel; CPU"),
    "joe": ("speak", "filmcli.runners.joe:Joe", "a man's American voice (Piper), inside the wheel; CPU"),
    "wordllama": ("embed", "filmcli.runners.wordllama:WordLlama", "sentence vectors, inside the wheel; CPU"),
}


def names(job: str | None = None) -> list[str]:
    """Return the names of the runners, of one job or of all; nothing is imported."""
    return sorted([name for name, (does, _, _) in BUILT_IN.items() if job in (None, does)] + [point.name for point in _third_party()])


def describe() -> list[tuple[str, str, str]]:
    """Return (name, job, what it is) of every runner."""
    rows = [(name, job, text) for name, (job, _, text) in BUILT_IN.items()]
    return rows + [(point.name, "third party", point.value) for point in _third_party()]


def open(name: str, job: str, **options: Any) -> Any:
    """Return a runner, loaded. Options that are None are left to its defaults.

    Raises UsageError for an unknown name, one that does another job, or an option it does not have.
    """
    from pydantic import ValidationError

    kind = find(name, job)
    given = {key: value for key, value in options.items() if value is not None}
    try:
        chosen = import_module(kind.__module__).Options(**given)
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(f"runner {name!r}: option {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    return kind(chosen)


def takes(name: str, job: str, option: str) -> bool:
    """Tell whether a runner has an option of this name. Imports the runner's file, no heavy library."""
    return option in import_module(find(name, job).__module__).Options.model_fields


def find(name: str, job: str) -> type:
    """Return a runner's class, imported. Raises UsageError as `open` does."""
    if name in BUILT_IN:
        does, where, _ = BUILT_IN[name]
        if does != job:
            raise UsageError(f"runner {name!r} cannot {job}: it is there to {does}", hint=f"one of: {', '.join(names(job))}")
        module, _, kind = where.partition(":")
        return getattr(import_module(module), kind)
    check(name, job)
    point = next(point for point in _third_party() if point.name == name)
    kind = point.load()
    if getattr(import_module(kind.__module__), "JOB", None) != job:
        raise UsageError(f"runner {name!r} cannot {job}", hint=f"one of: {', '.join(names(job))}")
    return kind


def check(name: str, job: str) -> None:
    """Raise UsageError, with the nearest name, unless there is a runner `name` for the job. Imports nothing."""
    if name not in names(job):
        import difflib

        near = difflib.get_close_matches(name, names(job), n=1)
        raise UsageError(f"no runner {name!r} to {job}", hint=f"did you mean {near[0]}?" if near else f"one of: {', '.join(names(job))}")


def _third_party() -> list:
    from importlib.metadata import entry_points

    return list(entry_points(group=GROUP))
