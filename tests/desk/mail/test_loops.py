"""Two machines do not keep each other busy, however badly the other one behaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest

from parola.desk.mail import caps, receive, send
from parola.desk.mail.address import Mailbox
from parola.desk.mail.message import to_bytes
from parola.desk.mail.models import Received
from parola.desk.mail.server import Delivery
from tests.desk.mail.post import written
from tests.desk.mail.test_message import MAIL
from tests.desk.world import MONDAY, World

Answer = Callable[[Delivery, int], bytes]
THEM = "help@other.example"


def converse(world: World, left: list[Delivery], answer: Answer, steps: int) -> int:
    """They write; whatever leaves is answered by them a minute later; how many mails left in all."""
    raw, to, now = written(sender=THEM, message_id="<first@other.example>"), "support@credenti.example", MONDAY
    for step in range(steps):
        kept = receive.keep(brand=world.credenti, raw=raw, envelope_from=THEM, envelope_to=to, received_at=now)
        receive.process(kept, now=now)
        before = len(left)
        send.deliver(now=now)
        if len(left) == before:
            return len(left)
        now += timedelta(minutes=1)
        raw = answer(left[-1], step)
        to = str(message_from_bytes(left[-1].raw)["Reply-To"]).partition("<")[2].rstrip(">")
    return len(left)


def polite(_theirs: Delivery, step: int) -> bytes:
    """A vacation notice as RFC 3834 wants it."""
    return written(sender=THEM, auto_submitted="auto-replied", message_id=f"<{step}@other.example>")


def another_desk(theirs: Delivery, step: int) -> bytes:
    """A desk like this one, which acknowledges what it takes for a request."""
    acknowledgement = replace(
        MAIL, sender=Mailbox(THEM), to=Mailbox("support@credenti.example"), message_id=f"{step}@other.example",
        in_reply_to=str(message_from_bytes(theirs.raw)["Message-ID"]).strip("<>"), machine="auto-replied",
        date=datetime(2026, 11, 16, tzinfo=UTC), reply_to="",
    )  # fmt: skip
    return to_bytes(acknowledgement)


def rude(_theirs: Delivery, step: int) -> bytes:
    """A machine that says nothing of itself, and answers to its own new message each time."""
    return written(sender=THEM, subject="Out of office", message_id=f"<{step}@other.example>", date=str(step))


def rude_in_the_thread(theirs: Delivery, step: int) -> bytes:
    """As rude, but it answers what it answers."""
    message_id = str(message_from_bytes(theirs.raw)["Message-ID"])
    return written(sender=THEM, message_id=f"<{step}@other.example>", in_reply_to=message_id, date=str(step))


@pytest.mark.parametrize(
    ("answer", "most"), [(polite, 1), (another_desk, 1), (rude_in_the_thread, 1), (rude, caps.A_DAY)]
)
def test_it_ends(world: World, left: list[Delivery], answer: Answer, most: int) -> None:
    assert converse(world, left, answer, steps=50) <= most


def test_our_own_mail_delivered_back_to_us_ends_at_once(world: World, left: list[Delivery]) -> None:
    assert converse(world, left, lambda theirs, _: theirs.raw, steps=50) == 1
    assert Received.objects.filter(reason="came from this desk").count() == 1
