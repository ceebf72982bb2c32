"""The requests of a customer: their own, and for a manager the whole organization's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.queries import managed_by
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket
from parola.sla.timeline import Timeline
from parola.web.due import Due, next_due
from parola.web.marks import PriorityMark, Status, priority_mark
from parola.web.portal.ticket import status

SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A request in short. `requester` is empty where it is the reader."""

    reference: str
    subject: str
    brand: str
    requester: str
    opened_at: datetime
    status: Status
    priority: PriorityMark
    due: Due


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The page: what is at work, then what is done. `more`: there are older ones than those shown."""

    manages: bool
    """Whether the reader sees the requests of others too, and may want their own alone."""
    mine: bool
    at_work: list[Row]
    done: list[Row]
    more: bool


def listing(person: Person, whose: str, now: datetime, *, door: Brand | None = None) -> Listing:
    """The requests that the person sees as a customer; `whose="mine"`: their own alone. `door`: to that vendor alone.

    The number of queries does not depend on how many they are.
    """
    mine = whose == "mine"
    visible = queries.requests_of(person)
    wanted = visible.filter(requester=person) if mine else visible
    if door is not None:
        wanted = wanted.filter(brand=door)
    found = list(wanted.order_by("-opened_at", "-pk")[: SHOWN + 1])
    shown = found[:SHOWN]
    timelines = queries.timelines_of(shown)
    return Listing(
        manages=managed_by(person).exists(),
        mine=mine,
        at_work=rows([ticket for ticket in shown if ticket.status in queries.AT_WORK], timelines, person, now),
        done=rows([ticket for ticket in shown if ticket.status not in queries.AT_WORK], timelines, person, now),
        more=len(found) > SHOWN,
    )


def rows(tickets: Sequence[Ticket], timelines: dict[int, Timeline], person: Person, now: datetime) -> list[Row]:
    """The tickets in short, at `now`."""
    return [
        Row(
            reference=ticket.reference,
            subject=ticket.subject or _("(no subject)"),
            brand=ticket.brand.name,
            requester="" if ticket.requester == person else str(ticket.requester),
            opened_at=ticket.opened_at,
            status=status(ticket),
            priority=priority_mark(queries.terms(ticket), ticket.priority),
            due=next_due(timelines[ticket.pk], now),
        )
        for ticket in tickets
    ]
