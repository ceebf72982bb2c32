"""Browsers in which somebody has signed in before: their attempts are counted apart from those of strangers (decision 0131)."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from parola.desk.accounts.models import Person

COOKIE = "__Host-parola_known" if settings.HTTPS else "parola_known"
AGE = timedelta(days=180)
SALT = "parola.web.account.known"


def remember(request: HttpRequest, response: HttpResponseBase, person: Person) -> None:
    """The person has signed in here."""
    token = known_as(request, person) or secrets.token_urlsafe(16)
    response.set_cookie(
        COOKIE,
        signing.dumps([person.pk, token], salt=SALT),
        max_age=AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def known_as(request: HttpRequest, person: Person | None) -> str:
    """What tells this browser from others, if the person has signed in here before; else an empty text."""
    try:
        whose, token = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(token) if person is not None and whose == person.pk else ""
