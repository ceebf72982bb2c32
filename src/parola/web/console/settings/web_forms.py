"""The brands' web forms: whether there is one, what it asks, which sites show it, and the line that puts it there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts.models import Brand
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements.queries import newest_version, taking_tickets
from parola.desk.tickets import opening
from parola.desk.webform import changing
from parola.desk.webform.models import WebForm
from parola.desk.webform.proving import CHANNEL
from parola.web.asking import questions
from parola.web.console.customers.forms import CHECKS, Plain
from parola.web.console.settings.access import UNPROCESSABLE, configured
from parola.web.console.settings.fields import CODE
from parola.web.console.showing import show
from parola.web.middleware import Request

SCRIPT = "/static/parola/js/embed.js"


class Change(Plain):
    """A brand's form."""

    active = forms.BooleanField(label=gettext_lazy("People without an account can ask by a form"), required=False)
    asks = forms.MultipleChoiceField(label=gettext_lazy("What it asks"), required=False, widget=CHECKS)
    sites = forms.CharField(
        label=gettext_lazy("Sites that may show it"),
        help_text=gettext_lazy("One a line, as https://www.example.com. No other site can show it in a frame."),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 3, **CODE}),
    )

    def __init__(self, data: Any = None, *, brand: Brand, request: Request) -> None:
        self.brand = brand
        self.form = WebForm.objects.filter(brand=brand).first() or WebForm(brand=brand)
        known = asked_by(brand, request)
        first = {
            "active": self.form.active,
            "asks": [name for name, _label in known if name not in self.form.leaves_out],
            "sites": "\n".join(self.form.sites),
        }
        super().__init__(data, auto_id=f"{brand.slug}-%s", initial=first)
        self.known = [name for name, _label in known]
        self.offer("asks", known)

    def clean_sites(self) -> list[str]:
        """The origins, line by line."""
        lines = [line for line in self.cleaned_data["sites"].splitlines() if line.strip()]
        return [self._origin(line) for line in lines]

    @property
    def changes(self) -> dict[str, Any]:
        """What is changed, once it is valid. What the agreement does not ask now is left as it was."""
        typed = self.cleaned_data
        elsewhere = [name for name in self.form.leaves_out if name not in self.known]
        left_out = [name for name in self.known if name not in typed["asks"]]
        return {"active": typed["active"], "sites": typed["sites"], "leaves_out": [*elsewhere, *left_out]}

    @property
    def page(self) -> str:
        """Where the form stands at the brand's own door."""
        return self.brand.door + reverse("ask_page")

    @property
    def line(self) -> str:
        """What the vendor pastes into a page of theirs. Without script there is the link in it."""
        host = self.brand.door.removesuffix(f"/at/{self.brand.slug}")
        with override(self.brand.language):
            title = escape(_("Ask %(brand)s for help") % {"brand": self.brand.name})
        return (
            f'<script src="{escape(host + SCRIPT)}" data-form="{escape(self.page)}" data-title="{title}" async></script>'
            f'<noscript><a href="{escape(self.page)}">{title}</a></noscript>'
        )

    def _origin(self, line: str) -> str:
        try:
            return changing.origin(line)
        except changing.NoOrigin:
            told = _("%(line)s is no site: write it as https://www.example.com, without a path and without stars.")
            raise forms.ValidationError(told % {"line": line.strip()}) from None


def asked_by(brand: Brand, request: Request) -> list[tuple[str, str]]:
    """The questions that the agreement gives a form of somebody unknown, with their words; none before there is an agreement."""
    if newest_version(brand) is None:
        return []
    prospect = opening.foresee(brand=brand, requester=None, channel=CHANNEL, priority=None, facts={}, at=request.now)
    return [(name, str(field.label)) for name, field in questions(prospect.terms, ())]


@require_safe
def overview(request: Request) -> HttpResponse:
    """The forms of the brands that the reader configures."""
    return _page(request, None)


@require_POST
def change(request: Request, slug: str) -> HttpResponse:
    """That of one brand."""
    brand = configured(request, slug)
    form = Change(request.POST, brand=brand, request=request)
    if not form.is_valid():
        return _page(request, form)
    try:
        changing.change_form(brand=brand, by=request.user, now=request.now, **form.changes)
    except changing.NotAllowed:
        raise PermissionDenied from None
    messages.success(request, _("Saved."))
    return redirect("console:settings_web_forms")


def _page(request: Request, filled: Change | None) -> HttpResponse:
    brands = taking_tickets(brands_of(request.user, Act.CONFIGURE))
    shown = [filled if filled and filled.brand == brand else Change(brand=brand, request=request) for brand in brands]
    if not shown:
        raise Http404
    context = {"forms": shown, "place": "settings"}
    return show(request, "console/settings/web_forms.html", context, UNPROCESSABLE if filled else 200)


ROUTES = [
    path("settings/web-forms/", overview, name="settings_web_forms"),
    path("settings/web-forms/<slug:slug>/", change, name="settings_web_form_of"),
]
