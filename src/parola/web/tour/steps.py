"""The steps of the tour: what each says, as whom one sees it, and where. Which ticket shows it is looked for when one goes there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parola.desk.tickets import projection, queries
from parola.desk.tickets.models import Ticket
from parola.sla.agreement import Metric
from parola.web.due import next_due

GUIDE = "elena.navarro@parola.example"
"""The administrator, who sees all that the steps show of the support side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a step is seen: as whom, by their mail address, and at which address."""

    person: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step. `place` finds where it is shown at an instant; LookupError where the desk has nothing to show for it."""

    title: Promise
    text: Promise
    place: Callable[[datetime], Place]


def running(now: datetime) -> Ticket:
    """The ticket that is due next, of those whose first response can still be kept; else of all that are still to be kept."""
    due = queries.with_relations(Ticket.objects.filter(status__in=queries.AT_WORK, due_at__gt=now)).order_by(
        "due_at", "pk"
    )
    found = due.filter(due_metric=Metric.FIRST_RESPONSE).first() or due.first()
    if found is None:
        raise LookupError
    return found


def holding(now: datetime) -> Ticket:
    """The first ticket with a reply that waits until its customer's contact window opens."""
    for ticket in _with_replies_held():
        if any(held.release_at > now for held in projection.held_replies(queries.history(ticket)).values()):
            return ticket
    raise LookupError


def _with_replies_held() -> Iterator[Ticket]:
    named = Ticket.objects.filter(events__kind="reply_held").distinct().order_by(F("opened_at").desc(), "pk")
    yield from queries.with_relations(named)


def _inside(route: str, *args: object) -> Place:
    return Place(person=GUIDE, address=reverse(route, args=args))


def _why(now: datetime) -> Place:
    ticket = running(now)
    timeline = queries.timeline(ticket)
    due = next_due(timeline, now)
    clock = next((each for each in timeline.at(now).clocks if each.ended is None and each.due == due.at), None)
    if clock is None:
        raise LookupError
    return _inside("console:why", ticket.reference, clock.metric.value, clock.cycle)


def _as_customer(now: datetime) -> Place:
    ticket = running(now)
    return Place(person=ticket.requester.email, address=reverse("portal:ticket", args=[ticket.reference]))


STEPS: tuple[Step, ...] = (
    Step(
        title=_("The queue"),
        text=_(
            "All that is at work, what is due next first. The time left is working time: nights, holidays and pauses do not count."
        ),
        place=lambda _now: _inside("console:queue"),
    ),
    Step(
        title=_("Why it is due then"),
        text=_(
            "Every due time can be told in steps: what started it, which hours counted, which did not and why, and the clause behind it."
        ),
        place=_why,
    ),
    Step(
        title=_("A reply that waits"),
        text=_(
            "Written outside the hours in which this customer is contacted: it leaves by itself when they open, or at once with a reason."
        ),
        place=lambda now: _inside("console:ticket", holding(now).reference),
    ),
    Step(
        title=_("What the customer sees"),
        text=_(
            "The same promise, from the other side: what was promised, when it is due, and honestly so where it was missed."
        ),
        place=_as_customer,
    ),
    Step(
        title=_("The agreement behind it"),
        text=_(
            "The promise is a file with versions. The desk runs on it: whoever changes it sees beforehand what that does."
        ),
        place=lambda now: _inside("console:brand_agreement", running(now).brand.slug),
    ),
    Step(
        title=_("The proof"),
        text=_(
            "The history of the ticket cannot be rewritten: each event holds the seal of the one before. “parola verify” checks all of it."
        ),
        place=lambda now: _inside("console:history", running(now).reference),
    ),
    Step(
        title=_("The board"),
        text=_(
            "What will be missed in the next hours, who has how much to do, and how many more misses the month can bear."
        ),
        place=lambda _now: _inside("console:board"),
    ),
)
