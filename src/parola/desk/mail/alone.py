"""Mails that are about no ticket: written and sent like the others, each kind of outbox row by its own words."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError

from parola.desk.accounts.models import Brand
from parola.desk.mail import message, sender
from parola.desk.mail.address import Mailbox
from parola.desk.mail.compose import Envelope
from parola.desk.mail.layout import layout
from parola.desk.mail.letters import Letter, Unsendable
from parola.desk.mail.message import Mail
from parola.desk.mail.send import LONGEST_TURN, Connection, Refused, ServerGone, TryLater, set_back
from parola.desk.outbox import operations as outbox
from parola.desk.outbox.models import OutboxRow

MOST = 50
"""Mails of a turn."""

logger = logging.getLogger(__name__)


def deliver(*, kind: str, write: Callable[[OutboxRow], Envelope | None], now: datetime) -> bool:
    """Send what waits of the kind. `write` gives no mail where none is wanted any more. True where there may be more to send at once."""
    started = time.monotonic()
    with Connection() as connection:
        for _ in range(MOST):
            if time.monotonic() - started > LONGEST_TURN:
                return True
            row = outbox.claim(kind=kind, now=now)
            if row is None or not _deliver(row, write, connection, now):
                return False
    return True


def _deliver(
    row: OutboxRow, write: Callable[[OutboxRow], Envelope | None], connection: Connection, now: datetime
) -> bool:
    """Bring one row to an end, or back. False where the server is gone."""
    try:
        mail = write(row)
        if mail is not None:
            connection.send(mail)
    except (Refused, Unsendable) as error:
        outbox.park(row=row, error=str(error))
    except TryLater as error:
        outbox.retry(row=row, error=str(error), now=now)
        return not isinstance(error, ServerGone)
    except (OperationalError, InterfaceError):  # the database's fault and not the row's
        raise
    except Exception as error:  # ours, most likely: it holds up no other, and may be mended by an update
        logger.exception("mail %s cannot be written", row.key)
        set_back(row, f"{type(error).__name__}: {error}", now)
    else:
        outbox.settle(row=row, now=now)
    return True


def envelope(
    *, row: OutboxRow, brand: Brand, to: str, letter: Letter, language: str, ours: Mailbox | None = None, stop: str = ""
) -> Envelope:
    """The letter from the brand to that address; nobody's machine answers it. Call it with the language active. Raises Unsendable.

    `ours`: from which of the brand's mailboxes; None: its main one. `stop`: where the reader stops mails of this kind.
    """
    text, html = layout(letter, brand, language, answerable=False, stop=stop)
    mail = Mail(
        sender=ours or sender.of_brand(brand),
        to=Mailbox(to, ""),
        subject=letter.subject,
        text=text,
        html=html,
        language=language,
        message_id=row.message_id.strip("<>"),
        date=row.created_at,
        machine="auto-generated",
        stop=stop,
    )
    return Envelope(sender="", recipient=to, data=message.to_bytes(mail))
