"""What this machine has: the GPU's name and memory, the host's memory, the disk's room. Nothing heavy is imported to find out.

Knows nothing of models. Gigabytes are 10⁹ bytes. A GPU is asked through NVML, the library of its driver.
"""

from __future__ import annotations

import ctypes
import importlib.metadata
import importlib.util
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

# Dense bfloat16 TFLOP/s of the makers' datasheets; what a diffusion model gets of it is `USE`.
PEAK = {
    "H200": 989,
    "H100": 989,
    "A100": 312,
    "L40S": 362,
    "RTX 6000 Ada": 364,
    "RTX 4090": 165,
    "RTX 3090": 71,
    "A6000": 155,
    "A10": 125,
    "L4": 121,
    "T4": 65,
}
USE = 0.35  # of the datasheet: SDXL in eager diffusers 21 %, FLUX 40 % eager and 59 % compiled (published for the H100)
CORE = 0.03  # TFLOP/s in float32 of one core with AVX2; 0.03–0.06 measured on a 2-core server, convolutions at the lower end


@dataclass(frozen=True)
class Gpu:
    """One GPU: its name, all of its memory and what of it is free, in gigabytes."""

    name: str
    memory: float
    free: float


def device(asked: str) -> tuple[str, str]:
    """Return (device, reason) as `runners.device.choose` will, without torch. An Apple GPU is seen by torch only: auto says cpu here."""
    if asked != "auto":
        return asked, "asked for"
    if torch_has_cuda() and gpus():
        return "cuda", f"auto: {gpus()[0].name}"
    return "cpu", "auto: no GPU here"


def gpu(device: str) -> Gpu | None:
    """Return the GPU that `cuda` or `cuda:N` means, or None when it is not here."""
    if not device.startswith("cuda"):
        return None
    number = int(device.partition(":")[2] or 0)
    found = gpus()
    return found[number] if number < len(found) else None


def gpus() -> list[Gpu]:
    """Return the GPUs in the order of `cuda:0`, `cuda:1` …: those of CUDA_VISIBLE_DEVICES where it is set."""
    try:
        driver = ctypes.CDLL("libnvidia-ml.so.1")
        if driver.nvmlInit_v2():
            return []
    except (OSError, AttributeError):
        return []
    found = [_ask(driver, number) for number in range(_count(driver))]
    driver.nvmlShutdown()
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is None:
        return [one for one in found if one]
    chosen = [int(part) for part in visible.split(",") if part.strip().isdigit()]
    return [found[number] for number in chosen if number < len(found) and found[number]]


class _Memory(ctypes.Structure):
    """nvmlMemory_t of nvml.h, in bytes."""

    _fields_ = [("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong)]


def _count(driver: ctypes.CDLL) -> int:
    count = ctypes.c_uint()
    return 0 if driver.nvmlDeviceGetCount_v2(ctypes.byref(count)) else count.value


def _ask(driver: ctypes.CDLL, number: int) -> Gpu | None:
    handle, memory, name = ctypes.c_void_p(), _Memory(), ctypes.create_string_buffer(96)
    if driver.nvmlDeviceGetHandleByIndex_v2(number, ctypes.byref(handle)):
        return None
    if driver.nvmlDeviceGetMemoryInfo(handle, ctypes.byref(memory)) or driver.nvmlDeviceGetName(handle, name, 96):
        return None
    return Gpu(name.value.decode(errors="replace"), memory.total / 1e9, memory.free / 1e9)


def torch_has_cuda() -> bool:
    """Tell whether the installed torch is built for CUDA: its version file says so, and is read, not run."""
    found = importlib.util.find_spec("torch")
    if found is None or not found.submodule_search_locations:
        return False
    try:
        text = (Path(found.submodule_search_locations[0]) / "version.py").read_text(encoding="utf-8")
    except OSError:
        return False
    return re.search(r"^cuda\b[^=\n]*=\s*['\"]", text, re.MULTILINE) is not None


def host() -> float:
    """Return the gigabytes of memory that this process may still take: of the machine, or of its control group where that is less."""
    told = {}
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            name, _, rest = line.partition(":")
            told[name] = int(rest.split()[0]) * 1024
    except (OSError, ValueError, IndexError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    free = told.get("MemAvailable", told.get("MemTotal", 0))
    for most, used in (("memory.max", "memory.current"), ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes")):
        try:
            folder = Path("/sys/fs/cgroup")
            free = min(free, int((folder / most).read_text()) - int((folder / used).read_text()))
        except (OSError, ValueError):
            continue  # no such group, or "max"
    return max(0, free) / 1e9


def disk(folder: Path) -> float:
    """Return the free gigabytes where a folder is, or will be."""
    here = folder.absolute()
    while not here.exists() and here != here.parent:
        here = here.parent
    return shutil.disk_usage(here).free / 1e9


def rate(device: str) -> tuple[float | None, str]:
    """Return (TFLOP/s that a diffusion model gets, reason); None where nobody knows."""
    card = gpu(device)
    if card:
        known = next((name for name in PEAK if name in card.name), None)
        return (PEAK[known] * USE, f"{USE:.0%} of the {PEAK[known]} of an {known}") if known else (None, f"{card.name} is not in the table")
    if device == "cpu":
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return cores * CORE, f"{cores} cores, roughly"
    return None, "unknown"


def version(package: str) -> str:
    """Return `major.minor` of an installed package, without importing it."""
    return ".".join(importlib.metadata.version(package).split(".")[:2])
