"""The customers of a brand, to be found by whoever takes down a call."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from parola.desk.accounts.models import Brand, Membership, Person
from parola.desk.agreements.models import Contract, Customer
from parola.desk.tickets.models import Ticket

MOST = 20
MOST_TICKETS = 8


def customers(brand: Brand) -> QuerySet[Person]:
    """Those who belong to an organization that ever had a contract with the brand or was written down, and those who asked it before."""
    organizations = Contract.objects.filter(brand=brand).values("organization")
    noted = Customer.objects.filter(brand=brand).values("organization")
    belonging = Q(organization__in=organizations) | Q(organization__in=noted)
    members = Membership.objects.filter(belonging).values("person")
    askers = Ticket.objects.filter(brand=brand).values("requester")
    return Person.objects.filter(Q(pk__in=members) | Q(pk__in=askers), is_active=True)


def matching(brand: Brand, text: str) -> list[Person]:
    """Those whose name, address or organization holds the text, by name; no more than anybody reads."""
    organizations = Membership.objects.filter(organization__name__icontains=text).values("person")
    theirs = Q(name__icontains=text) | Q(emailaddress__email__icontains=text) | Q(pk__in=organizations)
    found = customers(brand).filter(theirs).distinct().order_by("name", "pk")
    return list(found.prefetch_related("memberships__organization")[:MOST])


def going_on(brand: Brand, person: Person) -> list[Ticket]:
    """The person's requests to the brand that are not closed, theirs and those they follow; the last touched first."""
    theirs = Q(requester=person) | Q(pk__in=person.followed_tickets.values("pk"))
    open_ones = Ticket.objects.filter(theirs, brand=brand, void="").exclude(status=Ticket.Status.CLOSED)
    return list(open_ones.select_related("opening", "brand").order_by("-updated_at", "-pk")[:MOST_TICKETS])
