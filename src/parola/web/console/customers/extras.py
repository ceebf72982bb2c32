"""What a contract gives beside its plan, changed from its page: one more, one taken back, some of one used."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parola.desk.agreements import extras
from parola.desk.agreements.models import Contract, Extra
from parola.web.console.customers import contract_forms
from parola.web.console.customers.changing import show_contract, signed_contract
from parola.web.console.customers.views import known
from parola.web.middleware import Request


@require_POST
def add(request: Request, key: int, contract: int) -> HttpResponse:
    """One more beside the plan."""
    found = signed_contract(request, known(request, key), contract)
    form = contract_forms.NewExtra(request.POST)
    if form.is_valid():
        try:
            extras.add(contract=found, extra=form.cleaned_data["what"], by=request.user, now=request.now)
        except extras.NotAllowed:
            raise PermissionDenied from None
        except extras.SameName:
            form.add_error("what", _("The contract has this already."))
        else:
            return _done(request, found)
    return show_contract(request, found, contract_forms.Change(contract=found), form)


@require_POST
def change(request: Request, key: int, contract: int, extra: int) -> HttpResponse:
    """Some of it was used (`use`), or it was noted by mistake (`withdraw`)."""
    found = signed_contract(request, known(request, key), contract)
    given = get_object_or_404(Extra.objects.select_related("contract__brand"), pk=extra, contract=found)
    act = request.POST.get("act", "")
    if act == "use":
        return _use(request, given)
    if act != "withdraw":
        raise Http404
    try:
        extras.withdraw(extra=given, by=request.user, now=request.now)
    except extras.NotAllowed:
        raise PermissionDenied from None
    except extras.InUse:
        messages.error(request, _("Some of it was used: it stays."))
        return redirect("console:contract", key, contract)
    return _done(request, found)


def _use(request: Request, given: Extra) -> HttpResponse:
    form = contract_forms.Use(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(each) for errors in form.errors.values() for each in errors))
        return redirect("console:contract", given.contract.organization_id, given.contract_id)
    try:
        extras.use(extra=given, **form.cleaned_data, by=request.user, now=request.now)
    except extras.NotAllowed:
        raise PermissionDenied from None
    return _done(request, given.contract)


def _done(request: Request, contract: Contract) -> HttpResponse:
    messages.success(request, _("Done."))
    return redirect("console:contract", contract.organization_id, contract.pk)
