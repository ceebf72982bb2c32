"""What the tests of signing in share: people with passwords, at MONDAY, and the mails that left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from parola.desk.accounts.models import Person
from tests.desk import world as worlds
from tests.desk.mail.post import left
from tests.desk.world import MONDAY, World
from tests.precedents.signing import PASSWORD

__all__ = ["left", "monday", "world"]


@pytest.fixture
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(db: None, monday: time_machine.Traveller) -> World:
    world = worlds.build()
    for person in (world.ana, world.olga, world.bob, world.root):
        person.set_password(PASSWORD)
        person.save()
        person.emailaddress_set.update(verified=True)
    Person.objects.filter(pk=world.olga.pk).update(is_active=False)
    return world
