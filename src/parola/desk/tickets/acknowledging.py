"""The desk's own confirmation that a request is there: what is promised as an acknowledgement is kept by it, once it has left."""

from __future__ import annotations

from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.tickets import ledger, queries
from parola.desk.tickets.entries import Entry
from parola.desk.tickets.kinds.turns import Acknowledged
from parola.desk.tickets.models import Ticket
from parola.sla.agreement import Metric


def acknowledged(*, ticket: Ticket, to: Person, source_id: str, now: datetime) -> None:
    """A mail server took the confirmation at `now`. It is recorded where the plan promises one, once for each `source_id`."""
    with ledger.changing(ticket) as present:
        promised = any(target.metric is Metric.ACKNOWLEDGEMENT for target in queries.terms(present).plan.targets)
        if promised and queries.made_from(source_id) is None:
            entry = Entry(fact=Acknowledged(to=to.pk), at=now, source_id=source_id)
            ledger.append(ticket=present, entries=[entry], now=now)
