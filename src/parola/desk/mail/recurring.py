"""What those who lead problems are told when incidents are alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from parola.desk.mail.letters import Letter, Occasion


def recurrence(occasion: Occasion) -> Letter:
    """How many incidents are alike, how the latest begins, and where it is decided what they are."""
    brand, count = occasion.ticket.brand, occasion.payload["count"]
    subject = occasion.ticket.subject or gettext("(no subject)")
    told = ngettext(
        "%(count)d incident of %(brand)s looks like those of a problem that is known.",
        "%(count)d incidents of %(brand)s look like those of a problem that is known.",
        count,
    )
    if not occasion.payload["known"]:
        told = ngettext(
            "%(count)d incident of %(brand)s seems to be about the same as others.",
            "%(count)d incidents of %(brand)s seem to be about the same.",
            count,
        )
    latest = gettext("The latest: %(reference)s, %(subject)s")
    once = gettext("Look whether they have one cause, or dismiss it. You are told of this once.")
    return Letter(
        subject=gettext("%(brand)s: incidents that are alike") % {"brand": brand.name},
        lines=(
            told % {"count": count, "brand": brand.name},
            latest % {"reference": occasion.ticket.reference, "subject": subject},
            once,
        ),
        link=settings.BASE_URL + reverse("console:recurrence", args=[occasion.payload["recurrence"]]),
        link_text=gettext("Look at them"),
    )


LETTERS: Mapping[str, Callable[[Occasion], Letter]] = {"recurrence": recurrence}
"""The one template of this page."""
