"""The customers' pages: who is told of whom, what a contract is told to be, and what was kept of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from parola.desk.accounts.models import Organization
from parola.desk.agreements import operations as agreements
from parola.desk.tickets import operations
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader

LIST = "/console/customers/"


@pytest.fixture
def bob(world: World, reader: Reader) -> Client:
    return reader(world.bob)


def address(organization: Organization) -> str:
    return f"{LIST}{organization.pk}/"


def text(browser: Client, where: str) -> str:
    return browser.get(where).content.decode()


def test_agents_are_told_of_the_customers_of_their_brands_alone(world: World, reader: Reader) -> None:
    hers = Organization.objects.create(name="Zenith")
    agreements.sign(
        organization=hers, brand=world.zmanda, plan="premium", first_day=worlds.SIGNED, timezone="UTC", now=MONDAY
    )
    mine = text(reader(world.bob), LIST)
    assert ("Acme" in mine, "Zenith" in mine) == (True, False)
    theirs = text(reader(world.zoe), LIST)
    assert ("Acme" in theirs, "Zenith" in theirs) == (False, True)
    assert reader(world.bob).get(address(hers)).status_code == 404


def test_who_asked_without_a_contract_is_a_customer_too(world: World, reader: Reader) -> None:
    assert "Acme" not in text(reader(world.zoe), LIST)
    world.ticket(brand=world.zmanda, priority=None)
    assert "no contract" in text(reader(world.zoe), LIST)
    page = text(reader(world.zoe), address(world.acme))
    assert "No contract is in force" in page
    assert "Credenti" not in page


@pytest.mark.parametrize("wanted", ["acm", "ana@people", "amir"])
def test_a_customer_is_found_by_name_person_or_address(bob: Client, wanted: str) -> None:
    assert "Acme" in text(bob, f"{LIST}?text={wanted}")
    assert "No customer is like that" in text(bob, f"{LIST}?text={wanted}x")


@pytest.mark.parametrize(
    ("last_day", "told"),
    [
        (None, "in force"),
        (date(2027, 6, 30), "in force until"),
        (date(2026, 12, 31), "ends Thu, 31 Dec 2026"),
        (date(2026, 11, 16), "ends Mon, 16 Nov 2026"),
        (date(2026, 11, 15), "ended Sun, 15 Nov 2026"),
    ],
)
def test_a_contract_says_how_it_stands(world: World, bob: Client, last_day: date | None, told: str) -> None:
    world.contract.last_day = last_day
    world.contract.save()
    for page in (LIST, address(world.acme)):
        assert told in " ".join(text(bob, page).split())


def test_the_day_is_that_of_the_contracts_place(world: World, bob: Client) -> None:
    """MONDAY 09:00 UTC is still Sunday evening there."""
    world.contract.last_day, world.contract.timezone = date(2026, 11, 15), "Pacific/Honolulu"
    world.contract.save()
    assert "ends Sun, 15 Nov 2026" in text(bob, LIST)


def test_a_contract_tells_what_its_plan_includes(world: World, bob: Client) -> None:
    world.contract.trial, world.contract.products, world.contract.account_manager = True, ["Vault"], world.lea
    world.contract.save()
    page = text(bob, address(world.acme))
    for told in ("Basic", "Trial", "Vault", "Lea", "Europe/Madrid", "Spain", "E-mail and Web"):
        assert told in page


def test_a_contract_whose_plan_is_gone_says_so(world: World, bob: Client) -> None:
    world.contract.plan = "gold"
    world.contract.save()
    assert "The agreement in force has no such plan" in text(bob, address(world.acme))


def test_its_people_are_told_with_what_they_see(bob: Client, world: World) -> None:
    page = text(bob, address(world.acme))
    assert "ana@people.example" in page
    assert page.count("sees all its tickets") == 1


def test_its_tickets_are_listed_those_at_work_first(world: World, bob: Client) -> None:
    world.ticket(subject="Still broken")
    done = world.ticket(subject="Was broken")
    operations.close(ticket=done, by=world.bob, now=MONDAY)
    page = text(bob, address(world.acme))
    assert page.index("Still broken") < page.index("The latest that are done") < page.index("Was broken")
    assert "1 ticket at work" in text(bob, LIST)


def test_what_was_kept_this_month_is_counted_for_agents_too(world: World, bob: Client, monday: object) -> None:
    """One answered in time, one not: the agent reads the tickets, and so their counts; the report stays the lead's."""
    kept, _missed = world.ticket(), world.ticket()
    operations.reply(ticket=kept, by=world.bob, text="We look", now=after(minutes=5))
    monday.move_to(MONDAY + timedelta(days=3))  # type: ignore[attr-defined]
    page = text(bob, address(world.acme))
    assert "First response" in page
    assert "50%" in page
    assert "/console/report/" not in page


def test_another_customers_promises_are_not_among_them(world: World, reader: Reader) -> None:
    other = Organization.objects.create(name="Other")
    agreements.sign(
        organization=other, brand=world.credenti, plan="basic", first_day=worlds.SIGNED, timezone="UTC", now=MONDAY
    )
    operations.reply(ticket=world.ticket(), by=world.bob, text="We look", now=MONDAY)
    assert "Nothing was due in these months" in text(reader(world.bob), address(other))


@pytest.mark.parametrize("language", ["en", "es", "it", "ar"])
def test_the_pages_open_in_every_language(world: World, reader: Reader, language: str) -> None:
    world.ticket()
    world.bob.language = language
    world.bob.save()
    for where in (LIST, address(world.acme)):
        assert reader(world.bob).get(where).status_code == 200


def test_a_ticket_leads_to_its_customer(world: World, bob: Client) -> None:
    world.ticket()
    assert f'href="{address(world.acme)}"' in text(bob, "/console/tickets/CRE-1/")
