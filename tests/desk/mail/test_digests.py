"""The day's deadlines by mail each morning, to whoever asked for it; and what somebody does not want by mail."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from parola.desk.accounts.models import Person
from parola.desk.mail import choices, digests
from parola.desk.mail.compose import NotWanted, compose
from parola.desk.mail.models import Digest, Unwanted
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import operations
from parola.policy.words import speak
from tests.desk.mail.test_compose import letter
from tests.desk.world import MONDAY, World, after

MADRID_MORNING = datetime(2026, 11, 17, 6, 0, tzinfo=UTC)


def wanting(person: Person) -> Person:
    person.timezone = "Europe/Madrid"
    person.save()
    choices.choose(person=person, notices=choices.NOTICES, digest=True, now=MONDAY)
    return person


def test_a_digest_leaves_once_in_the_readers_morning(world: World) -> None:
    wanting(world.lea)
    world.ticket(priority="P1")
    assert Digest.objects.get().next_at == MADRID_MORNING
    digests.sweep(now=after(hours=1))
    assert not OutboxRow.objects.filter(kind="digest").exists()
    for _again in range(2):
        digests.sweep(now=MADRID_MORNING)
    row = OutboxRow.objects.get(kind="digest")
    sent = digests.envelope(row, MADRID_MORNING)
    assert sent is not None
    assert (sent.sender, sent.recipient) == ("", "lea@people.example")
    mail = message_from_bytes(sent.data, policy=default)
    assert mail["auto-submitted"] == "auto-generated"
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert mail["list-unsubscribe"] == f"<{choices.address(world.lea, 'digest')}>"


def test_after_an_outage_one_digest_leaves_and_not_one_for_each_morning(world: World) -> None:
    wanting(world.lea)
    digests.sweep(now=after(days=5))
    digests.sweep(now=after(days=5, minutes=1))
    assert OutboxRow.objects.filter(kind="digest").count() == 1


def test_it_names_what_is_missed_and_what_is_due_today_and_nothing_else(world: World) -> None:
    world.lea.language = "en"
    late = world.ticket(priority="P1")
    assert late.due_at is not None
    today = world.ticket(priority="P2", source_id="test:2", subject="Slow <b>today</b>")
    world.ticket(priority="P4", source_id="test:3", subject="Some day")
    told = digests.digest_letter(world.lea, speak("en"), late.due_at)
    assert told is not None
    text = "\n".join(told.lines)
    assert "deadline is missed" in text
    assert late.reference in text
    assert today.due_at is not None
    assert ("Slow <b>today</b>" in text) == (today.due_at.date() == late.due_at.date())
    assert "Some day" not in text


def test_an_agent_is_told_of_their_own_tickets_and_a_lead_of_all(world: World) -> None:
    mine = world.ticket(priority="P1")
    operations.assign(ticket=mine, by=world.bob, assignee=world.bob, now=MONDAY)
    world.ticket(priority="P1", source_id="test:2")
    assert [each.pk for each in digests.theirs(world.bob)] == [mine.pk]
    assert digests.theirs(world.lea).count() == 2
    assert not digests.theirs(world.zoe).exists()
    assert not digests.theirs(world.ana).exists()


def test_a_morning_with_nothing_due_has_no_mail(world: World) -> None:
    wanting(world.lea)
    digests.sweep(now=MADRID_MORNING)
    assert digests.envelope(OutboxRow.objects.get(), MADRID_MORNING) is None


def test_who_stopped_it_meanwhile_gets_none(world: World) -> None:
    wanting(world.lea)
    world.ticket(priority="P1")
    digests.sweep(now=MADRID_MORNING)
    choices.stop(person=world.lea, notice="digest")
    assert digests.envelope(OutboxRow.objects.get(kind="digest"), MADRID_MORNING) is None


def test_a_notice_that_is_not_wanted_is_not_sent_and_not_set_aside(world: World) -> None:
    ticket = operations.reply(ticket=world.ticket(), by=world.bob, text="Hello", now=MONDAY)
    payload = {"template": "undelivered", "ticket": ticket.pk, "event": 2, "to": world.bob.pk, "language": "en"}
    row = OutboxRow(message_id="<n@x.example>", created_at=MONDAY, payload=payload)
    choices.stop(person=world.bob, notice="undelivered")
    choices.stop(person=world.bob, notice="undelivered")
    with pytest.raises(NotWanted):
        compose(row, MONDAY)


def test_customers_letters_and_deadlines_cannot_be_stopped(world: World) -> None:
    world.ticket()
    assert letter("acknowledgement").mail["list-unsubscribe"] is None
    assert not {"alarm", "acknowledgement", "reply"} & set(choices.NOTICES)


@pytest.mark.parametrize(
    "wrong", ["", "1", "1.digest.", "1.digest." + "0" * 64, "1.alarm.{}", "x.digest.{}", "{}.digest", "1.digest.{}\n"]
)
def test_a_link_that_we_did_not_make_stops_nothing(world: World, wrong: str) -> None:
    assert choices.read(wrong.format(choices.token(1, "digest").rpartition(".")[2])) is None


def test_a_link_stops_one_kind_for_one_person(world: World) -> None:
    told = choices.token(world.bob.pk, "handover")
    assert choices.read(told) == (world.bob, "handover")
    assert choices.read(told.replace("handover", "ending")) is None
    assert choices.read(told.replace(str(world.bob.pk), str(world.lea.pk), 1)) is None
    world.bob.is_active = False
    world.bob.save()
    assert choices.read(told) is None


def test_choosing_is_the_whole_choice(world: World) -> None:
    choices.choose(person=world.bob, notices=["ending"], digest=False, now=MONDAY)
    assert choices.unwanted(world.bob) == set(choices.NOTICES) - {"ending"}
    choices.choose(person=world.bob, notices=choices.NOTICES, digest=True, now=MONDAY)
    assert not Unwanted.objects.exists()
    assert choices.has_digest(world.bob)
