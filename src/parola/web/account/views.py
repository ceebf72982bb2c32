"""The pages of django-allauth on which one signs in, as the desk shows them: refused forms are told as everywhere (422)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account import views
from allauth.account.internal.flows.logout import logout
from allauth.mfa.base import views as factors
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic.base import ContextMixin, TemplateResponseMixin
from typing_extensions import override

from parola.desk.accounts.queries import open_to_sign_up


class Refusing:
    """A form that is refused answers 422, so that no browser and no cache takes it for done."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The page again, with what is wrong."""
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if answer.status_code == HTTPStatus.OK:
            answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return answer


class Entrance(Refusing, TemplateResponseMixin, ContextMixin):
    """A page for whoever is not signed in yet: one card in the middle. `button` sends its form, `about` says what it is for."""

    request: HttpRequest
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


class SignIn(Entrance, views.LoginView):
    """The form; on success to where one was going."""

    template_name = "account/login.html"
    title = _("Sign in")

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With where one may sign up."""
        return {**super().get_context_data(**kwargs), "sign_up_brands": open_to_sign_up()}


class RequestCode(Entrance, views.RequestLoginCodeView):
    """Where one asks for a code by mail. What is answered is the same whether or not the desk knows the address."""

    title = _("Sign in with a code")
    about = _("If the desk knows your address, we send a code to it.")
    button = _("Send the code")


class ConfirmCode(Entrance, views.ConfirmLoginCodeView):
    """Where one types the code."""

    title = _("Your code")
    about = _("If the desk knows your address, a code is on its way to it. It is good for a quarter of an hour.")
    button = _("Sign in")


class Recover(Entrance, views.PasswordResetView):
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


sign_in = SignIn.as_view()
request_code = RequestCode.as_view()
confirm_code = ConfirmCode.as_view()
recover = Recover.as_view()
recover_sent = RecoverSent.as_view()
new_password = NewPassword.as_view()
new_password_done = NewPasswordDone.as_view()
factor = Factor.as_view()
sign_in_by_passkey = passkeys.LoginWebAuthnView.as_view()


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session here, or gives up a sign-in that is half done."""
    logout(request, show_message=False)
    return redirect("account_login")


def passkeys_work(request: HttpRequest) -> bool:
    """Browsers know a place by its name for this: an address that is a number has no passkeys."""
    host = request.get_host().partition(":")[0]
    return not host.replace(".", "").isdigit() and "[" not in host
