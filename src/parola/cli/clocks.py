"""`parola clocks`: the clocks of tickets, ticket by ticket, for whoever wants to check the engine or use it from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from parola.cli.agreed import Agreements
from parola.cli.jsonlines import STANDARD_INPUT, Json, answer_file
from parola.cli.language import preferred
from parola.cli.policy import named
from parola.cli.ticketcases import answer, read_ticket
from parola.policy.words import Words


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(clocks)


def clocks(
    tickets: Annotated[
        Path, typer.Argument(metavar="[FILE|-]", help="Tickets, one JSON object a line; - for standard input.")
    ] = STANDARD_INPUT,
    agreement: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help="An agreement that tickets may name by its id, beside the shipped ones."),
    ] = None,
    lang: Annotated[str | None, typer.Option(help="The language of the errors: en, es, it, ar.")] = None,
) -> None:
    """Fold tickets into their clocks: one JSON object a line, in order.

    A line that cannot be answered gets {"id", "error"}, is told on standard error, and makes the exit code 1.
    """
    words = Words(preferred(lang))
    agreements = Agreements(named(name, words).agreement for name in agreement or ())

    def answered(fields: Json) -> Json:
        return answer(read_ticket(fields, agreements))

    answer_file(tickets, answered, words)
