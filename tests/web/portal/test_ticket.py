"""A request as its customer sees it: the promise and its reasons, the conversation, and nothing of the inside."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.test import Client

from parola.desk.accounts.models import Post
from parola.desk.tickets import alarms, corrections, ledger, operations
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import ParticipantAdded
from tests.desk.world import MONDAY, World, after, altamar
from tests.web.conftest import Reader
from tests.web.portal.pages import TOKEN, english, text_of

TICKET = "/portal/requests/CRE-1/"
ANSWER = f"{TICKET}answer/"
CANARY = "canary-in-the-mine"
ATTACK = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def seen(client: Client) -> str:
    """The words of the ticket's page."""
    return text_of(client.get(TICKET).content)


def test_the_promise_is_told_in_full_and_explained(world: World, reader: Reader) -> None:
    world.ticket(priority="P1")
    page = seen(english(reader, world.ana))
    assert "We will answer by Monday, 16 November 2026, 11:00 (UTC)." in page
    assert "plans.basic.targets.first_response.P1" in page


def test_the_explanation_names_the_holidays_that_do_not_count(world: World, reader: Reader) -> None:
    friday = after(days=18)  # 4 December; the 7th and the 8th are holidays in Madrid
    world.ticket(priority="P2", submitted_at=friday, now=friday)
    page = reader(world.ana).get(TICKET).content.decode()
    steps = re.findall(r'<li dir="auto">(.*?)</li>', page)
    assert any("Inmaculada Concepción" in step for step in steps)


@pytest.mark.parametrize(
    ("answered", "looked", "sentence"),
    [
        (None, 3, "We promised to answer by Monday, 16 November 2026, 11:00 (UTC), and have not kept it. We are sorry."),
        (4, 5, "We promised to answer by Monday, 16 November 2026, 11:00 (UTC), and answered only on Monday, 16 November 2026, 13:00 (UTC). We are sorry."),
        (1, 5, "We promised to answer by Monday, 16 November 2026, 11:00 (UTC), and answered on Monday, 16 November 2026, 10:00 (UTC)."),
    ],
    ids=["missed", "late", "kept"],
)  # fmt: skip
def test_what_became_of_the_promise_is_said_plainly(
    world: World, reader: Reader, monday: time_machine.Traveller, answered: int | None, looked: int, sentence: str
) -> None:
    ticket = world.ticket(priority="P1")
    if answered is not None:
        operations.reply(ticket=ticket, by=world.bob, text="We are on it.", now=after(hours=answered))
    monday.move_to(after(hours=looked))
    assert sentence in seen(english(reader, world.ana))


def test_a_change_of_priority_is_told_by_whom_why_and_with_both_due_times(world: World, reader: Reader) -> None:
    ticket = world.ticket(priority="P2")
    operations.change_priority(ticket=ticket, by=world.bob, priority="P1", reason="All are hit", now=MONDAY)
    page = seen(english(reader, world.ana))
    assert re.search(r"Bob changed the priority from P2 .* to P1 .*due before: 17 Nov, 13:00; due after: 11:00", page)
    assert "Reason: All are hit" in page


def inside(world: World) -> Ticket:
    """A ticket with everything that customers are not shown."""
    ticket = world.ticket(priority="P3")
    operations.note(ticket=ticket, by=world.bob, text=CANARY, now=MONDAY)
    operations.assign(ticket=ticket, by=world.bob, assignee=world.lea, now=MONDAY)
    evening = after(hours=10)
    held = operations.reply(ticket=ticket, by=world.bob, text=f"{CANARY} held", now=evening)
    operations.reply(ticket=held, by=world.bob, text="We are on it.", at_once_reason=f"{CANARY} at once", now=evening)
    return ticket


@pytest.mark.parametrize("name", ["ana", "amir", "both"])
def test_nothing_internal_is_on_any_page(
    world: World, reader: Reader, monday: time_machine.Traveller, name: str
) -> None:
    """Not even for somebody who works for the vendor too."""
    inside(world)
    world.ticket(priority="P2", subject="Forgotten")
    monday.move_to(after(hours=12))
    alarms.sweep(now=after(hours=12))
    person = world.amir if name == "amir" else world.ana
    if name == "both":
        Post.objects.create(person=person, brand=world.credenti, role="agent")
    client = english(reader, person)
    for address in ("/portal/", "/portal/?whose=mine", TICKET, "/portal/new/credenti/", "/portal/plan/"):
        page = client.get(address).content.decode()
        assert CANARY not in page
        assert "took the ticket" not in page
        assert "of the time was used" not in page
    assert "We are on it." in seen(client)


def test_a_held_reply_is_seen_once_it_was_sent(world: World, reader: Reader, monday: time_machine.Traveller) -> None:
    ticket = world.ticket(priority="P3")
    operations.reply(ticket=ticket, by=world.bob, text="Good morning", now=after(hours=10))
    client = english(reader, world.ana)
    monday.move_to(after(hours=11))
    assert "Good morning" not in seen(client)
    monday.move_to(after(hours=23))
    alarms.sweep(now=after(hours=23))
    assert "Good morning" in seen(client)


def test_who_follows_the_ticket_sees_it_and_answers(world: World, reader: Reader) -> None:
    ticket = world.ticket()
    client = english(reader, world.olga)
    assert client.get(TICKET).status_code == 404
    assert client.post(ANSWER, {"token": TOKEN, "text": "Me too"}).status_code == 404
    with ledger.turn():
        entry = Entry(fact=ParticipantAdded(person=world.olga.pk), at=MONDAY, by=world.bob)
        ledger.append(ticket=ticket, entries=[entry], now=MONDAY)
    assert client.get(TICKET).status_code == 200
    client.post(ANSWER, {"token": TOKEN, "text": "Me too"})
    assert "Me too" in seen(english(reader, world.ana))


def test_a_colleague_who_does_not_manage_sees_nothing(world: World, reader: Reader) -> None:
    world.ticket(requester=world.amir)
    assert reader(world.ana).get(TICKET).status_code == 404


def test_who_works_for_the_vendor_is_sent_to_the_console(world: World, reader: Reader) -> None:
    world.ticket()
    assert reader(world.bob).get(TICKET)["Location"] == "/console/tickets/CRE-1/"
    assert reader(world.zoe).get(TICKET).status_code == 404


def test_an_answer_is_taken_once_and_its_kin_again(world: World, reader: Reader) -> None:
    ticket = world.ticket()
    client = reader(world.ana)
    for text in ("One thing more", "One thing more", "And another"):
        assert client.post(ANSWER, {"token": TOKEN, "text": text})["Location"] == TICKET
    messages = [row.data for row in ticket.events.filter(kind="message").order_by("seq")]
    assert [(data["side"], data["channel"]) for data in messages] == [("customer", "web")] * 2


@pytest.mark.parametrize(
    ("ended", "told"),
    [(operations.resolve, "It is not solved"), (operations.close, "If you answer, we take the request up again.")],
    ids=["resolved", "closed"],
)
def test_to_answer_takes_a_finished_request_up_again(world: World, reader: Reader, ended: object, told: str) -> None:
    ticket = world.ticket()
    ended(ticket=ticket, by=world.bob, now=MONDAY)  # type: ignore[operator]
    client = english(reader, world.ana)
    assert told in seen(client)
    client.post(ANSWER, {"token": TOKEN, "text": "Not yet"})
    assert Ticket.objects.get().status == "open"


def test_an_empty_answer_is_refused_at_its_field(world: World, reader: Reader) -> None:
    ticket = world.ticket()
    answer = reader(world.ana).post(ANSWER, {"token": TOKEN, "text": " "})
    assert answer.status_code == 422
    (focused,) = re.findall(r"<textarea[^>]* autofocus[^>]*>", answer.content.decode())
    assert 'aria-describedby="id_text_error"' in focused
    assert not ticket.events.filter(kind="message").exists()


def test_what_people_write_is_text_wherever_it_stands(world: World, reader: Reader) -> None:
    world.ana.name = ATTACK
    world.ana.save()
    ticket = world.ticket(subject=ATTACK, text=ATTACK)
    operations.change_priority(ticket=ticket, by=world.bob, priority="P1", reason=ATTACK, now=MONDAY)
    for person in (world.ana, world.amir):
        for address in ("/portal/", TICKET):
            page = reader(person).get(address).content.decode()
            assert "<script>alert" not in page
            assert "<img src=x" not in page


def test_an_erased_body_leaves_the_page_whole(world: World, reader: Reader) -> None:
    ticket = world.ticket()
    ticket.opening.text = ""
    ticket.opening.subject = ""
    ticket.opening.save()
    assert "(no subject)" in seen(english(reader, world.ana))


def test_earlier_promises_that_were_not_kept_are_told_apart(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    """Native support: seven hours of silence at an update every two, after an answer in time."""
    ticket = world.ticket(brand=altamar(world), priority="critical")
    operations.reply(ticket=ticket, by=world.bob, text="Hello", now=after(minutes=10))
    monday.move_to(after(hours=7))
    client = english(reader, world.ana)
    page = text_of(client.get("/portal/requests/ALT-1/").content)
    assert "3 earlier promises were not kept" in page
    assert page.count("We promised that you would hear from us by") == 3
    assert "We promised to pass this to the next support level by" in page
    assert "You will hear from us by Monday, 16 November 2026, 17:10 (UTC) at the latest" in page
    assert page.index("pass this to the next") < page.index("You will hear from us"), "what was missed comes first"


def test_the_conversation_is_in_the_order_of_time(world: World, reader: Reader) -> None:
    """A call is noted after a message that came later."""
    ticket = world.ticket()
    operations.customer_message(
        ticket=ticket,
        by=world.ana,
        text="Second words.",
        channel="web",
        submitted_at=after(minutes=20),
        now=after(minutes=20),
    )
    corrections.note_call(
        ticket=ticket,
        by=world.bob,
        caller=world.ana,
        from_customer=False,
        text="First words.",
        at=after(minutes=10),
        now=after(minutes=30),
    )
    page = seen(reader(world.ana))
    assert page.index("First words.") < page.index("Second words.")
