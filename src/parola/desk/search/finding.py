"""What somebody at the desk finds: tickets, people, organizations, articles, of each what they may see, and nothing counted beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from itertools import zip_longest

from django.db.models import Q

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.queries import brands_of
from parola.desk.knowledge import queries as knowledge
from parola.desk.knowledge.search import Found as FoundArticle
from parola.desk.search import people
from parola.desk.search.asking import Asked, Kind
from parola.desk.search.asking import asked as understood
from parola.desk.search.showing import Shown, shown
from parola.desk.search.tickets import WEIGHED, find
from parola.desk.tickets import queries
from parola.desk.tickets.filters import Fault, Wrong
from parola.desk.tickets.narrowing import Directory, Unknown, of_term

SHOWN_OF_ALL, SHOWN_ALONE, SHOWN_QUICK = 5, 50, 4
MOST = 100
"""Of what is no ticket, so many are counted."""
MARKS = re.compile(r'[":]|(?<!\S)-')
"""What would be an operator in a search for articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many there are; `more`: at least so many."""

    number: int = 0
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What was found: the first of each kind, and how many there are of each that was looked for."""

    asked: Asked
    counts: dict[Kind, Counted] = field(default_factory=dict)
    tickets: Sequence[Shown] = ()
    people: Sequence[Person] = ()
    organizations: Sequence[Organization] = ()
    articles: Sequence[tuple[Brand, FoundArticle]] = ()
    faults: tuple[Fault, ...] = ()
    partly: bool = False
    """No ticket has all of the words."""
    guessed: bool = False
    """Something like what was typed was looked for, which is not there."""

    @property
    def nothing(self) -> bool:
        """Whether nothing was found."""
        return not any(count.number for count in self.counts.values())


def search(reader: Person, text: str, *, language: str, now: datetime, zone: tzinfo, typing: bool = False) -> Results:
    """What the reader finds in the console. `typing`: they are still at it, and a few of each will do."""
    said = understood(text, typing=typing)
    if said.nothing:
        return Results(asked=said)
    limit = SHOWN_QUICK if typing else SHOWN_ALONE if len(said.looked_for) == 1 else SHOWN_OF_ALL
    results = Results(asked=said, faults=said.faults)
    for kind in said.looked_for:
        match kind:
            case Kind.TICKETS:
                results = _with_tickets(results, reader, Directory(reader, now, zone), limit)
            case Kind.PEOPLE:
                persons = people.people(reader, said, MOST + 1)
                results = replace(_counted(results, kind, persons), people=persons[:limit])
            case Kind.ORGANIZATIONS:
                firms = people.organizations(reader, said, MOST + 1)
                results = replace(_counted(results, kind, firms), organizations=firms[:limit])
            case Kind.ARTICLES:
                articles = _articles(reader, said, language)
                results = replace(_counted(results, kind, articles), articles=articles[:limit])
    return results


def _counted(results: Results, kind: Kind, rows: Sequence[object]) -> Results:
    """The results with how many of these there are."""
    return replace(
        results, counts={**results.counts, kind: Counted(number=min(len(rows), MOST), more=len(rows) > MOST)}
    )


def _with_tickets(results: Results, reader: Person, directory: Directory, limit: int) -> Results:
    """The results with the tickets of the brands that the reader works for."""
    condition, faults = _condition(results.asked, directory)
    if faults or results.faults:
        return replace(results, faults=(*results.faults, *faults), counts={**results.counts, Kind.TICKETS: Counted()})
    found = find(queries.worked_on_by(reader), results.asked, condition, inside=True, now=directory.now)
    return replace(
        results,
        tickets=shown(found.tickets[:limit], found.patterns, inside=True, excerpts=limit > SHOWN_QUICK),
        counts={**results.counts, Kind.TICKETS: Counted(number=min(len(found.tickets), WEIGHED), more=found.more)},
        partly=found.partly,
        guessed=found.guessed,
    )


def _condition(said: Asked, directory: Directory) -> tuple[Q, tuple[Fault, ...]]:
    """The filters as the queue means them; what names nothing on the desk is told."""
    condition, faults = Q(), list[Fault]()
    for term in said.filters:
        try:
            condition &= of_term(term, directory)
        except Unknown as unknown:
            told = ", ".join(term.values)
            fault = Fault(wrong=Wrong.NAME, start=0, end=0, said=told, field=term.field, choices=unknown.choices)
            faults.append(fault)
    return condition, tuple(faults)


def _articles(reader: Person, said: Asked, language: str) -> list[tuple[Brand, FoundArticle]]:
    """Of each brand that the reader works for, in turn: the best of each first. While they type, by the titles alone."""
    if not said.words:
        return []
    if said.going_on:
        return _by_title(reader, said, language)
    every = " ".join(f'"{each.raw}"' for each in said.words)
    return _articles_of(reader, said, every, language) or _articles_of(reader, said, _loosely(said), language)


def _loosely(said: Asked) -> str:
    """For articles that have some of the words, or mean about that. What was typed as a phrase stays one."""
    return " ".join(f'"{each.raw}"' if len(each.words) > 1 else MARKS.sub(" ", each.raw) for each in said.words)


def _articles_of(reader: Person, said: Asked, text: str, language: str) -> list[tuple[Brand, FoundArticle]]:
    without = " ".join(f'-"{each.raw}"' for each in said.without)
    by_brand = [
        [(brand, found) for found in knowledge.search(
            person=reader, brand=brand, text=f"{text} {without}", language=language, inside=True, limit=MOST + 1
        )]
        for brand in brands_of(reader)
    ]  # fmt: skip
    return [each for row in zip_longest(*by_brand) for each in row if each is not None]


def _by_title(reader: Person, said: Asked, language: str) -> list[tuple[Brand, FoundArticle]]:
    texts = knowledge.readable(reader, inside=True).filter(article__brand__in=brands_of(reader).order_by().values("pk"))
    for each in said.words:
        texts = texts.filter(title__icontains=each.raw)
    rows = texts.select_related("article__brand").defer("text").order_by("-article__updated_at", "pk")[: MOST + 1]
    best = {text.article_id: text for text in sorted(rows, key=lambda text: text.language == language)}
    return [
        (
            text.article.brand,
            FoundArticle(
                article=key,
                title=text.title,
                language=text.language,
                kind=text.article.kind,
                asked=language,
                excerpt=(),
            ),
        )
        for key, text in best.items()
    ]
