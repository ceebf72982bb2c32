"""`parola replay`: run a real incident log through the desk's own fold, and compare with what another engine said."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parola.cli import ways
from parola.cli.bars import bars
from parola.cli.columns import grid, length, share
from parola.cli.language import preferred
from parola.cli.refusing import refusing, stop
from parola.desk.transfer.cells import guarded
from parola.policy.timezones import zone_name

if TYPE_CHECKING:
    from rich.table import Table

    from parola.lab.log import BadRow, Log, Row
    from parola.lab.read import MappingFile
    from parola.lab.report import Comparison, Difference, PriorityRow, Report
    from parola.policy.words import Words
    from parola.sla.agreement import Metric, Terms

_TURN = 1000  # rows between two looks at the progress bar


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(replay)


def replay(
    log: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The incident log: CSV, plain or gzipped.")],
    mapping: Annotated[str, typer.Option(help="What its columns mean: a shipped mapping's name, or a YAML file.")],
    agreement: Annotated[
        str | None, typer.Option(help="The promises: a shipped agreement's id, or a file  \\[default: the mapping's]")
    ] = None,
    plan: Annotated[str | None, typer.Option(help="The plan of the agreement  \\[default: the mapping's]")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the whole result as JSON, with every list complete.")
    ] = False,
    limit_list: Annotated[int, typer.Option(min=0, help="How many bad rows, disagreements and ways are listed.")] = 10,
    disagreements: Annotated[Path | None, typer.Option(help="Write every disagreement to this CSV file.")] = None,
    list_ways: Annotated[
        Path | None, typer.Option("--ways", help="Write the way of every ticket to this CSV file.")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="The language of what is printed: en, es, it, ar.")] = None,
) -> None:
    """What an agreement would have made of a desk that has lived: met, missed, and how long things took; and its tickets' ways."""
    from parola.policy.words import speak

    words = speak(preferred(lang), isolating=True)
    file, terms = _prepare(mapping, agreement, plan, words)
    keep = None if as_json or disagreements else limit_list
    report = _run(file, terms, log, keep=keep, each=list_ways is not None, words=words)
    if disagreements:
        _write(disagreements, _differing(report.differences))
    if list_ways:
        _write(list_ways, ways.rows(file.mapping, report.ways))
    if as_json:
        print(json.dumps(_as_dict(file, terms, report, words), ensure_ascii=False, indent=2))
    else:
        _show(file, terms, report, limit_list, words)


def _prepare(
    mapping: str, agreement: str | None, plan: str | None, words: Words
) -> tuple[MappingFile, tuple[Terms, ...]]:
    """The mapping and the terms; exits with 1 and tells every finding with its place."""
    from parola.lab.agreements import load_terms
    from parola.lab.read import find, read, shipped

    try:
        with refusing(words):
            file = read(find(mapping))
            return file, load_terms(file, agreement=agreement, plan=plan)
    except (OSError, UnicodeDecodeError) as error:
        message = words.gettext(
            "There is no mapping “%(name)s”: no file that can be read, and the shipped ones are %(shipped)s."
        )
        raise stop(message % {"name": mapping, "shipped": words.listed(shipped())}) from error


def _run(
    file: MappingFile, terms: tuple[Terms, ...], path: Path, *, keep: int | None, each: bool, words: Words
) -> Report:
    """The replay itself, with a progress bar on a terminal's standard error."""
    from parola.lab.log import Unreadable, open_log
    from parola.lab.read import BadMapping
    from parola.lab.replay import replay as run

    spec = file.mapping.log
    try:
        with open_log(path, delimiter=spec.delimiter, encoding=spec.encoding) as opened:
            file.check_columns(opened.header)
            with _watched(opened, path, words) as rows:
                return run(file.mapping, terms, opened.header, rows, keep=keep, each=each)
    except BadMapping as bad:
        raise stop("\n".join(finding.rendered(words) for finding in bad.findings)) from bad
    except Unreadable as bad:
        raise stop(f"{path}: {words.gettext(str(bad))}") from bad


@contextmanager
def _watched(log: Log, path: Path, words: Words) -> Iterator[Iterator[Row | BadRow]]:
    """The rows of the log, while a bar shows how much of the file is read."""
    with bars() as progress:
        task = progress.add_task(words.gettext("Reading %(file)s") % {"file": path.name}, total=path.stat().st_size)

        def rows() -> Iterator[Row | BadRow]:
            for number, row in enumerate(log.rows()):
                if number % _TURN == 0:
                    progress.update(task, completed=log.position)
                yield row

        yield rows()


def _show(file: MappingFile, terms: tuple[Terms, ...], report: Report, limit: int, words: Words) -> None:
    """The result for a person. Lists are not wrapped: a line of the log is a line here."""
    from rich.console import Console

    mapping, console = file.mapping, Console(highlight=False, emoji=False, markup=False)
    console.print(words.text(mapping.title), style="bold")
    console.print(_heading(report, mapping.metric, terms, words))
    if mapping.note:
        console.print(words.text(mapping.note), style="dim")
    if terms:
        console.print(_table(report, words))
    for part in ways.tables(report.ways, limit, words):
        console.print(part, soft_wrap=isinstance(part, str))
    timezone = terms[0].timezone if terms else mapping.log.timezone
    for line in (*_bad_lines(report, limit, words), *_compared_lines(report, limit, timezone, words)):
        console.print(line, soft_wrap=True)


def _heading(report: Report, metric: Metric, terms: tuple[Terms, ...], words: Words) -> str:
    if not terms:
        message = words.ngettext(
            "%(count)s ticket; nothing was promised", "%(count)s tickets; nothing was promised", report.total.tickets
        )
        return message % {"count": words.number(report.total.tickets)}
    names = (f"{each.agreement.id} ({each.plan.id})" for each in terms)
    params = {"metric": words.metric(metric), "agreements": words.listed(words.isolated(name) for name in names)}
    return words.gettext("Measured: %(metric)s, under %(agreements)s") % params


def _table(report: Report, words: Words) -> Table:
    """The table by priority; columns of what did not happen are left out."""
    rows = [*report.rows, report.total] if len(report.rows) > 1 else [report.total]
    columns = [
        (words.gettext("Priority"), [words.isolated(row.priority or "") or words.gettext("All") for row in rows]),
        (words.gettext("Tickets"), [words.number(row.tickets) for row in rows]),
        (words.gettext("Met"), [words.number(row.met) for row in rows]),
        (words.gettext("Missed"), [words.number(row.missed) for row in rows]),
        (words.gettext("Not due yet"), [words.number(row.running) if row.running else "" for row in rows]),
        (words.gettext("Never due"), [words.number(row.never_due) if row.never_due else "" for row in rows]),
        (words.gettext("Share met"), [share(row.share, words) for row in rows]),
        (words.gettext("Median"), [length(row.median, words) for row in rows]),
        (words.gettext("95 in 100"), [length(row.p95, words) for row in rows]),
    ]
    caption = words.gettext(
        "Median and 95 in 100: half of those that were answered, and 95 of 100, took at most so much working time."
    )
    return grid(columns, caption)


def _bad_lines(report: Report, limit: int, words: Words) -> Iterator[str]:
    """How many rows were left out, and the first of them."""
    if report.bad_rows:
        message = words.ngettext("%(count)s row was left out:", "%(count)s rows were left out:", report.bad_rows)
        yield message % {"count": words.number(report.bad_rows)}
    shown = report.bad[:limit]
    for row in shown:
        yield "  " + words.gettext("line %(line)s: %(reason)s") % {"line": row.line, "reason": _reason(row, words)}
    yield from _more(report.bad_rows - len(shown), words)


def _compared_lines(report: Report, limit: int, timezone: str, words: Words) -> Iterator[str]:
    """How far another engine agrees, and the first cases of which it does not."""
    messages = (
        (report.due, words.gettext("Due times are those of the log in %(agreed)s of %(compared)s cases (%(share)s).")),
        (
            report.verdict,
            words.gettext("Met or missed as the log says in %(agreed)s of %(compared)s cases (%(share)s)."),
        ),
        (
            report.reopened,
            words.gettext("Reopened as often as the log says in %(agreed)s of %(compared)s cases (%(share)s)."),
        ),
    )
    for comparison, message in messages:
        if comparison.share is not None:
            numbers = {"agreed": words.number(comparison.agreed), "compared": words.number(comparison.compared)}
            yield message % {**numbers, "share": share(comparison.share, words)}
    shown = report.differences[:limit]
    if shown:
        yield words.gettext("Cases that differ (times in %(timezone)s):") % {
            "timezone": words.isolated(zone_name(timezone))
        }
    for difference in shown:
        yield "  " + _difference(difference, timezone, words)
    yield from _more(report.due.differing + report.verdict.differing + report.reopened.differing - len(shown), words)


def _more(count: int, words: Words) -> Iterator[str]:
    if count > 0:
        yield "  " + words.ngettext("and %(count)s more", "and %(count)s more", count) % {"count": words.number(count)}


def _reason(row: BadRow, words: Words) -> str:
    values = {name: words.isolated(value) if isinstance(value, str) else value for name, value in row.values.items()}
    return words.gettext(row.reason) % values


def _difference(difference: Difference, timezone: str, words: Words) -> str:
    message = words.gettext("line %(line)s, case %(case)s: here %(ours)s, in the log %(theirs)s")
    ours, theirs = (_said(value, timezone, words) for value in (difference.ours, difference.theirs))
    return message % {"line": difference.line, "case": words.isolated(difference.case), "ours": ours, "theirs": theirs}


def _said(value: datetime | bool | int | None, timezone: str, words: Words) -> str:
    if value is None:
        return words.gettext("nothing due")
    if isinstance(value, bool):
        return words.gettext("met") if value else words.gettext("missed")
    if isinstance(value, int):
        message = words.ngettext("reopened %(count)s time", "reopened %(count)s times", value)
        return message % {"count": words.number(value)}
    return words.moment(value, timezone)


def _write(path: Path, rows: Iterable[Sequence[str | int | None]]) -> None:
    """A table as a CSV file; exits with 1 where none can be written."""
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    except OSError as error:
        raise stop(f"{path}: {error.strerror}") from error


def _differing(differences: Iterable[Difference]) -> Iterator[Sequence[str | int | None]]:
    """The cases that differ, as rows of a table."""
    yield "line", "case", "priority", "what", "ours", "theirs"
    for one in differences:
        told = [guarded(one.case), guarded(one.priority), one.what]
        yield [one.line, *told, _plain(one.ours), _plain(one.theirs)]


def _plain(value: datetime | bool | int | None) -> str | int | None:
    if isinstance(value, bool):
        return "met" if value else "missed"
    return value.isoformat() if isinstance(value, datetime) else value


def _as_dict(file: MappingFile, terms: tuple[Terms, ...], report: Report, words: Words) -> dict[str, Any]:
    """The result as plain data: instants in UTC, times in seconds, shares from 0 to 1."""
    return {
        "mapping": file.mapping.mapping,
        "agreements": [{"agreement": each.agreement.id, "plan": each.plan.id} for each in terms],
        "metric": file.mapping.metric.value,
        "until": report.until.isoformat() if report.until else None,
        "priorities": [_row_as_dict(row) for row in report.rows],
        "all": _row_as_dict(report.total),
        "bad_rows": {
            "count": report.bad_rows,
            "rows": [{"line": row.line, "reason": words.gettext(row.reason) % row.values} for row in report.bad],
        },
        "due": _comparison_as_dict(report.due),
        "verdict": _comparison_as_dict(report.verdict),
        "reopened": _comparison_as_dict(report.reopened),
        "ways": ways.as_dict(report.ways),
        "disagreements": [
            {
                "line": one.line,
                "case": one.case,
                "priority": one.priority,
                "what": one.what,
                "ours": _plain(one.ours),
                "theirs": _plain(one.theirs),
            }
            for one in report.differences
        ],
    }


def _row_as_dict(row: PriorityRow) -> dict[str, Any]:
    states = {state.value if state else "no_target": count for state, count in row.counts.items()}
    return {
        "priority": row.priority,
        "tickets": row.tickets,
        "states": states,
        "share": row.share,
        "median_seconds": row.median.total_seconds() if row.median is not None else None,
        "p95_seconds": row.p95.total_seconds() if row.p95 is not None else None,
    }


def _comparison_as_dict(comparison: Comparison) -> dict[str, Any]:
    return {"compared": comparison.compared, "agreed": comparison.agreed, "share": comparison.share}
