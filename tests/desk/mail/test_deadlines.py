"""What people at the desk are told of alarms: as it is true when the mail is written, with what helps them."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from parola.desk.accounts.models import Brand, Person
from parola.desk.agreements import operations as agreements
from parola.desk.mail.compose import compose
from parola.desk.outbox import operations as outbox
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import alarms, operations
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.seeking import Seeking
from tests.desk import world as worlds
from tests.desk.teams import made
from tests.desk.world import MONDAY, World, after

AHEAD = after(minutes=228)  # a critical ticket is escalated by the desk


@pytest.fixture
def altamar(world: World) -> Brand:
    return worlds.altamar(world)


def sweep_all(now: datetime) -> None:
    while alarms.sweep(now=now):
        pass


def text(row: OutboxRow, now: datetime) -> str:
    mail = message_from_bytes(compose(row, now).data, policy=default)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def notices(to: Person) -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(payload__template="alarm", payload__to=to.pk).order_by("pk"))


def send_all(now: datetime) -> None:
    while row := outbox.claim(kind="mail", now=now):
        outbox.settle(row=row, now=now)


def test_a_reminder_has_the_draft_and_leads_to_the_composer(world: World, altamar: Brand) -> None:
    ticket = world.ticket(brand=altamar, priority="critical")
    operations.assign(ticket=ticket, by=world.bob, assignee=world.bob, now=after(minutes=1))
    operations.reply(ticket=ticket, by=world.bob, text="We are on it.", now=after(minutes=2))
    sweep_all(after(minutes=100))
    send_all(after(minutes=100))
    sweep_all(after(minutes=117))
    mail = text(notices(world.bob)[-1], after(minutes=117))
    assert "ALT-1, Critical: the customer is to hear from us by Monday, 16 November 2026, 11:02" in mail
    assert "/console/tickets/ALT-1/?draft=1#composer" in mail
    assert "lunes, 16 de noviembre de 2026" in mail  # the draft is in the customer's language


def test_the_tier_hears_what_was_done_before(world: World, altamar: Brand) -> None:
    ticket = world.ticket(brand=altamar, priority="critical")
    Seeking()(after(minutes=1))
    operations.reply(ticket=ticket, by=world.bob, text="Restart the service.", now=after(minutes=2))
    operations.note(ticket=ticket, by=world.bob, text="It is the disk.", now=after(minutes=3))
    sweep_all(AHEAD - timedelta(seconds=1))
    send_all(AHEAD - timedelta(seconds=1))
    sweep_all(AHEAD)
    mail = text(notices(world.bob)[-1], AHEAD)
    assert "the desk escalated the ticket to tier 2" in mail
    assert "Restart the service." in mail
    assert "It is the disk." in mail
    assert "Known solutions were looked for, and nothing fits." in mail


def test_in_a_native_contract_the_tier_is_informed(world: World) -> None:
    brand = worlds.altamar(world, plan="native")
    world.ticket(brand=brand, priority="critical")
    sweep_all(AHEAD)
    assert "tier 2 is informed of the ticket" in text(notices(world.bob)[-1], AHEAD)


def test_outside_the_hours_a_notice_waits_for_the_opening_and_says_then_what_is_true(
    world: World, altamar: Brand
) -> None:
    publish(altamar, "alarms: {on: office, tell: {80%: [assignee]}}")
    friday = datetime.fromisoformat("2026-11-20T21:00:00+00:00")
    monday = datetime.fromisoformat("2026-11-23T08:00:00+00:00")
    ticket = world.ticket(brand=altamar, priority="P1", submitted_at=friday, now=friday)
    for hours in (1.7, 3.3, 3.9):
        sweep_all(friday + timedelta(hours=hours))
    (row,) = notices(world.bob)
    assert (row.next_try_at, len(row.payload["alarms"])) == (monday, 4)
    operations.reply(ticket=ticket, by=world.bob, text="Hola", now=friday + timedelta(hours=3, minutes=55))
    told = text(row, monday)
    assert "First response, due Friday, 20 November 2026, 23:00 (UTC), is no longer open." in told
    assert "the desk escalated the ticket to tier 2" in told


def test_a_named_step_is_told_by_its_name_to_its_people(world: World, altamar: Brand) -> None:
    step = "{metric: escalation, after: 1h, tell: [lead], name: Duty manager}"
    publish(altamar, f"alarms: {{steps: {{duty: {step}}}}}")
    world.ticket(brand=altamar, priority="P1")
    sweep_all(after(hours=1))
    assert "Duty manager. Escalation to the next tier is due" in text(notices(world.lea)[-1], after(hours=1))
    assert notices(world.bob) == []


ENGLISH = """\
id: altamar
vendor: Altamar
languages: [en]
title: Support
priorities:
  P1: {name: Critical, definition: All is down.}
default_priority: P1
plans:
  hybrid:
    name: Hybrid
    channels: [email, web]
    hours: Always
    tiers: [1, 2]
    targets:
      first_response: {on: always, P1: 2h}
      escalation: {on: always, P1: 4h}
calendars:
  office: {name: Office, hours: mon-fri 09:00-17:00, timezone: Europe/Madrid}
warnings: [80%]
"""


def publish(brand: Brand, more: str) -> None:
    agreements.publish(brand=brand, source=f"{ENGLISH}{more}\n", by=None, now=MONDAY)


def test_silence_is_told_with_its_count(world: World, altamar: Brand) -> None:
    ticket = world.ticket(brand=altamar, priority="critical")
    operations.reply(ticket=ticket, by=world.bob, text="Hello", now=MONDAY)
    for hour in range(26):
        sweep_all(after(hours=hour))
    told = "\n".join(text(row, after(hours=26)) for row in notices(world.lea))
    assert "12 updates in a row were missed; you are not told of the next ones." in told


def test_the_first_mail_of_a_ticket_and_a_person_leaves_at_once(world: World) -> None:
    ticket: Ticket = world.ticket(priority="P1")
    sweep_all(after(hours=1))
    assert [row.next_try_at for row in notices(world.bob)] == [after(hours=1)]
    assert ticket.reference in text(notices(world.bob)[0], after(hours=1))


def test_who_is_told_of_what_is_not_theirs_reads_why(world: World) -> None:
    made.team(world.credenti, "front", world.bob, lead=world.lea)
    made.away(world.bob, after(minutes=-1), world.lea, days=3)
    ticket = operations.assign(ticket=world.ticket(priority="P1"), by=world.bob, assignee=world.bob, now=MONDAY)
    sweep_all(after(minutes=60))
    (mail,) = notices(world.lea)
    assert "You are told because you stand in for Bob, who is away." in text(mail, after(minutes=60))
    operations.assign(ticket=ticket, by=world.lea, assignee=world.lea, now=after(minutes=61))
    send_all(after(minutes=62))
    sweep_all(after(minutes=96))
    assert "You are told because" not in text(notices(world.lea)[-1], after(minutes=96))
