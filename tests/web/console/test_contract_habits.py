"""What a brand does about contracts, set in the console: what there is without one, and the list and the words of those that end."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parola.desk.accounts.models import Change, Person
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Habits
from parola.desk.tickets import queries
from parola.policy import library
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader

PAGE = "/console/settings/contracts/"
PLAN = reverse("portal:plan")


@pytest.fixture
def mia(world: World) -> Person:
    """Manager of Credenti's support."""
    return worlds.posted("mia", world.credenti, "manager")


@pytest.fixture
def browser(mia: Person, reader: Reader) -> Client:
    return reader(mia)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def save(browser: Client, uncovered: str, warn_days: str = "60, 14") -> int:
    return browser.post(f"{PAGE}credenti/", {"uncovered": uncovered, "warn_days": warn_days}).status_code


def test_who_has_no_contract_gets_what_the_brand_says(world: World, browser: Client) -> None:
    def due() -> bool:
        return world.ticket(requester=world.olga).due_at is not None

    assert not due()  # the agreement says nothing of it
    assert save(browser, "plan:basic") == 302
    assert due()
    ticket = world.ticket(requester=world.olga)
    assert (ticket.contract, queries.terms(ticket).plan.id) == (None, "basic")
    assert save(browser, "best-effort") == 302
    assert not due()
    assert save(browser, "agreement") == 302
    assert not due()


def test_the_panel_and_the_customers_plan_say_so(world: World, browser: Client, reader: Reader) -> None:
    save(browser, "plan:basic")
    ticket = world.ticket(requester=world.olga)
    page = words(browser.get(f"/console/tickets/{ticket.reference}/"))
    assert "no contract covers it: the plan for everybody" in page
    assert "plans.basic" in page
    Person.objects.filter(pk=world.olga.pk).update(language="en")
    world.olga.refresh_from_db()
    told = words(reader(world.olga).get(PLAN))
    assert "<bdi>Credenti</bdi>: <bdi>Basic</bdi>" in told


def test_with_best_effort_nothing_is_promised_where_the_agreement_would(world: World, reader: Reader) -> None:
    max_ = worlds.posted("max", world.zmanda, "manager")
    assert world.ticket(brand=world.zmanda, requester=world.olga, priority=None).plan == "community"
    reader(max_).post(f"{PAGE}zmanda/", {"uncovered": "best-effort", "warn_days": ""})
    ticket = world.ticket(brand=world.zmanda, requester=world.olga, priority=None)
    page = words(reader(max_).get(f"/console/tickets/{ticket.reference}/"))
    assert "no contract covers it: nothing is promised, all is best effort" in page


def test_a_plan_that_is_given_without_a_contract_cannot_leave_the_agreement(world: World, browser: Client) -> None:
    agreements.end(contract=world.contract, last_day=date(2026, 1, 31), now=MONDAY)
    lacking = library.load("zmanda").source  # it has no plan of Credenti's
    agreements.refuse_lost_plans(world.credenti, library.load("zmanda").agreement, MONDAY)
    save(browser, "plan:basic")
    with pytest.raises(agreements.PlanInUse, match="basic"):
        agreements.publish(brand=world.credenti, source=lacking, by=None, now=MONDAY)


def test_what_is_set_is_kept_and_in_the_audit_log(world: World, mia: Person, browser: Client) -> None:
    save(browser, "plan:basic", "7 30 30")
    assert Habits.objects.values_list("uncovered", "warn_days").get() == ("basic", [30, 7])
    change = Change.objects.get(matter="contract_habits")
    assert (change.by, change.brand, change.before, change.after) == (
        mia,
        world.credenti,
        {"uncovered": None, "warn_days": [60, 14]},
        {"uncovered": "basic", "warn_days": [30, 7]},
    )
    assert 'value="30, 7"' in words(browser.get(PAGE))


@pytest.mark.parametrize("wrong", [{"uncovered": "plan:gold"}, {"warn_days": "soon"}, {"warn_days": "0"}])
def test_what_cannot_be_is_refused(world: World, browser: Client, wrong: dict[str, str]) -> None:
    answer = browser.post(f"{PAGE}credenti/", {"uncovered": "agreement", "warn_days": "60"} | wrong)
    assert answer.status_code == 422
    assert not Habits.objects.exists()


def test_contracts_that_end_are_listed_with_the_way_to_renew_them(
    world: World, browser: Client, reader: Reader
) -> None:
    agreements.end(contract=world.contract, last_day=date(2026, 12, 31), now=MONDAY)
    page = words(browser.get("/console/customers/"))
    assert "Contracts that end" in page
    assert f"/console/customers/{world.acme.pk}/contracts/{world.contract.pk}/renew/" in page
    assert "/renew/" not in words(reader(world.bob).get("/console/customers/"))
    assert "Contracts that end" not in words(reader(world.zoe).get("/console/customers/"))


def test_the_customer_sees_that_it_ends_and_who_looks_after_them(world: World, reader: Reader) -> None:
    Person.objects.filter(pk=world.ana.pk).update(language="en")
    world.ana.refresh_from_db()
    assert "This contract ends" not in words(reader(world.ana).get(PLAN))
    agreements.describe(contract=world.contract, account_manager=world.bob, number="", note="Pays late", now=MONDAY)
    agreements.end(contract=world.contract, last_day=date(2026, 12, 31), now=MONDAY)
    page = words(reader(world.ana).get(PLAN))
    assert "This contract ends on Thu, 31 Dec 2026." in page
    assert "looks after you." in page
    assert "Pays late" not in page
    agreements.sign(
        organization=world.acme,
        brand=world.credenti,
        plan="basic",
        first_day=date(2027, 1, 1),
        timezone="UTC",
        now=MONDAY,
    )
    assert "This contract ends" not in words(reader(world.ana).get(PLAN))
