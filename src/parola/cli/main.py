"""The program `parola`: assembles the commands, and says in one line what went wrong.

Exit codes: 0 done, 1 the command's own "no", 2 wrong usage, 70 an error of ours (`EX_SOFTWARE` of sysexits.h),
130 interrupted by Ctrl-C.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import traceback
from typing import Annotated

import typer

import parola.cli

SOFTWARE_ERROR = 70


def build() -> typer.Typer:
    """The whole program, with every command that a module of this package registers."""
    app = typer.Typer(
        help="A support desk that keeps its word, and proves that it did.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(root)
    for module in pkgutil.iter_modules(parola.cli.__path__):
        register = getattr(importlib.import_module(f"parola.cli.{module.name}"), "register", None)
        if register is not None:
            register(app)
    return app


def print_version(wanted: bool) -> None:
    """`--version`: print it and stop."""
    if wanted:
        from importlib.metadata import version

        print(f"parola {version('parola')}")
        raise typer.Exit


def root(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=print_version, is_eager=True, help="Print the version and stop."),
    ] = False,
) -> None:
    """Options of the program itself."""


def main() -> None:
    """The entry point: runs the command named by the arguments and exits."""
    try:
        build()(prog_name="parola")
    except Exception as error:  # noqa: BLE001  # the last resort: what no command foresaw is told, never hidden
        report(error)
        sys.exit(SOFTWARE_ERROR)
    finally:
        close_output()


def report(error: Exception) -> None:
    """Say in short what failed and how to report it; the whole traceback with PAROLA_DEBUG=1."""
    if os.environ.get("PAROLA_DEBUG"):
        traceback.print_exception(error)
        return
    place = traceback.extract_tb(error.__traceback__)[-1]
    print(
        f"parola: unexpected error: {type(error).__name__}: {error} ({place.filename}:{place.lineno})\n"
        "This is a fault in Parola. Run the command again with PAROLA_DEBUG=1 and report what it prints.",
        file=sys.stderr,
    )


def close_output() -> None:
    """Flush now, so that a reader who has gone away (`parola clocks | head`) is met here, quietly, and not at exit."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
