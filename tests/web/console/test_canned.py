"""A canned reply comes into the reply that is being written, filled in for the ticket; and whoever configures the brand prepares it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parola.desk.accounts.models import Change
from parola.desk.teams.models import Team
from parola.desk.tickets.models import CannedReply, Ticket
from tests.desk.world import MONDAY, World, posted
from tests.web.conftest import Reader
from tests.web.portal.pages import english, text_of

LIST = "/console/tickets/CRE-1/canned/"
NEW = "/console/settings/canned/new/credenti/"
FRAGMENT = {"HX-Request": "true"}


def reply_in(page: bytes) -> str:
    """What stands in the reply."""
    found = re.search(r'<textarea name="text"[^>]*id="reply-text"[^>]*>\n?(.*?)</textarea>', page.decode(), re.DOTALL)
    assert found
    return unescape(found[1])


@pytest.fixture
def bob(world: World, reader: Reader) -> Client:
    world.ticket()
    return english(reader, world.bob)


@pytest.fixture
def mara(world: World, reader: Reader) -> Client:
    """Mara manages Credenti."""
    return english(reader, posted("mara", world.credenti, "manager"))


def test_without_script_the_list_takes_what_was_written_along_and_comes_back_with_it(world: World, bob: Client) -> None:
    answer = bob.post(LIST, {"seen": "1", "text": "Before.\r\n", "at_once_reason": "Urgent"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Hola, {{customer_name}}:" in text_of(answer.content)
    assert '<input type="hidden" name="text" value="Before.' in page
    answer = bob.post(LIST, {"text": "Before.\r\n", "at_once_reason": "Urgent", "canned": world.canned.pk})
    assert reply_in(answer.content) == "Before.\n\nHola, Ana:"
    assert Ticket.objects.get().first_response_at is None
    world.canned.refresh_from_db()
    assert world.canned.uses == 1


def test_without_script_the_files_of_the_reply_come_back_with_it_too(world: World, bob: Client) -> None:
    chosen = {"text": "Hello", "attachments": SimpleUploadedFile("log.txt", b"log")}
    (token,) = re.findall(r'type="hidden" name="upload" value="([^"]+)"', bob.post(LIST, chosen).content.decode())
    page = bob.post(LIST, {"text": "Hello", "upload": token, "canned": world.canned.pk}).content.decode()
    assert f'<input type="checkbox" name="upload" value="{token}" checked>' in page


def test_with_script_the_text_comes_alone(world: World, bob: Client) -> None:
    answer = bob.post(LIST, {"text": "Before.", "canned": world.canned.pk}, headers=FRAGMENT)
    page = answer.content.decode()
    assert "<html" not in page
    assert re.search(r"<textarea data-canned-text hidden readonly>\nHola, Ana:</textarea>", page)


def test_a_language_without_a_text_and_what_has_no_value_are_said(world: World, bob: Client) -> None:
    CannedReply.objects.update(texts={"it": "Ciao, entro il {{next_due}}"})
    said = text_of(bob.post(LIST, {"canned": world.canned.pk}).content)
    assert "The customer's language is Spanish, and this reply has no text in it: this is the one in Italian." in said
    assert "Nothing stands for {{next_due}} on this ticket: write what belongs there." in said


def test_a_reply_does_not_leave_with_an_unfilled_placeholder(world: World, bob: Client) -> None:
    answer = bob.post("/console/tickets/CRE-1/reply/", {"seen": "1", "text": "By {{next_due}}, {{ or so }}"})
    assert answer.status_code == 422
    assert "Write what belongs in place of {{next_due}}, or take it out." in text_of(answer.content)
    answer = bob.post("/console/tickets/CRE-1/reply/", {"seen": "1", "text": "Use {{ your_own }} there."})
    assert answer.status_code == 302


@pytest.mark.parametrize("key", ["", "0", "x", "²", "99999999", "zmanda's", "not offered"])
def test_what_is_not_offered_there_cannot_be_chosen(world: World, bob: Client, key: str) -> None:
    other = CannedReply.objects.create(brand=world.zmanda, title="Theirs", texts={"en": "Secret"})
    old = CannedReply.objects.create(brand=world.credenti, title="Old", texts={"en": "Secret"}, in_use=False)
    chosen = {"zmanda's": str(other.pk), "not offered": str(old.pk)}.get(key, key)
    answer = bob.post(LIST, {"canned": chosen})
    assert answer.status_code == (404 if key else 200)
    assert "Secret" not in answer.content.decode()


def test_the_list_is_searched(world: World, bob: Client) -> None:
    CannedReply.objects.create(brand=world.credenti, title="Café", texts={"en": "Two cups"})
    found = text_of(bob.post(LIST, {"find": "CAFE"}).content)
    assert "Two cups" in found
    assert "Greeting" not in found
    assert "No canned reply is like that." in text_of(bob.post(LIST, {"find": "tea"}).content)


def test_the_list_costs_the_same_however_many_there_are(world: World, bob: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            bob.post(LIST)
        return len(seen)

    bob.post(LIST)
    few = queries()
    for number in range(30):
        CannedReply.objects.create(brand=world.credenti, title=f"T{number}", texts={"en": "x"})
    assert queries() == few


def test_a_manager_writes_one_looks_at_it_with_a_ticket_and_saves_it(world: World, mara: Client) -> None:
    world.ticket()
    typed = {
        "title": "Answer",
        "shortcut": "ans",
        "in_use": "on",
        "text_es": "Hola, {{customer_name}}",
        "text_it": "Ciao",
    }
    answer = mara.post(NEW, typed | {"act": "preview"})
    said = text_of(answer.content)
    assert "As it would stand in a reply to CRE-1" in said
    assert "Hola, Ana" in said
    assert not CannedReply.objects.filter(title="Answer").exists()
    answer = mara.post(NEW, typed | {"act": "save"}, follow=True)
    said = text_of(answer.content)
    assert "The canned reply was saved." in said
    assert re.search("Answer ans no text in English and Arabic used 0 times", said)
    change = Change.objects.get(matter="canned_reply")
    assert (change.before, str(change.by), change.at) == (None, "Mara", MONDAY)


def test_what_is_wrong_is_said_at_its_text_with_its_place_and_what_there_is(world: World, mara: Client) -> None:
    answer = mara.post(NEW, {"title": "A", "text_es": "Hola\n{{customer.name}}", "text_it": "{{", "act": "save"})
    said = text_of(answer.content)
    assert answer.status_code == 422
    assert "Line 2, column 1: there is no placeholder {{customer.name}}. There are: {{customer_name}}, " in said
    assert "Line 1, column 1: no name and }} follow on {{." in said
    assert "Hola" in said
    assert CannedReply.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": "A"}, "Write the text in one language at least."),
        ({"text_en": "x"}, "This field is required."),
        ({"title": "A", "text_en": "x", "shortcut": "hi"}, "Another reply of the brand has this shortcut."),
        ({"title": "A", "text_en": "x", "shortcut": "h i"}, "One word, without blanks."),
        ({"title": "A", "text_en": "x" * 10_001}, "at most 10000 characters"),
    ],
)
def test_what_cannot_be_saved_says_why(mara: Client, given: dict[str, str], said: str) -> None:
    answer = mara.post(NEW, given)
    assert answer.status_code == 422
    assert said in text_of(answer.content)


def test_it_can_be_a_teams_alone(world: World, mara: Client, bob: Client) -> None:
    address = f"/console/settings/canned/{world.canned.pk}/"
    assert "For the team" not in text_of(mara.get(address).content)
    theirs = Team.objects.create(brand=world.zmanda, name="Backups")
    team = Team.objects.create(brand=world.credenti, name="Cards")
    said = {"title": "Greeting", "text_en": "Hello", "in_use": "on"}
    assert mara.post(address, said | {"team": theirs.pk}).status_code == 422
    mara.post(address, said | {"team": team.pk})
    assert "Cards" in text_of(mara.get("/console/settings/canned/").content)
    assert "Greeting" not in text_of(bob.post(LIST).content)
    assert bob.post(LIST, {"canned": world.canned.pk}).status_code == 404


def test_it_is_changed_and_taken_out_of_use(world: World, mara: Client, bob: Client) -> None:
    address = f"/console/settings/canned/{world.canned.pk}/"
    assert "Hola, {{customer_name}}:" in mara.get(address).content.decode()
    mara.post(address, {"title": "Greeting", "text_en": "Hello"})
    world.canned.refresh_from_db()
    assert (world.canned.texts, world.canned.in_use, world.canned.shortcut) == ({"en": "Hello"}, False, "")
    assert "Greeting" not in text_of(bob.post(LIST).content)


@pytest.mark.parametrize("ticket", ["ZMA-1", "CRE-9", "'"])
def test_a_preview_shows_no_ticket_of_others(world: World, mara: Client, ticket: str) -> None:
    world.ticket(brand=world.zmanda)
    answer = mara.post(NEW, {"title": "A", "text_en": "{{customer_name}}", "act": "preview", "ticket": ticket})
    said = text_of(answer.content)
    assert "This brand has no such ticket." in said
    assert "Ana" not in said
