"""The desk's own tickets for a back-test (`lab.backtest`): each as it was promised, and as another agreement would have it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet

from parola.desk.accounts.models import Brand
from parola.desk.agreements.trying import Tried
from parola.desk.tickets import projection, vocabulary
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import Recorded
from parola.lab.backtest.verdicts import Side, Trial
from parola.lab.log import BadRow
from parola.policy.findings import Wrong, gettext_noop
from parola.policy.holidays import UnknownRegion
from parola.sla import events as sla
from parola.sla.agreement import Terms

UNPLACED = gettext_noop("the agreement that is tried has no place for it: %(error)s")
SIZE = 200
"""Tickets read at a time."""


def opened(brand: Brand, since: datetime | None = None, until: datetime | None = None) -> QuerySet[Ticket]:
    """The brand's tickets that were opened from `since` on and before `until`, the latest first."""
    found = Ticket.objects.filter(brand=brand)
    found = found if since is None else found.filter(opened_at__gte=since)
    found = found if until is None else found.filter(opened_at__lt=until)
    return found.order_by("-opened_at", "-pk")


def trials(those: QuerySet[Ticket], tried: Tried) -> Iterator[Trial | BadRow]:
    """Each of these tickets, in their order; or why the agreement that is tried has no place for it.

    Who may know of them is the caller's to decide.
    """
    stream = those.select_related("version", "pinned").defer("version__source", "pinned__data").iterator(SIZE)
    while some := list(islice(stream, SIZE)):
        kept = tickets.records(some)
        for ticket in some:
            yield _trial(ticket, [*map(tickets.recorded, kept[ticket.pk])], tried)


def _trial(ticket: Ticket, history: Sequence[Recorded], tried: Tried) -> Trial | BadRow:
    under = projection.under_terms(history)
    try:
        after = [tried.terms(each.pinned_terms, each.plan, best_effort=each.best_effort) for each in under]
    except Wrong as wrong:
        return BadRow(0, UNPLACED, {"ticket": ticket.reference, "error": str(wrong)})
    except UnknownRegion as region:
        return BadRow(0, UNPLACED, {"ticket": ticket.reference, "error": str(region)})
    present = tickets.terms(ticket)
    before = [*present.before, present]
    return Trial(ticket.reference, _side(history, before), _side(history, after))


def _side(history: Sequence[Recorded], course: Sequence[Terms]) -> Side:
    """The history under these terms, one for each that it came under; those that are the same as before change nothing."""
    first, *changes = course
    found, present = [], first
    for event in vocabulary.for_clocks(history, changes):
        if isinstance(event, sla.TermsChanged):
            if event.terms is present:
                continue
            present = event.terms
        found.append(event)
    return Side(found, first)
