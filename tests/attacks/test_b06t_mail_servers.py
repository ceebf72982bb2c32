"""B6t: a mail server that does not prove who it is, or that lost its encryption on the way, is told nothing: no name, no password, no mail.

Precedent: CVE-2023-5422 (certificates of IMAP and SMTP servers were not verified). `test_b06_outbound.py` has the same for other hosts.
"""

from __future__ import annotations

import base64
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from pytest_django import Settings

from parola.desk.mail import fetching, send
from parola.desk.mail.models import Inbox
from parola.desk.outbox.models import OutboxRow
from tests.desk import world as worlds
from tests.desk.mail.boxes import LATER, left, put, set_up
from tests.desk.mail.post import scripted, written
from tests.desk.world import MONDAY, World
from tests.support import certificates, dovecot
from tests.support.relay import Relay, relaying

USER, PASSWORD = "canary-user", dovecot.PASSWORD
SECRETS = [each.encode() for each in (USER, PASSWORD, base64.b64encode(PASSWORD.encode()).decode().rstrip("="))]


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(autouse=True)
def _trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificates.trust(authority, tmp_path, monkeypatch)


@contextmanager
def mailbox(certificate: trustme.LeafCert, folder: Path) -> Iterator[dovecot.Server]:
    chain, key = certificates.as_files(certificate, folder)
    with dovecot.running(chain, key) as server:
        yield server


def fetched(world: World, settings: Settings, relay: Relay, security: str) -> str:
    """What is wrong, after a try to fetch through the relay."""
    scheme = "imaps" if security == "tls" else "imap"
    settings.OUTBOUND_ALLOW = [f"{scheme}://localhost:{relay.port}"]
    inbox = set_up(world, host="localhost", port=relay.port, user=USER, security=security)
    fetching.sweep(now=LATER)
    inbox.refresh_from_db()
    return inbox.trouble


def told(relay: Relay) -> list[bytes]:
    """What secrets passed in the clear."""
    return [secret for secret in SECRETS if secret in relay.seen] + [b"LOGIN"] * (b"LOGIN" in relay.seen)


@pytest.mark.needs("dovecot")
@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("kind", certificates.BAD)
def test_an_imap_server_with_a_bad_certificate_is_told_nothing(
    world: World, settings: Settings, authority: trustme.CA, tmp_path: Path, kind: str, security: str
) -> None:
    with mailbox(certificates.issue(authority, kind), tmp_path) as server, relaying(server.of(security)) as relay:
        assert fetched(world, settings, relay, security) == "certificate"
        assert told(relay) == []


@pytest.mark.needs("dovecot")
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_imap_server_with_a_good_one_is_believed_and_nothing_passes_in_the_clear(
    world: World, settings: Settings, authority: trustme.CA, tmp_path: Path, security: str
) -> None:
    with mailbox(certificates.issue(authority, "good"), tmp_path) as server, relaying(server.of(security)) as relay:
        assert fetched(world, settings, relay, security) == ""
        assert told(relay) == []


@pytest.mark.needs("dovecot")
def test_starttls_that_somebody_on_the_way_takes_out_is_missed(
    world: World, settings: Settings, authority: trustme.CA, tmp_path: Path
) -> None:
    with mailbox(certificates.issue(authority, "good"), tmp_path) as server, relaying(server.port) as relay:
        relay.to_client = lambda piece: piece.replace(b"STARTTLS", b"STARTXXX")
        assert fetched(world, settings, relay, "starttls") == "unencrypted"
        assert told(relay) == []


@pytest.mark.needs("dovecot")
def test_starttls_that_is_refused_when_it_is_asked_for_is_missed(
    world: World, settings: Settings, authority: trustme.CA, tmp_path: Path
) -> None:
    with mailbox(certificates.issue(authority, "good"), tmp_path) as server, relaying(server.port) as relay:
        relay.to_server = lambda piece: piece.replace(b"STARTTLS", b"STARTXXX")
        assert fetched(world, settings, relay, "starttls") == "unencrypted"
        assert told(relay) == []


@pytest.mark.parametrize("greeting", [b"* PREAUTH welcome\r\n", b"* OK hello\r\n* OK more, before any encryption\r\n"])
def test_a_greeting_that_lets_one_in_before_the_encryption_is_not_believed(
    world: World, settings: Settings, greeting: bytes
) -> None:
    """A server that is in already need not start TLS (the trick of 2021, "NO STARTTLS")."""
    heard = bytearray()

    def plan(client: Any) -> None:
        client.sendall(greeting)
        with client.makefile("rb") as lines:
            for line in lines:
                heard.extend(line)
                tag, _, command = line.strip().partition(b" ")
                if command.upper() == b"CAPABILITY":
                    client.sendall(b"* CAPABILITY IMAP4rev1\r\n")
                client.sendall(tag + b" OK done\r\n")

    with scripted(plan) as (port, _came):
        settings.OUTBOUND_ALLOW = [f"imap://localhost:{port}"]
        inbox = set_up(world, host="localhost", port=port, user=USER, security="starttls")
        fetching.sweep(now=LATER)
    inbox.refresh_from_db()
    assert inbox.trouble == "unencrypted"
    assert b"LOGIN" not in heard


@pytest.mark.needs("dovecot")
def test_without_encryption_only_the_very_place_that_the_operator_named_is_called(
    world: World, settings: Settings
) -> None:
    with dovecot.running() as server, relaying(server.port) as relay:
        settings.OUTBOUND_ALLOW = [f"imaps://localhost:{relay.port}"]
        inbox = set_up(world, host="localhost", port=relay.port, user=USER)
        put(inbox, written(), port=server.port)
        fetching.sweep(now=LATER)
        inbox.refresh_from_db()
        assert (inbox.trouble, relay.came) == (Inbox.Trouble.PRIVATE, 0)
        assert left(inbox, port=server.port) == 1


class Outgoing:
    """A server for outgoing mail: what it was told."""

    def __init__(self) -> None:
        self.told: list[object] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        self.told.append(envelope.content)
        return "250 OK"

    def allow(self, _server: object, _session: object, _envelope: object, _way: str, data: Any) -> AuthResult:
        self.told.append((data.login, data.password))
        return AuthResult(success=True)


def knock(port: int) -> None:
    """Let the server greet somebody who believes anything."""
    plain = socket.create_connection(("127.0.0.1", port))
    with ssl._create_unverified_context().wrap_socket(plain) as client:
        client.recv(10)


@contextmanager
def outgoing(settings: Settings, security: str, certificate: trustme.LeafCert | None) -> Iterator[Outgoing]:
    """Such a server, and the desk's settings that name it."""
    server = Outgoing()
    context = certificates.serving(certificate) if certificate else None
    options: dict[str, Any] = {"authenticator": server.allow, "auth_require_tls": False}
    if security == "tls":
        options["ssl_context"] = context
    elif context:
        options["tls_context"] = context
    with relaying(1) as probe:
        port = probe.port
    controller = Controller(server, hostname="127.0.0.1", port=port, **options)
    if security == "tls":
        controller._trigger_server = lambda: knock(port)  # type: ignore[method-assign]  # it would look at the certificate
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = USER, PASSWORD
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = security == "tls", security == "starttls"
    try:
        yield server
    finally:
        controller.stop()


def sent(world: World) -> tuple[str, str]:
    """How a mail stands after a try to send it, and why."""
    world.ticket()
    send.deliver(now=MONDAY)
    row = OutboxRow.objects.get()
    return row.state, row.last_error


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("kind", certificates.BAD)
def test_a_server_for_outgoing_mail_with_a_bad_certificate_is_told_nothing(
    world: World, settings: Settings, authority: trustme.CA, kind: str, security: str
) -> None:
    with outgoing(settings, security, certificates.issue(authority, kind)) as server:
        state, error = sent(world)
    assert (state, server.told) == ("ready", [])
    assert "certificate verify failed" in error


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_one_with_a_good_certificate_is_given_the_mail(
    world: World, settings: Settings, authority: trustme.CA, security: str
) -> None:
    with outgoing(settings, security, certificates.issue(authority, "good")) as server:
        assert sent(world) == ("sent", "")
    assert len(server.told) == 2


def test_a_server_for_outgoing_mail_without_starttls_is_told_nothing(world: World, settings: Settings) -> None:
    with outgoing(settings, "starttls", None) as server:
        state, error = sent(world)
    assert (state, server.told) == ("ready", [])
    assert "STARTTLS extension not supported" in error


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"PAROLA_SMTP_PASSWORD": "x", "PAROLA_SMTP_HOST": "mx.example"}, "PAROLA_SMTP_PASSWORD would be sent for all to read"),
        ({"PAROLA_SMTP_TLS": "ssl"}, "PAROLA_SMTP_TLS must be starttls, tls or empty"),
        ({"PAROLA_SMTP_PASSWORD": "x", "PAROLA_SMTP_HOST": "mx.example", "PAROLA_SMTP_TLS": "starttls"}, ""),
        ({"PAROLA_SMTP_PASSWORD": "x", "PAROLA_SMTP_HOST": "127.0.0.1"}, ""),
    ],
)  # fmt: skip
def test_a_desk_that_would_send_its_password_in_the_clear_does_not_start(said: dict[str, str], why: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import parola.settings"],
        env=os.environ | said,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) == (why == ""), done.stderr
    assert why in done.stderr
