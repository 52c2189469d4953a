"""Settings of a production, each with its origin: option, preset, environment, film.yaml, user file, default.

Knows nothing of what a genre or a quality is; the stages look those up.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filmcli.core import presets
from filmcli.core.errors import InputError, UsageError

FORMAT = "filmcli/film@1"
FILE = "film.yaml"


@dataclass(frozen=True)
class Chosen:
    """A value and where it came from."""

    value: Any
    origin: str


@dataclass(frozen=True)
class Field:
    """One setting: its type, default, range and meaning."""

    kind: type
    default: Any
    meaning: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


FIELDS: Mapping[str, Field] = {
    "title": Field(str, None, "the film's title; by default the screenplay's"),
    "logline": Field(str, None, "the film in one sentence"),
    "genre": Field(str, None, "a preset of presets/genres"),
    "seed": Field(int, None, "the root of every random choice", 0, 2**63 - 1),
    "quality": Field(str, "draft", "a preset of presets/quality"),
    "aspect": Field(float, 2.39, "width of the frame over its height", 0.5, 4.0),
    "colour_space": Field(str, "acescg", "the space of EXRs; film.yaml: colour: {space: …}", choices=("acescg", "rec709")),
    "colour_view": Field(str, "agx", "how light is shown on a screen; film.yaml: colour: {view: …}", choices=("agx", "aces2")),
    "fps": Field(int, 24, "frames a second", 8, 120),
    "scenes": Field(int, None, "how many scenes filmcli writes", 1, 40),
    "structure": Field(str, None, "a preset of presets/structures; by default drawn from the genre's"),
    "minutes": Field(float, None, "how long the film shall be, where filmcli writes it", 0.2, 240.0),
    "tone": Field(str, None, "how the lines shall sound; by default the genre's"),
    "script_runner": Field(str, "smollm2", "the runner that writes"),
    "script_model": Field(str, None, "its model, where it takes one"),
    "script_adapter": Field(str, None, "a folder of filmcli train style, put on the writing model"),
    "cast_runner": Field(str, "cycles", "the runner that draws the portraits"),
    "cast_model": Field(str, None, "its model, where it takes one"),
    "look": Field(str, None, "the model that paints the final picture of each shot; without one, the Cycles still is it"),
    "motion": Field(
        str, None, "off: 2.5-D from the stills; on: the shots of --only frame by frame; or the model that makes the shots move"
    ),
    "resemblance": Field(float, 0.6, "how closely the look keeps to the 3D scene: 0 uses no plate and no still", 0.0, 1.0),
    "workers": Field(str, "1", "how many processes paint at once, or a Ray cluster: ray, ray://host:port"),
    "memory": Field(float, None, "gigabytes of the device that a model may take; by default all that is free", 0.1, 10_000.0),
    "offload": Field(str, "auto", "what of a model waits in the host's memory", choices=("auto", "none", "phase", "group")),
    "device": Field(str, "auto", "auto, cpu, cuda, cuda:1, mps"),
}


class Settings:
    """The settings of one run. `settings.genre` is the value, `settings.origin('genre')` where it came from."""

    def __init__(self, chosen: Mapping[str, Chosen]) -> None:
        self._chosen = dict(chosen)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_chosen"][name].value
        except KeyError:
            raise AttributeError(name) from None

    def origin(self, name: str) -> str:
        """Return where a value came from."""
        return self._chosen[name].origin

    def with_values(self, origin: str, **values: Any) -> Settings:
        """Return settings in which some values are replaced."""
        return Settings({**self._chosen, **{name: Chosen(value, origin) for name, value in values.items()}})

    def to_dict(self) -> dict[str, Any]:
        """Return the plain values."""
        return {name: chosen.value for name, chosen in self._chosen.items()}

    def lines(self) -> list[str]:
        """Return one readable line for each setting, with its origin."""
        return [f"{name}: {chosen.value if chosen.value is not None else '-'}  ({chosen.origin})" for name, chosen in self._chosen.items()]


def resolve(folder: Path, options: Mapping[str, Any], *, preset: str | None = None) -> Settings:
    """Merge all the places a setting can come from; the first in the house's order wins.

    A seed that nobody gave is drawn and said to be. Raises InputError for an unknown key or a value of the wrong kind.
    """
    layers: list[tuple[str, Mapping[str, Any]]] = [("option", {k: v for k, v in options.items() if v is not None})]
    if preset:
        layers.append((f"preset {preset}", _preset(preset)))
    layers.append(("environment", _environment()))
    layers.append((FILE, _file(folder / FILE)))
    user = user_file()
    layers.append((str(user), _file(user)))
    chosen = {}
    for name, spec in FIELDS.items():
        origin, value = next(((origin, layer[name]) for origin, layer in layers if layer.get(name) is not None), ("default", spec.default))
        if name == "seed" and value is None:
            import secrets

            origin, value = "chosen by filmcli", secrets.randbelow(2**31)
        chosen[name] = Chosen(_checked(name, spec, value, origin), origin)
    _known_preset("genres", chosen["genre"])
    _known_preset("structures", chosen["structure"])
    _known_preset("quality", chosen["quality"])
    return Settings(chosen)


def user_file() -> Path:
    """Return the user's own settings file, whether it is there or not."""
    base = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return Path(base) / "filmcli" / "settings.yaml"


def cache_folder() -> Path:
    """Return the folder for what filmcli may throw away: `$XDG_CACHE_HOME/filmcli`."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base) / "filmcli"


def _known_preset(kind: str, chosen: Chosen) -> None:
    if chosen.value is not None:
        try:
            presets.path_of(kind, chosen.value)
        except UsageError as error:
            raise type(error)(f"{error} (from {chosen.origin})", hint=error.hint) from None


def _preset(name: str) -> Mapping[str, Any]:
    path = Path(name)
    return _file(path) if path.suffix in (".yaml", ".yml") and path.exists() else _known(presets.load("settings", name), f"preset {name}")


def _environment() -> Mapping[str, Any]:
    found = {name: os.environ[f"FILMCLI_{name.upper()}"] for name in FIELDS if f"FILMCLI_{name.upper()}" in os.environ}
    return {name: _from_text(name, text) for name, text in found.items()}


def _from_text(name: str, text: str) -> Any:
    kind = FIELDS[name].kind
    try:
        return kind(text)
    except ValueError:
        raise InputError(f"FILMCLI_{name.upper()}: {text!r} is not {_article(kind)}") from None


def _file(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    data = presets.read(text, str(path)) or {}
    if not isinstance(data, dict):
        raise InputError(f"{path}:1: expected `key: value` lines")
    if isinstance(data.get("colour"), dict):
        data |= {f"colour_{key}": value for key, value in data.pop("colour").items()}
    kind = data.pop("format", FORMAT)
    if kind != FORMAT:
        raise InputError(f"{path}:1: format {kind!r}, expected {FORMAT!r}")
    return _known(data, str(path), text)


def _known(data: Mapping[str, Any], where: str, text: str = "") -> Mapping[str, Any]:
    for name in data:
        if name not in FIELDS:
            import difflib

            near = difflib.get_close_matches(str(name), FIELDS, n=1)
            line = next((i for i, row in enumerate(text.splitlines(), 1) if row.startswith(f"{name}:")), None)
            place = f"{where}:{line}" if line else where
            raise InputError(f"{place}: unknown key {name!r}", hint=f"did you mean {near[0]}?" if near else f"known: {', '.join(FIELDS)}")
    return data


def _checked(name: str, spec: Field, value: Any, origin: str) -> Any:
    if value is None:
        return None
    if spec.kind in (float, str) and type(value) is int:
        value = spec.kind(value)  # `workers: 2` and `memory: 8` as YAML reads them
    if name == "motion" and isinstance(value, bool):
        value = "on" if value else "off"  # as YAML 1.1 reads these words
    if not isinstance(value, spec.kind) or isinstance(value, bool):
        raise InputError(f"{origin}: {name}: expected {_article(spec.kind)}, got {value!r}")
    if spec.low is not None and not spec.low <= value <= spec.high:
        raise InputError(f"{origin}: {name}: expected {spec.low} to {spec.high}, got {value}")
    if spec.choices and value not in spec.choices:
        raise InputError(f"{origin}: {name}: expected {', '.join(spec.choices)}, got {value!r}")
    return value


def _article(kind: type) -> str:
    return {str: "a text", int: "a whole number", float: "a number"}[kind]
