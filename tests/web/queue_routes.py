"""The routes of the queue beside the list itself: what is done to several tickets, saved views, completing the line."""

# ruff: noqa: F405
from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Model

from parola.desk.tickets import batches, saved
from parola.desk.tickets.models import Batch, View
from tests.desk.world import MONDAY, World
from tests.web.matrix import *  # noqa: F403  # the table is written in these words


def shared_view(world: World) -> View:
    """Shared with all who read Credenti's tickets."""
    return saved.save(name="Urgent", line="priority:P1", by=world.lea, brand=world.credenti)


def removed_view(world: World) -> View:
    """Shared, and removed."""
    view = saved.save(name="Old", line="priority:P4", by=world.lea, brand=world.credenti)
    saved.remove(view=view, now=MONDAY)
    return view


def batch(world: World) -> Batch:
    """Bob took a ticket."""
    ticket = world.ticket(subject="One of several")
    wanted = batches.Wanted(deed=batches.Deed.ASSIGN, assignee=world.bob)
    return batches.carry_out(picked={ticket.reference: 1}, wanted=wanted, by=world.bob, now=MONDAY)


THINGS: Mapping[str, Callable[[World], Model]] = {
    "shared_view": shared_view,
    "removed_view": removed_view,
    "batch": batch,
}
#              anonymous customer stranger agent lead problem account manager auditor elsewhere admin
SHARES_VIEWS = (SIGN_IN, 404, 404, 403, DONE, DONE, 403, DONE, 403, 404, DONE)
REMOVED = Key("removed_view")
ROWS = [
    Row(route="console:complete", method="GET", outcomes=WORKERS, data={"q": "prio"}),
    Row(route="console:bulk", method="POST", outcomes=SETTLES, data={"ticket": "CRE-1.1", "deed": "take"}),
    Row(route="console:undo", method="POST", outcomes=SETTLES, args=(Key("batch"),)),
    Row(route="console:views", method="GET", outcomes=WORKERS),
    Row(route="console:view_new", method="POST", outcomes=SETTLES, data={"name": "Mine", "line": "assignee:me"}),
    Row(route="console:view_first", method="POST", outcomes=SETTLES, data={"key": "mine"}),
    Row(
        route="console:view_change",
        method="POST",
        outcomes=SHARES_VIEWS,
        args=(Key("shared_view"), "rename"),
        data={"name": "New"},
    ),
    Row(route="console:view_change", method="POST", outcomes=SHARES_VIEWS, args=(Key("shared_view"), "up")),
    Row(route="console:view_change", method="POST", outcomes=SHARES_VIEWS, args=(Key("shared_view"), "remove")),
    Row(route="console:view_change", method="POST", outcomes=SHARES_VIEWS, args=(REMOVED, "restore")),
]
