"""All that happened to a ticket: who did what, when it took place and when it was recorded, and each due time as it changed.

For the desk everything, with the links of the chain; for the customer what is shown to them, and the clocks that were
promised to them. `docs/ledger.md` describes the JSON of both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from parola.desk.accounts.models import Person
from parola.desk.tickets import dues, queries, vocabulary
from parola.desk.tickets.dues import Change, Standing, Standings
from parola.desk.tickets.kinds import turns
from parola.desk.tickets.models import Body, Ticket
from parola.desk.tickets.queries import Item
from parola.web.due_changes import Shown, shown
from parola.web.sentences import Teller


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An event. `recorded_at` only where it is another instant than `at`; `hash` and `position` for the desk alone.

    `erased_at` is when the words were erased, of which `text` then has none.
    """

    number: int
    at: datetime
    recorded_at: datetime | None
    sentence: SafeString
    text: str
    erased_at: datetime | None
    changes: tuple[Change, ...]
    item: Item
    position: int = 0
    hash: str = ""

    @property
    def told(self) -> list[Shown]:
        """The changes in words."""
        return shown(self.changes)


def whole(ticket: Ticket, items: Sequence[Item], teller: Teller) -> list[Row]:
    """The history as the desk sees it."""
    standing = dues.along([item.recorded for item in items], queries.terms(ticket))
    links = queries.links(ticket)
    rows = _rows(items, standing, teller)
    linked = zip(rows, (links[item.recorded.seq] for item in items), strict=True)
    return [replace(row, position=position, hash=link) for row, (position, link) in linked]


def for_customer(ticket: Ticket, items: Sequence[Item], teller: Teller) -> list[Row]:
    """The history as its customer sees it: `items` are what is shown to them. Numbers count those alone."""
    everything = dues.along(queries.history(ticket), queries.terms(ticket))
    theirs = [everything[item.recorded.seq - 1] for item in items]
    return _rows(items, theirs, teller)


def _rows(items: Sequence[Item], standing: Sequence[Standings], teller: Teller) -> list[Row]:
    before: Mapping[dues.Key, Standing] = {}
    rows = []
    for number, (item, after) in enumerate(zip(items, standing, strict=True), start=1):
        rows.append(_row(number, item, dues.changes(before, after), teller))
        before = after
    return rows


def noted_later(event: vocabulary.Recorded) -> datetime | None:
    """When somebody wrote down what took place at least a minute before: a call, a waiting. None: at once, or by a machine."""
    by_hand = getattr(event.fact, "caller", None) or isinstance(
        event.fact, vocabulary.Waiting | vocabulary.Resumed | turns.Reached
    )
    called = isinstance(event.fact, vocabulary.Opened) and event.actor != event.fact.requester
    merged = getattr(event.fact, "ticket", None)
    late = event.recorded_at - event.at >= timedelta(minutes=1)
    return event.recorded_at if (by_hand or called) and late and not merged else None


def written(item: Item) -> str:
    """What somebody wrote, as a conversation shows it; where it was erased, that."""
    if item.body is None:
        return ""
    return gettext("(erased)") if item.body.erased_at else item.body.text


def _row(number: int, item: Item, changes: tuple[Change, ...], teller: Teller) -> Row:
    event, body = item.recorded, item.body
    return Row(
        number=number,
        at=event.at,
        recorded_at=event.recorded_at if event.recorded_at != event.at else None,
        sentence=teller.sentence(event),
        text=body.text if body else "",
        erased_at=body.erased_at if body else None,
        changes=changes,
        item=item,
    )


def as_json(ticket: Ticket, rows: Iterable[Row]) -> dict[str, Any]:
    """What the desk keeps, as it keeps it, with what follows from it."""
    return {"reference": ticket.reference, "subject": ticket.subject, "events": [_event(row) for row in rows]}


def _event(row: Row) -> dict[str, Any]:
    event = row.item.recorded
    return {
        "seq": event.seq,
        "position": row.position,
        "kind": event.fact.kind,
        "version": event.fact.version,
        "at": event.at,
        "recorded_at": event.recorded_at,
        "actor": _person(event.actor, row.item.author),
        "data": vocabulary.to_data(event.fact),
        "words": _words(row.item.body),
        "erased_at": row.erased_at,
        "changes": [_change(change) for change in row.changes],
        "hash": row.hash,
    }


def as_customers_json(ticket: Ticket, rows: Iterable[Row]) -> dict[str, Any]:
    """What the customer is shown."""
    events = [
        {
            "number": row.number,
            "kind": row.item.recorded.fact.kind,
            "at": row.at,
            "recorded_at": row.item.recorded.recorded_at,
            "sentence": strip_tags(row.sentence),
            "text": row.text,
            "erased_at": row.erased_at,
            "changes": [_change(change) for change in row.changes],
        }
        for row in rows
    ]
    return {"reference": ticket.reference, "subject": ticket.subject, "events": events}


def _person(key: int | None, person: Person | None) -> dict[str, Any] | None:
    return None if key is None else {"id": key, "name": str(person) if person else ""}


def _words(body: Body | None) -> dict[str, str] | None:
    return None if body is None else {"subject": body.subject, "text": body.text}


def _change(change: Change) -> dict[str, Any]:
    return {
        "metric": change.clock.metric.value,
        "threshold": change.clock.threshold,
        "cycle": change.clock.cycle,
        "before": _standing(change.before),
        "after": _standing(change.after),
    }


def _standing(standing: Standing | None) -> dict[str, Any] | None:
    return None if standing is None else {"due": standing.due, "state": standing.state.value}
