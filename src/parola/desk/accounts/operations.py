"""What changes about people."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F

from parola.desk.accounts.models import FailedSignIns, Person, normalise
from parola.desk.accounts.queries import person_by_address

WINDOW = timedelta(minutes=15)
BY_ACCOUNT = 10
BY_PLACE = 100


class WrongCredentials(Exception):
    """No such account, a wrong password or a closed account: which of them is not told."""


class TooManyAttempts(Exception):
    """The account, or the place the attempts come from, has to wait until `until`, whatever the password."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"too many attempts; wait until {until.isoformat()}")
        self.until = until


def find_or_create_person(*, email: str, name: str = "", language: str = "en", timezone: str = "UTC") -> Person:
    """The person with that address; a new one, unverified and without a password, if nobody has it. Of two at once one makes them."""
    known = person_by_address(email)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return Person.objects.create_user(email, name=name, language=language, timezone=timezone)
    except IntegrityError:
        return Person.objects.get(email=normalise(email))


def check_sign_in(*, email: str, password: str, place: str, now: datetime) -> Person:
    """The person of that address and password. `place` is the network address it comes from.

    An unknown account costs the same work as a known one. Raises WrongCredentials, TooManyAttempts.
    """
    keys = {account_key(email): BY_ACCOUNT, f"from:{place}": BY_PLACE}
    refuse_if_locked(keys, now)
    known = person_by_address(email)
    if known is None:
        make_password(password)
    elif known.check_password(password) and known.is_active:
        FailedSignIns.objects.filter(key=account_key(email)).delete()
        return known
    for key in keys:
        count_failure(key, now)
    raise WrongCredentials


def account_key(email: str) -> str:
    """The counter of an account: a digest, since what people type there is not always an address (nor short)."""
    return f"account:{hashlib.sha256(normalise(email).encode()).hexdigest()}"


def refuse_if_locked(limits: dict[str, int], now: datetime) -> None:
    """Raise TooManyAttempts if any of the counters has reached its limit within the window."""
    for counter in FailedSignIns.objects.filter(key__in=limits, since__gt=now - WINDOW):
        if counter.failures >= limits[counter.key]:
            raise TooManyAttempts(counter.since + WINDOW)


@transaction.atomic
def count_failure(key: str, now: datetime) -> None:
    """One more; a count older than the window begins anew. Right for several processes at once."""
    FailedSignIns.objects.get_or_create(key=key, defaults={"since": now})
    FailedSignIns.objects.filter(key=key, since__lte=now - WINDOW).update(failures=0, since=now)
    FailedSignIns.objects.filter(key=key).update(failures=F("failures") + 1)


def forget_failures(*, now: datetime) -> int:
    """Remove the counters that no longer count; returns how many."""
    return FailedSignIns.objects.filter(since__lte=now - WINDOW).delete()[0]


def choose_language(*, person: Person, language: str) -> None:
    """The language in which the desk speaks and writes to the person from now on."""
    Person.objects.filter(pk=person.pk).update(language=language)
    person.language = language


def forget_attempts(emails: Iterable[str]) -> None:
    """The counters of failed sign-ins with these addresses go."""
    FailedSignIns.objects.filter(key__in=[account_key(email) for email in emails]).delete()
