"""What those who follow a ticket are told: what happened on it, each in a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from parola.desk.accounts.models import Person
from parola.desk.mail.letters import Letter, Occasion, Unsendable, about, priority_of
from parola.desk.tickets import queries
from parola.desk.tickets.kinds.tiers import SentBack
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import (
    Assigned,
    Closed,
    Escalated,
    Fact,
    Message,
    PriorityChanged,
    Recorded,
    Reopened,
    Resolved,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that happened, and where."""

    ticket: Ticket
    event: Recorded


def news(occasion: Occasion) -> Letter:
    """All that was gathered for the reader, as far as they may see it still."""
    found = list(_gathered(occasion))
    lines = tuple(line for each in found if (line := _line(occasion, each)))
    if not lines:
        raise Unsendable("there is nothing to tell of that the reader may see")
    tickets = {each.ticket.pk: each.ticket for each in found}
    only = next(iter(tickets.values())) if len(tickets) == 1 else None
    path = reverse("console:ticket", args=[only.reference]) if only else reverse("console:queue")
    many = ngettext("News of %(count)d ticket", "News of %(count)d tickets", len(tickets)) % {"count": len(tickets)}
    several = occasion.words.digits(many)
    return Letter(
        subject=about(only) if only else several,
        lines=(*lines, gettext("You are told because you follow the ticket. On its page you can stop that.")),
        link=settings.BASE_URL + path,
        link_text=gettext("Open in the console"),
    )


def _gathered(occasion: Occasion) -> Iterator[News]:
    named = occasion.payload["news"]
    seen = queries.worked_on_by(occasion.to).filter(pk__in={entry["ticket"] for entry in named})
    tickets = queries.with_relations(seen).in_bulk()
    for entry in named:
        ticket = tickets.get(entry["ticket"])
        row = ticket.events.filter(seq=entry["event"]).first() if ticket else None
        if ticket is not None and row is not None:
            yield News(ticket=ticket, event=queries.recorded(row))


def _line(occasion: Occasion, each: News) -> str:
    """What happened, in one sentence; nothing of what is no news."""
    fact = each.event.fact
    names = {
        "reference": each.ticket.reference,
        "person": _name(occasion, each.event.actor),
        "assignee": _name(occasion, fact.assignee) if isinstance(fact, Assigned) else "",
        "priority": priority_of(occasion, each.ticket, fact.priority) if isinstance(fact, PriorityChanged) else "",
    }
    told = _told(fact, occasion.to)
    return f"{told % names} {each.ticket.subject}".strip() if told else ""


def _told(fact: Fact, reader: Person) -> str:  # noqa: C901, PLR0911, PLR0912  # one flat table of kinds
    match fact:
        case Message(public=False) if reader.pk in fact.mentioned:
            return gettext("%(reference)s: %(person)s names you in a note.")
        case Message(public=False):
            return gettext("%(reference)s: %(person)s wrote a note.")
        case Message(side="customer"):
            return gettext("%(reference)s: %(person)s wrote for the customer.")
        case Message():
            return gettext("%(reference)s: %(person)s answered the customer.")
        case PriorityChanged():
            return gettext("%(reference)s: the priority is %(priority)s now.")
        case Assigned(assignee=None):
            return gettext("%(reference)s: nobody has the ticket now.")
        case Assigned():
            return gettext("%(reference)s: %(assignee)s has the ticket now.")
        case Escalated():
            return gettext("%(reference)s: the ticket came to another tier.")
        case SentBack():
            return gettext("%(reference)s: the ticket was sent back with a question.")
        case Resolved():
            return gettext("%(reference)s: the ticket is resolved.")
        case Reopened():
            return gettext("%(reference)s: the ticket is open again.")
        case Closed():
            return gettext("%(reference)s: the ticket is closed.")
        case _:
            return ""


def _name(occasion: Occasion, key: int | None) -> str:
    person = Person.objects.filter(pk=key).first() if key is not None else None
    return occasion.name(str(person)) if person else gettext("The desk")


LETTERS: Mapping[str, Callable[[Occasion], Letter]] = {"news": news}
"""The one template of this page."""
