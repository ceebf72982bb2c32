"""The page of the flow of work tells what was counted, asks as often however much there is, and is one customer's where that is asked."""

from __future__ import annotations

import csv
import re
from html import unescape
from pathlib import Path

import duckdb
import pytest
import time_machine
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parola.desk.reports import parts, stays
from parola.desk.reports import queries as reports
from parola.desk.tickets import operations
from parola.web.console.reporting.tables import TABLES
from tests.desk.world import World, after

MONTH = {"month": "2026-11"}


@pytest.fixture
def desk(world: World, monday: time_machine.Traveller) -> World:
    """Of three tickets one was answered and one resolved."""
    tickets = [world.ticket() for _ in range(3)]
    operations.reply(ticket=tickets[0], by=world.bob, text="We look.", now=after(minutes=20))
    operations.resolve(ticket=tickets[1], by=world.bob, now=after(hours=1))
    stays.follow()
    monday.move_to(after(days=5))
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
    assert ("Mon, 10: 3" in told, "Tue, 10: 0" in told) == (True, True), "when they came, by the brand's clocks"
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


def test_what_is_shown_can_be_taken_along(desk: World, client: Client, tmp_path: Path) -> None:
    told = page(desk, client)
    addresses = re.findall(r'href="(/console/report/flow/[a-z_]+\.(?:csv|parquet)\?[^"]*)"', told)
    assert {address.split("/")[4].split(".")[0] for address in addresses} <= TABLES.keys()
    assert len(set(addresses)) >= 2 * (len(TABLES) - 1)  # this desk has no teams
    for address in dict.fromkeys(addresses):
        answer = client.get(unescape(address))
        assert isinstance(answer, StreamingHttpResponse)
        (tmp_path / "table").write_bytes(answer.getvalue())
        if ".parquet" in address:
            duckdb.execute(f"SELECT * FROM read_parquet('{tmp_path / 'table'}')").fetchall()


def test_each_clock_that_ended_is_in_the_table_of_them(desk: World, client: Client) -> None:
    client.force_login(desk.lea)
    answer = client.get(reverse("console:flow_table", args=["outcomes", "csv"]), MONTH)
    assert isinstance(answer, StreamingHttpResponse)
    rows = list(csv.DictReader(answer.getvalue().decode("utf-8-sig").splitlines()))
    counted = reports.counted(
        person=desk.lea, brand=desk.credenti, first=after(days=-15), last=after(days=14), now=after(days=5)
    )
    told = sorted((row["metric"], row["state"], row["counts_at"]) for row in rows)
    assert told == sorted(
        (each.outcome.promised.metric.value, each.outcome.state.value, each.outcome.at.isoformat()) for each in counted
    )
    assert len(told) > 2
    assert {row["took_seconds"] for row in rows if row["state"] == "met"} >= {"1200.0"}


def test_every_column_is_in_the_codebook(desk: World) -> None:
    codebook = (Path(__file__).parents[3] / "docs/reports.md").read_text(encoding="utf-8")
    part = parts.part(person=desk.lea, brand=desk.credenti, first=after(days=-1), last=after(days=1), now=after(days=5))
    names = {column.name for make in TABLES.values() for column in make(desk.lea, part).columns}
    assert [name for name in sorted(names | TABLES.keys()) if f"`{name}`" not in codebook] == []
