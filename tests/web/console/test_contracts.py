"""Customers changed from the console: what the forms offer, who may, what is refused and how, and that open tickets keep their terms."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from parola.desk.accounts.models import Membership, Organization, Person
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Contract
from parola.desk.tickets.models import Ticket
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World, altamar
from tests.web.conftest import Reader

LIST = "/console/customers/"
NEW = f"{LIST}new/credenti/"


@pytest.fixture
def mia(world: World) -> Person:
    """Manager of Credenti's support."""
    return worlds.posted("mia", world.credenti, "manager")


@pytest.fixture
def browser(mia: Person, reader: Reader) -> Client:
    return reader(mia)


def of(world: World, what: str = "") -> str:
    return f"{LIST}{world.acme.pk}/{what}"


def said(**given: Any) -> dict[str, Any]:
    return {
        "plan": "premium", "first_day": "2026-12-01", "last_day": "2027-11-30", "products": "Vault, Key",
        "timezone": "Europe/Madrid", "country": "ES", "subdivision": "md",
    } | given  # fmt: skip


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_contract_is_signed_as_it_was_filled_in(world: World, browser: Client) -> None:
    assert browser.post(of(world, "sign/credenti/"), said(trial="on")).status_code == 302
    signed = Contract.objects.latest("pk")
    assert (signed.organization, signed.brand, signed.plan, signed.trial) == (
        world.acme,
        world.credenti,
        "premium",
        True,
    )
    assert (signed.first_day, signed.last_day) == (date(2026, 12, 1), date(2027, 11, 30))
    assert (signed.products, signed.country, signed.subdivision) == (["Vault", "Key"], "ES", "MD")


def test_the_form_offers_the_plans_of_the_agreement_in_force_and_no_other(world: World, browser: Client) -> None:
    page = words(browser.get(of(world, "sign/credenti/")))
    assert ('value="basic"' in page, 'value="hybrid"' in page) == (True, False)
    assert browser.post(of(world, "sign/credenti/"), said(plan="hybrid")).status_code == 422
    assert Contract.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"last_day": "2026-11-30"}, "It would end before it begins."),
        ({"timezone": "Europe/Madri"}, "there is no time zone"),
        ({"subdivision": "XX"}, "There is no such region. There are: "),
        ({"country": ""}, "This country has no regions"),
        ({"first_day": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    world: World, browser: Client, wrong: dict[str, str], told: str
) -> None:
    answer = browser.post(of(world, "sign/credenti/"), said(**wrong))
    page = words(answer)
    assert answer.status_code == 422
    assert told in page
    assert 'value="Vault, Key"' in page
    assert Contract.objects.count() == 1


def test_a_plan_to_try_makes_a_trial(world: World, reader: Reader) -> None:
    world.ticket(brand=world.zmanda, priority=None)
    max_ = worlds.posted("max", world.zmanda, "manager")
    reader(max_).post(of(world, "sign/zmanda/"), said(plan="trial"))
    assert Contract.objects.latest("pk").trial


def test_a_second_click_signs_no_second_contract(world: World, browser: Client) -> None:
    codes = [browser.post(of(world, "sign/credenti/"), said()).status_code for _click in range(2)]
    assert (codes, Contract.objects.count()) == ([302, 422], 2)


def test_an_open_ticket_keeps_its_terms_and_the_next_has_the_new_ones(world: World, browser: Client) -> None:
    before = world.ticket()
    browser.post(of(world, "sign/credenti/"), said(first_day="2026-11-16", products=""))
    after = world.ticket()
    before.refresh_from_db()
    assert (before.plan, after.plan) == ("basic", "premium")


def test_a_contract_ends_on_the_day_that_is_set(world: World, browser: Client) -> None:
    open_one, where = world.ticket(), of(world, f"contracts/{world.contract.pk}/")
    assert "Open tickets keep their terms" in words(browser.get(where))
    assert browser.post(where, {"last_day": "2026-11-15"}).status_code == 302
    open_one.refresh_from_db()
    assert (open_one.contract, world.ticket().contract) == (world.contract, None)
    assert "It would end before it begins." in words(browser.post(where, {"last_day": "2025-12-31"}))


def test_named_contacts_are_offered_where_the_plan_has_them(world: World, browser: Client) -> None:
    source = worlds.varied_credenti(**{"\n  basic:\n": "\n  basic:\n    contacts: 1\n"})
    agreements.publish(brand=world.credenti, source=source, by=None, now=MONDAY)
    where = of(world, f"contracts/{world.contract.pk}/")
    keys = [str(world.ana.pk), str(world.amir.pk)]
    assert "fewer" in words(browser.post(where, {"contacts": keys}))
    assert browser.post(where, {"contacts": keys[:1]}).status_code == 302
    assert list(world.contract.contacts.all()) == [world.ana]
    browser.post(of(world, f"people/{world.ana.pk}/"), {"act": "remove"})
    assert Membership.objects.filter(person=world.ana).exists()
    Person.objects.filter(pk=world.ana.pk).update(
        is_active=False
    )  # she is not dropped unseen: then everybody might ask
    assert re.search(f'name="contacts" value="{world.ana.pk}"[^>]* checked', words(browser.get(where)))


def test_a_new_customer_comes_with_its_first_contract(browser: Client, mia: Person) -> None:
    answer = browser.post(NEW, said(name="Nova", language="es"))
    nova = Organization.objects.get(name="Nova")
    assert answer.headers["Location"] == f"{LIST}{nova.pk}/"
    assert (nova.language, nova.timezone, nova.contracts.get().plan) == ("es", "Europe/Madrid", "premium")
    again = browser.post(NEW, said(name="nova", language="es"))
    assert (again.status_code, Organization.objects.filter(name__iexact="nova").count()) == (422, 1)


def test_a_bad_contract_makes_no_customer(browser: Client, mia: Person) -> None:
    assert browser.post(NEW, said(name="Nova", language="es", plan="gold")).status_code == 422
    assert not Organization.objects.filter(name="Nova").exists()


def test_a_new_person_has_a_tidy_address_and_no_password(world: World, browser: Client) -> None:
    browser.post(of(world, "people/"), {"email": " Iris@Acme.Example ", "name": "Iris", "language": "es"})
    iris = Person.objects.get(email="iris@acme.example")
    assert (iris.memberships.get().organization, iris.has_usable_password()) == (world.acme, False)
    assert not EmailAddress.objects.get(email="iris@acme.example").verified


def test_who_belongs_already_is_not_added_twice(world: World, browser: Client) -> None:
    answer = browser.post(of(world, "people/"), {"email": "ANA@people.example", "language": "es"})
    assert "belongs to the organization already" in words(answer)


def test_an_address_that_a_customer_has_is_asked_about_first(world: World, browser: Client) -> None:
    world.ticket(requester=world.olga)
    typed = {"email": "olga@people.example", "language": "it"}
    answer = browser.post(of(world, "people/"), typed)
    assert "Olga has this address already" in words(answer).replace("\u2068", "").replace("\u2069", "")
    assert browser.post(of(world, "people/"), {**typed, "known": "on"}).status_code == 302
    assert world.olga.memberships.get().organization == world.acme


def test_of_somebody_elses_customers_the_manager_is_told_no_name(world: World, browser: Client, reader: Reader) -> None:
    typed = {"email": "olga@people.example", "language": "it", "known": "on"}
    answer = browser.post(of(world, "people/"), typed)
    assert "an administrator can add" in words(answer)
    assert "Olga" not in words(answer)
    assert reader(world.root).post(of(world, "people/"), typed).status_code == 302


def test_to_see_all_tickets_is_given_and_taken(world: World, browser: Client) -> None:
    where = of(world, f"people/{world.ana.pk}/")
    for act, sees in (("manager", True), ("member", False)):
        browser.post(where, {"act": act})
        assert Membership.objects.get(person=world.ana).manager is sees
    assert browser.post(where, {"act": "other"}).status_code == 404
    browser.post(where, {"act": "remove"})
    assert not Membership.objects.filter(person=world.ana).exists()


def test_where_another_brand_has_the_customer_too_a_manager_does_not_change_its_people(
    world: World, browser: Client, reader: Reader
) -> None:
    """Else one vendor's manager could let somebody read what was written to another vendor."""
    altamar(world)
    assert browser.get(of(world, "people/")).status_code == 404
    assert browser.post(of(world, f"people/{world.ana.pk}/"), {"act": "manager"}).status_code == 403
    assert "Change the people" not in words(browser.get(of(world)))
    assert reader(world.root).get(of(world, "people/")).status_code == 200


def test_a_manager_does_not_reach_another_brands_contract(world: World, browser: Client) -> None:
    altamar(world)
    other = Contract.objects.latest("pk")
    assert browser.get(of(world, f"contracts/{other.pk}/")).status_code == 404
    assert browser.post(of(world, f"contracts/{other.pk}/"), {"last_day": "2026-11-15"}).status_code == 404
    assert browser.post(of(world, "sign/altamar/"), said()).status_code == 404


def test_agents_are_offered_none_of_it(world: World, reader: Reader) -> None:
    bob = reader(world.bob)
    for page in (LIST, of(world)):
        assert "New customer" not in words(bob.get(page))
        assert "Sign a contract" not in words(bob.get(page))


@pytest.mark.parametrize("language", ["en", "es", "it", "ar"])
def test_the_forms_open_in_every_language(world: World, mia: Person, reader: Reader, language: str) -> None:
    Person.objects.filter(pk=mia.pk).update(language=language)
    mia.refresh_from_db()
    for where in (NEW, of(world, "sign/credenti/"), of(world, f"contracts/{world.contract.pk}/"), of(world, "people/")):
        assert reader(mia).get(where).status_code == 200


def test_a_colleague_of_the_customer_is_added_to_a_ticket(world: World, reader: Reader) -> None:
    world.ticket()
    bob, where = reader(world.bob), "/console/tickets/CRE-1/more/participant/"
    assert where not in words(bob.get("/console/tickets/CRE-1/"))
    iris = worlds.person("iris")
    Membership.objects.create(person=iris, organization=world.acme)
    assert where in words(bob.get("/console/tickets/CRE-1/"))
    page = words(bob.get(where))
    assert ("iris@" in page, "olga@" in page, "ana@" in page) == (True, False, False)
    seq = Ticket.objects.get().last_event_seq
    assert bob.post(where, {"seen": seq, "person": world.olga.pk}).status_code == 422
    assert bob.post(where, {"seen": seq, "person": iris.pk}).status_code == 302
    assert reader(iris).get(reverse("portal:ticket", args=["CRE-1"])).status_code == 200
