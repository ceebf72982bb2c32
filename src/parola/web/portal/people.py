"""The people of an organization, for whoever manages it on the customer's side; they may invite where the vendor allows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from parola.desk.accounts.models import Brand, Invitation, Organization, Person
from parola.desk.accounts.queries import managed_by
from parola.desk.accounts.spelling import clean_name
from parola.desk.tickets import invitations
from parola.web.addresses import no_mailbox
from parola.web.middleware import Request

UNPROCESSABLE = 422


class Colleague(forms.Form):
    """Somebody of one's own organization."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput({"autocomplete": "off", "dir": "ltr"}),
        validators=[no_mailbox],
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, required=False, widget=forms.TextInput({"dir": "auto"})
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the mail"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"colleague-{organization.pk}-%s", "label_suffix": ""} | kwargs)

    def clean_name(self) -> str:
        """Without signs that nobody sees."""
        return clean_name(self.cleaned_data["name"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One organization: who belongs to it, who is invited, and in whose name one may invite (None: one may not)."""

    organization: Organization
    members: list[tuple[str, str, bool]]
    open: list[Invitation]
    brand: Brand | None
    form: Colleague


@require_safe
def people(request: Request) -> HttpResponse:
    """The organizations that the reader manages."""
    return _page(request, None, None)


@require_POST
def invite(request: Request, key: int) -> HttpResponse:
    """Ask a colleague to take an account; they see their own requests alone."""
    organization = get_object_or_404(managed_by(request.user), pk=key)
    brand = invitations.invites_colleagues(request.user, organization)
    if brand is None:
        raise Http404
    form = Colleague(request.POST, organization=organization)
    if form.is_valid() and _invited(request, organization, brand, form):
        messages.success(request, _("The invitation is on its way. Its link holds for seven days."))
        return redirect("portal:people")
    return _page(request, organization, form)


def _invited(request: Request, organization: Organization, brand: Brand, form: Colleague) -> bool:
    try:
        invitations.invite_customer(
            **form.cleaned_data, organization=organization, manager=False, brand=brand, by=request.user, now=request.now
        )
    except invitations.TooMany:
        form.add_error(None, _("Too many of your invitations are open. Wait until some are accepted."))
        return False
    except invitations.NotAllowed:
        raise Http404 from None
    return True


def _page(request: Request, organization: Organization | None, filled: Colleague | None) -> HttpResponse:
    groups = [
        _group(each, request.user, request.now, filled if filled and each == organization else None)
        for each in managed_by(request.user).order_by("name")
    ]
    if not groups:
        raise Http404
    context = {
        "groups": groups,
        "place": "people",
        "here": request.path if filled is None else reverse("portal:people"),
    }
    return render(request, "portal/people.html", context, status=UNPROCESSABLE if filled else 200)


def _group(organization: Organization, reader: Person, now: datetime, filled: Colleague | None) -> Group:
    found = organization.memberships.select_related("person").filter(person__is_active=True)
    return Group(
        organization=organization,
        members=[
            (str(each.person), each.person.email, each.manager)
            for each in found.order_by("-manager", "person__name", "pk")
        ],
        open=list(invitations.open_of(organization, now).filter(by=reader)),
        brand=invitations.invites_colleagues(reader, organization),
        form=filled or Colleague(organization=organization, initial={"language": reader.language}),
    )
