"""What those who lead are told of tickets that wait for somebody who is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from parola.desk.accounts.models import Person
from parola.desk.mail.letters import Letter, Occasion, Unsendable
from parola.desk.tickets.handovers import at_work


def handover(occasion: Occasion) -> Letter:
    """Whose tickets wait, how many, and where they can be handed over."""
    person = Person.objects.filter(pk=occasion.payload["person"]).first()
    if person is None:
        raise Unsendable("there is no such person any more")
    brand = occasion.ticket.brand
    count = at_work(brand).filter(assignee=person).count()
    names = {"name": str(person), "brand": brand.name, "count": count}
    told = {
        "absent": gettext("%(name)s is away.") % names,
        "team": gettext("%(name)s is not in your team any more.") % names,
        "left": gettext("%(name)s does not work for %(brand)s any more.") % names,
    }
    waiting = ngettext(
        "%(count)d open ticket of %(brand)s is theirs.", "%(count)d open tickets of %(brand)s are theirs.", count
    )
    stay = gettext("They stay theirs until somebody hands them over. You are told of this once.")
    return Letter(
        subject=gettext("%(brand)s: tickets of %(name)s") % names,
        lines=(f"{told[occasion.payload['why']]} {waiting % names}", stay),
        link=settings.BASE_URL + reverse("console:handovers"),
        link_text=gettext("Hand them over"),
    )


LETTERS: Mapping[str, Callable[[Occasion], Letter]] = {"handover": handover}
"""The one template of this page."""
