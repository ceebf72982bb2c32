"""Which organizations are whose customers: those with a contract, those that asked, and those that were written down."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.permissions import Act, administers
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements.models import Contract, Customer
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import AT_WORK, worked_on_by


def customers_of(brands: Iterable[Brand]) -> QuerySet[Organization]:
    """The organizations that ever had a contract with one of the brands, asked it, or were written down by it; by name."""
    keys = [brand.pk for brand in brands]
    signed = Contract.objects.filter(organization=OuterRef("pk"), brand__in=keys)
    asked = Ticket.objects.filter(organization=OuterRef("pk"), brand__in=keys)
    noted = Customer.objects.filter(organization=OuterRef("pk"), brand__in=keys)
    return Organization.objects.filter(Exists(signed) | Exists(asked) | Exists(noted)).order_by("name", "pk")


def known_to(person: Person) -> QuerySet[Organization]:
    """The organizations that the person may know of: the customers of the brands they work for; the administrator all."""
    if administers(person):
        return Organization.objects.order_by("name", "pk")
    return customers_of(brands_of(person))


def matching(organizations: QuerySet[Organization], text: str) -> QuerySet[Organization]:
    """Those whose name holds the text, or the name or an address of one of their people."""
    people = Person.objects.filter(Q(name__icontains=text) | Q(emailaddress__email__icontains=text))
    members = Q(pk__in=people.filter(memberships__isnull=False).values("memberships__organization"))
    return organizations.filter(Q(name__icontains=text) | members)


def at_work(organizations: Iterable[Organization], person: Person) -> dict[int, int]:
    """How many tickets of each are at work with the brands that the person works for, by the organization's key."""
    keys = [organization.pk for organization in organizations]
    found = worked_on_by(person).filter(organization__in=keys, status__in=AT_WORK)
    return dict(found.order_by().values_list("organization").annotate(Count("pk")))


def brands_with(organization: Organization) -> QuerySet[Brand]:
    """The brands whose customer the organization is."""
    signed = Contract.objects.filter(organization=organization).values("brand")
    asked = Ticket.objects.filter(organization=organization).values("brand")
    noted = Customer.objects.filter(organization=organization).values("brand")
    return Brand.objects.filter(Q(pk__in=signed) | Q(pk__in=asked) | Q(pk__in=noted)).order_by("name")


def answered_for(person: Person) -> QuerySet[Organization]:
    """The organizations of which the person may say who belongs to them, and who of them sees all of their tickets; by name.

    That is for whoever signs contracts for every brand whose customer it is: it decides who reads the tickets of them all.
    """
    if administers(person):
        return Organization.objects.order_by("name", "pk")
    own = brands_of(person, Act.SIGN)
    others = Brand.objects.exclude(pk__in=own.order_by().values("pk"))
    return customers_of(own).exclude(pk__in=customers_of(others).order_by().values("pk"))


def answers_for(person: Person, organization: Organization) -> bool:
    """Whether it is one of those."""
    return answered_for(person).filter(pk=organization.pk).exists()


def could_follow(ticket: Ticket) -> QuerySet[Person]:
    """Those of the ticket's organization who are not on it yet: neither asked, nor follow it, nor see all of the organization's."""
    others = Person.objects.filter(
        is_active=True, memberships__organization=ticket.organization, memberships__manager=False
    )
    following = ticket.participants.values("pk")
    return others.exclude(pk=ticket.requester_id).exclude(pk__in=following).order_by("name", "pk")
