"""Which way tickets went, of those that came to their end in a period: through which tiers, what they waited for, what came back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Exists, OuterRef, QuerySet

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.reports.queries import NotAllowed
from parola.desk.tickets import passing, vocabulary
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.kinds.tiers import SentBack
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.sla.handoffs import HandoverCounts, Path, TierCounts, count_handovers, count_tiers
from parola.sla.waits import Wait, WaitCounts, count_waits, reopenings, standings, waits

ENDS = (vocabulary.Resolved.kind, vocabulary.Closed.kind)
KINDS = frozenset(
    fact.kind
    for fact in (
        *(vocabulary.Opened, vocabulary.Escalated, SentBack, vocabulary.Waiting, vocabulary.Resumed),
        *(vocabulary.Resolved, vocabulary.Reopened, vocabulary.Closed),
    )
)
"""What a way is read from."""
_SOME = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """That of the ticket with this key, as far as the period reaches."""

    ticket: int
    tiers: Path[int]
    waits: tuple[Wait, ...]
    reopened: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """All of them together. Of `tickets`, `reopened` were taken up again after an end."""

    tickets: int
    tiers: TierCounts
    handovers: HandoverCounts
    waits: WaitCounts
    reopened: int
    each: tuple[Way, ...]


def ways(
    *, person: Person, brand: Brand, first: datetime, last: datetime, now: datetime, organization: int | None = None
) -> Ways:
    """Those of the brand's tickets that were resolved or closed in `[first, last)`, read up to its end. Raises NotAllowed."""
    if not may(person, Act.REPORT, brand):
        raise NotAllowed(brand.slug)
    found = tuple(_each(_ended(brand, first, last, organization), last, min(last, now)))
    return Ways(
        tickets=len(found),
        tiers=count_tiers(way.tiers for way in found),
        handovers=count_handovers(way.tiers for way in found),
        waits=count_waits(way.waits for way in found),
        reopened=sum(way.reopened > 0 for way in found),
        each=found,
    )


def _ended(brand: Brand, first: datetime, last: datetime, organization: int | None) -> QuerySet[Ticket]:
    """Tickets that turned out to be none are none here either."""
    ends = TicketEvent.objects.filter(ticket=OuterRef("pk"), kind__in=ENDS, at__gte=first, at__lt=last)
    those = Ticket.objects.filter(brand=brand, void="", opened_at__lt=last, updated_at__gte=first).filter(Exists(ends))
    return those.filter(organization=organization) if organization else those


def _each(those: QuerySet[Ticket], last: datetime, until: datetime) -> Iterator[Way]:
    iterator = those.select_related("version", "pinned").order_by("pk").iterator(_SOME)
    while some := list(islice(iterator, _SOME)):
        kept = tickets.records(some)
        for ticket in some:
            yield _way(ticket, [row for row in kept[ticket.pk] if row.kind in KINDS and row.at < last], until)


def _way(ticket: Ticket, kept: list[tickets.Row], until: datetime) -> Way:
    history = [tickets.recorded(row) for row in kept]
    events = [event for each in history if (event := vocabulary.for_clock(each)) is not None]
    stood = standings(events)
    tiers = passing.way(history, tickets.terms(ticket).plan)
    return Way(ticket=ticket.pk, tiers=tiers, waits=waits(stood, until), reopened=reopenings(stood))
