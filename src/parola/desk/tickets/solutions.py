"""Solutions that are known, for a ticket: looked for by the customer's own words, and put into a reply in the customer's language.

Both are on the record, so that the next tier knows what was tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.knowledge import queries as articles
from parola.desk.knowledge import readers
from parola.desk.knowledge.excerpts import first_lines
from parola.desk.knowledge.models import Article, Translation, Use
from parola.desk.knowledge.search import Found
from parola.desk.knowledge.words import stem, telling, words
from parola.desk.tickets import ledger, queries
from parola.desk.tickets.kinds.searches import SolutionGiven, SolutionSought
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import require
from parola.desk.tickets.searched import Told as Told  # noqa: PLC0414  # part of what this page gives
from parola.desk.tickets.searched import told as told  # noqa: PLC0414  # the same

MOST = 5
SHARED = 2
"""Words that make a title and a subject alike."""
LONGEST_IN_A_REPLY = 3000
"""Of a longer text the reply has the title and the address alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A known solution. `for_customer`: whether the ticket's customer may read it, and so be given it."""

    found: Found
    for_customer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is put into the reply, its language, and the customer's."""

    text: str
    language: str
    wanted: str


def seek(*, ticket: Ticket, by: Person, now: datetime) -> list[Known]:
    """The known solutions that fit the request best; that they were looked for is recorded, once for each result. Raises NotAllowed."""
    require(by, Act.REPLY, ticket)
    found = _fitting(ticket)
    fact = SolutionSought(found=tuple(each.article for each in found))
    with ledger.changing(ticket) as present:
        history = queries.history(present)
        so_far = told(history)
        if so_far.at is None or so_far.found != fact.found:
            ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now, history=history)
    return _known(ticket, found)


def look(*, ticket: Ticket, now: datetime) -> None:
    """The desk looks by itself, once; of a request that needs it no more, nothing is recorded."""
    fact = SolutionSought(found=tuple(each.article for each in _fitting(ticket)))
    with ledger.changing(ticket) as present:
        if unsought().filter(pk=present.pk).exists():
            ledger.append(ticket=present, entries=[Entry(fact=fact, at=now)], now=now)


def unsought() -> QuerySet[Ticket]:
    """The requests at work for which nobody has looked yet."""
    return Ticket.objects.filter(solution="", status__in=queries.AT_WORK, void="")


def known(ticket: Ticket) -> list[Known]:
    """What fits since somebody looked last: a proposal, of which nothing is recorded until it is taken. None before anybody looked."""
    so_far = told(queries.history(ticket))
    if so_far.at is None:
        return []
    return _known(ticket, [each for each in _fitting(ticket) if each.article not in {*so_far.found, *so_far.given}])


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A known solution that the ticket's record names, as it reads now, and whether it was given."""

    shown: Translation
    wanted: str
    """The customer's language."""
    given: bool
    for_customer: bool

    @property
    def known_error(self) -> bool:
        """Whether the cause is known, and this is what can be done meanwhile."""
        return self.shown.article.kind == Article.Kind.KNOWN_ERROR

    @property
    def first_lines(self) -> str:
        """How what is to be done begins."""
        return first_lines(self.shown.text)

    @property
    def foreign(self) -> bool:
        """Whether the customer reads another language."""
        return self.shown.language != self.wanted


def standing(ticket: Ticket, so_far: Told) -> list[Standing]:
    """Those that were given and those that were found, as far as support still reads them. Two queries."""
    keys, wanted = list(dict.fromkeys([*so_far.given, *so_far.found])), ticket.requester.language
    texts: dict[int, list[Translation]] = {}
    for each in articles.of_support(ticket.brand).filter(article__in=keys).select_related("article"):
        texts.setdefault(each.article_id, []).append(each)
    own = _readable(ticket, keys)
    return [
        Standing(
            shown=articles.best(texts[key], wanted), wanted=wanted, given=key in so_far.given, for_customer=key in own
        )
        for key in keys
        if key in texts
    ]


def _readable(ticket: Ticket, keys: Sequence[int]) -> set[int]:
    """Those of the articles that the customer may read."""
    return set(articles.readable(ticket.requester).filter(article__in=keys).values_list("article", flat=True))


def _fitting(ticket: Ticket) -> list[Found]:
    """By all that was written; a long text says much that no article does: so also what is called as the request is."""
    subject = ticket.opening.subject
    called = [each for each in _by(ticket, subject) if _called_alike(each, subject)]
    found = {each.article: each for each in (*called, *_by(ticket, f"{subject}\n{ticket.opening.text}"))}
    return sorted(found.values(), key=lambda each: not each.known_error)[:MOST]


def _by(ticket: Ticket, text: str) -> list[Found]:
    shown, language = articles.of_support(ticket.brand), ticket.requester.language
    return articles.fitting(shown, brand=ticket.brand, text=text, language=language, limit=MOST)


def _called_alike(found: Found, subject: str) -> bool:
    asked, title = (
        {stem(word, found.language) for word in words(text) if telling(word, found.language)}
        for text in (subject, found.title)
    )
    return len(asked & title) >= SHARED


def _known(ticket: Ticket, found: Sequence[Found]) -> list[Known]:
    own = _readable(ticket, [each.article for each in found])
    return [Known(found=each, for_customer=each.article in own) for each in found]


def give(*, ticket: Ticket, article: int, by: Person, now: datetime) -> Given:
    """The solution in the customer's language, or in one that it has, to be put into the reply; it is recorded and counted.

    Raises NotAllowed, and NoSuchArticle for what the customer may not read.
    """
    require(by, Act.REPLY, ticket)
    wanted = ticket.requester.language
    shown = articles.access(ticket.requester, article, wanted)
    if shown.article.brand_id != ticket.brand_id:
        raise articles.NoSuchArticle(article)
    fact = SolutionGiven(article=article, language=shown.language)
    with ledger.changing(ticket) as present:
        ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now)
        readers.count(article=shown.article, kind=Use.Kind.GIVEN, now=now)
    address = ticket.brand.door + reverse("portal:article", args=[ticket.brand.slug, article])
    words = [shown.text.strip()] if len(shown.text) <= LONGEST_IN_A_REPLY else []
    return Given(text="\n\n".join([shown.title, *words, address]), language=shown.language, wanted=wanted)
