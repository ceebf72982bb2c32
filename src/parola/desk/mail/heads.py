"""The head of the chain sent away once a day: whoever keeps the mail can prove later that nothing was cut off or made good.

Nothing inside one database can show that its end was cut off; a head that was noted elsewhere can (`parola verify --head`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.utils.translation import gettext, override

from parola.desk.accounts.models import Brand
from parola.desk.accounts.queries import person_by_address
from parola.desk.mail import alone
from parola.desk.mail.compose import Envelope
from parola.desk.mail.letters import Letter
from parola.desk.outbox import operations as outbox
from parola.desk.outbox.models import OutboxRow
from parola.desk.tickets import queries

KIND = "head"
"""The outbox rows that this page sends."""


def note(*, now: datetime, to: Sequence[str]) -> None:
    """Put today's head into the outbox, once for each address. The day is that of UTC."""
    day = now.astimezone(UTC).date().isoformat()
    keys = {f"head:{day}:{address}": address for address in to}
    noted = set(OutboxRow.objects.filter(key__in=keys).values_list("key", flat=True))
    for key, address in keys.items():
        if key not in noted:
            _note(key, address, now)


def _note(key: str, address: str, now: datetime) -> None:
    head, brand = queries.head(), Brand.objects.filter(mailboxes__primary=True).order_by("pk").first()
    if head is None or brand is None:
        return  # there is no event yet, or nobody from whom it could be
    outbox.enqueue(
        key=key,
        kind=KIND,
        payload={
            "to": address,
            "brand": brand.pk,
            "position": head.position,
            "hash": head.hash,
            "events": head.events,
            "recorded_at": head.recorded_at.isoformat(),
        },
        domain=brand.domain,
        now=now,
    )


def deliver(*, now: datetime) -> bool:
    """Send what waits."""
    return alone.deliver(kind=KIND, write=envelope, now=now)


def envelope(row: OutboxRow) -> Envelope:
    """The mail of a row, in the language of who reads it, if the desk knows them."""
    told, brand = row.payload, Brand.objects.get(pk=row.payload["brand"])
    person = person_by_address(told["to"])
    language = person.language if person else settings.LANGUAGE_CODE
    with override(language):
        return alone.envelope(row=row, brand=brand, to=told["to"], letter=head_letter(told), language=language)


def head_letter(told: dict[str, str]) -> Letter:
    """What the mail says. The line with the head is what `parola verify --head` looks for in the saved mail."""
    names = {"position": told["position"], "events": told["events"], "instant": told["recorded_at"]}
    lines = (
        gettext("This is the head of the chain of all events at this desk:"),
        f"{told['position']}:{told['hash']}",
        gettext("Its event was recorded %(instant)s. Number of events: %(events)s.") % names,
        gettext(
            "Keep this mail where nobody who runs the desk can change it. `parola verify --head FILE` proves that it still holds."
        ),
    )
    return Letter(subject=gettext("Head of the chain: event %(position)s") % names, lines=lines)
