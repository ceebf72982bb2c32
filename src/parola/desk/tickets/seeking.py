"""The desk looks for known solutions by itself: for each request at work for which nobody has, soon after it came in.

Which these are is a column (`Ticket.solution`), so an outage leaves none out; the record is written in the writer's turn, and there looked
at once more, so two workers write it once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from parola.desk.tickets import queries, solutions

SLICE = 20
"""Requests that are looked at in a turn."""
AGAIN = timedelta(minutes=10)
"""After so long one is tried again that could not be looked at."""


class Seeking:
    """Looks, the oldest first. A request that cannot be looked at is put off, and holds up no other."""

    def __init__(self) -> None:
        self.put_off: dict[int, datetime] = {}

    def __call__(self, now: datetime) -> bool:
        """Look at a few. True where there may be more."""
        self.put_off = {key: at for key, at in self.put_off.items() if at > now}
        waiting = solutions.unsought().exclude(pk__in=list(self.put_off)).order_by("pk")
        found = list(queries.with_relations(waiting)[:SLICE])
        for ticket in found:
            self.put_off[ticket.pk] = now + AGAIN
            solutions.look(ticket=ticket, now=now)
            del self.put_off[ticket.pk]
        return len(found) == SLICE
