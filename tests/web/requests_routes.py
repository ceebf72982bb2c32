"""What the table of routes needs of customers' requests: one that is resolved, so that its requester is asked, and one whose priority is in question."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Model

from parola.desk.tickets import asking, operations, queries, rating
from parola.desk.tickets.kinds.voices import PriorityAsked
from parola.desk.tickets.models import Ticket
from tests.desk.world import MONDAY, World
from tests.web.matrix import ADDS, DOES, DONE, DONE_BY_ALL, FOR_ALL, READ, SIGN_IN, TO_PORTAL, Key, Row

TOKEN = "5f0d6f0e-0e0b-4a43-9f58-7a1f5a6f9f11"


def resolved(world: World) -> Ticket:
    """Ana's, of which she is asked how the help was; `signed` is what the link in her mail names."""
    ticket = operations.resolve(ticket=world.ticket(subject="Slow"), by=world.bob, now=MONDAY)
    ticket.signed = rating.token(ticket, world.ana)  # type: ignore[attr-defined]  # for the table alone
    return ticket


def urgent(world: World) -> Ticket:
    """Ana's, of which she asks that it be P1; `asked` and `seen` are what the page sends."""
    ticket = asking.ask(
        ticket=world.ticket(subject="All down"),
        by=world.ana,
        text="Nobody works.",
        channel="web",
        priority="P1",
        now=MONDAY,
    )
    fact = next(event for event in queries.history(ticket) if isinstance(event.fact, PriorityAsked))
    ticket.asked, ticket.seen = fact.seq, ticket.last_event_seq  # type: ignore[attr-defined]  # the same
    return ticket


THINGS: Mapping[str, Callable[[World], Model]] = {"resolved": resolved, "urgent": urgent}
SIGNED = (Key("resolved", "signed"), 1)
DECISION: dict[str, str | Key] = {
    "seen": Key("urgent", "seen"),
    "asked": Key("urgent", "asked"),
    "reason": "All are down",
}
TICKET = (Key("resolved", "reference"),)
ASK = {"token": TOKEN, "priority": "P1", "text": "Nobody works"}
# fmt: off
#          anonymous customer stranger agent lead problem account manager auditor elsewhere admin
OWN_ALONE = (SIGN_IN, 404,    404,     404,  404, 404,    404,    404,    404,    404,      404)
# fmt: on
ROWS = [
    Row(route="portal:confirm", method="POST", outcomes=OWN_ALONE, args=TICKET, but={"ana": DONE, "amir": DONE}),
    Row(route="portal:withdraw", method="POST", outcomes=ADDS, args=("CRE-1",), but={"pia": 403}),
    Row(route="portal:ask_priority", method="POST", outcomes=ADDS, args=("CRE-1",), data=ASK, but={"pia": 403}),
    Row(
        route="portal:rate",
        method="POST",
        outcomes=OWN_ALONE,
        args=TICKET,
        data={"score": "1"},
        but={"ana": DONE, "amir": 403},  # it is asked of who asked
    ),
    Row(route="portal:requests_csv", method="GET", outcomes=TO_PORTAL),
    Row(route="request_pdf", method="GET", outcomes=READ, args=("CRE-1",)),
    Row(route="portal:read", method="POST", outcomes=ADDS, args=("CRE-1",)),
    Row(route="rate", method="GET", outcomes=FOR_ALL, args=SIGNED),
    Row(route="rate", method="POST", outcomes=DONE_BY_ALL, args=SIGNED, data={"score": "1"}),
    *(
        Row(
            route=f"console:{act}_asked",
            method="POST",
            outcomes=DOES,
            args=(Key("urgent", "reference"),),
            data=DECISION,
        )
        for act in ("accept", "decline")
    ),
]
