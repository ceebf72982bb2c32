"""The page of one of these acts: filled in, looked at, done."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parola.desk.accounts.permissions import acts_of
from parola.desk.tickets import operations, queries
from parola.desk.tickets.dues import Change
from parola.desk.tickets.models import Ticket
from parola.web.console.acts import changes
from parola.web.console.more import deeds, forms
from parola.web.console.more.deeds import Deed, Doing
from parola.web.console.showing import gate, show
from parola.web.due_changes import shown
from parola.web.middleware import Request
from parola.web.sentences import Line
from parola.web.uploads.field import WithFiles, sender


@require_http_methods(["GET", "HEAD", "POST"])
def more(request: Request, reference: str, key: str) -> HttpResponse:
    """The form of the act; sent, the act is done, or, if asked for, what it would do to the due times is shown."""
    ticket, deed = gate(request, reference), deeds.BY_KEY.get(key)
    if deed is None:
        raise Http404
    if deed.act not in acts_of(request.user, ticket.brand):
        raise PermissionDenied if request.method == "POST" else Http404
    form = filled(request, ticket, deed)
    if request.method != "POST":
        return page(request, ticket, deed, form)
    if not form.is_valid():
        return page(request, ticket, deed, form, status=422)
    doing = Doing(ticket=ticket, by=request.user, seen=form.cleaned_data["seen"], now=request.now, form=form)
    if "look" in request.POST and deed.foresee is not None:
        return page(request, ticket, deed, form, foreseen=deed.foresee(doing))
    return carry_out(request, deed, doing)


def filled(request: Request, ticket: Ticket, deed: Deed) -> forms.Deed:
    """The form, with what was typed."""
    typed = request.POST if request.method == "POST" else None
    items = queries.conversation(ticket, request.user)
    sent = request.FILES if request.method == "POST" else None
    files = {"files": sent, "sender": sender(request)} if issubclass(deed.form, WithFiles) else {}
    form = deed.form(typed, ticket=ticket, items=items, now=request.now, **files)
    if "other" in form.fields:
        form.initial["other"] = request.GET.get("other", "")[:32]
    return form


def carry_out(request: Request, deed: Deed, doing: Doing) -> HttpResponse:
    """Do it, and go to the ticket that goes on; or say beside the form why it could not be done."""
    ticket, form = doing.ticket, doing.form
    if stale := changes(request, ticket, doing.seen):
        return page(request, ticket, deed, form, stale=stale, status=409)
    try:
        there = deed.do(Doing(ticket=ticket, by=doing.by, seen=ticket.last_event_seq, now=doing.now, form=form))
    except operations.NotAllowed:
        raise PermissionDenied from None
    except operations.ChangedMeanwhile:
        return more(request, ticket.reference, deed.key)  # somebody was faster by a moment: look again
    except operations.BadState:
        messages.error(request, _("Nothing was changed: the ticket's state does not allow this any more."))
        return page(request, ticket, deed, form, status=409)
    except tuple(form.faults) as error:
        field = next(name for kind, name in form.faults.items() if isinstance(error, kind))
        form.add_error(field if field in form.fields else None, deeds.fault(error))
        return page(request, ticket, deed, form, status=422)
    messages.success(request, _("Done."))
    return redirect(f"{reverse('console:ticket', args=[there.reference])}#main")


def page(
    request: Request,
    ticket: Ticket,
    deed: Deed,
    form: forms.Deed,
    *,
    foreseen: Sequence[Change] | None = None,
    stale: Sequence[Line] = (),
    status: int = 200,
) -> HttpResponse:
    """The page of the act."""
    context = {
        "reference": ticket.reference,
        "subject": ticket.subject,
        "seq": ticket.last_event_seq,
        "deed": deed,
        "form": form,
        "fields": [field for field in form if field.name != "seen"],
        "looked": foreseen is not None,
        "foreseen": shown(foreseen or ()),
        "stale": stale,
        "place": "queue",
        "here": reverse("console:more", args=[ticket.reference, deed.key]),
    }
    return show(request, "console/more.html", context, status)
