"""Who must have a second factor: a box for each role."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from parola.desk.accounts import second_factor
from parola.web.console.showing import show
from parola.web.middleware import Request


class Roles(forms.Form):
    """The roles that are named."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles that must have a second factor"),
        help_text=gettext_lazy("Whoever has none yet sets one up at their next click, before anything else."),
        choices=second_factor.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def second_factors(request: Request) -> HttpResponse:
    """The page. It is the administrator's alone, and asks once more who one is."""
    if not request.user.is_superuser:
        raise Http404
    answer: HttpResponse = _form(request)
    return answer


@reauthentication_required
def _form(request: Request) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = Roles(sent, initial={"roles": sorted(second_factor.named())}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        second_factor.name(roles=form.cleaned_data["roles"], by=request.user, now=request.now)
        messages.success(request, _("It holds from now on."))
        return redirect("console:second_factors")
    context = {"form": form, "place": "settings"}
    return show(request, "console/settings/second_factors.html", context, 422 if form.errors else 200)
