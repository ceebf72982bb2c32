"""What the tests of the web share: the small world of the desk, one instant at which everything happens, and its readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from parola.desk.accounts.models import Person
from tests.desk import world as worlds
from tests.web import readers

Reader = Callable[[Person | None], Client]


@pytest.fixture
def world(db: None) -> worlds.World:
    return worlds.build()


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[readers.Desk]:
    """A desk for the whole file, with a browser for each reader. The tests that use it are marked `django_db`, which takes back what each did."""
    with django_db_blocker.unblock(), time_machine.travel(worlds.MONDAY, tick=False), transaction.atomic():
        yield readers.build()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    """The clock on the wall says MONDAY, 10:00 in Madrid, until a test moves it."""
    with time_machine.travel(worlds.MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """What another test counted is none of this one's."""
    cache.clear()


@pytest.fixture
def reader() -> Reader:
    """A browser in which a person is signed in, or nobody."""

    def signed_in(person: Person | None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return signed_in
