"""The portal's first page: whose requests it lists, and how each stands."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts.models import Person
from parola.desk.tickets import operations
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of

PORTAL = "/portal/"
SUBJECT = re.compile(r'class="request-subject" href="[^"]*"><bdi>([^<]*)</bdi>')


def listed(reader: Reader, person: Person, address: str = PORTAL) -> list[str]:
    """The subjects on the person's page."""
    return SUBJECT.findall(reader(person).get(address).content.decode())


def test_after_sign_in_customers_come_here_and_agents_to_the_console(world: World, reader: Reader) -> None:
    assert reader(world.ana).get("/")["Location"] == PORTAL
    assert reader(world.bob).get("/")["Location"] == "/console/today/"


def test_a_customer_sees_their_own_the_latest_first_and_what_is_done_below(world: World, reader: Reader) -> None:
    done = world.ticket(subject="Done")
    operations.resolve(ticket=done, by=world.bob, now=MONDAY)
    world.ticket(subject="Earlier", submitted_at=MONDAY, now=MONDAY)
    world.ticket(subject="Later", submitted_at=after(minutes=1), now=after(minutes=1))
    world.ticket(subject="Of a colleague", requester=world.amir)
    world.ticket(subject="Of a stranger", requester=world.olga)
    assert listed(reader, world.ana) == ["Later", "Earlier", "Done"]


def test_a_manager_sees_the_organizations_by_whom_and_may_see_their_own_alone(world: World, reader: Reader) -> None:
    world.ticket(subject="Of Ana")
    world.ticket(subject="Of Amir", requester=world.amir)
    world.ticket(subject="Of a stranger", requester=world.olga)
    assert sorted(listed(reader, world.amir)) == ["Of Amir", "Of Ana"]
    assert listed(reader, world.amir, f"{PORTAL}?whose=mine") == ["Of Amir"]
    page = english(reader, world.amir).get(PORTAL).content.decode()
    assert "The whole organization's" in text_of(page.encode())
    assert page.count("<bdi>Ana</bdi>") == 1


def test_who_manages_nothing_is_offered_no_choice(world: World, reader: Reader) -> None:
    assert "whose=mine" not in reader(world.ana).get(PORTAL).content.decode()


def test_an_agent_finds_only_what_they_asked_themselves(world: World, reader: Reader) -> None:
    world.ticket(subject="Of Ana")
    world.ticket(subject="Of Bob himself", requester=world.bob)
    assert listed(reader, world.bob) == ["Of Bob himself"]
    assert listed(reader, world.root) == []


def test_each_row_tells_what_is_due_in_the_readers_own_time(world: World, reader: Reader) -> None:
    world.ana.timezone = "Asia/Tokyo"
    world.ana.save()
    world.ticket(priority="P1")
    page = text_of(english(reader, world.ana).get(PORTAL).content)
    assert "2 h left due 20:00" in page


def test_a_miss_is_said_and_an_answer_that_was_in_time_too(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    world.ticket(priority="P1", subject="Forgotten")
    kept = world.ticket(priority="P1", subject="Answered")
    operations.reply(ticket=kept, by=world.bob, text="We are on it.", now=after(minutes=30), wait=True)
    monday.move_to(after(hours=3))
    page = text_of(english(reader, world.ana).get(PORTAL).content)
    assert "Missed by 1 h" in page
    assert "Kept, took 30 min" in page
    assert "Waiting for your answer" in page


def test_who_has_none_is_told_so(world: World, reader: Reader) -> None:
    assert "You have no requests yet." in text_of(english(reader, world.olga).get(PORTAL).content)


@pytest.mark.parametrize("language", ["en", "es", "it", "ar"])
def test_the_page_speaks_the_readers_language_in_its_direction(world: World, reader: Reader, language: str) -> None:
    world.ana.language = language
    world.ana.save()
    world.ticket()
    page = reader(world.ana).get(PORTAL).content.decode()
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page


def test_the_number_of_queries_does_not_grow_with_the_requests(world: World, reader: Reader) -> None:
    world.ticket()
    client = reader(world.amir)
    client.get(PORTAL)
    with CaptureQueriesContext(connection) as few:
        client.get(PORTAL)
    for _ in range(5):
        world.ticket()
    with CaptureQueriesContext(connection) as many:
        client.get(PORTAL)
    assert len(many) == len(few)
