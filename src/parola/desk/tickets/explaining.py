"""Why promises were missed, said by people: of one miss, or of several at once where they share a cause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.tickets import ledger, projection, queries
from parola.desk.tickets.kinds.misses import Cause, MissExplained
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Body, Ticket, TicketEvent
from parola.desk.tickets.operations import ReasonNeeded, require
from parola.desk.tickets.vocabulary import Recorded, taken_over
from parola.sla.agreement import Metric
from parola.sla.clock import Clock, State

LONGEST = 1000
"""Letters of a note."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Miss:
    """Which promise of a ticket, by its key, was missed: the cycle of that metric and threshold that was due then."""

    ticket: int
    metric: Metric
    threshold: str
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What somebody said of it last. The note may be empty."""

    cause: Cause
    note: str
    by: int | None
    at: datetime


class NoSuchMiss(LookupError):
    """No such promise of the ticket was missed."""


def missed(ticket: Ticket, history: Sequence[Recorded], now: datetime) -> list[Clock]:
    """The promises of the ticket that were missed, as they were due.

    What is aimed at, and not promised, is none, and what was missed at the desk from which it was taken over is no word of the brand's.
    """
    clocks, came = projection.timeline(history, queries.terms(ticket)).at(now).clocks, taken_over(history)
    found = [clock for clock in clocks if clock.state(now) is State.MISSED and not clock.goal]
    own = [clock for clock in found if came is None or (clock.due or now) > came]
    return sorted(own, key=lambda clock: (clock.due or now, clock.kind))


def miss_of(ticket: Ticket, clock: Clock) -> Miss:
    """As it is named."""
    if clock.due is None:
        raise NoSuchMiss(clock.metric)
    return Miss(ticket=ticket.pk, metric=clock.metric, threshold=clock.threshold, due=clock.due)


def explain(*, ticket: Ticket, misses: Sequence[Miss], cause: Cause, note: str, by: Person, now: datetime) -> Ticket:
    """Say why these promises of the ticket were missed, each in an event of its own; what was said so already stays.

    Raises NotAllowed, NoSuchMiss, and ReasonNeeded where the cause is another one and the note does not say which.
    """
    note = ledger.speakable(note.strip()[:LONGEST])
    if cause is Cause.OTHER and not note:
        raise ReasonNeeded
    with ledger.changing(ticket) as present:
        require(by, Act.EXPLAIN, present)
        history = queries.history(present)
        known = {miss_of(present, clock): clock for clock in missed(present, history, now)}
        if unknown := set(misses) - known.keys():
            raise NoSuchMiss(str(unknown))
        told = said_of([present])
        wanted = [miss for miss in sorted(misses) if not _says(told.get(miss), cause, note)]
        entries = [Entry(fact=_fact(known[miss], miss, cause, note), at=now, by=by) for miss in wanted]
        return ledger.append(ticket=present, entries=entries, now=now, history=history) if entries else present


def _says(told: Explained | None, cause: Cause, note: str) -> bool:
    return told is not None and (told.cause, told.note) == (cause, note)


def _fact(clock: Clock, miss: Miss, cause: Cause, note: str) -> MissExplained:
    body = ledger.write_body(text=note)
    return MissExplained(
        metric=miss.metric.value,
        threshold=miss.threshold,
        cycle=clock.cycle,
        due=miss.due,
        cause=cause,
        body=str(body.pk),
        digest=body.digest,
    )


def said_of(tickets: Iterable[Ticket | int]) -> dict[Miss, Explained]:
    """What was said last of the misses of these tickets: two queries."""
    rows = TicketEvent.objects.filter(kind=MissExplained.kind, ticket__in=tickets).order_by("position")
    found = {_miss(row): row for row in rows}
    bodies = Body.objects.in_bulk([row.data["body"] for row in found.values()])
    notes = {str(key): body.text for key, body in bodies.items()}
    return {
        miss: Explained(
            cause=Cause(row.data["cause"]), note=notes.get(row.data["body"], ""), by=row.actor_id, at=row.at
        )
        for miss, row in found.items()
    }


def _miss(row: TicketEvent) -> Miss:
    data = row.data
    due = datetime.fromisoformat(data["due"])
    return Miss(ticket=row.ticket_id, metric=Metric(data["metric"]), threshold=data["threshold"], due=due)
