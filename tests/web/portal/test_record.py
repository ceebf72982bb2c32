"""How a vendor has done, and what its agreement is: as it shows them, to its own customers, with numbers beside every share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts.models import Brand
from parola.desk.agreements import operations as agreements
from parola.desk.tickets import operations
from tests.desk import world as worlds
from tests.desk.world import World, after, person
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of

RECORD = "/portal/plan/altamar/record/"


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def altamar(world: World) -> Brand:
    """A vendor with an objective (95% of first responses), which shows how it fared."""
    found = worlds.altamar(world)
    Brand.objects.filter(pk=found.pk).update(shows_record=True)
    return found


@pytest.fixture
def ana(world: World, reader: Reader) -> Client:
    return english(reader, world.ana)


def answered(world: World, brand: Brand, number: int, *, minutes: int) -> None:
    """So many requests that were answered so much later."""
    for _each in range(number):
        opened = after(hours=-2)
        ticket = world.ticket(
            brand=brand, priority=None, subject="Secret words of a customer", submitted_at=opened, now=opened
        )
        operations.reply(ticket=ticket, by=world.bob, text="Yes", now=opened + timedelta(minutes=minutes))


def test_numbers_stand_beside_every_share(world: World, altamar: Brand, ana: Client) -> None:
    answered(world, altamar, 3, minutes=5)
    shown = text_of(ana.get(RECORD).content)
    assert "Altamar: How we have done" in shown
    assert "November 2026 so far" in shown
    assert "3 of 3 kept" in shown
    assert "Secret words" not in shown
    assert "Acme" not in shown


def test_the_plan_leads_there_and_only_where_the_vendor_shows_it(world: World, altamar: Brand, ana: Client) -> None:
    assert RECORD in ana.get("/portal/plan/").content.decode()
    assert "/portal/plan/credenti/record/" not in ana.get("/portal/plan/").content.decode()
    assert ana.get("/portal/plan/credenti/record/").status_code == 404
    assert ana.get("/at/credenti/portal/plan/altamar/record/").status_code == 404
    assert ana.get("/portal/plan/nobody/record/").status_code == 404


def test_it_is_counted_once_an_hour_with_the_same_number_of_questions_however_much_there_is(
    world: World, altamar: Brand, ana: Client
) -> None:
    asked = []
    for number in (1, 4):
        answered(world, altamar, number, minutes=5)
        cache.clear()
        ana.get(RECORD)  # what is read once in a process is read
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            ana.get(RECORD)
        asked.append(len(seen))
    assert asked[0] == asked[1]
    answered(world, altamar, 1, minutes=5)
    assert "5 of 5 kept" in text_of(ana.get(RECORD).content)


def test_the_agreement_tells_its_version_and_what_it_changed(world: World, ana: Client) -> None:
    assert "Version 1" in text_of(ana.get("/portal/plan/").content)
    source = worlds.varied_credenti(**{"{on: contract, P1: 2h,": "{on: contract, P1: 3h,"})
    agreements.publish(brand=world.credenti, source=source, by=None, now=after(days=-1))
    shown = text_of(ana.get("/portal/plan/").content)
    assert "Version 2" in shown
    assert "What this version of the agreement changed" in shown
    assert "P1" in shown.partition("What this version of the agreement changed")[2].partition("3 business hours")[0]


def test_a_plan_is_saved_as_a_file_that_needs_no_other(world: World, ana: Client, reader: Reader) -> None:
    answer = ana.get("/portal/plan/credenti/file/")
    assert answer["Content-Disposition"] == 'attachment; filename="credenti-1.html"'
    saved = answer.content.decode()
    assert "P1 · Critical business impact" in text_of(answer.content)
    assert "/static/parola/css" not in saved
    assert "<script" not in saved
    assert ana.get("/portal/plan/zmanda/file/").status_code == 404
    assert 'dir="rtl"' in reader(world.amir).get("/portal/plan/credenti/file/").content.decode()
    assert english(reader, person("nina")).get("/portal/plan/credenti/file/").status_code == 200
