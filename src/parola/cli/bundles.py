"""`parola verify BUNDLE`: a bundle of evidence recomputed from its events alone, with no desk and no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import typer

from parola.cli.jsonlines import UNREADABLE, told
from parola.lab.reader import harmless
from parola.policy.findings import Wrong
from parola.policy.words import Words, gettext_noop
from parola.proof.bundle import MOST_BYTES
from parola.proof.checking import Finding, Report, check

FINDINGS = {
    "member": gettext_noop("%(detail)s in the ZIP is not the one that was put in there."),
    "zip": gettext_noop("The ZIP itself was changed, beside what is in it."),
    "spelling": gettext_noop("The evidence is not written as it was: line %(field)s, %(detail)s."),
    "part": gettext_noop("The part “%(detail)s” is not as it was made%(named)s."),
    "ticket": gettext_noop("What is told of ticket %(ticket)s is not as it was made."),
    "positions": gettext_noop("The chain has a gap or an overlap at position %(position)d."),
    "event": gettext_noop(
        "Event %(seq)d of ticket %(ticket)s (position %(position)d) is not as it was written%(named)s, or what stands before it in "
        "the chain is not."
    ),
    "run": gettext_noop("The digests of the events %(position)d to %(detail)s do not lead to what follows them."),
    "head": gettext_noop("The chain does not lead to the head that the bundle names (position %(position)d)."),
    "noted": gettext_noop("The chain does not hold the event %(position)d with the hash that was noted."),
    "agreement": gettext_noop("The agreement in the bundle is not the one that was promised: %(detail)s"),
    "pinned": gettext_noop("The pinned terms in the bundle are not the ones that were promised: %(detail)s"),
    "unreadable": gettext_noop("The clocks of ticket %(ticket)s cannot be recomputed: %(detail)s"),
    "order": gettext_noop("The events of ticket %(ticket)s are not in their order."),
    "stranger": gettext_noop(
        "Event %(seq)d told of ticket %(ticket)s (position %(position)d, “%(detail)s”) does not belong there."
    ),
    "clock": gettext_noop("Ticket %(ticket)s: the outcome of %(detail)s does not follow from the events%(named)s."),
    "result": gettext_noop("A number of the results (%(detail)s) does not follow from the outcomes%(named)s."),
}
NAMED = gettext_noop(" (field %(field)s)")
WRONG = gettext_noop("The bundle cannot be checked: %(error)s")
NOTHING = gettext_noop("Everything follows from the events as they were recorded.")


def verify_bundle(path: Path, noted: Collection[tuple[int, str]], words: Words, *, as_json: bool) -> None:
    """Check it and say what was found. Exit code 1 for a bundle that is not right, 2 where there is no such file."""
    try:
        report = check(_read(path, words), noted)
    except Wrong as wrong:
        message = words.gettext(WRONG) % {"error": told(_harmless(wrong), words)}
        print(json.dumps({"ok": False, "error": message}, ensure_ascii=False) if as_json else message)
        raise typer.Exit(1) from wrong
    if as_json:
        print(json.dumps(plain(report), ensure_ascii=False))
    else:
        for line in sentences(report, words):
            print(line)
    if report.findings:
        raise typer.Exit(1)


def _harmless(wrong: Wrong) -> Wrong:
    """The same, of what stands in the file nothing that a terminal obeys."""
    params = {name: harmless(value) if isinstance(value, str) else value for name, value in wrong.params.items()}
    return Wrong(wrong.message, wrong.hint, **params)


def _read(path: Path, words: Words) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        print(words.gettext(UNREADABLE) % {"file": path, "error": error.strerror}, file=sys.stderr)
        raise typer.Exit(2) from error


def plain(report: Report) -> dict[str, object]:
    """The report as JSON values."""
    evidence = report.evidence
    return {
        "ok": not report.findings,
        "about": evidence.about.model_dump(),
        "tickets": len(evidence.tickets),
        "events": sum(len(each.events) for each in evidence.tickets),
        "events_in_part": report.in_part,
        "events_not_walked": report.jumped,
        "events_not_held": report.unheld,
        "results": evidence.results.model_dump(),
        "head": evidence.chain.head.model_dump(),
        "noted": [{"position": position, "hash": link, "passed": passed} for (position, link), passed in report.noted.items()],
        "digest": report.digest,
        "findings": [asdict(finding) for finding in report.findings],
    }  # fmt: skip


def sentences(report: Report, words: Words) -> Iterator[str]:
    """The report, line by line."""
    yield from _about(report, words)
    for finding in report.findings:
        yield sentence(finding, words)
    yield from _proof(report, words)
    if not report.findings:
        yield words.gettext(NOTHING)


def _about(report: Report, words: Words) -> Iterator[str]:
    about, tickets = report.evidence.about, len(report.evidence.tickets)
    yield words.gettext("Evidence of %(brand)s for %(customer)s, contract %(contract)s, period %(period)s.") % {
        "brand": harmless(about.brand),
        "customer": harmless(about.customer),
        "contract": harmless(about.contract.number) or f"#{about.contract.key}",
        "period": about.period.name,
    }
    events = sum(len(each.events) for each in report.evidence.tickets)
    yield words.gettext("Looked at: %(events)s, %(tickets)s.") % {
        "events": words.ngettext("%(count)d event", "%(count)d events", events) % {"count": events},
        "tickets": words.ngettext("%(count)d ticket", "%(count)d tickets", tickets) % {"count": tickets},
    }
    if about.known_at < about.period.last:
        yield words.gettext("The period was not over: this is how it stood at %(at)s.") % {
            "at": words.instant(datetime.fromisoformat(about.known_at), about.period.timezone)
        }


def _proof(report: Report, words: Words) -> Iterator[str]:
    if report.in_part:
        text = words.ngettext(
            "%(count)d event is told in part, since it carries an internal word: its digest stands for it.",
            "%(count)d events are told in part, since they carry internal words: their digests stand for them.",
            report.in_part,
        )
        yield text % {"count": report.in_part}
    if report.jumped:
        text = words.ngettext(
            "%(count)d event of the chain in between was not walked over.",
            "%(count)d events of the chain in between were not walked over.",
            report.jumped,
        )
        yield text % {"count": report.jumped}
    for (position, _), passed in report.noted.items():
        if passed is None:
            yield words.gettext("The bundle does not reach the noted head at position %(position)d.") % {
                "position": position
            }
        elif passed:
            yield words.gettext("The chain passes the noted head at position %(position)d.") % {"position": position}
    if report.unheld:
        text = words.ngettext(
            "No noted head holds %(count)d of these events: it was recorded later, or a stretch before the head was not walked over.",
            "No noted head holds %(count)d of these events: they were recorded later, or a stretch before the head was not walked over.",
            report.unheld,
        )
        yield text % {"count": report.unheld}
    head = report.evidence.chain.head
    yield words.gettext("Head of the chain: %(head)s") % {"head": f"{head.position}:{head.hash}"}
    yield words.gettext("Digest of the evidence: %(digest)s") % {"digest": report.digest}


def sentence(finding: Finding, words: Words) -> str:
    """What was found, said."""
    said = {name: harmless(value) if isinstance(value, str) else value for name, value in asdict(finding).items()}
    named = words.gettext(NAMED) % said if finding.field else ""
    return words.gettext(FINDINGS[finding.what]) % {**said, "named": named}
