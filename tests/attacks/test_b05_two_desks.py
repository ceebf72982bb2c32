"""B5, P14: two desks, and a responder that says nothing of itself, wired together for ten thousand steps.

One mail starts it. Whatever a desk sends is delivered to the other one or to the responder a minute later, and so on until nobody has
anything to say; what is left of the steps passes in silence, in which people answer now and then, which stirs it all up again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from email.utils import parseaddr
from itertools import count

import pytest

from parola.desk.accounts.models import Brand, without_detail
from parola.desk.mail import caps, intake, receive, send
from parola.desk.mail.models import Received, Sent
from parola.desk.mail.server import Delivery
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import operations
from parola.desk.tickets.models import Ticket
from tests.desk.mail.post import written
from tests.desk.world import MONDAY, World

STEPS = 10_000
NUMBERS = count(1)
Responder = Callable[[Delivery, int], list[tuple[bytes, str]]]
AWAY = "away@responder.example"


def take(brand: Brand, raw: bytes, *, path: str, to: str, now: datetime) -> Received:
    kept = receive.keep(brand=brand, raw=raw, envelope_from=path, envelope_to=to, received_at=now)
    return receive.process(kept, now=now)


def run(world: World, left: list[Delivery], responder: Responder, *, stirred: Callable[[int, datetime], None]) -> None:
    """All the steps. Only those in which something is under way cost anything."""
    under_way: list[tuple[bytes, str, str]] = []
    seen = 0
    for step in range(STEPS):
        now = MONDAY + timedelta(minutes=step)
        stirred(step, now)
        for raw, path, to in under_way:
            take(world.zmanda if "zmanda" in to else world.credenti, raw, path=path, to=to, now=now)
        under_way = []
        if not OutboxRow.objects.filter(state=OutboxRow.State.READY).exists():
            continue
        send.deliver(now=now)
        for delivery in left[seen:]:
            if without_detail(delivery.recipients[0]) == AWAY:
                under_way += [(raw, AWAY, to) for raw, to in responder(delivery, step)]
            else:
                under_way.append((delivery.raw, delivery.sender, delivery.recipients[0]))
        seen = len(left)


def automatic_mails(left: list[Delivery], to: str) -> int:
    return sum(b"\r\nAuto-Submitted:" in each.raw and each.recipients[0] == to for each in left)


def note(step: int, to: str, **headers: str) -> tuple[bytes, str]:
    """What the responder says, unmarked, under a Message-ID of its own."""
    return written(sender=AWAY, message_id=f"<{step}.{next(NUMBERS)}@responder.example>", **headers), to


def to_sender(delivery: Delivery, step: int) -> list[tuple[bytes, str]]:
    """It answers whoever is named in `From:`, with its own subject, in no thread."""
    sender = parseaddr(message_from_bytes(delivery.raw)["From"])[1]
    return [note(step, sender, subject="I am away")]


def in_the_thread(delivery: Delivery, step: int) -> list[tuple[bytes, str]]:
    """It answers in the thread, with the subject that it answers, to the sender and not where answers are wanted."""
    mail = message_from_bytes(delivery.raw)
    subject = f"Re: {step} {mail['Subject']}"
    return [note(step, parseaddr(mail["From"])[1], subject=subject, in_reply_to=mail["Message-ID"])]


def where_answers_go(delivery: Delivery, step: int) -> list[tuple[bytes, str]]:
    """It answers where answers are wanted."""
    mail = message_from_bytes(delivery.raw)
    return [note(step, parseaddr(mail["Reply-To"] or mail["From"])[1], subject=f"Away {mail['Subject']}")]


def to_the_return_path(delivery: Delivery, step: int) -> list[tuple[bytes, str]]:
    """As RFC 3834 has it: nothing is answered that has no return path; and it says what it is."""
    return [note(step, delivery.sender, auto_submitted="auto-replied")] if delivery.sender else []


RESPONDERS = [to_sender, in_the_thread, where_answers_go, to_the_return_path]


@pytest.mark.parametrize("responder", RESPONDERS, ids=lambda responder: str(responder.__name__))
def test_a_responder_that_hides_what_it_is_gets_two_automatic_mails_at_most(
    world: World, left: list[Delivery], responder: Responder
) -> None:
    def begin(step: int, now: datetime) -> None:
        if step == 0:
            raw, _ = note(step, "", subject="I am away")
            take(world.credenti, raw, path=AWAY, to="support@credenti.example", now=now)

    run(world, left, responder, stirred=begin)
    assert automatic_mails(left, AWAY) <= 2
    assert not OutboxRow.objects.filter(state=OutboxRow.State.READY).exists()


def test_answers_of_people_stir_it_up_and_it_ends_again_each_time(world: World, left: list[Delivery]) -> None:
    """An agent answers the first request once a day, and the responder answers that: the caps of the day hold."""
    tickets: list[Ticket] = []

    def stir(step: int, now: datetime) -> None:
        if step == 0:
            raw, _ = note(step, "", subject="I am away")
            ticket = take(world.credenti, raw, path=AWAY, to="support@credenti.example", now=now).ticket
            assert ticket is not None
            tickets.append(ticket)
        elif step % 1440 == 0:
            operations.reply(ticket=Ticket.objects.get(pk=tickets[0].pk), by=world.bob, text=f"Day {step}", now=now)

    run(world, left, to_sender, stirred=stir)
    days = STEPS // 1440 + 1
    assert automatic_mails(left, AWAY) <= 2 * days
    for sent in Sent.objects.filter(automatic=True):
        within = Sent.objects.filter(
            person=sent.person_id, automatic=True, first_try_at__gt=sent.first_try_at - timedelta(days=1),
            first_try_at__lte=sent.first_try_at,
        )  # fmt: skip
        assert within.count() <= caps.A_DAY


def test_two_desks_stop_after_two_automatic_mails(world: World, left: list[Delivery]) -> None:
    """Each is the other's customer; somebody writes in the name of one to the other."""
    ours, theirs = "support@credenti.example", "support@zmanda.example"

    def begin(step: int, now: datetime) -> None:
        if step == 0:
            take(world.credenti, written(sender=theirs), path=theirs, to=ours, now=now)

    run(world, left, to_sender, stirred=begin)
    assert len(left) <= 2
    assert Ticket.objects.count() <= 1


def test_b5_a_thousand_mails_of_one_sender_are_kept_and_answered_a_few_times(
    world: World, left: list[Delivery]
) -> None:
    for number in range(1_000):
        now = MONDAY + timedelta(seconds=number * 0.06)
        subject = f"Alarm {chr(97 + number % 26)}{chr(97 + number // 26 % 26)}{chr(97 + number // 676)}"
        raw = written(sender="monitor@people.example", subject=subject, message_id=f"<{number}@people.example>")
        take(world.credenti, raw, path="monitor@people.example", to="support@credenti.example", now=now)
    send.deliver(now=MONDAY + timedelta(minutes=1))
    assert Received.objects.count() == 1_000
    assert Received.objects.filter(state=Received.State.HELD).count() == 1_000 - intake.MOST_AT_ONCE
    assert Ticket.objects.count() == intake.MOST_AT_ONCE
    assert len(left) == caps.A_DAY
    assert intake.let_in(brand=world.credenti, sender="monitor@people.example") == 1_000 - intake.MOST_AT_ONCE
    assert receive.sweep(now=MONDAY + timedelta(hours=1), limit=40)
    assert Ticket.objects.count() == intake.MOST_AT_ONCE + 40
    send.deliver(now=MONDAY + timedelta(hours=1))
    assert len(left) == caps.A_DAY
