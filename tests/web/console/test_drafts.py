"""What is typed is kept, comes back on any device, is gone when it is sent, and is nobody else's to see."""

from __future__ import annotations

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from parola.desk.files.models import Upload
from parola.desk.tickets import operations, queries
from parola.desk.tickets.models import Draft, Ticket
from tests.desk.world import MONDAY, World, after
from tests.web.conftest import Reader

TICKET = "/console/tickets/CRE-1/"
BY_SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def bob(world: World, reader: Reader) -> Client:
    world.ticket()
    return reader(world.bob)


def keep(browser: Client, text: str, paper: str = "reply", **given: str) -> str:
    """As the script keeps it; gives what the desk says."""
    answer = browser.post(f"{TICKET}draft/{paper}/", {"text": text, "seen": "1", **given}, headers=BY_SCRIPT)
    return f"{answer.status_code} {answer.content.decode()}"


def page(browser: Client) -> str:
    return browser.get(TICKET).content.decode()


def test_a_draft_comes_back_on_another_device_with_its_files_and_nobody_else_sees_it(
    world: World, bob: Client, reader: Reader
) -> None:
    bob.post(reverse("upload"), {"file": SimpleUploadedFile("proxy.log", b"407")})
    upload = Upload.objects.get().token
    assert "Draft kept" in keep(bob, "Dear Ana, & you", window="one", upload=upload)
    elsewhere = page(reader(world.bob))
    assert "Dear Ana, &amp; you" in elsewhere
    assert "proxy.log" in elsewhere
    assert "You have a draft" in bob.get("/console/").content.decode()
    lea = reader(world.lea)
    assert "Dear Ana" not in page(lea)
    assert "You have a draft" not in lea.get("/console/").content.decode()


def test_without_script_a_button_keeps_it_throws_it_away_and_has_it_back(bob: Client) -> None:
    kept = bob.post(f"{TICKET}draft/note/", {"text": "Look at the proxy", "seen": "1", "revision": "0"}, follow=True)
    assert "The draft is kept." in kept.content.decode()
    thrown = bob.post(f"{TICKET}draft/note/discard/", follow=True).content.decode()
    assert "Look at the proxy" not in thrown
    assert "You threw away a draft" in thrown
    assert "Look at the proxy" in bob.post(f"{TICKET}draft/note/restore/", follow=True).content.decode()


def test_what_is_sent_is_no_draft_any_more_even_if_it_was_on_its_way(bob: Client) -> None:
    keep(bob, "We are on it", window="one")
    seen = Ticket.objects.get().last_event_seq
    bob.post(f"{TICKET}reply/", {"text": "We are on it", "seen": seen, "window": "one", "revision": "1"})
    assert keep(bob, "We are on it", window="one").startswith("409")
    assert not Draft.objects.exclude(text="").exists()


def test_a_window_that_is_behind_is_told_and_nothing_typed_is_lost(bob: Client) -> None:
    keep(bob, "The newest", window="one")
    assert keep(bob, "An older one", window="two").startswith("409 You wrote on in another window")
    answer = bob.post(f"{TICKET}draft/reply/", {"text": "An older one", "seen": "1", "revision": "0"})
    assert (answer.status_code, "An older one" in answer.content.decode()) == (409, True)
    assert Draft.objects.get().text == "The newest"


def test_a_draft_from_before_news_says_what_they_are(world: World, bob: Client, monday: time_machine.Traveller) -> None:
    keep(bob, "Half a thought", window="one")
    ticket = Ticket.objects.get()
    operations.note(ticket=ticket, by=world.bob, text="My own", now=MONDAY)
    assert "Since you began this draft" not in page(bob)
    operations.reply(ticket=queries.again(ticket), by=world.lea, text="I was faster", now=after(minutes=5))
    monday.move_to(after(minutes=6))
    assert "Since you began this draft" in page(bob)


@pytest.mark.parametrize("odd", [{"seen": "x" * 30}, {"revision": "９"}, {"window": "\x00" * 60}, {"upload": "none"}])
def test_what_a_script_says_oddly_harms_nothing(bob: Client, odd: dict[str, str]) -> None:
    assert keep(bob, "Text\x00", **odd).startswith("200")


def test_there_are_two_papers_and_no_other(bob: Client) -> None:
    assert keep(bob, "Hm", paper="letter").startswith("404")
