"""What a brand calls recurring: how many incidents that are alike, within how many days; and which fact says the component."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from parola.desk.accounts.models import Brand
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements import queries as agreements
from parola.desk.problems import habits
from parola.web.console.customers.forms import Plain
from parola.web.console.settings.access import UNPROCESSABLE, configured
from parola.web.console.showing import show
from parola.web.middleware import Request
from parola.web.templatetags.parola import words

USUAL = {
    "line": pgettext_lazy("fact", "The kind of support"),
    "environment": pgettext_lazy("fact", "The environment"),
    "site": pgettext_lazy("fact", "The site"),
    "region": pgettext_lazy("fact", "The region"),
}


class Watch(Plain):
    """A brand's habit."""

    on = forms.BooleanField(label=gettext_lazy("Notice incidents that recur"), required=False)
    times = forms.IntegerField(
        label=gettext_lazy("So many incidents that are alike"), min_value=habits.TIMES[0], max_value=habits.TIMES[1]
    )
    days = forms.IntegerField(
        label=gettext_lazy("Within so many days"), min_value=habits.DAYS[0], max_value=habits.DAYS[1]
    )
    component = forms.ChoiceField(
        label=gettext_lazy("What says which component it is"),
        required=False,
        help_text=gettext_lazy(
            "Requests with the same answer are alike whatever they say. It holds for those that come in from now on."
        ),
    )

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        kept = habits.watch(brand)
        first = {
            "on": kept.on,
            "times": kept.recurring_times,
            "days": kept.recurring_days,
            "component": kept.component,
        }
        super().__init__(*args, auto_id=f"{brand.slug}-%s", initial=first, **kwargs)
        self.brand = brand
        self.offer("component", choices(brand, kept.component))


def choices(brand: Brand, present: str) -> list[tuple[str, str]]:
    """The facts by which a component can be told; also the present one, where the agreement does not declare it any more."""
    declared = agreements.agreement(agreements.version_in_force(brand)).facts if brand.versions.exists() else {}
    found = {
        name: words().text(declared[name].name) if name in declared else str(USUAL[name])
        for name in habits.facts(brand)
    }
    return [("", _("Nothing does")), *({present: present} | found if present else found).items()]


@require_safe
def overview(request: Request) -> HttpResponse:
    """The habits of the brands that the reader configures."""
    return _page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, slug: str) -> HttpResponse:
    """That of one brand. Whoever comes by a link, as after a form that was refused, is led to the habits."""
    brand = configured(request, slug)
    if request.method != "POST":
        return redirect("console:settings_recurring")
    form = Watch(request.POST, brand=brand)
    if not form.is_valid():
        return _page(request, form)
    habits.change(brand=brand, by=request.user, now=request.now, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("console:settings_recurring")


def _page(request: Request, filled: Watch | None) -> HttpResponse:
    brands = brands_of(request.user, Act.CONFIGURE)
    found = [filled if filled and filled.brand == brand else Watch(brand=brand) for brand in brands]
    if not found:
        raise Http404
    context = {"forms": found, "place": "settings"}
    return show(request, "console/settings/recurring.html", context, UNPROCESSABLE if filled else 200)


ROUTES = [
    path("settings/recurring/", overview, name="settings_recurring"),
    path("settings/recurring/<slug:slug>/", change, name="settings_recurring_of"),
]
