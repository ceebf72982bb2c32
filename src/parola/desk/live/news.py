"""What has changed since the last look: one look for all who listen, however many they are.

A look reads what the ledger wrote since, which due times passed, who has which ticket before them, and the calls that are announced. What
comes out of it are references and kinds, never words: whoever hears of it asks for the page again, with their own rights.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from parola.desk.accounts.models import Brand
from parola.desk.live import presence
from parola.desk.telephony import calls
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.tickets.relations import Sight

MOST = 500
"""Events read in one look; the rest waits for the next."""
DUE, PRESENCE = "due", "presence"
FURTHEST = timedelta(minutes=1)
"""A look that comes later than this tells of no due times that passed before: the pages' own watch has told of them."""


@dataclass(frozen=True, slots=True)
class News:
    """Something about a ticket. `kind`: that of an event, DUE or PRESENCE; `sight`: what one must see of it to hear of this."""

    ticket: int
    reference: str
    kind: str
    sight: Sight


@dataclass(frozen=True, slots=True)
class Calling:
    """The calls that are announced for a brand have changed."""

    brand: int


class Watch:
    """Looks again and again; each look tells what is new since the one before. The first one begins at `now`."""

    def __init__(self, now: datetime) -> None:
        self.at = now
        self.position = TicketEvent.objects.aggregate(last=Max("position", default=0))["last"]
        self.present = self._presences(now)
        self.calls = calls.states(now)

    def look(self, now: datetime) -> list[News | Calling]:
        """What is new."""
        news: list[News | Calling] = [*self._written(), *self._passed(now), *self._moved(now), *self._called(now)]
        self.at = max(self.at, now)
        return list(dict.fromkeys(news))

    def _written(self) -> Iterator[News]:
        """Positions grow in the order in which they are committed: each is written in the writer's turn."""
        rows = TicketEvent.objects.filter(position__gt=self.position).order_by("position").select_related("ticket")
        for row in rows.only(*EVENT, "ticket__reference")[:MOST]:
            public = queries.for_customers(queries.recorded(row))
            sight = Sight.TICKET if public else Sight.INSIDE
            self.position = row.position
            yield News(row.ticket_id, row.ticket.reference, row.kind, sight)

    def _passed(self, now: datetime) -> Iterator[News]:
        since = max(self.at, now - FURTHEST)
        brands = list(Brand.objects.order_by("pk").values_list("pk", flat=True))
        due = Ticket.objects.filter(brand__in=brands, status__in=queries.AT_WORK, due_at__gt=since, due_at__lte=now)
        for key, reference in due.values_list("pk", "reference")[:MOST]:
            yield News(key, reference, DUE, Sight.TICKET)

    def _moved(self, now: datetime) -> Iterator[News]:
        before, self.present = self.present, self._presences(now)
        for key, reference, *_who in sorted(before ^ self.present):
            yield News(key, reference, PRESENCE, Sight.INSIDE)

    def _presences(self, now: datetime) -> frozenset[tuple[int, str, int, bool]]:
        rows = presence.fresh(now).values_list("ticket_id", "ticket__reference", "person_id", "writing")
        return frozenset(rows)

    def _called(self, now: datetime) -> Iterator[Calling]:
        before, self.calls = self.calls, calls.states(now)
        for brand in sorted({brand for brand, *_state in before ^ self.calls}):
            yield Calling(brand)


EVENT = ("position", "ticket_id", "seq", "kind", "version", "at", "recorded_at", "actor_id", "data")
"""What is read of an event: all but its links and keys."""
