"""C17: the server for outgoing mail is away for eight hours, then comes back in a bad state: every mail arrives, in its ticket's order, and no storm."""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from parola.desk.mail import send
from parola.desk.mail.server import Conversation, Delivery
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import operations
from tests.desk import world as worlds
from tests.desk.mail.post import listening
from tests.desk.world import MONDAY, World
from tests.support.relay import Relay, relaying

TICKETS, ANSWERS = 6, 3
AWAY = timedelta(hours=8)
NAMES = re.compile(r"^Message-ID: (\S+)", re.MULTILINE)


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


class Convalescent:
    """A server that comes back: by turns it wants mail later, refuses one for good, takes one and is cut before it says so, then is well."""

    def __init__(self) -> None:
        self.taken: list[Delivery] = []
        self.plan = ["later", "later", "never", "cut", "later", "cut"]
        self.relay: Relay | None = None

    async def check(self, _recipient: str) -> str:
        return ""

    async def take(self, delivery: Delivery) -> Sequence[str]:
        state = self.plan.pop(0) if self.plan else "well"
        if state == "later":
            return ["451 4.3.0 Later"]
        if state == "never":
            return ["550 5.1.1 No such user"]
        self.taken.append(delivery)
        if state == "cut" and self.relay:
            self.relay.cut()
        return ["250 2.0.0 OK"]


def test_eight_hours_without_a_server_lose_nothing_and_end_in_order(world: World, settings: Settings) -> None:
    write(world)
    settings.EMAIL_TIMEOUT = 5
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        settings.EMAIL_PORT = nobody.getsockname()[1]
    at = turns(MONDAY, AWAY)
    waiting = OutboxRow.objects.filter(state="ready")
    assert waiting.count() == TICKETS * ANSWERS
    assert max(waiting.values_list("attempts", flat=True)) < 20
    come_back = Convalescent()
    with listening(Conversation(come_back.check, come_back.take)) as port, relaying(port) as relay:
        settings.EMAIL_PORT, come_back.relay = relay.port, relay
        turns(at, timedelta(hours=6))
        assert relay.came < TICKETS * ANSWERS + 30  # connections, in six hours of turns
    check(come_back.taken)


def write(world: World) -> None:
    """Agents answered some tickets several times each."""
    for _ in range(TICKETS):
        ticket = world.ticket()
        for number in range(ANSWERS):
            operations.reply(ticket=ticket, by=world.bob, text=f"Answer {number}", now=MONDAY)
    OutboxRow.objects.filter(payload__template="acknowledgement").delete()


def turns(begin: datetime, length: timedelta) -> datetime:
    """The worker's, one a minute."""
    at = begin
    while at < begin + length:
        at += timedelta(minutes=1)
        send.deliver(now=at)
    return at


def check(taken: Sequence[Delivery]) -> None:
    refused = OutboxRow.objects.get(state="parked")
    assert "550 5.1.1 No such user" in refused.last_error
    sent = {row.message_id: row for row in OutboxRow.objects.filter(state="sent", payload__template="reply")}
    assert len(sent) == TICKETS * ANSWERS - 1
    ids = [name for delivery in taken for name in NAMES.findall(delivery.raw.decode()) if name in sent]
    assert (
        len(sent) <= len(ids) <= len(sent) + 2
    )  # the two whose answer was cut come again, unless it was there before the cut
    assert set(ids) == set(sent)  # under the same name
    first = [sent[each] for each in dict.fromkeys(ids)]
    for ticket in {row.ticket_id for row in first}:
        of_ticket = [row.pk for row in first if row.ticket_id == ticket]
        assert of_ticket == sorted(of_ticket)
