"""What was set aside is seen by those whom it concerns, and what could not be sent is tried again by who may say so."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parola.desk.mail import receive, releasing
from parola.desk.mail.models import Received, Sent
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import operations
from parola.desk.tickets.models import Ticket
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader

ASIDE = "/console/aside/"
NOBODYS = b"From: nobody in particular\r\nTo: support@credenti.example\r\nSubject: <b>Hm</b>\r\n\r\nHello?\r\n"
MACHINES = b"From: robot@bank.example\r\nAuto-Submitted: auto-replied\r\nSubject: I am away\r\n\r\nBack on Monday.\r\n"


def taken(world: World, raw: bytes) -> Received:
    received = receive.keep(
        brand=world.credenti,
        raw=raw,
        envelope_from="sender@people.example",
        envelope_to="support@credenti.example",
        received_at=MONDAY,
    )
    return receive.process(received, now=MONDAY)


@pytest.fixture
def unsent(world: World) -> OutboxRow:
    """The acknowledgement of Ana's ticket, which her mail server refused."""
    world.ticket()
    OutboxRow.objects.update(state="parked", attempts=3, last_error="550 no such <mailbox>")
    return OutboxRow.objects.get()


def test_a_mail_that_could_not_be_read_is_there_with_the_reason_and_as_it_came(world: World, reader: Reader) -> None:
    received = taken(world, NOBODYS)
    page = reader(world.bob).get(ASIDE).content.decode()
    assert "&lt;b&gt;Hm&lt;/b&gt;" in page
    assert "From: does not name exactly one sender" in page
    answer = reader(world.bob).get(f"{ASIDE}mail/{received.pk}/")
    assert answer.content == NOBODYS
    assert answer["Content-Type"] == "message/rfc822"
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_mail_of_a_machine_is_kept_apart(world: World, reader: Reader) -> None:
    taken(world, MACHINES)
    page = reader(world.bob).get(ASIDE).content.decode()
    assert "Every mail was read" in page
    assert "I am away" in page.split("From machines")[1]


def test_a_mail_on_a_ticket_is_the_tickets(world: World, reader: Reader) -> None:
    received = taken(world, NOBODYS.replace(b"nobody in particular", b"ana@people.example"))
    assert received.ticket is not None
    assert reader(world.bob).get(f"{ASIDE}mail/{received.pk}/").status_code == 404


def test_what_concerns_another_brand_is_not_seen(world: World, reader: Reader, unsent: OutboxRow) -> None:
    received = taken(world, NOBODYS)
    zoe = reader(world.zoe)
    page = zoe.get(ASIDE).content.decode()
    assert "&lt;b&gt;Hm&lt;/b&gt;" not in page
    assert "550 no such" not in page
    assert "set aside." not in page
    assert zoe.get(f"{ASIDE}mail/{received.pk}/").status_code == 404
    assert zoe.post(f"{ASIDE}unsent/{unsent.pk}/").status_code == 404


def test_a_lead_tries_a_mail_again(world: World, reader: Reader, unsent: OutboxRow) -> None:
    lea = reader(world.lea)
    page = lea.get(ASIDE).content.decode()
    assert "550 no such &lt;mailbox&gt;" in page
    assert "ana@people.example" in page
    assert f'action="{ASIDE}unsent/{unsent.pk}/"' in page
    answer = lea.post(f"{ASIDE}unsent/{unsent.pk}/", follow=True)
    assert "It is tried again" in answer.content.decode()
    unsent.refresh_from_db()
    assert (unsent.state, unsent.attempts, unsent.next_try_at) == ("ready", 0, MONDAY)
    assert lea.post(f"{ASIDE}unsent/{unsent.pk}/").status_code == 404


@pytest.mark.parametrize("who", ["bob", "audrey"])
def test_agents_and_auditors_see_it_and_leave_it_to_the_lead(
    world: World, reader: Reader, unsent: OutboxRow, who: str
) -> None:
    client = reader(getattr(world, who))
    page = client.get(ASIDE).content.decode()
    assert "550" in page
    assert "Try again" not in page
    assert client.post(f"{ASIDE}unsent/{unsent.pk}/").status_code == 403
    unsent.refresh_from_db()
    assert unsent.state == "parked"


def test_every_page_leads_to_what_was_set_aside(world: World, reader: Reader, unsent: OutboxRow) -> None:
    taken(world, NOBODYS)
    page = reader(world.bob).get("/console/").content.decode()
    assert f'<a href="{ASIDE}#unread">1 mail that came in could not be read and was set aside.</a>' in page
    assert f'<a href="{ASIDE}#unsent">1 mail could not be sent and was set aside.</a>' in page
    assert "1 mail that came in" not in reader(world.zoe).get("/console/").content.decode()


def test_the_page_asks_as_much_for_many_mails_as_for_one(world: World, reader: Reader, unsent: OutboxRow) -> None:
    client = reader(world.lea)
    with CaptureQueriesContext(connection) as one:
        assert client.get(ASIDE).content.decode().count("550 no such") == 1
    for minutes in range(5):
        ticket = world.ticket(now=after(minutes=minutes), submitted_at=after(minutes=minutes))
        OutboxRow.objects.filter(ticket_id=ticket.pk).update(state="parked", last_error="550 no such")
    with CaptureQueriesContext(connection) as many:
        assert client.get(ASIDE).content.decode().count("550 no such") == 6
    assert len(one) == len(many)


def test_a_mail_of_nobody_becomes_the_ticket_of_whom_an_agent_says_from_when_it_came(
    world: World, reader: Reader
) -> None:
    received = taken(world, NOBODYS)
    page = reader(world.bob).get(f"{ASIDE}mail/{received.pk}/ticket/").content.decode()
    assert 'value="sender@people.example"' in page
    assert "Hello?" in page
    said = {"email": "ana@people.example", "subject": "Hm", "text": "Hello?"}
    answer = reader(world.bob).post(f"{ASIDE}mail/{received.pk}/ticket/", said)
    assert answer.headers["Location"] == "/console/tickets/CRE-1/"
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.opened_at, ticket.channel) == (world.ana, MONDAY, "email")
    received.refresh_from_db()
    assert (received.state, received.ticket) == ("ticket", ticket)
    assert OutboxRow.objects.filter(payload__template="acknowledgement").count() == 1


def test_what_became_a_ticket_becomes_no_second_one(world: World, reader: Reader) -> None:
    received = taken(world, NOBODYS)
    said = {"email": "ana@people.example", "subject": "Hm", "text": "Hello?"}
    reader(world.bob).post(f"{ASIDE}mail/{received.pk}/ticket/", said)
    assert reader(world.bob).post(f"{ASIDE}mail/{received.pk}/ticket/", said).status_code == 404
    with pytest.raises(releasing.ReleasedAlready):
        releasing.release(received=received, by=world.bob, now=MONDAY, **said)
    assert Ticket.objects.count() == 1


def test_a_machine_is_not_answered_though_its_mail_becomes_a_ticket(world: World, reader: Reader) -> None:
    received = taken(world, MACHINES)
    said = {"email": "ana@people.example", "subject": "", "text": "Back on Monday."}
    reader(world.bob).post(f"{ASIDE}mail/{received.pk}/ticket/", said)
    assert Ticket.objects.count() == 1
    assert not OutboxRow.objects.filter(payload__template="acknowledgement").exists()


def test_only_who_opens_tickets_for_customers_of_the_brand_makes_one_of_it(world: World, reader: Reader) -> None:
    received = taken(world, NOBODYS)
    said = {"email": "ana@people.example", "subject": "Hm", "text": "Hello?"}
    address = f"{ASIDE}mail/{received.pk}/ticket/"
    assert reader(world.audrey).post(address, said).status_code == 403
    assert reader(world.zoe).post(address, said).status_code == 404
    assert "Make it a ticket" not in reader(world.audrey).get(ASIDE).content.decode()
    assert Ticket.objects.count() == 0


def test_a_form_without_a_customer_comes_back_with_what_was_typed(world: World, reader: Reader) -> None:
    received = taken(world, NOBODYS)
    answer = reader(world.bob).post(f"{ASIDE}mail/{received.pk}/ticket/", {"email": "nobody", "text": "I typed this"})
    assert answer.status_code == 422
    assert "I typed this" in answer.content.decode()
    assert Ticket.objects.count() == 0


def test_what_came_back_is_listed_and_told_on_its_answer_with_the_servers_words(world: World, reader: Reader) -> None:
    ticket = operations.reply(ticket=world.ticket(), by=world.bob, text="Try again.", now=MONDAY)
    row = OutboxRow.objects.filter(payload__template="reply").get()
    Sent.objects.create(
        message_id=row.message_id.strip("<>"), template="reply", ticket=ticket, person=world.ana, first_try_at=MONDAY
    )
    Sent.objects.update(returned_at=MONDAY, returned_why="550 <ana>: unknown user")
    page = reader(world.bob).get(ASIDE).content.decode()
    assert "Came back" in page
    assert f'href="/console/tickets/{ticket.reference}/"' in page
    for told in (page, reader(world.bob).get(f"/console/tickets/{ticket.reference}/").content.decode()):
        assert "550 &lt;ana&gt;: unknown user" in told
    assert "unknown user" not in reader(world.zoe).get(ASIDE).content.decode()
