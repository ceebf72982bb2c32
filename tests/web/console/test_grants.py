"""A mailbox is read by OAuth 2.0: set up in the settings, allowed at the provider, tried at once against a real server."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

import pytest
from pytest_django import Settings

from parola.desk.mail.models import Grant, Inbox
from tests.desk.world import World
from tests.support import dovecot
from tests.support.tokens import CLIENT, SECRET, Provider, providing
from tests.web.conftest import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.needs("dovecot")]


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Provider, dovecot.Server]]:
    with providing() as provider, dovecot.running(introspection=f"{provider.origin}/about") as server:
        yield provider, server


@pytest.fixture
def provider(both: tuple[Provider, dovecot.Server], settings: Settings) -> Provider:
    settings.OUTBOUND_ALLOW = [f"imap://localhost:{both[1].port}", both[0].origin]
    return both[0]


def place(world: World) -> str:
    return f"/console/settings/mailboxes/{world.credenti.mailboxes.get().pk}/"


def set_up(world: World, reader: Reader, port: int) -> str:
    """The mailbox elsewhere is saved; where the reader is sent."""
    said = {
        "host": "localhost", "port": str(port), "security": "none", "user": "box", "sign_in": "oauth",
        "password": "", "folder": "INBOX", "active": "on",
    }  # fmt: skip
    answer = reader(world.root).post(f"{place(world)}inbox/", said)
    assert answer.status_code == 302
    return answer.headers["Location"]


def known(provider: Provider, **other: str) -> dict[str, str]:
    return {
        "provider": "other", "client_id": CLIENT, "secret": SECRET, "scope": "mail",
        "authorize_at": f"{provider.origin}/allow", "token_at": f"{provider.origin}/token",
    } | other  # fmt: skip


def onward(page: str) -> str:
    """Where the page goes on to."""
    return unescape(page.partition("0;url=")[2].partition('"')[0])


def test_from_the_settings_to_the_provider_and_back(
    world: World, reader: Reader, provider: Provider, both: tuple[Provider, dovecot.Server]
) -> None:
    browser, here = reader(world.root), place(world)
    assert set_up(world, reader, both[1].port) == f"{here}inbox/grant/"
    assert "Nobody has allowed it yet." in browser.get(f"{here}inbox/grant/").content.decode()
    assert browser.post(f"{here}inbox/grant/", known(provider)).status_code == 302
    went = onward(browser.post(f"{here}inbox/grant/allow/").content.decode())
    came = urlsplit(provider.allow(went))
    assert came.path == "/console/settings/grants/back/"
    answer = browser.get(f"{came.path}?{came.query}", follow=True)
    assert answer.redirect_chain == [(here, 302)]
    page = answer.content.decode()
    assert "The provider gives the desk access." in page
    assert "It works: 0 mails wait there" in page
    shown = browser.get(f"{here}inbox/grant/").content.decode()
    assert "Allow it again" in shown
    assert SECRET not in shown
    assert browser.get(f"{came.path}?{came.query}").status_code == 400  # who was sent comes back once


def test_whoever_was_not_sent_is_refused(
    world: World, reader: Reader, provider: Provider, both: tuple[Provider, dovecot.Server]
) -> None:
    browser, here = reader(world.root), place(world)
    set_up(world, reader, both[1].port)
    browser.post(f"{here}inbox/grant/", known(provider))
    came = urlsplit(provider.allow(onward(browser.post(f"{here}inbox/grant/allow/").content.decode())))
    assert browser.get(f"{came.path}?{came.query}x").status_code == 400
    assert browser.get(f"{came.path}?{came.query}").status_code == 400  # one try alone
    assert Grant.objects.get().refresh is None


def test_a_provider_that_refuses_is_told(
    world: World, reader: Reader, provider: Provider, both: tuple[Provider, dovecot.Server]
) -> None:
    browser, here = reader(world.root), place(world)
    set_up(world, reader, both[1].port)
    browser.post(f"{here}inbox/grant/", known(provider, secret="wrong"))
    came = urlsplit(provider.allow(onward(browser.post(f"{here}inbox/grant/allow/").content.decode())))
    page = browser.get(f"{came.path}?{came.query}", follow=True).content.decode()
    assert "The provider gave no access." in page


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/token", "javascript:alert(1)", "", "https://x@evil.example/"])
def test_an_address_that_the_desk_does_not_call_is_refused(
    world: World, reader: Reader, provider: Provider, both: tuple[Provider, dovecot.Server], address: str
) -> None:
    set_up(world, reader, both[1].port)
    for name in ("authorize_at", "token_at"):
        answer = reader(world.root).post(f"{place(world)}inbox/grant/", known(provider, **{name: address}))
        assert answer.status_code == 422
        assert "The desk does not call this address." in answer.content.decode()
    assert not Grant.objects.exists()
    assert Inbox.objects.get().sign_in == "oauth"
