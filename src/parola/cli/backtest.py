"""`parola backtest`: what new terms would have made of tickets that have lived, and which of them turn."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parola.cli import backtest_tables
from parola.cli.language import preferred
from parola.policy.findings import gettext_noop

if TYPE_CHECKING:
    from rich.progress import Progress

    from parola.lab.backtest.counting import BackTest
    from parola.lab.backtest.logs import Versions, Window
    from parola.lab.log import BadRow, Log, Row
    from parola.lab.read import MappingFile
    from parola.policy.words import Words

USAGE_ERROR = 2
FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
_TURN = 1000  # rows between two looks at the progress bar
NO_MAPPING = gettext_noop(
    "There is no mapping “%(name)s”: no file that can be read, and the shipped ones are %(shipped)s."
)
ONE_SOURCE = gettext_noop("Say over which tickets: --from LOG.csv with --mapping, or --brand for the desk's own.")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(backtest)


def backtest(
    agreement: Annotated[
        list[str],
        typer.Option(
            help="What is tried: an agreement's file or a shipped one's id; OLD=NEW replaces one version alone."
        ),
    ],
    log: Annotated[
        Path | None, typer.Option("--from", exists=True, dir_okay=False, help="An incident log: CSV, plain or gzipped.")
    ] = None,
    mapping: Annotated[
        str | None, typer.Option(help="What the log's columns mean: a shipped mapping's name, or a YAML file.")
    ] = None,
    plan: Annotated[str | None, typer.Option(help="The plan that is tried  \\[default: the mapping's]")] = None,
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

    words = speak(preferred(lang), isolating=not as_json)
    if log is None or mapping is None:
        raise _stop(words.gettext(ONE_SOURCE), USAGE_ERROR)
    file, versions = _prepare(mapping, agreement, plan, words)
    with _bars() as progress:
        found = _run(file, versions, log, Window(since, until), progress, words)
        if list_file:
            _write(list_file, found, progress, words)
    if as_json:
        print(json.dumps(backtest_tables.as_dict(found, words), ensure_ascii=False, indent=2))
    else:
        backtest_tables.show(found, limit_list, words)


def _prepare(mapping: str, tried: Sequence[str], plan: str | None, words: Words) -> tuple[MappingFile, Versions]:
    """The mapping and both sides' terms; exits with 1 and tells every finding with its place."""
    from parola.lab.backtest.versions import versions
    from parola.lab.read import BadMapping, find, read, shipped
    from parola.policy.findings import BadAgreement, Wrong

    try:
        file = read(find(mapping))
        return file, versions(file, tried, plan)
    except (BadMapping, BadAgreement) as bad:
        raise _stop("\n".join(finding.rendered(words) for finding in bad.findings)) from bad
    except Wrong as wrong:
        told = words.gettext(wrong.message) % wrong.params
        hint = words.gettext(wrong.hint) % wrong.params if wrong.hint else ""
        raise _stop(f"{told}\n{hint}".strip()) from wrong
    except (OSError, UnicodeDecodeError) as error:
        raise _stop(words.gettext(NO_MAPPING) % {"name": mapping, "shipped": words.listed(shipped())}) from error


def _run(
    file: MappingFile, versions: Versions, path: Path, window: Window, progress: Progress, words: Words
) -> BackTest:
    """The reckoning itself, while bars show how far it is."""
    from parola.lab.backtest.logs import back_test
    from parola.lab.log import Unreadable, open_log
    from parola.lab.read import BadMapping

    spec = file.mapping.log
    reading = progress.add_task(words.gettext("Reading %(file)s") % {"file": path.name}, total=path.stat().st_size)
    reckoning = progress.add_task(words.gettext("Reckoning"), total=None, start=False)
    try:
        with open_log(path, delimiter=spec.delimiter, encoding=spec.encoding) as opened:
            file.check_columns(opened.header)

            def told(done: int, of: int) -> None:
                progress.start_task(reckoning)
                progress.update(reckoning, completed=done, total=of)

            rows = _watched(opened, progress, reading)
            return back_test(file.mapping, versions, opened.header, rows, window=window, told=told)
    except BadMapping as bad:
        raise _stop("\n".join(finding.rendered(words) for finding in bad.findings)) from bad
    except Unreadable as bad:
        raise _stop(f"{path}: {words.gettext(str(bad))}") from bad


def _watched(log: Log, progress: Progress, task: object) -> Iterator[Row | BadRow]:
    """The rows of the log, while the bar shows how much of the file is read."""
    for number, row in enumerate(log.rows()):
        if number % _TURN == 0:
            progress.update(task, completed=log.position)  # type: ignore[arg-type]  # a NewType of rich's own
        yield row


@contextmanager
def _bars() -> Iterator[Progress]:
    """Bars on a terminal's standard error, and nowhere else."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        yield progress


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
        raise _stop(f"{path}: {error.strerror}") from error


def _stop(message: str, code: int = 1) -> typer.Exit:
    print(message, file=sys.stderr)
    return typer.Exit(code)
