"""The telephony systems of brands in the settings: set up, with a secret that is told once; another secret; out of use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts.models import Brand
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of
from parola.desk.telephony import lines
from parola.desk.telephony.models import Line
from parola.web.console.customers.forms import Plain
from parola.web.console.settings.access import UNPROCESSABLE, configured, require
from parola.web.console.showing import show
from parola.web.middleware import Request


class Named(Plain):
    """What a new one is called."""

    name = forms.CharField(
        label=gettext_lazy("What people here call it"), max_length=120, widget=forms.TextInput({"dir": "auto"})
    )

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{brand.slug}-%s", **kwargs)
        self.brand = brand


@require_safe
def overview(request: Request) -> HttpResponse:
    """The systems of the brands that the reader configures."""
    return _page(request)


@require_POST
def new(request: Request, slug: str) -> HttpResponse:
    """One more system. Its secret is on the page that answers, and never again."""
    brand = configured(request, slug)
    form = Named(request.POST, brand=brand)
    if not form.is_valid():
        return _page(request, filled=form)
    line, secret = lines.add(brand=brand, name=form.cleaned_data["name"], by=request.user, now=request.now)
    return _page(request, told=line, secret=secret)


@require_POST
def renew(request: Request, key: int) -> HttpResponse:
    """Another secret for one of them; the one before is good for a day."""
    line = _line(request, key)
    return _page(request, told=line, secret=lines.renew(line=line, by=request.user, now=request.now))


@require_POST
def use(request: Request, key: int) -> HttpResponse:
    """Put one in or out of use."""
    line = _line(request, key)
    lines.use(line=line, in_use=bool(request.POST.get("in_use")), by=request.user, now=request.now)
    messages.success(request, _("Saved."))
    return redirect("console:settings_lines")


def _line(request: Request, key: int) -> Line:
    known = Line.objects.select_related("brand").filter(brand__in=brands_of(request.user).order_by().values("pk"))
    found = get_object_or_404(known, pk=key)
    require(request, allowed=may(request.user, Act.CONFIGURE, found.brand))
    return found


@sensitive_variables("secret")
def _page(request: Request, *, filled: Named | None = None, told: Line | None = None, secret: str = "") -> HttpResponse:
    brands = list(brands_of(request.user, Act.CONFIGURE).prefetch_related("lines"))
    if not brands:
        raise Http404
    given = [filled if filled is not None and filled.brand == brand else Named(brand=brand) for brand in brands]
    context = {"given": given, "told": told, "secret": secret, "place": "settings"}
    context |= {"here": reverse("console:settings_lines"), "address": _address(told) if told else ""}
    return show(request, "console/settings/lines.html", context, UNPROCESSABLE if filled else 200)


def _address(line: Line) -> str:
    """Where its announcements go: by the settings alone, whatever the request says."""
    return str(settings.BASE_URL) + reverse("telephony", args=[line.pk])
