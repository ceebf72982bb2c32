"""Who belongs to an organization, and who of them sees all of its tickets. Whoever answers for it says so (`customers.answers_for`)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from parola.desk.accounts import audit
from parola.desk.accounts.models import Brand, Membership, Organization, Person
from parola.desk.accounts.operations import find_or_create_person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of, person_by_address
from parola.desk.agreements import operations as agreements
from parola.desk.agreements.models import Contract
from parola.desk.tickets import callers, customers


class NotAllowed(Exception):
    """The person does not answer for the organization."""


class AddressKnown(Exception):
    """Somebody has the address already: `person`, or, where that is none of one's business, None."""

    def __init__(self, person: Person | None) -> None:
        super().__init__(str(person))
        self.person = person


class AlreadyThere(Exception):
    """The person belongs to the organization already."""


class NamedContact(Exception):
    """A contract names the person as a contact: another must be named first."""


@transaction.atomic
def open_customer(
    *,
    name: str,
    language: str,
    timezone: str,
    brand: Brand,
    by: Person,
    plan: str,
    first_day: date,
    now: datetime,
    **contract: Any,
) -> Organization:
    """An organization with its first contract. Raises what `agreements.operations.sign` raises."""
    organization = Organization.objects.create(name=name, language=language, timezone=timezone)
    _tell(organization, by, None, now)
    agreements.sign(
        organization=organization,
        brand=brand,
        plan=plan,
        first_day=first_day,
        timezone=timezone,
        by=by,
        now=now,
        **contract,
    )
    return organization


@transaction.atomic
def change(*, organization: Organization, name: str, language: str, timezone: str, by: Person, now: datetime) -> None:
    """What the organization is called, and its language and time zone where no contract says another. Raises NotAllowed."""
    require(by, organization)
    before = _fields(organization)
    organization.name, organization.language, organization.timezone = name, language, timezone
    organization.save(update_fields=["name", "language", "timezone"])
    _tell(organization, by, before, now)


def _fields(organization: Organization) -> dict[str, audit.Plain]:
    return {"name": organization.name, "language": organization.language, "timezone": organization.timezone}


def _tell(organization: Organization, by: Person, before: dict[str, audit.Plain] | None, now: datetime) -> None:
    after = _fields(organization)
    audit.record(by=by, brand=None, matter="organization", key=organization.pk, before=before, after=after, now=now)


@transaction.atomic
def add(
    *,
    organization: Organization,
    email: str,
    name: str,
    language: str,
    manager: bool,
    known: bool,
    by: Person,
    now: datetime,
) -> Person:
    """Somebody of the organization; a new person has no password, and writes by mail. `known`: somebody who has the address is meant.

    Raises NotAllowed, AlreadyThere, AddressKnown.
    """
    require(by, organization)
    found = person_by_address(email)
    if found is None:
        found = find_or_create_person(email=email, name=name, language=language, timezone=organization.timezone)
    elif Membership.objects.filter(person=found, organization=organization).exists():
        raise AlreadyThere(str(found))
    elif not is_known(found, by):
        raise AddressKnown(None)
    elif not known:
        raise AddressKnown(found)
    belongs(found, organization, manager=manager, by=by, now=now)
    return found


def belongs(person: Person, organization: Organization, *, manager: bool, by: Person | None, now: datetime) -> bool:
    """Make the person a member, if they are none; whether they were not. Whoever calls it has seen to the right."""
    _member, made = Membership.objects.get_or_create(
        person=person, organization=organization, defaults={"manager": manager}
    )
    if made:
        note(person, organization, before=None, after={"manager": manager}, by=by, now=now)
    return made


def is_known(person: Person, by: Person) -> bool:
    """Whether the person is a customer of a brand that `by` signs for; the administrator knows everybody."""
    if by.is_superuser:
        return True
    return any(callers.customers(brand).filter(pk=person.pk).exists() for brand in brands_of(by, Act.SIGN))


@transaction.atomic
def set_manager(*, organization: Organization, person: Person, manager: bool, by: Person, now: datetime) -> None:
    """Whether the person sees all of the organization's tickets from now on. Raises NotAllowed."""
    require(by, organization)
    for member in Membership.objects.select_for_update().filter(organization=organization, person=person):
        before, after = {"manager": member.manager}, {"manager": manager}
        Membership.objects.filter(pk=member.pk).update(manager=manager)
        note(person, organization, before=before, after=after, by=by, now=now)


@transaction.atomic
def remove(*, organization: Organization, person: Person, by: Person, now: datetime) -> None:
    """The person belongs to it no more; their own tickets stay theirs. Raises NotAllowed, NamedContact."""
    require(by, organization)
    if Contract.objects.filter(organization=organization, contacts=person).exists():
        raise NamedContact(str(person))
    for member in Membership.objects.select_for_update().filter(organization=organization, person=person):
        note(person, organization, before={"manager": member.manager}, after=None, by=by, now=now)
        member.delete()


def note(
    person: Person,
    organization: Organization,
    *,
    before: audit.Fields | None,
    after: audit.Fields | None,
    by: Person | None,
    now: datetime,
) -> None:
    """Into the audit log: by numbers, which outlive names."""
    key = f"{organization.pk}:{person.pk}"
    audit.record(by=by, brand=None, matter="membership", key=key, before=before, after=after, now=now)


def require(by: Person, organization: Organization) -> None:
    """Raise NotAllowed where the person does not answer for the organization."""
    if not customers.answers_for(by, organization):
        raise NotAllowed(organization.name)
