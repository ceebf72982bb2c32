"""What is at work and when it is due, in the columns that counts are made of: one query, whatever is counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from parola.desk.accounts.models import Brand, Person
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket


class AtWork(NamedTuple):
    """A ticket at work, as far as it is counted. The fields are columns of the ticket."""

    brand_id: int
    status: str
    waiting_for: str
    holder: int
    product: str
    assignee_id: int | None
    due_at: datetime | None

    @property
    def waits_for_customer(self) -> bool:
        """Whether it is the customer's turn."""
        return self.status == Ticket.Status.WAITING and self.waiting_for == "customer"

    def missed(self, now: datetime) -> bool:
        """Whether its next promise is missed. At the due instant itself it can still be kept."""
        return self.due_at is not None and self.due_at < now

    def due_by(self, until: datetime, now: datetime) -> bool:
        """Whether its next promise can still be kept, and is due before `until`."""
        return self.due_at is not None and now <= self.due_at < until


def at_work(person: Person, brands: Iterable[Brand]) -> list[AtWork]:
    """The tickets at work of those of the brands that the person works for."""
    found = queries.worked_on_by(person).filter(brand__in=list(brands), status__in=queries.AT_WORK)
    return [AtWork(*row) for row in found.order_by().values_list(*AtWork._fields)]
