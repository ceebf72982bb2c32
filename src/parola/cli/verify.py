"""`parola verify`: is the history what was written, and do the tickets follow from it?"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parola.cli.bars import bars
from parola.cli.bundles import verify_bundle
from parola.cli.desk import enter
from parola.cli.language import preferred
from parola.policy.words import Words, gettext_noop

if TYPE_CHECKING:
    from parola.desk.problems.verification import Report
    from parola.desk.tickets.verification import Finding

POSITION_FIRST = re.compile(r"(?<![\w:])(\d+):([0-9a-fA-F]{64})\b")
HASH_FIRST = re.compile(r"\b([0-9a-fA-F]{64})@(\d+)\b")

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
    "file": gettext_noop("The attached file %(detail)s was changed."),
    "no_file": gettext_noop("The attached file %(detail)s is not there any more."),
    "head": gettext_noop("The chain does not hold the event %(position)d with the hash that was noted."),
    "agreement": gettext_noop("Agreement %(detail)s is not the one that was published."),
    "pinned_terms": gettext_noop("Pinned terms %(detail)s are not the ones that were promised."),
    "entry_altered": gettext_noop(
        "Entry %(position)d (number %(seq)d of problem %(ticket)s) is not as it was written."
    ),
    "entry_missing_before": gettext_noop(
        "Entries are missing before entry %(position)d (number %(seq)d of problem %(ticket)s)."
    ),
    "entry_unreadable": gettext_noop(
        "Entry %(position)d (number %(seq)d of problem %(ticket)s) cannot be read: %(detail)s"
    ),
    "entry_gap": gettext_noop("Problem %(ticket)s lacks entries before number %(seq)d (entry %(position)d)."),
    "entry_words": gettext_noop(
        "What was written in entry %(position)d (number %(seq)d of problem %(ticket)s) was changed."
    ),
    "problem_columns": gettext_noop("Problem %(ticket)s does not follow from its entries: %(detail)s"),
    "no_problem": gettext_noop(
        "The problem that event %(position)d (number %(seq)d of ticket %(ticket)s) names is not as it was then."
    ),
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(verify)


def verify(
    bundle: Annotated[
        Path | None,
        typer.Argument(
            metavar="[BUNDLE]", help="A bundle of evidence, in place of the desk: no desk is needed for it."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of sentences.")] = False,
    head: Annotated[
        str,
        typer.Option(
            metavar="FILE|POSITION:HASH",
            help="Heads of the chain noted earlier, or mails with them: they must still be there.",
        ),
    ] = "",
    lang: Annotated[str | None, typer.Option(help="The language of what is printed: en, es, it, ar.")] = None,
) -> None:
    """Walk the chain of all events and fold every ticket anew; exit code 1 and the places where something is wrong.

    With BUNDLE: recompute a bundle of evidence from its events alone, on any machine.
    """
    words = Words(preferred(lang))
    noted = anchors(head, words)
    if bundle is not None:
        verify_bundle(bundle, noted, words, as_json=as_json)
        return
    enter(words)
    report = look(noted, words, quiet=as_json)
    if as_json:
        print(json.dumps(plain(report), ensure_ascii=False))
    else:
        tell(report, words)
    if report.findings:
        raise typer.Exit(1)


def anchors(head: str, words: Words) -> list[tuple[int, str]]:
    """The heads that were noted, one or a file of them; exits with 2 where there is none."""
    if not head:
        return []
    found = heads_in(head)
    if not found and Path(head).is_file():
        found = heads_in(readable(Path(head).read_bytes()))
    if not found:
        print(words.gettext("--head is written POSITION:HASH, as `parola verify` prints it."), file=sys.stderr)
        raise typer.Exit(2)
    return found


def heads_in(text: str) -> list[tuple[int, str]]:
    """Every head in the text, written `POSITION:HASH` or `HASH@POSITION`."""
    heads = [(int(position), link) for position, link in POSITION_FIRST.findall(text)]
    heads += [(int(position), link) for link, position in HASH_FIRST.findall(text)]
    return [(position, link.lower()) for position, link in dict.fromkeys(heads)]


def readable(raw: bytes) -> str:
    """A text; of mails in it, one or a mailbox of many, also what they say once their transfer encoding is undone."""
    mails = [message_from_bytes(mail) for mail in re.split(rb"(?m)^From .*\r?\n", raw)]
    parts = [part.get_payload(decode=True) for mail in mails for part in mail.walk()]
    return "\n".join(part.decode("utf-8", "replace") for part in (raw, *parts) if isinstance(part, bytes))


def look(noted: Sequence[tuple[int, str]], words: Words, *, quiet: bool) -> Report:
    """Verify the desk, with a bar that shows how far it is where a person watches."""
    from parola.desk.problems.verification import verify as verify_desk
    from parola.desk.tickets.models import TicketEvent

    with bars(quiet=quiet) as bar:
        task = bar.add_task(words.gettext("Verifying"), total=2 * TicketEvent.objects.count())
        return verify_desk(anchors=noted, progress=lambda step: bar.advance(task, step))


def plain(report: Report) -> dict[str, object]:
    """The report as JSON values."""
    return {
        "ok": not report.findings,
        "events": report.desk.events,
        "tickets": report.desk.tickets,
        "head": head_of(report.desk.head),
        "entries": report.entries,
        "problems": report.problems,
        "problems_head": head_of(report.head),
        "findings": [asdict(finding) for finding in report.findings],
    }


def head_of(head: tuple[int, str]) -> dict[str, object]:
    """A head of a chain as JSON values."""
    position, link = head
    return {"position": position, "hash": link}


def tell(report: Report, words: Words) -> None:
    """The report in sentences."""
    for finding in report.findings:
        print(sentence(finding, words))
    desk = report.desk
    events = words.ngettext("%(count)d event", "%(count)d events", desk.events) % {"count": desk.events}
    tickets = words.ngettext("%(count)d ticket", "%(count)d tickets", desk.tickets) % {"count": desk.tickets}
    print(words.gettext("Looked at: %(events)s, %(tickets)s.") % {"events": events, "tickets": tickets})
    print(words.gettext("Head of the chain: %(head)s") % {"head": "{}:{}".format(*desk.head)})
    if report.problems:
        problems = words.ngettext("%(count)d problem", "%(count)d problems", report.problems)
        print(words.gettext("Looked at: %(problems)s.") % {"problems": problems % {"count": report.problems}})
        print(words.gettext("Head of the problems' chain: %(head)s") % {"head": "{}:{}".format(*report.head)})
    if not report.findings:
        print(words.gettext("Everything is as it was written."))


def sentence(finding: Finding, words: Words) -> str:
    """What was found, said."""
    return words.gettext(FINDINGS[finding.what]) % asdict(finding)
