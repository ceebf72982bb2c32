"""How well a brand kept its word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.models import Ticket
from parola.sla.agreement import Metric
from parola.sla.attainment import Row, attain
from parola.sla.clock import Clock


class NotAllowed(Exception):
    """The person may not see the brand's reports."""


def attainment(*, person: Person, brand: Brand, first: datetime, last: datetime, now: datetime) -> tuple[Row, ...]:
    """The brand's first responses of the period `[first, last)`, by priority, as known at `now`. Raises NotAllowed."""
    if not may(person, Act.REPORT, brand):
        raise NotAllowed(brand.slug)
    return attain(first_responses(concerned(brand, first, last)), first, last, now)


def concerned(brand: Brand, first: datetime, last: datetime) -> QuerySet[Ticket]:
    """The tickets whose first response may count in the period; those that were answered and due before it cannot."""
    still_open = Q(first_response_at=None) | Q(first_response_at__gte=first) | Q(first_response_due_at__gte=first)
    return Ticket.objects.filter(still_open, brand=brand, opened_at__lt=last)


def first_responses(those: QuerySet[Ticket]) -> Iterator[Clock]:
    """Their clocks of that metric."""
    for timeline in tickets.timelines(those):
        yield from (clock for clock in timeline.clocks if clock.metric is Metric.FIRST_RESPONSE)
