"""In which order a list of tickets stands, and where its next page begins: after a ticket's place, so that nothing is skipped or doubled.

At work: what is due first, then what is open and never due, then what waits. Otherwise what changed last comes first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When

from parola.desk.tickets.models import Ticket

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
PLACE = re.compile(r"([012])-(\d{1,17})-(\d{1,17})-(\d{1,18})", re.ASCII)
IS_DUE, IS_OPEN, WAITS = range(3)
RANK = Case(
    When(due_at__isnull=False, then=Value(IS_DUE)),
    When(status=Ticket.Status.OPEN, then=Value(IS_OPEN)),
    default=Value(WAITS),
)
MOST = 1_000
"""As many are counted of a list that is not at work: more is told as more."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket stands in either order, as of when its page was shown."""

    rank: int
    due: datetime
    opened: datetime
    updated: datetime
    pk: int

    @classmethod
    def of(cls, ticket: Ticket) -> Place:
        """That of the ticket."""
        rank = IS_DUE if ticket.due_at else IS_OPEN if ticket.status == Ticket.Status.OPEN else WAITS
        return cls(rank, ticket.due_at or EPOCH, ticket.opened_at, ticket.updated_at, ticket.pk)

    def told(self, *, at_work: bool) -> str:
        """The place in an address."""
        first, second = (self.due, self.opened) if at_work else (self.updated, EPOCH)
        return f"{self.rank}-{micro(first)}-{micro(second)}-{self.pk}"


def micro(at: datetime) -> int:
    """An instant in an address: in microseconds since the EPOCH."""
    return (at - EPOCH) // MICROSECOND


def instant(told: str) -> datetime:
    """The instant that `micro` told so. At most 17 digits."""
    return EPOCH + int(told) * MICROSECOND


def place(told: str, *, at_work: bool) -> Place | None:
    """The place that an address tells; None where it tells none."""
    match = PLACE.fullmatch(told)
    if match is None:
        return None
    first, second = instant(match[2]), instant(match[3])
    due, opened, updated = (first, second, EPOCH) if at_work else (EPOCH, EPOCH, first)
    return Place(int(match[1]), due, opened, updated, int(match[4]))


def ordered(tickets: QuerySet[Ticket], *, at_work: bool) -> QuerySet[Ticket]:
    """The tickets in their order."""
    if not at_work:
        return tickets.order_by("-updated_at", "-pk")
    return tickets.alias(rank=RANK).order_by("rank", "due_at", "opened_at", "pk")


def after(tickets: QuerySet[Ticket], last: Place, *, at_work: bool) -> QuerySet[Ticket]:
    """Those of the ordered tickets that stand after the place."""
    if not at_work:
        return tickets.filter(Q(updated_at__lt=last.updated) | Q(updated_at=last.updated, pk__lt=last.pk))
    later: Any = Q(opened_at__gt=last.opened) | Q(opened_at=last.opened, pk__gt=last.pk)
    if last.rank == IS_DUE:
        later = Q(due_at__gt=last.due) | (Q(due_at=last.due) & later)
    return tickets.filter(Q(rank__gt=last.rank) | (Q(rank=last.rank) & later))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The instants by which what is due falls into groups."""

    now: datetime
    soon: datetime
    midnight: datetime

    def group(self, ticket: Ticket) -> str:
        """The ticket's group."""
        if ticket.due_at is None:
            return "open" if ticket.status == Ticket.Status.OPEN else "waiting"
        if ticket.due_at < self.now:
            return "missed"
        if ticket.due_at <= self.soon:
            return "soon"
        return "today" if ticket.due_at < self.midnight else "later"

    def counts(self, tickets: QuerySet[Ticket]) -> dict[str, int]:
        """How many of the tickets at work each group has; the same rule, as one query."""
        due = {
            "missed": Q(due_at__lt=self.now),
            "soon": Q(due_at__gte=self.now, due_at__lte=self.soon),
            "today": Q(due_at__gt=self.soon, due_at__gte=self.now, due_at__lt=self.midnight),
            "later": Q(due_at__gt=self.soon, due_at__gte=self.midnight),
            "open": Q(due_at=None, status=Ticket.Status.OPEN),
            "waiting": Q(due_at=None, status=Ticket.Status.WAITING),
        }
        wanted = {key: Count("pk", filter=condition) for key, condition in due.items()}
        return tickets.order_by().aggregate(**wanted)


def count(tickets: QuerySet[Ticket]) -> int:
    """How many there are, up to one more than MOST."""
    return tickets.order_by()[: MOST + 1].count()
