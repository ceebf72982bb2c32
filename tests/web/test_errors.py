"""The pages for what went wrong."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.desk.world import World
from tests.web.conftest import Reader


def test_what_is_not_there_is_told_kindly(world: World, reader: Reader) -> None:
    answer = reader(world.bob).get("/console/tickets/CRE-404/")
    assert answer.status_code == 404
    assert "There is nothing here for you" in answer.content.decode()


def test_a_form_that_is_too_old_says_that_nothing_is_lost(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.bob)
    answer = client.post("/preferences/", {"language": "it"})
    assert answer.status_code == 403
    assert "what you typed is still there" in answer.content.decode()


def test_our_own_fault_tells_nothing_of_the_inside(
    world: World, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError("the secret is 42")

    client = reader(world.bob)
    client.raise_request_exception = False
    monkeypatch.setattr("parola.web.console.queue.queue", broken)
    answer = client.get("/console/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "Something broke on our side" in page
    assert "42" not in page
