"""After an upgrade: tickets whose columns an earlier release folded are folded anew, some at a time.

Until then their columns may be stale: an alarm that only the new fold knows would wait until somebody writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from parola.desk.tickets import ledger, projection, queries
from parola.desk.tickets.models import Ticket

BATCH = 200
"""Tickets in one turn of the ledger, so that others get theirs in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refolded:
    """How many tickets were folded anew, and the references of those that cannot be."""

    tickets: int
    failed: tuple[str, ...]


def of_earlier_folds() -> QuerySet[Ticket]:
    """The tickets whose columns an earlier release wrote."""
    return Ticket.objects.filter(fold__lt=projection.FOLD)


def refold() -> Refolded:
    """Fold anew what an earlier release folded, wherever a former run was ended. Two at once do no harm."""
    seen, failed, last = 0, list[str](), 0
    while of_earlier_folds().filter(pk__gt=last).exists():
        with ledger.turn():
            tickets = list(queries.with_relations(of_earlier_folds().filter(pk__gt=last)).order_by("pk")[:BATCH])
            failed += refold_some(tickets)
        if not tickets:
            break  # another was faster
        seen, last = seen + len(tickets), tickets[-1].pk
    return Refolded(tickets=seen - len(failed), failed=tuple(failed))


def refold_some(tickets: Sequence[Ticket]) -> list[str]:
    """Fold these anew, within the turn; those that cannot be folded stay as they are, and their references come back.

    A failing database is no fault of a ticket's: its errors go up.
    """
    records, failed = queries.records(tickets), []
    for ticket in tickets:
        try:
            with transaction.atomic():
                ledger.refold(ticket, [*map(queries.recorded, records[ticket.pk])])
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # noqa: BLE001  # a history that cannot be folded: `verify` finds what is wrong with it
            failed.append(ticket.reference)
    return failed
