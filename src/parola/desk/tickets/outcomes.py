"""The rows of how tickets' clocks ended: written by the ledger, in its transaction, from what it folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from parola.desk.tickets.ended import Ended
from parola.desk.tickets.models import Outcome, Ticket


def begin(ticket: Ticket, found: Iterable[Ended]) -> None:
    """The rows of a ticket that has none yet."""
    rows = [Outcome(ticket_id=ticket.pk, **each._asdict()) for each in found]
    if rows:
        Outcome.objects.bulk_create(rows)


def rewrite(ticket: Ticket, found: Sequence[Ended]) -> None:
    """Make the ticket's rows these, and touch none that stays."""
    wanted, gone = Counter(found), list[int]()
    for key, *values in Outcome.objects.filter(ticket=ticket).values_list("pk", *Ended._fields):
        row = Ended(*values)
        if wanted[row]:
            wanted[row] -= 1
        else:
            gone.append(key)
    if gone:
        Outcome.objects.filter(pk__in=gone).delete()
    begin(ticket, wanted.elements())


def kept(tickets: Iterable[Ticket]) -> dict[int, list[Ended]]:
    """The rows of several tickets by the tickets' key, from one query."""
    found: dict[int, list[Ended]] = {ticket.pk: [] for ticket in tickets}
    rows = Outcome.objects.filter(ticket__in=found).order_by("ticket_id", "pk")
    for ticket, *values in rows.values_list("ticket_id", *Ended._fields):
        found[ticket].append(Ended(*values))
    return found
