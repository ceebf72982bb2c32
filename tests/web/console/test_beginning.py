"""A desk that is not in use yet says on its pages what to do next, to each by what they may do; once a request is there, nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from parola.desk.accounts import brands
from parola.desk.accounts.models import Person
from tests.desk.world import MONDAY, World, posted
from tests.web.conftest import Reader
from tests.web.console.test_board import told_by

PAGES = ("/console/", "/console/today/", "/console/customers/")


def banner(client: Client, page: str = "/console/") -> str:
    """What the page says is next; empty where it says nothing."""
    content = client.get(page).content.decode()
    if 'class="banner calm beginning"' not in content:
        return ""
    return told_by(content.split('class="banner calm beginning"')[1].split("</div>")[0].encode()).partition("> ")[2]


def test_a_desk_without_a_brand_begins_with_one(db: None, reader: Reader) -> None:
    root = Person.objects.create_superuser("root@desk.example")
    for page in ("/console/", "/console/today/"):
        assert banner(reader(root), page).startswith("This desk is empty.")
        assert banner(reader(root), page).endswith("Make the first brand")


def test_a_brand_that_promises_nothing_yet_begins_with_its_agreement_and_nobody_is_said_to_be_away(
    db: None, reader: Reader
) -> None:
    root = Person.objects.create_superuser("root@desk.example")
    made = brands.open_brand(
        by=root, now=MONDAY, name="Acme", slug="acme", key="ACM", languages=["en"], support_address="help@acme.example"
    )
    assert "Acme is not ready yet. Next: Its agreement" in banner(reader(root)).replace("\u2068", "").replace(
        "\u2069", ""
    )
    agent = posted("ada", made, "agent")
    assert "Whoever manages its support is setting it up" in banner(reader(agent))
    assert "are away or gone" not in reader(root).get("/console/").content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_when_all_is_ready_the_ways_of_the_first_request_are_told(world: World, reader: Reader, page: str) -> None:
    told = banner(reader(world.bob), page)
    assert told.startswith("Everything is ready, and no request has come yet.")
    assert "support@credenti.example" in told
    assert "Take a call down" not in banner(reader(world.audrey), page)


@pytest.mark.parametrize("page", PAGES)
def test_once_a_request_is_there_nothing_is_said(world: World, reader: Reader, page: str) -> None:
    world.ticket()
    assert banner(reader(world.bob), page) == ""


def test_the_door_leads_to_what_everybody_may_read_and_a_search_there_is_kept(world: World, reader: Reader) -> None:
    assert "knows" not in reader(None).get("/at/credenti/sign-in/").content.decode()
    answer = reader(None).get("/at/credenti/portal/knowledge/?text=card%20reader")
    assert answer["Location"] == "/at/credenti/portal/knowledge/credenti/?text=card+reader"
