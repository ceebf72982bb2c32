"""Faults that other desks had with the mails that leave them, each under its own name."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest
from django.conf import settings as configured

from parola.desk.mail import send, worded, wordings
from parola.desk.mail.models import Wording
from parola.desk.mail.server import Delivery
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import alarms, joining, milestones, operations, participants
from parola.desk.tickets.models import Ticket
from tests.desk import world as worlds
from tests.desk.mail.test_compose import letter, verify
from tests.desk.world import MONDAY, World, after

CANARY = "kestrel-7391"
"""Stands in what is for the desk alone; no customer may ever read it."""
TEMPLATES = (
    "{{ settings.SECRET_KEY }}",
    "{% include 'x' %}",
    "${7*7}",
    "<%= 1 %>",
    "{{customer_name}}",
    "{%customer.fullName%}",
)


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


def read(delivery: Delivery) -> str:
    """Everything in a mail that somebody or their program can read: the headers and each part, decoded."""
    mail = message_from_bytes(delivery.raw, policy=default)
    parts = [str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([delivery.raw.decode(), delivery.sender, *map(str, mail.values()), *parts])


def lived(world: World) -> Ticket:
    """A ticket to which nearly everything happens, by Bob, whose name and address are secret."""
    world.bob.name, world.bob.email = f"Bob {CANARY}", f"bob-{CANARY}@people.example"
    world.bob.save()
    world.lea.name = f"Lea {CANARY}"
    world.lea.save()
    ticket = world.ticket(priority="P2")
    participants.add(ticket=ticket, by=world.bob, person=world.olga, now=MONDAY)
    operations.note(ticket=ticket, by=world.bob, text=f"Inside: {CANARY}", now=MONDAY)
    operations.assign(ticket=ticket, by=world.bob, assignee=world.lea, now=MONDAY)
    operations.reply(ticket=ticket, by=world.bob, text="Try again.", now=after(minutes=1))
    operations.change_priority(ticket=ticket, by=world.bob, priority="P1", reason="All of them", now=after(minutes=2))
    milestones.reach(ticket=ticket, milestone="restored", by=world.bob, now=after(minutes=3))
    alarms.sweep(now=after(days=2))
    operations.resolve(ticket=ticket, by=world.bob, now=after(days=2))
    other = world.ticket(source_id="test:other")
    joining.merge(ticket=other, other=ticket, by=world.bob, share=True, now=after(days=2))
    return ticket


def sent_to_customers(world: World, left: list[Delivery]) -> list[Delivery]:
    lived(world)
    for hours in range(0, 96, 8):
        while send.deliver(now=after(hours=hours)):
            pass
    assert not OutboxRow.objects.filter(kind="mail", state="ready").exists()
    customers = {world.ana.email, world.olga.email}
    return [delivery for delivery in left if {*delivery.recipients} & customers]


def test_cve_2019_12497_agents_names_and_addresses_are_in_no_customers_mail(world: World, left: list[Delivery]) -> None:
    """Also CVE-2020-1777 and Zammad #3405. And Chatwoot #837, Brimir #412, Odoo #15621: nor is a private note."""
    mails = sent_to_customers(world, left)
    assert len(mails) >= 8
    assert [delivery for delivery in mails if CANARY in read(delivery)] == []


def test_cve_2022_0474_nobody_learns_who_else_was_told(world: World, left: list[Delivery]) -> None:
    for delivery in sent_to_customers(world, left):
        assert len(delivery.recipients) == 1
        mail = message_from_bytes(delivery.raw, policy=default)
        assert [address.addr_spec for address in mail["to"].addresses] == [*delivery.recipients]
        assert mail["cc"] is None
        assert mail["bcc"] is None
        others = {world.ana.email, world.olga.email, world.amir.email} - {*delivery.recipients}
        assert not [address for address in others if address in read(delivery)]


@pytest.mark.parametrize("attack", TEMPLATES)
@pytest.mark.parametrize("name", worded.KINDS)
def test_cve_2026_40567_a_name_is_text_in_every_letter(world: World, name: str, attack: str) -> None:
    world.ana.name = f"{attack} <img src=x onerror=alert(1)>"
    world.ana.language = "en"
    world.ana.save()
    verify(world.ana)
    greeting = "Dear {{customer_name}},\n" if "customer_name" in worded.KINDS[name].may else ""
    text = f"{greeting}\n{wordings.ours(name, 'en')}"
    seen = wordings.preview(
        letter=name, text=text, language="en", brand=world.credenti, ticket=world.ticket(), now=MONDAY
    )
    assert "<img" not in seen.html
    assert configured.SECRET_KEY not in seen.text + seen.html
    if name == "acknowledgement":
        assert f"Dear {world.ana.name}," in seen.text


def test_cve_2021_39115_an_administrators_text_is_no_program(world: World) -> None:
    Wording.objects.create(
        brand=world.credenti,
        letter="acknowledgement",
        language="en",
        text='{% load log %}{{ 7|add:"42" }} {{ ticket.requester.password }} {{promise}}',
    )
    world.ana.language = "en"
    world.ana.save()
    world.ticket()
    sent = letter("acknowledgement")
    assert '{% load log %}{{ 7|add:"42" }} {{ ticket.requester.password }}' in sent.text
    assert "49" not in sent.text.partition("{% load log %}")[2].partition("\n")[0].replace("42", "")


@pytest.mark.parametrize(
    "tag", ["{{customer_password}}", "{{CURRENT_UserPassword}}", "{{ customer.password }}", "{{config_Secret}}"]
)
def test_cve_2019_13458_an_unknown_placeholder_is_an_error_when_it_is_saved(world: World, tag: str) -> None:
    with pytest.raises(wordings.BadWording):
        wordings.save(
            brand=world.credenti,
            letter="reply",
            language="en",
            text=f"{{{{message}}}}\n\n{tag}",
            by=world.root,
            now=MONDAY,
        )
