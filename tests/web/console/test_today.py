"""Today: what needs the reader, each ticket once and for its best reason; and calm when nothing does."""

from __future__ import annotations

import re
from typing import Any

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts.models import Person
from parola.desk.tickets import asking, drafts, operations
from parola.desk.tickets.models import Ticket
from parola.web.console.today.page import TEAMS
from tests.desk.teams import made
from tests.desk.world import MONDAY, World, after, altamar
from tests.web.conftest import Reader
from tests.web.console.test_board import told_by


def sections(page: str) -> dict[str, list[str]]:
    """The references under each heading."""
    found = re.findall(r'<section class="group.*?aria-labelledby="today-([a-z]+)".*?</section>', page, re.DOTALL)
    bodies = re.findall(r'<section class="group.*?</section>', page, re.DOTALL)
    return {key: re.findall(r'data-row="([^"]+)"', body) for key, body in zip(found, bodies, strict=True)}


def show(reader: Reader, world: World) -> str:
    return reader(world.bob).get("/console/today/").content.decode()


def bobs(world: World, **given: Any) -> Ticket:
    ticket = world.ticket(**given)
    return operations.assign(ticket=ticket, by=world.lea, assignee=world.bob, now=given.get("now", MONDAY))


def test_each_ticket_stands_once_under_its_best_reason(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    """Acme's Basic plan: P1 in 2 business hours, P2 in 12, P3 and P4 in 24; a day has 8. Bob has no shift: eight hours are shown."""
    missed = bobs(world, priority="P1", submitted_at=after(hours=-1), now=after(hours=-1))
    soon = bobs(world, priority="P1")
    asked = bobs(world, priority="P3")
    operations.reply(ticket=asked, by=world.bob, text="Which one?", now=MONDAY, wait=True)
    operations.customer_message(
        ticket=asked, by=world.ana, text="The blue one", channel="web", submitted_at=after(hours=1), now=after(hours=1)
    )
    held = bobs(world, priority="P3")
    operations.reply(ticket=held, by=world.bob, text="Good evening", now=after(hours=-10))
    bobs(world, priority="P3")  # due in three days: it needs nobody today
    free = world.ticket(priority="P2")
    monday.move_to(after(hours=1, minutes=30))
    page = show(reader, world)
    assert sections(page) == {
        "promises": [missed.reference, soon.reference],
        "answers": [asked.reference],
        "held": [held.reference],
        "team": [free.reference],
    }
    assert "The customer wrote, 10:00" in told_by(page.encode())


def test_nothing_needs_one_and_the_next_promise_is_told(world: World, reader: Reader) -> None:
    assert "Nothing needs you now." in show(reader, world)
    bobs(world, priority="P3")
    page = told_by(show(reader, world).encode())
    assert "Nothing needs you now. The next promise is due at" in page


def test_updates_that_customers_wait_for_stand_apart(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    """Hybrid support promises an update every 2 hours at P1."""
    owed = bobs(world, brand=altamar(world), priority="high")
    operations.reply(ticket=owed, by=world.bob, text="We look into it", now=MONDAY)
    monday.move_to(after(minutes=30))
    assert sections(show(reader, world)) == {"updates": [owed.reference]}


def test_the_hours_are_those_of_ones_shift(world: World, reader: Reader) -> None:
    """12 business hours from 10:00 are over on Tuesday at 14:00: after a shift until 17:00, before the end of one that begins later."""
    team = made.team(world.credenti, "Front", world.bob, lead=world.lea)
    made.shift(team, 9, 17)
    bobs(world, priority="P2")
    page = told_by(show(reader, world).encode())
    assert "until your shift ends at 16:00" in page  # by Bob's clock, which is UTC
    assert "Nothing needs you now." in page


def test_what_one_began_to_write_is_gone_on_with(world: World, reader: Reader) -> None:
    """Also on a ticket that is somebody else's; and only by whoever began."""
    others = world.ticket(priority="P3")
    operations.assign(ticket=others, by=world.lea, assignee=world.lea, now=MONDAY)
    place = drafts.Place(ticket=others, by=world.bob, paper="note", window="w")
    drafts.keep(place=place, text="Have you looked", now=MONDAY)
    assert sections(show(reader, world)) == {"drafts": [others.reference]}
    assert sections(reader(world.lea).get("/console/today/").content.decode()) == {}


def test_the_first_page_is_ones_own_choice(world: World, reader: Reader) -> None:
    def led_to(person: Person) -> str:
        return str(reader(person).get("/")["Location"])

    assert [led_to(each) for each in (world.bob, world.audrey)] == ["/console/today/", "/console/"]
    for person, page, there in (
        (world.bob, "queue", "/console/"),
        (world.lea, "board", "/console/board/"),
        (world.audrey, "today", "/console/today/"),
        (world.bob, "board", "/console/today/"),  # it is not his to see
    ):
        answer = reader(person).post("/account/", {"language": "en", "timezone": "UTC", "first_page": page})
        assert answer.status_code == 302
        assert led_to(Person.objects.get(pk=person.pk)) == there


def test_what_nobody_of_ones_teams_has(world: World, reader: Reader) -> None:
    made.team(world.credenti, "Second", world.bob, tiers=[2])
    world.ticket(priority="P1")
    assert sections(show(reader, world)) == {}


def test_the_rest_of_what_nobody_has_is_one_click_away(world: World, reader: Reader) -> None:
    """Of one's own teams, as the number beside it says."""
    made.team(world.credenti, "First", world.bob, tiers=[1])
    for _ in range(TEAMS + 1):
        world.ticket()
    page = show(reader, world)
    assert "1 more that nobody has" in page
    assert 'href="/console/?q=assignee%3Anobody+team%3Amine"' in page


def test_a_priority_that_is_asked_for_waits_for_a_decision(world: World, reader: Reader) -> None:
    """Also where the customer's words were answered."""
    ticket = bobs(world, priority="P3")
    asking.ask(ticket=ticket, by=world.ana, text="It is worse.", channel="web", priority="P2", now=MONDAY)
    operations.reply(ticket=ticket, by=world.bob, text="I look into it.", now=after(minutes=1))
    page = show(reader, world)
    assert sections(page) == {"decisions": [ticket.reference]}
    assert "The customer asks for another priority" in page


def test_tickets_of_who_is_away(world: World, reader: Reader) -> None:
    urgent = world.ticket(priority="P1")
    operations.assign(ticket=urgent, by=world.lea, assignee=world.lea, now=MONDAY)
    made.away(world.lea, MONDAY, days=2)
    page = told_by(show(reader, world).encode())
    assert "1 ticket falls due meanwhile" in page
    assert "Lea is away until" in page


def test_what_one_did_today(world: World, reader: Reader, monday: time_machine.Traveller) -> None:
    for hours in (0.5, 3):
        operations.reply(ticket=bobs(world, priority="P1"), by=world.bob, text="Hello", now=after(hours=hours))
    monday.move_to(after(hours=4))
    page = told_by(show(reader, world).encode())
    assert "2 answers to customers on 2 tickets 1 promise kept 1 done too late" in page
    monday.move_to(after(days=1))
    assert "No customer was answered by you yet." in show(reader, world)


def test_the_page_asks_as_much_whatever_there_is(world: World, reader: Reader) -> None:
    client = reader(world.bob)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get("/console/today/").status_code == 200
        return len(seen)

    for _ in range(2):
        operations.reply(ticket=bobs(world, priority="P1"), by=world.bob, text="Hello", now=MONDAY)
        bobs(world, priority="P1"), world.ticket()
    few = asked()
    for _ in range(6):
        operations.reply(ticket=bobs(world, priority="P1"), by=world.bob, text="Hello", now=MONDAY)
        bobs(world, priority="P1"), world.ticket()
    assert asked() == few
