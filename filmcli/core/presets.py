"""Presets: YAML data that ships with filmcli, a room for each kind (`genres`, `sets`, `lighting`, …).

Knows nothing of what the kinds mean; the stage that uses a preset validates it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from filmcli.core.errors import InputError, UsageError


@cache
def root() -> Path:
    """Return the folder of the presets: inside an installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_presets"
    return inside if inside.is_dir() else package.parent / "presets"


def names(kind: str) -> list[str]:
    """Return the sorted names of the presets of one kind."""
    return sorted(path.stem for path in (root() / kind).glob("*.yaml"))


def kinds() -> list[str]:
    """Return the sorted kinds."""
    return sorted(path.name for path in root().iterdir() if path.is_dir())


def path_of(kind: str, name: str) -> Path:
    """Return the file of a preset; raise UsageError with the nearest name when there is none."""
    path = root() / kind / f"{name}.yaml"
    if name in names(kind):
        return path
    import difflib

    near = difflib.get_close_matches(name.lower(), names(kind), n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(names(kind))}"
    raise UsageError(f"no preset {name!r} in {kind}", hint=hint)


@cache
def load(kind: str, name: str) -> dict:
    """Return a preset as plain data. Treat it as frozen: it is cached."""
    path = path_of(kind, name)
    data = parse(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise InputError(f"{path}: expected a mapping at the top level")
    return data


def parse(text: str) -> Any:
    """Return YAML text as plain data, by libyaml where it is there. Raises yaml.YAMLError."""
    import yaml

    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def read(text: str, name: str, *, first: int = 1) -> Any:
    """Return YAML text of a person's as plain data; raise InputError "NAME:LINE: …" for what is none. first: the line of the file that it begins at."""
    import yaml

    try:
        return parse(text)
    except yaml.MarkedYAMLError as error:
        line = first + (error.problem_mark.line if error.problem_mark else 0)
        raise InputError(f"{name}:{line}: {error.problem or error.context}, expected YAML") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a control character, a 31st of February, brackets without end
        raise InputError(f"{name}:{first}: expected YAML: {str(error).splitlines()[0]}") from error
