"""A bundle of a small contract's month, made once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from parola.desk.reports import evidence as making
from parola.desk.tickets import operations
from parola.proof.bundle import packed
from parola.proof.form import Evidence, spelt
from parola.proof.period import period_of
from tests.desk import world as worlds
from tests.desk.world import World, after

PAPER = b"%PDF-1.7 a paper"
LATER = datetime(2026, 12, 2, tzinfo=UTC)
NOVEMBER = period_of("2026-11", "Europe/Madrid")


def made(world: World, now: datetime = LATER) -> Evidence:
    """The evidence of Acme's month."""
    return making.evidence(world.contract, NOVEMBER, now)


def busy(world: World) -> None:
    """Tickets of every fate, and others of another brand in between."""
    kept, late, _silent, spam = (world.ticket(priority="P1") for _ in range(4))
    foreign = world.ticket(brand=worlds.altamar(world), priority="critical")
    operations.reply(ticket=kept, by=world.bob, text="said-canary", now=after(hours=1))
    operations.note(ticket=kept, by=world.bob, text="internal-canary", now=after(hours=1.1))
    operations.reply(ticket=foreign, by=world.bob, text="x", now=after(hours=1.5))
    operations.change_priority(ticket=late, by=world.lea, priority="P2", reason="As agreed", now=after(hours=2.5))
    operations.reply(ticket=late, by=world.bob, text="x", now=after(hours=5))
    operations.close(ticket=spam, by=world.bob, now=after(minutes=5))
    operations.resolve(ticket=kept, by=world.bob, now=after(hours=6))


@pytest.fixture
def world(db: None) -> World:
    """A desk of a test's own."""
    return worlds.build()


@pytest.fixture(scope="module")
def evidence(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Evidence:
    """As it was made; the desk that made it is gone. Tests that use it are marked `django_db`."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = worlds.build()
        busy(world)
        found = made(world)
        transaction.set_rollback(True)
    return found


@pytest.fixture
def raw(evidence: Evidence) -> bytes:
    """The same as a bundle."""
    return packed(spelt(evidence), PAPER)
