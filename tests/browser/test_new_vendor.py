"""A new administrator sets a vendor up in the browser alone, on a desk with nothing on it, and its first tickets are due when they should be.

The vendor is Sandstone (`tests/policy/vendors`): Sunday to Thursday, 09:00-18:00, four hours ahead of UTC; a first answer to an ordinary request (P3, as
every mail is) in four hours of that, to an urgent one (P1) in one hour, which the add-on counts around the clock. It is Thursday, 17:30 there:

- a mail has half an hour left on Thursday, none on Friday and Saturday, and three and a half hours on Sunday: it is due on Sunday at 12:30, 08:30 UTC;
- an urgent request on the portal, of who has the add-on, is due an hour later, at 18:30, 14:30 UTC, after closing time.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from parola.desk.accounts.models import Brand, Person
from parola.desk.mail import invitations, receiver
from parola.desk.outbox.models import Heartbeat
from parola.desk.tickets.models import Ticket
from parola.worker.jobs import LANES
from tests.browser.conftest import Open
from tests.desk.mail.post import gathering, listening, written

NOW = datetime(2026, 11, 19, 13, 30, tzinfo=UTC)
MAIL_DUE = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
PORTAL_DUE = datetime(2026, 11, 19, 14, 30, tzinfo=UTC)

AGREEMENT = Path(__file__).parents[1] / "policy" / "vendors" / "sandstone.yaml"
ROOT, AISHA, MAYA, NADIA = (
    "root@desk.example",
    "aisha@sandstone.example",
    "maya@atlas.example",
    "nadia@borealis.example",
)
PASSWORD = "a long password"
BILLING = "billing@sandstone.example"


@pytest.fixture
def empty_desk(transactional_db: None, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """A desk that was just installed, with its worker, and nobody on it but the first administrator."""
    monkeypatch.setattr("parola.web.middleware.now", lambda: NOW)
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    settings.BASE_URL = live_server.url
    for lane in LANES:
        Heartbeat.objects.create(name=lane, at=NOW)
    call_command("createsuperuser", "--noinput", "--email", ROOT, verbosity=0)


@pytest.fixture
def smtp(empty_desk: None) -> Iterator[int]:
    """The desk's mail receiver, really listening."""
    talk, threads = receiver.conversation(lambda: NOW)
    with threads, listening(talk) as port:
        yield port


def test_a_vendor_from_nothing_to_its_first_tickets(
    empty_desk: None, smtp: int, open_page: Open, settings: Any
) -> None:
    page = open_page("/")
    signs_in(page)
    makes_the_brand(page)
    publishes_the_agreement(page)
    adds_a_mailbox(page)
    invites_an_agent(page)
    follows_the_link(open_page, settings)
    gathers_a_team(page)
    for name, addon, email in (("Atlas", "", MAYA), ("Borealis", "Around the clock", NADIA)):
        signs_a_contract(page, name, addon)
        adds_somebody(page, email)
    to_the_brand(page)
    expect(page.get_by_text("What is left to do")).to_be_hidden()

    writes_a_mail(smtp)
    by_mail = Ticket.objects.get(reference="SAN-1")
    assert (by_mail.priority, by_mail.organization.name) == ("P3", "Atlas")  # type: ignore[union-attr]
    assert (by_mail.due_at, by_mail.first_response_due_at) == (MAIL_DUE, MAIL_DUE)

    asks_at_the_door(open_page("/at/sandstone/portal/", Person.objects.get(email=NADIA)))
    by_portal = Ticket.objects.get(reference="SAN-2")
    assert (by_portal.priority, by_portal.due_at) == ("P1", PORTAL_DUE)

    page.goto("/console/")
    expect(page.get_by_role("link", name="No login")).to_be_visible()
    page.get_by_role("link", name="Nothing works").click()
    expect(page.get_by_text("Borealis").first).to_be_visible()


def signs_in(page: Page) -> None:
    """The first administrator, who is led to where a desk without a vendor begins."""
    page.locator("[name=login]").fill(ROOT)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/settings/brands/")


def makes_the_brand(page: Page) -> None:
    """By what cannot wait; the rest is made from the name."""
    page.get_by_role("link", name="New brand").click()
    page.get_by_label("Name", exact=True).fill("Sandstone")
    page.get_by_label("Mail address for support").fill("support@sandstone.example")
    page.get_by_label("Time zone").fill("+04:00")
    page.get_by_role("button", name="Make the brand").click()
    expect(page.get_by_role("heading", name="Sandstone", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="What is left to do")).to_be_visible()
    assert Brand.objects.get(slug="sandstone").key == "SAN"


def publishes_the_agreement(page: Page) -> None:
    """The file is chosen, checked, and published."""
    page.get_by_role("link", name="Its agreement").click()
    page.get_by_label("Or a file").set_input_files(AGREEMENT)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_text("This can be published")).to_be_visible()
    page.get_by_role("button", name="Publish it").click()
    expect(page.get_by_text("Version 1 of Sandstone is in force")).to_be_visible()
    expect(page.get_by_role("heading", name="What is left to do")).to_be_visible()


def to_the_brand(page: Page) -> None:
    """Its page in the settings."""
    page.get_by_role("link", name="Settings").first.click()
    page.get_by_role("link", name="Brands", exact=True).click()
    page.get_by_role("link", name="Sandstone", exact=True).click()


def adds_a_mailbox(page: Page) -> None:
    """A second one beside the main address."""
    page.get_by_role("link", name="New mailbox").click()
    page.get_by_label("Address", exact=True).fill(BILLING)
    page.get_by_role("button", name="Add the mailbox").click()
    expect(page.get_by_text("Nothing has come in here yet")).to_be_visible()
    page.get_by_role("link", name="Sandstone", exact=True).click()


def invites_an_agent(page: Page) -> None:
    """From what is left to do."""
    page.get_by_role("link", name="Somebody who answers").click()
    page.get_by_label("E-mail address").fill(AISHA)
    page.get_by_label("Name", exact=True).fill("Aisha")
    page.get_by_label("Agent", exact=True).check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("The invitation is on its way")).to_be_visible()


def follows_the_link(open_page: Open, settings: Any) -> None:
    """The mail really leaves, and its link makes the agent's account."""
    came: list[Any] = []
    with listening(gathering(came)) as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        invitations.deliver(now=NOW)
    (mail,) = came
    text = mail.raw.replace(b"=\r\n", b"").decode()
    assert mail.recipients == (AISHA,)
    link = re.search(r"http://\S+/welcome/[^\s\"<]+", text)
    assert link is not None
    page = open_page(link[0])
    page.get_by_label("Password").fill("another long password")
    page.get_by_role("button", name="Create the account").click()
    page.wait_for_load_state()
    assert Person.objects.get(email=AISHA).posts.get().role == "agent"


def gathers_a_team(page: Page) -> None:
    """With the agent in it."""
    page.get_by_role("link", name="Settings").first.click()
    page.get_by_role("link", name="Teams", exact=True).click()
    page.get_by_role("link", name="New team").click()
    page.get_by_label("Name of the team").fill("Front line")
    page.get_by_role("group", name="Who is in it").get_by_label("Aisha").check()
    page.locator("form button.main").click()
    page.wait_for_load_state()
    assert Brand.objects.get(slug="sandstone").teams.get().members.get().person.email == AISHA


def signs_a_contract(page: Page, name: str, addon: str) -> None:
    """An organization with its first contract."""
    page.get_by_role("link", name="Customers").first.click()
    page.get_by_role("link", name="New customer").click()
    page.get_by_label("Name of the organization").fill(name)
    page.get_by_label("Time zone").fill("Asia/Dubai")
    if addon:
        page.get_by_label(addon).check()
    page.get_by_role("button", name="Make it a customer").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def adds_somebody(page: Page, email: str) -> None:
    """Who asks for the organization."""
    page.locator("a[href$='/people/']").first.click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text(f"{email} belongs to")).to_be_visible()


def writes_a_mail(port: int) -> None:
    """Maya writes to the mailbox that was just made."""
    raw = written(sender=MAYA, subject="No login", text="We cannot log in, please help us.")
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.sendmail(MAYA, [BILLING], raw)
        assert client.docmd("MAIL", f"FROM:<{MAYA}>")[0] == 250
        assert client.docmd("RCPT", "TO:<nobody@sandstone.example>")[0] == 550


def asks_at_the_door(page: Page) -> None:
    """Nadia asks at Sandstone's own door, where nothing else is named, and is promised what her contract has."""
    expect(page.locator("header .brand")).to_have_text("Sandstone")
    page.get_by_role("link", name="New request").first.click()
    page.get_by_label("What is it about?").fill("Nothing works")
    page.get_by_label("What happened?").fill("Production stands still.")
    page.get_by_role("radio", name="P1").check()
    page.locator("form button.main").click()
    page.wait_for_url("**/at/sandstone/portal/requests/SAN-2/")
