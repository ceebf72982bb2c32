"""The stays of tickets: where each was while it was at work, read from the record by the worker, by position in the chain.

What is behind the record is told (`read_up_to`), and nothing is counted that was not read. Of a ticket that went on all its stays are made
anew, from its whole history, so that the table is what the record says of every ticket that it has come to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from parola.desk.reports.models import Followed, Stay
from parola.desk.tickets import queries as tickets
from parola.desk.tickets import vocabulary
from parola.desk.tickets.kinds import ties
from parola.desk.tickets.kinds.tiers import SentBack
from parola.desk.tickets.kinds.under import TermsChanged
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.tickets.vocabulary import Assigned, Closed, Escalated, Opened, Recorded, Reopened, Resolved
from parola.sla.agreement import Plan
from parola.sla.tiers import holder

CHANGING = frozenset(
    fact.kind
    for fact in (
        *(Opened, Assigned, Escalated, SentBack, Resolved, Closed, Reopened, TermsChanged),
        *(ties.Merged, ties.Duplicate, ties.Spam),
    )
)
"""What a stay can begin or end by."""
EVENTS = 500
"""What one slice of work takes in of the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stay as the history tells it."""

    tier: int
    person: int | None
    began: Stay.Began
    first: datetime
    last: datetime | None = None
    done: bool = False


def follow() -> bool:
    """Read on in the record. True where there may be more."""
    position = _position()
    rows = TicketEvent.objects.filter(position__gt=position).order_by("position")
    events = list(rows.values_list("position", "ticket_id", "kind")[:EVENTS])
    if not events:
        return False
    changed = {ticket for _position, ticket, kind in events if kind in CHANGING}
    made = list(_rows(changed))
    with transaction.atomic():
        Followed.objects.get_or_create(pk=1)
        if not Followed.objects.filter(position=position).update(position=events[-1][0]):
            return True  # another worker was faster
        Stay.objects.filter(ticket__in=changed).delete()
        Stay.objects.bulk_create(made)
    return len(events) == EVENTS


def read_up_to() -> datetime | None:
    """Where the record goes on behind the stays: when that was written which they have not read yet. None: they have read all."""
    unread = TicketEvent.objects.filter(position__gt=_position()).order_by("position")
    return unread.values_list("recorded_at", flat=True).first()


def begin_anew() -> None:
    """Have every stay made again from the record. What is there is counted meanwhile."""
    Followed.objects.update(position=0)


def stays(history: Iterable[Recorded], plan: Plan) -> list[Stretch]:
    """Those of a ticket that counts, from its history in the order of the record, and the plan that it is under. Pure."""
    found, tier, person = list[Stretch](), min(plan.tiers), None
    for event in history:
        match event.fact:
            case Opened() | Reopened() as fact if not found or found[-1].last is not None:
                began = Stay.Began.OPENED if isinstance(fact, Opened) else Stay.Began.REOPENED
                found.append(Stretch(tier=tier, person=person, began=began, first=event.at))
                continue
            case Resolved() | Closed():
                found[-1:] = [_ended(found[-1], event.at, done=True)]
                continue
            case Assigned() as fact:
                person = fact.assignee
            case Escalated() | SentBack() as fact:
                tier = holder(plan, fact.tier)
            case _:
                continue
        found[-1:] = _moved(found[-1], event.at, tier, person)
    return found


def _moved(stay: Stretch, at: datetime, tier: int, person: int | None) -> list[Stretch]:
    """What becomes of the last stay where the ticket changes hands: nothing, where it is at work no more or stays where it is."""
    if stay.last is not None or (stay.tier, stay.person) == (tier, person):
        return [stay]
    if at <= stay.first:
        return [replace(stay, tier=tier, person=person)]
    after = Stretch(tier=tier, person=person, began=Stay.Began.MOVED, first=at)
    return [_ended(stay, at, done=False), after]


def _ended(stay: Stretch, at: datetime, *, done: bool) -> Stretch:
    return stay if stay.last is not None else replace(stay, last=max(at, stay.first), done=done)


def _rows(keys: Collection[int]) -> Iterator[Stay]:
    """As they are kept; of tickets that turned out to be none there are none."""
    those = Ticket.objects.filter(pk__in=keys, void="").select_related("version", "pinned")
    kept = tickets.records(those)
    for ticket in those:
        history = _history(kept[ticket.pk])
        for stay in stays(history, tickets.terms(ticket).plan):
            yield Stay(
                ticket=ticket,
                brand_id=ticket.brand_id,
                organization_id=ticket.organization_id,
                tier=stay.tier,
                person_id=stay.person,
                began=stay.began,
                first_at=stay.first,
                last_at=stay.last,
                done=stay.done,
            )


def _history(rows: Sequence[tickets.Row]) -> list[vocabulary.Recorded]:
    return [tickets.recorded(row) for row in rows if row.kind in CHANGING and row.kind != TermsChanged.kind]


def _position() -> int:
    row = Followed.objects.first()
    return row.position if row else 0
