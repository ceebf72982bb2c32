"""The routes of misses: their rows, and what they are tried on."""

# ruff: noqa: F405
from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Model

from parola.desk.tickets.models import Ticket
from tests.desk.world import World, after
from tests.web.matrix import *  # noqa: F403  # the table is written in these words


def late(world: World) -> Ticket:
    """Nobody has answered it for a week."""
    asked = after(days=-7)
    ticket = world.ticket(priority="P1", subject="Late", submitted_at=asked, now=asked)
    vars(ticket)["miss"] = f"{ticket.reference}/first_response/1"
    return ticket


THINGS: Mapping[str, Callable[[World], Model]] = {"late": late}
MISS = Key("late", "miss")
#          anonymous customer stranger agent lead problem account manager auditor elsewhere admin
EXPLAINS = (SIGN_IN, 404, 404, 403, DONE, DONE, 403, DONE, 403, 404, DONE)
ROWS: list[Row] = [
    Row(route="console:misses", method="GET", outcomes=REPORTS, but=OTHER_BRAND),
    Row(
        route="console:explain_misses",
        method="POST",
        outcomes=EXPLAINS,
        data={"miss": MISS, "cause": "not_assigned", "note": "Two were ill."},
    ),
]
