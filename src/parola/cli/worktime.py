"""`parola worktime`: working time, case by case, for whoever wants to check the engine or use it from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from parola.cli.jsonlines import STANDARD_INPUT, answer_file, read_file
from parola.cli.language import preferred
from parola.cli.workcases import Calendars, answer, read_case
from parola.policy.words import Words


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(worktime)


def worktime(
    cases: Annotated[
        Path, typer.Argument(metavar="[FILE|-]", help="Cases, one JSON object a line; - for standard input.")
    ] = STANDARD_INPUT,
    calendars: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Calendars that cases may name: a JSON object of them.")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="The language of the errors: en, es, it, ar.")] = None,
) -> None:
    """Answer cases of working time: due times and elapsed seconds, one JSON object a line, in order.

    A line that cannot be answered gets {"id", "error"}, is told on standard error, and makes the exit code 1.
    """
    words = Words(preferred(lang))
    named = Calendars(read_file(calendars, words) if calendars else {})
    answer_file(cases, lambda fields: answer(read_case(fields, named)), words)
