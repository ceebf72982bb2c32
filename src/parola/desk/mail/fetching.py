"""Mail fetched by IMAP: what lies in a mailbox elsewhere is taken in as if it had been delivered, and only then leaves that mailbox.

A mail is committed before it is moved or deleted there; killed in between, it is fetched again and known by its fingerprint.
The customer's submission is the instant at which the mail server took it (INTERNALDATE, RFC 3501). What came before the mailbox was
set up stays where it is, and so does what is too large, with a mark; nothing is ever deleted that the desk has not kept.
"""

from __future__ import annotations

import imaplib
import logging
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from imapclient import IMAPClient  # type: ignore[import-untyped]
from imapclient.exceptions import IMAPClientError  # type: ignore[import-untyped]

from parola.desk import outbound
from parola.desk.accounts.secrets import Unreadable
from parola.desk.mail import receive, route, token
from parola.desk.mail.mime import LIMITS, cut_headers
from parola.desk.mail.models import Inbox
from parola.desk.mail.parse import return_path

EVERY = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
"""Between two tries at a mailbox that does not answer."""

TIMEOUT = 20.0
SLICE = 20
"""Mails of one mailbox in one turn."""

LEFT = b"$ParolaLeft"
"""The keyword of a mail that stays where it is, since it is too large."""

logging.getLogger("imapclient").setLevel(logging.WARNING)  # its debugging tells passwords
logger = logging.getLogger(__name__)


class NotFetched(Exception):
    """The mailbox could not be read: why, in a word of `Inbox.Trouble`."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


def sweep(*, now: datetime) -> bool:
    """A slice of each mailbox whose turn has come. True where there may be more."""
    due = Inbox.objects.filter(active=True, mailbox__in_use=True, mailbox__brand__in_use=True, next_at__lte=now)
    more = [_turn(inbox, now) for inbox in due.select_related("mailbox__brand").order_by("next_at")]
    return any(more)


def check(inbox: Inbox) -> int:
    """How many mails wait there. Raises NotFetched."""
    with _connected(inbox) as client:
        return len(_waiting(client, inbox))


def _turn(inbox: Inbox, now: datetime) -> bool:
    """One try. What went wrong is kept for people to see, and tried again later and later."""
    try:
        taken = fetch(inbox, now=now)
    except NotFetched as failure:
        logger.warning("mail for %s is not fetched: %s", inbox.mailbox.address, failure.trouble)
        inbox.trouble, inbox.failures = failure.trouble, inbox.failures + 1
        inbox.failing_since = inbox.failing_since or now
        inbox.next_at = now + min(EVERY * 2**inbox.failures, LONGEST_PAUSE)
        taken = 0
    else:
        inbox.trouble, inbox.failures, inbox.failing_since, inbox.fetched_at = "", 0, None, now
        inbox.next_at = now if taken == SLICE else now + EVERY
    inbox.save(update_fields=["trouble", "failures", "failing_since", "fetched_at", "next_at"])
    return taken == SLICE


def fetch(inbox: Inbox, *, now: datetime) -> int:
    """Take in what waits, the oldest first, at most SLICE; returns how many left the mailbox. Raises NotFetched."""
    with _connected(inbox) as client:
        waiting = _waiting(client, inbox)[:SLICE]
        for uid in waiting:
            _take(client, inbox, uid, now)
        return len(waiting)


def _take(client: IMAPClient, inbox: Inbox, uid: int, now: datetime) -> None:
    size = client.fetch([uid], ["RFC822.SIZE"]).get(uid, {}).get(b"RFC822.SIZE", 0)
    if size > LIMITS.size:
        logger.warning("a mail of %d bytes for %s stays where it is", size, inbox.mailbox.address)
        client.add_flags([uid], [LEFT, b"\\Flagged"], silent=True)
        return
    found = client.fetch([uid], ["BODY.PEEK[]", "INTERNALDATE"]).get(uid)
    if not found:
        return  # somebody else took it away
    received = receive.keep(
        brand=inbox.mailbox.brand,
        raw=found[b"BODY[]"],
        envelope_from=return_path(found[b"BODY[]"]),
        envelope_to=_recipient(inbox, found[b"BODY[]"]),
        received_at=min(_aware(found[b"INTERNALDATE"]), now),
    )
    _put_away(client, inbox, uid)
    receive.process(received, now=now)


def _put_away(client: IMAPClient, inbox: Inbox, uid: int) -> None:
    """Out of the folder, now that its bytes are committed."""
    if inbox.done_folder and client.has_capability("MOVE"):
        client.move([uid], inbox.done_folder)
        return
    if inbox.done_folder:
        client.copy([uid], inbox.done_folder)
    client.delete_messages([uid], silent=True)
    if client.has_capability("UIDPLUS"):
        client.uid_expunge([uid])
    else:
        client.expunge()


def _waiting(client: IMAPClient, inbox: Inbox) -> list[int]:
    """What came since the mailbox was set up and is still there, the oldest first."""
    client.select_folder(inbox.folder)
    if inbox.done_folder and not client.folder_exists(inbox.done_folder):
        client.create_folder(inbox.done_folder)
    since = inbox.since.astimezone(UTC).date() - timedelta(days=1)  # IMAP knows days alone, each server its own
    found = client.search(["UNDELETED", "UNKEYWORD", LEFT.decode(), "SINCE", since])
    dates = client.fetch(found, ["INTERNALDATE"]) if found else {}
    return sorted(
        uid for uid, data in dates.items() if _aware(data[b"INTERNALDATE"]) >= inbox.since.replace(microsecond=0)
    )


@contextmanager
def _connected(inbox: Inbox) -> Iterator[IMAPClient]:
    """A session, signed in. Everything that can go wrong there becomes NotFetched."""
    trouble = Inbox.Trouble
    try:
        with _client(inbox) as client:
            client.normalise_times = False
            try:
                client.login(inbox.user, inbox.password.reveal() if inbox.password else "")
            except IMAPClientError:
                raise NotFetched(trouble.REFUSED) from None  # the server's answer may quote the password
            yield client
    except Unreadable:
        raise NotFetched(trouble.PASSWORD) from None
    except outbound.NotFetched as failure:
        raise NotFetched(trouble.PRIVATE if failure.why is outbound.Why.PRIVATE else trouble.UNREACHABLE) from failure
    except ssl.SSLCertVerificationError as unproved:
        raise NotFetched(trouble.CERTIFICATE) from unproved
    except OSError as broken:  # IMAPClientError of a connection that ended is one
        raise NotFetched(trouble.UNREACHABLE) from broken
    except IMAPClientError as odd:
        raise NotFetched(trouble.FOLDER) from odd


class _Session(imaplib.IMAP4):
    """The library's connection, to a place that was checked."""

    def __init__(self, scheme: str, host: str, port: int) -> None:
        self.scheme = scheme
        super().__init__(host, port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:  # noqa: ARG002  # as imaplib calls it
        plain = outbound.connect(self.scheme, self.host, self.port)
        plain.settimeout(TIMEOUT)
        if self.scheme == "imap":
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


class _Client(IMAPClient):  # type: ignore[misc]  # the library has no types
    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802  # the library's name
        return _Session("imaps" if self.ssl else "imap", self.host, self.port)


def _client(inbox: Inbox) -> IMAPClient:
    """A connection: by TLS from the start, or from STARTTLS on. Without TLS where the operator allowed that very place alone."""
    if inbox.security == Inbox.Security.NONE and not outbound.is_allowed("imap", inbox.host, inbox.port):
        raise NotFetched(Inbox.Trouble.PRIVATE)
    client = _Client(inbox.host, inbox.port, ssl=inbox.security == Inbox.Security.TLS, timeout=TIMEOUT)
    if inbox.security == Inbox.Security.STARTTLS:
        client.starttls(ssl.create_default_context())
    return client


def _recipient(inbox: Inbox, raw: bytes) -> str:
    """The address with a reply token of ours, where one stands in the headers; else the mailbox's own."""
    local, _, domain = inbox.mailbox.address.encode().partition(b"@")
    ours = re.compile(rb"%b\+[0-9a-z-]{1,100}@%b" % (re.escape(local), re.escape(domain)), re.IGNORECASE)
    found = (match.group().decode() for match in ours.finditer(cut_headers(raw)[0]))
    return next((each for each in found if token.read(each, route.mail_key())), inbox.mailbox.address)


def _aware(at: Any) -> datetime:
    """What the library makes of INTERNALDATE, which has a zone."""
    instant: datetime = at
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
