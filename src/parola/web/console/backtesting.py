"""What a draft of an agreement would have made of the brand's last tickets, on the page where it is checked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parola.desk.accounts.models import Brand, Person
from parola.desk.agreements.drafts import draft
from parola.desk.agreements.trying import Tried
from parola.desk.reports.trials import opened, trials
from parola.desk.tickets import queries as tickets
from parola.lab.backtest.beside import objectives, promises, turned
from parola.lab.backtest.counting import BackTest, Turned
from parola.lab.backtest.telling import explained, reached, unpromised, verdict
from parola.lab.backtest.trials import tried
from parola.lab.backtest.verdicts import Judged, Trial, Turning
from parola.lab.log import BadRow
from parola.sla.agreement import Agreement
from parola.sla.attainment import Achievement, Row
from parola.web import brief, steps
from parola.web.console.agreements import Text, published_by, show_text, show_weighed
from parola.web.console.reporting.aims import priority_told, share_told
from parola.web.middleware import Request
from parola.web.templatetags.parola import words

UNPROCESSABLE = 422
MOST = 5_000
"""Tickets that are counted at most."""
LONGEST = 4.0
"""Seconds after which no further ticket is begun: a person waits for the page."""
SHOWN = 20
"""Tickets that are explained."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One promise or objective before and now."""

    name: str
    priority: str
    before: str
    after: str
    note_before: str = ""
    note_after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """So many tickets turn so."""

    promise: str
    before: str
    after: str
    tickets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Of which promise a ticket turns, and both sides' steps."""

    promise: str
    before: str
    after: str
    why_before: list[str]
    why_after: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedTicket:
    """A ticket that turns."""

    reference: str
    address: str
    accounts: list[Account]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What came out, told in the reader's language. `more`: there are tickets that were not counted."""

    tickets: int
    since: datetime | None
    more: bool
    turned: int
    objectives: list[Line]
    promises: list[Line]
    sorts: list[Sort]
    listed: list[TurnedTicket]
    left_out: list[str]

    @property
    def unlisted(self) -> int:
        """How many tickets turn beside those that are listed."""
        return self.turned - len(self.listed)


@require_POST
def back_test(request: Request, slug: str) -> HttpResponse:
    """Count a draft over the brand's last tickets; nothing is written."""
    brand = published_by(request, slug)
    form = Text(request.POST, request.FILES)
    if not form.is_valid():
        return show_text(request, brand, form, status=UNPROCESSABLE)
    weighed = draft(brand=brand, source=form.cleaned_data["source"], now=request.now)
    if weighed.document is None:
        return show_weighed(request, brand, weighed)
    tested = over(brand, weighed.document.agreement, request.user, request.now)
    return show_weighed(request, brand, weighed, tested=tested)


def over(brand: Brand, agreement: Agreement, person: Person, now: datetime) -> Tested:
    """The last tickets of the brand that the person may read, as many as there is time for."""
    those = opened(brand).filter(pk__in=tickets.worked_on_by(person).values("pk"))
    begun, openings = time.monotonic(), list[datetime]()

    def in_time() -> Iterator[Trial | BadRow]:
        for trial in islice(trials(those, Tried(agreement)), MOST):
            if isinstance(trial, Trial):
                openings.append(trial.before.events[0].at)
            yield trial
            if time.monotonic() - begun > LONGEST:
                return

    found = tried(in_time(), now)
    return _told(found, agreement, min(openings, default=None), more=those.count() > found.tickets + len(found.bad))


def _told(found: BackTest, agreement: Agreement, first: datetime | None, *, more: bool) -> Tested:
    return Tested(
        tickets=found.tickets,
        since=first,
        more=more,
        turned=found.turned,
        objectives=[
            Line(
                name=words().clock(each.metric, each.threshold),
                priority=priority_told(agreement, each.priority) if each.priority else "",
                before=_share(each.before),
                after=_share(each.after),
                note_before=_reached(each.before),
                note_after=_reached(each.after),
            )
            for each in objectives(found)
        ],
        promises=[
            Line(
                name=words().clock(each.promised.metric, each.promised.threshold),
                priority=priority_told(agreement, each.promised.priority),
                before=share_told(each.before.share),
                after=share_told(each.after.share),
                note_before=_counted(each.before),
                note_after=_counted(each.after),
            )
            for each in promises(found)
        ],
        sorts=[
            Sort(
                promise=words().clock(*each.kind),
                before=verdict(each.before, words()),
                after=verdict(each.after, words()),
                tickets=count,
            )
            for each, count in turned(found)
        ],
        listed=[_ticket(each) for each in islice(found.listing, SHOWN)],
        left_out=[_reason(row) for row in found.bad],
    )


def _share(achievement: Achievement | None) -> str:
    return "" if achievement is None else share_told(achievement.share)


def _reached(achievement: Achievement | None) -> str:
    if achievement is None:
        return _("not stated")
    asked = {"share": words().percent(achievement.objective.share), "reached": reached(achievement, words())}
    return _("%(share)s undertaken: %(reached)s") % asked


def _counted(row: Row) -> str:
    numbers = {"met": brief.number(row.met), "missed": brief.number(row.missed)}
    return _("%(met)s kept, %(missed)s missed") % numbers if row.met or row.missed else ""


def _ticket(found: Turned) -> TurnedTicket:
    accounts = [
        Account(
            promise=words().clock(*turning.kind),
            before=verdict(turning.before, words()),
            after=verdict(turning.after, words()),
            why_before=_why(found.before, found.after, turning),
            why_after=_why(found.after, found.before, turning),
        )
        for turning in found.turnings
    ]
    address = reverse("console:ticket", args=[found.trial.name])
    return TurnedTicket(reference=found.trial.name, address=address, accounts=accounts)


def _why(judged: Judged, other: Judged, turning: Turning) -> list[str]:
    explanation = explained(judged, other, turning)
    return steps.told(explanation) if explanation else unpromised(judged, turning, words())


def _reason(row: BadRow) -> str:
    reason = words().gettext(row.reason) % row.values
    return f"{row.values.get('ticket', '')}: {reason}"
