"""B5 and B4: loops and storms that other desks had, and rights that a mail gave, each under its own name."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes

import pytest

from parola.desk.accounts.models import Membership, Person
from parola.desk.mail import caps, route, send
from parola.desk.mail.models import Received, Sent
from parola.desk.mail.server import Delivery
from parola.desk.mail.token import reply_address
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import operations, queries
from parola.desk.tickets.models import Ticket
from tests.desk import world as worlds
from tests.desk.mail.post import DESK, take_in, written
from tests.desk.mail.test_reports import report
from tests.desk.world import MONDAY, World

State = Received.State
EVE = "eve@attacker.example"


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


def is_put_by(received: Received) -> bool:
    """Kept, and nothing else: no ticket, nobody written to."""
    return received.state == State.AUTOMATIC and not Ticket.objects.exists() and not OutboxRow.objects.exists()


def test_frappe_3628_bounces_and_absence_notes_are_known_by_more_than_a_header_of_ours(world: World) -> None:
    assert is_put_by(take_in(world, report(), path=""))
    assert is_put_by(take_in(world, written(auto_submitted="auto-replied", message_id="<2@x.example>")))
    assert is_put_by(take_in(world, written(subject="Automatic reply: Re: help", message_id="<3@x.example>")))


def test_freescout_634_a_mailer_daemon_without_a_return_path_is_not_answered(world: World) -> None:
    raw = b"Return-Path: <>\r\nFrom: MAILER-DAEMON@my.example\r\nTo: <>\r\nSubject: Message delivery failure notice\r\n\r\nSorry.\r\n"
    assert is_put_by(take_in(world, raw, path="info@my.example"))


def test_freescout_3670_answers_that_call_themselves_automated_make_no_conversations(world: World) -> None:
    subject = "Automated Response: Re: " * 3 + "Your package is on the way!"
    assert is_put_by(take_in(world, written(sender="shop@carrier.example", subject=subject)))


def test_freescout_688_chatwoot_5131_an_address_that_takes_no_answers_gets_none(world: World) -> None:
    for number, sender in enumerate(["no-reply@x.example", "noreply@x.example", "do-not-reply@x.example"]):
        assert is_put_by(take_in(world, written(sender=sender, message_id=f"<{number}@x.example>")))


def test_freescout_3156_4250_4806_what_we_tell_our_own_people_brings_no_bounces_back(
    world: World, left: list[Delivery]
) -> None:
    ticket = world.ticket()
    operations.resolve(ticket=ticket, by=world.bob, now=MONDAY)
    send.deliver(now=MONDAY)
    assert {delivery.sender for delivery in left} == {""}
    take_in(world, report(), path="")
    assert Ticket.objects.count() == 1
    assert queries.again(ticket).status == Ticket.Status.RESOLVED


def test_ostickets_1041_a_responder_in_the_name_of_a_customer_stops_at_the_second(
    world: World, left: list[Delivery]
) -> None:
    for number in range(20):
        now = MONDAY + timedelta(minutes=20 * number)
        subject = f"Away! {str(message_from_bytes(left[-1].raw)['Subject']) if left else ''}"
        raw = written(subject=subject, message_id=f"<{number}@people.example>", date=str(number))
        assert take_in(world, raw).state == State.TICKET
        send.deliver(now=now)
    assert len(left) <= 2


def test_odoo_66329_an_alias_is_no_way_to_fill_the_desk(world: World, left: list[Delivery]) -> None:
    for number in range(60):
        take_in(world, written(subject="a" * (number + 1), message_id=f"<{number}@people.example>"))
    send.deliver(now=MONDAY)
    assert Ticket.objects.count() == 30
    assert Received.objects.filter(state=State.HELD).count() == 30
    assert len(left) == caps.A_DAY


def test_posthog_92017_our_own_notices_that_are_forwarded_to_us_open_nothing(
    world: World, left: list[Delivery]
) -> None:
    world.ticket()
    send.deliver(now=MONDAY)
    forwarded = left[0].raw.replace(b"\r\nAuto-Submitted: auto-replied", b"").replace(b"\r\nPrecedence: bulk", b"")
    assert take_in(world, forwarded).reason == "came from this desk"
    rewritten = forwarded.replace(b"Message-ID: <", b"Message-ID: <x")
    assert take_in(world, rewritten).reason == "came from this desk"
    assert Ticket.objects.count() == 1


def test_row_1_cve_2024_49193_a_mail_that_fails_dmarc_gives_whoever_is_in_copy_nothing(world: World) -> None:
    ticket = world.ticket()
    to = reply_address(DESK, ticket.pk, world.ana.pk, route.mail_key())
    failed = "mx.desk.example; dmarc=fail (p=reject) header.from=people.example"
    raw = written(sender="ana@people.example", cc=EVE, authentication_results=failed)
    assert take_in(world, raw, to=to).state == State.QUARANTINED
    assert not ticket.participants.exists()
    assert not Person.objects.filter(email=EVE).exists()


def test_row_2_nothing_that_was_submitted_goes_to_the_address_that_was_typed(
    world: World, left: list[Delivery]
) -> None:
    victim = worlds.person("victim")
    for number in range(40):
        world.ticket(
            requester=victim, subject="Win http://evil.example", text="Click http://evil.example", priority=None,
            source_id=f"form:{number}",
        )  # fmt: skip
    send.deliver(now=MONDAY)
    assert len(left) == caps.A_DAY_BY_FORM == 1
    assert not any(word in left[0].raw for word in (b"evil", b"Win", b"Victim"))


@pytest.mark.parametrize("act", ["resolve", "change_priority"])
def test_row_2_nor_do_later_notices_name_what_was_submitted(world: World, left: list[Delivery], act: str) -> None:
    raw = written(
        sender="Prize <victim@elsewhere.example>", subject="Win http://evil.example", message_id="<evil@evil.example>"
    )
    ticket = take_in(world, raw).ticket
    assert ticket is not None
    if act == "resolve":
        operations.resolve(ticket=ticket, by=world.bob, now=MONDAY)
    else:
        operations.change_priority(ticket=ticket, by=world.bob, priority="P1", reason="It is", now=MONDAY)
    send.deliver(now=MONDAY)
    assert len(left) == 2
    for delivery in left:
        assert not [line for line in delivery.raw.split(b"\r\n") if b"evil" in line]
        assert b"Prize" not in delivery.raw


def test_row_2_an_answer_of_a_person_to_a_doubted_sender_says_nothing_of_theirs_either(
    world: World, left: list[Delivery]
) -> None:
    ticket = take_in(world, written(sender="Prize <victim@elsewhere.example>", subject="Win a lot")).ticket
    assert ticket is not None
    operations.reply(ticket=ticket, by=world.bob, text="Did you write this?", now=MONDAY, at_once_reason="Now")
    send.deliver(now=MONDAY)
    assert not any(b"Win" in delivery.raw or b"Prize" in delivery.raw for delivery in left)


def test_row_5_cve_2026_47123_a_reference_made_up_after_ours_is_no_answer(world: World) -> None:
    ticket = world.ticket()
    for number, made_up in enumerate(
        (f"notify-{ticket.pk}-{world.bob.pk}@credenti.example", f"{ticket.pk}@credenti.example")
    ):
        raw = written(sender="bob@people.example", in_reply_to=f"<{made_up}>", message_id=f"<{number}@x.example>")
        received = take_in(world, raw)
        assert received.ticket not in (None, ticket)
        assert received.authenticity == "unverified"
    assert queries.again(ticket).last_event_seq == 1


def test_row_7_cve_2020_14214_a_claimed_domain_shows_nothing_of_the_organization(world: World) -> None:
    ticket = world.ticket()
    received = take_in(world, written(sender="new@people.example", subject="Hi"))
    assert received.ticket is not None
    new = Person.objects.get(email="new@people.example")
    assert received.ticket.organization is None
    assert not Membership.objects.filter(person=new).exists()
    assert not queries.visible_to(new).filter(pk=ticket.pk).exists()


def test_the_return_path_of_a_mail_is_its_own_and_tells_nobody_elses(world: World, left: list[Delivery]) -> None:
    ticket = world.ticket(acknowledge=False)
    for text in ("One", "Two"):
        operations.reply(ticket=Ticket.objects.get(pk=ticket.pk), by=world.bob, text=text, now=MONDAY)
    send.deliver(now=MONDAY)
    paths = [delivery.sender for delivery in left]
    assert len(set(paths)) == 2
    take_in(world, report().replace(b"ours@credenti.example", b"x@y.example"), to=paths[0], path="")
    assert list(Sent.objects.order_by("pk").values_list("returned_for_good", flat=True)) == [True, False]
