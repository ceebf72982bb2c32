"""Other terms for an open ticket: a manager chooses them, sees the due times before and after, and gives the reason."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from parola.desk.accounts.permissions import Act, may
from parola.desk.agreements import queries as agreements
from parola.desk.agreements.models import AgreementVersion, Contract
from parola.desk.tickets import moving, operations, queries
from parola.desk.tickets.dues import Preview
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.moving import Wanted
from parola.web import brief
from parola.web.console.forms import LONGEST_REASON
from parola.web.console.showing import gate, is_fragment, show
from parola.web.middleware import Request
from parola.web.templatetags.parola import words


class Terms(forms.Form):
    """Which terms, and why. `seen` is the last event that the page showed."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    contract = forms.ChoiceField(label=gettext_lazy("Contract"), required=False)
    version = forms.ChoiceField(label=gettext_lazy("Version of the agreement"))
    plan = forms.ChoiceField(label=gettext_lazy("Plan"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=LONGEST_REASON, widget=forms.TextInput({"dir": "auto"})
    )

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        kwargs |= {"auto_id": "terms-%s", "label_suffix": ""}
        super().__init__(*args, **kwargs)
        organization = ticket.organization
        self.contracts = agreements.contracts_of_brand(ticket.brand, organization) if organization else []
        self.versions = agreements.versions_of(ticket.brand)
        self._offer("contract", [("", _("none")), *((str(each.pk), _contract(each)) for each in self.contracts)])
        self._offer("version", [(str(each.pk), _version(each)) for each in self.versions])
        self._offer("plan", [("", _("the contract's, or that for everybody")), *_plans(self.versions)])

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """The terms that were chosen; those not named are the usual ones."""
        contract, version = str(self["contract"].value() or ""), str(self["version"].value() or "")
        return Wanted(
            version=next((each for each in self.versions if str(each.pk) == version), self.versions[0]),
            contract=next((each for each in self.contracts if str(each.pk) == contract), None),
            plan=self["plan"].value() or "",
        )


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: Request, reference: str) -> HttpResponse:
    """The form, what it would do, and the change itself."""
    ticket = gate(request, reference)
    if not may(request.user, Act.CHANGE_TERMS, ticket.brand):
        raise PermissionDenied
    if request.method == "POST":
        return _change(request, ticket, Terms(request.POST, ticket=ticket))
    first = {"contract": ticket.contract_id or "", "version": agreements.version_in_force(ticket.brand).pk}
    asked = first | {name: request.GET[name] for name in ("contract", "version", "plan") if name in request.GET}
    form = Terms(initial={**asked, "seen": ticket.last_event_seq}, ticket=ticket)
    return _show(request, ticket, form)


def _change(request: Request, ticket: Ticket, form: Terms) -> HttpResponse:
    """Change the terms; or show the form as it was filled in, and why it could not be done."""
    if not form.is_valid():
        return _show(request, ticket, form, 422)
    said = form.cleaned_data
    try:
        operations_done(request, ticket, form.wanted(), said["reason"], said["seen"])
    except moving.DoesNotFit:
        form.add_error(None, _does_not_fit())
    except moving.NothingNew:
        form.add_error(None, _("The ticket is under these terms already."))
    except operations.ChangedMeanwhile:
        form.add_error(None, _("The ticket has changed meanwhile: look at the due times again."))
        latest = queries.access_ticket(request.user, ticket.reference).last_event_seq
        form.data = {**{name: form.data.get(name, "") for name in form.fields}, "seen": latest}
    except operations.BadState:
        raise Http404 from None
    else:
        messages.success(request, _("The ticket is under other terms; the customer is told why."))
        return redirect("console:ticket", ticket.reference)
    return _show(request, ticket, form, 409)


def operations_done(request: Request, ticket: Ticket, wanted: Wanted, reason: str, seen: int) -> None:
    """The act itself."""
    moving.change_terms(
        ticket=ticket, by=request.user, wanted=wanted, reason=reason, now=request.now, expected_seq=seen
    )


def _show(request: Request, ticket: Ticket, form: Terms, status: int = 200) -> HttpResponse:
    preview, problem = _preview(ticket, form, request)
    template = "console/terms_preview.html" if is_fragment(request) else "console/terms.html"
    context = {
        "reference": ticket.reference,
        "form": form,
        "preview": preview,
        "problem": problem,
        "present": queries.terms(ticket).plan.name,
        "present_version": _version(ticket.version),
        "place": "queue",
    }
    return show(request, template, context, status)


def _preview(ticket: Ticket, form: Terms, request: Request) -> tuple[Preview | None, str]:
    """What the change would do; or why it cannot be."""
    try:
        return moving.preview(ticket=ticket, wanted=form.wanted(), now=request.now), ""
    except moving.DoesNotFit:
        return None, _does_not_fit()
    except moving.NothingNew:
        return None, _("The ticket is under these terms already.")


def _does_not_fit() -> str:
    return _("This version of the agreement does not have that plan, or not the ticket's priority: choose another.")


def _contract(contract: Contract) -> str:
    policy = agreements.agreement(agreements.version_in_force(contract.brand))
    plan = words().text(policy.plans[contract.plan].name) if contract.plan in policy.plans else contract.plan
    parts = {"plan": plan, "start": words().date(contract.first_day, short=True)}
    if contract.last_day is None:
        return _("%(plan)s, since %(start)s") % parts
    return _("%(plan)s, %(start)s to %(end)s") % {**parts, "end": words().date(contract.last_day, short=True)}


def _version(version: AgreementVersion) -> str:
    return _("%(name)s, version %(number)s") % {"name": version.agreement_id, "number": brief.number(version.number)}


def _plans(versions: Sequence[AgreementVersion]) -> list[tuple[str, str]]:
    """Every plan of any version, by the newest name that it has."""
    named = {
        name: words().text(plan.name)
        for version in reversed(versions)
        for name, plan in agreements.agreement(version).plans.items()
    }
    return list(named.items())
