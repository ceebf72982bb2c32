"""Who is around a ticket, on its page: people in copy, senders nobody is sure of, addresses that no mail reaches, floods."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from parola.desk.accounts.models import Person
from parola.desk.mail import intake, token
from parola.desk.mail.models import Received, Sent
from parola.desk.mail.route import mail_key
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import operations
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.participants import MOST
from tests.desk.mail.post import DESK, VERIFIED, take_in, written
from tests.desk.mail.test_reports import report
from tests.desk.world import MONDAY, World, after

COPY = {"cc": 'Carla <Carla@friends.example>, support+x@credenti.example, "Bad@x" <bob@people.example>, broken@@x'}


def asked(world: World, **headers: str) -> Ticket:
    ticket = take_in(world, written(sender="ana@people.example", **{**COPY, **headers})).ticket
    assert ticket is not None
    return ticket


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, ticket: Ticket, place: str = "console/tickets") -> str:
    return client.get(f"/{place}/{ticket.reference}/").content.decode()


@pytest.mark.django_db
def test_who_was_in_copy_is_offered_and_gets_nothing(world: World) -> None:
    ticket = asked(world)
    shown = page(signed_in(world.bob), ticket)
    assert "carla@friends.example" in shown
    assert "support+x@" not in shown
    assert "bob@people.example" not in shown
    assert not ticket.participants.exists()
    assert not Person.objects.filter(email="carla@friends.example").exists()


@pytest.mark.django_db
def test_an_agent_adds_them_with_a_click_and_takes_them_off_again(world: World) -> None:
    ticket, agent = asked(world), signed_in(world.bob)
    add = f"/console/tickets/{ticket.reference}/copied/"
    assert agent.post(add, {"email": "carla@friends.example"}).status_code == 302
    carla = Person.objects.get(email="carla@friends.example")
    assert (carla.name, list(ticket.participants.all())) == ("Carla", [carla])
    operations.reply(ticket=ticket, by=world.bob, text="Hello both", now=MONDAY)
    rows = OutboxRow.objects.filter(payload__template="reply")
    assert {row.payload["to"] for row in rows} == {world.ana.pk, carla.pk}
    to = token.reply_address(DESK, ticket.pk, carla.pk, mail_key())
    answer = written(sender="carla@friends.example", message_id="<c@friends.example>")
    assert take_in(world, answer, to=to).ticket == ticket
    assert "carla@friends.example" in page(agent, ticket)
    assert agent.post(f"/console/tickets/{ticket.reference}/participants/{carla.pk}/remove/").status_code == 302
    assert not ticket.participants.exists()
    late = written(sender="carla@friends.example", message_id="<d@friends.example>")
    assert take_in(world, late, to=to).ticket != ticket
    assert ticket.events.filter(kind="participant_left", data__why="removed").count() == 1


@pytest.mark.django_db
def test_whoever_was_not_in_copy_is_not_added_so_nor_more_than_there_is_room_for(world: World) -> None:
    ticket, agent = asked(world), signed_in(world.bob)
    add = f"/console/tickets/{ticket.reference}/copied/"
    assert agent.post(add, {"email": "eve@attacker.example"}).status_code == 404
    for number in range(MOST):
        ticket.participants.add(Person.objects.create_user(f"p{number}@people.example"))
    agent.post(add, {"email": "carla@friends.example"})
    assert ticket.participants.count() == MOST


@pytest.mark.django_db
def test_the_requester_decides_once_their_address_is_proved(world: World) -> None:
    ticket, ana = asked(world), signed_in(world.ana)
    add = f"/portal/requests/{ticket.reference}/copied/"
    assert "carla@friends.example" not in page(ana, ticket, "portal/requests")
    assert ana.post(add, {"email": "carla@friends.example"}).status_code == 403
    EmailAddress.objects.filter(user=world.ana).update(verified=True)
    assert "carla@friends.example" in page(ana, ticket, "portal/requests")
    assert ana.post(add, {"email": "carla@friends.example"}).status_code == 302
    assert [each.email for each in ticket.participants.all()] == ["carla@friends.example"]
    carla = signed_in(ticket.participants.get())
    assert "Carla" in page(ana, ticket, "portal/requests")
    assert carla.get(f"/portal/requests/{ticket.reference}/").status_code == 200
    assert carla.post(add, {"email": "x@y.example"}).status_code == 403


@pytest.mark.django_db
def test_the_requester_is_not_offered_whom_another_ones_mail_named(world: World) -> None:
    EmailAddress.objects.filter(user=world.ana).update(verified=True)
    ticket = asked(world, cc="")
    to = token.reply_address(DESK, ticket.pk, world.amir.pk, mail_key())
    more = written(sender="amir@people.example", cc="eve@attacker.example", message_id="<2@people.example>")
    assert take_in(world, more, to=to).ticket == ticket
    assert "eve@attacker.example" not in page(signed_in(world.ana), ticket, "portal/requests")
    assert "eve@attacker.example" in page(signed_in(world.bob), ticket)


@pytest.mark.django_db
def test_an_unverified_sender_is_told_on_the_ticket_and_in_the_queue_until_somebody_made_sure(world: World) -> None:
    ticket, agent = asked(world), signed_in(world.bob)
    assert "Sender not verified" in page(agent, ticket)
    assert "Sender not verified" in agent.get("/console/").content.decode()
    assert agent.post(f"/console/tickets/{ticket.reference}/sender/{world.ana.pk}/confirm/").status_code == 302
    ticket.refresh_from_db()
    assert ticket.events.get(kind="sender_confirmed").data == {"person": world.ana.pk}
    assert "nobody knows whether" not in page(agent, ticket)
    assert "Sender not verified" not in agent.get("/console/").content.decode()
    assert "made sure that" not in page(signed_in(world.ana), ticket, "portal/requests")
    assert agent.post(f"/console/tickets/{ticket.reference}/sender/{world.zoe.pk}/confirm/").status_code == 404


@pytest.mark.django_db
def test_a_verified_sender_is_not_doubted(world: World) -> None:
    assert "Sender not verified" not in page(signed_in(world.bob), asked(world, cc="", **VERIFIED))


@pytest.mark.django_db
def test_an_address_that_no_mail_reaches_is_told_where_one_writes(world: World) -> None:
    ticket = asked(world, **VERIFIED)
    sent = Sent.objects.create(
        message_id="ours@credenti.example", template="reply", ticket=ticket, person=world.ana,
        address=world.ana.email, first_try_at=MONDAY,
    )  # fmt: skip
    Received.objects.update(received_at=MONDAY - timedelta(hours=1))
    take_in(world, report(), to=token.return_path(DESK, sent.pk, mail_key()), path="")
    shown = page(signed_in(world.bob), ticket)
    assert "No mail reaches" in shown
    assert "A mail could not be delivered" in shown


@pytest.mark.django_db
def test_a_flood_is_told_on_every_page_and_decided_together(world: World) -> None:
    for number in range(intake.MOST_AT_ONCE + 2):
        take_in(world, written(sender="many@people.example", message_id=f"<{number}@people.example>"))
    agent = signed_in(world.bob)
    assert "2 mails are held" in agent.get("/console/").content.decode()
    assert "many@people.example" in agent.get("/console/aside/").content.decode()
    assert agent.post("/console/aside/held/credenti/read/", {"sender": "many@people.example"}).status_code == 302
    assert Received.objects.filter(state=Received.State.TAKEN, let_in=True).count() == 2
    Received.objects.filter(let_in=True).update(state=Received.State.HELD)
    agent.post("/console/aside/held/credenti/put-by/", {"sender": "many@people.example"})
    assert Received.objects.filter(state=Received.State.AUTOMATIC).count() == 2
    assert "held" not in agent.get("/console/aside/").content.decode().partition("<main")[2].partition("</main")[0]


@pytest.mark.django_db
def test_later_mails_of_others_are_not_held(world: World) -> None:
    for number in range(intake.MOST_AT_ONCE):
        take_in(world, written(sender="many@people.example", message_id=f"<{number}@people.example>"))
    assert take_in(world, written(message_id="<o@people.example>")).state == Received.State.TICKET
    Received.objects.update(received_at=after(minutes=-11))
    assert take_in(world, written(sender="many@people.example", message_id="<l@people.example>")).state == "ticket"
