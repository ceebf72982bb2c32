"""How the console's pages are shown: the gate, the frame of the page, the ticket with its forms."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from parola.desk.accounts.permissions import Act, acts_anywhere, administers
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements.queries import taking_tickets
from parola.desk.live import presence
from parola.desk.telephony import calls
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket
from parola.web.console import assignees, forms, health, kept, voices
from parola.web.console import preview as previews
from parola.web.console import ticket as tickets
from parola.web.console.beginning import next_step
from parola.web.console.reporting import misses
from parola.web.due import changes_at
from parola.web.given import number
from parola.web.middleware import Request
from parola.web.sentences import Line


def is_fragment(request: Request) -> bool:
    """Whether a part of a page is fetched, not the page."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def gate(request: Request, reference: str) -> Ticket:
    """The ticket, if the reader works for its brand; else there is none (404)."""
    try:
        ticket = queries.access_ticket(request.user, reference)
    except queries.NoSuchTicket:
        raise Http404 from None
    if not queries.sees_inside(request.user, ticket):
        raise Http404
    return ticket


def show(request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """A page of the console, or a part of one."""
    frame = {} if is_fragment(request) else frame_of(request)
    return render(request, template, {**context, **frame}, status=status)


def frame_of(request: Request) -> dict[str, Any]:
    """What the console's shell asks for: what is wrong with the desk, and where the reader may go."""
    acts = acts_anywhere(request.user)
    return {
        "troubles": health.troubles(request.user, request.now),
        "takes_calls": taking_tickets(brands_of(request.user, Act.OPEN_FOR)).exists(),
        "announces": Act.OPEN_FOR in acts and calls.announces_to(request.user),
        "reports_to": Act.REPORT in acts,
        "oversees": Act.OVERSEE in acts,
        "beginning": next_step(request.user),
        "publishes": Act.PUBLISH in acts,
        "configures": administers(request.user) or not acts.isdisjoint({Act.CONFIGURE, Act.AUDIT}),
    }


def show_ticket(
    request: Request,
    ticket: Ticket,
    *,
    filled: Form | None = None,
    writing: forms.Reply | None = None,
    stale: Sequence[Line] = (),
    status: int = 200,
    template: str = "console/ticket.html",
    **context: Any,
) -> HttpResponse:
    """The ticket's page. `filled` is the form that could not be carried out, with what was typed; `stale`, what happened meanwhile.

    `writing` is a reply that goes on being written.
    """
    page = tickets.page(ticket, request.user, request.now, looking(request))
    begun = kept.kept(ticket, request.user, page.news, request.now)
    fields = ticket_forms(request, ticket, filled, begun)
    if filled is None and page.draft and request.GET.get("draft"):
        own = begun.text["reply"].text.strip() if "reply" in begun.text else ""
        fields["reply"] = forms.Reply(initial={"text": f"{own}\n\n{page.draft.text}".strip()})
    if writing is not None:
        fields["reply"] = writing
    compose = "note" if isinstance(filled, forms.Note) else "" if filled or writing else begun.latest
    context |= {
        "page": page,
        "forms": fields,
        "stale": stale,
        "compose": compose,
        "drafts": begun.said,
        "place": "queue",
    }
    context["changes_at"] = changes_at((clock.due for clock in page.clocks), request.now)
    context["present"] = presence.others(ticket, request.user, request.now)
    context["voice"] = voices.voice(ticket, request.now)
    context["missed"] = misses.of_ticket(request.user, ticket, request.now)
    if filled is not None:
        context["here"] = reverse("console:ticket", args=[ticket.reference])
    return show(request, template, context, status)


def looking(request: Request) -> tickets.Looking:
    """How much of a long conversation the address asks for."""
    earlier, event = (number(request.GET.get(name, "")) or 0 for name in ("earlier", "event"))
    return tickets.Looking(earlier=earlier, event=event)


def save(mail: bytes, name: str) -> HttpResponse:
    """A mail as it came, to be saved and opened elsewhere: never shown by this desk's own address."""
    answer = HttpResponse(mail, content_type="message/rfc822")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def ticket_forms(request: Request, ticket: Ticket, filled: Form | None, begun: kept.Kept) -> dict[str, Form]:
    """Every form of the page, empty but for the one that was filled in and for what the reader began to write."""
    people = assignees.choices(ticket, request.user, request.now)
    fields: dict[str, Form] = {
        "reply": forms.Reply(),
        "note": forms.Note(),
        "priority": priority_form(ticket, initial={"priority": request.GET.get("priority", "")}),
        "assign": forms.Assign(initial={"assignee": ticket.assignee_id}, choices=people),
    }
    for paper, draft in begun.text.items():
        fields[paper] = kept.fill(paper, draft)
    if filled is not None:
        fields[type(filled).__name__.lower()] = filled
    if isinstance(note := fields["note"], forms.Note):
        note.offers(reverse("console:colleagues", args=[ticket.reference]))
    return fields


def priority_form(ticket: Ticket, *args: Any, **kwargs: Any) -> forms.Priority:
    """The form for another priority, with the priorities and the rights that there are for the ticket."""
    terms = queries.terms(ticket)
    choices, rights = forms.other_priorities(ticket, terms), forms.rights(ticket, terms)
    guards = previews.guards(ticket, terms) if args else {}
    return forms.Priority(*args, choices=choices, rights=rights, guards=guards, **kwargs)
