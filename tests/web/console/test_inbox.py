"""A mailbox on another server is set up in the settings, tried at once against a real one, and its trouble is seen on every page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from parola.desk.accounts.models import Mailbox
from parola.desk.mail import fetching
from parola.desk.mail.models import Inbox
from parola.desk.outbox.operations import beat
from parola.now import now
from parola.worker.jobs import LANES
from tests.desk.world import World
from tests.support import dovecot
from tests.web.conftest import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.needs("dovecot")]


@pytest.fixture(scope="module")
def server() -> Iterator[dovecot.Server]:
    with dovecot.running() as found:
        yield found


@pytest.fixture
def mailbox(world: World, server: dovecot.Server, settings: Settings) -> Mailbox:
    settings.OUTBOUND_ALLOW = [f"imap://localhost:{server.port}"]
    for lane in LANES:
        beat(name=lane, now=now())
    return world.credenti.mailboxes.get()


def said(server: dovecot.Server, **other: str) -> dict[str, str]:
    given = {"host": "localhost", "port": str(server.port), "security": "none", "user": "box", "folder": "INBOX"}
    given["sign_in"] = "password"
    return given | {"password": dovecot.PASSWORD, "active": "on"} | other


def test_it_is_tried_when_it_is_saved_and_its_password_is_never_shown(
    world: World, reader: Reader, mailbox: Mailbox, server: dovecot.Server
) -> None:
    browser, place = reader(world.root), f"/console/settings/mailboxes/{mailbox.pk}/"
    assert f'href="{place}inbox/"' in browser.get(place).content.decode()
    answer = browser.post(f"{place}inbox/", said(server), follow=True)
    assert answer.redirect_chain == [(place, 302)]
    page = answer.content.decode()
    assert "It works: 0 mails wait there" in page
    assert "Mail is fetched by IMAP." in page
    assert dovecot.PASSWORD not in browser.get(f"{place}inbox/").content.decode()
    browser.post(f"{place}inbox/", said(server, password="", done_folder="Done"))
    assert Inbox.objects.get().done_folder == "Done"
    assert "It works" in browser.get(place).content.decode()
    browser.post(f"{place}inbox/end/")
    assert not Inbox.objects.exists()


def test_a_mistake_is_told_where_it_was_made(
    world: World, reader: Reader, mailbox: Mailbox, server: dovecot.Server
) -> None:
    place = f"/console/settings/mailboxes/{mailbox.pk}/inbox/"
    page = reader(world.root).post(place, said(server, password="wrong")).content.decode()
    assert "The mail server refuses this name and password." in page
    answer = reader(world.root).post(place, said(server, password="", user="other"))
    assert answer.status_code == 422
    assert "Give the password for this server and user." in answer.content.decode()
    assert Inbox.objects.get().user == "box"


def test_a_mailbox_that_cannot_be_read_is_told_on_every_page_of_its_brand_after_a_few_tries(
    world: World, reader: Reader, mailbox: Mailbox, server: dovecot.Server
) -> None:
    reader(world.root).post(f"/console/settings/mailboxes/{mailbox.pk}/inbox/", said(server, password="wrong"))
    for _ in range(3):
        assert "No mail is fetched for" not in reader(world.bob).get("/console/").content.decode()
        fetching.sweep(now=Inbox.objects.get().next_at)
    page = reader(world.bob).get("/console/").content.decode()
    assert "No mail is fetched for support@credenti.example: The mail server refuses this name and password." in page
    assert "No mail is fetched for" not in reader(world.zoe).get("/console/").content.decode()
