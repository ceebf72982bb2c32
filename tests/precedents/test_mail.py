"""Faults that other desks had with mail, each under its own name. Those about who a mail is from are in `test_hijack.py`."""

from __future__ import annotations

import pytest

from parola.desk.accounts.models import Person
from parola.desk.mail import caps, route, send
from parola.desk.mail.models import Received, Sent
from parola.desk.mail.server import Delivery
from parola.desk.mail.token import reply_address
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import visible_to
from tests.desk import world as worlds
from tests.desk.mail.post import DESK, take_in, written
from tests.desk.world import MONDAY, World

VICTIM, ATTACKER = "ana@people.example", "eve@attacker.example"


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


def test_cve_2024_49193_a_copy_to_somebody_gives_them_no_ticket(world: World, left: list[Delivery]) -> None:
    ticket = world.ticket()
    Sent.objects.create(
        message_id="ours@x.example", template="reply", ticket=ticket, person=world.ana, first_try_at=MONDAY
    )
    eve = Person.objects.create_user(ATTACKER)
    raw = written(sender=VICTIM, cc=ATTACKER, bcc=ATTACKER, in_reply_to="<ours@x.example>")
    assert take_in(world, raw, to=reply_address(DESK, ticket.pk, world.ana.pk, route.mail_key())).ticket == ticket
    assert not visible_to(eve).exists()
    assert not ticket.participants.exists()
    send.deliver(now=MONDAY)
    assert {recipient for delivery in left for recipient in delivery.recipients} == {VICTIM}


def test_the_relayed_confirmations_of_2025_a_desk_is_no_cannon(world: World, left: list[Delivery]) -> None:
    for number in range(30):
        raw = written(
            sender="Win a prize <victim@elsewhere.example>", subject=f"Prize {'x' * number} http://evil.example", text="Click http://evil.example",
            message_id=f"<{number}@attacker.example>",
        )  # fmt: skip
        assert take_in(world, raw).state == Received.State.TICKET
    send.deliver(now=MONDAY)
    assert len(left) == caps.A_DAY
    assert not any(b"evil" in delivery.raw or b"rize" in delivery.raw for delivery in left)
    assert OutboxRow.objects.filter(state=OutboxRow.State.PARKED).count() == 30 - caps.A_DAY


def test_the_ticket_trick_of_2017_other_services_confirmations_become_no_ticket(world: World) -> None:
    received = take_in(world, written(sender="no-reply@service.example", subject="Confirm your account: 1234"))
    assert received.state == Received.State.AUTOMATIC
    assert Ticket.objects.count() == 0


def test_cve_2011_4458_an_address_with_an_extension_is_only_an_address(world: World) -> None:
    for odd in (
        "support+;reboot@credenti.example",
        "support+../../x@credenti.example",
        "support+'or'1@credenti.example",
    ):
        assert take_in(world, written(message_id=f"<{len(odd)}@x.example>"), to=odd).state == Received.State.TICKET


def test_cve_2012_4730_no_value_of_ours_begins_a_new_header(world: World, left: list[Delivery]) -> None:
    world.credenti.name = "Credenti\r\nBcc: eve@attacker.example"
    world.credenti.save()
    world.ticket(subject="order\r\nBcc: eve@attacker.example\r\n\r\nbody")
    send.deliver(now=MONDAY)
    head = left[0].raw.partition(b"\r\n\r\n")[0]
    assert not any(line.lower().startswith(b"bcc") for line in head.split(b"\r\n"))
    assert left[0].recipients == (VICTIM,)
