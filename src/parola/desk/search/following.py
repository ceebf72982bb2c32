"""The index follows the record: the worker reads on from where it was, by position in the chain, and writes what changed.

Positions are given by the one writer in the order in which its transactions are committed, so none appears behind the index. How far it
is stands in the same transaction as what it wrote: a worker that is killed leaves it where it was. What a ticket says is read before the
index's turn and written in it, unless the ticket went on meanwhile: then it is read again there. So what was erased never comes back.
"""

from __future__ import annotations

from collections.abc import Collection

from parola.desk.search import index
from parola.desk.search.documents import CHANGING, rows_of
from parola.desk.search.models import Document, Progress
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket, TicketEvent

EVENTS, TICKETS = 200, 50
"""What one slice of work takes in: of the record, and of all tickets."""


def step() -> bool:
    """A slice of what is to be done: first what happened last. True where there may be more."""
    return follow() or sweep()


def follow() -> bool:
    """Read on in the record. False where there is nothing new."""
    position = _progress().position
    rows = TicketEvent.objects.filter(position__gt=position).order_by("position")
    events = list(rows.values_list("position", "ticket_id", "kind")[:EVENTS])
    if not events:
        return False
    changed = {ticket for _position, ticket, kind in events if kind in CHANGING}
    read = _read(changed)
    with index.writing() as progress:
        if progress.position == position:  # else another worker was faster
            index.keep(_as_it_stands(read))
            Progress.objects.update(position=events[-1][0])
    return True


def sweep() -> bool:
    """Go on taking in every ticket, where that was begun. False where it is done."""
    swept = _progress().swept
    if swept is None:
        return False
    keys = list(Ticket.objects.filter(pk__gt=swept).order_by("pk").values_list("pk", flat=True)[:TICKETS])
    read = _read(keys)
    with index.writing() as progress:
        if progress.swept == swept:
            index.keep(_as_it_stands(read))
            Progress.objects.update(swept=keys[-1] if keys else None)
    return True


def begin_anew() -> None:
    """Have every ticket taken in again, the oldest first. What is in the index is found meanwhile."""
    with index.writing():
        head = queries.head()
        Progress.objects.update(position=head.position if head else 0, swept=0)


def refresh(keys: Collection[int]) -> None:
    """Take in these tickets as they stand now, and let go of the words that no other has. Belongs into the turn that changed them."""
    with index.writing():
        before = {word for words in _words(keys) for word in index.vocabulary(words)}
        index.keep(rows_of(keys))
        after = {word for words in _words(keys) for word in index.vocabulary(words)}
        index.unlearn(before - after)


def left() -> int:
    """How many tickets still have to be taken in, where all of them are; 0: the index has them all."""
    swept = _progress().swept
    return Ticket.objects.filter(pk__gt=swept).count() if swept is not None else 0


Read = tuple[dict[int, int], list[tuple[int, str, str]]]
"""The tickets with their last events when they were read, and what was read of them."""


def _read(keys: Collection[int]) -> Read:
    return _last_events(keys), rows_of(keys)


def _as_it_stands(read: Read) -> list[tuple[int, str, str]]:
    """What was read, and read again of the tickets that went on since."""
    then, rows = read
    present = _last_events(then)
    again = [key for key in then if present.get(key) != then[key]]
    return [*(row for row in rows if present.get(row[0]) == then.get(row[0])), *(rows_of(again) if again else ())]


def _last_events(keys: Collection[int]) -> dict[int, int]:
    return dict(Ticket.objects.filter(pk__in=keys).values_list("pk", "last_event_seq"))


def _words(keys: Collection[int]) -> list[str]:
    return list(Document.objects.filter(pk__in=keys).values_list("words", flat=True))


def _progress() -> Progress:
    return Progress.objects.first() or Progress()
