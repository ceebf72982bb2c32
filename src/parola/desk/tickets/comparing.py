"""Whether what reports count of tickets is what their events say: each is folded anew, and held against its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError

from parola.desk.tickets import ledger, outcomes, projection, queries
from parola.desk.tickets.ended import Ended
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Of a ticket: how many clocks have ended by the fold, how many ends reports count that it does not know, and the other way about.

    `fault`: why it could not be folded at all; empty where it could.
    """

    ticket: Ticket
    clocks: int = 0
    only_counted: int = 0
    only_folded: int = 0
    fault: str = ""

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return not (self.only_counted or self.only_folded or self.fault)


def compare(tickets: Sequence[Ticket], now: datetime) -> list[Compared]:
    """Each of the tickets, as known at `now`.

    One that seems to differ is looked at again in the writer's turn: it may have gone on meanwhile.
    """
    kept, rows = queries.records(tickets), outcomes.kept(tickets)
    found = [_compared(ticket, kept[ticket.pk], rows[ticket.pk], now) for ticket in tickets]
    return [each if each.same else _again(each.ticket, now) for each in found]


def _again(ticket: Ticket, now: datetime) -> Compared:
    with ledger.changing(ticket) as present:
        kept, rows = queries.records([present]), outcomes.kept([present])
        return _compared(present, kept[present.pk], rows[present.pk], now)


def _compared(ticket: Ticket, kept: Sequence[Row], rows: Sequence[Ended], now: datetime) -> Compared:
    try:
        folded = Counter(projection.ends([*map(queries.recorded, kept)], queries.terms(ticket), now))
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever changed data do to the fold is a finding, not an end
        return Compared(ticket=ticket, fault=type(error).__name__)
    counted = Counter(rows) + Counter({each: count for each, count in folded.items() if _since(ticket, each)})
    return Compared(
        ticket=ticket,
        clocks=folded.total(),
        only_counted=(counted - folded).total(),
        only_folded=(folded - counted).total(),
    )


def _since(ticket: Ticket, each: Ended) -> bool:
    """Whether reports fold it, and need no row."""
    return ticket.outcomes_until is not None and each.at >= ticket.outcomes_until
