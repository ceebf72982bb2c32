"""`parola clocks`: the clocks of tickets, ticket by ticket, for whoever wants to check the engine or use it from elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from parola.cli.jsonlines import STANDARD_INPUT, Json, answer_lines, open_lines
from parola.cli.language import preferred
from parola.cli.ticketcases import answer, read_ticket
from parola.policy.problems import gettext_noop
from parola.policy.words import Words

UNREADABLE = gettext_noop("The file %(file)s cannot be read: %(problem)s.")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(clocks)


def clocks(
    tickets: Annotated[
        Path, typer.Argument(metavar="[FILE|-]", help="Tickets, one JSON object a line; - for standard input.")
    ] = STANDARD_INPUT,
    lang: Annotated[str | None, typer.Option(help="The language of the errors: en, es, it, ar.")] = None,
) -> None:
    """Fold tickets into their clocks: one JSON object a line, in order.

    A line that cannot be answered gets {"id", "error"}, is told on standard error, and makes the exit code 1.
    """
    words = Words(preferred(lang))
    try:
        with open_lines(tickets) as lines:
            whole = answer_lines(lines, _answer, words)
    except OSError as error:
        print(words.gettext(UNREADABLE) % {"file": error.filename, "problem": error.strerror}, file=sys.stderr)
        raise typer.Exit(1) from error
    if not whole:
        raise typer.Exit(1)


def _answer(fields: Json) -> Json:
    return answer(read_ticket(fields))
