"""The command line: the Typer app, and `main`, where errors become words and exit codes.

Knows nothing of film; each command is a file in `filmcli.commands`. `--help` is paid by every user many times a day, so it imports Typer and nothing more.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module

import typer

from filmcli import __version__
from filmcli.core.errors import Exit, FilmError

COMMANDS = {  # in the order of the work; each is a module of filmcli.commands with `command` and `EPILOG`, or with `group`
    "script": "Write a screenplay from a logline, a genre, or nothing.",
    "cast": "Design the characters of a screenplay: look, wardrobe, personality, motion, voice, and their pictures.",
    "render": "Break a screenplay into shots and draw a picture of each: set, people, camera, light.",
    "relight": "Turn a shot's light groups up or down, or warmer, in a second: a new take beside its still, nothing rendered.",
    "make": "Make everything that is missing or stale, then the film: film.mp4, film.srt, film.otio, storyboard.pdf.",
    "export": "Write a screenplay in another format: PDF, FDX, HTML …; or a production's shots: USD, .blend, contact sheets.",
    "number": "Number the scenes of a screenplay; with --lock keep the numbers that are in use.",
    "check": "Check a screenplay: form, continuity, prose; with a production, the film grammar of its shots too.",
    "stats": "Count a screenplay, or compare several: pages, words, speaking time, who talks with whom, estimated length.",
    "predict": "Say what the plot model expects after each scene, how sure it is, and what came; with the tension curve.",
    "train": "Train a model that ships with filmcli on data of your own, and print its figures beside every baseline.",
    "breakdown": "Break a screenplay down by scene: cast, props, wardrobe, vehicles, sound and the rest, each with its line; stripboard.",
    "diff": "Compare two drafts: scenes added, cut, moved, changed, and the shots that must be made again.",
    "why": "Say which input made a shot, character, line or the film stale, or that it is fresh.",
    "presets": "List the presets of a kind (genres, sets, lighting, quality, …), or print one.",
    "models": "List the models and the runners, and what of them is on this disk; show, pull, verify one.",
    "doctor": "Check that packages, weights and folders are here; exit 4 when a stage could not run.",
}
HELP = "Turn a logline into a screenplay, a cast, pictures and a film. Each stage reads and writes files."
EPILOG = 'Start with: filmcli make "A tired detective is hired to find a man who does not want to be found" --genre noir --seed 7 -d film'


def build(argv: Sequence[str]) -> typer.Typer:
    """Return the app. Only the command that `argv` names is imported (all, for shell completion): the others are names with a line of help."""
    app = typer.Typer(
        name="filmcli",
        no_args_is_help=False,
        invoke_without_command=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        help=HELP,
        epilog=EPILOG,
    )
    app.callback()(_root)
    wanted = next((word for word in argv if not word.startswith("-")), None)
    completing = "_FILMCLI_COMPLETE" in os.environ
    for name, text in COMMANDS.items():
        if name == wanted or completing:
            module = import_module(f"filmcli.commands.{name}")
            if hasattr(module, "group"):
                app.add_typer(module.group(text), name=name)
            else:
                app.command(name, help=text, epilog=module.EPILOG)(module.command)
        else:
            app.command(name, help=text)(_elsewhere)
    return app


def _root(
    context: typer.Context, version: bool = typer.Option(False, "--version", help="Print the version and exit.", is_eager=True)
) -> None:
    if version:
        print(f"filmcli {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())


def _elsewhere() -> None:
    """Stand for a command that this call does not run."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run filmcli; return the exit code. Nothing below this function prints an error or exits."""
    words = list(sys.argv[1:] if argv is None else argv)
    signal.signal(signal.SIGTERM, _terminate)
    try:
        code = build(words)(words, prog_name="filmcli", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except FilmError as error:
        return _say(str(error), error.hint, error.exit)
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the interpreter flushes stdout once more at exit
        return int(Exit.DONE)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
        return 130
    except typer.Exit as stop:
        return int(stop.exit_code)
    except typer.Abort:
        return int(Exit.UNEXPECTED)
    except OSError as error:
        return _say(f"{error.filename or 'output'}: {error.strerror}", None, Exit.UNEXPECTED)
    except Exception as error:
        if hasattr(error, "format_message"):  # a usage error of the parser, which Typer does not export by name
            return _usage(error)
        if os.environ.get("FILMCLI_DEBUG"):
            raise
        return _say(
            f"unexpected: {type(error).__name__}: {error}", "run again with FILMCLI_DEBUG=1 for the trace, and report it", Exit.UNEXPECTED
        )


def _say(message: str, hint: str | None, code: Exit) -> int:
    from filmcli.core.console import Console

    Console().error(message, hint)
    return int(code)


def _usage(error: Exception) -> int:
    import difflib

    message, hint = error.format_message(), None
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "filmcli"
    if "No such command" in message and "Did you mean" not in message:
        known = getattr(context.command, "commands", COMMANDS) if context else COMMANDS
        near = difflib.get_close_matches(message.split("'")[1], list(known), n=1)
        hint = f"did you mean {near[0]}?" if near else None
    return _say(message, hint or f"{path} --help", Exit.USAGE)


def _terminate(*_: object) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def entry() -> None:
    """The console script."""
    sys.exit(main())
