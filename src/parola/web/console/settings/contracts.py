"""What a brand does about contracts: what there is without one, and how long before the end of one somebody is told."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements import habits
from parola.desk.agreements import queries as agreements
from parola.sla.agreement import Agreement
from parola.web import brief
from parola.web.console.customers.forms import Plain
from parola.web.console.settings.access import UNPROCESSABLE, configured
from parola.web.console.showing import show
from parola.web.middleware import Request
from parola.web.templatetags.parola import words

AS_AGREED, BEST_EFFORT, PLAN = "agreement", "best-effort", "plan:"
"""How the choices are sent; a plan's with its name behind."""


class Habits(Plain):
    """A brand's habits."""

    uncovered = forms.ChoiceField(
        label=gettext_lazy("Without a contract"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("For tickets that open from now on. Open tickets keep their terms."),
    )
    warn_days = forms.CharField(
        label=gettext_lazy("Days before the end of a contract"),
        required=False,
        max_length=60,
        help_text=gettext_lazy(
            "When its account manager is told, else the managers. For example 60, 14. Empty: never."
        ),
        widget=forms.TextInput({"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        kept = habits.habits(brand)
        first = {"uncovered": _sent(kept.uncovered), "warn_days": ", ".join(map(str, kept.warn_days))}
        super().__init__(*args, auto_id=f"{brand.slug}-%s", initial=first, **kwargs)
        self.brand = brand
        self.offer("uncovered", choices(agreements.agreement(agreements.version_in_force(brand))))

    def clean_warn_days(self) -> list[int]:
        """Numbers of days."""
        parts = [part for part in self.cleaned_data["warn_days"].replace("،", ",").replace(",", " ").split() if part]
        if not all(part.isdecimal() and 0 < int(part) <= habits.LONGEST for part in parts):
            raise forms.ValidationError(
                _("Write numbers of days from 1 to %(most)s, parted by commas.")
                % {"most": brief.number(habits.LONGEST)}
            )
        return [int(part) for part in parts]

    @property
    def said(self) -> str | None:
        """What `habits.change` is told: None, empty, or a plan."""
        chosen: str = self.cleaned_data["uncovered"]
        return None if chosen == AS_AGREED else chosen.removeprefix(PLAN) if chosen != BEST_EFFORT else ""


def choices(policy: Agreement) -> list[tuple[str, str]]:
    """What may be said of those without a contract."""
    usual = policy.plans.get(policy.default_plan or "")
    given = words().text(usual.name) if usual else _("best effort")
    plans = [
        (f"{PLAN}{key}", _("the plan %(plan)s") % {"plan": words().text(plan.name)})
        for key, plan in policy.plans.items()
    ]
    return [
        (AS_AGREED, _("as the agreement says, now: %(given)s") % {"given": given}),
        (BEST_EFFORT, _("best effort: answered as staff is available, with no due time")),
        *plans,
    ]


@require_safe
def overview(request: Request) -> HttpResponse:
    """The habits of the brands that the reader configures."""
    return _page(request, None)


@require_POST
def change(request: Request, slug: str) -> HttpResponse:
    """Those of one brand."""
    brand = configured(request, slug)
    if not brand.versions.exists():
        raise Http404
    form = Habits(request.POST, brand=brand)
    if not form.is_valid():
        return _page(request, form)
    habits.change(
        brand=brand, uncovered=form.said, warn_days=form.cleaned_data["warn_days"], by=request.user, now=request.now
    )
    messages.success(request, _("Saved."))
    return redirect("console:settings_contracts")


def _page(request: Request, filled: Habits | None) -> HttpResponse:
    forms_of = [filled if filled and filled.brand == brand else Habits(brand=brand) for brand in _brands(request.user)]
    if not forms_of:
        raise Http404
    context = {"forms": forms_of, "place": "settings"}
    return show(request, "console/settings/contracts.html", context, UNPROCESSABLE if filled else 200)


def _brands(person: Person) -> list[Brand]:
    return [brand for brand in brands_of(person, Act.CONFIGURE) if brand.versions.exists()]


def _sent(uncovered: str | None) -> str:
    return AS_AGREED if uncovered is None else f"{PLAN}{uncovered}" if uncovered else BEST_EFFORT
