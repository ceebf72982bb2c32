"""The demo's page of mails that left: for agents, in the demo alone, and as harmless as any other page."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from parola.desk.mail import catcher
from parola.desk.mail.server import Delivery
from tests.desk.world import MONDAY, World
from tests.web.conftest import Reader

MAIL = (
    b"From: Support <support@credenti.example>\r\nTo: ana@people.example\r\nSubject: Your request\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nWe are on it: https://desk.example/ <script>alert(1)</script>\r\n"
)


@pytest.fixture
def caught(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.DATA = tmp_path
    delivery = Delivery(sender="support@credenti.example", recipients=("ana@people.example",), raw=MAIL)
    catcher.keep(tmp_path / catcher.FOLDER, delivery, MONDAY)


@pytest.mark.usefixtures("caught")
def test_agents_see_what_would_be_in_peoples_mailboxes(world: World, reader: Reader) -> None:
    page = reader(world.bob).get("/demo/mail/").content.decode()
    assert "Your request" in page
    assert "ana@people.example" in page
    assert 'href="https://desk.example/"' in page
    assert "<script>alert" not in page


@pytest.mark.usefixtures("caught")
def test_customers_do_not(world: World, reader: Reader) -> None:
    assert reader(world.ana).get("/demo/mail/").status_code == 404


def test_an_empty_mailbox_says_so(world: World, reader: Reader, settings: Settings, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.DATA = tmp_path
    assert "No mail has left yet." in reader(world.bob).get("/demo/mail/").content.decode()
