"""What is asked about people."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from parola.desk.accounts.models import Brand, Organization, Person, Post, SignUp, normalise
from parola.desk.accounts.permissions import Act, roles_that_may

MANY = 500
"""Addresses that are asked for at once."""


def person_by_address(email: str) -> Person | None:
    """Whose address that is, if anybody's."""
    return Person.objects.by_address(email)


def people_by_addresses(emails: Iterable[str]) -> dict[str, Person]:
    """Whose addresses those are, each as `person_by_address` says it, asked together."""
    wanted = sorted({normalise(email) for email in emails})
    found: dict[str, Person] = {}
    for start in range(0, len(wanted), MANY):
        some = wanted[start : start + MANY]
        found |= {person.email: person for person in Person.objects.filter(email__in=some)}
        proved = EmailAddress.objects.filter(email__in=some, verified=True).select_related("user")
        found |= {address.email: address.user for address in proved}
    return found


def has_proved(person: Person) -> bool:
    """Whether the person proved that the address we write to is theirs."""
    return EmailAddress.objects.filter(user=person, email=person.email, verified=True).exists()


def addresses_of(person: Person) -> list[str]:
    """All addresses of the person, also those that they only claim."""
    return sorted({person.email, *person.emailaddress_set.values_list("email", flat=True)})


def brands_of(person: Person, act: Act = Act.READ) -> QuerySet[Brand]:
    """The brands for which `person` may do `act` on the support side."""
    if not person.is_active:
        return Brand.objects.none()
    if person.is_superuser:
        return Brand.objects.order_by("name")
    posts = Post.objects.filter(person=person, role__in=roles_that_may(act))
    return Brand.objects.filter(pk__in=posts.values("brand")).order_by("name")


def open_to_sign_up() -> QuerySet[Brand]:
    """The brands with which one can make an account for oneself."""
    return Brand.objects.filter(in_use=True).exclude(sign_up=SignUp.CLOSED).order_by("name")


def support_of(brand: Brand) -> QuerySet[Person]:
    """Those who can be given a brand's tickets: who may answer there, but for the managers, who are asked last."""
    roles = roles_that_may(Act.REPLY) - {Post.Role.MANAGER}
    working = Person.objects.filter(is_active=True, posts__brand=brand, posts__role__in=roles)
    return working.distinct().order_by("id")


def organizations_of(person: Person) -> QuerySet[Organization]:
    """The organizations that the person belongs to, oldest membership first."""
    return Organization.objects.filter(memberships__person=person).order_by("memberships__id")


def managed_by(person: Person) -> QuerySet[Organization]:
    """The organizations all of whose tickets the person sees."""
    return Organization.objects.filter(memberships__person=person, memberships__manager=True)
