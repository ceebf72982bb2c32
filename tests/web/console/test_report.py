"""The report: each number opens into its tickets, and best effort never makes a share look better."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parola.desk.tickets import operations
from parola.web.console.report import Month, month_of
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader


def cells(page: str) -> dict[str, list[str]]:
    """The numbers of each priority: kept, missed, share, best effort, not counted."""
    rows = re.findall(r'<th scope="row"><bdi>(\w+).*?</bdi></th>(.*?)</tr>', page, re.DOTALL)
    return {name: [text.strip() for text in re.findall(r">([^<>]+)<", row) if text.strip()] for name, row in rows}


@pytest.fixture
def month(world: World, monday: time_machine.Traveller) -> World:
    """Three kept and one missed of P1 (2 business hours), one best effort of P3, one P2 still open."""
    for _ in range(3):
        operations.reply(ticket=world.ticket(priority="P1"), by=world.bob, text="Hello", now=after(hours=1))
    world.ticket(priority="P1")
    effort = world.ticket(requester=world.olga, priority="P3")
    operations.reply(ticket=effort, by=world.bob, text="Hello", now=after(hours=1))
    world.ticket(priority="P2")
    monday.move_to(after(hours=3))
    return world


def test_a_month_by_priority(month: World, reader: Reader) -> None:
    page = reader(month.lea).get("/console/report/").content.decode()
    assert "November 2026" in page
    assert cells(page) == {
        "P1": ["3", "1", "75%", "0", "0"],
        "P2": ["0", "0", "–", "0", "0"],
        "P3": ["0", "0", "–", "1", "0"],
        "P4": ["0", "0", "–", "0", "0"],
    }


@pytest.mark.parametrize(
    ("priority", "what", "found"),
    [("P1", "met", 3), ("P1", "missed", 1), ("P3", "best_effort", 1), ("P2", "met", 0), ("P3", "met", 0)],
)
def test_each_number_opens_into_its_tickets(month: World, reader: Reader, priority: str, what: str, found: int) -> None:
    query = f"brand=credenti&month=2026-11&priority={priority}&what={what}"
    page = reader(month.lea).get(f"/console/report/tickets/?{query}").content.decode()
    assert len(re.findall("data-row=", page)) == found


def test_another_month_is_empty(month: World, reader: Reader) -> None:
    page = reader(month.lea).get("/console/report/?month=2026-10").content.decode()
    assert "October 2026" in page
    assert cells(page)["P1"] == ["0", "0", "–", "0", "0"]


@pytest.mark.parametrize("query", ["brand=zmanda&what=met", "brand=credenti&what=share", "what=met", "brand=credenti"])
def test_there_are_no_other_numbers(month: World, reader: Reader, query: str) -> None:
    assert reader(month.lea).get(f"/console/report/tickets/?{query}").status_code == 404


def test_who_sees_no_report_is_offered_none(world: World, reader: Reader) -> None:
    assert "/console/report/" not in reader(world.bob).get("/console/").content.decode()
    assert "/console/report/" in reader(world.lea).get("/console/").content.decode()


@pytest.mark.parametrize("key", ["", "x", "2026-13", "0001-01", "9999-12", "-1-1", "2026-11-11"])
def test_every_address_has_a_month(key: str) -> None:
    month = month_of(key, MONDAY)
    assert month.bounds("Europe/Madrid")[0] < month.bounds("Europe/Madrid")[1]
    assert month.before.next == month


def test_a_month_is_that_of_the_brands_zone() -> None:
    first, last = Month(2026, 10).bounds("Europe/Madrid")
    assert (first.isoformat(), last.isoformat()) == ("2026-09-30T22:00:00+00:00", "2026-10-31T23:00:00+00:00")


def test_the_number_of_queries_does_not_grow_with_the_tickets(month: World, reader: Reader) -> None:
    client = reader(month.lea)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get("/console/report/")
        return len(seen)

    queries()
    few = queries()
    for _ in range(10):
        operations.reply(ticket=month.ticket(), by=month.bob, text="Hello", now=after(hours=1))
    assert queries() == few
