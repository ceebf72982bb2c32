"""A call taken down: the customer is found, what the plan includes is told while it is typed, and a ticket opened or gone on with.

The same form is a page, and a part of any page of the console (`fragment`), where what is being written there stays.
"""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.operations import find_or_create_person
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements.queries import taking_tickets
from parola.desk.telephony import calls, people
from parola.desk.telephony.models import Call as Announced
from parola.desk.telephony.numbers import readable
from parola.desk.tickets import callers, corrections, operations
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.opening import PriorityRefused, UnknownPriority
from parola.web.console.calls.forms import BY_VOICE, LOCAL, Call
from parola.web.console.calls.outlook import Caller, outlook_of, terms_for
from parola.web.console.showing import is_fragment, show
from parola.web.middleware import Request
from parola.web.templatetags.parola import words
from parola.web.uploads.field import Sender, sender

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Find the customer, then take the call down."""
    if request.method != "POST":
        announced = _announced(request, request.GET)
        caller = _caller(request, request.GET, announced)
        return _show(request, caller, _blank(request, caller, announced), announced)
    announced, caller = _announced(request, request.POST), _caller(request, request.POST)
    form = _filled(request, caller, request.POST, sender(request))
    ticket = _take_down(request, caller, form, announced) if form.is_valid() else None
    if ticket is None:
        return _show(request, caller, form, announced, UNPROCESSABLE)
    if is_fragment(request):
        return show(request, "console/call_taken.html", {"ticket": ticket, "joined": form.joined is not None})
    return redirect("console:ticket", ticket.reference)


@require_safe
def outlook(request: Request) -> HttpResponse:
    """What the call typed so far would be entitled to: a part of the page."""
    caller = _caller(request, request.GET)
    form = _filled(request, caller, request.GET)
    form.full_clean()
    return show(request, "console/call_outlook.html", {"outlook": outlook_of(caller, form, request.now)})


def _announced(request: Request, given: Mapping[str, str]) -> Announced | None:
    """The announced call that is taken down; None where it was settled meanwhile."""
    key = given.get("call", "")
    return calls.call_for(request.user, int(key)) if key.isdecimal() and len(key) < len(str(2**63)) else None


def _caller(request: Request, given: Mapping[str, str], announced: Announced | None = None) -> Caller:
    """The brand that was chosen, else the call's, else the first that the reader takes calls for; and one of its customers.

    Who calls from a number that one customer alone has is taken for that one, until somebody is chosen.
    """
    brands, wanted, key = _brands(request), given.get("brand", ""), given.get("customer", "")
    wanted = wanted or (announced.line.brand.slug if announced else "")
    brand = next((brand for brand in brands if brand.slug == wanted or not wanted), None)
    if brand is None:
        raise Http404
    if not key:
        known = people.calling(brand, announced.number) if announced and "find" not in given else []
        return Caller(brand, known[0] if len(known) == 1 else None)
    person = callers.customers(brand).filter(pk=int(key)).first() if key.isdecimal() else None
    if person is None:
        raise Http404
    return Caller(brand, person)


def _brands(request: Request) -> list[Brand]:
    brands = list(taking_tickets(brands_of(request.user, Act.OPEN_FOR)))
    if not brands:
        raise PermissionDenied
    return brands


def _blank(request: Request, caller: Caller, announced: Announced | None) -> Call:
    at = announced.at if announced else request.now
    first = {
        "brand": caller.brand.slug,
        "customer": caller.person.pk if caller.person else None,
        "token": f"{request.user.pk}-{request.now.timestamp()}",
        "channel": BY_VOICE[0].value,
        "at": timezone.localtime(at).strftime(LOCAL),
        "call": announced.pk if announced else None,
        "phone": readable(announced.number) if announced and not _has(caller, announced.number) else "",
    }
    return _form(request, caller, {}, initial=first)


def _has(caller: Caller, number: str) -> bool:
    return caller.person is not None and caller.person.phone_numbers.filter(number=number).exists()


def _filled(request: Request, caller: Caller, data: QueryDict, by: Sender | None = None) -> Call:
    return _form(request, caller, {"product": data.get("product", "")}, data, sender=by)


def _form(
    request: Request, caller: Caller, facts: Mapping[str, str], data: QueryDict | None = None, **given: object
) -> Call:
    return Call(
        data,
        request.FILES if data is not None else None,
        terms=terms_for(caller, facts, request.now),
        person=caller.person,
        timezone=caller.timezone,
        open_tickets=_going_on(request, caller),
        now=request.now,
        **given,
    )


def _going_on(request: Request, caller: Caller) -> list[Ticket]:
    """The caller's requests that the reader may add a call to."""
    if caller.person is None or not may(request.user, Act.CORRECT, caller.brand):
        return []
    return callers.going_on(caller.brand, caller.person)


def _show(request: Request, caller: Caller, form: Call, announced: Announced | None, status: int = 200) -> HttpResponse:
    """The form as a page, or as a part of one, which is taken in whatever it says: hence no error there."""
    text, part = request.GET.get("find", "").strip(), is_fragment(request)
    suspects = people.calling(caller.brand, announced.number) if announced and not text else []
    context = {
        "brands": _brands(request),
        "brand": caller.brand,
        "customer": caller.person,
        "announced": announced,
        "number": readable(announced.number) if announced else "",
        "find": text,
        "found": _found(caller, text) or suspects,
        "form": form,
        "fragment": part,
        "outlook": outlook_of(caller, form, request.now),
        "place": "new",
        "here": request.get_full_path() if request.method == "GET" else request.path,
    }
    template = "console/call_body.html" if part else "console/call.html"
    return show(request, template, context, 200 if part else status)


def _found(caller: Caller, text: str) -> list[Person]:
    return people.matching(caller.brand, text) if text and caller.person is None else []


def _take_down(request: Request, caller: Caller, form: Call, announced: Announced | None) -> Ticket | None:
    """The ticket on which it stands now; None where it cannot be, which the form then says."""
    try:
        with transaction.atomic():
            ticket = _join(request, caller, form) if form.joined else _open(request, caller, form)
            if announced is not None:
                calls.settle(call=announced, by=request.user, ticket=ticket, now=request.now)
    except PriorityRefused as refused:
        form.add_error("priority", words().text(refused.text))
    except UnknownPriority:
        form.add_error("priority", _("The plan does not have this priority."))
    except people.TooManyNumbers:
        form.add_error("phone", _("This person has too many numbers: take one away first."))
    except corrections.NotThen:
        form.add_error("at", _("That is before the request was opened, or in the future."))
    except operations.BadState:
        form.add_error("joins", _("This request was closed meanwhile: open a new one."))
    else:
        return ticket
    return None


def _open(request: Request, caller: Caller, form: Call) -> Ticket:
    said, brand = form.cleaned_data, caller.brand
    requester = caller.person or find_or_create_person(
        email=said["email"], name=said["name"], language=brand.language, timezone=brand.timezone
    )
    if said["phone"]:
        people.keep(requester, said["phone"])
    return operations.open_ticket(
        brand=brand,
        requester=requester,
        by=request.user,
        subject=said["subject"],
        text=said["text"],
        attachments=form.attached,
        channel=said["channel"],
        priority=said.get("priority") or None,
        facts=form.facts,
        submitted_at=said["at"],
        now=request.now,
        source_id=form.source,
    )


def _join(request: Request, caller: Caller, form: Call) -> Ticket:
    """The call is a message of the customer on the ticket that it goes on with."""
    said = form.cleaned_data
    if caller.person is None or form.joined is None:
        raise Http404
    if said["phone"]:
        people.keep(caller.person, said["phone"])
    return corrections.note_call(
        ticket=form.joined,
        by=request.user,
        caller=caller.person,
        from_customer=True,
        text=said["text"],
        attachments=form.attached,
        channel=said["channel"],
        at=said["at"],
        now=request.now,
        source_id=form.source,
    )
