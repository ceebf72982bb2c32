"""The page of the flow of work tells what was counted, asks as often however much there is, and is one customer's where that is asked."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parola.desk.reports import stays
from parola.desk.tickets import operations
from tests.desk.world import World, after

MONTH = {"month": "2026-11"}


@pytest.fixture
def desk(world: World, monday: time_machine.Traveller) -> World:
    """Of three tickets one was answered and one resolved."""
    tickets = [world.ticket() for _ in range(3)]
    operations.reply(ticket=tickets[0], by=world.bob, text="We look.", now=after(minutes=20))
    operations.resolve(ticket=tickets[1], by=world.bob, now=after(hours=1))
    stays.follow()
    monday.move_to(after(days=1))
    return world


def page(world: World, client: Client, **query: str) -> str:
    client.force_login(world.lea)
    answer = client.get(reverse("console:flow"), MONTH | query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_numbers_stand_above_and_beside_the_charts(desk: World, client: Client) -> None:
    told = page(desk, client)
    assert '<dt class="small soft">Came</dt><dd class="figure">3</dd>' in told
    assert '<dt class="small soft">Left at the end</dt><dd class="figure">2</dd>' in told
    assert '<dd class="figure">20 min</dd>' in told
    assert told.count('<svg class="picture wide"') == told.count('<svg class="picture narrow"') > 8
    assert "style=" not in told


def test_one_customers_part_has_nothing_of_the_others(desk: World, client: Client) -> None:
    told = page(desk, client, customer=str(desk.acme.pk))
    assert '<dd class="figure">3</dd>' in told
    other = page(desk, client, customer="99999")
    assert '<dd class="figure">3</dd>' not in other


def test_what_the_worker_has_still_to_read_is_told(desk: World, client: Client) -> None:
    assert "The worker has still to count" not in page(desk, client)
    desk.ticket()
    assert "The worker has still to count" in page(desk, client)


def test_a_year_asks_no_more_than_a_month(desk: World, client: Client) -> None:
    def questions(period: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            page(desk, client, period=period)
        return len(asked)

    page(desk, client)
    month = questions("month")
    for _ in range(5):
        desk.ticket()
    while stays.follow():
        pass
    assert questions("year") <= month
