"""Faults that other desks had with what their pages and mails tell, each under its own name (B3)."""

from __future__ import annotations

from parola.desk.mail import copies, send
from parola.desk.mail.models import Received
from parola.desk.mail.server import Delivery
from parola.desk.tickets import operations
from tests.desk.mail.post import take_in, written
from tests.desk.world import World, after
from tests.precedents.test_mail import world
from tests.web.conftest import Reader, reader

__all__ = ["reader", "world"]
HIDDEN = "zyxomma@hidden.example"
"""In blind copy of a customer's mail."""


def test_cve_2020_1775_who_is_in_blind_copy_is_told_to_nobody(
    world: World, left: list[Delivery], reader: Reader
) -> None:
    """Also CVE-2021-21435: not on a page, not in a mail, not to who might add those in copy to the ticket."""
    received = take_in(world, written(sender="ana@people.example", cc="cora@people.example", bcc=HIDDEN))
    assert received.state == Received.State.TICKET
    ticket = received.ticket
    assert ticket is not None
    operations.reply(ticket=ticket, by=world.bob, text="We look.", now=after(minutes=5))
    send.deliver(now=after(minutes=6))
    mails = b"".join(delivery.raw for delivery in left)
    assert b"We look." in mails
    assert b"zyxomma" not in mails
    for who, place in ((world.ana, "portal"), (world.amir, "portal"), (world.bob, "console")):
        for page in ("", "history/", "history.json"):
            answer = reader(who).get(f"/{place}/tickets/{ticket.reference}/{page}")
            assert b"zyxomma" not in b"".join(answer), (who, page)
    assert [each.email for each in copies.offered(ticket)] == ["cora@people.example"]
