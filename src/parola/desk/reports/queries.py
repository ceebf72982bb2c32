"""How well a brand kept its word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.models import Ticket
from parola.sla.attainment import Outcome, outcomes, within


class NotAllowed(Exception):
    """The person may not see the brand's reports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The end of a clock, and whose ticket it was on."""

    ticket: int
    organization: int | None
    outcome: Outcome


def counted(*, person: Person, brand: Brand, first: datetime, last: datetime, now: datetime) -> list[Counted]:
    """Every clock of the brand that ended in the period `[first, last)`, as known at `now`. Raises NotAllowed."""
    if not may(person, Act.REPORT, brand):
        raise NotAllowed(brand.slug)
    return list(_ended(concerned(brand, first, last), first, last, now))


def concerned(brand: Brand, first: datetime, last: datetime) -> QuerySet[Ticket]:
    """The tickets of which a clock may have ended in the period.

    A clock ends by an event, which is recorded then or later, or by its due time; and what is still due of a ticket is in its columns.
    """
    return Ticket.objects.filter(Q(updated_at__gte=first) | Q(due_at__isnull=False), brand=brand, opened_at__lt=last)


def _ended(those: QuerySet[Ticket], first: datetime, last: datetime, now: datetime) -> Iterator[Counted]:
    for ticket, timeline in tickets.timelines(those):
        for outcome in within(outcomes(timeline.at(now).clocks, now), first, last):
            yield Counted(ticket=ticket.pk, organization=ticket.organization_id, outcome=outcome)
