"""A session with an IMAP server, signed in: what can go wrong there has a name, and no secret leaves before the server proved who it is.

The library (IMAPClient over imaplib) is given a connection to a place that was checked (`outbound`), and two things that it lacks:
it reads nothing larger than a mail may be, and it can wait for news (IDLE, RFC 2177) while somebody may tell it to stop.
"""

from __future__ import annotations

import imaplib
import io
import logging
import select
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from django.views.decorators.debug import sensitive_variables
from imapclient import IMAPClient  # type: ignore[import-untyped]
from imapclient.exceptions import CapabilityError, IMAPClientAbortError, IMAPClientError  # type: ignore[import-untyped]
from typing_extensions import override

from parola.desk import outbound
from parola.desk.accounts.secrets import Unreadable
from parola.desk.mail import grants
from parola.desk.mail.mime import LIMITS
from parola.desk.mail.models import Inbox

TIMEOUT = 20.0
"""Seconds in which a server says something."""

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes; the numbers of a million mails are a line of 8 MB."""

STEP = 0.5
"""Seconds after which who waits looks whether to stop."""

logging.getLogger("imapclient").setLevel(logging.WARNING)  # its debugging tells passwords


class NotFetched(Exception):
    """The mailbox could not be read: why, in a word of `Inbox.Trouble`."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class Session(imaplib.IMAP4):
    """The library's connection, to a place that was checked."""

    file: io.BufferedReader

    def __init__(self, scheme: str, host: str, port: int) -> None:
        self.scheme = scheme
        super().__init__(host, port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:  # noqa: ARG002  # as imaplib calls it
        plain = outbound.connect(self.scheme, self.host, self.port)
        plain.settimeout(TIMEOUT)
        if self.scheme == "imap":
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)

    @override
    def read(self, size: int) -> bytes:
        """A literal. None that we ask for is larger than a mail may be."""
        if size > LIMITS.size + 1024:
            raise self.abort("a literal of more than a mail's size")
        return self.file.read(size)

    @override
    def readline(self) -> bytes:
        """A line, which may hold the numbers of very many mails."""
        line = self.file.readline(LONGEST_LINE + 1)
        if len(line) > LONGEST_LINE:
            raise self.abort("a line without an end")
        return line

    def has_news(self, seconds: float) -> bool:
        """Whether the server said something, or hung up; waits that long for it. What was read ahead counts."""
        self.sock.settimeout(0)
        try:
            if self.file.peek(1):
                return True
        except (BlockingIOError, ssl.SSLWantReadError):
            pass
        finally:
            self.sock.settimeout(TIMEOUT)
        ready, _, _ = select.select([self.sock], [], [], seconds)
        return bool(ready)


class Client(IMAPClient):  # type: ignore[misc]  # the library has no types
    """The library's client over such a session."""

    session: Session

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802  # the library's name
        self.session = Session("imaps" if self.ssl else "imap", self.host, self.port)
        return self.session

    def wait(self, seconds: float, stopped: Callable[[], bool]) -> None:
        """Until the server has news of the folder, or that long, or until told to stop.

        Raises IMAPClientError or OSError where the connection is no good any more.
        """
        self.idle()
        for _ in range(round(seconds / STEP)):
            if stopped() or self.session.has_news(STEP):
                break
        self.idle_done()


@contextmanager
def connected(inbox: Inbox, *, now: datetime) -> Iterator[Client]:
    """A session, signed in. Everything that can go wrong there becomes NotFetched."""
    with _named():
        sign_in = _way_in(inbox, now)
        client = _client(inbox)
        try:
            client.normalise_times = False
            try:
                sign_in(client)
            except IMAPClientAbortError:
                raise
            except IMAPClientError:
                raise NotFetched(Inbox.Trouble.REFUSED) from None  # the server's answer may quote the password
            yield client
            with suppress(OSError, IMAPClientError):  # what was done is done
                client.logout()
        finally:
            close(client)


def close(client: Client) -> None:
    """Without a word, for a connection that may be no good."""
    with suppress(OSError, IMAPClientError):  # it may be closed already
        client.shutdown()


@contextmanager
def _named() -> Iterator[None]:
    trouble = Inbox.Trouble
    try:
        yield
    except Unreadable:
        raise NotFetched(trouble.PASSWORD) from None
    except grants.NotGranted:
        raise NotFetched(trouble.CONSENT) from None
    except outbound.NotFetched as failure:
        raise NotFetched(trouble.PRIVATE if failure.why is outbound.Why.PRIVATE else trouble.UNREACHABLE) from failure
    except ssl.SSLCertVerificationError as unproved:
        raise NotFetched(trouble.CERTIFICATE) from unproved
    except (OSError, IMAPClientAbortError) as broken:
        raise NotFetched(trouble.UNREACHABLE) from broken
    except IMAPClientError as odd:
        raise NotFetched(trouble.FOLDER) from odd


def _client(inbox: Inbox) -> Client:
    """A connection: by TLS from the start, or from STARTTLS on. Without TLS where the operator allowed that very place alone."""
    if inbox.security == Inbox.Security.NONE and not outbound.is_allowed("imap", inbox.host, inbox.port):
        raise NotFetched(Inbox.Trouble.PRIVATE)
    client = Client(inbox.host, inbox.port, ssl=inbox.security == Inbox.Security.TLS, timeout=TIMEOUT)
    if inbox.security == Inbox.Security.STARTTLS:
        try:
            _encrypt(client)
        except BaseException:
            close(client)
            raise
    return client


def _encrypt(client: Client) -> None:
    """From here on by TLS, or not at all: a server, or somebody on the way, that says it has none gets no password."""
    try:
        client.starttls(ssl.create_default_context())
    except ssl.SSLError:
        raise
    except (CapabilityError, IMAPClientError) as refused:
        raise NotFetched(Inbox.Trouble.UNENCRYPTED) from refused


@sensitive_variables("password", "token")
def _way_in(inbox: Inbox, now: datetime) -> Callable[[Client], object]:
    """How the desk signs in there."""
    if inbox.sign_in == Inbox.SignIn.OAUTH:
        token = grants.access_token(inbox, now=now)
        return lambda client: _by_token(client, inbox, token)
    password = inbox.password.reveal() if inbox.password else ""
    return lambda client: client.login(inbox.user, password)


@sensitive_variables("token", "said")
def _by_token(client: Client, inbox: Inbox, token: str) -> None:
    """XOAUTH2, as Microsoft and Google have it, or OAUTHBEARER (RFC 7628). A refusal comes as a challenge: nothing answers it."""
    if client.has_capability("AUTH=XOAUTH2") or not client.has_capability("AUTH=OAUTHBEARER"):
        name, said, nothing = "XOAUTH2", f"user={inbox.user}\1auth=Bearer {token}\1\1", ""
    else:
        user = inbox.user.replace("=", "=3D").replace(",", "=2C")
        name, said, nothing = "OAUTHBEARER", f"n,a={user},\1auth=Bearer {token}\1\1", "\1"
    answers = iter([said])
    try:
        client.sasl_login(name, lambda _challenge: next(answers, nothing).encode())
    except IMAPClientAbortError:
        raise
    except IMAPClientError:
        grants.forget_access(inbox)
        raise
