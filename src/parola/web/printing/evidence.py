"""Evidence of a contract's period for people: the same as `evidence.json` says, on paper, in the reader's language."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from parola.proof.bundle import packed
from parola.proof.form import ClockSaid, Evidence, ObjectiveSaid, RowSaid, TicketSaid, spelt
from parola.proof.period import Period, period_of
from parola.proof.reckoning import Library
from parola.sla.agreement import Agreement, Metric
from parola.sla.attainment import share
from parola.sla.objective import ReportPeriod
from parola.sla.zones import zone_of
from parola.web.printing.pdf import line, pdf
from parola.web.templatetags.parola import words

NAMED = {ReportPeriod.MONTH: "yMMMM", ReportPeriod.QUARTER: "yQQQ", ReportPeriod.YEAR: "y"}
TONES = {"met": "kept", "missed": "missed"}


def bundle(evidence: Evidence) -> bytes:
    """The ZIP: the evidence and its paper. The same evidence makes the same bytes, in one language and release."""
    written = spelt(evidence)
    return packed(written, paper(evidence, hashlib.sha256(written).hexdigest()))


def file_name(evidence: Evidence) -> str:
    """How the ZIP is called where it is saved."""
    about = evidence.about
    return f"evidence-{about.contract.key}-{about.period.name}.zip"


def paper(evidence: Evidence, digest: str) -> bytes:
    """The PDF. `digest` is that of `evidence.json`, so that the two belong together."""
    about = evidence.about
    agreement = Library.of(evidence.terms).agreement(about.agreement)
    language = get_language() or settings.LANGUAGE_CODE
    return pdf(
        {
            "title": line(
                _("Evidence of %(period)s")
                % {"period": period_told(period_of(about.period.name, about.period.timezone))}
            ),
            "brand": line(about.brand),
            "language": language,
            "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
            "head": line(f"{about.brand} · {about.customer}"),
            "foot": f"SHA-256 {digest[:32]}…",
            "facts": [[name, line(value)] for name, value in _facts(evidence, agreement) if value],
            "objectives": _objectives(evidence, agreement),
            "counts": _counts(evidence, agreement),
            "none": _("Nothing ended in this period."),
            "outcomes": {"title": _("Ticket by ticket"), "head": _columns()},
            "tickets": [_ticket(each, evidence, agreement) for each in evidence.tickets],
            "proof": _proof(evidence, digest),
        },
        "evidence",
    )


def period_told(period: Period) -> str:
    """The period in words, in the reader's language."""
    return words().by_skeleton(NAMED[period.length], period.first.astimezone(zone_of(period.timezone)).date())


def _facts(evidence: Evidence, agreement: Agreement) -> Iterator[tuple[str, str]]:
    about, contract = evidence.about, evidence.about.contract
    plan = agreement.plans.get(contract.plan)
    yield _("Customer"), about.customer
    yield _("Contract"), contract.number or f"#{contract.key}"
    yield _("Plan"), words().text(plan.name) if plan else contract.plan
    yield _("From"), _instant(about.period.first, evidence)
    yield _("Until"), _instant(about.period.last, evidence)
    unfinished = about.known_at < about.period.last
    yield _("So far"), _instant(about.known_at, evidence) if unfinished else ""


def _objectives(evidence: Evidence, agreement: Agreement) -> dict[str, Any]:
    texts = {each.id: words().text(each.text) for each in agreement.objectives}
    return {
        "title": _("Objectives"),
        "head": [_("Objective"), _("Priority"), _("Kept"), _("Missed"), _("Share kept"), _("Reached")],
        "rows": [_objective(each, texts, agreement) for each in evidence.results.objectives],
    }


def _objective(said: ObjectiveSaid, texts: dict[str, str], agreement: Agreement) -> dict[str, Any]:
    reached = {True: _("Reached"), False: _("Not reached"), None: _("not judged")}[said.reached]
    return {
        "cells": [
            line(f"{texts.get(said.id, said.id)} ({words().clock(Metric(said.metric))})"),
            _priority(said.priority, agreement) if said.priority else "",
            words().number(said.met),
            words().number(said.missed),
            _share(said.met, said.missed),
        ],
        "last": reached,
        "tone": {True: "kept", False: "missed", None: "still"}[said.reached],
    }


def _counts(evidence: Evidence, agreement: Agreement) -> dict[str, Any]:
    return {
        "title": _("What counts"),
        "head": [
            _("Promise"), _("Priority"), _("Kept"), _("Missed"), _("Share kept"), _("Best effort"), _("Not counted"),
        ],
        "rows": [_row(each, agreement) for each in evidence.results.rows],
    }  # fmt: skip


def _row(said: RowSaid, agreement: Agreement) -> list[str]:
    name = words().clock(Metric(said.metric), said.threshold)
    goal = f"{name} ({_('aimed at, not promised')})" if said.goal else name
    numbers = [words().number(each) for each in (said.best_effort, said.void)]
    return [
        line(goal),
        _priority(said.priority, agreement),
        words().number(said.met),
        words().number(said.missed),
        _share(said.met, said.missed),
        *numbers,
    ]


def _columns() -> list[str]:
    return [_("Promise"), _("Priority"), _("Due"), _("Done"), _("Outcome")]


def _ticket(said: TicketSaid, evidence: Evidence, agreement: Agreement) -> dict[str, Any]:
    return {"reference": said.reference, "clocks": [_clock(each, evidence, agreement) for each in said.clocks]}


def _clock(said: ClockSaid, evidence: Evidence, agreement: Agreement) -> dict[str, Any]:
    done = said.at if said.counts in {"met", "best_effort"} else None
    return {
        "cells": [
            line(words().clock(Metric(said.metric), said.threshold)),
            _priority(said.priority, agreement),
            _instant(said.due, evidence),
            _instant(done, evidence),
        ],
        "last": line(_outcome(said)),
        "tone": TONES.get(said.counts, "still"),
    }


def _outcome(said: ClockSaid) -> str:
    told = {
        "met": _("kept"),
        "missed": _("missed"),
        "best_effort": _("best effort, no time was promised"),
        "open": _("not ended yet"),
        "later": _("ended after the period"),
        "other_contract": _("counts under another contract"),
        "void": _void(said.why),
    }[said.counts]
    return f"{told} ({_('aimed at, not promised')})" if said.goal else told


def _void(why: str) -> str:
    return {
        "merged": _("not counted: merged into another ticket"),
        "duplicate": _("not counted: a duplicate"),
        "spam": _("not counted: marked as spam"),
    }.get(why, _("not counted: closed before it was due"))


def _proof(evidence: Evidence, digest: str) -> dict[str, Any]:
    head = evidence.chain.head
    return {
        "title": _("How this can be checked"),
        "paragraphs": [
            _(
                "The file evidence.json beside this paper has every event that these outcomes follow from, the agreement, and the "
                "hashes of the desk's record. `parola verify` with the ZIP recomputes all of it, on any computer and without this desk."
            ),
            _(
                "It proves that the outcomes follow from the events, and that these events lead to the head of the record below. "
                "Whoever has noted heads of that record elsewhere can check that it was not written anew: `parola verify --head`."
            ),
            _(
                "What is told late changes later bundles: this one says what was known when it was made. A later one may have another "
                "outcome for a request, and each says at which head it was made."
            ),
        ],
        "values": [
            [_("Digest of evidence.json (SHA-256)"), digest],
            [_("Head of the record: position and hash"), f"{head.position}:{head.hash}"],
            [_("Digest of the agreement (SHA-256)"), evidence.about.agreement],
        ],
    }


def _priority(id: str, agreement: Agreement) -> str:
    try:
        return line(words().priority(agreement.priority(id)))
    except KeyError:
        return line(id)


def _share(met: int, missed: int) -> str:
    kept = share(met, missed)
    return "–" if kept is None else words().percent(kept)


def _instant(text: str | None, evidence: Evidence) -> str:
    return words().instant(datetime.fromisoformat(text), evidence.about.period.timezone) if text else ""
