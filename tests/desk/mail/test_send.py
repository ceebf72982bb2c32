"""Out of the outbox, through mail servers that are well, and through those that are not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import OperationalError
from pytest_django import Settings

from parola.desk.accounts.models import Person, without_detail
from parola.desk.mail import caps, send
from parola.desk.mail.models import Sent
from parola.desk.mail.server import Delivery
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import operations, participants
from tests.desk.mail.post import DESK, VERIFIED, gathering, listening, scripted, speaking, take_in, written
from tests.desk.world import MONDAY, World, after

State = OutboxRow.State
EHLO, MAIL, RCPT, GO = "250 test", "250 OK", "250 OK", "354 go"


@pytest.fixture
def caught(settings: Settings) -> Iterator[list[Delivery]]:
    """What a server that is well takes."""
    deliveries: list[Delivery] = []
    with listening(gathering(deliveries)) as port:
        settings.EMAIL_PORT = port
        yield deliveries


def states() -> list[str]:
    return list(OutboxRow.objects.order_by("pk").values_list("state", flat=True))


def message_ids(deliveries: list[Delivery]) -> list[str]:
    lines = [line for delivery in deliveries for line in delivery.raw.decode().splitlines()]
    return [line.removeprefix("Message-ID: ") for line in lines if line.startswith("Message-ID: ")]


def test_what_waits_leaves_in_order_each_to_one_recipient(world: World, caught: list[Delivery]) -> None:
    ticket = participants.add(ticket=world.ticket(), by=world.bob, person=world.olga, now=MONDAY)
    operations.reply(ticket=ticket, by=world.bob, text="Hola", now=MONDAY)
    assert send.deliver(now=MONDAY) is False
    assert [delivery.recipients for delivery in caught] == [
        ("ana@people.example",), ("ana@people.example",), ("olga@people.example",),
    ]  # fmt: skip
    assert [without_detail(delivery.sender) for delivery in caught] == ["@", DESK, DESK]
    assert len({delivery.sender for delivery in caught}) == 3
    assert states() == [State.SENT] * 3
    assert message_ids(caught) == list(OutboxRow.objects.order_by("pk").values_list("message_id", flat=True))
    assert "olga@people.example" not in caught[1].raw.decode()


def test_no_more_than_asked_for_leaves_at_once(world: World, caught: list[Delivery]) -> None:
    for number in range(3):
        world.ticket(source_id=f"test:{number}", requester=[world.ana, world.olga, world.amir][number], priority=None)
    assert send.deliver(now=MONDAY, limit=2) is True
    assert len(caught) == 2
    assert send.deliver(now=MONDAY, limit=2) is False
    assert len(caught) == 3


def test_nothing_waits_nothing_is_opened(world: World, settings: Settings) -> None:
    settings.EMAIL_PORT = 1
    assert send.deliver(now=MONDAY) is False


def test_an_answer_is_known_before_the_server_has_answered(world: World, settings: Settings) -> None:
    world.ticket()
    with scripted(speaking(EHLO, MAIL, RCPT, GO, "DATA")) as (port, _):
        settings.EMAIL_PORT = port
        send.deliver(now=MONDAY)
    sent = Sent.objects.get()
    assert f"<{sent.message_id}>" == OutboxRow.objects.get().message_id
    reply = written(sender="ana@people.example", in_reply_to=f"<{sent.message_id}>", **VERIFIED)
    assert take_in(world, reply).ticket == sent.ticket


TEMPORARY = [
    ("a server that hangs up at once", ()),
    ("a greeting that is none", ("500 what",)),
    ("cut after MAIL", (EHLO, MAIL)),
    ("busy with the sender", (EHLO, "451 later", "250 OK", "221 bye")),
    ("busy with the recipient", (EHLO, MAIL, "450 later", "250 OK", "221 bye")),
    ("busy with the data", (EHLO, MAIL, RCPT, GO, "DATA 452 later", "250 OK", "221 bye")),
    ("cut before it says whether it took it", (EHLO, MAIL, RCPT, GO, "DATA")),
    ("closing", (EHLO, MAIL, RCPT, GO, "DATA 421 closing")),
]


@pytest.mark.parametrize("answers", [answers for _, answers in TEMPORARY], ids=[name for name, _ in TEMPORARY])
def test_a_server_that_is_not_well_gets_the_same_mail_later(
    world: World, settings: Settings, caught: list[Delivery], answers: tuple[str, ...]
) -> None:
    world.ticket()
    well = settings.EMAIL_PORT
    with scripted(speaking(*answers)) as (port, _):
        settings.EMAIL_PORT = port
        send.deliver(now=MONDAY)
    row = OutboxRow.objects.get()
    assert (row.state, row.attempts) == (State.READY, 1)
    assert row.last_error
    assert row.next_try_at > MONDAY
    settings.EMAIL_PORT = well
    send.deliver(now=MONDAY)
    assert caught == []
    send.deliver(now=after(minutes=2))
    assert message_ids(caught) == [row.message_id]
    assert states() == [State.SENT]


def test_a_dead_server_is_tried_once_a_turn_and_holds_up_nothing(world: World, settings: Settings) -> None:
    for number in range(3):
        world.ticket(source_id=f"test:{number}")
    with scripted(speaking(), speaking(), speaking()) as (port, came):
        settings.EMAIL_PORT = port
        send.deliver(now=MONDAY)
        assert came == [0]
    assert sorted(OutboxRow.objects.values_list("attempts", flat=True)) == [0, 0, 1]


FOR_GOOD = [
    ("unknown recipient", (EHLO, MAIL, "550 5.1.1 no such user", "250 OK", "221 bye")),
    ("refused sender", (EHLO, "550 5.7.1 not you", "250 OK", "221 bye")),
    ("refused data", (EHLO, MAIL, RCPT, GO, "DATA 554 5.7.1 spam", "250 OK", "221 bye")),
]


@pytest.mark.parametrize("answers", [answers for _, answers in FOR_GOOD], ids=[name for name, _ in FOR_GOOD])
def test_a_refusal_for_good_is_set_aside_with_the_servers_words(
    world: World, settings: Settings, answers: tuple[str, ...]
) -> None:
    world.ticket()
    with scripted(speaking(*answers)) as (port, _):
        settings.EMAIL_PORT = port
        send.deliver(now=MONDAY)
    row = OutboxRow.objects.get()
    assert row.state == State.PARKED
    assert row.last_error[:3] in {"550", "554"}


def test_a_refused_mail_does_not_hold_up_the_next(world: World, settings: Settings) -> None:
    world.ticket(source_id="test:1")
    world.ticket(source_id="test:2", requester=world.olga, priority=None)
    plan = speaking(EHLO, MAIL, "550 no", "250 reset", MAIL, RCPT, GO, "DATA 250 taken", "221 bye")
    with scripted(plan) as (port, _):
        settings.EMAIL_PORT = port
        send.deliver(now=MONDAY)
    assert states() == [State.PARKED, State.SENT]


def test_a_row_that_names_what_is_not_there_is_set_aside_and_the_next_one_leaves(
    world: World, caught: list[Delivery]
) -> None:
    world.ticket(source_id="test:1")
    world.ticket(source_id="test:2", requester=world.olga, priority=None)
    first = OutboxRow.objects.earliest("pk")
    OutboxRow.objects.filter(pk=first.pk).update(payload=first.payload | {"to": 0})
    send.deliver(now=MONDAY)
    assert states() == [State.PARKED, State.SENT]
    assert len(caught) == 1


def test_a_row_that_we_fail_to_write_is_tried_again_for_hours_and_holds_up_nothing(
    world: World, caught: list[Delivery]
) -> None:
    world.ticket(source_id="test:1")
    world.ticket(source_id="test:2", requester=world.olga, priority=None)
    first = OutboxRow.objects.earliest("pk")
    OutboxRow.objects.filter(pk=first.pk).update(payload=first.payload | {"language": None})
    send.deliver(now=MONDAY)
    assert states() == [State.READY, State.SENT]
    for hour in range(2, 2 * send.MOST_FAULTS, 2):
        send.deliver(now=after(hours=hour))
    first.refresh_from_db()
    assert (first.state, first.attempts) == (State.PARKED, send.MOST_FAULTS)


def test_a_database_that_fails_costs_no_mail(
    world: World, caught: list[Delivery], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError

    world.ticket()
    with monkeypatch.context() as broken:
        broken.setattr(send, "compose", fail)
        with pytest.raises(OperationalError):
            send.deliver(now=MONDAY)
    send.deliver(now=after(minutes=5))
    assert len(caught) == 1


def test_a_server_without_utf8_addresses_cannot_take_one(
    world: World, caught: list[Delivery], settings: Settings
) -> None:
    Person.objects.filter(pk=world.ana.pk).update(email="أحمد@شركة.example")
    world.ticket()
    well = settings.EMAIL_PORT
    with scripted(speaking("250 test", "221 bye")) as (port, _):
        settings.EMAIL_PORT = port
        send.deliver(now=MONDAY)
    assert states() == [State.PARKED]
    OutboxRow.objects.update(state=State.READY)
    settings.EMAIL_PORT = well
    send.deliver(now=MONDAY)
    assert caught[0].recipients == ("أحمد@شركة.example",)


def test_a_server_that_must_be_trusted_and_offers_no_tls_gets_nothing(world: World, settings: Settings) -> None:
    world.ticket()
    said: list[str] = []
    settings.EMAIL_USE_TLS = True
    with scripted(speaking(EHLO, "221 bye", into=said)) as (port, _):
        settings.EMAIL_PORT = port
        send.deliver(now=MONDAY)
    assert states() == [State.READY]
    assert not any(line.upper().startswith("MAIL") for line in said)


def acknowledgements(world: World, count: int, **spread: float) -> None:
    for number in range(count):
        at = MONDAY + timedelta(**{unit: step * number for unit, step in spread.items()})
        world.ticket(
            requester=world.olga, priority=None, source_id=f"flood:{number}", submitted_at=at, now=at, channel="email"
        )
        send.deliver(now=at)


@pytest.mark.parametrize(
    ("verified", "tickets", "left"), [(False, 15, caps.A_DAY), (True, 15, 15)], ids=["unverified", "verified"]
)
def test_the_desk_answers_nobody_by_itself_for_ever(
    world: World, caught: list[Delivery], verified: bool, tickets: int, left: int
) -> None:
    if verified:
        EmailAddress.objects.filter(user=world.olga).update(verified=True)
    acknowledgements(world, tickets, minutes=1)
    assert len(caught) == left
    parked = OutboxRow.objects.filter(state=State.PARKED)
    assert parked.count() == tickets - left
    assert all("not sent" in row.last_error for row in parked)


def test_the_cap_is_by_the_day_and_for_what_the_desk_says_by_itself(world: World, caught: list[Delivery]) -> None:
    acknowledgements(world, caps.A_DAY + 1, minutes=1)
    ticket = operations.reply(
        ticket=world.ticket(requester=world.olga, priority=None, acknowledge=False, channel="email"),
        by=world.bob,
        text="Ciao",
        now=after(hours=1),
    )
    send.deliver(now=after(hours=1))
    assert len(caught) == caps.A_DAY + 1
    assert ticket.first_response_at is not None
    world.ticket(
        requester=world.olga,
        priority=None,
        source_id="tomorrow",
        channel="email",
        submitted_at=after(days=1, hours=1),
        now=after(days=1, hours=1),
    )
    send.deliver(now=after(days=1, hours=1))
    assert len(caught) == caps.A_DAY + 2


def test_one_ticket_is_answered_by_itself_once_in_ten_minutes(world: World, caught: list[Delivery]) -> None:
    ticket = world.ticket()
    first = OutboxRow.objects.get()
    twin: dict[str, Any] = {
        "kind": "mail", "payload": first.payload, "next_try_at": MONDAY, "created_at": MONDAY, "ticket_id": ticket.pk,
    }  # fmt: skip
    OutboxRow.objects.create(key="twin", message_id="<twin@credenti.example>", **twin)
    send.deliver(now=MONDAY)
    assert len(caught) == 1
    assert states() == [State.SENT, State.PARKED]
