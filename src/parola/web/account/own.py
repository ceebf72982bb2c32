"""What is one's own: language and time zone, addresses, password, second factors, passkeys, sessions."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import views
from allauth.mfa.base import views as factors
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as apps
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from allauth.usersessions.models import UserSession
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View
from typing_extensions import override

from parola.desk.accounts import second_factor
from parola.web.account.profile import Profile
from parola.web.account.views import METHODS, Refusing, passkeys_work
from parola.web.console.showing import frame_of
from parola.web.middleware import Request


class Own(Refusing, TemplateResponseMixin, ContextMixin, View):
    """A page of one's own account, in the shell that one is at home in. Words as in `views.Entrance`."""

    http_method_names = METHODS
    template_name = "account/own.html"
    title: Promise
    about: Promise | str = ""
    button: Promise | str = ""
    section = ""

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the shell around it."""
        given: dict[str, Any] = super().get_context_data(**kwargs)
        words = {"title": self.title, "about": self.about, "button": self.button, "section": self.section}
        return {**given, **words, **shell(cast("Request", self.request)), "passkeys": passkeys_work(self.request)}


def shell(request: Request) -> dict[str, Any]:
    """The console's for those who work here, the portal's for all others."""
    if request.user.is_support:
        return {"shell": "shells/console.html", "place": "account", **frame_of(request)}
    return {"shell": "portal/base.html", "place": "account"}


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: Request) -> HttpResponse:
    """The first page: language and time zone, and the way to the others."""
    form = Profile(request.POST if request.method == "POST" else None, person=request.user)
    if request.method == "POST" and form.is_valid():
        form.keep(request.user)
        return redirect("my_account")
    context = {"form": form, "title": _now("My account"), "section": "overview", **shell(request)}
    return render(request, "account/overview.html", context, status=422 if form.errors else 200)


class Addresses(Own, views.EmailView):
    """My addresses: add, confirm, make the main one, remove."""

    template_name = "account/email.html"
    title = _("My addresses")
    section = "addresses"


class ConfirmAddress(Own, views.ConfirmEmailVerificationCodeView):
    """Where one types the code that was sent to an address."""

    title = _("Confirm the address")
    about = _("We have sent a code to the address. It is good for a quarter of an hour.")
    button = _("Confirm")
    section = "addresses"


class ChangePassword(Own, views.PasswordChangeView):
    """Another password."""

    title = _("My password")
    about = _("With a new password you are signed out everywhere else.")
    button = _("Change the password")
    section = "password"


class SetPassword(Own, views.PasswordSetView):
    """The first one."""

    title = _("My password")
    about = _("You have no password. You can choose one; a code by mail and a passkey stay as good.")
    button = _("Keep this password")
    section = "password"


class Confirm(Own, views.ReauthenticateView):
    """Once more, before something that matters."""

    template_name = "account/confirm.html"
    title = _("Is it you?")
    about = _("Before you change how you sign in, prove once more that it is you.")
    button = _("Go on")


class ConfirmFactor(Own, factors.ReauthenticateView):
    """The same by the second factor."""

    template_name = "account/confirm.html"
    title = _("Is it you?")
    about = _("Type the code that your authenticator app shows, or one of your recovery codes.")
    button = _("Go on")


class ConfirmPasskey(Own, passkeys.ReauthenticateWebAuthnView):
    """The same by a passkey."""

    template_name = "mfa/webauthn/confirm.html"
    title = _("Is it you?")
    about = _("Before you change how you sign in, prove once more that it is you.")
    button = _("Use a passkey")


class Factors(Own, factors.IndexView):
    """My second factors."""

    template_name = "mfa/index.html"
    title = _("Second factors")
    section = "factors"

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With whether one must have one."""
        person = self.request.user
        must = person.is_authenticated and second_factor.lacks(person)
        mine = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.WEBAUTHN).order_by("pk")
        return {**super().get_context_data(**kwargs), "must": must, "mine": [(each, each.wrap()) for each in mine]}


class SetUpApp(Own, apps.ActivateTOTPView):
    """An authenticator app is set up."""

    template_name = "mfa/totp/activate_form.html"
    title = _("Authenticator app")
    button = _("Set up the app")
    section = "factors"


class RemoveApp(Own, apps.DeactivateTOTPView):
    """It is taken away."""

    title = _("Remove the authenticator app?")
    about = _("You sign in without its codes from then on.")
    button = _("Remove the app")
    section = "factors"


class Codes(Own, codes.ViewRecoveryCodesView):
    """Codes for the drawer."""

    template_name = "mfa/recovery_codes/index.html"
    title = _("Recovery codes")
    about = _(
        "Each of them takes the place of your second factor once. Keep them where you find them without your phone."
    )
    section = "factors"


class NewCodes(Own, codes.GenerateRecoveryCodesView):
    """New ones."""

    title = _("New recovery codes")
    about = _("The codes that you have are no longer good then.")
    button = _("Make new codes")
    section = "factors"


class AddPasskey(Own, passkeys.AddWebAuthnView):
    """A passkey is made."""

    template_name = "mfa/webauthn/add_form.html"
    title = _("New passkey")
    about = _("A passkey stays on your device, or with your password manager. Nobody can ask you for it by mail.")
    button = _("Make the passkey")
    section = "factors"


class RemovePasskey(Own, passkeys.RemoveWebAuthnView):
    """It is taken away."""

    success_url = reverse_lazy("mfa_index")
    title = _("Remove the passkey?")
    about = _("You cannot sign in with it from then on.")
    button = _("Remove the passkey")
    section = "factors"


class Sessions(Own, sessions.ListUserSessionsView):
    """Where I am signed in."""

    template_name = "usersessions/usersession_list.html"
    title = _("Where I am signed in")
    section = "sessions"


addresses = Addresses.as_view()
confirm_address = ConfirmAddress.as_view()
change_password = ChangePassword.as_view()
set_password = SetPassword.as_view()
confirm = Confirm.as_view()
confirm_factor = ConfirmFactor.as_view()
confirm_passkey = ConfirmPasskey.as_view()
my_factors = Factors.as_view()
set_up_app = SetUpApp.as_view()
remove_app = RemoveApp.as_view()
my_codes = Codes.as_view()
new_codes = NewCodes.as_view()
add_passkey = AddPasskey.as_view()
remove_passkey = RemovePasskey.as_view()
my_sessions = Sessions.as_view()


@require_POST
def end_session(request: Request, number: int) -> HttpResponse:
    """One of one's sessions ends."""
    session = get_object_or_404(UserSession, pk=number, user_id=request.user.pk)
    session.end()
    return redirect("usersessions_list")
