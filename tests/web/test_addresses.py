"""A support address of the desk is nobody's own, wherever somebody types it as one."""

from __future__ import annotations

import pytest
from django.test import Client

from parola.desk.accounts.models import Person
from tests.desk.world import World
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of
from tests.web.routes import CALL

SAID = "This is a support address of this desk, and nobody's own: use another."
DESK = ("support@credenti.example", "Support+x@zmanda.example")


@pytest.fixture
def root(world: World, reader: Reader) -> Client:
    return english(reader, world.root)


@pytest.mark.parametrize("address", DESK)
def test_it_cannot_belong_to_a_customer(world: World, root: Client, address: str) -> None:
    page = root.post(f"/console/customers/{world.acme.pk}/people/", {"email": address, "language": "es"})
    assert SAID in text_of(page.content)


@pytest.mark.parametrize("address", DESK)
def test_it_cannot_be_invited_to_work_here(root: Client, address: str) -> None:
    page = root.post(
        "/console/settings/people/invite/", {"email": address, "language": "en", "roles-credenti": "agent"}
    )
    assert SAID in text_of(page.content)


@pytest.mark.parametrize("address", DESK)
def test_it_cannot_be_a_callers(root: Client, address: str) -> None:
    call = {name: str(value) for name, value in CALL.items() if name != "customer"}
    page = root.post("/console/new/", {**call, "email": address})
    assert SAID in text_of(page.content)


def test_nobody_was_made_of_it(root: Client) -> None:
    assert not Person.objects.filter(email__startswith="support").exists()
