"""Incidents that recur, as the desk shows them: on the list of problems, on Today, on the ticket, side by side."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from parola.desk.accounts.models import Change
from parola.desk.problems.models import Problem
from parola.desk.problems.noticing import Noticing
from parola.desk.problems.recurrences import Recurrence, Watch
from parola.desk.tickets.models import Ticket
from tests.desk.world import MONDAY, World, posted
from tests.web.conftest import Reader

SUBJECTS = (
    "Terminal error E-27 at closing",
    "Error E-27: the terminal stops at closing",
    "Closing: terminal error E-27",
)


@pytest.fixture
def tickets(world: World) -> list[Ticket]:
    made = [world.ticket(subject=subject) for subject in SUBJECTS]
    work()
    return made


def work() -> None:
    noticing = Noticing()
    while noticing(MONDAY):
        pass


def waiting() -> Recurrence:
    return Recurrence.objects.get(state="noticed")


def page(browser: Client, address: str, **headers: Any) -> str:
    answer = browser.get(address, **headers)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def decide(browser: Client, deed: str, **data: Any) -> int:
    return browser.post(f"/console/problems/noticed/{waiting().pk}/{deed}/", data).status_code


def test_they_are_listed_and_shown_side_by_side_with_the_reason(
    world: World, reader: Reader, tickets: list[Ticket]
) -> None:
    browser = reader(world.bob)
    assert "3 incidents · of 1 customer" in page(browser, "/console/problems/")
    beside = page(browser, f"/console/problems/noticed/{waiting().pk}/")
    assert all(subject in beside for subject in SUBJECTS)
    assert "words in common with CRE-" in beside
    assert "The others are like this one." in beside
    assert re.search(r"Words: .*closing", beside)


def test_a_lead_is_told_on_today_and_an_agent_on_the_ticket(
    world: World, reader: Reader, tickets: list[Ticket]
) -> None:
    line = "Incidents look alike"
    assert line in page(reader(world.lea), "/console/today/")
    assert line not in page(reader(world.bob), "/console/today/")
    proposed = page(reader(world.bob), f"/console/tickets/{tickets[0].reference}/proposals/")
    assert "It looks like 2 other incidents." in proposed


def test_a_problem_is_made_of_those_that_are_ticked(world: World, reader: Reader, tickets: list[Ticket]) -> None:
    browser = reader(world.bob)
    assert decide(browser, "add", problem="CRE-PRB-1", ticket=tickets[0].pk) == 404
    assert decide(browser, "make", title="E-27 at closing") == 422
    assert decide(browser, "make", title="E-27 at closing", ticket=[tickets[0].pk, tickets[1].pk]) == 302
    problem = Problem.objects.get()
    assert list(Ticket.objects.filter(problem=problem.pk)) == tickets[:2]
    assert "They are incidents of:" in page(browser, f"/console/problems/noticed/{Recurrence.objects.get().pk}/")
    late = world.ticket(subject=SUBJECTS[0])
    work()
    assert "like CRE-PRB-1" in page(browser, "/console/problems/")
    assert decide(browser, "add", problem="CRE-PRB-1", ticket=late.pk) == 302
    assert Ticket.objects.filter(problem=problem.pk).count() == 3


def test_they_are_dismissed_in_words(world: World, reader: Reader, tickets: list[Ticket]) -> None:
    browser = reader(world.bob)
    assert decide(browser, "dismiss", said="Three causes") == 302
    assert "Incidents that look alike" not in page(browser, "/console/problems/")
    gone = Recurrence.objects.get()
    assert (gone.state, gone.said, gone.decided_by) == ("dismissed", "Three causes", world.bob)
    assert browser.post(f"/console/problems/noticed/{gone.pk}/dismiss/").status_code == 409


def test_the_brand_sets_how_many_and_how_long(world: World, reader: Reader) -> None:
    browser = reader(posted("mia", world.credenti, "manager"))
    assert "Notice incidents that recur" in page(browser, "/console/settings/recurring/")
    address = "/console/settings/recurring/credenti/"
    assert browser.post(address, {"on": "on", "times": "1", "days": "7"}).status_code == 422
    assert browser.post(address, {"times": "5", "days": "30", "component": "site"}).status_code == 302
    kept = Watch.objects.get()
    assert (kept.on, kept.recurring_times, kept.recurring_days, kept.component) == (False, 5, 30, "site")
    assert Change.objects.filter(matter="recurring").count() == 1
