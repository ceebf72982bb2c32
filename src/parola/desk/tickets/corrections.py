"""What took place earlier and is noted now: a call, a waiting. Both instants are kept; what was missed stays missed.

The core says how a fact that is told late counts (`sla/corrections.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.tickets import ledger, queries, vocabulary
from parola.desk.tickets.attaching import File
from parola.desk.tickets.kinds import ties
from parola.desk.tickets.kinds.fact import Fact
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import NotAllowed, awakening, refuse_closed, require

CHANNEL = "phone"

COURSE: tuple[type[Fact], ...] = (
    vocabulary.Waiting, vocabulary.Resumed, vocabulary.Resolved, vocabulary.Reopened, vocabulary.Closed,
    ties.Merged, ties.Duplicate, ties.Spam,
)  # fmt: skip
"""What changes where the ticket stands."""


class NotThen(ValueError):
    """The instant lies before the opening, in the future, or the wrong way round."""


class NotAtWork(NotThen):
    """During a part of that time the ticket waited already, or was at its end: what is known of it stands."""


def note_call(
    *,
    ticket: Ticket,
    by: Person,
    caller: Person,
    from_customer: bool,
    text: str,
    at: datetime,
    now: datetime,
    channel: str = CHANNEL,
    source_id: str = "",
    attachments: Sequence[File] = (),
    expected_seq: int | None = None,
) -> Ticket:
    """A call with somebody of the customer's side that took place at `at`. One from the customer does what a message of theirs does.

    Nothing is sent. What was made from `source_id` once is not made again. Raises NotThen, BadState, and NotAllowed for a caller who
    is not on the customer's side.
    """
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.CORRECT, present)
        if source_id and (known := queries.made_from(source_id)) is not None:
            return known
        refuse_closed(present)
        refuse_instant(present, at, now)
        if not queries.is_customer_of(caller, present):
            raise NotAllowed(Act.CORRECT)
        body = ledger.write_body(text=text, attachments=attachments)
        fact = vocabulary.Message(
            side="customer" if from_customer else "support",
            public=True,
            channel=channel,
            body=str(body.pk),
            digest=body.digest,
            caller=caller.pk,
        )
        entries = [Entry(fact=fact, at=at, by=by, source_id=source_id or None)]
        if from_customer and at >= stands_since(present):
            entries += awakening(present, by, now)
        return ledger.append(ticket=present, entries=entries, now=now)


def note_waiting(
    *,
    ticket: Ticket,
    by: Person,
    reason: str,
    start: datetime,
    end: datetime | None,
    now: datetime,
    expected_seq: int | None = None,
) -> Ticket:
    """From `start` to `end` the ticket waited for `reason`; where `end` is None it still does.

    Raises NotThen, and NotAtWork unless the ticket was at work all that time.
    """
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.CORRECT, present)
        refuse_instant(present, start, now)
        if end is not None and not start < end <= now:
            raise NotThen(end)
        refuse_unless_at_work(present, start, end or now)
        entries = [Entry(fact=vocabulary.Waiting(reason=reason), at=start, by=by)]
        if end is not None:
            entries.append(Entry(fact=vocabulary.Resumed(), at=end, by=by))
        return ledger.append(ticket=present, entries=entries, now=now)


def refuse_instant(ticket: Ticket, at: datetime, now: datetime) -> None:
    """Raise NotThen for what cannot have taken place then."""
    if not ticket.opened_at <= at <= now:
        raise NotThen(at)


def stands_since(ticket: Ticket) -> datetime:
    """Since when the ticket stands as it does."""
    events = queries.history(ticket)
    return max([ticket.opened_at, *(event.at for event in events if isinstance(event.fact, COURSE))])


def refuse_unless_at_work(ticket: Ticket, start: datetime, end: datetime) -> None:
    """Raise NotAtWork where the ticket waited, or was at its end, at any instant from `start` to `end`."""
    course = sorted((e for e in queries.history(ticket) if isinstance(e.fact, COURSE)), key=lambda event: event.at)
    before = [event for event in course if event.at <= start]
    if before and not isinstance(before[-1].fact, vocabulary.Resumed | vocabulary.Reopened):
        raise NotAtWork(start)
    if any(start < event.at < end for event in course):
        raise NotAtWork(end)
