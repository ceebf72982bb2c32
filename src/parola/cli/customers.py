"""`parola customers`: organizations, their people and their contracts, in and out as CSV; the same as on the console's page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parola.cli import named
from parola.cli.desk import enter
from parola.cli.language import preferred
from parola.now import now
from parola.policy.findings import gettext_noop
from parola.policy.words import Words

if TYPE_CHECKING:
    from parola.desk.transfer.steps import Plan

COMMAND = "customers"
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
KINDS = ("organizations", "people", "contracts")

NO_SUCH = gettext_noop("there is no `%(value)s`; there are: %(known)s")
WHOLE_LINE = gettext_noop("line %(line)s: %(text)s")
CELL = gettext_noop("line %(line)s, %(column)s: %(text)s")
SUM = gettext_noop("%(kind)s: %(new)s new, %(changed)s changed, %(same)s as they are already.")
NOTHING = gettext_noop("Nothing was imported: put right what is listed above.")
DRY = gettext_noop("Nothing was imported (--dry-run).")
DONE = gettext_noop("Imported.")
MEANWHILE = gettext_noop("Something changed meanwhile, and nothing was imported: look at what it would do now.")

customers = typer.Typer(help=gettext_noop("Customers in and out as CSV."), no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(customers, name="customers")


@customers.command("import")
def bring_in(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="Organizations, people or contracts.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do, and write nothing.")] = False,
    by: Annotated[
        str | None, typer.Option(help="The address of who does it; without it the desk's own machine.")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="The language of what is printed: en, es, it, ar.")] = None,
) -> None:
    """Import a file whole, or not at all; every finding is listed with its line. The same file once more changes nothing."""
    words = Words(preferred(lang))
    enter(words)
    from django.utils.translation import override

    from parola.desk.agreements.operations import NotAllowed
    from parola.desk.transfer import importing
    from parola.desk.transfer.table import Unreadable

    data, person = file.read_bytes(), named.person(by, words, COMMAND)
    with override(words.language):
        try:
            plan = (
                importing.dry_run(data=data, by=person)
                if dry_run
                else importing.carry_out(data=data, by=person, now=now())
            )
        except (Unreadable, NotAllowed) as error:
            raise named.stop(str(error), COMMAND, code=1) from None
    _tell(plan, words, dry_run=dry_run)
    if plan.findings or not (dry_run or plan.done):
        raise typer.Exit(1)


@customers.command("export")
def take_out(
    kind: Annotated[str, typer.Argument(help="organizations, people or contracts")],
    brand: Annotated[list[str] | None, typer.Option(help="Of this brand alone; can be said several times.")] = None,
    separator: Annotated[str, typer.Option(help="comma, semicolon or tab")] = "comma",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file; without it standard output.")] = None,
    lang: Annotated[str | None, typer.Option(help="The language of what is printed: en, es, it, ar.")] = None,
) -> None:
    """Export customers as CSV in UTF-8, as an import reads it."""
    words = Words(preferred(lang))
    for value, known in ((kind, KINDS), (separator, tuple(SEPARATORS))):
        if value not in known:
            raise named.stop(words.gettext(NO_SUCH) % {"value": value, "known": ", ".join(known)}, COMMAND)
    enter(words)
    from parola.desk.transfer.columns import Kind
    from parola.desk.transfer.exporting import export

    text = export(kind=Kind(kind), brands=named.brands(brand or [], words, COMMAND), separator=SEPARATORS[separator])
    if output is None:
        sys.stdout.buffer.write(text.encode())
        return
    try:
        output.write_bytes(text.encode())
    except OSError as error:
        print(f"{output}: {error.strerror}", file=sys.stderr)
        raise typer.Exit(1) from error


def _tell(plan: Plan, words: Words, *, dry_run: bool) -> None:
    """What was found out, what would be or was done, every finding."""
    for note in plan.notes:
        print(note, file=sys.stderr)
    for finding in plan.findings:
        form = CELL if finding.column else WHOLE_LINE
        parts = {"line": finding.line, "column": finding.column, "text": finding.text}
        print(words.gettext(form) % parts, file=sys.stderr)
    for step in plan.changed:
        for column, before, after in step.changes:
            print(f"{step.line}: {step.name}: {column}: {before or '-'} → {after or '-'}")
    counts = {"new": len(plan.new), "changed": len(plan.changed), "same": plan.same}
    print(
        words.gettext(SUM) % {"kind": plan.kind.value, **{name: words.number(count) for name, count in counts.items()}}
    )
    print(words.gettext(NOTHING if plan.findings else DRY if dry_run else DONE if plan.done else MEANWHILE))
