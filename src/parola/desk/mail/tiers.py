"""What a tier is told of a ticket that was handed over to it, or that came back to it with a question."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from parola.desk.accounts.models import Person
from parola.desk.mail.letters import Letter, Occasion, Unsendable, about, portal
from parola.desk.tickets import queries, summary
from parola.desk.tickets.kinds.tiers import HandedOver, SentBack, TierTold
from parola.desk.tickets.models import Body

LONGEST = 1500
"""Of a part of the summary; the page has the whole of it."""


def handed_over(occasion: Occasion) -> Letter:
    """Who handed it over, and the summary."""
    fact = occasion.fact
    if not isinstance(fact, HandedOver):
        raise Unsendable("nothing was handed over")
    names = {
        "reference": occasion.ticket.reference,
        "person": _actor(occasion),
        "tier": occasion.words.number(fact.tier),
    }
    if fact.informs:
        told = gettext("%(person)s tells tier %(tier)s of %(reference)s.")
    else:
        told = gettext(
            "%(person)s hands %(reference)s over to tier %(tier)s: take it, or send it back with a question."
        )
    kept = summary.kept(Body.objects.filter(pk=fact.body).first())
    return _letter(occasion, (told % names, *_parts(kept)))


def _parts(kept: summary.Summary) -> Iterator[str]:
    labels = {
        "asked": gettext("What was asked: %(text)s"),
        "tried": gettext("What was tried: %(text)s"),
        "searched": gettext("What was looked for, and found: %(text)s"),
        "missing": gettext("What is missing: %(text)s"),
    }
    for name, label in labels.items():
        text = getattr(kept, name)
        if text:
            yield label % {"text": f"{text[:LONGEST]}…" if len(text) > LONGEST else text}


def sent_back(occasion: Occasion) -> Letter:
    """Who sent it back, and what they ask."""
    fact = occasion.fact
    if not isinstance(fact, SentBack):
        raise Unsendable("nothing was sent back")
    names = {
        "reference": occasion.ticket.reference,
        "person": _actor(occasion),
        "tier": occasion.words.number(fact.tier),
    }
    told = gettext("%(person)s sends %(reference)s back to tier %(tier)s with a question:") % names
    body = Body.objects.filter(pk=fact.body, erased_at__isnull=True).first()
    if body is None:
        raise Unsendable("what was written has been erased")
    return _letter(occasion, (told, body.text.strip()[:LONGEST]))


def tier_told(occasion: Occasion) -> Letter:
    """Which tier has the request, to its customer."""
    fact, ticket = occasion.fact, occasion.ticket
    if not isinstance(fact, TierTold):
        raise Unsendable("the event tells of no tier")
    tiers = queries.terms(ticket).agreement.tiers
    name = next((occasion.words.text(tier.name) for tier in tiers if tier.level == fact.tier), "")
    if not name:
        raise Unsendable("the tier has no name any more")
    names = {"reference": ticket.reference, "tier": occasion.words.isolated(name)}
    told = gettext("Your request %(reference)s is with this support level now: %(tier)s.") % names
    lines = (told, gettext("You need not do anything. What was promised to you stays promised."))
    return Letter(subject=about(ticket), lines=lines, link=portal(ticket), link_text=gettext("See your request"))


def _actor(occasion: Occasion) -> str:
    person = Person.objects.filter(pk=occasion.event.actor or 0).first()
    return occasion.name(str(person)) if person else gettext("The desk")


def _letter(occasion: Occasion, lines: tuple[str, ...]) -> Letter:
    ticket = occasion.ticket
    link = settings.BASE_URL + reverse("console:ticket", args=[ticket.reference])
    return Letter(subject=about(ticket), lines=lines, link=link, link_text=gettext("Open in the console"))


LETTERS: Mapping[str, Callable[[Occasion], Letter]] = {
    "handed_over": handed_over,
    "sent_back": sent_back,
    "tier_told": tier_told,
}
"""The templates of this page."""
