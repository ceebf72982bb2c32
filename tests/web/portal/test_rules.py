"""What customers are shown of the rules over time: in the plan, and on requests that were closed, or that wait for them."""

from __future__ import annotations

import pytest
import time_machine

from parola.desk.tickets import operations, participants
from parola.desk.tickets.models import Ticket
from tests.desk.tickets.ruled import CLOSING, asked, ruled, sweep_all
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader
from tests.web.portal.pages import TOKEN, english, text_of

TICKET = "/portal/requests/RUL-1/"
TOO_LATE = "This request is closed. What you write here opens a new request"

BY_MISSES = "objectives: {o: {metrics: [first_response], share: 99%, text: t, credits: [{misses: 1, percent: 5}]}}\n"


@pytest.fixture
def closed(world: World) -> Ticket:
    ticket = world.ticket(brand=ruled(world, "reopen_within: 14d\nresolved_closes_after: 5d\n"))
    return operations.close(ticket=ticket, by=world.bob, now=MONDAY)


def test_a_closed_request_says_what_an_answer_does(
    world: World, reader: Reader, closed: Ticket, monday: time_machine.Traveller
) -> None:
    ana = english(reader, world.ana)
    assert "If you answer, we take the request up again." in text_of(ana.get(TICKET).content)
    monday.move_to(after(days=15))
    ana = english(reader, world.ana)
    assert TOO_LATE in text_of(ana.get(TICKET).content)


def test_an_answer_that_is_too_late_leads_to_the_request_that_goes_on(
    world: World, reader: Reader, closed: Ticket, monday: time_machine.Traveller
) -> None:
    monday.move_to(after(days=15))
    ana = english(reader, world.ana)
    answer = ana.post(f"{TICKET}answer/", {"token": TOKEN, "text": "It is back."}, follow=True)
    assert answer.redirect_chain == [("/portal/requests/RUL-2/", 302)]
    page = text_of(answer.content)
    assert "we have opened a new one that goes on from it" in page
    assert "This ticket goes on from RUL-1, which was closed" in page
    assert "goes on in RUL-2" in text_of(ana.get(TICKET).content)


def test_who_may_not_see_the_other_request_is_not_told_its_name(world: World, reader: Reader, closed: Ticket) -> None:
    later = operations.customer_message(
        ticket=closed, by=world.ana, text="Again", channel="web", submitted_at=after(days=15), now=after(days=15)
    )
    participants.add(ticket=later, by=world.bob, person=world.olga, now=after(days=15))
    page = text_of(english(reader, world.olga).get("/portal/requests/RUL-2/").content)
    assert "goes on from another ticket" in page
    assert "RUL-1" not in page


def test_the_plan_tells_what_becomes_of_a_request_by_itself(world: World, reader: Reader) -> None:
    ruled(world, CLOSING + "reopen_within: 14d\nresolved_closes_after: {within: 5 business days, on: office}\n")
    page = text_of(english(reader, world.ana).get("/portal/plan/").content)
    assert (
        "We close what is not answered. (waiting for: the customer; reminded after 1 day and 2 days, closed after 3 days)"
        in page
    )
    assert "A resolved request closes by itself after 5 business days" in page
    assert "within 14 days of the closing reopens the request" in page


def test_the_plan_tells_times_by_priority_and_that_nothing_closed_is_reopened(world: World, reader: Reader) -> None:
    at_p1 = "close: 3d, by_priority: {P1: {remind: 12h, close: 1d}}"
    ruled(world, CLOSING.replace("close: 3d", at_p1) + "reopen_within: never\n" + BY_MISSES)
    page = text_of(english(reader, world.ana).get("/portal/plan/").content)
    assert "closed after 3 days; at P1 reminded after 12 hours, closed after 1 day)" in page
    assert "A message to a closed request does not reopen it: it begins another, which is linked to it" in page
    assert "1 or more missed: a credit of 5% of the month's fee" in page


def test_a_request_that_never_reopens_says_so_at_once(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    ticket = world.ticket(brand=ruled(world, "reopen_within: never\n"))
    operations.close(ticket=ticket, by=world.bob, now=MONDAY)
    monday.move_to(after(seconds=1))
    assert TOO_LATE in text_of(english(reader, world.ana).get(TICKET).content)


def test_a_reminder_stands_in_the_conversation(world: World, reader: Reader, monday: time_machine.Traveller) -> None:
    asked(world, world.ticket(brand=ruled(world, CLOSING)))
    sweep_all(after(days=1))
    monday.move_to(after(days=1))
    page = text_of(english(reader, world.ana).get(TICKET).content)
    assert "this request closes by itself: 19 Nov, 09:00." in page
    assert "reminded the customer; without an answer the ticket closes" in page
