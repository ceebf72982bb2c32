"""The board on a wall: a few numbers that can be read across a room.

Visitors see it too, so customers have no names here unless somebody asks for them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Person
from parola.desk.tickets import queries, workload
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.workload import AtWork
from parola.web import brief
from parola.web.due import SOON

NEXT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One of the huge numbers."""

    text: str
    number: int
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A ticket whose promise is due next. `customer` is empty on a wall without names."""

    reference: str
    customer: str
    at: datetime
    at_told: str
    left: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A brand, or all of them: what the wall shows at a time."""

    name: str
    numbers: list[Number]
    coming: list[Coming]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """The screen at an instant. `changes_at`: when time alone changes it."""

    panels: list[Panel]
    at: datetime
    changes_at: datetime | None


def wall(person: Person, brands: Sequence[Brand], chosen: str, now: datetime, *, names: bool = False) -> Wall:
    """A panel for each of the brands, or for the one chosen. Three queries."""
    narrowed = [brand for brand in brands if brand.slug == chosen] or list(brands)
    tickets = workload.at_work(person, narrowed)
    coming = _coming(person, narrowed, now, names=names)
    ahead = [each.due_at for each in tickets if each.due_at is not None and each.due_at >= now]
    return Wall(
        panels=[
            Panel(
                name=brand.name,
                numbers=list(_numbers([each for each in tickets if each.brand_id == brand.pk], now)),
                coming=coming.get(brand.pk, []),
            )
            for brand in narrowed
        ],
        at=now,
        changes_at=min(ahead, default=None),
    )


def _numbers(tickets: Sequence[AtWork], now: datetime) -> Iterator[Number]:
    missed = sum(ticket.missed(now) for ticket in tickets)
    soon = sum(ticket.due_by(now + SOON, now) for ticket in tickets)
    nobodys = sum(ticket.assignee_id is None for ticket in tickets)
    yield Number(text=_("Missed"), number=missed, tone="missed" if missed else "kept")
    yield Number(text=_("Due within the hour"), number=soon, tone="soon" if soon else "calm")
    yield Number(text=_("Unassigned"), number=nobodys, tone="calm")
    yield Number(text=_("At work"), number=len(tickets), tone="calm")


def _coming(person: Person, brands: Iterable[Brand], now: datetime, *, names: bool) -> dict[int, list[Coming]]:
    """What is due next, by the brand's key. Looked for among the tickets that are due first."""
    found: dict[int, list[Coming]] = {}
    due = queries.worked_on_by(person).filter(brand__in=list(brands), status__in=queries.AT_WORK, due_at__gte=now)
    related = due.select_related("organization", "requester") if names else due
    for ticket in related.order_by("due_at", "pk")[: NEXT * 20]:
        theirs = found.setdefault(ticket.brand_id, [])
        if len(theirs) < NEXT and ticket.due_at is not None:
            theirs.append(_told(ticket, ticket.due_at, now, names=names))
    return found


def _told(ticket: Ticket, due_at: datetime, now: datetime, *, names: bool) -> Coming:
    return Coming(
        reference=ticket.reference,
        customer=str(ticket.organization or ticket.requester) if names else "",
        at=due_at,
        at_told=brief.near(due_at, now),
        left=brief.duration(due_at - now),
    )
