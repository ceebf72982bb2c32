"""The mail that carries the link. Nothing that was typed into the form is in it: the address may be another's."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext, override

from parola.desk.mail import alone
from parola.desk.mail.compose import Envelope
from parola.desk.mail.letters import Letter
from parola.desk.outbox.models import OutboxRow
from parola.desk.webform import proving
from parola.desk.webform.models import WebRequest
from parola.desk.webform.taking import KIND
from parola.policy.words import speak


def deliver(*, now: datetime) -> bool:
    """Send what waits. True where there may be more to send at once."""
    return alone.deliver(kind=KIND, write=lambda row: mail(row, now), now=now)


def mail(row: OutboxRow, now: datetime) -> Envelope | None:
    """The mail of a row; the link is made here, and is in no table. None where nobody needs it any more. Raises Unsendable."""
    found = WebRequest.objects.filter(
        pk=row.payload["request"], state=WebRequest.State.WAITING, mailed_at__gt=now - proving.LASTING
    )
    held = found.select_related("brand").first()
    if held is None:
        return None
    with override(held.language):
        return alone.envelope(row=row, brand=held.brand, to=held.email, letter=letter(held), language=held.language)


def letter(held: WebRequest) -> Letter:
    """What it says."""
    brand, words = held.brand, speak(held.language)
    at = {
        "brand": brand.name,
        "asked": words.instant(held.asked_at, brand.timezone),
        "until": words.instant((held.mailed_at or held.asked_at) + proving.LASTING, brand.timezone),
    }
    return Letter(
        subject=gettext("Confirm your request to %(brand)s") % at,
        lines=(
            gettext("Somebody, most likely you, asked the support of %(brand)s for help with this address: %(asked)s.")
            % at,
            gettext("Confirm that it was you: then we get to work on it. The time that we promise counts from when it was sent."),
            gettext("The link can be used once, until %(until)s.") % at,
            gettext("If it was not you, do nothing, or say so behind the link: then we send you no other for a week."),
        ),
        link=brand.door + reverse("ask_proof", args=[held.pk, proving.new_key(held)]),
        link_text=gettext("Confirm the request"),
    )  # fmt: skip
