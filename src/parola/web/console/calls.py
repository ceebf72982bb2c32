"""A call taken down: the customer is found, what the plan includes is told while it is typed, and a ticket opened in their name."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.operations import find_or_create_person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements.queries import taking_tickets
from parola.desk.tickets import callers, opening, operations
from parola.desk.tickets.entitled import foretold
from parola.desk.tickets.opening import PriorityRefused, Prospect, UnknownPriority
from parola.sla.agreement import Channel, Terms
from parola.web.addresses import no_mailbox
from parola.web.asking import choice, offered, questions
from parola.web.console.forms import LONGEST_TEXT
from parola.web.console.showing import show
from parola.web.due import Due, of_clock
from parola.web.marks import PriorityMark, priority_mark
from parola.web.middleware import Request
from parola.web.templatetags.parola import words
from parola.web.uploads.field import Sender, WithFiles, sender

LONGEST_SUBJECT = 200
BY_VOICE = (Channel.PHONE, Channel.ACCOUNT_MANAGER)
FARTHEST = timedelta(days=366)
LOCAL = "%Y-%m-%dT%H:%M"


class Call(WithFiles, forms.Form):
    """What was said. `token` names the page it was typed into, so that a second click makes no second ticket."""

    brand = forms.SlugField(widget=forms.HiddenInput)
    customer = forms.IntegerField(required=False, widget=forms.HiddenInput)
    token = forms.CharField(max_length=40, widget=forms.HiddenInput)
    email = forms.EmailField(label=gettext_lazy("Their e-mail address"), required=False, validators=[no_mailbox])
    name = forms.CharField(
        label=gettext_lazy("Their name"), max_length=200, required=False, widget=forms.TextInput({"dir": "auto"})
    )
    channel = forms.ChoiceField(label=gettext_lazy("How it came"))
    at = forms.DateTimeField(
        label=gettext_lazy("When it came"),
        help_text=gettext_lazy("In your own time. A call of an hour ago counts from then."),
        input_formats=[LOCAL],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL),
    )
    subject = forms.CharField(
        label=gettext_lazy("What is it about?"), max_length=LONGEST_SUBJECT, widget=forms.TextInput({"dir": "auto"})
    )
    text = forms.CharField(
        label=gettext_lazy("What was said"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 8, "dir": "auto"}),
    )

    def __init__(self, *args: Any, terms: Terms, known: bool, now: datetime, **kwargs: Any) -> None:
        kwargs |= {"auto_id": "call-%s", "label_suffix": ""}
        super().__init__(*args, **kwargs)
        self.now = now
        ways = [(each.value, words().channel(each)) for each in BY_VOICE]
        self.fields["channel"].choices = ways  # type: ignore[attr-defined]
        self.fields["email"].required = not known
        names = [(each.id, words().priority(each)) for each in offered(terms)]
        self.fields["priority"] = choice(_("Priority"), [("", _("As it follows")), *names])
        self.told = [name for name, field in questions(terms, ()) if self.fields.setdefault(name, field) is field]

    def clean_at(self) -> datetime:
        """When it came: of a year that was mistyped, every promise since then would have to be reckoned."""
        at: datetime = self.cleaned_data["at"]
        if at < self.now - FARTHEST:
            raise forms.ValidationError(_("Choose a time within the last year."))
        return at

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields for facts, impact and urgency."""
        return [self[name] for name in self.told]

    @property
    def facts(self) -> dict[str, str]:
        """What was told beside the words, as far as it is valid."""
        return {name: self.cleaned_data[name] for name in self.told if self.cleaned_data.get(name)}

    @property
    def source(self) -> str:
        """What names this sending."""
        typed = json.dumps(self.cleaned_data, sort_keys=True, default=str)
        return f"call:{hashlib.sha256(typed.encode()).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who called, and for which brand; `person=None`: somebody new."""

    brand: Brand
    person: Person | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What the call would be entitled to: the plan, what the caller may be told, what follows. `problem`: why it cannot be so."""

    plan: str = ""
    told: Sequence[str] = ()
    priority: PriorityMark | None = None
    promises: Sequence[Due] = ()
    problem: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Find the customer, then take the call down."""
    if request.method != "POST":
        caller = _caller(request, request.GET)
        return _show(request, caller, _blank(request, caller))
    caller = _caller(request, request.POST)
    form = _filled(request, caller, request.POST, sender(request))
    reference = _open(request, caller, form) if form.is_valid() else ""
    return redirect("console:ticket", reference) if reference else _show(request, caller, form, 422)


@require_safe
def outlook(request: Request) -> HttpResponse:
    """What the call typed so far would be entitled to: a part of the page."""
    caller = _caller(request, request.GET)
    form = _filled(request, caller, request.GET)
    form.full_clean()
    return show(request, "console/call_outlook.html", {"outlook": _outlook(request, caller, form)})


def _caller(request: Request, given: Mapping[str, str]) -> Caller:
    """The brand that was chosen, else the first that the reader takes calls for; and the customer, who must be one of its own."""
    brands, wanted, key = _brands(request), given.get("brand", ""), given.get("customer", "")
    brand = next((brand for brand in brands if brand.slug == wanted or not wanted), None)
    if brand is None:
        raise Http404
    if not key:
        return Caller(brand, None)
    person = callers.customers(brand).filter(pk=int(key)).first() if key.isdecimal() else None
    if person is None:
        raise Http404
    return Caller(brand, person)


def _brands(request: Request) -> list[Brand]:
    brands = list(taking_tickets(brands_of(request.user, Act.OPEN_FOR)))
    if not brands:
        raise PermissionDenied
    return brands


def _blank(request: Request, caller: Caller) -> Call:
    first = {
        "brand": caller.brand.slug,
        "customer": caller.person.pk if caller.person else None,
        "token": f"{request.user.pk}-{request.now.timestamp()}",
        "channel": BY_VOICE[0].value,
        "at": timezone.localtime(request.now).strftime(LOCAL),
    }
    return Call(initial=first, terms=_terms(request, caller, {}), known=caller.person is not None, now=request.now)


def _filled(request: Request, caller: Caller, data: QueryDict, by: Sender | None = None) -> Call:
    terms = _terms(request, caller, {"product": data.get("product", "")})
    return Call(data, request.FILES, sender=by, terms=terms, known=caller.person is not None, now=request.now)


def _terms(request: Request, caller: Caller, facts: Mapping[str, str]) -> Terms:
    """The terms under which a call about that product would be opened."""
    prospect = opening.foresee(
        brand=caller.brand, requester=caller.person, channel=BY_VOICE[0], priority=None, facts=facts, at=request.now
    )
    return prospect.terms


def _show(request: Request, caller: Caller, form: Call, status: int = 200) -> HttpResponse:
    text = request.GET.get("find", "").strip()
    context = {
        "brands": _brands(request),
        "brand": caller.brand,
        "customer": caller.person,
        "find": text,
        "found": callers.matching(caller.brand, text) if text and caller.person is None else [],
        "form": form,
        "outlook": _outlook(request, caller, form),
        "place": "new",
        "here": request.get_full_path() if request.method == "GET" else request.path,
    }
    return show(request, "console/call.html", context, status)


def _outlook(request: Request, caller: Caller, form: Call) -> Outlook:
    """What the call would be entitled to, as far as it is filled in."""
    said = form.cleaned_data if form.is_bound else {}
    try:
        prospect = opening.foresee(
            brand=caller.brand,
            requester=caller.person,
            channel=said.get("channel") or BY_VOICE[0],
            priority=said.get("priority") or None,
            facts=form.facts if form.is_bound else {},
            at=min(said.get("at") or request.now, request.now),
        )
    except PriorityRefused as refused:
        return Outlook(problem=words().text(refused.text))
    except UnknownPriority:
        return Outlook(problem=_("The plan does not have this priority."))
    return Outlook(
        plan=_plan(prospect),
        told=list(foretold(words(), prospect)),
        priority=priority_mark(prospect.terms, prospect.priority),
        promises=[of_clock(clock, request.now) for clock in prospect.timeline.clocks],
    )


def _plan(prospect: Prospect) -> str:
    """The plan; where nothing is promised, that."""
    if prospect.entitlement.entitled_by == "none":
        return _("none: it is answered as soon as possible")
    return words().text(prospect.terms.plan.name)


def _open(request: Request, caller: Caller, form: Call) -> str:
    """The ticket's reference; empty where the agreement refuses the priority, which the form then says."""
    said, brand = form.cleaned_data, caller.brand
    requester = caller.person or find_or_create_person(
        email=said["email"], name=said["name"], language=brand.language, timezone=brand.timezone
    )
    try:
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
        ).reference
    except PriorityRefused as refused:
        form.add_error("priority", words().text(refused.text))
    except UnknownPriority:
        form.add_error("priority", _("The plan does not have this priority."))
    return ""
