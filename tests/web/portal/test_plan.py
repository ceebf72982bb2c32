"""What a contract includes, from the agreement itself, in the reader's language."""

from __future__ import annotations

import pytest

from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Contract
from parola.desk.agreements.queries import agreement
from tests.desk import world as worlds
from tests.desk.world import MONDAY, World, varied_credenti
from tests.web.conftest import Reader
from tests.web.portal.pages import english, signed, text_of

PLAN = "/portal/plan/"


def test_the_contract_is_told_with_its_hours_ways_promises_and_holidays(world: World, reader: Reader) -> None:
    page = text_of(english(reader, world.ana).get(PLAN).content)
    for words in (
        "Credenti: Basic",
        "Acme",
        "support@credenti.example",
        "P1 · Critical business impact 2 business hours",
        "Time zone: Europe/Madrid",
        "Mon to Fri, 09:00 to 17:00",
        "Tue, 8 Dec 2026",
        agreement(world.version).priority("P1").responsibility["en"],
    ):
        assert words in page
    assert "Phone" not in page


def test_it_is_told_in_the_readers_language(world: World, reader: Reader) -> None:
    page = text_of(reader(world.amir).get(PLAN).content)
    assert "تأثير حرج على الأعمال" in page


def test_every_contract_of_ones_organizations_is_there(world: World, reader: Reader) -> None:
    signed(world, world.zmanda, "premium")
    page = text_of(english(reader, world.ana).get(PLAN).content)
    assert "Credenti: Basic" in page
    assert "Zmanda: Premium" in page
    assert "Personal training" in page


@pytest.mark.parametrize("plan", ["native", "hybrid"])
def test_objectives_are_told(world: World, reader: Reader, plan: str) -> None:
    signed(world, worlds.brand("native", "NAT"), plan)
    assert "What we undertake" in text_of(english(reader, world.ana).get(PLAN).content)


def test_who_has_no_contract_is_told_that_nothing_is_promised(world: World, reader: Reader) -> None:
    page = text_of(english(reader, world.olga).get(PLAN).content)
    assert "You have no contract with this vendor: no times are promised" in page
    assert "Zmanda: Community (Amanda)" in page
    assert "Acme" not in page


def test_a_zone_of_a_fixed_distance_is_told_by_it_wherever_time_is(world: World, reader: Reader) -> None:
    for placed in (world.contract, world.ana, world.bob):
        placed.timezone = "+03:00"
        placed.save()
    world.ticket(priority="P1")  # at 12:00 there: two business hours
    plan, request = (
        text_of(english(reader, world.ana).get(page).content) for page in (PLAN, "/portal/requests/CRE-1/")
    )
    assert "Time zone: UTC+03:00" in plan
    assert "Monday, 16 November 2026, 14:00 (UTC+03:00)" in request
    assert "UTC+03:00" in text_of(english(reader, world.bob).get("/console/tickets/CRE-1/").content)


def test_what_the_contract_includes_beside_its_targets_is_told(world: World, reader: Reader) -> None:
    more = "addons:\n  weekend:\n    name: Fin de semana\n    channels: [phone]\n"
    plan = "  basic:\n    quota: {incidents: 10, per: year}\n    contacts: 2\n"
    source = varied_credenti(**{"  basic:\n": plan}) + more
    agreements.publish(brand=world.credenti, source=source, by=None, now=MONDAY)
    Contract.objects.filter(pk=world.contract.pk).update(addons=["weekend"])
    agreements.name_contacts(contract=world.contract, contacts=[world.ana, world.amir], now=MONDAY)
    world.ticket()
    world.ana.language = "en"
    world.ana.save()
    page = reader(world.ana).get("/portal/plan/").content.decode()
    for said in ("Fin de semana", "10 requests a year; after that best effort", "1 of 10", "Amir and Ana"):
        assert said in page
