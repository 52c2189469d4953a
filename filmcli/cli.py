"""The command line: the Typer app, and `main`, where errors become words and exit codes.

Knows nothing of film; each command is a file in `filmcli.commands`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Sequence

import typer

from filmcli import __version__
from filmcli.commands import cast, doctor, make, models, presets, render, script, why
from filmcli.core.console import Console
from filmcli.core.errors import Exit, FilmError, StorageError

app = typer.Typer(
    name="filmcli", no_args_is_help=False, invoke_without_command=True, pretty_exceptions_enable=False, rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Turn a logline into a screenplay, a cast, pictures and a film. Each stage reads and writes files.",
    epilog="Start with: filmcli make \"A tired detective is hired to find a man who does not want to be found\" --genre noir --seed 7 -d film",
)
for name, module in (("script", script), ("cast", cast), ("render", render), ("make", make), ("why", why), ("presets", presets), ("models", models), ("doctor", doctor)):
    app.command(name, help=module.HELP, epilog=module.EPILOG, no_args_is_help=False)(module.command)


@app.callback()
def root(context: typer.Context, version: bool = typer.Option(False, "--version", help="Print the version and exit.", is_eager=True)) -> None:
    if version:
        print(f"filmcli {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())


def main(argv: Sequence[str] | None = None) -> int:
    """Run filmcli; return the exit code. Nothing below this function prints an error or exits."""
    console = Console()
    signal.signal(signal.SIGTERM, _terminate)
    try:
        code = app(list(sys.argv[1:] if argv is None else argv), prog_name="filmcli", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except FilmError as error:
        console.error(str(error), error.hint)
        return int(error.exit)
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the interpreter flushes stdout once more at exit
        return int(Exit.DONE)
    except KeyboardInterrupt:
        console.close()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
        return 130
    except typer.Exit as stop:
        return int(stop.exit_code)
    except typer.Abort:
        return int(Exit.UNEXPECTED)
    except OSError as error:
        console.error(str(StorageError(f"{error.filename or 'output'}: {error.strerror}")), None)
        return int(Exit.UNEXPECTED)
    except Exception as error:
        if hasattr(error, "format_message"):  # a usage error of the parser, which Typer does not export by name
            return _usage(console, error)
        if os.environ.get("FILMCLI_DEBUG"):
            raise
        console.error(f"unexpected: {type(error).__name__}: {error}", "run again with FILMCLI_DEBUG=1 for the trace, and report it")
        return int(Exit.UNEXPECTED)


def _usage(console: Console, error: Exception) -> int:
    import difflib

    message, hint = error.format_message(), None
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "filmcli"
    if "No such command" in message and "Did you mean" not in message:
        near = difflib.get_close_matches(message.split("'")[1], [c.name for c in app.registered_commands], n=1)
        hint = f"did you mean {near[0]}?" if near else None
    console.error(message, hint or f"{path} --help")
    return int(Exit.USAGE)


def _terminate(*_: object) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def entry() -> None:
    """The console script."""
    sys.exit(main())
