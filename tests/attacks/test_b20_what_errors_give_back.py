"""B20, B14: a page for errors gives back what its reader wrote, no secret of any form, and nothing that another site sent in their name."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from parola.web import errors
from tests.desk.world import World

LONG = "Call 555 0100 at once, your desk was broken into"


@pytest.mark.parametrize(
    "field", ["password", "new_password1", "secret", "client_secret", "recovery_code", "private_key"]
)
def test_no_secret_comes_back(field: str) -> None:
    assert errors.typed(RequestFactory().post("/", {field: "abcd efgh ijkl mnop", "text": LONG})) == [LONG]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "given_back"),
    [({}, True), ({"origin": "https://elsewhere.example"}, False), ({"origin": "null"}, False)],
)
def test_what_another_site_sent_is_not_shown(world: World, headers: dict[str, str], given_back: bool) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.bob)
    answer = client.post("/preferences/", {"language": LONG}, headers=headers)
    assert (answer.status_code, LONG in answer.content.decode()) == (403, given_back)
    stranger = Client(enforce_csrf_checks=True).post("/preferences/", {"language": LONG}, headers=headers)
    assert (stranger.status_code, LONG in stranger.content.decode()) == (403, False)
