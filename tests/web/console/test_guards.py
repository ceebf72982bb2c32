"""Guards explain themselves to an agent too: before the priority is changed, and where it was sent without looking."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parola.desk.accounts.models import Post
from parola.desk.agreements import operations as agreements
from parola.desk.tickets.models import Ticket
from tests.desk import world as worlds
from tests.desk.world import World
from tests.web.conftest import Reader

GUARD = "Priority 1 is for applications in production only"


@pytest.fixture
def staging(world: World) -> Ticket:
    """A ticket about a staging environment, under CloudTalk's agreement."""
    brand = worlds.brand("cloudtalk", "CTK")
    worlds.publish(brand, "cloudtalk")
    agreements.sign(
        organization=world.acme,
        brand=brand,
        plan="advanced",
        first_day=date(2026, 1, 1),
        timezone="UTC",
        now=worlds.MONDAY,
    )
    Post.objects.create(person=world.bob, brand=brand, role="agent")
    return world.ticket(brand=brand, priority="P3", facts={"environment": "staging"})


def send(client: Client, ticket: Ticket, **given: Any) -> Any:
    said = {"seen": ticket.last_event_seq, "priority": "P1", "reason": "All calls fail there", **given}
    return client.post(reverse("console:change_priority", args=[ticket.reference]), said)


def test_the_preview_says_what_the_guard_says(staging: Ticket, world: World, reader: Reader) -> None:
    address = reverse("console:priority", args=[staging.reference])
    shown = reader(world.bob).get(address, {"priority": "P1"}, headers={"HX-Request": "true"}).content.decode()
    assert GUARD in shown
    assert 'name="despite"' in shown
    other = reader(world.bob).get(address, {"priority": "P3"}, headers={"HX-Request": "true"}).content.decode()
    assert 'name="despite"' not in other


def test_a_guarded_priority_is_not_changed_to_unseen(staging: Ticket, world: World, reader: Reader) -> None:
    answer = send(reader(world.bob), staging)
    assert answer.status_code == 422
    assert GUARD in answer.content.decode()
    assert "All calls fail there" in answer.content.decode()
    assert Ticket.objects.get(pk=staging.pk).priority == "P3"


def test_whoever_means_it_changes_it(staging: Ticket, world: World, reader: Reader) -> None:
    assert send(reader(world.bob), staging, despite="on").status_code == 302
    assert Ticket.objects.get(pk=staging.pk).priority == "P1"
