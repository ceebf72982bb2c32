"""Where a mailbox's mail is fetched from, in the settings: set up, tried at once, given up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST
from typing_extensions import override

from parola.desk.accounts.models import Mailbox
from parola.desk.accounts.secrets import Secret
from parola.desk.mail import fetching, inboxes
from parola.desk.mail.imap import NotFetched
from parola.desk.mail.models import Grant, Inbox
from parola.web import brief
from parola.web.console.customers.forms import Plain
from parola.web.console.settings.access import UNPROCESSABLE, configured_mailbox
from parola.web.console.settings.fields import CODE, text, told_of
from parola.web.console.showing import show
from parola.web.middleware import Request

PORTS = [MinValueValidator(1), MaxValueValidator(65535)]


class There(Plain):
    """The other server, and how the desk signs in there. The password is written, never shown."""

    host = text(
        gettext_lazy("Mail server"), required=True, longest=253, hint=gettext_lazy("For example imap.acme.example")
    )
    port = forms.IntegerField(label=gettext_lazy("Port"), initial=993, validators=PORTS, widget=forms.NumberInput(CODE))
    security = forms.ChoiceField(label=gettext_lazy("Encryption"), choices=Inbox.Security.choices)
    user = text(gettext_lazy("User name"), required=True, longest=254)
    sign_in = forms.ChoiceField(
        label=gettext_lazy("Sign-in"), choices=Inbox.SignIn.choices, initial=Inbox.SignIn.PASSWORD
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({**CODE, "autocomplete": "new-password"}),
    )
    folder = text(gettext_lazy("Folder"), required=True, longest=200)
    done_folder = text(
        gettext_lazy("Where a mail goes once the desk has it"),
        longest=200,
        hint=gettext_lazy("A folder there, which is made if need be. Empty: it is deleted there, and kept here."),
    )
    active = forms.BooleanField(label=gettext_lazy("Mail is fetched"), required=False)

    def __init__(self, *args: Any, inbox: Inbox | None, now: datetime, **kwargs: Any) -> None:
        first = (
            {name: getattr(inbox, name) for name in inboxes.FIELDS} if inbox else {"folder": "INBOX", "active": True}
        )
        super().__init__(*args, **{"initial": first} | kwargs)
        self.inbox, self.now = inbox, now
        self.fields["password"].help_text = told_of(inbox.password if inbox else None)

    @sensitive_variables()
    def clean_password(self) -> Secret | None:
        """Closed from here on."""
        plain = self.cleaned_data["password"]
        return Secret.of(plain, now=self.now) if plain else None

    @override
    def clean(self) -> None:
        """A password that was given for another place is not sent to this one."""
        place = [self.cleaned_data.get(name) for name in ("host", "port", "user")]
        known = [self.inbox.host, self.inbox.port, self.inbox.user] if self.inbox and self.inbox.password else None
        by_password = self.cleaned_data.get("sign_in") == Inbox.SignIn.PASSWORD
        if by_password and not self.cleaned_data.get("password") and "password" in self.cleaned_data and place != known:
            self.add_error("password", _("Give the password for this server and user."))


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: Request, key: int) -> HttpResponse:
    """The form. What was saved is tried at once, so that a mistake is seen where it was made."""
    mailbox = configured_mailbox(request, key)
    known = Inbox.objects.filter(mailbox=mailbox).first()
    form = There(request.POST if request.method == "POST" else None, inbox=known, now=request.now)
    if form.is_bound and form.is_valid():
        known = _set_up(request, mailbox, form)
        if (
            known.sign_in == Inbox.SignIn.OAUTH
            and not Grant.objects.filter(inbox=known, refresh__isnull=False).exists()
        ):
            return redirect("console:settings_grant", mailbox.pk)
        if tried(request, known):
            return redirect("console:settings_mailbox", mailbox.pk)
        form = There(inbox=known, now=request.now)
    context = {"form": form, "mailbox": mailbox, "inbox": known, "place": "settings", "here": request.path}
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return show(request, "console/settings/inbox.html", context, status)


@require_POST
def give_up(request: Request, key: int) -> HttpResponse:
    """Fetch no more."""
    mailbox = configured_mailbox(request, key)
    inboxes.remove(mailbox=mailbox, by=request.user, now=request.now)
    messages.success(request, _("No mail is fetched for this mailbox any more. What lies there stays there."))
    return redirect("console:settings_mailbox", mailbox.pk)


def _set_up(request: Request, mailbox: Mailbox, form: There) -> Inbox:
    try:
        return inboxes.set_up(mailbox=mailbox, by=request.user, now=request.now, **form.cleaned_data)
    except inboxes.NotAllowed:
        raise PermissionDenied from None


def tried(request: Request, found: Inbox) -> bool:
    """Whether the mailbox could be read; either way it is said."""
    if not found.active:
        messages.success(request, _("Saved. No mail is fetched while it is out of use."))
        return True
    try:
        waiting = fetching.check(found, now=request.now)
    except NotFetched as failure:
        told = _("Saved, but the mailbox could not be read: %(why)s")
        messages.error(request, told % {"why": Inbox.Trouble(failure.trouble).label})
        return False
    told = ngettext(
        "It works: %(count)s mail waits there, and is fetched now.",
        "It works: %(count)s mails wait there, and are fetched now.",
        waiting,
    )
    messages.success(request, told % {"count": brief.number(waiting)})
    return True
