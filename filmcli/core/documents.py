"""YAML documents: read into a pydantic model with errors that name file, line and key, written small and in stable order.

Knows nothing of what a document means. The first error is told with the nearest valid key as the hint.
"""

from __future__ import annotations

import difflib
import re
import reprlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from filmcli.core.errors import InputError

try:
    from yaml import CSafeDumper as Dumper
    from yaml import CSafeLoader as Loader
except ImportError:  # libyaml is optional; the plain ones are 10 times slower
    from yaml import SafeDumper as Dumper  # type: ignore[assignment]
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

Document = TypeVar("Document", bound=BaseModel)
_WIDTH = 100  # of a folded line
_FLOW = 4  # a mapping of up to this many plain values stands on one line, and a list of three times as many
_DEEPEST = 100  # levels; libyaml's composer recurses and ends the process at some tens of thousands
_FEW = 12  # names that an error says itself; of more it names the nearest, or all in its hint
_ONE_LINE = 66  # characters of such values


class _Twice(yaml.MarkedYAMLError):
    """A key that stands twice in one mapping."""


def load(source: Path | str, model: type[Document], *, name: str | None = None) -> Document:
    """Return the document in a file (a Path) or a text (a str), checked against `model`.

    `name` is what errors call it, the file's path otherwise. Raises InputError "NAME:LINE: key …: expected …".
    """
    name = name or (str(source) if isinstance(source, Path) else "document")
    content = _text(source, name) if isinstance(source, Path) else source
    try:
        _refuse_depth(content, name)
        data = yaml.load(content, Loader=_strict())
    except _Twice as error:
        raise InputError(f"{name}:{error.problem_mark.line + 1}: {error.problem}", hint="keep one of the two") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise InputError(f"{name}:{mark.line + 1 if mark else 1}: {error.problem or error.context}, expected YAML") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"{name}:1: expected YAML: {str(error).splitlines()[0]}") from error
    if not isinstance(data, Mapping):
        raise InputError(f"{name}:1: expected keys and values ({', '.join(list(model.model_fields)[:4])}, …)")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise _told(error, content, model, name) from error


def dump(model: BaseModel, *, header: str = "", brief: bool = False) -> str:
    """Return the YAML text of a document: keys in the model's order, `header` above it as comment lines.

    Loading it gives an equal document. Numbers keep six significant digits or more where they need them. `brief`: keys that have
    their default value are left out, but for the format.
    """
    data = model.model_dump(mode="json", exclude_defaults=brief)
    if brief and "format" in type(model).model_fields:
        data = {"format": model.format, **data}  # type: ignore[attr-defined]
    return text(data, header=header)


def text(data: Mapping[str, Any], *, header: str = "") -> str:
    """Return plain data as the YAML text of a document, `header` above it as comment lines."""
    comment = "".join(f"# {line}".rstrip() + "\n" for line in header.splitlines())
    body = yaml.dump(data, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=_WIDTH, default_flow_style=False)
    return comment + body


@cache
def _strict() -> type:
    """Return a loader that refuses a key that stands twice in one mapping: YAML would take the last, and the other be lost."""

    class Strict(Loader):  # type: ignore[misc, valid-type]
        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
            first: dict[str, yaml.Mark] = {}
            for key, _ in node.value:
                if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                    if key.value in first:
                        raise _Twice(
                            None, None, f"key {key.value} is there twice, first on line {first[key.value].line + 1}", key.start_mark
                        )
                    first[key.value] = key.start_mark
            return super().construct_mapping(node, deep)

    return Strict


@cache
def _dumper() -> type:
    """Return a dumper that sets short lists of plain values on one line, and writes several lines of text as a block."""

    class Short(Dumper):  # type: ignore[misc, valid-type]
        def ignore_aliases(self, data: Any) -> bool:
            return True

    def sequence(dumper: Any, data: list) -> yaml.Node:
        return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=_short(data, 3 * _FLOW))

    def mapping(dumper: Any, data: dict) -> yaml.Node:
        return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=_short([*data, *data.values()], 2 * _FLOW))

    def string(dumper: Any, data: str) -> yaml.Node:
        return dumper.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)

    Short.add_representer(list, sequence)
    Short.add_representer(dict, mapping)
    Short.add_representer(str, string)
    return Short


def _short(data: Sequence[Any], most: int) -> bool:
    """Return whether plain values fit on one line."""
    if len(data) > most or not all(isinstance(item, (int, float, str)) and "\n" not in str(item) for item in data):
        return False
    return sum(len(str(item)) + 2 for item in data) <= _ONE_LINE


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: expected UTF-8 text") from error
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from error


def _refuse_depth(text: str, name: str) -> None:
    """Raise InputError when a text is nested deeper than any document; the events are read only when it looks so."""
    depth = deepest = 0
    for match in re.finditer(r"[\[\]{}]", text):
        depth += 1 if match[0] in "[{" else -1
        deepest = max(deepest, depth)
    if deepest <= _DEEPEST and not re.search(r"(?:[-?:] +){50}| {200}", text):
        return
    depth = line = 0
    try:
        for event in yaml.parse(text, Loader=Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            line = event.start_mark.line
            if depth > _DEEPEST:
                break
    except yaml.YAMLError as error:  # newer PyYAML refuses by itself, and reads ahead: before the first event has come
        if "nesting depth" not in str(error):
            raise
        depth = _DEEPEST + 1
    if depth > _DEEPEST:
        raise InputError(f"{name}:{line + 1}: nested deeper than {_DEEPEST} levels")


def _told(error: ValidationError, text: str, model: type[BaseModel], name: str) -> InputError:
    """Return the first of pydantic's errors as a line for a person; a misspelt key goes before the key that it leaves missing."""
    told = error.errors(include_url=False)
    first = min(told, key=lambda one: one["type"] != "extra_forbidden")
    where = list(first["loc"])
    node = yaml.compose(text, Loader=Loader)
    line, path = _line(node, where)
    key = _spelled(path) or "the document"
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    if first["type"] == "extra_forbidden":
        known = _keys(model, where[:-1])
        near = difflib.get_close_matches(str(where[-1]), known, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(known)}"
        return InputError(f"{name}:{line}: key {key}: expected a known key{more}", hint=hint)
    if first["type"] == "missing":
        return InputError(f"{name}:{line}: key {key}: expected a value, it is missing{more}")
    hint = None
    words = re.sub(r"^Input should be (?:a valid )?|^(?:Tuple|List) should have |^String should |^Value error, ", "", first["msg"])
    if first["type"] == "literal_error":
        allowed = re.findall(r"'([^']*)'", first["ctx"]["expected"])
        near = difflib.get_close_matches(str(first["input"]), allowed, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else None
        if len(allowed) > _FEW:
            words, hint = f"one of {len(allowed)} names", hint or f"known: {', '.join(allowed)}"
    if first["type"] == "value_error" and ", got " in words:  # a validator's own sentence says it all
        return InputError(f"{name}:{line}: key {key}: {words}{more}", hint=hint)
    return InputError(f"{name}:{line}: key {key}: expected {words}, got {_shown(first['input'])}{more}", hint=hint)


def _line(node: yaml.Node | None, where: Sequence[str | int]) -> tuple[int, list[str | int]]:
    """Return the line of the deepest node on the way `where`, and the way without the names of union members."""
    line, path = (node.start_mark.line + 1 if node else 1), []
    for index, part in enumerate(where):
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if pair is None:
                return line, [*path, part] if index == len(where) - 1 else path
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            return line, path
        path.append(part)
    return line, path


def _keys(model: type[BaseModel], where: Sequence[str | int]) -> list[str]:
    """Return the keys that are valid at `where` in a document of `model`."""
    kind: Any = model
    for part in where:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            field = kind.model_fields.get(str(part))
            kind = field.annotation if field else None
        else:
            kind = next((arg for arg in get_args(kind) if arg is not str and arg is not Ellipsis), None)
        while kind is not None and not isinstance(kind, type) and not get_args(kind):
            kind = None
    kind = next((k for k in (kind, *get_args(kind)) if isinstance(k, type) and issubclass(k, BaseModel)), None)
    return sorted(kind.model_fields) if kind else []


def _spelled(path: Sequence[str | int]) -> str:
    """Return `characters[2].hair.style`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _shown(value: Any) -> str:
    return reprlib.repr(value)  # bounded: a value may be a thousand aliases deep
