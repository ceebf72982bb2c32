"""What the settings list can be opened, on whatever day of a desk."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from parola.desk.accounts import brands
from parola.desk.accounts.models import Person, Post
from parola.web.console.settings.sections import sections_for
from tests.desk.world import MONDAY, World


@pytest.fixture
def root(db: None) -> Person:
    return Person.objects.create_superuser("root@desk.example")


def dead(client: Client, person: Person) -> list[str]:
    """What is listed for the person, and is not there."""
    listed = [section.place for section in sections_for(person)]
    client.force_login(person)
    return [place for place in listed if client.get(reverse(place)).status_code not in {200, 302}]


def test_before_there_is_a_brand(root: Person, client: Client) -> None:
    assert "console:settings_brands" in [section.place for section in sections_for(root)]
    assert dead(client, root) == []


def test_before_the_first_brand_promises_anything(root: Person, client: Client) -> None:
    brand = brands.open_brand(
        support_address="help@acme.example", by=root, now=MONDAY, name="Acme", slug="acme", key="ACM", languages=["en"]
    )
    manager = Person.objects.create_user("manager@acme.example")
    Post.objects.create(person=manager, brand=brand, role=Post.Role.MANAGER)
    assert (dead(client, root), dead(client, manager)) == ([], [])


def test_once_they_do(world: World, client: Client) -> None:
    assert len(sections_for(world.root)) > len(sections_for(world.audrey)) > 0
    assert (dead(client, world.root), dead(client, world.audrey)) == ([], [])
