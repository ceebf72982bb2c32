"""What django-allauth asks the desk: who signs in, where to go, what to say and in whose words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from typing_extensions import override

from parola.desk.accounts import operations
from parola.desk.accounts.models import Person
from parola.now import now
from parola.web.preferences import safe_target

ERRORS = {
    "email_password_mismatch": gettext_lazy(
        "This address and password do not belong together. Check both and try again."
    ),
    "too_many_login_attempts": gettext_lazy("Too many attempts. Wait a quarter of an hour, then try again."),
}
"""What may be wrong, in our words."""


class Adapter(DefaultAccountAdapter):
    """See allauth's documentation of the account adapter: each method answers one of its questions."""

    error_messages = {**DefaultAccountAdapter.error_messages, **ERRORS}

    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Who is new comes by mail, by invitation or by their company's sign-in: there is no form for it."""
        return False

    @override
    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """Who has that address and password, if anybody; ValidationError where there were too many attempts."""
        try:
            return operations.check_sign_in(
                email=credentials["email"],
                password=credentials["password"],
                place=self.get_client_ip(request),
                now=now(),
            )
        except operations.WrongCredentials:
            return None
        except operations.TooManyAttempts as locked:
            raise ValidationError(self.error_messages["too_many_login_attempts"]) from locked

    @override
    def is_safe_url(self, url: str | None) -> bool:
        """Is that a place of this desk?"""
        return bool(url) and safe_target(self.request, url or "") == url

    @override
    def get_login_stages(self) -> list[str]:
        """Between the first proof and the session: a code by mail where one asked for it, the second factor where there is one."""
        return ["allauth.account.stages.LoginByCodeStage", "allauth.mfa.stages.AuthenticateStage"]

    @override
    def add_message(self, request: HttpRequest, level: int, *_template: Any, **_given: Any) -> None:
        """Nothing is said of what one sees: that one is signed in, or out."""
