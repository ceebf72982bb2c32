"""Solutions that are known, for a ticket: looked for by the customer's own words, and put into a reply in the customer's language.

Both are on the record, so that the next tier knows what was tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.knowledge import queries as articles
from parola.desk.knowledge import readers
from parola.desk.knowledge.models import Translation, Use
from parola.desk.knowledge.search import Found, find
from parola.desk.tickets import ledger, queries
from parola.desk.tickets.kinds.searches import SolutionGiven, SolutionSought
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import require
from parola.desk.tickets.vocabulary import Recorded

MOST = 5
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
    found = _fitting(ticket, by)
    fact = SolutionSought(found=tuple(each.article for each in found))
    with ledger.changing(ticket) as present:
        history = queries.history(present)
        if last_sought(history) != fact:
            ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now, history=history)
    return _known(ticket, found)


def known(ticket: Ticket, by: Person) -> list[Known]:
    """The same as a proposal, of which nothing is recorded until it is taken: without those that were given already."""
    given = {event.fact.article for event in queries.history(ticket) if isinstance(event.fact, SolutionGiven)}
    return _known(ticket, [each for each in _fitting(ticket, by) if each.article not in given])


def _fitting(ticket: Ticket, by: Person) -> list[Found]:
    shown = articles.readable(by, inside=True).exclude(state=Translation.State.DRAFT)
    text = f"{ticket.opening.subject}\n{ticket.opening.text}"
    return find(shown, brand=ticket.brand, text=text, language=ticket.requester.language, limit=MOST, sure=True)


def _known(ticket: Ticket, found: Sequence[Found]) -> list[Known]:
    keys = [each.article for each in found]
    own = set(articles.readable(ticket.requester).filter(article__in=keys).values_list("article", flat=True))
    return [Known(found=each, for_customer=each.article in own) for each in found]


def last_sought(history: Sequence[Recorded]) -> SolutionSought | None:
    """What was found when somebody last looked."""
    return next((event.fact for event in reversed(history) if isinstance(event.fact, SolutionSought)), None)


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
