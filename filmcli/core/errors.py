"""What can go wrong, as exceptions that carry words for a person and an exit code.

Knows nothing of film, models or the terminal. Only `filmcli.cli.main` prints these.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any


class Exit(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    UNEXPECTED = 1  # a bug, or the disk
    USAGE = 2  # the command line
    INPUT = 3  # a document that cannot be read
    CANNOT = 4  # package, weights or device missing here
    MODEL = 5  # the model failed (memory too)
    EDITED = 6  # refused to overwrite a hand edit
    SOME = 7  # some items failed, the others are done


class FilmError(Exception):
    """A failure with one line that says what, where and what was expected, and a hint to copy."""

    exit = Exit.UNEXPECTED

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class StorageError(FilmError):
    """The disk refused: full, read-only, gone."""


class UsageError(FilmError):
    """The command line does not make sense."""

    exit = Exit.USAGE


class InputError(FilmError):
    """A document cannot be read; the message begins with `file:line:`."""

    exit = Exit.INPUT


class CannotRunError(FilmError):
    """A package, a weight file or a device that the work needs is not here."""

    exit = Exit.CANNOT


class ModelError(FilmError):
    """A model or the renderer failed while it worked."""

    exit = Exit.MODEL


class EditedError(FilmError):
    """A document was changed by hand since filmcli wrote it, and would be overwritten."""

    exit = Exit.EDITED


class SomeFailedError(FilmError):
    """Some items failed; the rest is done and kept."""

    exit = Exit.SOME


def raised(reply: Mapping[str, Any], *, about: str = "", otherwise: type[FilmError] = ModelError) -> FilmError:
    """Return the exception that a worker's reply stands for: the one that was raised there. Its keys: error, and of what is known exit and hint."""
    kinds = {kind.exit: kind for kind in (UsageError, InputError, CannotRunError, ModelError)}
    return kinds.get(reply.get("exit"), otherwise)(f"{about}: {reply['error']}" if about else reply["error"], hint=reply.get("hint"))
