"""One mail: kept, read, and made a ticket, a message, or a row with a reason. Once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import OperationalError, connection

from parola.desk.accounts.models import Person
from parola.desk.files import store
from parola.desk.mail import intake, parse, queries, reading, receive, route
from parola.desk.mail.models import Received, Sent
from parola.desk.mail.reading import Unreadable
from parola.desk.mail.token import reply_address
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import operations, participants
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.desk.tickets.queries import conversation
from tests.desk.mail.post import DESK, VERIFIED, take_in, written
from tests.desk.world import MONDAY, World, after

State = Received.State
ANA = "Ana <ana@people.example>"


def words(ticket: Ticket, reader: Person) -> list[str]:
    return [item.body.text for item in conversation(ticket, reader) if item.body]


def token_for(ticket: Ticket, person: Person) -> str:
    return reply_address(DESK, ticket.pk, person.pk, route.mail_key())


def sent_about(ticket: Ticket, person: Person, message_id: str = "ours@credenti.example") -> Sent:
    return Sent.objects.create(
        message_id=message_id, template="reply", ticket=ticket, person=person, first_try_at=MONDAY
    )


def test_a_mail_from_a_customer_opens_a_ticket_that_counts_from_when_the_server_had_it(world: World) -> None:
    kept = receive.keep(
        brand=world.credenti,
        raw=written(sender=ANA),
        envelope_from="ana@people.example",
        envelope_to=DESK,
        received_at=MONDAY,
    )
    received = receive.process(kept, now=after(minutes=7))
    ticket = received.ticket
    assert ticket is not None
    assert (received.state, ticket.channel, ticket.requester) == (State.TICKET, "email", world.ana)
    assert ticket.opened_at == MONDAY
    assert ticket.organization == world.acme
    assert ticket.subject == "No login"
    assert words(ticket, world.bob) == ["We cannot sign in."]


def test_the_raw_mail_is_kept_byte_for_byte(world: World) -> None:
    raw = written(text="perché \u202e no").replace(b"perch", b"\xff\x00perch")
    received = Received.objects.get(pk=take_in(world, raw).pk)
    assert bytes(received.raw) == raw


def test_a_stranger_becomes_a_person_without_any_rights(world: World) -> None:
    received = take_in(
        world, written(sender="Nadia <nadia@stranger.example>", text="لا نستطيع تسجيل الدخول إلى النظام")
    )
    nadia = Person.objects.get(email="nadia@stranger.example")
    assert received.ticket is not None
    assert received.ticket.requester == nadia
    assert received.ticket.organization is None
    assert (nadia.name, nadia.language, nadia.timezone) == ("Nadia", "ar", "Europe/Madrid")
    assert not nadia.has_usable_password()
    assert not EmailAddress.objects.get(email="nadia@stranger.example").verified
    assert not nadia.posts.exists()
    assert not nadia.memberships.exists()


def test_the_same_mail_again_changes_nothing(world: World) -> None:
    first = take_in(world, written())
    relayed = b"Received: from relay.example; Mon, 16 Nov 2026 10:00:00 +0100\r\n" + written()
    again = take_in(world, relayed)
    assert again.pk == first.pk
    assert Ticket.objects.count() == 1
    assert OutboxRow.objects.count() == 1


def test_the_same_message_id_with_other_words_is_another_mail(world: World) -> None:
    take_in(world, written())
    take_in(world, written(text="Something else."))
    assert Ticket.objects.count() == 2


def test_without_a_message_id_the_content_tells_the_double(world: World) -> None:
    raw = written().replace(b"Message-ID: <1@people.example>\r\n", b"")
    assert take_in(world, raw).pk == take_in(world, raw).pk
    assert Ticket.objects.count() == 1


def test_a_mail_to_two_brands_is_taken_by_each(world: World) -> None:
    take_in(world, written())
    other = receive.keep(
        brand=world.zmanda, raw=written(), envelope_from="", envelope_to="support@zmanda.example", received_at=MONDAY
    )
    assert other.state == State.TAKEN


def test_a_reply_to_the_token_joins_its_ticket(world: World) -> None:
    ticket = world.ticket()
    received = take_in(world, written(sender=ANA, text="It works."), to=token_for(ticket, world.ana).upper())
    assert received.ticket == ticket
    assert words(ticket, world.ana) == ["Nobody can log in.", "It works."]


@pytest.mark.parametrize("header", ["in_reply_to", "references"])
def test_a_reply_to_a_mail_of_ours_joins_its_ticket(world: World, header: str) -> None:
    ticket = world.ticket()
    sent_about(ticket, world.ana)
    received = take_in(world, written(sender=ANA, **{header: "<ours@credenti.example>"}, **VERIFIED))
    assert received.ticket == ticket


def test_a_reply_of_somebody_who_was_added_joins(world: World) -> None:
    ticket = participants.add(ticket=world.ticket(), by=world.bob, person=world.olga, now=MONDAY)
    assert take_in(world, written(), to=token_for(ticket, world.olga)).ticket == ticket


def test_what_was_quoted_below_our_marker_is_folded_away_and_kept(world: World) -> None:
    ticket = world.ticket()
    text = (
        f"It works.\r\n\r\nBob <{DESK}> wrote:\r\n> ##-- Please write your answer above this line --##\r\n> old words"
    )
    received = take_in(world, written(sender=ANA, text=text), to=token_for(ticket, world.ana))
    assert words(ticket, world.ana)[-1] == "It works."
    assert "old words" in parse.parse(bytes(received.raw)).text
    assert queries.mails_of(ticket)[2] == received


@pytest.mark.parametrize(
    "sender", ["olga@people.example", "bob@people.example", "eve@stranger.example", "ana+x@people.example"]
)
def test_neither_token_nor_message_id_helps_who_is_not_on_the_ticket(world: World, sender: str) -> None:
    ticket = world.ticket()
    sent_about(ticket, world.ana)
    raw = written(sender=sender, in_reply_to="<ours@credenti.example>")
    received = take_in(world, raw, to=token_for(ticket, world.ana))
    ticket.refresh_from_db()
    assert received.ticket is not None
    assert received.ticket != ticket
    assert ticket.last_event_seq == 1
    assert words(ticket, world.ana) == ["Nobody can log in."]


def test_a_ticket_of_another_brand_is_not_joined(world: World) -> None:
    ticket = world.ticket(brand=world.zmanda, requester=world.ana, priority=None)
    assert take_in(world, written(sender=ANA), to=token_for(ticket, world.ana)).ticket != ticket


def test_an_agent_gains_nothing_by_mail(world: World) -> None:
    ticket = world.ticket()
    sent_about(ticket, world.bob)
    raw = written(
        sender="bob@people.example", subject=f"Re: [{ticket.reference}] close it", references="<ours@credenti.example>"
    )
    received = take_in(world, raw)
    assert received.ticket is not None
    assert received.ticket.requester == world.bob
    assert TicketEvent.objects.filter(ticket=ticket).count() == 1


def test_a_reply_reopens_what_was_resolved(world: World) -> None:
    ticket = operations.resolve(ticket=world.ticket(), by=world.bob, now=MONDAY)
    received = take_in(world, written(sender=ANA, text="Not yet."), to=token_for(ticket, world.ana))
    assert received.ticket is not None
    assert received.ticket.status == Ticket.Status.OPEN


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (written(auto_submitted="auto-replied"), "olga@people.example"),
        (written(sender="MAILER-DAEMON@people.example"), "olga@people.example"),
        (written(), ""),
        (written(sender=DESK), "support@credenti.example"),
        (written(sender="support@zmanda.example"), "support@zmanda.example"),
        (written(x_loop="support@credenti.example"), "olga@people.example"),
    ],
    ids=["vacation", "bounce", "null path", "ourselves", "our other brand", "our loop header"],
)
def test_a_machines_mail_is_kept_and_does_nothing(world: World, raw: bytes, path: str) -> None:
    received = take_in(world, raw, path=path)
    assert received.state == State.AUTOMATIC
    assert received.reason
    assert Ticket.objects.count() == 0
    assert OutboxRow.objects.count() == 0


def test_a_machines_answer_does_not_reopen_its_ticket(world: World) -> None:
    ticket = operations.resolve(ticket=world.ticket(), by=world.bob, now=MONDAY)
    raw = written(sender=ANA, auto_submitted="auto-replied")
    take_in(world, raw, to=token_for(ticket, world.ana))
    ticket.refresh_from_db()
    assert ticket.status == Ticket.Status.RESOLVED


def test_a_mail_of_ours_that_comes_back_is_known(world: World) -> None:
    sent_about(world.ticket(), world.ana, "1@people.example")
    assert take_in(world, written()).reason == "came from this desk"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (written(sender="victim@customer.example <s@attacker.example>"), "From:"),
        (written().replace(b"From: olga@people.example\r\n", b""), "From:"),
        (written(x_long="x" * 20_000), "header: "),
        (b"X: y\r\n" * 600 + written(), "headers: "),
    ],
)
def test_what_cannot_be_taken_in_is_set_aside_with_its_reason(world: World, raw: bytes, reason: str) -> None:
    received = take_in(world, raw)
    assert received.state == State.QUARANTINED
    assert received.reason.startswith(reason)
    assert bytes(received.raw) == raw
    assert list(queries.set_aside(world.bob)) == [received]
    assert list(queries.set_aside(world.zoe)) == []
    assert Ticket.objects.count() == 0


def test_a_fault_of_the_parser_costs_one_mail(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise Unreadable("cannot be parsed: IndexError")

    with monkeypatch.context() as broken:
        broken.setattr(reading, "read", fail)
        assert take_in(world, written()).reason == "cannot be parsed: IndexError"
    assert take_in(world, written(message_id="<next@customer.example>")).state == State.TICKET


def test_a_failing_database_leaves_the_mail_to_be_read_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise OperationalError

    with monkeypatch.context() as broken:
        broken.setattr(operations, "open_ticket", fail)
        with pytest.raises(OperationalError):
            take_in(world, written())
    received = Received.objects.get()
    assert (received.state, received.attempts) == (State.TAKEN, 1)
    assert not receive.sweep(now=MONDAY + timedelta(minutes=1))
    assert Ticket.objects.count() == 0
    receive.sweep(now=MONDAY + receive.LEFT_BEHIND)
    received.refresh_from_db()
    assert received.state == State.TICKET
    assert Ticket.objects.get().opened_at == MONDAY


def test_a_mail_that_kills_its_reader_is_set_aside_unread(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def kill(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as deadly:
        deadly.setattr(reading, "read", kill)
        for _ in range(receive.MOST_ATTEMPTS):
            with pytest.raises(Killed):
                take_in(world, written())
    received = take_in(world, written())
    assert received.state == State.QUARANTINED
    assert "3 attempts" in received.reason
    assert Ticket.objects.count() == 0


def test_what_came_along_is_on_what_the_mail_says(world: World) -> None:
    part = b"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\n%PDF\r\n--b--\r\n"
    raw = written(content_type="multipart/mixed; boundary=b", text="").rstrip() + b"\r\n\r\n" + part
    ticket = take_in(world, raw).ticket
    assert ticket is not None
    (file,) = ticket.opening.attachments.all()
    assert (file.name, file.kind, file.blob.size, store.read(file.blob)) == ("a.pdf", "text/plain", 4, b"%PDF")


def test_a_disk_that_is_full_costs_the_mail_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    part = b"--b\r\nContent-Disposition: attachment; filename=a.bin\r\n\r\nabc\r\n--b--\r\n"
    raw = written(content_type="multipart/mixed; boundary=b", text="").rstrip() + b"\r\n\r\n" + part

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(store, "write", full)
        for _ in range(receive.MOST_ATTEMPTS + 2):
            with pytest.raises(OSError, match="No space"):
                take_in(world, raw)
    assert Ticket.objects.count() == 0
    assert take_in(world, raw).state == State.TICKET
    assert Ticket.objects.get().opening.attachments.get().name == "a.bin"


class Killed(BaseException):
    """What a test raises in place of signal 9."""


def killed_before(statement: int) -> Callable[..., Any]:
    """A wrapper of the database that dies before the n-th statement."""
    left = iter(range(statement))

    def run(execute: Callable[..., Any], *arguments: Any) -> Any:
        if next(left, None) is None:
            raise Killed
        return execute(*arguments)

    return run


@pytest.mark.django_db(transaction=True)
def test_killed_before_any_statement_the_mail_is_taken_once_when_it_comes_again(world: World) -> None:
    for statement in range(200):
        raw = written(sender=f"a{statement}@people.example", message_id=f"<{statement}@people.example>")
        survived = False
        with contextlib.suppress(Killed), connection.execute_wrapper(killed_before(statement)):
            survived = take_in(world, raw).state == State.TICKET
        assert take_in(world, raw).state == State.TICKET
        assert Ticket.objects.count() == Received.objects.count() == OutboxRow.objects.count() == statement + 1
        if survived:
            break
    assert 20 < statement < 199


@pytest.mark.django_db(transaction=True)
def test_killed_after_the_bytes_were_kept_the_mail_is_read_though_nobody_sends_it_again(world: World) -> None:
    with contextlib.suppress(Killed), connection.execute_wrapper(killed_before(12)):
        take_in(world, written(sender=ANA))
    assert Received.objects.get().state == State.TAKEN
    receive.sweep(now=after(hours=1))
    assert Ticket.objects.get().opened_at == MONDAY


def test_a_reader_that_comes_last_does_not_take_a_mail_off_its_ticket(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker looks for mails that were left, and another may be at the same one."""
    kept = receive.keep(
        brand=world.credenti, raw=written(), envelope_from="a@x.example", envelope_to=DESK, received_at=MONDAY
    )
    read = reading.read

    def late(*_: object) -> parse.ParsedMail:
        monkeypatch.setattr(reading, "read", read)
        receive.process(Received.objects.get(pk=kept.pk), now=MONDAY)
        raise Unreadable("took too long")

    monkeypatch.setattr(reading, "read", late)
    late_one = receive.process(kept, now=MONDAY)
    kept.refresh_from_db()
    assert (kept.state, kept.ticket, late_one.state) == (State.TICKET, Ticket.objects.get(), State.TICKET)


def test_what_somebody_let_in_is_read_at_once_however_lately_it_came(world: World) -> None:
    taken = take_in(world, written())
    Received.objects.filter(pk=taken.pk).update(state=State.HELD, ticket=None)
    intake.let_in(brand=world.credenti, sender=taken.sender)
    receive.sweep(now=after(minutes=1))
    taken.refresh_from_db()
    assert taken.state == State.TICKET
