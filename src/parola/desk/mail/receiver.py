"""The desk's mail server: takes a mail for a brand's address, and says so only once the ticket is there to stay.

An answer of 250 takes the responsibility for the mail (RFC 5321, 4.2.5); so it comes after the commit, and where the database
fails the answer is 451 and the sender keeps the mail. Whoever repeats a mail, since our answer was lost, is told 250 again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import TypeVar

from django.db import DatabaseError, close_old_connections

from parola.desk.accounts.models import Brand
from parola.desk.mail import receive, route, token
from parola.desk.mail.parse import handed_over_at
from parola.desk.mail.server import TRY_LATER, Conversation, Delivery
from parola.desk.outbox.operations import beat

UNKNOWN = "550 5.1.1 Nobody is reached at this address"
NOT_READY = "450 4.3.2 This address is not ready yet; please try again later"
LONGEST_KEPT = timedelta(days=5)
"""How long a mail server keeps trying (RFC 5321, 4.5.4.1)."""

THREADS = 4
"""Mails read and written at a time; the writers queue for the database anyway."""

LANE = "receiver"
"""What its sign of life is known by."""

BEAT = 15.0
"""Real seconds between two of them."""

Answer = TypeVar("Answer")

logger = logging.getLogger(__name__)


def refusal(recipient: str) -> str:
    """The answer that refuses a recipient, or an empty text for one of ours. What comes before the brand's agreement has to wait."""
    try:
        mailbox = receive.open_for(recipient)
        if mailbox is None:
            return UNKNOWN
        return "" if mailbox.brand.versions.exists() else NOT_READY
    except DatabaseError:
        logger.exception("cannot look up %s", recipient)
        return TRY_LATER


def submitted_at(delivery: Delivery, now: datetime) -> datetime:
    """When the vendor's mail server had the mail: it may have kept it for us while we did not answer.

    Believed of a server on this machine alone, and for as long as servers keep mails: anybody else writes what they like.
    """
    here = ip_address(delivery.peer).is_loopback if delivery.peer else False
    at = handed_over_at(delivery.raw) if here else None
    return at if at is not None and now - LONGEST_KEPT <= at <= now else now


def take(delivery: Delivery, now: datetime) -> list[str]:
    """Take the mail in for each brand that it was sent to, once; the answer for each recipient."""
    answers: dict[Brand | None, str] = {None: UNKNOWN}
    mailboxes = {recipient: receive.open_for(recipient) for recipient in delivery.recipients}
    brands = {recipient: mailbox.brand if mailbox else None for recipient, mailbox in mailboxes.items()}
    for brand in set(brands.values()) - {None}:
        recipients = [recipient for recipient in delivery.recipients if brands[recipient] == brand]
        if brand is not None:
            answers[brand] = _take_for(brand, _best(recipients), delivery, now)
    return [answers[brands[recipient]] for recipient in delivery.recipients]


def conversation(clock: Callable[[], datetime]) -> tuple[Conversation, ThreadPoolExecutor]:
    """The server's side of the conversation, and the threads in which it uses the database. `clock` is read once a mail."""
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail")

    async def check(recipient: str) -> str:
        return await _within(threads, lambda: refusal(recipient))

    async def taking(delivery: Delivery) -> Sequence[str]:
        received_at = clock()
        return await _within(threads, lambda: take(delivery, received_at))

    return Conversation(check, taking), threads


async def keep_beating(threads: ThreadPoolExecutor, clock: Callable[[], datetime]) -> None:
    """Give a sign of life again and again, until it is cancelled; one that fails is given up, and the next one tried."""
    while True:
        try:
            await _within(threads, lambda: beat(name=LANE, now=clock()))
        except DatabaseError:
            logger.exception("no sign of life")
        await asyncio.sleep(BEAT)


def _take_for(brand: Brand, recipient: str, delivery: Delivery, now: datetime) -> str:
    try:
        received = receive.keep(
            brand=brand,
            raw=delivery.raw,
            envelope_from=delivery.sender,
            envelope_to=recipient,
            received_at=submitted_at(delivery, now),
        )
        receive.process(received, now=now)
    except Exception:  # whatever went wrong is ours: the sender keeps the mail, and we keep its bytes where we could
        logger.exception("mail from %r for %s not taken", delivery.sender, brand.slug)
        return TRY_LATER
    return f"250 2.0.0 Taken as {received.pk}"


def _best(recipients: Sequence[str]) -> str:
    """Of several addresses of a brand the one that names a ticket."""
    return next((one for one in recipients if token.is_genuine(one, route.mail_key())), recipients[0])


async def _within(threads: ThreadPoolExecutor, work: Callable[[], Answer]) -> Answer:
    """Do what uses the database in a thread, with a connection that is still good."""

    def connected() -> Answer:
        close_old_connections()
        try:
            return work()
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(threads, connected)
