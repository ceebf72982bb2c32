"""The report: each number opens into its tickets, and best effort never makes a share look better."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts.models import Membership, Organization
from parola.desk.agreements import operations as agreements
from parola.desk.tickets import moving, operations
from parola.desk.tickets.moving import Wanted
from parola.web.console.reporting.periods import Month, month_of
from tests.desk.world import MONDAY, SIGNED, World, after, altamar
from tests.policy.samples import more
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of


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


WHAT = {"met": "Kept", "missed": "Missed", "best_effort": "Best effort"}


@pytest.mark.parametrize(
    ("priority", "what", "found"),
    [("P1", "met", 3), ("P1", "missed", 1), ("P3", "best_effort", 1), ("P2", "met", 0), ("P3", "met", 0)],
)
def test_each_number_opens_into_its_tickets(month: World, reader: Reader, priority: str, what: str, found: int) -> None:
    query = f"brand=credenti&month=2026-11&priority={priority}&what={what}"
    page = english(reader, month.lea).get(f"/console/report/tickets/?{query}").content.decode()
    assert len(re.findall("data-row=", page)) == found
    assert bool(re.search(f"First response · {priority} · [^<]+ · {WHAT[what]}</p>", page)) is bool(found)


def test_each_metric_has_rows_of_its_own(world: World, reader: Reader, monday: time_machine.Traveller) -> None:
    """Native support: answered after 10 minutes, then silent for five hours at an update every two."""
    ticket = world.ticket(brand=altamar(world), priority="critical")
    operations.reply(ticket=ticket, by=world.bob, text="Hello", now=after(minutes=10))
    monday.move_to(after(hours=5))
    page = english(reader, world.lea).get("/console/report/").content.decode()
    assert [name for name, _ in sections(page)[:3]] == [
        "First response",
        "Customer update",
        "Escalation to the next tier",
    ]
    found = {name: cells(body)["Critical"] for name, body in sections(page)[:3]}
    assert found["First response"] == ["1", "0", "100%", "0", "0"]
    assert found["Customer update"] == ["1", "2", "33.3%", "0", "0"]
    assert found["Escalation to the next tier"] == ["0", "1", "0%", "0", "0"]
    words = text_of(page.encode())
    assert "Reached 100% First response · Critical · 1 kept · 95% took at most 10 min" in words
    assert "Not reached 33.3% Customer update · Critical · 1 kept · 2 missed · fewer than 90% were done" in words


def sections(page: str) -> list[tuple[str, str]]:
    """The rows of each metric: its name, and its part of the table."""
    return re.findall(r'<th class="metric"[^>]*><bdi>(.*?)</bdi>(.*?)</tbody>', page, re.DOTALL)


OBJECTIVE = "brand=credenti&metric=first_response&objective=answers"
CREDITED = """objectives:
  answers:
    metrics: [first_response]
    share: 95%
    period: quarter
    credits: [{below: 95%, percent: 5}, {below: 80%, percent: 10}]
    text: Most are answered in time.
"""


def test_a_credit_goes_by_the_customers_own_numbers(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    """Acme: one kept, one missed; Kestrel: eight kept. By all numbers it would be 90%, by Acme's own 50%."""
    agreements.publish(brand=world.credenti, source=more(CREDITED), by=None, now=MONDAY)
    kestrel = Organization.objects.create(name="Kestrel", language="en", timezone="Europe/Madrid")
    Membership.objects.create(person=world.olga, organization=kestrel)
    agreements.sign(
        organization=kestrel, brand=world.credenti, plan="basic", first_day=SIGNED, timezone="Europe/Madrid", now=MONDAY
    )
    for _ in range(8):
        answered(world, requester=world.olga)
    answered(world)
    world.ticket(priority="P1")
    monday.move_to(after(hours=3))
    client = english(reader, world.lea)
    page = text_of(client.get("/console/report/").content)
    assert "Q4 2026 (so far) · by the quarter · below 95%: a credit of 5% of the quarter's fee" in page
    assert "Not reached 90% First response" in page
    assert "Acme: 10% of the fee, since 50% was kept" in page
    assert "Kestrel:" not in page
    acme = f"/console/report/?customer={world.acme.pk}"
    assert cells(client.get(acme).content.decode())["P1"] == ["1", "1", "50%", "0", "0"]
    assert f"customer={world.acme.pk}&amp;brand=credenti" in client.get(acme).content.decode()


def test_a_credit_by_the_number_of_misses_says_how_many_there_were(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    by_number = CREDITED.replace("{below: 80%, percent: 10}", "{misses: 2, percent: 10}, {misses: 9, percent: 20}")
    agreements.publish(brand=world.credenti, source=more(by_number), by=None, now=MONDAY)
    for _ in range(3):
        world.ticket(priority="P1")
    monday.move_to(after(hours=3))
    page = text_of(english(reader, world.lea).get("/console/report/").content)
    assert "2 or more missed: a credit of 10% of the quarter's fee" in page
    assert "Acme: 10% of the fee, since 3 were missed" in page


def test_an_objective_counts_the_tickets_to_which_it_was_promised(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    """One missed under a version that knew no objective, one kept under the next, which does."""
    world.ticket(priority="P1")
    agreements.publish(brand=world.credenti, source=more(CREDITED), by=None, now=MONDAY)
    answered(world)
    monday.move_to(after(hours=3))
    client = english(reader, world.lea)
    page = text_of(client.get("/console/report/").content)
    assert "Reached 100% First response" in page
    assert "No customer is owed a credit." in page
    found = client.get(f"/console/report/tickets/?{OBJECTIVE}&what=met").content.decode()
    assert "Q4 2026" in found
    assert len(re.findall("data-row=", found)) == 1
    assert "data-row=" not in client.get(f"/console/report/tickets/?{OBJECTIVE}&what=missed").content.decode()
    assert client.get("/console/report/tickets/?brand=credenti&objective=other&what=met").status_code == 404


def test_a_miss_under_an_earlier_version_is_not_judged_by_the_objectives_of_a_later_one(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    """The first version knew no objective, and the ticket came under the second when it had missed already."""
    ticket = world.ticket(priority="P1")
    operations.reply(ticket=ticket, by=world.bob, text="Sorry", now=after(hours=3))
    version = agreements.publish(brand=world.credenti, source=more(CREDITED), by=None, now=MONDAY)
    wanted = Wanted(version=version, contract=world.contract)
    moving.change_terms(ticket=ticket, by=world.root, wanted=wanted, reason="Newer", now=after(hours=4))
    answered(world)
    monday.move_to(after(hours=5))
    client = english(reader, world.lea)
    assert "Reached 100% First response" in text_of(client.get("/console/report/").content)
    assert "data-row=" not in client.get(f"/console/report/tickets/?{OBJECTIVE}&what=missed").content.decode()


def answered(world: World, **given: Any) -> None:
    operations.reply(ticket=world.ticket(priority="P1", **given), by=world.bob, text="Hello", now=after(minutes=10))


def test_another_month_is_empty(month: World, reader: Reader) -> None:
    page = english(reader, month.lea).get("/console/report/?month=2026-10").content.decode()
    assert "October 2026" in page
    assert cells(page) == {}
    assert "Nothing ended in this month of: First response" in text_of(page.encode())


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


@pytest.mark.parametrize("name", ["priority", "threshold"])
def test_what_no_database_keeps_is_the_name_of_no_number(world: World, reader: Reader, name: str) -> None:
    answer = reader(world.lea).get(f"/console/report/tickets/?brand=credenti&what=met&{name}=%00")
    assert answer.status_code == 404
