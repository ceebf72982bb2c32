"""Into the outbox, and out of it: claimed under a lease, sent, settled or tried again. At least once, in a ticket's order.

A claim is a conditional UPDATE whose row count decides (right on SQLite and PostgreSQL). It raises the row's token, and
only who holds the present token can settle: a sender that slept through its lease finds that its word no longer counts.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from parola.desk.outbox.models import Heartbeat, OutboxRow

LEASE = timedelta(minutes=2)
APART = timedelta(minutes=1)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
MOST_ATTEMPTS = 72  # with the pauses above: about three days
WAITING = (OutboxRow.State.READY, OutboxRow.State.LEASED)

logger = logging.getLogger(__name__)


def enqueue(
    *,
    key: str,
    kind: str,
    payload: Mapping[str, Any],
    domain: str,
    now: datetime,
    ticket_id: int | None = None,
    gathering: str = "",
    not_before: datetime | None = None,
) -> OutboxRow:
    """Something to send, once for `key`, under a Message-ID made here (in `domain`) and kept over all tries.

    Call it in the transaction of what caused it. A key that is there already gives the row that is there.
    """
    row, _ = OutboxRow.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "payload": dict(payload),
            "ticket_id": ticket_id,
            "gathering": gathering,
            "message_id": f"<{uuid.uuid4().hex}@{domain}>",
            "next_try_at": max(now, not_before or now),
            "created_at": now,
        },
    )
    return row


def gather(
    *,
    gathering: str,
    key: str,
    kind: str,
    payload: Mapping[str, Any],
    lists: str,
    domain: str,
    now: datetime,
    not_before: datetime | None = None,
) -> OutboxRow:
    """As `enqueue`, but joined to what waits for the same reader until the same time: the list `payload[lists]` is added to that row's.

    Of one gathering at most one row leaves a minute, however much comes together after an outage. Call it where no other
    gathers at the same time (in the ledger's turn).
    """
    rows = OutboxRow.objects.filter(gathering=gathering).order_by("-pk")
    soon = Q(next_try_at=not_before) if not_before else Q(next_try_at__lte=now + APART)
    waiting = rows.filter(soon, state=OutboxRow.State.READY, attempts=0).first()
    if waiting is not None:
        joined = {**waiting.payload, lists: [*waiting.payload[lists], *payload[lists]]}
        unsent = OutboxRow.objects.filter(pk=waiting.pk, state=OutboxRow.State.READY, attempts=0)
        if unsent.update(payload=joined):
            return waiting
    latest = rows.filter(next_try_at__lte=now).first()
    return enqueue(
        key=key,
        kind=kind,
        payload=payload,
        domain=domain,
        now=now,
        gathering=gathering,
        not_before=not_before or (latest.next_try_at + APART if latest else None),
    )


def claim(*, kind: str, now: datetime, lease: timedelta = LEASE) -> OutboxRow | None:
    """The next row to send, now ours until `row.lease_until`; None where nothing waits.

    A row of a ticket waits for the earlier ones of that ticket, unless they are parked.
    """
    for row in candidates(kind, now)[:5]:
        claimed = OutboxRow.objects.filter(pk=row.pk, state=row.state, lease_token=row.lease_token).update(
            state=OutboxRow.State.LEASED,
            lease_until=now + lease,
            lease_token=F("lease_token") + 1,
            attempts=F("attempts") + 1,
        )
        if claimed:
            row.refresh_from_db()  # the payload may have grown between our look and our claim
            return row
    return None


def withdraw(*, ticket_id: int) -> None:
    """What waits to be sent because of the ticket never leaves. What is in a sender's hands is for the sender to stop."""
    OutboxRow.objects.filter(ticket_id=ticket_id, state=OutboxRow.State.READY).delete()


def candidates(kind: str, now: datetime) -> QuerySet[OutboxRow]:
    """What could be sent now, oldest first: ready rows whose time has come, and those whose sender's lease ran out."""
    earlier = OutboxRow.objects.filter(ticket_id=OuterRef("ticket_id"), state__in=WAITING, pk__lt=OuterRef("pk"))
    ready = Q(state=OutboxRow.State.READY, next_try_at__lte=now)
    abandoned = Q(state=OutboxRow.State.LEASED, lease_until__lte=now)
    return OutboxRow.objects.filter(ready | abandoned, ~Exists(earlier), kind=kind).order_by("pk")


def settle(*, row: OutboxRow, now: datetime) -> bool:
    """It was sent. False: the lease had passed to somebody else, and nothing was changed."""
    return hand_back(row, state=OutboxRow.State.SENT, sent_at=now, last_error="")


def count_as_sent(*, until: datetime, last_ticket: int | None = None) -> None:
    """What was to leave by then has left, each at its time: of a past that is played again, whose mails are for nobody to read.

    `last_ticket`: only of tickets up to that one.
    """
    waiting = OutboxRow.objects.filter(state=OutboxRow.State.READY, next_try_at__lte=until)
    if last_ticket is not None:
        waiting = waiting.filter(ticket_id__lte=last_ticket)
    waiting.update(state=OutboxRow.State.SENT, attempts=1, sent_at=F("next_try_at"))


def retry(*, row: OutboxRow, error: str, now: datetime) -> bool:
    """It could not be sent this time; later again, and parked after too many times. False as in `settle`."""
    if row.attempts >= MOST_ATTEMPTS:
        return park(row=row, error=error)
    logger.warning("outbox %s: attempt %d failed: %s", row.key, row.attempts, error)
    return hand_back(row, state=OutboxRow.State.READY, next_try_at=now + pause(row), last_error=error)


def park(*, row: OutboxRow, error: str) -> bool:
    """It cannot be sent; set aside for a person to look at. False as in `settle`."""
    logger.error("outbox %s: parked after %d attempts: %s", row.key, row.attempts, error)
    return hand_back(row, state=OutboxRow.State.PARKED, last_error=error)


def revive(*, row: OutboxRow, now: datetime) -> bool:
    """Somebody looked at a parked row: it is tried from now on as if for the first time. False: it was not parked any more."""
    parked = OutboxRow.objects.filter(pk=row.pk, state=OutboxRow.State.PARKED)
    return parked.update(state=OutboxRow.State.READY, attempts=0, next_try_at=now) == 1


def send_once_more(*, row: OutboxRow, now: datetime) -> bool:
    """Somebody wants it sent again, under the same Message-ID, though it was sent or parked. False: it waits to be sent as it is."""
    done = OutboxRow.objects.filter(pk=row.pk, state__in=[OutboxRow.State.PARKED, OutboxRow.State.SENT])
    return done.update(state=OutboxRow.State.READY, attempts=0, next_try_at=now, sent_at=None, last_error="") == 1


def hand_back(row: OutboxRow, **changes: Any) -> bool:
    """End our lease with these changes, if it still is ours."""
    ours = OutboxRow.objects.filter(pk=row.pk, state=OutboxRow.State.LEASED, lease_token=row.lease_token)
    return ours.update(lease_until=None, **changes) == 1


def pause(row: OutboxRow) -> timedelta:
    """How long to wait after the row's last attempt: twice as long each time, up to an hour, and off by up to a quarter.

    The deviation comes from the row and the attempt, so that rows that failed together do not come back together and a
    test knows when they do.
    """
    doubled: timedelta = FIRST_PAUSE * 2 ** min(row.attempts - 1, 20)
    digest = hashlib.sha256(f"{row.pk}:{row.attempts}".encode()).digest()
    deviation = int.from_bytes(digest[:4]) / 2**32  # [0, 1)
    return min(doubled, LONGEST_PAUSE) * (0.75 + deviation / 2)


def begin(*, name: str, now: datetime) -> None:
    """The first sign of a lane that never gave one: its worker runs. Whether its turns go well is told by the next ones."""
    Heartbeat.objects.get_or_create(name=name, defaults={"at": now})


def beat(*, name: str, now: datetime, error: str = "") -> None:
    """A sign of life of a lane whose turn went well; where something failed, `error` is kept instead, with its time."""
    told = {"error": error, "error_at": now} if error else {"at": now}
    Heartbeat.objects.update_or_create(name=name, defaults=told, create_defaults={"at": now, **told})
