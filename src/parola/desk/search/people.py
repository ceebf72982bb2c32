"""Finding people and organizations: by what they are called, by address, by domain, by phone number."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_, or_

from allauth.account.models import EmailAddress
from django.db.models import Prefetch, Q, QuerySet

from parola.desk.accounts import spelling
from parola.desk.accounts.models import Membership, Organization, OrganizationDomain, Person
from parola.desk.accounts.permissions import administers
from parola.desk.accounts.queries import brands_of
from parola.desk.knowledge.words import near
from parola.desk.search.asking import Asked, Said
from parola.desk.search.models import Called
from parola.desk.telephony.models import PhoneNumber
from parola.desk.telephony.numbers import part_of_number
from parola.desk.tickets import callers
from parola.desk.tickets.customers import known_to

SHORTEST_MISTYPED = 4


def people_known_to(person: Person) -> QuerySet[Person]:
    """Whom somebody who works here may find: the customers of their brands and those who work for them; the administrator everybody."""
    if administers(person):
        return Person.objects.filter(erased_at=None)
    brands = list(brands_of(person))
    customers = [Q(pk__in=callers.customers(brand).values("pk")) for brand in brands]
    colleagues = Q(posts__brand__in=[brand.pk for brand in brands])
    return Person.objects.filter(reduce(or_, customers, colleagues), is_active=True, erased_at=None).distinct()


def people(reader: Person, asked: Asked, limit: int) -> list[Person]:
    """The people that the reader may find by all that was typed, by name."""
    known = people_known_to(reader)
    number = part_of_number(asked.text)
    if number:
        theirs = PhoneNumber.objects.filter(number__contains=number).values("person")
        found = known.filter(pk__in=theirs)
    else:
        exactly = known.filter(_all_of(asked, _person))
        found = exactly if exactly.exists() else known.filter(_all_of(asked, _person_mistyped))
    return list(found.prefetch_related(_belonging(reader), "phone_numbers", "posts").order_by("name", "pk")[:limit])


def _belonging(reader: Person) -> Prefetch[str, QuerySet[Membership], str]:
    """To which organizations they belong, of those that the reader may know of."""
    known = known_to(reader).order_by().values("pk")
    return Prefetch("memberships", Membership.objects.filter(organization__in=known).select_related("organization"))


def organizations(reader: Person, asked: Asked, limit: int) -> list[Organization]:
    """The organizations that the reader may know of, by all that was typed, by name."""
    known = known_to(reader)
    exactly = known.filter(_all_of(asked, _organization))
    found = exactly if exactly.exists() else known.filter(_all_of(asked, _organization_mistyped))
    return list(found.prefetch_related("domains")[:limit])


def _all_of(asked: Asked, how: Callable[[Said], Q]) -> Q:
    """Everything that must be there is, and nothing of what must not; nothing at all, where no words are asked for."""
    if not asked.words:
        return Q(pk__in=())
    return reduce(and_, [*(how(each) for each in asked.words), *(~how(each) for each in asked.without)])


def _person(said: Said) -> Q:
    addresses = EmailAddress.objects.filter(_holds("email", said.raw)).values("user")
    return _holds("name", said.raw) | Q(pk__in=addresses) | _called(said, "person")


def _organization(said: Said) -> Q:
    domains = OrganizationDomain.objects.filter(_holds("domain", said.raw)).values("organization")
    return _holds("name", said.raw) | Q(pk__in=domains) | _called(said, "organization")


def _person_mistyped(said: Said) -> Q:
    return _alike(said, "person")


def _organization_mistyped(said: Said) -> Q:
    return _alike(said, "organization")


def _holds(field: str, text: str) -> Q:
    return reduce(or_, (Q(**{f"{field}__icontains": each}) for each in spelling.variants(text)))


def _called(said: Said, whose: str) -> Q:
    """Each of the words begins one by which they are called."""
    named = (Called.objects.filter(word__startswith=word, **{f"{whose}__isnull": False}) for word in said.words)
    return reduce(and_, (Q(pk__in=each.values(whose)) for each in named))


def _alike(said: Said, whose: str) -> Q:
    """Each of the words is at most a letter away from one by which they are called."""
    return reduce(and_, (_near(word, whose) for word in said.words))


def _near(word: str, whose: str) -> Q:
    half = max(2, (len(word) - 1) // 2)
    if len(word) < SHORTEST_MISTYPED:
        return Q(pk__in=())
    called = Called.objects.filter(Q(word__startswith=word[:half]) | Q(word__endswith=word[-half:]))
    rows = called.filter(**{f"{whose}__isnull": False}).values_list("word", whose)
    return Q(pk__in={key for text, key in rows if near(word, text)})
