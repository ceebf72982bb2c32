"""How much a form takes, and to whom the desk writes because of it. Counted in the database: over all processes, and after a restart."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from parola.desk.accounts import limits
from parola.desk.accounts.models import Brand, normalise, without_detail
from parola.desk.webform.models import WebRequest

BY_ADDRESS, BY_ADDRESS_AND_PLACE = 30, 5
BY_PLACE, BY_PLACE_UNWORKED = 30, 5
BY_BRAND, BY_BRAND_UNWORKED = 200, 40
"""Requests that are taken in a quarter of an hour; fewer of those that come without the work of `keys`."""

A_DAY = timedelta(days=1)
A_MONTH = timedelta(days=30)
AFTER_A_REFUSAL = timedelta(days=7)
MOST_A_DAY = 3
"""Links to one mailbox, by whatever address it goes."""
MOST_UNANSWERED = 3
"""Links to one address in a month of which nobody used any."""

DOTLESS = ("gmail.com", "googlemail.com")


def of(*, brand: Brand, email: str, place: str, worked: bool) -> limits.Bounds:
    """Under which counts a request falls. `place`: the network address from which it comes.

    Whoever sends forms in another's name from one place shuts out that place, and not the other.
    """
    by_place, by_brand = (BY_PLACE, BY_BRAND) if worked else (BY_PLACE_UNWORKED, BY_BRAND_UNWORKED)
    how = "" if worked else ":unworked"
    return {
        limits.key_of("form-address", email): BY_ADDRESS,
        limits.key_of("form-address-from", email, place): BY_ADDRESS_AND_PLACE,
        f"form-from{how}:{place}": by_place,
        f"form-brand{how}:{brand.pk}": by_brand,
    }


def may_write_to(email: str, now: datetime) -> bool:
    """Whether a link may be sent there: no other waits to be used, few came to nothing lately, and nobody there said no.

    So a flood of forms makes one mail, and whoever gets it can end it.
    """
    mailed = WebRequest.objects.filter(mailed_at__isnull=False)
    unanswered = mailed.filter(email=email, state=WebRequest.State.WAITING)
    if unanswered.filter(mailed_at__gt=now - A_DAY).exists():
        return False
    if unanswered.filter(mailed_at__gt=now - A_MONTH).count() >= MOST_UNANSWERED:
        return False
    mailbox = mailed.filter(mailbox=mailbox_of(email))
    refused = Q(state=WebRequest.State.REFUSED, decided_at__gt=now - AFTER_A_REFUSAL)
    today = mailbox.filter(mailed_at__gt=now - A_DAY, state=WebRequest.State.WAITING)
    return not mailbox.filter(refused).exists() and today.count() < MOST_A_DAY


def mailbox_of(email: str) -> str:
    """Where mail to the address arrives, as far as its spelling tells: without what follows a plus sign, nor dots that do not count."""
    local, _at, domain = without_detail(normalise(email)).rpartition("@")
    return f"{local.replace('.', '') if domain in DOTLESS else local}@{domain}"
