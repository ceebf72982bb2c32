"""The page of objectives: told by whatever the reader chooses, month by month, and every number opens exactly its tickets."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from parola.desk.accounts.models import Membership, Organization
from parola.desk.agreements import operations as agreements
from parola.desk.teams.models import Team
from parola.desk.tickets import operations
from parola.web.console.reporting.dimensions import BY
from tests.desk.world import MONDAY, SIGNED, World, after
from tests.policy.samples import more
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of

PAGE = "/console/report/"
ANSWERS = """objectives:
  answers:
    metrics: [first_response]
    share: 60%
    period: quarter
    text: Most are answered in time.
"""


@pytest.fixture
def varied(world: World, monday: time_machine.Traveller) -> World:
    """Tickets of two customers and of nobody, of several products, channels and priorities; kept, missed, void and open ones."""
    kestrel = Organization.objects.create(name="Kestrel", language="en", timezone="Europe/Madrid")
    Membership.objects.create(person=world.olga, organization=kestrel)
    agreements.sign(
        organization=kestrel, brand=world.credenti, plan="basic", first_day=SIGNED, timezone="Europe/Madrid", now=MONDAY
    )
    Team.objects.create(brand=world.credenti, name="Keys", products=["keys"])
    Team.objects.create(brand=world.credenti, name="Rest")
    for requester, product, channel, answered in (
        (world.ana, "keys", "web", 1),
        (world.ana, "", "email", 1),
        (world.ana, "keys", "email", 4),
        (world.olga, "cards", "web", 1),
        (world.olga, "keys", "phone", None),
        (world.bob, "", "web", 1),
    ):
        facts = {"product": product} if product else {}
        ticket = world.ticket(requester=requester, facts=facts, channel=channel, priority="P1")
        if answered:
            operations.reply(ticket=ticket, by=world.bob, text="Hello", now=after(hours=answered))
    world.ticket(priority="P2")
    monday.move_to(after(hours=5))
    return world


def numbers(page: str) -> list[tuple[str, int]]:
    """Every number of the page, with where it leads."""
    found = re.findall(r'<a [^>]*href="(/console/report/tickets/[^"]+)">(\d+)[^<]*</a>', page)
    return [(html.unescape(address), int(number)) for address, number in found]


def behind(client: Client, address: str) -> int:
    return len(re.findall("data-row=", client.get(address).content.decode()))


@pytest.mark.parametrize("by", BY)
def test_every_number_opens_exactly_its_tickets(varied: World, reader: Reader, by: str) -> None:
    client = english(reader, varied.lea)
    found = numbers(client.get(f"{PAGE}?by={by}").content.decode())
    table = [(address, number) for address, number in found if "objective" not in address and "way" not in address]
    assert sum(number for address, number in table if "metric=first_response" in address) == 6
    assert [behind(client, address) for address, _ in found] == [number for _, number in found]


def test_by_team_customer_product_and_channel(varied: World, reader: Reader) -> None:
    client = english(reader, varied.lea)
    assert "Keys12" in (page := text_of(client.get(f"{PAGE}?by=team").content).replace(" ", ""))
    assert "Rest20" in page
    page = text_of(client.get(f"{PAGE}?by=product").content).replace(" ", "")
    assert "cards10" in page
    assert "Notknown10" in page
    assert "Kestrel11" in text_of(client.get(f"{PAGE}?by=customer").content).replace(" ", "")
    assert "byphone01" in text_of(client.get(f"{PAGE}?by=channel").content).replace(" ", "")
    assert "Acme·Basic" in text_of(client.get(f"{PAGE}?by=contract").content).replace(" ", "")
    assert "P1" in text_of(client.get(f"{PAGE}?by=nonsense").content)


@pytest.mark.parametrize(
    "query", ["by=team&key=x", "by=tier&key=", "by=contract&key=99999999999", "by=customer&key=-1"]
)
def test_a_key_that_is_none_leads_nowhere(varied: World, reader: Reader, query: str) -> None:
    address = f"{PAGE}tickets/?brand=credenti&what=met&metric=first_response&{query}"
    assert reader(varied.lea).get(address).status_code == 404


def test_whoever_has_no_ticket_there_is_not_named(varied: World, reader: Reader) -> None:
    """A key is anybody's to try: it must not tell whose it is."""
    other = Organization.objects.create(name="Hidden Customer Ltd", language="en", timezone="UTC")
    address = f"{PAGE}tickets/?brand=credenti&what=met&metric=first_response&by=customer&key={other.pk}"
    answer = reader(varied.lea).get(address)
    assert (answer.status_code, other.name in answer.content.decode()) == (200, False)


def test_a_key_with_a_nul_finds_nothing(varied: World, reader: Reader) -> None:
    address = f"{PAGE}tickets/?brand=credenti&what=met&metric=first_response&by=product&key=k%00eys"
    assert behind(reader(varied.lea), address) == 1


def test_the_months_before_are_told_with_their_tickets(
    world: World, reader: Reader, monday: time_machine.Traveller
) -> None:
    """By the quarter, and still month by month: one kept and one missed in October, two kept in November."""
    agreements.publish(brand=world.credenti, source=more(ANSWERS), by=None, now=MONDAY - timedelta(days=60))
    october = MONDAY - timedelta(days=28)
    for start, answers in ((october, 1), (october, 9), (MONDAY, 1), (MONDAY, 1)):
        ticket = world.ticket(priority="P1", submitted_at=start, now=start)
        operations.reply(ticket=ticket, by=world.bob, text="Hello", now=start + timedelta(hours=answers))
    monday.move_to(after(hours=2))
    client = english(reader, world.lea)
    page = client.get(PAGE).content.decode()
    told = text_of(page.encode())
    assert "November 2026 (so far)100% 2 keptOctober 202650% 1 kept 1 missed" in told.replace(" )", ")")
    assert "1 more miss, and 60% still holds." in told
    months = [(address, number) for address, number in numbers(page) if "span=month" in address]
    assert [number for _, number in months] == [2, 1, 1]
    assert [behind(client, address) for address, _ in months] == [2, 1, 1]
    before = text_of(client.get(f"{PAGE}?month=2026-10").content)
    assert "October 202650% 1 kept 1 missed" in before
