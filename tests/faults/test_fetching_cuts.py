"""An IMAP server whose line is cut at any byte, or that does what servers do on bad days: each mail is taken in once, and none is passed over.

The server is a real Dovecot; what goes wrong is done by a relay before it, or to its files. By default a spread of the places is tried,
with HYPOTHESIS_PROFILE=nightly every one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from parola.desk.mail import fetching, imap, receive
from parola.desk.mail.models import Inbox, Received
from parola.desk.tickets.models import Ticket
from tests.desk import world as worlds
from tests.desk.mail.boxes import left, put, set_up, there
from tests.desk.mail.post import written
from tests.desk.world import World, after
from tests.faults.test_crashes import spread
from tests.support import dovecot
from tests.support.relay import Relay, relaying

pytestmark = [pytest.mark.django_db, pytest.mark.needs("dovecot")]
PLACES = 1_000_000 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 10
NOW = after(hours=3)


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


@pytest.fixture(scope="module")
def server() -> Iterator[dovecot.Server]:
    with dovecot.running() as found:
        yield found


@pytest.fixture
def relay(server: dovecot.Server, settings: Settings) -> Iterator[Relay]:
    with relaying(server.port) as found:
        settings.OUTBOUND_ALLOW = [f"imap://localhost:{found.port}"]
        yield found


@pytest.fixture
def inbox(world: World, relay: Relay, request: pytest.FixtureRequest) -> Inbox:
    return box(world, relay, f"box{abs(hash(request.node.name))}")


def box(world: World, relay: Relay, user: str) -> Inbox:
    return set_up(world, host="localhost", port=relay.port, user=user, done_folder="Done")


def mails(mark: str, count: int = 2) -> list[bytes]:
    names = [f"{mark}-{number}" for number in range(count)]
    return [written(sender=f"{name}@people.example", message_id=f"<{name}@x.example>", subject=name) for name in names]


def turns(inbox: Inbox, count: int = 2) -> list[str]:
    """That many turns, each when it is due, then the worker's look at what was left unread; what was wrong after each turn."""
    troubles = []
    for _ in range(count):
        inbox.refresh_from_db()
        fetching.sweep(now=max(NOW, inbox.next_at))
        inbox.refresh_from_db()
        troubles.append(inbox.trouble)
    receive.sweep(now=NOW + timedelta(days=1))
    return troubles


def once(mark: str, count: int = 2) -> None:
    """Each of the mails is here once, with its ticket."""
    assert sorted(Received.objects.filter(subject__startswith=mark).values_list("subject", "state")) == sorted(
        (f"{mark}-{number}", "ticket") for number in range(count)
    )
    assert Ticket.objects.filter(mails__subject__startswith=mark).distinct().count() == count


@pytest.mark.parametrize("way", ["to_client", "to_server"])
@pytest.mark.parametrize("lacks", [b"", b"MOVE"])
def test_cut_at_any_byte_each_mail_is_taken_once(
    world: World, server: dovecot.Server, relay: Relay, way: str, lacks: bytes
) -> None:
    if lacks:
        relay.to_client = lambda piece: piece.replace(lacks, b"X" + lacks[1:])
    whole = box(world, relay, f"whole-{way}-{lacks.decode().lower()}")
    put(whole, *mails("whole"), port=server.port)
    assert turns(whole, 1) == [""]
    once("whole")
    length, cuts = relay.passed[way], 0
    for place in spread(length, PLACES):
        mark = f"{way}-{lacks.decode().lower()}-{place}"
        inbox = box(world, relay, mark)
        put(inbox, *mails(mark), port=server.port)
        relay.passed[way] = 0
        setattr(relay, f"cut_{way}", place)
        cuts += "unreachable" in turns(inbox)
        once(mark)
        assert left(inbox, port=server.port) == 0, mark
    assert cuts > min(PLACES, length) * 2 / 3, cuts  # a cut in the last words of a session is no trouble


def test_numbers_of_mails_that_change_change_nothing(inbox: Inbox, server: dovecot.Server, relay: Relay) -> None:
    """UIDVALIDITY is another after a crash between the commit and the moving away."""
    put(inbox, *mails("uid"), port=server.port)
    relay.to_server = lambda piece: relay.gone() if b"MOVE" in piece else piece
    assert turns(inbox, 1) == ["unreachable"]
    assert Received.objects.count() == 2
    before = validity(inbox, server)
    for name in ("dovecot-uidlist", "dovecot.index.log", "dovecot.index", "dovecot.index.cache"):
        (server.homes / inbox.user / name).unlink(missing_ok=True)
    assert validity(inbox, server) != before
    relay.to_server = lambda piece: piece
    assert turns(inbox, 1) == [""]
    once("uid")
    assert left(inbox, port=server.port) == 0


def validity(inbox: Inbox, server: dovecot.Server) -> object:
    time.sleep(1.1)  # it is made of seconds
    with there(inbox, port=server.port) as client:
        return client.response("UIDVALIDITY")[1]


def test_the_same_mail_delivered_twice_and_put_back_is_one_message(
    inbox: Inbox, server: dovecot.Server, relay: Relay
) -> None:
    put(inbox, *mails("twice", 1), b"Received: again\r\n" + mails("twice", 1)[0], port=server.port)
    turns(inbox, 1)
    put(inbox, *mails("twice", 1), port=server.port)
    turns(inbox, 1)
    once("twice", 1)
    assert left(inbox, port=server.port) == 0


def test_the_same_message_id_with_other_words_is_another_mail(
    inbox: Inbox, server: dovecot.Server, relay: Relay
) -> None:
    put(inbox, written(subject="same-0"), written(subject="same-1", text="Other words."), port=server.port)
    turns(inbox, 1)
    once("same")


def late(piece: bytes) -> bytes:
    """Who asks to be let in waits for a second."""
    if b"LOGIN" in piece:
        time.sleep(1)
    return piece


def test_a_server_that_takes_its_time_to_let_the_desk_in_is_given_up_and_asked_later(
    inbox: Inbox, server: dovecot.Server, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(inbox, *mails("slow"), port=server.port)
    monkeypatch.setattr(imap, "TIMEOUT", 0.3)
    relay.to_server = late
    began = time.monotonic()
    assert turns(inbox, 1) == ["unreachable"]
    assert time.monotonic() - began < 1
    relay.to_server = lambda piece: piece
    monkeypatch.setattr(imap, "TIMEOUT", 20.0)
    assert turns(inbox, 1) == [""]
    once("slow")


def test_of_very_many_mails_a_turn_takes_a_slice(
    inbox: Inbox, server: dovecot.Server, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(inbox, *mails("many", 90), port=server.port)
    monkeypatch.setattr(fetching, "PIECE", 30)
    assert fetching.sweep(now=NOW)
    assert Ticket.objects.count() == fetching.SLICE
    assert relay.seen.count(b"INTERNALDATE") == 1  # nor is more asked for
    while fetching.sweep(now=NOW):
        pass
    once("many", 90)


def test_what_the_server_does_not_move_is_here_holds_up_no_other_and_goes_later(
    inbox: Inbox, server: dovecot.Server, relay: Relay
) -> None:
    put(inbox, *mails("stuck"), port=server.port)
    relay.to_server = lambda piece: piece.replace(b"Done", b"Gone") if b"MOVE" in piece else piece
    assert turns(inbox, 2) == ["stuck", "stuck"]
    once("stuck")
    assert relay.seen.count(b"BODY.PEEK[]") == 2  # each was fetched once
    put(inbox, *mails("later"), port=server.port)
    turns(inbox, 1)
    once("later")
    assert left(inbox, port=server.port) == 4
    relay.to_server = lambda piece: piece
    assert turns(inbox, 1) == [""]
    assert (left(inbox, port=server.port), left(inbox, "Done", port=server.port)) == (0, 4)


def test_a_mail_that_the_server_does_not_give_holds_up_no_other(
    inbox: Inbox, server: dovecot.Server, relay: Relay
) -> None:
    put(inbox, *mails("refused", 3), port=server.port)
    relay.to_server = lambda piece: piece.replace(b"PEEK[]", b"PXEK[]") if b"FETCH 2 " in piece else piece
    assert turns(inbox, 1) == ["stuck"]
    assert list(Received.objects.order_by("pk").values_list("subject", flat=True)) == ["refused-0", "refused-2"]
    relay.to_server = lambda piece: piece
    assert turns(inbox, 1) == [""]
    once("refused", 3)


def test_a_mail_with_no_date_of_the_servers_has_just_come(inbox: Inbox, server: dovecot.Server, relay: Relay) -> None:
    put(inbox, *mails("undated", 1), port=server.port)
    relay.to_client = lambda piece: piece.replace(b"INTERNALDATE", b"X-NO-SUCH-EL")
    turns(inbox, 1)
    assert Ticket.objects.get().opened_at == NOW
