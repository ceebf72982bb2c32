"""A mail that does not arrive is noted, told to whoever wrote, and can be sent again."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from parola.desk.mail import returns, send, undelivered
from parola.desk.mail.models import Sent
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import operations
from parola.desk.tickets.models import Ticket
from tests.desk.mail.post import gathering, listening, scripted, speaking
from tests.desk.mail.test_compose import letter
from tests.desk.world import MONDAY, World, after

State = OutboxRow.State
EHLO, MAIL, RCPT, GO = "250 test", "250 OK", "250 OK", "354 go"
NOBODY = "550 5.1.1 no such mailbox"


@pytest.fixture
def ticket(world: World) -> Ticket:
    """Bob has answered; nothing has left yet."""
    found = operations.reply(ticket=world.ticket(), by=world.bob, text="Hello", now=MONDAY)
    OutboxRow.objects.filter(payload__template="acknowledgement").delete()
    return found


def refuse(settings: Settings) -> None:
    with scripted(speaking(EHLO, MAIL, NOBODY)) as (port, _):
        settings.EMAIL_PORT = port
        send.deliver(now=MONDAY)


def test_a_refused_address_is_noted_and_told_to_who_wrote(world: World, ticket: Ticket, settings: Settings) -> None:
    refuse(settings)
    sent = Sent.objects.get(template="reply")
    assert (sent.refused_at, sent.address) == (MONDAY, "ana@people.example")
    assert "no such mailbox" in sent.returned_why
    told = letter("undelivered")
    assert told.outgoing.recipient == "bob@people.example"
    assert "CRE-1" in told.text
    assert "ana@people.example" in told.text
    assert "no such mailbox" in told.text
    assert told.mail["reply-to"] is None


def test_it_is_told_once_however_often_it_is_noted(world: World, ticket: Ticket, settings: Settings) -> None:
    refuse(settings)
    returns.refused(Sent.objects.get(template="reply"), NOBODY, after(minutes=1), for_good=True)
    assert OutboxRow.objects.filter(payload__template="undelivered").count() == 1


def test_what_the_desk_wrote_by_itself_is_told_to_who_has_the_ticket(world: World, settings: Settings) -> None:
    operations.assign(ticket=world.ticket(), by=world.bob, assignee=world.lea, now=MONDAY)
    refuse(settings)
    assert letter("undelivered").outgoing.recipient == "lea@people.example"


def test_nobody_is_told_of_a_ticket_that_is_nobodys(world: World, settings: Settings) -> None:
    world.ticket()
    refuse(settings)
    assert Sent.objects.get().refused_at == MONDAY
    assert not OutboxRow.objects.filter(payload__template="undelivered").exists()


def test_a_mail_that_comes_back_is_told_too(world: World, ticket: Ticket, settings: Settings) -> None:
    deliveries: list[Any] = []
    with listening(gathering(deliveries)) as port:
        settings.EMAIL_PORT = port
        send.deliver(now=MONDAY)
    Sent.objects.update(returned_at=after(hours=1), returned_why="mailbox full")
    undelivered.tell(Sent.objects.get(), after(hours=1))
    assert "mailbox full" in letter("undelivered").text


def test_it_is_sent_again_under_the_same_message_id_to_the_present_address(
    world: World, ticket: Ticket, settings: Settings
) -> None:
    refuse(settings)
    assert returns.undeliverable([world.ana]).keys() == {world.ana.pk}
    world.ana.email = "ana@elsewhere.example"
    world.ana.save()
    assert returns.undeliverable([world.ana]) == {}
    row = OutboxRow.objects.get(payload__template="reply")
    assert undelivered.send_again(ticket=ticket, seq=row.payload["event"], by=world.bob, now=after(hours=1)) == 1
    deliveries: list[Any] = []
    with listening(gathering(deliveries)) as port:
        settings.EMAIL_PORT = port
        send.deliver(now=after(hours=1))
    assert ("ana@elsewhere.example",) in [each.recipients for each in deliveries]
    assert OutboxRow.objects.get(pk=row.pk).state == State.SENT
    sent = Sent.objects.get(message_id=row.message_id.strip("<>"))
    assert (sent.refused_at, sent.address) == (None, "ana@elsewhere.example")
    with pytest.raises(undelivered.NothingToSend):
        undelivered.send_again(ticket=ticket, seq=row.payload["event"], by=world.bob, now=after(hours=2))


def test_who_may_not_answer_may_not_send_again(world: World, ticket: Ticket) -> None:
    for person in (world.audrey, world.zoe, world.ana):
        with pytest.raises(undelivered.NotAllowed):
            undelivered.send_again(ticket=ticket, seq=2, by=person, now=MONDAY)
