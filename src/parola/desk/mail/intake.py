"""How much is taken from one sender at once, and which requests are acknowledged: nobody makes the desk busy, or another one with it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from parola.desk.accounts.models import Brand, Person, normalise
from parola.desk.mail.models import Received, Sent
from parola.desk.mail.parse import ParsedMail
from parola.desk.tickets.models import Ticket

SPAN = timedelta(minutes=10)
MOST_AT_ONCE = 30
"""Mails from one sender to one brand that are read in such a span; what is more waits for somebody to decide."""

WHY = f"more than {MOST_AT_ONCE} mails from this sender in {SPAN.total_seconds() / 60:.0f} minutes"

DAY = timedelta(days=1)
MOST_ALIKE = 2
"""Requests of a person under one subject that are acknowledged in a day: a machine repeats itself."""

_LOOKED_AT = 50
_REFERENCE = re.compile(r"\[([A-Z0-9]{1,12}-[0-9]{1,12})\]")
_BEFORE_SUBJECT = re.compile(
    r"^(?:\s*(?:\[[^\]]*\]|(?:re|r|aw|sv|fwd?|fw|rv|i|tr|wg|rif|رد|إعادة توجيه)\s*[:：]))+", re.IGNORECASE
)
_NO_LETTERS = re.compile(r"[\W\d_]+")


def is_flood(received: Received, sender: str) -> bool:
    """Whether so many mails of that sender were read just before this one that it has to wait."""
    since = received.received_at - SPAN
    lately = Received.objects.filter(
        brand=received.brand_id,
        sender=normalise(sender),
        state=Received.State.TICKET,
        let_in=False,
        received_at__gt=since,
        received_at__lte=received.received_at,
    )
    return lately.exclude(pk=received.pk).count() >= MOST_AT_ONCE


def is_answered(mail: ParsedMail, requester: Person, *, at: datetime) -> bool:
    """Whether a request that came by mail is acknowledged: not where it answers a mail of ours, nor again and again.

    What it answers is told by a Message-ID of what the desk wrote by itself, or by the reference in the subject. Neither lets it join.
    """
    if Sent.objects.filter(message_id__in=mail.references, automatic=True).exists():
        return False
    if Ticket.objects.filter(reference__in=_REFERENCE.findall(mail.subject), requester=requester).exists():
        return False
    lately = Ticket.objects.filter(requester=requester, opened_at__gt=at - DAY, channel="email").order_by("-pk")
    subjects = lately.select_related("opening").values_list("opening__subject", flat=True)[:_LOOKED_AT]
    wanted = bare(mail.subject)
    return sum(bare(subject) == wanted for subject in subjects) < MOST_ALIKE


def bare(subject: str) -> str:
    """The subject without what answers, forwards and counters put around it."""
    return _NO_LETTERS.sub(" ", _BEFORE_SUBJECT.sub("", subject)).strip().casefold()


def put_by(*, brand: Brand, sender: str) -> int:
    """What was held of that sender is a machine's: it is kept, and becomes no tickets. How many they are."""
    held = Received.objects.filter(brand=brand, sender=sender, state=Received.State.HELD)
    return held.update(state=Received.State.AUTOMATIC, sort=Received.Sort.OTHER)


def let_in(*, brand: Brand, sender: str) -> int:
    """What was held of that sender is read after all, by the worker, as if it had just come. How many they are."""
    held = Received.objects.filter(brand=brand, sender=sender, state=Received.State.HELD)
    return held.update(state=Received.State.TAKEN, let_in=True, attempts=0, reason="")
