"""What is asked about articles. Who may read what is decided in one place, `readable`, of which everything else is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Q, QuerySet, Sum

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.accounts.queries import brands_of, organizations_of
from parola.desk.agreements.models import Contract, Customer
from parola.desk.knowledge.excerpts import first_lines
from parola.desk.knowledge.models import Article, File, Question, Translation, Use, Vote
from parola.desk.knowledge.references import files_in
from parola.desk.knowledge.search import Found, find
from parola.desk.knowledge.words import plain

AUDIENCE, STATE = Article.Audience, Translation.State
SUGGESTED, LOOKED_AT, MOST_FOUND = 3, 8, 30


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


def of_support(brand: Brand) -> QuerySet[Translation]:
    """What everybody reads who works for the brand: by it the desk itself looks for what is known."""
    return Translation.objects.filter(article__brand=brand, state__in=(STATE.INTERNAL, STATE.PUBLISHED))


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


def listed(
    *, person: Person | None, brand: Brand, language: str, inside: bool = False, collection: str = ""
) -> list[Translation]:
    """The brand's articles that the person may read, or those of a collection, each once, by title in the order of the language."""
    texts = readable(person, inside=inside).filter(article__brand=brand).select_related("article__brand")
    texts = texts.filter(article__collection=collection) if collection else texts
    by_article: dict[int, list[Translation]] = {}
    for each in texts.defer("text"):
        by_article.setdefault(each.article_id, []).append(each)
    return sorted((best(some, language) for some in by_article.values()), key=lambda each: (plain(each.title), each.pk))


def kinds(person: Person | None, brand: Brand, *, inside: bool = False) -> set[str]:
    """The kinds of the brand's articles that the person may read."""
    found = readable(person, inside=inside).filter(article__brand=brand)
    return set(found.order_by().values_list("article__kind", flat=True).distinct())


def access(person: Person | None, article: int, language: str, *, inside: bool = False) -> Translation:
    """What the article says to the person, in the language if it is there. Raises NoSuchArticle."""
    found = list(texts_of(person, article, inside=inside))
    if not found:
        raise NoSuchArticle(article)
    return best(found, language)


def texts_of(person: Person | None, article: int, *, inside: bool = False) -> QuerySet[Translation]:
    """What the person may read of an article, in every language."""
    texts = readable(person, inside=inside).filter(article=article)
    return texts.select_related("article__brand", "article__owner").order_by("language")


def file(person: Person | None, article: int, name: str, *, inside: bool = False) -> File:
    """A file of an article: for who may read a text that refers to it, and for who writes for the brand. Raises NoSuchArticle."""
    texts = list(texts_of(person, article, inside=inside))
    named = File.objects.filter(article=article, name=name.replace("\0", ""))
    found = named.select_related("article__brand", "blob").first()
    if found is None or not texts:
        raise NoSuchArticle(article)
    writes = inside and person is not None and may(person, Act.WRITE_ARTICLES, found.article.brand)
    if not writes and not any(name in files_in(each.text) for each in texts):
        raise NoSuchArticle(article)
    return found


def best(texts: Sequence[Translation], language: str) -> Translation:
    """The text for a reader of the language: in it, else in the article's first language, else any."""
    return min(texts, key=lambda each: (each.language != language, each.language != each.article.language, each.pk))


def brands_with(person: Person | None, *, inside: bool = False) -> QuerySet[Brand]:
    """The brands that have something that the person may read, by name."""
    return Brand.objects.filter(pk__in=readable(person, inside=inside).order_by().values("article__brand")).order_by(
        "name"
    )


def search(
    *,
    person: Person | None,
    brand: Brand,
    text: str,
    language: str,
    inside: bool = False,
    limit: int = MOST_FOUND,
    kind: str = "",
) -> list[Found]:
    """The brand's articles that fit what somebody looks for, with the operators of `asking`; the best first. `kind`: those alone."""
    within = readable(person, inside=inside)
    within = within.filter(article__kind=kind) if kind else within
    return find(within, brand=brand, text=text, language=language, limit=limit)


def suggest(*, brand: Brand, text: str, language: str, for_whom: Person | None, limit: int = SUGGESTED) -> list[Found]:
    """Solutions for what somebody writes to the brand, while they write it: the best first, none where nothing fits well.

    `for_whom`: who writes, None where nobody signed in; they are suggested what they may read as a customer. Each comes in
    `language`, or in another one that it has: `Found.language` says which.
    """
    return fitting(readable(for_whom), brand=brand, text=text, language=language, limit=limit)


def fitting(within: QuerySet[Translation], *, brand: Brand, text: str, language: str, limit: int) -> list[Found]:
    """What fits well what somebody wrote: known errors before all others, each with how its workaround begins."""
    found = find(within, brand=brand, text=text, language=language, limit=max(limit, LOOKED_AT), sure=True)
    best = sorted(found, key=lambda each: not each.known_error)[:limit]
    known = [each.article for each in best if each.known_error]
    rows = within.filter(article__in=known).values_list("article", "language", "text") if known else ()
    texts = {(article, spoken): text for article, spoken, text in rows}
    return [_with_workaround(each, texts) if each.known_error else each for each in best]


def _with_workaround(found: Found, texts: Mapping[tuple[int, str], str]) -> Found:
    return replace(found, excerpt=((first_lines(texts.get((found.article, found.language), "")), False),))


def outdated(translation: Translation) -> bool:
    """Whether the text from which it was translated says something newer."""
    if not translation.source:
        return False
    first = translation.article.translations.filter(language=translation.article.language).first()
    return first is not None and first.version > translation.source


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """How an article served: times read, given in a reply, made a request needless; votes that it helped, and that it did not."""

    read: int = 0
    given: int = 0
    solved: int = 0
    helped: int = 0
    failed: int = 0


def served_of(articles: Iterable[int]) -> dict[int, Served]:
    """How the articles served, by their keys; those that never did are not in it."""
    keys = list(articles)
    told: dict[int, dict[str, int]] = defaultdict(dict)
    uses = Use.objects.filter(article__in=keys).values_list("article", "kind").annotate(Sum("count"))
    for article, kind, count in uses.order_by():
        told[article][kind] = count
    votes = Vote.objects.filter(article__in=keys).values_list("article", "helped").annotate(Count("pk"))
    for article, helped, count in votes.order_by():
        told[article]["helped" if helped else "failed"] = count
    return {article: Served(**counts) for article, counts in told.items()}


def to_write(brand: Brand) -> QuerySet[Question]:
    """What was asked of the brand and found no answer: what most asked for first."""
    return Question.objects.filter(brand=brand).order_by("-count", "-last_at", "pk")
