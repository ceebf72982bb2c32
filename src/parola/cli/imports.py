"""`parola import`: the past of another desk into this one, with what that desk said beside what the agreement says."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parola.cli import named
from parola.cli.bars import bars
from parola.cli.desk import enter
from parola.cli.language import preferred
from parola.now import now
from parola.policy.findings import Wrong, gettext_noop
from parola.policy.words import Words

if TYPE_CHECKING:
    from parola.desk.accounts.models import Brand
    from parola.desk.transfer.past.compare import Difference
    from parola.desk.transfer.past.run import Told
    from parola.lab.log import BadRow

COMMAND = "import"
REST = 0.01
"""Seconds between two turns of the writer: whoever waits for theirs has it then."""
SOURCES = ("csv", "zammad", "zendesk", "jira", "osticket")

NO_SUCH = gettext_noop("there is no source `%(value)s`; there are: %(known)s")
NO_MAPPING = gettext_noop("there is no mapping “%(name)s”")
LINE = gettext_noop("line %(line)s: %(reason)s")
SUM = gettext_noop(
    "%(new)s new (%(at_work)s of them at work), %(same)s here already, %(bad)s left out; %(events)s events."
)
GONE_ON = gettext_noop("%(count)s that are here already went on over there: they are left as they are here.")
FILES = gettext_noop("%(count)s files are named in the export and are not in it: the tickets say how many of theirs.")
UNDER = gettext_noop("Under version %(version)s of the agreement of %(brand)s.")
ROW = gettext_noop(
    "%(metric)s, %(priority)s: %(met)s met, %(missed)s missed, %(best_effort)s best effort, %(void)s count for nothing."
)
AGREED = gettext_noop(
    "Due times are the other desk's in %(due)s of %(dues)s; met or missed in %(verdict)s of %(verdicts)s."
)
DIFFERS = gettext_noop("ticket %(ticket)s, %(metric)s: here %(ours)s, there %(theirs)s. %(why)s")
MORE = gettext_noop("and %(count)s more (--json lists them all)")
DRY = gettext_noop("Nothing was imported (--dry-run).")
DONE = gettext_noop("Imported. Nothing was mailed, and what fell due over there is told to nobody.")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(COMMAND)(bring)


def bring(
    source: Annotated[str, typer.Argument(help="What wrote the file: csv, zammad, zendesk, jira, osticket.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The export.")],
    brand: Annotated[str, typer.Option(help="Whose tickets they become.")],
    mapping: Annotated[
        str | None, typer.Option(help="What its columns or words mean: a shipped mapping's name, or a YAML file.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do, and write nothing.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the whole result as JSON, every list complete.")
    ] = False,
    limit_list: Annotated[int, typer.Option(min=0, help="How many findings and differences are listed.")] = 10,
    lang: Annotated[str | None, typer.Option(help="The language of what is printed: en, es, it, ar.")] = None,
) -> None:
    """Take over the tickets of another desk with their past. What is here is left as it is: the same file once more adds nothing."""
    words = Words(preferred(lang))
    if source not in SOURCES:
        raise named.stop(words.gettext(NO_SUCH) % {"value": source, "known": ", ".join(SOURCES)}, COMMAND)
    enter(words)
    (vendor,) = named.brands([brand], words, COMMAND)
    told, version = _run(source, file, vendor, mapping, words, dry=dry_run)
    if as_json:
        print(json.dumps(_as_dict(told, version, words), ensure_ascii=False, indent=2))
    else:
        for line in _lines(told, version, vendor, limit_list, words):
            print(line)
        print(words.gettext(DRY if dry_run else DONE))
    if told.bad:
        raise typer.Exit(1)


def _run(source: str, file: Path, vendor: Brand, mapping: str | None, words: Words, *, dry: bool) -> tuple[Told, int]:
    """The import itself, with a bar on a terminal's standard error; exits with 1, with every finding, where it cannot begin."""
    from parola.desk.transfer.past.importing import begin
    from parola.lab.read import BadMapping
    from parola.policy.findings import BadAgreement

    try:
        begun = begin(source=source, path=file, brand=vendor, mapping=mapping, now=now(), dry=dry)
        with bars() as progress:
            task = progress.add_task(words.gettext("Reading %(file)s") % {"file": file.name}, total=None)

            def rest(done: int) -> None:
                progress.update(task, completed=done)
                time.sleep(0 if dry else REST)

            told = begun.job.run(begun.tickets, rest)
    except (BadMapping, BadAgreement) as bad:
        raise _stop("\n".join(finding.rendered(words) for finding in bad.findings)) from bad
    except Wrong as wrong:
        raise _stop(words.gettext(wrong.message) % wrong.params) from wrong
    except (OSError, UnicodeDecodeError) as error:
        raise _stop(words.gettext(NO_MAPPING) % {"name": mapping or ""}) from error
    return told, begun.job.deciding.version.number


def _stop(message: str) -> typer.Exit:
    print(message, file=sys.stderr)
    return typer.Exit(1)


def _lines(told: Told, version: int, vendor: Brand, limit: int, words: Words) -> Iterator[str]:
    """The result for a person."""
    yield words.gettext(UNDER) % {"version": version, "brand": words.isolated(vendor.name)}
    for some in (told.bad, told.notes):
        yield from (_finding(row, words) for row in some[:limit])
        yield from _more(len(some) - limit, words)
    counts = {"new": told.new, "at_work": told.at_work, "same": told.same, "bad": len(told.bad), "events": told.events}
    yield words.gettext(SUM) % {name: words.number(count) for name, count in counts.items()}
    for message, count in ((GONE_ON, told.gone_on), (FILES, told.files_left)):
        if count:
            yield words.gettext(message) % {"count": words.number(count)}
    yield from _recomputed(told, limit, words)


def _recomputed(told: Told, limit: int, words: Words) -> Iterator[str]:
    """What became of the promises, and where the other desk says otherwise."""
    for row in told.rows:
        kind = row.promised
        numbers = {"met": row.met, "missed": row.missed, "best_effort": row.best_effort, "void": row.void}
        yield words.gettext(ROW) % {
            "metric": words.clock(kind.metric, kind.threshold),
            "priority": words.isolated(kind.priority),
            **{name: words.number(count) for name, count in numbers.items()},
        }
    compared = compared_in(told)
    if any(compared.values()):
        yield words.gettext(AGREED) % {name: words.number(count) for name, count in compared.items()}
    yield from (_difference(each, words) for each in told.differences[:limit])
    yield from _more(len(told.differences) - limit, words)


def compared_in(told: Told) -> dict[str, int]:
    """Of how many due times and verdicts both desks speak, and in how many they agree."""
    differing = [each.kind for each in told.differences]
    due, verdict = told.agreed.get("due", 0), told.agreed.get("verdict", 0)
    return {
        "due": due,
        "dues": due + differing.count("due"),
        "verdict": verdict,
        "verdicts": verdict + differing.count("verdict"),
    }


def _finding(row: BadRow, words: Words) -> str:
    return words.gettext(LINE) % {"line": row.line, "reason": _reason(row, words)}


def _reason(row: BadRow, words: Words) -> str:
    values = {name: words.isolated(value) if isinstance(value, str) else value for name, value in row.values.items()}
    return words.gettext(row.reason) % values


def _more(count: int, words: Words) -> Iterator[str]:
    if count > 0:
        yield words.gettext(MORE) % {"count": words.number(count)}


def _difference(each: Difference, words: Words) -> str:
    from parola.desk.transfer.past import telling
    from parola.lab.reader import shown

    values = {
        "ticket": words.isolated(shown(each.ticket)),
        "metric": telling.metric(each, words),
        "ours": telling.said(each.ours, words),
        "theirs": telling.said(each.theirs, words),
        "why": telling.why(each.why, words),
    }
    return words.gettext(DIFFERS) % values


def _as_dict(told: Told, version: int, words: Words) -> dict[str, Any]:
    """The result as plain data: instants in UTC, times in seconds."""
    from parola.desk.transfer.past import telling

    return {
        "agreement_version": version,
        "new": told.new,
        "at_work": told.at_work,
        "same": told.same,
        "gone_on": told.gone_on,
        "events": told.events,
        "files_left": told.files_left,
        "left_out": [_row(row, words) for row in told.bad],
        "notes": [_row(row, words) for row in told.notes],
        "promises": [
            {
                "metric": row.promised.metric.value,
                "priority": row.promised.priority,
                "threshold": row.promised.threshold,
                "goal": row.promised.goal,
                "met": row.met,
                "missed": row.missed,
                "best_effort": row.best_effort,
                "void": row.void,
            }
            for row in told.rows
        ],
        "compared": compared_in(told),
        "differences": [telling.as_dict(each, words) for each in told.differences],
    }


def _row(row: BadRow, words: Words) -> dict[str, Any]:
    return {"line": row.line, "reason": words.gettext(row.reason) % row.values}
