"""Where passkeys are offered: where a browser makes and takes them."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from parola.web.account.views import passkeys_work


@pytest.mark.parametrize(
    ("desk", "host", "work"),
    [
        ("desk.example", "desk.example", True),
        ("desk.example", "help.desk.example", True),
        ("desk.example", "support.vendor.example", False),
        ("127.0.0.1", "127.0.0.1:8000", False),
        ("127.0.0.1", "localhost:8000", True),
        ("192.0.2.7", "192.0.2.7", False),
    ],
)
def test_passkeys_are_offered_under_the_desks_own_name(settings: Settings, desk: str, host: str, work: bool) -> None:
    settings.HOST, settings.ALLOWED_HOSTS = desk, ["*"]
    assert passkeys_work(RequestFactory().get("/", headers={"host": host})) == work
