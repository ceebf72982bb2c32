"""Mail out of the outbox, over SMTP.

A row is claimed under a lease, made a mail, handed over, and settled. Where the connection breaks before the answer, nobody knows
whether the mail was taken: it is sent again, under the same Message-ID, and the recipient's server tells the double. A refusal for
good (5xx) parks the row, to be seen; anything else comes back later.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
import time
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import InterfaceError, OperationalError

from parola.desk.mail import caps, returns, route, token
from parola.desk.mail.compose import Envelope, NotWanted, Outgoing, compose
from parola.desk.mail.letters import Unsendable
from parola.desk.mail.models import Sent
from parola.desk.mail.queries import KIND
from parola.desk.outbox import operations as outbox
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets.acknowledging import acknowledged

LONGEST_TURN = 30.0
"""Real seconds after which a turn of sending comes back, so that the lease of a row claimed last has not run out."""

MOST_FAULTS = 10
"""Times that a mail is tried which we fail to write: a few hours."""

FOR_GOOD = 500
"""SMTP answers from here on are refusals for good; those below are temporary."""

logger = logging.getLogger(__name__)


class TryLater(Exception):
    """The server cannot take this mail now."""


class ServerGone(TryLater):
    """The server cannot be talked to at all: there is no use in trying the next mail now."""


class Refused(Exception):
    """The server will never take this mail."""


class RecipientRefused(Refused):
    """The server will never take mail for that recipient."""


def deliver(*, now: datetime, limit: int = 50) -> bool:
    """Send up to `limit` mails. True where there may be more to send at once."""
    started = time.monotonic()
    with Connection() as connection:
        for _ in range(limit):
            if time.monotonic() - started > LONGEST_TURN:
                return True
            row = outbox.claim(kind=KIND, now=now)
            if row is None or not _deliver(row, connection, now):
                return False
    return True


def _deliver(row: OutboxRow, connection: Connection, now: datetime) -> bool:
    """Bring one row to an end, or back. False where the server is gone."""
    try:
        outgoing = compose(row, now)
    except NotWanted:
        outbox.settle(row=row, now=now)
        return True
    except Unsendable as error:
        outbox.park(row=row, error=str(error))
        return True
    except (OperationalError, InterfaceError):  # the database's fault and not the row's
        raise
    except Exception as error:  # ours, most likely: it must not hold up the others, and may be mended by an update
        logger.exception("mail %s cannot be written", row.key)
        set_back(row, f"{type(error).__name__}: {error}", now)
        return True
    if capped := caps.one_too_many(outgoing, now):
        outbox.park(row=row, error=capped)
        return True
    return _hand_over(row, outgoing, connection, now)


def set_back(row: OutboxRow, error: str, now: datetime) -> None:
    """A mail that we fail to write is tried again, and parked after MOST_FAULTS."""
    if row.attempts < MOST_FAULTS:
        outbox.retry(row=row, error=error, now=now)
    else:
        outbox.park(row=row, error=error)


def _hand_over(row: OutboxRow, outgoing: Outgoing, connection: Connection, now: datetime) -> bool:
    sent = _remember(outgoing, now)
    try:
        connection.send(_returnable(outgoing, sent))
    except Refused as error:
        returns.refused(sent, str(error), now, for_good=isinstance(error, RecipientRefused))
        outbox.park(row=row, error=str(error))
    except TryLater as error:
        outbox.retry(row=row, error=str(error), now=now)
        return not isinstance(error, ServerGone)
    else:
        returns.accepted(sent)
        if outgoing.template == "acknowledgement":  # before the row is settled, so that no crash forgets it
            acknowledged(ticket=outgoing.ticket, to=outgoing.to, source_id=f"acknowledged:{row.key}", now=now)
        outbox.settle(row=row, now=now)
    return True


def _returnable(outgoing: Outgoing, sent: Sent) -> Outgoing:
    """The mail with a return path of its own, so that reports about it are known for genuine; an automatic one has none (RFC 3834)."""
    if not outgoing.sender:
        return outgoing
    return replace(outgoing, sender=token.return_path(outgoing.sender, sent.pk, route.mail_key()))


def _remember(outgoing: Outgoing, now: datetime) -> Sent:
    """Note the Message-ID before the mail leaves: an answer may be here before the server has answered us."""
    sent, _ = Sent.objects.update_or_create(
        message_id=outgoing.message_id,
        defaults={"address": outgoing.recipient},
        create_defaults={
            "template": outgoing.template,
            "ticket": outgoing.ticket,
            "person": outgoing.to,
            "address": outgoing.recipient,
            "automatic": outgoing.template in caps.AUTOMATIC,
            "first_try_at": now,
        },
    )
    return sent


class Connection:
    """The way to the mail server: opened for the first mail, kept for the next, opened anew after it broke."""

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop(polite=error is None)

    def send(self, outgoing: Envelope) -> None:
        """Hand one mail over. Raises Refused, TryLater, ServerGone."""
        server = self._open()
        try:
            server.sendmail(outgoing.sender, [outgoing.recipient], outgoing.data, mail_options=_options(outgoing))
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(f"the mail server takes no such address: {error}") from error
        except smtplib.SMTPRecipientsRefused as error:
            _raise_for(*error.recipients[outgoing.recipient], error, for_good=RecipientRefused)
        except smtplib.SMTPResponseException as error:
            _raise_for(error.smtp_code, error.smtp_error, error)
        except (smtplib.SMTPException, OSError) as error:
            self._drop(polite=False)
            raise ServerGone(f"{type(error).__name__}: {error}") from error

    def _open(self) -> smtplib.SMTP:
        if self._server is None:
            try:
                self._server = _connect()
            except (smtplib.SMTPException, OSError) as error:
                raise ServerGone(f"{type(error).__name__}: {error}") from error
        return self._server

    def _drop(self, *, polite: bool) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        try:
            if polite:
                server.quit()
        except (smtplib.SMTPException, OSError):
            pass  # it is gone already, and what it took it has answered for
        finally:
            server.close()


def _connect() -> smtplib.SMTP:
    """As the settings say; the server's certificate is checked wherever there is one."""
    host, port, timeout = settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT
    server: smtplib.SMTP
    if settings.EMAIL_USE_SSL:
        server = smtplib.SMTP_SSL(host, port, timeout=timeout, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, port, timeout=timeout)
    try:
        if settings.EMAIL_USE_TLS:
            server.starttls(context=ssl.create_default_context())
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        server.close()
        raise
    return server


def _options(outgoing: Envelope) -> list[str]:
    """An address outside ASCII needs SMTPUTF8; our headers and bodies are ASCII otherwise."""
    return [] if outgoing.data.isascii() and outgoing.recipient.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]


def _raise_for(code: int, answer: bytes | str, error: Exception, for_good: type[Refused] = Refused) -> None:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    raise (for_good if code >= FOR_GOOD else TryLater)(f"{code} {text}") from error
