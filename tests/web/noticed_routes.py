"""The routes of incidents that recur: their rows, and what they are tried on."""

# ruff: noqa: F405
from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Model

from parola.desk.problems.recurrences import Recurrence
from parola.desk.tickets.models import Ticket
from tests.desk.world import MONDAY, World
from tests.web.matrix import *  # noqa: F403  # the table is written in these words


def recurrence(world: World) -> Recurrence:
    """Two of Credenti's tickets, beside the one that every reader is tried on."""
    found = Recurrence.objects.create(brand=world.credenti, days=7, noticed_at=MONDAY, changed_at=MONDAY)
    for subject in ("Chip not read", "The chip is not read"):
        found.incidents.create(ticket=world.ticket(subject=subject), since=MONDAY)
    return found


def recurring(world: World) -> Ticket:
    """One of its tickets."""
    return Ticket.objects.get(opening__subject="Chip not read")


THINGS: Mapping[str, Callable[[World], Model]] = {"recurrence": recurrence, "recurring": recurring}
KEY, TICKET = Key("recurrence"), Key("recurring")
#         anonymous customer stranger agent lead problem account manager auditor elsewhere admin
DECIDED = (SIGN_IN, 404, 404, DONE, DONE, DONE, 403, DONE, 403, 404, DONE)
#             anonymous customer stranger agent lead problem account manager auditor elsewhere admin
CONFIGURED = (SIGN_IN, 404, 404, 403, 403, 403, 403, DONE, 403, 404, DONE)
LED = (SIGN_IN, 404, 404, 404, 404, 404, 404, DONE, 404, 404, DONE)
DECIDE = "console:recurrence_decide"
ROWS = [
    Row(route="console:recurrence", method="GET", outcomes=READS, args=(KEY,)),
    Row(route=DECIDE, method="POST", outcomes=DECIDED, args=(KEY, "make"), data={"title": "Chips", "ticket": TICKET}),
    Row(route=DECIDE, method="POST", outcomes=DECIDED, args=(KEY, "dismiss"), data={"said": "Three causes"}),
    Row(route="console:settings_recurring", method="GET", outcomes=CONFIGURES, but=OTHER_BRAND),
    Row(route="console:settings_recurring_of", method="GET", outcomes=LED, args=("credenti",)),
    Row(
        route="console:settings_recurring_of",
        method="POST",
        outcomes=CONFIGURED,
        args=("credenti",),
        data={"on": "on", "times": "4", "days": "14"},
    ),
]
