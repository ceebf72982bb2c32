"""`parola verify`: is the history what was written, and do the tickets follow from it?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from parola.cli.desk import enter
from parola.cli.language import preferred
from parola.policy.words import Words, gettext_noop

if TYPE_CHECKING:
    from parola.desk.tickets.verification import Finding, Report

FINDINGS = {
    "altered": gettext_noop("Event %(position)d (number %(seq)d of ticket %(ticket)s) is not as it was written."),
    "missing_before": gettext_noop(
        "Events are missing before event %(position)d (number %(seq)d of ticket %(ticket)s)."
    ),
    "unreadable": gettext_noop("Event %(position)d (number %(seq)d of ticket %(ticket)s) cannot be read: %(detail)s"),
    "gap": gettext_noop("Ticket %(ticket)s lacks events before number %(seq)d (event %(position)d)."),
    "columns": gettext_noop("Ticket %(ticket)s does not follow from its events: %(detail)s"),
    "stale": gettext_noop("Ticket %(ticket)s was folded by an earlier release, see `parola refold`: %(detail)s"),
    "body": gettext_noop("What was written in event %(position)d (number %(seq)d of ticket %(ticket)s) was changed."),
    "head": gettext_noop("The chain does not hold the event %(position)d with the hash that was noted."),
    "agreement": gettext_noop("Agreement %(detail)s is not the one that was published."),
    "pinned_terms": gettext_noop("Pinned terms %(detail)s are not the ones that were promised."),
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(verify)


def verify(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of sentences.")] = False,
    head: Annotated[
        str, typer.Option(metavar="POSITION:HASH", help="A head of the chain noted earlier: it must still be there.")
    ] = "",
    lang: Annotated[str | None, typer.Option(help="The language of what is printed: en, es, it, ar.")] = None,
) -> None:
    """Walk the chain of all events and fold every ticket anew; exit code 1 and the places where something is wrong."""
    words = Words(preferred(lang))
    noted = anchor(head, words)
    enter(words)
    report = look(noted, words, quiet=as_json)
    if as_json:
        print(json.dumps(plain(report), ensure_ascii=False))
    else:
        tell(report, words)
    if report.findings:
        raise typer.Exit(1)


def anchor(head: str, words: Words) -> tuple[int, str] | None:
    """The position and hash of a noted head; exits with 2 where it is not written like one."""
    if not head:
        return None
    position, _, link = head.partition(":")
    if not position.isdecimal() or not link:
        print(words.gettext("--head is written POSITION:HASH, as `parola verify` prints it."), file=sys.stderr)
        raise typer.Exit(2)
    return int(position), link.lower()


def look(noted: tuple[int, str] | None, words: Words, *, quiet: bool) -> Report:
    """Verify the desk, with a bar that shows how far it is where a person watches."""
    from parola.desk.tickets.models import TicketEvent
    from parola.desk.tickets.verification import verify as verify_desk

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task(words.gettext("Verifying"), total=2 * TicketEvent.objects.count())
        return verify_desk(anchor=noted, progress=lambda step: bar.advance(task, step))


def plain(report: Report) -> dict[str, object]:
    """The report as JSON values."""
    position, link = report.head
    return {
        "ok": not report.findings,
        "events": report.events,
        "tickets": report.tickets,
        "head": {"position": position, "hash": link},
        "findings": [asdict(finding) for finding in report.findings],
    }


def tell(report: Report, words: Words) -> None:
    """The report in sentences."""
    for finding in report.findings:
        print(sentence(finding, words))
    events = words.ngettext("%(count)d event", "%(count)d events", report.events) % {"count": report.events}
    tickets = words.ngettext("%(count)d ticket", "%(count)d tickets", report.tickets) % {"count": report.tickets}
    print(words.gettext("Looked at: %(events)s, %(tickets)s.") % {"events": events, "tickets": tickets})
    print(words.gettext("Head of the chain: %(head)s") % {"head": "{}:{}".format(*report.head)})
    if not report.findings:
        print(words.gettext("Everything is as it was written."))


def sentence(finding: Finding, words: Words) -> str:
    """What was found, said."""
    return words.gettext(FINDINGS[finding.what]) % asdict(finding)
