"""Mailboxes elsewhere are watched: news is there at once, each by itself, and nothing stops the worker."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from pytest_django import Settings

from parola.desk.accounts.models import Mailbox
from parola.desk.mail import fetching, imap, watching
from parola.desk.mail.models import Inbox
from parola.desk.mail.watching import Watches
from parola.desk.tickets.models import Ticket
from tests.desk import world as worlds
from tests.desk.mail.boxes import left, put, set_up
from tests.desk.mail.post import written
from tests.desk.world import World, after
from tests.support import dovecot
from tests.support.relay import Relay, relaying

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs("dovecot")]
NOW = after(hours=3)
Noted = list[int | str]
"""Mails taken, or what went wrong."""


@pytest.fixture
def world() -> World:
    return worlds.build()


@pytest.fixture(scope="module")
def server() -> Iterator[dovecot.Server]:
    with dovecot.running() as found:
        yield found


@pytest.fixture
def relay(server: dovecot.Server) -> Iterator[Relay]:
    with relaying(server.port) as found:
        yield found


@pytest.fixture
def inbox(world: World, relay: Relay, settings: Settings, request: pytest.FixtureRequest) -> Inbox:
    settings.OUTBOUND_ALLOW = [f"imap://localhost:{relay.port}", "imap://localhost:9"]
    return set_up(world, host="localhost", port=relay.port, user=f"box{abs(hash(request.node.name))}")


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> Noted:
    """What came of each look, in the order of the looks: the tests' database takes one thread at a time, so nobody asks it meanwhile."""
    outcomes: Noted = []
    note = fetching.note

    def kept(inbox: Inbox, outcome: fetching.Look | str, *, now: datetime) -> None:
        note(inbox, outcome, now=now)
        outcomes.append(outcome if isinstance(outcome, str) else outcome.taken)

    monkeypatch.setattr(fetching, "note", kept)
    return outcomes


@contextmanager
def watched() -> Iterator[Watches]:
    """What the worker's lane does, a turn now, the others when the test asks for them."""
    watches = Watches(lambda: NOW)
    try:
        watches(NOW)
        yield watches
    finally:
        began = time.monotonic()
        watches.end()
        assert time.monotonic() - began < 3
        assert not any(watch.is_alive() for watch in watches.at_work.values())


def soon(what: Callable[[], object], seconds: float = 10) -> float:
    """How long it takes until that holds."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < seconds, "it never came to hold"
        time.sleep(0.02)
    return time.monotonic() - began


def waits(relay: Relay) -> Callable[[], bool]:
    """The desk has said IDLE."""
    return lambda: b"IDLE" in relay.seen


def test_new_mail_is_a_ticket_within_two_seconds(
    inbox: Inbox, server: dovecot.Server, relay: Relay, noted: Noted
) -> None:
    with watched():
        soon(waits(relay))
        for number in (1, 2):
            put(inbox, written(message_id=f"<{number}@x.example>"), port=server.port)
            assert soon(lambda number=number: noted.count(1) == number) < 2  # type: ignore[misc]
    assert (Ticket.objects.count(), left(inbox, port=server.port)) == (2, 0)
    assert relay.came == 1  # all in one session


def test_where_the_server_cannot_tell_of_news_it_is_asked_again_and_again(
    inbox: Inbox, server: dovecot.Server, relay: Relay, noted: Noted
) -> None:
    relay.to_client = lambda piece: piece.replace(b" IDLE", b" XDLE")
    put(inbox, written(), port=server.port)
    with watched() as watches:
        soon(lambda: 1 in noted)
        soon(lambda: not any(watch.is_alive() for watch in watches.at_work.values()))
        watches(NOW)
        assert watches.at_work == {}  # its turn comes half a minute later
        put(inbox, written(message_id="<2@x.example>"), port=server.port)
        watches(NOW + fetching.EVERY)
        soon(lambda: noted == [1, 1])
    assert b"IDLE" not in relay.seen


def test_one_that_does_not_answer_holds_up_no_other(
    world: World,
    inbox: Inbox,
    server: dovecot.Server,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    noted: Noted,
) -> None:
    monkeypatch.setattr(imap, "TIMEOUT", 2.0)
    with relaying(server.port, silent=True) as deaf:
        settings.OUTBOUND_ALLOW = [*settings.OUTBOUND_ALLOW, f"imap://localhost:{deaf.port}"]
        other = Mailbox.objects.create(brand=world.credenti, address="deaf@credenti.example")
        stuck = set_up(world, host="localhost", port=deaf.port, user="deaf", mailbox=other)
        put(inbox, written(), port=server.port)
        with watched() as watches:
            assert soon(lambda: 1 in noted) < 2
            assert watches.at_work[stuck.pk].is_alive()
            soon(lambda: "unreachable" in noted)
    assert [each.trouble for each in Inbox.objects.order_by("pk")] == ["", "unreachable"]
    assert stuck.pk > inbox.pk


def test_a_connection_that_is_cut_while_waiting_is_no_trouble_and_another_is_begun(
    inbox: Inbox, server: dovecot.Server, relay: Relay, noted: Noted
) -> None:
    with watched() as watches:
        soon(waits(relay))
        relay.cut()
        soon(lambda: not watches.at_work[inbox.pk].is_alive())
        put(inbox, written(), port=server.port)
        watches(NOW + fetching.EVERY)
        soon(lambda: 1 in noted)
    assert Inbox.objects.get().trouble == ""


def test_a_connection_that_is_dead_and_that_nobody_cut_is_found_out(
    inbox: Inbox, server: dovecot.Server, relay: Relay, noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "RENEW", 1.0)
    monkeypatch.setattr(imap, "TIMEOUT", 1.0)
    with watched() as watches:
        soon(waits(relay))
        relay.silent = True
        soon(lambda: not watches.at_work[inbox.pk].is_alive())
        relay.silent = False
        put(inbox, written(), port=server.port)
        watches(NOW + fetching.EVERY)
        soon(lambda: 1 in noted)


def test_a_watch_ends_when_the_mailbox_is_changed_or_not_fetched_any_more(
    world: World, inbox: Inbox, relay: Relay
) -> None:
    with watched() as watches:
        soon(waits(relay))
        first = watches.at_work[inbox.pk]
        set_up(world, host="localhost", port=relay.port, user=inbox.user, done_folder="Done")
        watches(NOW)
        soon(lambda: not first.is_alive())
        watches(NOW)
        second = watches.at_work[inbox.pk]
        assert second is not first
        Inbox.objects.update(active=False)
        watches(NOW)
        soon(lambda: not second.is_alive())
        watches(NOW)
        assert watches.at_work == {}


def test_what_breaks_in_a_watch_is_told_by_the_lane_and_rests(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("ours")

    monkeypatch.setattr(fetching, "take_waiting", fail)
    with watched() as watches:
        soon(lambda: not watches.at_work[inbox.pk].is_alive())
        with pytest.raises(ValueError, match="ours"):
            watches(NOW)
        watches(NOW)
        assert watches.at_work == {}
        watches(NOW + fetching.EVERY)
        assert inbox.pk in watches.at_work
