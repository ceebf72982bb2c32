"""What agents do to a ticket: each a form, one act of the desk, and the way back to the page.

What could not be done leaves everything typed in place: a form with an error, one that was sent from an older page, one
that the ticket's state no longer allows.
"""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parola.desk.accounts.models import Person
from parola.desk.tickets import drafts as written
from parola.desk.tickets import escalating, follows, operations, queries, replies
from parola.desk.tickets.drafts import Paper
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import ChangedMeanwhile
from parola.web import brief
from parola.web.console import assignees, drafts, forms
from parola.web.console import ticket as tickets
from parola.web.console.showing import gate, priority_form, show_ticket
from parola.web.middleware import Request
from parola.web.sentences import Line, other_tickets, teller_of
from parola.web.templatetags.parola import words
from parola.web.uploads.field import sender

Do = Callable[[Ticket, int], str]
"""Carries a valid form out on a ticket as of an event; gives the sentence that says what was done."""


@require_POST
def reply(request: Request, reference: str) -> HttpResponse:
    """Answer the customer; then, if asked for, wait or resolve."""
    form = forms.Reply(request.POST, request.FILES, sender=sender(request))

    def do(ticket: Ticket, seen: int) -> str:
        said = form.cleaned_data
        opens_at = replies.opens_at(ticket, request.now)
        held = opens_at > request.now and not said["at_once_reason"]
        answered = operations.reply(
            ticket=ticket,
            by=request.user,
            text=said["text"],
            attachments=form.attached,
            at_once_reason=said["at_once_reason"],
            wait=said["then"] == "wait",
            now=request.now,
            expected_seq=seen,
        )
        written.sent(place=drafts.place_of(request, answered, Paper.REPLY))
        if held:
            return _("The reply is held, and sent at %(at)s.") % {"at": brief.instant(opens_at, request.now)}
        if said["then"] == "resolve":
            operations.resolve(ticket=answered, by=request.user, now=request.now)
            return _("The reply was sent, and the ticket is resolved.")
        return _("The reply was sent.")

    return carry_out(request, reference, form, do)


@require_POST
def release(request: Request, reference: str, held: int) -> HttpResponse:
    """Send a held reply before its time, for a reason."""
    form = forms.Release(request.POST)

    def do(ticket: Ticket, seen: int) -> str:
        reason = form.cleaned_data["reason"]
        operations.release_reply(
            ticket=ticket, by=request.user, held=held, reason=reason, now=request.now, expected_seq=seen
        )
        return _("The held reply was sent.")

    return carry_out(request, reference, form, do)


@require_POST
def note(request: Request, reference: str) -> HttpResponse:
    """Write an internal note."""
    form = forms.Note(request.POST, request.FILES, sender=sender(request))

    def do(ticket: Ticket, _seen: int) -> str:
        text = form.cleaned_data["text"]
        mentioned = [each for each in follows.named_in(text, follows.colleagues(ticket.brand)) if each != request.user]
        operations.note(
            ticket=ticket,
            by=request.user,
            text=text,
            mentioned=mentioned,
            attachments=form.attached,
            now=request.now,
        )
        written.sent(place=drafts.place_of(request, ticket, Paper.NOTE))
        if mentioned:
            names = words().listed(words().isolated(str(each)) for each in mentioned)
            return _("The note was saved, and these are told of it: %(names)s") % {"names": names}
        return _("The note was saved.")

    return carry_out(request, reference, form, do)


@require_POST
def change_priority(request: Request, reference: str) -> HttpResponse:
    """Another priority, for a reason that the customer sees."""
    form = priority_form(gate(request, reference), request.POST)

    def do(ticket: Ticket, seen: int) -> str:
        operations.change_priority(
            ticket=ticket,
            by=request.user,
            priority=form.cleaned_data["priority"],
            reason=form.cleaned_data["reason"],
            clause=form.cleaned_data.get("clause", ""),
            now=request.now,
            expected_seq=seen,
        )
        return _("The priority was changed; the customer is told why.")

    return carry_out(request, reference, form, do)


@require_POST
def assign(request: Request, reference: str) -> HttpResponse:
    """Give the ticket to somebody, or to nobody."""
    people = assignees.choices(gate(request, reference), request.user, request.now)
    form = forms.Assign(request.POST, choices=people)

    def do(ticket: Ticket, seen: int) -> str:
        assignee = Person.objects.filter(pk=form.cleaned_data["assignee"]).first()
        operations.assign(ticket=ticket, by=request.user, assignee=assignee, now=request.now, expected_seq=seen)
        return _("%(name)s has the ticket now.") % {"name": assignee} if assignee else _("Nobody has the ticket now.")

    return carry_out(request, reference, form, do)


@require_POST
def move(request: Request, reference: str) -> HttpResponse:
    """One step of the ticket's course."""
    form = forms.Move(request.POST)

    def do(ticket: Ticket, seen: int) -> str:
        step, _colon, reason = form.cleaned_data["move"].partition(":")
        if step == "wait" and reason in tickets.waiting_reasons(queries.terms(ticket)):
            operations.wait(ticket=ticket, by=request.user, reason=reason, now=request.now, expected_seq=seen)
        elif step in STEPS and not reason:
            STEPS[step](ticket=ticket, by=request.user, now=request.now, expected_seq=seen)
        else:
            raise Http404
        return _("Done.")

    return carry_out(request, reference, form, do)


STEPS: dict[str, Callable[..., Ticket]] = {
    "resume": operations.resume,
    "accept": escalating.accept,
    "resolve": operations.resolve,
    "reopen": operations.reopen,
    "close": operations.close,
}


def carry_out(request: Request, reference: str, form: Form, do: Do) -> HttpResponse:
    """Carry the form out and go back to the ticket; or show the ticket with the form as it was typed, and why it could not be."""
    ticket = gate(request, reference)
    if not form.is_valid():
        return show_ticket(request, ticket, filled=form, status=422)
    meanwhile = [] if isinstance(form, forms.Note) else changes(request, ticket, form.cleaned_data["seen"])
    if meanwhile:
        return show_ticket(request, ticket, filled=form, stale=meanwhile, status=409)
    try:
        done = do(ticket, ticket.last_event_seq)
    except operations.NotAllowed:
        raise PermissionDenied from None
    except replies.NoSuchReply:
        raise Http404 from None
    except ChangedMeanwhile:
        return carry_out(request, reference, form, do)  # somebody was faster by a moment: look again
    except operations.UnknownRight:
        form.add_error("clause", _("This right does not cover that change."))
        return show_ticket(request, ticket, filled=form, status=422)
    except operations.BadState:
        messages.error(request, _("Nothing was changed: the ticket's state does not allow this any more."))
        return show_ticket(request, gate(request, reference), filled=form, status=409)
    messages.success(request, done)
    return redirect(f"{reverse('console:ticket', args=[reference])}#main")


def changes(request: Request, ticket: Ticket, seen: int) -> list[Line]:
    """What happened since event `seen` that somebody who writes ought to know.

    Alarms and proposals are the desk's own, and change nothing that is sent; nor does it that somebody looked for a solution.
    """
    items = queries.conversation(ticket, request.user)
    teller = teller_of(ticket, items, request.now, other_tickets(items, request.user, "console:ticket"))
    later = [item.recorded for item in items if item.recorded.seq > seen]
    return [teller.line(event) for event in later if not isinstance(event.fact, tickets.NO_NEWS)]
