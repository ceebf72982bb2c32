"""B5, B22: the desk is no mail cannon. Precedent: Zendesk's tenants, October 2025 and January 2026: anonymous tickets that mailed chosen words to
anybody."""

from __future__ import annotations

import html
import re
from email import message_from_bytes, policy

import pytest
import time_machine
from django.test import Client

from parola.desk.mail.queries import KIND
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets.models import Ticket
from parola.desk.webform import bounds, changing, letters, taking
from tests.desk.world import MONDAY, World

CANARY = "Kauft-Zyklotrone-jetzt"
FORM = "/at/credenti/ask/frame/"
VICTIM = "victim@people.example"


@pytest.fixture
def form(world: World) -> World:
    changing.change_form(brand=world.credenti, active=True, sites=[], leaves_out=[], by=None, now=MONDAY)
    return world


def sent(monday: time_machine.Traveller, place: str, **said: str) -> int:
    """A form filled in and sent from that place; the status of the answer."""
    client = Client(REMOTE_ADDR=place)
    key = re.search(r'name="key" value="([^"]+)"', client.get(FORM).content.decode())
    assert key
    monday.shift(4)
    words = {
        "email": VICTIM,
        "name": CANARY,
        "subject": CANARY,
        "text": CANARY,
        "language": "en",
        "key": key[1],
        "work": "",
    }
    return client.post(FORM, words | said).status_code


def test_a_flood_from_everywhere_makes_one_mail_without_a_word_of_it(
    form: World, monday: time_machine.Traveller
) -> None:
    before = set(OutboxRow.objects.values_list("pk", flat=True))
    answers = [sent(monday, f"192.0.2.{number}", text=f"{CANARY} {number}") for number in range(120)]
    assert {302, 429} == set(answers)
    [row] = OutboxRow.objects.exclude(pk__in=before)
    mail = letters.mail(row, MONDAY)
    assert mail is not None
    message = message_from_bytes(mail.data, policy=policy.default)
    words = " ".join(part.get_content() for part in message.walk() if part.get_content_maintype() == "text")
    assert CANARY not in html.unescape(words) + str(message.items())
    assert (mail.recipient, mail.sender, message["Auto-Submitted"]) == (VICTIM, "", "auto-generated")
    assert Ticket.objects.count() == 0
    assert row.kind != KIND  # nothing that answers, updates or reminds goes there


def test_many_addresses_from_one_place_are_few_mails(form: World, monday: time_machine.Traveller) -> None:
    answers = [sent(monday, "192.0.2.1", email=f"victim{number}@people.example") for number in range(30)]
    assert answers.count(302) == OutboxRow.objects.filter(kind=taking.KIND).count() == bounds.BY_PLACE_UNWORKED


@pytest.mark.parametrize("name", ["Bcc", "To", "Subject"])
def test_a_header_in_a_field_is_none(form: World, monday: time_machine.Traveller, name: str) -> None:
    """B5h."""
    injected = f"x\r\n{name}: injected@people.example"
    assert sent(monday, "192.0.2.1", email=f"{VICTIM}\r\n{name}: injected@people.example") == 422
    assert sent(monday, "192.0.2.2", name=injected, subject=injected) in {302, 422}
    for row in OutboxRow.objects.filter(kind=taking.KIND):
        mail = letters.mail(row, MONDAY)
        assert mail is not None
        assert b"injected" not in mail.data
