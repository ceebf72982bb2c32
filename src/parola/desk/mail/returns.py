"""What machines say about mails of ours: it is attached to what it speaks of, and told to whoever works on that.

That a mail came back is believed where the report came to that mail's own return path, which nobody else knows (`token`).
Whoever writes anything else may name what they like: it lies with the ticket, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce

from parola.desk.accounts.models import Person
from parola.desk.mail import route, token, undelivered
from parola.desk.mail.models import Received, Sent
from parola.desk.mail.parse import ParsedMail

Sort, State = Received.Sort, Received.State


def told(received: Received, mail: ParsedMail) -> Sent | None:
    """The mail of ours of which a machine's speaks; what a genuine report says of it is noted there."""
    genuine = _by_return_path(received)
    if genuine is not None:
        _note(genuine, mail, received.received_at)
    return genuine or route.reported(mail, received.brand)


@transaction.atomic
def refused(sent: Sent, why: str, now: datetime, *, for_good: bool) -> None:
    """Our own mail server would not take it. `for_good`: it says so of the recipient, not of this mail."""
    news = sent.refused_at is None
    sent.refused_at, sent.returned_why, sent.returned_for_good = now, why[:300], for_good
    sent.save(update_fields=["refused_at", "returned_why", "returned_for_good"])
    if news:
        undelivered.tell(sent, now)


def accepted(sent: Sent) -> None:
    """Tried again, the mail was taken after all."""
    if sent.refused_at is not None:
        sent.refused_at, sent.returned_why, sent.returned_for_good = None, "", False
        sent.save(update_fields=["refused_at", "returned_why", "returned_for_good"])


def undeliverable(people: Iterable[Person]) -> dict[int, Sent]:
    """Of the people those whom no mail reaches at their address, with the last one that came back for good.

    A mail from there since then, or one that arrived there, shows that the address is in use after all.
    """
    wrote = Received.objects.filter(
        sender=OuterRef("person__email"), state=State.TICKET, received_at__gt=OuterRef("gone_at")
    ).exclude(authenticity="unverified")
    reached = Sent.objects.filter(person=OuterRef("person"), delivered_at__gt=OuterRef("gone_at"))
    back = Sent.objects.filter(person__in=people, returned_for_good=True, address=F("person__email"))
    lost = back.annotate(gone_at=Coalesce("returned_at", "refused_at")).filter(~Exists(wrote), ~Exists(reached))
    return {sent.person_id: sent for sent in lost.order_by("gone_at")}


def _by_return_path(received: Received) -> Sent | None:
    number = token.read_return(received.envelope_to, route.mail_key())
    if number is None:
        return None
    return Sent.objects.select_related("ticket").filter(pk=number, ticket__brand=received.brand_id).first()


def _note(sent: Sent, mail: ParsedMail, at: datetime) -> None:
    if mail.failures:
        _came_back(sent, mail.failures[0].why, for_good=mail.failures[0].is_for_good, at=at)
    elif mail.sort in (Sort.DELIVERED, Sort.READ) and sent.delivered_at is None:
        sent.delivered_at = at
        sent.save(update_fields=["delivered_at"])


def _came_back(sent: Sent, why: str, *, for_good: bool, at: datetime) -> None:
    """The first report counts: a server that repeats itself, or speaks of the same mail again, says nothing new."""
    if sent.returned_at is None:
        sent.returned_at, sent.returned_why, sent.returned_for_good = at, why[:300], for_good
        sent.save(update_fields=["returned_at", "returned_why", "returned_for_good"])
        undelivered.tell(sent, at)
