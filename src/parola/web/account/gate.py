"""Whoever must have a second factor and has none sets one up before anything else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from parola.desk.accounts import second_factor
from parola.web.middleware import Next
from parola.web.sso import door

OPEN = frozenset(
    {
        "health", "preferences", "account_logout", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate",
        "mfa_view_recovery_codes", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    }
)  # fmt: skip
"""What is open to them meanwhile."""


class SecondFactor:
    """Leads them to the page where they set one up."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Before anything else is shown or done."""
        match = request.resolver_match
        if not request.user.is_authenticated or match is None or match.view_name in OPEN:
            return None
        if not second_factor.lacks(request.user) or door.was_asked(request, request.user):
            return None
        return HttpResponse(status=401) if "HX-Request" in request.headers else redirect("mfa_index")
