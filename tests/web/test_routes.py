"""Every address of the desk is in the table, and gives each reader what the table says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from parola.desk.accounts.models import Person
from tests.desk.world import World
from tests.web.conftest import Reader
from tests.web.routes import DONE, READERS, ROWS, SIGN_IN, Key, Outcome, Row


def routes(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """The names of all routes below."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern, inner)


def test_every_route_is_in_the_table() -> None:
    assert sorted(set(routes(get_resolver()))) == sorted({row.route for row in ROWS})


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_reader_gets_what_the_table_says(row: Row, world: World, reader: Reader) -> None:
    world.ticket()
    address = address_of(row, world)
    got = {}
    for name in READERS:
        with transaction.atomic():
            got[name] = outcome(send(reader(who(world, name)), row, world), address)
            transaction.set_rollback(True)
    assert got == dict(zip(READERS, row.outcomes, strict=True))


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "POST"], ids=str)
def test_a_form_without_its_token_is_refused(row: Row, world: World) -> None:
    world.ticket()
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.bob)
    assert send(client, row, world).status_code == 403


SHOWN = {row.route for row in ROWS if row.method == "GET"}


@pytest.mark.parametrize("row", [row for row in ROWS if row.route not in SHOWN], ids=str)
def test_what_changes_something_is_not_done_by_a_link(row: Row, world: World, reader: Reader) -> None:
    world.ticket()
    assert reader(world.bob).get(address_of(row, world)).status_code == 405


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "GET"], ids=str)
def test_looking_changes_nothing(row: Row, world: World, reader: Reader) -> None:
    world.ticket()
    client = reader(world.root)
    with CaptureQueriesContext(connection) as seen:
        send(client, row, world)
    reading = ("SELECT", "DECLARE", "SAVEPOINT", "RELEASE")  # PostgreSQL declares a cursor where much is read
    assert [query["sql"] for query in seen if not query["sql"].startswith(reading)] == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.route != "health"], ids=str)
def test_nothing_private_is_left_in_a_cache_or_shown_in_a_frame(row: Row, world: World, reader: Reader) -> None:
    world.ticket()
    answer = send(reader(world.bob), row, world)
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("row", [row for row in ROWS if row.route.startswith("console:")], ids=str)
def test_an_address_with_something_behind_it_is_none(row: Row, world: World, reader: Reader) -> None:
    """So that no cache takes a page for a file."""
    world.ticket()
    address = address_of(row, world)
    assert reader(world.bob).get(f"{address}x.css").status_code == 404


def who(world: World, name: str) -> Person | None:
    """The reader of that name."""
    return {
        "anonymous": None,
        "customer": world.ana,
        "stranger": world.olga,
        "agent": world.bob,
        "elsewhere": world.zoe,
        "auditor": world.audrey,
        "admin": world.root,
    }[name]


def address_of(row: Row, world: World) -> str:
    """Where a row's request goes."""
    return reverse(row.route, args=[key_of(arg, world) for arg in row.args])


def key_of(given: object, world: World) -> object:
    """The key, where one is meant."""
    return getattr(world, given.of).pk if isinstance(given, Key) else given


def send(client: Client, row: Row, world: World) -> HttpResponse:
    """The request of a row."""
    address, data = address_of(row, world), {name: str(key_of(given, world)) for name, given in row.data.items()}
    if row.method == "POST":
        return client.post(address, data)  # type: ignore[return-value]
    return client.get(address, data)  # type: ignore[return-value]


def outcome(answer: HttpResponse, address: str) -> Outcome:
    """What it came to."""
    if answer.status_code != 302:
        return answer.status_code
    return SIGN_IN if answer["Location"].startswith(f"/sign-in/?next={address}") else DONE
