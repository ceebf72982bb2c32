"""Mail fetched by IMAP, from a real Dovecot: taken in once, and gone from there only when the desk has it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import trustme
from django.db import OperationalError
from pytest_django import Settings

from parola.desk.accounts.models import Brand, Change
from parola.desk.mail import fetching, imap, inboxes, mime, receive, route
from parola.desk.mail.models import Inbox, Received
from parola.desk.mail.token import reply_address
from parola.desk.tickets.models import Ticket
from tests.desk.mail.boxes import LATER, left, put, set_up, there
from tests.desk.mail.post import VERIFIED, written
from tests.desk.world import MONDAY, World, after
from tests.support import dovecot

pytestmark = [pytest.mark.django_db, pytest.mark.needs("dovecot")]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def server(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dovecot.Server]:
    folder = tmp_path_factory.mktemp("imap")
    issued = authority.issue_cert("localhost")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    issued.private_key_pem.write_to_path(str(key))
    with dovecot.running(certificate, key) as found:
        yield found


@pytest.fixture
def inbox(world: World, server: dovecot.Server, settings: Settings, request: pytest.FixtureRequest) -> Inbox:
    """Credenti's mailbox, with a name of its own there for each test."""
    settings.OUTBOUND_ALLOW = [f"imap://localhost:{server.port}", f"imaps://localhost:{server.tls_port}"]
    return set_up(world, host="localhost", port=server.port, user=f"box{abs(hash(request.node.name))}")


def test_what_lies_there_becomes_a_ticket_that_counts_from_when_the_server_took_it_and_leaves(inbox: Inbox) -> None:
    put(inbox, written())
    assert fetching.fetch(inbox, now=after(hours=3)).taken == 1
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.opened_at) == ("No login", LATER)
    assert left(inbox) == 0


def test_it_goes_into_the_folder_that_was_named(inbox: Inbox, world: World) -> None:
    inbox = set_up(world, host="localhost", port=inbox.port, user=inbox.user, done_folder="Parola")
    put(inbox, written())
    fetching.fetch(inbox, now=after(hours=3))
    assert (left(inbox), left(inbox, "Parola")) == (0, 1)


def test_a_reply_is_known_by_the_address_that_the_delivery_named(inbox: Inbox, world: World) -> None:
    ticket = world.ticket()
    ours = reply_address(world.credenti.support_address, ticket.pk, world.ana.pk, route.mail_key())
    put(inbox, f"Delivered-To: {ours}\r\n".encode() + written(sender="ana@people.example", **VERIFIED))
    fetching.fetch(inbox, now=after(hours=3))
    assert Received.objects.get().ticket == ticket


def test_the_return_path_is_what_the_server_wrote(inbox: Inbox) -> None:
    put(inbox, b"Return-Path: <>\r\n" + written())
    put(inbox, b"Return-Path: <olga@people.example>\r\n" + written(message_id="<2@x.example>"))
    put(inbox, written(message_id="<3@x.example>"))
    fetching.fetch(inbox, now=after(hours=3))
    told = list(Received.objects.order_by("pk").values_list("envelope_from", "state"))
    assert told == [("", "automatic"), ("olga@people.example", "ticket"), ("unknown", "ticket")]


def test_what_came_before_it_was_set_up_stays(inbox: Inbox) -> None:
    put(inbox, written(), at=MONDAY - timedelta(seconds=1))
    put(inbox, written(message_id="<2@x.example>"), at=MONDAY - timedelta(days=400))
    assert fetching.fetch(inbox, now=LATER).taken == 0
    assert (left(inbox), Received.objects.count()) == (2, 0)


def test_what_is_too_large_stays_with_a_flag_and_is_looked_at_once(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LIMITS", mime.Limits(size=200))
    put(inbox, written(text="x" * 300))
    fetching.fetch(inbox, now=after(hours=3))
    assert fetching.check(inbox, now=LATER) == 0
    assert left(inbox) == 1
    aside = Received.objects.get()
    assert (aside.state, aside.sender, aside.received_at) == ("quarantined", "olga@people.example", LATER)
    assert aside.reason == "too large (0 MB): these are its headers, the mail lies in INBOX"
    with there(inbox) as client:
        assert client.search(None, "FLAGGED")[1] == [b"1"]


def test_while_the_database_fails_the_mail_stays_there(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise OperationalError

    put(inbox, written())
    with monkeypatch.context() as broken:
        broken.setattr(receive, "keep", fail)
        with pytest.raises(OperationalError):
            fetching.fetch(inbox, now=after(hours=3))
    assert left(inbox) == 1
    fetching.fetch(inbox, now=after(hours=3))
    assert (left(inbox), Ticket.objects.count()) == (0, 1)


@pytest.mark.parametrize("place", ["_put_away", "process"])
def test_killed_after_the_commit_it_is_fetched_again_and_is_the_same_ticket(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def kill(*_: object, **__: object) -> None:
        raise Killed

    put(inbox, written())
    with monkeypatch.context() as deadly:
        deadly.setattr(fetching if place == "_put_away" else receive, place, kill)
        with pytest.raises(Killed):
            fetching.fetch(inbox, now=after(hours=3))
    fetching.fetch(inbox, now=after(hours=3))
    receive.sweep(now=after(hours=4))
    assert (left(inbox), Received.objects.count(), Ticket.objects.count()) == (0, 1, 1)
    assert Ticket.objects.get().opened_at == LATER


def test_a_turn_takes_a_slice_and_the_next_the_rest(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SLICE", 2)
    for number in range(3):
        put(inbox, written(message_id=f"<{number}@x.example>"), at=after(hours=1, seconds=number))
    assert fetching.sweep(now=after(hours=3))
    assert [ticket.opened_at for ticket in Ticket.objects.order_by("pk")] == [after(hours=1), after(hours=1, seconds=1)]
    assert not fetching.sweep(now=after(hours=3))
    assert left(inbox) == 0
    assert not fetching.sweep(now=after(hours=3, seconds=20))  # its turn has not come
    inbox.refresh_from_db()
    assert (inbox.fetched_at, inbox.next_at) == (after(hours=3), after(hours=3) + fetching.EVERY)


def trouble(inbox: Inbox, now: datetime = LATER) -> str:
    fetching.sweep(now=now)
    inbox.refresh_from_db()
    return inbox.trouble


def test_a_wrong_password_is_told_tried_later_and_later_and_in_no_log(
    inbox: Inbox, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    inbox = set_up(world, host="localhost", port=inbox.port, user=inbox.user, password="canary-7f3")
    assert trouble(inbox) == "refused"
    assert (inbox.failing_since, inbox.next_at) == (LATER, LATER + 2 * fetching.EVERY)
    assert trouble(inbox, inbox.next_at) == "refused"
    assert (inbox.failures, inbox.failing_since) == (2, LATER)
    assert "canary-7f3" not in caplog.text
    inbox = set_up(world, host="localhost", port=inbox.port, user=inbox.user)
    assert (trouble(inbox, after(hours=5)), inbox.failing_since) == ("", None)


def test_a_place_in_ones_own_network_is_called_where_the_operator_named_it_alone(
    inbox: Inbox, world: World, settings: Settings
) -> None:
    settings.OUTBOUND_ALLOW = []
    assert trouble(inbox) == "private"
    inbox = set_up(world, host="localhost", port=inbox.port, user=inbox.user, security="tls")
    assert trouble(inbox) == "private"


def test_a_folder_that_is_not_there_and_a_server_that_is_not_there_are_told(
    inbox: Inbox, world: World, settings: Settings
) -> None:
    inbox = set_up(world, host="localhost", port=inbox.port, user=inbox.user, folder="Nowhere")
    assert trouble(inbox) == "folder"
    settings.OUTBOUND_ALLOW = ["imap://localhost:9"]
    inbox = set_up(world, host="localhost", port=9, user=inbox.user)
    assert trouble(inbox) == "unreachable"


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_tls_is_believed_by_a_certificate_that_the_system_knows(
    inbox: Inbox, world: World, server: dovecot.Server, authority: trustme.CA, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, security: str,
) -> None:  # fmt: skip
    put(inbox, written())
    port = server.tls_port if security == "tls" else server.port
    secure = set_up(world, host="localhost", port=port, user=inbox.user, security=security)
    assert trouble(secure) == "certificate"
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assert trouble(secure, after(hours=5)) == ""
    assert Ticket.objects.count() == 1


def test_a_mailbox_out_of_use_is_not_looked_at(inbox: Inbox, world: World) -> None:
    put(inbox, written())
    set_up(world, host="localhost", port=inbox.port, user=inbox.user, active=False)
    fetching.sweep(now=after(hours=3))
    assert left(inbox) == 1


def test_the_password_is_kept_closed_stays_with_its_place_and_is_in_no_log(inbox: Inbox, world: World) -> None:
    assert inbox.password is not None
    assert dovecot.PASSWORD not in str(Inbox.objects.values())
    same = set_up(world, host="localhost", port=inbox.port, user=inbox.user, password="", done_folder="Done")
    assert same.password is not None
    assert set_up(world, host="attacker.example", port=inbox.port, user=inbox.user, password="").password is None
    inboxes.remove(mailbox=inbox.mailbox, by=world.root, now=LATER)
    changes = list(Change.objects.filter(matter="inbox"))
    assert len(changes) == 4
    assert dovecot.PASSWORD not in str([(change.before, change.after) for change in changes])
    with pytest.raises(inboxes.NotAllowed):
        inboxes.remove(mailbox=world.credenti.mailboxes.get(), by=world.bob, now=LATER)


class Killed(BaseException):
    """What a test raises in place of signal 9."""


def test_a_mail_that_is_larger_than_the_server_said_stays_and_holds_up_no_other(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exchange tells sizes as they are stored, not as they are sent."""
    monkeypatch.setattr(fetching, "LIMITS", mime.Limits(size=2000))
    monkeypatch.setattr(imap, "LIMITS", mime.Limits(size=2000))
    waiting = fetching._waiting
    monkeypatch.setattr(fetching, "_waiting", lambda *given: (replace(each, size=1000) for each in waiting(*given)))
    put(inbox, written(subject="Photos", text="x" * 5000), at=LATER)
    put(inbox, written(message_id="<2@x.example>"), at=LATER + timedelta(minutes=1))
    assert fetching.fetch(inbox, now=after(hours=3)).stuck is False
    assert Ticket.objects.get().subject == "No login"
    aside = Received.objects.get(state="quarantined")
    assert (aside.subject, aside.reason[:9]) == ("Photos", "too large")
    assert left(inbox) == 1


def test_before_the_brand_has_an_agreement_the_mail_waits_where_it_is(inbox: Inbox, world: World) -> None:
    put(inbox, written())
    bare = Brand.objects.create(slug="bare", name="Bare", key="BARE")
    inbox.mailbox.brand = bare
    inbox.mailbox.save()
    assert not fetching.in_use().exists()


def test_a_disk_that_is_full_is_not_told_as_the_mail_servers_fault(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    put(inbox, written())
    monkeypatch.setattr(receive, "process", full)
    with pytest.raises(fetching.Hindered, match="No space left"):
        fetching.fetch(inbox, now=after(hours=3))
    assert left(inbox) == 1
