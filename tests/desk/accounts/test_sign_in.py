"""Signing in by address and password: any spelling of the address, equal work for strangers, a limit that holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import identify_hasher
from django.test import RequestFactory

from parola.desk.accounts import limits, operations, passwords
from parola.desk.accounts.limits import WINDOW, TooManyAttempts
from parola.desk.accounts.models import Attempts, Person
from parola.desk.accounts.operations import BY_ACCOUNT, WrongCredentials, check_sign_in
from parola.desk.accounts.queries import person_by_address

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


@pytest.fixture
def ana(db: None) -> Person:
    return Person.objects.create_user("Ana@Acme.Example", PASSWORD, name="Ana")


def attempt(
    email: str = "ana@acme.example", password: str = PASSWORD, place: str = "192.0.2.1", now: datetime = NOW
) -> Person:
    return check_sign_in(email=email, password=password, place=place, now=now)


@pytest.mark.parametrize("spelling", ["ana@acme.example", "ANA@ACME.EXAMPLE", "  Ana@acme.example "])
def test_any_spelling_of_the_address_is_the_person(ana: Person, spelling: str) -> None:
    assert attempt(spelling) == ana


def test_every_address_that_a_person_has_proved_signs_them_in(ana: Person) -> None:
    home = EmailAddress.objects.create(user=ana, email="ana@home.example")
    with pytest.raises(WrongCredentials):
        attempt("ana@home.example")
    home.set_verified()
    assert attempt("ana@home.example") == ana


def test_a_claim_takes_an_address_from_nobody(ana: Person) -> None:
    eve = Person.objects.create_user("eve@acme.example", PASSWORD)
    claim = EmailAddress.objects.create(user=eve, email=ana.email)
    assert person_by_address(ana.email) == ana
    assert operations.find_or_create_person(email=ana.email) == ana
    claim.set_verified()  # and yet it is whose mailbox it is
    assert person_by_address(ana.email) == eve


def test_a_closed_account_and_a_wrong_password_are_told_the_same(ana: Person) -> None:
    with pytest.raises(WrongCredentials) as wrong:
        attempt(password="wrong")
    Person.objects.update(is_active=False)
    with pytest.raises(WrongCredentials) as closed:
        attempt()
    with pytest.raises(WrongCredentials) as unknown:
        attempt("nobody@acme.example")
    assert str(wrong.value) == str(closed.value) == str(unknown.value)


@pytest.mark.parametrize("email", ["nobody@acme.example", "ana@acme.example", "guest@acme.example"])
def test_a_stranger_costs_as_much_work_as_an_acquaintance(
    ana: Person, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    operations.find_or_create_person(email="guest@acme.example")  # has no password
    work = []
    encode = passwords.Argon2.encode

    def count(self: passwords.Argon2, password: str, salt: str) -> str:
        work.append("encode")
        return encode(self, password, salt)

    verify = passwords.Argon2.verify

    def count_verify(self: passwords.Argon2, password: str, encoded: str) -> bool:
        work.append("verify")
        return verify(self, password, encoded)

    monkeypatch.setattr(passwords.Argon2, "encode", count)
    monkeypatch.setattr(passwords.Argon2, "verify", count_verify)
    with pytest.raises(WrongCredentials):
        attempt(email, password="wrong")
    assert len(work) == 1


def test_passwords_cost_what_owasp_says(ana: Person) -> None:
    assert identify_hasher(ana.password).algorithm == "argon2"
    assert "m=19456,t=2,p=1" in ana.password


def test_an_account_is_closed_for_a_while_after_too_many_failures(ana: Person) -> None:
    for number in range(BY_ACCOUNT):
        with pytest.raises(WrongCredentials):
            attempt(password="wrong", place=f"192.0.2.{number}")
    with pytest.raises(TooManyAttempts) as locked:
        attempt()
    assert locked.value.until == NOW + WINDOW
    assert attempt(now=NOW + WINDOW) == ana


def test_a_place_is_closed_for_a_while_after_too_many_failures(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "BY_PLACE", 3)
    for number in range(3):
        with pytest.raises(WrongCredentials):
            attempt(f"guess{number}@acme.example")
    with pytest.raises(TooManyAttempts):
        attempt()
    assert attempt(place="192.0.2.9") == ana


def test_signing_in_forgets_the_failures_of_the_account(ana: Person) -> None:
    for _ in range(BY_ACCOUNT - 1):
        with pytest.raises(WrongCredentials):
            attempt(password="wrong")
    attempt()
    with pytest.raises(WrongCredentials):
        attempt(password="wrong")


def test_failures_are_forgotten_in_time(ana: Person) -> None:
    with pytest.raises(WrongCredentials):
        attempt(password="wrong")
    assert limits.forget(now=NOW + WINDOW - timedelta(seconds=1)) == 0
    assert limits.forget(now=NOW + WINDOW) == Attempts.objects.count() + 2


def test_no_address_is_kept_with_the_failures(ana: Person) -> None:
    with pytest.raises(WrongCredentials):
        attempt(password="wrong")
    assert not Attempts.objects.filter(key__contains="acme").exists()


def test_django_signs_in_by_the_same_rule(ana: Person) -> None:
    request = RequestFactory().post("/")
    assert authenticate(request, username="ANA@acme.example", password=PASSWORD) == ana
    assert authenticate(request, username="ana@acme.example", password="wrong") is None
    assert authenticate(request, username="", password="") is None


def test_a_writer_unknown_so_far_becomes_a_person_once(db: None) -> None:
    first = operations.find_or_create_person(email="New@acme.example", name="New")
    assert operations.find_or_create_person(email="new@ACME.example") == first
    assert not first.has_usable_password()
    assert not EmailAddress.objects.get(user=first).verified
