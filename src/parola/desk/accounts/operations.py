"""What changes about people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from parola.desk.accounts import limits
from parola.desk.accounts.models import Attempts, Person, normalise
from parola.desk.accounts.queries import person_by_address
from parola.policy.numerals import Numerals

BY_ACCOUNT, BY_PLACE = 10, 100


class WrongCredentials(Exception):
    """No such account, a wrong password or a closed account: which of them is not told."""


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


def prove_address(person: Person, email: str) -> None:
    """The address is theirs: they have read what was sent to it. What others claim of it is void."""
    EmailAddress.objects.filter(email=email, verified=False).exclude(user=person).delete()
    primary = person.email == email
    EmailAddress.objects.update_or_create(user=person, email=email, defaults={"verified": True, "primary": primary})


def check_sign_in(*, email: str, password: str, place: str, now: datetime, known: str = "") -> Person:
    """The person of that address and password. `place` is the network address it comes from, `known` as in `limits.key_of`.

    An unknown account costs the same work as a known one. Raises WrongCredentials, TooManyAttempts.
    """
    account = limits.key_of("account", normalise(email), known)
    bounds = {account: BY_ACCOUNT, f"from:{place}": BY_PLACE}
    limits.refuse(bounds, now)
    person = person_by_address(email)
    if person is None:
        make_password(password)
    elif person.check_password(password) and person.is_active:
        Attempts.objects.filter(key=account).delete()
        return person
    for key in bounds:
        limits.count(key, now)
    raise WrongCredentials


def choose_language(*, person: Person, language: str) -> None:
    """The language in which the desk speaks and writes to the person from now on."""
    Person.objects.filter(pk=person.pk).update(language=language)
    person.language = language


def choose_first_page(*, person: Person, page: str) -> None:
    """Where the person comes to at work after signing in."""
    Person.objects.filter(pk=person.pk).update(first_page=page)
    person.first_page = page


def forget_attempts(emails: Iterable[str]) -> None:
    """The counters of failed sign-ins with these addresses go."""
    keys = [limits.key_of("account", normalise(email)) for email in emails]
    Attempts.objects.filter(key__in=keys).delete()


def choose_timezone(*, person: Person, timezone: str) -> None:
    """The time zone in which the desk tells the person times from now on."""
    Person.objects.filter(pk=person.pk).update(timezone=timezone)
    person.timezone = timezone


def choose_numerals(*, person: Person, numerals: Numerals) -> None:
    """The digits in which the desk tells the person numbers in Arabic from now on."""
    Person.objects.filter(pk=person.pk).update(numerals=numerals)
    person.numerals = numerals


def ask_erasure(*, person: Person, at: datetime | None) -> None:
    """The person wishes to be erased, since then; None: no more."""
    Person.objects.filter(pk=person.pk).update(erasure_asked_at=at)
