"""The way to a mail provider and back: the owner of a mailbox allows the desk to read it, and no password is known (OAuth 2.0)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from typing_extensions import override

from parola.desk import outbound
from parola.desk.accounts.secrets import Secret, Unreadable
from parola.desk.mail import grants
from parola.desk.mail.models import Grant, Inbox
from parola.web.console.customers.forms import Plain
from parola.web.console.settings.access import UNPROCESSABLE, configured_mailbox, configuring
from parola.web.console.settings.fields import CODE, text, told_of
from parola.web.console.settings.inbox import tried
from parola.web.console.showing import show
from parola.web.middleware import Request

KEPT = "mailbox-grant"
"""In the session: who was sent to a provider, until they come back, once."""


class Known(Plain):
    """How the desk is known at the provider. The client's secret is written, never shown."""

    provider = forms.ChoiceField(label=gettext_lazy("Mail provider"), choices=Grant.Provider.choices)
    client_id = text(gettext_lazy("Client ID"), required=True)
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        required=False,
        max_length=1000,
        widget=forms.PasswordInput({**CODE, "autocomplete": "new-password"}),
    )
    authorize_at = text(
        gettext_lazy("Authorization address"),
        longest=500,
        hint=gettext_lazy(
            "Empty: the provider's usual one. For one directory of Microsoft 365 it holds the directory's ID."
        ),
    )
    token_at = text(gettext_lazy("Token address"), longest=500, hint=gettext_lazy("Empty: the provider's usual one."))
    scope = text(gettext_lazy("Scope"), longest=500, hint=gettext_lazy("Empty: the provider's usual one."))

    def __init__(self, *args: Any, grant: Grant | None, now: datetime, **kwargs: Any) -> None:
        first = {name: getattr(grant, name) for name in grants.FIELDS} if grant else {}
        super().__init__(*args, **{"initial": first} | kwargs)
        self.now = now
        self.fields["secret"].help_text = told_of(grant.client_secret if grant else None)

    @sensitive_variables()
    def clean_secret(self) -> Secret | None:
        """Closed from here on."""
        plain = self.cleaned_data["secret"]
        return Secret.of(plain, now=self.now) if plain else None

    @override
    def clean(self) -> None:
        """Another provider's addresses are known to nobody but its administrator; both must be such as the desk and a browser may call."""
        usual = grants.PRESETS.get(self.cleaned_data.get("provider", ""))
        for name in ("authorize_at", "token_at"):
            address = self.cleaned_data.get(name) or (getattr(usual, name) if usual else "")
            try:
                outbound.target_of(address)
            except outbound.NotFetched:
                self.add_error(name, _("The desk does not call this address."))


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: Request, key: int) -> HttpResponse:
    """The form, and whether somebody allowed it."""
    inbox = _inbox(request, key)
    known = Grant.objects.filter(inbox=inbox).first()
    form = Known(request.POST if request.method == "POST" else None, grant=known, now=request.now)
    if form.is_bound and form.is_valid():
        _set_up(request, inbox, form)
        messages.success(request, _("Saved. Now allow it at the provider."))
        return redirect("console:settings_grant", key)
    context = {"form": form, "mailbox": inbox.mailbox, "inbox": inbox, "grant": known, "since": _since(known)}
    context |= {"back": _back(), "place": "settings", "here": request.path}
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return show(request, "console/settings/grant.html", context, status)


@require_POST
def allow(request: Request, key: int) -> HttpResponse:
    """To the provider, by a page that goes on by itself: a form's answer may not leave this desk (form-action)."""
    inbox = _inbox(request, key)
    place, kept = grants.begin(get_object_or_404(Grant, inbox=inbox), _back())
    request.session[KEPT] = kept | {"mailbox": key}
    context = {"onward": place, "host": urlsplit(place).hostname, "mailbox": inbox.mailbox, "place": "settings"}
    return show(request, "console/settings/grant_onward.html", context)


@require_safe
@sensitive_variables("kept")
def back(request: Request) -> HttpResponse:
    """From the provider; whoever was not sent there is refused."""
    configuring(request)
    kept = request.session.pop(KEPT, None)
    if kept is None:
        raise SuspiciousOperation("nobody was sent to a mail provider")
    inbox = _inbox(request, kept["mailbox"])
    try:
        grants.finish(inbox=inbox, by=request.user, back=_back(), answer=request.GET.dict(), kept=kept, now=request.now)
    except grants.NotTheSame:
        raise SuspiciousOperation("another came back from a mail provider") from None
    except (grants.NotGranted, outbound.NotFetched, Unreadable):
        messages.error(request, _("The provider gave no access. Check the client ID, its secret and the addresses."))
        return redirect("console:settings_grant", kept["mailbox"])
    messages.success(request, _("The provider gives the desk access."))
    tried(request, inbox)
    return redirect("console:settings_mailbox", kept["mailbox"])


def _inbox(request: Request, key: int) -> Inbox:
    """The mailbox elsewhere that is read so, by the same rule as its mailbox."""
    mailbox = configured_mailbox(request, key)
    found = Inbox.objects.select_related("mailbox__brand").filter(mailbox=mailbox, sign_in=Inbox.SignIn.OAUTH).first()
    if found is None:
        raise Http404
    return found


def _set_up(request: Request, inbox: Inbox, form: Known) -> None:
    said = {name: form.cleaned_data[name] for name in grants.FIELDS}
    secret = form.cleaned_data["secret"]
    try:
        grants.set_up(inbox=inbox, by=request.user, now=request.now, client_secret=secret, **said)
    except grants.NotAllowed:
        raise PermissionDenied from None


def _since(known: Grant | None) -> datetime | None:
    """Since when the desk has access."""
    try:
        return known.refresh.since if known and known.refresh else None
    except Unreadable:
        return None


def _back() -> str:
    """What the provider must know as the desk's address."""
    return settings.BASE_URL + reverse("console:settings_grant_back")
