"""Proposals of the desk's that somebody put by: they are not made again on that ticket."""

from __future__ import annotations

import re
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.tickets.models import Dismissed, Ticket
from parola.desk.tickets.operations import require

WHAT = re.compile(r"(article|ticket|update):\d{1,12}", re.ASCII)


class NoSuchProposal(LookupError):
    """The desk proposes nothing of that name."""


def put_by(*, ticket: Ticket, what: str, by: Person, now: datetime) -> None:
    """Somebody does not want it. Raises NotAllowed for who does not answer, NoSuchProposal."""
    require(by, Act.REPLY, ticket)
    if WHAT.fullmatch(what) is None:
        raise NoSuchProposal(what)
    Dismissed.objects.get_or_create(ticket=ticket, what=what, defaults={"by": by, "at": now})


def on(ticket: Ticket) -> frozenset[str]:
    """What was put by on the ticket."""
    return frozenset(Dismissed.objects.filter(ticket=ticket).values_list("what", flat=True))
