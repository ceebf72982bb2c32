"""Who may sign up for an account with a brand, and whether its customers' managers may invite colleagues."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts import brands as operations
from parola.desk.accounts.models import Brand, SignUp
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.web.console.customers.forms import Plain
from parola.web.console.settings.access import UNPROCESSABLE, configured
from parola.web.console.showing import show
from parola.web.middleware import Request


class SigningUp(Plain):
    """A brand's rule."""

    sign_up = forms.ChoiceField(
        label=gettext_lazy("Who may create an account"), choices=SignUp.choices, widget=forms.RadioSelect
    )
    managers_invite = forms.BooleanField(
        label=gettext_lazy("A customer's manager may invite colleagues"), required=False
    )

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        first = {"sign_up": brand.sign_up, "managers_invite": brand.managers_invite}
        super().__init__(*args, auto_id=f"{brand.slug}-%s", initial=first, **kwargs)
        self.brand = brand


@require_safe
def overview(request: Request) -> HttpResponse:
    """The rules of the brands that the reader configures."""
    return _page(request, None)


@require_POST
def change(request: Request, slug: str) -> HttpResponse:
    """That of one brand."""
    brand = configured(request, slug)
    form = SigningUp(request.POST, brand=brand)
    if not form.is_valid():
        return _page(request, form)
    operations.change_brand(brand=brand, changes=form.cleaned_data, by=request.user, now=request.now)
    messages.success(request, _("Saved."))
    return redirect("console:settings_sign_up")


def _page(request: Request, filled: SigningUp | None) -> HttpResponse:
    brands = brands_of(request.user, Act.CONFIGURE)
    rules = [filled if filled and filled.brand == brand else SigningUp(brand=brand) for brand in brands]
    if not rules:
        raise Http404
    context = {"forms": rules, "place": "settings"}
    return show(request, "console/settings/sign_up.html", context, UNPROCESSABLE if filled else 200)
