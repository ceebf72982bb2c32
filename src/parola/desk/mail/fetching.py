"""Mail fetched by IMAP: what lies in a mailbox elsewhere is taken in as if it had been delivered, and only then leaves that mailbox.

A mail is committed before it is moved or deleted there; killed in between, it is fetched again and known by its fingerprint.
The customer's submission is the instant at which the mail server took it (INTERNALDATE, RFC 3501). What came before the mailbox was
set up stays where it is; of what is too large the desk has the headers, and the mail stays with a mark; nothing is ever deleted that the
desk has not kept. A mail that the server gives or moves to nobody holds up no other.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError  # type: ignore[import-untyped]

from parola.desk.agreements.models import AgreementVersion
from parola.desk.mail import receive, route, token
from parola.desk.mail.imap import Client, NotFetched, connected
from parola.desk.mail.mime import LIMITS, cut_headers
from parola.desk.mail.models import Inbox, Received
from parola.desk.mail.parse import return_path

EVERY = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
"""Between two tries at a mailbox that does not answer."""

SLICE = 20
"""Mails of one mailbox in one turn of `sweep`."""

TOGETHER = 20
"""Mails that are let go at a time: some servers take a second for it in a folder of many."""

PIECE = 1000
"""Mails whose dates are asked for at a time."""

LEFT = b"$ParolaLeft"
"""The keyword of a mail that stays where it is, since it is too large."""

KEPT = b"$ParolaKept"
"""The keyword of a mail that the desk has, and that the server did not let go."""

Clock = Callable[[], datetime]

logger = logging.getLogger(__name__)


class NotGiven(Exception):
    """The server does not give a mail."""


class Hindered(Exception):
    """The desk itself cannot keep or read a mail now (its disk is full): nothing that the mail server could be blamed for."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail that waits there: its number, its size in bytes, and when the server took it."""

    uid: int
    size: int
    at: datetime


@dataclass(slots=True)
class Look:
    """What came of looking into a mailbox: mails taken in, and whether some could not be given or let go."""

    taken: int = 0
    stuck: bool = False


def in_use() -> QuerySet[Inbox]:
    """The mailboxes whose mail is fetched. What comes before the brand's agreement waits where it is."""
    published = Exists(AgreementVersion.objects.filter(brand=OuterRef("mailbox__brand")))
    found = Inbox.objects.filter(published, active=True, mailbox__in_use=True, mailbox__brand__in_use=True)
    return found.select_related("mailbox__brand").order_by("next_at")


def sweep(*, now: datetime) -> bool:
    """A slice of each mailbox whose turn has come, one after the other. True where there may be more. Raises Hindered."""
    more = [_turn(inbox, now) for inbox in in_use().filter(next_at__lte=now)]
    return any(more)


def check(inbox: Inbox, *, now: datetime) -> int:
    """How many mails wait there. Raises NotFetched."""
    with connected(inbox, now=now) as client:
        open_folder(client, inbox)
        return sum(1 for _ in _waiting(client, inbox))


def fetch(inbox: Inbox, *, now: datetime) -> Look:
    """Take in what waits, the oldest first, at most SLICE. Raises NotFetched."""
    with connected(inbox, now=now) as client:
        open_folder(client, inbox)
        return take_waiting(client, inbox, clock=lambda: now, most=SLICE)


def open_folder(client: Client, inbox: Inbox) -> None:
    """The folder in which mail comes in, and the one for what the desk has, which is made if need be."""
    client.select_folder(inbox.folder)
    if inbox.done_folder and not client.folder_exists(inbox.done_folder):
        client.create_folder(inbox.done_folder)


def take_waiting(
    client: Client, inbox: Inbox, *, clock: Clock, most: int | None = None, stopped: Callable[[], bool] = lambda: False
) -> Look:
    """Take in what waits in the open folder, the oldest first, at most that many, until it is told to stop."""
    look, here = Look(stuck=not _finish(client, inbox)), list[int]()
    for mail in islice(_waiting(client, inbox), most):
        if stopped():
            break
        look.taken += 1
        try:
            here += [mail.uid] if _take(client, inbox, mail, clock()) else []
        except NotGiven:
            look.stuck = True
        if len(here) == TOGETHER:
            look.stuck = not _let_go(client, inbox, here) or look.stuck
            here = []
    look.stuck = not _let_go(client, inbox, here) or look.stuck
    return look


def note(inbox: Inbox, outcome: Look | str, *, now: datetime) -> None:
    """Keep what came of it, for people to see: a look, or what went wrong, which is tried again later and later."""
    if isinstance(outcome, Look) and not outcome.stuck:
        inbox.trouble, inbox.failures, inbox.failing_since = "", 0, None
    else:
        inbox.trouble = Inbox.Trouble.STUCK if isinstance(outcome, Look) else outcome
        inbox.failures, inbox.failing_since = inbox.failures + 1, inbox.failing_since or now
        logger.warning("mail for %s is not fetched: %s", inbox.mailbox.address, inbox.trouble)
    if isinstance(outcome, Look):
        inbox.fetched_at, inbox.next_at = now, now + EVERY
    else:
        inbox.next_at = now + min(EVERY * 2 ** min(inbox.failures, 10), LONGEST_PAUSE)
    kept = ("trouble", "failures", "failing_since", "fetched_at", "next_at")
    Inbox.objects.filter(pk=inbox.pk).update(**{name: getattr(inbox, name) for name in kept})  # it may be gone


def _turn(inbox: Inbox, now: datetime) -> bool:
    try:
        look = fetch(inbox, now=now)
    except NotFetched as failure:
        note(inbox, failure.trouble, now=now)
        return False
    note(inbox, look, now=now)
    if look.taken < SLICE or look.stuck:
        return False
    Inbox.objects.filter(pk=inbox.pk).update(next_at=now)
    return True


def _take(client: Client, inbox: Inbox, mail: Waiting, now: datetime) -> bool:
    """One mail. Whether the desk has it now, so that it can be let go. Raises NotGiven, Hindered."""
    try:
        raw = _bytes(client, mail) if mail.size <= LIMITS.size else None
        size = max(mail.size, len(raw or b""))
        if size > LIMITS.size:
            _leave(client, inbox, replace(mail, size=size), now)
            return False
    except IMAPClientAbortError:
        raise
    except IMAPClientError as refused:
        logger.warning("a mail for %s is not given", inbox.mailbox.address)
        raise NotGiven from refused
    if raw is None:
        return False  # somebody else took it away
    try:
        receive.process(_keep(inbox, raw, min(mail.at, now)), now=now)
    except OSError as ours:
        raise Hindered(f"{type(ours).__name__}: {ours}") from ours
    return True


def _bytes(client: Client, mail: Waiting) -> bytes | None:
    """The mail, as far as one may be large and a byte beyond: some servers tell the size of what they store, not of what they send."""
    found = client.fetch([mail.uid], [f"BODY.PEEK[]<0.{LIMITS.size + 1}>"]).get(mail.uid, {})
    return next((value for name, value in found.items() if name.startswith(b"BODY[]")), None)


def _leave(client: Client, inbox: Inbox, mail: Waiting, now: datetime) -> None:
    """What is too large stays, marked; its headers are set aside here, so that somebody sees who wrote."""
    asked = f"BODY.PEEK[HEADER]<0.{LIMITS.header_block}>"
    found = client.fetch([mail.uid], [asked]).get(mail.uid, {})
    head = next((value for name, value in found.items() if name.startswith(b"BODY[HEADER]")), None)
    if head is not None:
        megabytes = f"{mail.size / 1024 / 1024:.0f} MB"
        received = _keep(inbox, bytes(head), min(mail.at, now))
        receive.put_aside(received, f"too large ({megabytes}): these are its headers, the mail lies in {inbox.folder}")
    client.add_flags([mail.uid], [LEFT, b"\\Flagged"], silent=True)


def _keep(inbox: Inbox, raw: bytes, at: datetime) -> Received:
    return receive.keep(
        brand=inbox.mailbox.brand,
        raw=raw,
        envelope_from=return_path(raw),
        envelope_to=_recipient(inbox, raw),
        received_at=at,
    )


def _finish(client: Client, inbox: Inbox) -> bool:
    """Let go of what the desk has and the server did not let go before, or not wholly. False where it still does not."""
    kept = client.search(["KEYWORD", KEPT.decode()])
    deleted = client.search(["DELETED", "KEYWORD", KEPT.decode()]) if kept else []
    if deleted:
        _expunge(client, deleted)
    return _let_go(client, inbox, [uid for uid in kept if uid not in deleted])


def _let_go(client: Client, inbox: Inbox, uids: list[int]) -> bool:
    """Out of the folder, now that their bytes are committed. False where the server refuses: they are marked, and let go later."""
    if not uids:
        return True
    try:
        _put_away(client, inbox, uids)
    except IMAPClientAbortError:
        raise
    except IMAPClientError:
        _mark(client, uids)
        return False
    return True


def _put_away(client: Client, inbox: Inbox, uids: list[int]) -> None:
    if inbox.done_folder and client.has_capability("MOVE"):
        client.move(uids, inbox.done_folder)
        return
    if inbox.done_folder:
        client.copy(uids, inbox.done_folder)
    _mark(client, uids)
    client.delete_messages(uids, silent=True)
    _expunge(client, uids)


def _mark(client: Client, uids: list[int]) -> None:
    """So that what is begun is finished. Where the server keeps no such marks they are fetched again, and known."""
    with suppress(IMAPClientError):
        client.add_flags(uids, [KEPT], silent=True)


def _expunge(client: Client, uids: list[int]) -> None:
    if client.has_capability("UIDPLUS"):
        client.uid_expunge(uids)
    else:
        client.expunge()


def _waiting(client: Client, inbox: Inbox) -> Iterator[Waiting]:
    """What came since the mailbox was set up and is still there, the oldest first."""
    since = inbox.since.astimezone(UTC).date() - timedelta(days=1)  # IMAP knows days alone, each server its own
    marks = ["UNKEYWORD", LEFT.decode(), "UNKEYWORD", KEPT.decode()]
    found = sorted(client.search(["UNDELETED", *marks, "SINCE", since]))
    for start in range(0, len(found), PIECE):
        piece = found[start : start + PIECE]
        told = client.fetch(piece, ["INTERNALDATE", "RFC822.SIZE"])
        for uid in piece:
            data = told.get(uid, {})
            at = _aware(data.get(b"INTERNALDATE"))
            if data and at >= inbox.since.replace(microsecond=0):
                yield Waiting(uid, data.get(b"RFC822.SIZE", 0), at)


def _recipient(inbox: Inbox, raw: bytes) -> str:
    """The address with a reply token of ours, where one stands in the headers; else the mailbox's own."""
    local, _, domain = inbox.mailbox.address.encode().partition(b"@")
    ours = re.compile(rb"%b\+[0-9a-z-]{1,100}@%b" % (re.escape(local), re.escape(domain)), re.IGNORECASE)
    found = (match.group().decode() for match in ours.finditer(cut_headers(raw)[0]))
    return next((each for each in found if token.is_genuine(each, route.mail_key())), inbox.mailbox.address)


def _aware(at: Any) -> datetime:
    """What the library makes of INTERNALDATE, which has a zone. Where a server tells none, the mail has just come."""
    if not isinstance(at, datetime):
        return datetime.max.replace(tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
