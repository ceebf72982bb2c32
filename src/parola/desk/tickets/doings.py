"""What somebody did lately, read from the record: their answers, and which promises these kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from parola.desk.accounts.models import Person
from parola.desk.tickets import queries
from parola.desk.tickets.models import TicketEvent
from parola.desk.tickets.vocabulary import Message
from parola.sla.clock import State
from parola.sla.timeline import Timeline

LOOKED_THROUGH = 20_000
"""So many of the desk's latest events are looked through: more than a desk writes in a day."""
FOLDED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Doings:
    """How often somebody answered customers, on how many tickets, and how many promises that met in time and too late."""

    answers: int
    tickets: int
    kept: int
    late: int


def doings(person: Person, since: datetime, now: datetime) -> Doings:
    """What the person did since an instant, on tickets that they may see. Three queries."""
    answered = _answers(person, since)
    keys = list(answered)[:FOLDED]
    tickets = list(queries.with_terms(queries.worked_on_by(person)).filter(pk__in=keys))
    timelines = queries.timelines_of(tickets)
    ends = [end for ticket in tickets for end in _met(timelines[ticket.pk], answered[ticket.pk], now)]
    return Doings(
        answers=sum(map(len, answered.values())),
        tickets=len(answered),
        kept=ends.count(State.MET),
        late=ends.count(State.MISSED),
    )


def _answers(person: Person, since: datetime) -> dict[int, list[datetime]]:
    """When the person answered, by the tickets' keys, the latest first."""
    head = TicketEvent.objects.aggregate(head=Max("position", default=0))["head"]
    rows = TicketEvent.objects.filter(
        position__gt=head - LOOKED_THROUGH, actor=person, kind=Message.kind, recorded_at__gte=since
    )
    found: dict[int, list[datetime]] = {}
    for ticket, at, data in rows.order_by("-position").values_list("ticket_id", "at", "data"):
        if data["side"] == "support" and data["public"]:
            found.setdefault(ticket, []).append(at)
    return found


def _met(timeline: Timeline, answered: Sequence[datetime], now: datetime) -> Iterable[State]:
    """How the promises ended that these answers met."""
    done = (clock for clock in timeline.at(now).clocks if clock.done in answered and not clock.goal)
    return (clock.state(now) for clock in done)


def answered_since_acted(events: Sequence[queries.Row], person: Person) -> datetime | None:
    """When the customer last wrote, if that was after the person's own last act on the ticket; else None.

    An assignment by another is no act of theirs: what a customer wrote before it is new to whoever got the ticket.
    """
    written: datetime | None = None
    for event in events:
        if event.kind == Message.kind and event.data["side"] == "customer":
            written = event.at
        elif event.actor_id == person.pk:
            written = None
    return written
