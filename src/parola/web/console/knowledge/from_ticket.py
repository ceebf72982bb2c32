"""An article made of a ticket: its question and its answers, without what says whose they are. A person reads it before it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parola.desk.accounts.permissions import Act, may
from parola.desk.knowledge.models import Article
from parola.desk.knowledge.taking import taken_out
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import Message, Opened
from parola.web.console.knowledge import forms
from parola.web.console.knowledge.editing import begin, show_new
from parola.web.console.showing import gate
from parola.web.middleware import Request
from parola.web.uploads.field import sender

MOST_BESIDE = 4
"""Tickets beside the one of which an article is made."""


@require_http_methods(["GET", "HEAD", "POST"])
def article(request: Request, reference: str) -> HttpResponse:
    """The form of a new article, filled with what was asked and answered on the ticket, and on those that the address names beside it."""
    ticket = gate(request, reference)
    brand = ticket.brand
    if not may(request.user, Act.WRITE_ARTICLES, brand):
        raise PermissionDenied if request.method == "POST" else Http404
    if request.method == "POST":
        form = forms.New(request.POST, request.FILES, brand=brand, sender=sender(request))
        if form.is_valid():
            return redirect("console:article", begin(request, brand, form).article_id)
    else:
        form = forms.New(initial=draft([ticket, *others(request, ticket)], request), brand=brand)
    notice = _(
        "Names, addresses, numbers and references that are known were taken out. Read it again: what else says whose it is must go too."
    )
    return show_new(request, brand, form, notice)


def others(request: Request, ticket: Ticket) -> list[Ticket]:
    """Tickets of the same brand about the same, as far as the reader may see them."""
    named = [each for each in request.GET.get("with", "").replace("\0", "").split(",") if each][:MOST_BESIDE]
    found = queries.with_relations(queries.worked_on_by(request.user)).filter(brand=ticket.brand, reference__in=named)
    return list(found.exclude(pk=ticket.pk).order_by("pk"))


def draft(tickets: Sequence[Ticket], request: Request) -> dict[str, object]:
    """Questions and answers, for the brand's support alone until somebody says otherwise. The first of the tickets gives the title."""
    names = [name for ticket in tickets for name in names_on(ticket)]
    said = [
        (item.recorded.fact, item.body)
        for ticket in tickets
        for item in queries.conversation(ticket, request.user)
        if item.body
    ]
    asked = [body.text for fact, body in said if isinstance(fact, Opened)]
    answers = [fact for fact, _body in said if isinstance(fact, Message) and fact.side == "support" and fact.public]
    answered = [body.text for fact, body in said if fact in answers]
    parts = [f"## {_('What is asked')}", *asked, f"## {_('What to do')}", *answered]
    return {
        "title": taken_out(tickets[0].subject, names)[:200],
        "text": taken_out("\n\n".join(parts), names)[: forms.LONGEST_TEXT],
        "language": tickets[0].language,
        "audience": Article.Audience.INTERNAL,
        "seen": 0,
    }


def names_on(ticket: Ticket) -> Iterator[str]:
    """Whoever is named on the ticket's side of the customer, and who has it."""
    for person in (ticket.requester, *ticket.participants.all(), ticket.assignee):
        if person is not None:
            yield person.name
    if ticket.organization is not None:
        yield ticket.organization.name
