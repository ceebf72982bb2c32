"""The pages of django-allauth on which one signs in, as the desk shows them: refused forms are told as everywhere (422)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account import views
from allauth.account.internal.flows.logout import logout
from allauth.mfa.adapter import get_adapter as factor_adapter
from allauth.mfa.base import views as factors
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View
from typing_extensions import override

from parola.desk.accounts.queries import open_to_sign_up
from parola.desk.knowledge.queries import brands_with
from parola.desk.mail import personal
from parola.desk.webform.queries import form_of
from parola.now import now
from parola.web.account.forms import active
from parola.web.sso import door

METHODS = ["get", "head", "post"]


class Refusing:
    """A form that is refused answers 422, so that no browser and no cache takes it for done."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The page again, with what is wrong."""
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if answer.status_code == HTTPStatus.OK:
            answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return answer


class Entrance(Refusing, TemplateResponseMixin, ContextMixin, View):
    """A page for whoever is not signed in yet: one card in the middle. `button` sends its form, `about` says what it is for."""

    http_method_names = METHODS
    template_name = "account/entrance.html"
    title: Promise
    about: Promise | str = ""
    button: Promise | str = ""

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the page's own address, to come back to after choosing a language."""
        given: dict[str, Any] = super().get_context_data(**kwargs)
        words = {"title": self.title, "about": self.about, "button": self.button}
        return {**given, **words, "here": self.request.get_full_path(), "passkeys": passkeys_work(self.request)}


class Unknown:
    """A form for an address that nobody has leaves as much in the outbox as one for an address that somebody has."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """The same answer, and the same work."""
        email = form.cleaned_data["email"]
        if active(email) is None:
            personal.enqueue(template="", to=email, person=None, told={}, now=now())
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return answer


class SignIn(Entrance, views.LoginView):
    """The form; on success to where one was going."""

    template_name = "account/login.html"
    title = _("Sign in")

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With where one may sign up (at a vendor's door, there alone), and the companies' own ways in."""
        vendor = getattr(self.request, "door", None)
        brands = [brand for brand in open_to_sign_up() if vendor in (None, brand)]
        given = super().get_context_data(**kwargs)
        if target := given.get(
            "redirect_field_value"
        ):  # the form brought it, which had no room in the page's own address
            given["here"] = f"{self.request.path}?{urlencode({'next': target})}"
        asks = vendor is not None and form_of(vendor) is not None
        knows = vendor is not None and brands_with(None).filter(pk=vendor.pk).exists()
        return {**given, "sign_up_brands": brands, "asks_by_form": asks, "knows": knows, **door.offered()}


class RequestCode(Unknown, Entrance, views.RequestLoginCodeView):
    """Where one asks for a code by mail. What is answered is the same whether or not the desk knows the address."""

    title = _("Sign in with a code")
    about = _("If the desk knows your address, we send a code to it.")
    button = _("Send the code")


class ConfirmCode(Entrance, views.ConfirmLoginCodeView):
    """Where one types the code."""

    title = _("Your code")
    about = _("If the desk knows your address, a code is on its way to it. It is good for a quarter of an hour.")
    button = _("Sign in")


class Recover(Unknown, Entrance, views.PasswordResetView):
    """Where one asks for a link to a new password; answered as above."""

    title = _("A new password")
    about = _("If the desk knows your address, we send a link to it.")
    button = _("Send the link")


class RecoverSent(Entrance, views.PasswordResetDoneView):
    """What was done about it."""

    title = _("Look into your mailbox")
    about = _("If the desk knows your address, a link is on its way to it. It is good for an hour.")


class NewPassword(Entrance, views.PasswordResetFromKeyView):
    """Behind the link. Looking at it uses nothing up."""

    template_name = "account/new_password.html"
    title = _("A new password")
    about = _("With a new password you are signed out everywhere.")
    button = _("Keep this password")

    @method_decorator(login_not_required)
    @override
    def dispatch(self, request: HttpRequest, uidb36: str, key: str, **kwargs: Any) -> HttpResponseBase:
        """What is said of a link that is no good is a page like others."""
        if str(request.method).lower() not in METHODS:
            return self.http_method_not_allowed(request)
        return super().dispatch(request, uidb36, key, **kwargs)


class NewPasswordDone(Entrance, views.PasswordResetFromKeyDoneView):
    """The new password is kept."""

    title = _("Your password was changed")
    about = _("You can sign in with it now.")


class Factor(Entrance, factors.AuthenticateView):
    """The second factor, where there is one."""

    template_name = "mfa/authenticate.html"
    title = _("One step more")
    about = _("Type the code that your authenticator app shows, or one of your recovery codes.")
    button = _("Sign in")

    @override
    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The page again, with what is wrong."""
        answer = self.get(self.request)
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return answer


class ByPasskey(passkeys.LoginWebAuthnView):
    """Where the browser asks for a challenge, and brings the answer."""

    http_method_names = METHODS


sign_in = SignIn.as_view()
request_code = RequestCode.as_view()
confirm_code = ConfirmCode.as_view()
recover = Recover.as_view()
recover_sent = RecoverSent.as_view()
new_password = NewPassword.as_view()
new_password_done = NewPasswordDone.as_view()
factor = Factor.as_view()
sign_in_by_passkey = ByPasskey.as_view()


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session here, or gives up a sign-in that is half done."""
    logout(request, show_message=False)
    return redirect("account_login")


def passkeys_work(request: HttpRequest) -> bool:
    """Passkeys are good for the desk's own name and what is below it; an address that is a number has none."""
    host, place = request.get_host().partition(":")[0], factor_adapter().get_public_key_credential_rp_entity()["id"]
    return (host == place or host.endswith(f".{place}")) and not place.replace(".", "").isdigit()
