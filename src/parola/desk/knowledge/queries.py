"""What is asked about articles. Who may read what is decided in one place, `readable`, of which everything else is made."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of, organizations_of
from parola.desk.agreements.models import Contract, Customer
from parola.desk.knowledge.models import Article, Translation
from parola.desk.knowledge.search import Found, find

AUDIENCE, STATE = Article.Audience, Translation.State
SUGGESTED = 3


class NoSuchArticle(LookupError):
    """There is no such article, or nothing of it that the person may read: which of them is not told."""


def readable(person: Person | None, *, inside: bool = False) -> QuerySet[Translation]:
    """THE rule: what the person (None: nobody who is known) may read. Lists, search, pages, suggestions and counts ask it.

    As a reader: what is published for everybody, for the customers of a brand whose customer they are, and for organizations that
    they belong to. With `inside`, as somebody who works here: besides, in the brands that they work for, what is internal and
    published for whomever, and in those for which they write, drafts.
    """
    if person is not None and not person.is_active:
        person = None
    shown = Q(state=STATE.PUBLISHED) & _meant_for(person)
    if inside and person is not None:
        released = Q(state__in=(STATE.INTERNAL, STATE.PUBLISHED))
        shown |= released & Q(article__brand__in=_keys(brands_of(person)))
        shown |= Q(article__brand__in=_keys(brands_of(person, Act.WRITE_ARTICLES)))
    return Translation.objects.filter(shown)


def _meant_for(person: Person | None) -> Q:
    everybody = Q(article__audience=AUDIENCE.PUBLIC)
    if person is None:
        return everybody
    own = list(organizations_of(person))
    named = Article.organizations.through.objects.filter(organization__in=own).values("article")
    customers = Q(article__audience=AUDIENCE.CUSTOMERS, article__brand__in=served(own))
    return everybody | customers | Q(article__audience=AUDIENCE.ORGANIZATIONS, article__in=named)


def served(organizations: Iterable[Organization]) -> list[int]:
    """The keys of the brands whose customers they are: by a contract, whenever it held, or because the brand wrote them down.

    Whoever only asked once is no customer in this: everybody can ask.
    """
    own = list(organizations)
    signed = Contract.objects.filter(organization__in=own).values_list("brand", flat=True)
    noted = Customer.objects.filter(organization__in=own).values_list("brand", flat=True)
    return sorted({*signed, *noted})


def _keys(brands: QuerySet[Brand]) -> list[int]:
    return list(brands.values_list("pk", flat=True))


def suggest(*, brand: Brand, text: str, language: str, for_whom: Person | None, limit: int = SUGGESTED) -> list[Found]:
    """Solutions for what somebody writes to the brand, while they write it: the best first, none where nothing fits well.

    `for_whom`: who writes, None where nobody signed in; they are suggested what they may read as a customer. Each comes in
    `language`, or in another one that it has: `Found.language` says which.
    """
    return find(readable(for_whom), brand=brand, text=text, language=language, limit=limit, sure=True)
