"""Whose number is whose: kept, taken away, and found by."""

from __future__ import annotations

from django.db.models import QuerySet

from parola.desk.accounts.models import Brand, Person
from parola.desk.telephony.models import Call, PhoneNumber
from parola.desk.telephony.numbers import normalise, part_of_number
from parola.desk.tickets import callers

MOST_NUMBERS = 10


class NoNumber(ValueError):
    """That cannot be a phone number."""


class TooManyNumbers(ValueError):
    """Nobody has that many."""


def keep(person: Person, text: str) -> PhoneNumber:
    """One more number of the person, national ones read by their time zone. Raises NoNumber, TooManyNumbers."""
    number = normalise(text, person.timezone)
    if not number:
        raise NoNumber(text)
    if person.phone_numbers.exclude(number=number).count() >= MOST_NUMBERS:
        raise TooManyNumbers
    return PhoneNumber.objects.get_or_create(person=person, number=number)[0]


def remove(person: Person, number: str) -> None:
    """The number is theirs no more."""
    person.phone_numbers.filter(number=number).delete()


def calling(brand: Brand, number: str) -> list[Person]:
    """The customers of the brand who may be calling from that number, by name."""
    if not number:
        return []
    theirs = PhoneNumber.objects.filter(number=number).values("person")
    found = callers.customers(brand).filter(pk__in=theirs).order_by("name", "pk")
    return list(found.prefetch_related("memberships__organization")[: callers.MOST])


def matching(brand: Brand, text: str) -> list[Person]:
    """The customers of the brand whose number holds the digits that were typed, or whose name, address or organization holds the text."""
    part = part_of_number(text)
    if not part:
        return callers.matching(brand, text)
    theirs: QuerySet[PhoneNumber] = PhoneNumber.objects.filter(number__contains=part)
    found = callers.customers(brand).filter(pk__in=theirs.values("person")).order_by("name", "pk")
    return list(found.prefetch_related("memberships__organization", "phone_numbers")[: callers.MOST])


def erase(person: Person) -> None:
    """Nothing tells any more who called: numbers of calls that were theirs go. Their own rows are removed with them."""
    numbers = list(person.phone_numbers.values_list("number", flat=True))
    Call.objects.filter(number__in=numbers).update(number="")
