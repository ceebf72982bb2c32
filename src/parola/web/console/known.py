"""What came of looking for known solutions, beside a conversation: in one line, with those that can be given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parola.desk.tickets import solutions
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.searched import Told, told
from parola.desk.tickets.solutions import Standing
from parola.desk.tickets.vocabulary import Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the record says, and the solutions that it names but for those that were put by."""

    told: Told
    listed: list[Standing]

    @property
    def given(self) -> int:
        """How many were given."""
        return len(self.told.given)


def known(ticket: Ticket, events: Sequence[Recorded], put_by: frozenset[str]) -> Known | None:
    """The part of the page; none while nobody has looked, and of what is no request."""
    so_far = told(events)
    if ticket.void or (so_far.at is None and not so_far.given):
        return None
    listed = [each for each in solutions.standing(ticket, so_far) if f"article:{each.shown.article_id}" not in put_by]
    return Known(told=so_far, listed=listed)
