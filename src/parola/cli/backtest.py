"""`parola backtest`: what new terms would have made of tickets that have lived, and which of them turn."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parola.cli import backtest_tables
from parola.cli.backtest_sources import USAGE_ERROR, over_brand, over_log
from parola.cli.bars import bars
from parola.cli.language import preferred
from parola.cli.refusing import stop
from parola.policy.findings import gettext_noop

if TYPE_CHECKING:
    from rich.progress import Progress

    from parola.lab.backtest.counting import BackTest
    from parola.policy.words import Words

FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
ONE_SOURCE = gettext_noop("Say over which tickets: --from LOG.csv with --mapping, or --brand for the desk's own.")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(backtest)


def backtest(
    agreement: Annotated[
        list[str],
        typer.Option(
            help="What is tried: an agreement's file or a shipped one's id. OLD=NEW replaces one version alone."
        ),
    ],
    log: Annotated[
        Path | None, typer.Option("--from", exists=True, dir_okay=False, help="An incident log: CSV, plain or gzipped.")
    ] = None,
    mapping: Annotated[
        str | None, typer.Option(help="What the log's columns mean: a shipped mapping's name, or a YAML file.")
    ] = None,
    brand: Annotated[
        str | None, typer.Option(metavar="SLUG", help="The desk's own tickets of that brand, in place of a log.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=FORMATS, metavar="DATE", help="Only tickets opened from then on.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=FORMATS, metavar="DATE", help="Only tickets opened before then.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the whole result as JSON, with every ticket that turns.")
    ] = False,
    list_file: Annotated[
        Path | None, typer.Option("--list", metavar="FILE.csv", help="Write every ticket that turns to this CSV file.")
    ] = None,
    limit_list: Annotated[int, typer.Option(min=0, help="How many tickets that turn are explained.")] = 5,
    lang: Annotated[str | None, typer.Option(help="The language of what is printed: en, es, it, ar.")] = None,
) -> None:
    """Attainment under new terms beside the old, and the tickets that turn, each explained.

    Exit code 0: counted. 1: the log, the mapping or an agreement cannot be used. 2: wrong usage.
    """
    from parola.lab.backtest.logs import Window
    from parola.policy.words import speak

    words, window = speak(preferred(lang), isolating=not as_json), Window(since, until)
    with bars() as progress:
        if brand is not None and log is None and mapping is None:
            found = over_brand(brand, agreement, window, progress, words)
        elif brand is None and log is not None and mapping is not None:
            found = over_log(log, mapping, agreement, window, progress, words)
        else:
            raise stop(words.gettext(ONE_SOURCE), USAGE_ERROR)
        if list_file:
            _write(list_file, found, progress, words)
    if as_json:
        print(json.dumps(backtest_tables.as_dict(found, words), ensure_ascii=False, indent=2))
    else:
        backtest_tables.show(found, limit_list, words)


def _write(path: Path, found: BackTest, progress: Progress, words: Words) -> None:
    """Every ticket that turns as a CSV file; exits with 1 where none can be written."""
    task = progress.add_task(words.gettext("Explaining"), total=found.turned)
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(backtest_tables.LISTED)
            for turned in found.listing:
                writer.writerows(backtest_tables.rows(turned, words))
                progress.advance(task)
    except OSError as error:
        raise stop(f"{path}: {error.strerror}") from error
