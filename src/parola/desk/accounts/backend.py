"""Signing in by mail address and password, as Django wants it said."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from typing_extensions import override

from parola.desk.accounts import operations
from parola.desk.accounts.limits import TooManyAttempts
from parola.desk.accounts.models import Person
from parola.now import now


class AddressBackend(BaseBackend):
    """Django's `authenticate(request, username=address, password=...)`.

    The sign-in page itself calls `operations.check_sign_in`, to tell people how long to wait.
    """

    @override
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Person | None:
        """The person, or None; PermissionDenied where there were too many attempts."""
        if not username or not password:
            return None
        place = request.META.get("REMOTE_ADDR", "") if request else ""
        try:
            return operations.check_sign_in(email=username, password=password, place=place, now=now())
        except TooManyAttempts as locked:
            raise PermissionDenied(str(locked)) from locked
        except operations.WrongCredentials:
            return None

    @override
    def get_user(self, user_id: int) -> Person | None:
        return Person.objects.filter(pk=user_id, is_active=True).first()
