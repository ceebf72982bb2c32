"""The program `parola`: finds the command that is called, and says in one line what went wrong.

Exit codes: 0 done, 1 the command's own "no", 2 wrong usage, 70 an error of ours (`EX_SOFTWARE` of sysexits.h),
130 interrupted by Ctrl-C.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Mapping
from typing import Annotated

import typer
from typer.models import CommandInfo

from parola.cli.contents import ABOUT, COMMANDS, Command
from parola.cli.language import LANGUAGES, preferred

SOFTWARE_ERROR = 70


def build(wanted: str | None = None) -> typer.Typer:
    """The program, ready to run the command `wanted`: that one for real, the others as lines of the help. None: all for real."""
    app = typer.Typer(
        help=told(ABOUT),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(root)
    for command in COMMANDS:
        if wanted in {None, command.name}:
            register_alone(app, command)
        else:
            app.command(command.name, help=told(command.help))(listed)
    return app


def register_alone(app: typer.Typer, command: Command) -> None:
    """Add the command from its module, and none that the module may hold beside it."""
    registering = typer.Typer()
    importlib.import_module(f"parola.cli.{command.module}").register(registering)
    app.registered_commands += [info for info in registering.registered_commands if name_of(info) == command.name]
    app.registered_groups += [info for info in registering.registered_groups if info.name == command.name]


def name_of(info: CommandInfo) -> str:
    """The name by which a command is called: its own, or that of its function."""
    return info.name or (info.callback.__name__ if info.callback else "")


def listed() -> None:
    """Stands for a command that is listed and not called."""


def told(text: str) -> str:
    """The text in the reader's language."""
    language = preferred()
    if language == LANGUAGES[0]:
        return text
    from parola.policy.words import Words

    return Words(language).gettext(text)


def wanted(arguments: list[str], environ: Mapping[str, str]) -> str | None:
    """The command that the arguments name; "" for none of ours, None where a shell wants to complete any of them."""
    if "_PAROLA_COMPLETE" in environ:
        return None
    return next((argument for argument in arguments if not argument.startswith("-")), "")


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
        build(wanted(sys.argv[1:], os.environ))(prog_name="parola")
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
