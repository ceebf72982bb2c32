"""How often the forms of signing in may be sent, as a table, and the answer to whoever sent one too often.

Sign-in by password has its own count, of failures alone (`operations.check_sign_in`); what is counted here is every try.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import unstash_login
from django.http import HttpRequest, HttpResponse

from parola.desk.accounts import limits
from parola.desk.accounts.models import Person, normalise
from parola.desk.accounts.queries import person_by_address
from parola.now import now
from parola.web import errors
from parola.web.account.known import known_as
from parola.web.middleware import Next


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """In a quarter of an hour, at most so many from one place, and so many for one person (in browsers that do not know them)."""

    place: int
    person: int = 0


MAILS = Limit(place=20, person=5)
GUESSES = Limit(place=60, person=10)
CHANGES = Limit(place=100, person=30)
LIMITS: Mapping[str, Limit] = {
    "account_request_login_code": MAILS,
    "account_confirm_login_code": Limit(place=60),  # each code dies after three wrong guesses
    "account_reset_password": MAILS,
    "account_reset_password_from_key": Limit(place=30),
    "mfa_authenticate": GUESSES,
    "mfa_login_webauthn": Limit(place=60),
    "account_reauthenticate": GUESSES,
    "mfa_reauthenticate": GUESSES,
    "mfa_reauthenticate_webauthn": GUESSES,
    "account_change_password": GUESSES,
    "account_set_password": CHANGES,
    "account_email": CHANGES,
    "account_email_verification_sent": GUESSES,
    "mfa_activate_totp": CHANGES,
    "upload": Limit(place=1200, person=300),
    "rate": Limit(place=60),
    "portal:rate": CHANGES,
    "company_find": GUESSES,
    "company_begin": Limit(place=60),  # each asks the company's provider
    "company_acs": Limit(place=60),
}
"""By the name of the address whose form is sent."""


class Limits:
    """Counts what is sent, and answers 429 with the time to wait, wherever it was found to be too much."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Before a form of the table is looked at."""
        match = request.resolver_match
        limit = LIMITS.get(match.view_name) if match and request.method == "POST" else None
        if limit is None or match is None:
            return None
        try:
            limits.spend(bounds(request, match.view_name, limit), now())
        except limits.TooManyAttempts as too_many:
            return wait(request, too_many)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Where the form itself found that there were too many."""
        return wait(request, exception) if isinstance(exception, limits.TooManyAttempts) else None


def bounds(request: HttpRequest, name: str, limit: Limit) -> limits.Bounds:
    """Under which keys a form counts."""
    by_place = {f"{name}:from:{get_adapter().get_client_ip(request)}": limit.place}
    if not limit.person:
        return by_place
    person, whose = _whose(request)
    return by_place | {limits.key_of(name, whose, known_as(request, person)): limit.person}


def wait(request: HttpRequest, too_many: limits.TooManyAttempts) -> HttpResponse:
    """429: what to do, and after how many minutes."""
    seconds = max(1, int((too_many.until - now()).total_seconds()))
    answer = errors.too_many(request, -(-seconds // 60))
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _whose(request: HttpRequest) -> tuple[Person | None, str]:
    """For whom a form is: who is signed in, or half signed in, else whose address it names, be it anybody's or not."""
    if request.user.is_authenticated:
        return request.user, str(request.user.pk)
    if "email" in request.POST:
        address = normalise(request.POST["email"])
        return person_by_address(address), address
    login = unstash_login(request, peek=True)
    person = login.user if login and isinstance(login.user, Person) else None
    return person, str(person.pk) if person else ""
