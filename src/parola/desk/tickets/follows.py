"""Colleagues who follow a ticket, or are named in a note on it: they hear what happens, and who did it hears nothing.

To follow gives nobody any rights: who may not see the ticket any more is told nothing of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from parola.desk.accounts.models import Brand, Person, Post
from parola.desk.accounts.permissions import Act, may, roles_that_may
from parola.desk.outbox.operations import gather
from parola.desk.tickets.kinds.tiers import SentBack
from parola.desk.tickets.models import Follow, Ticket
from parola.desk.tickets.vocabulary import (
    Assigned,
    Closed,
    Escalated,
    Fact,
    Message,
    PriorityChanged,
    Recorded,
    Reopened,
    Resolved,
)

NEWS: tuple[type[Fact], ...] = (PriorityChanged, Assigned, Escalated, SentBack, Resolved, Reopened, Closed)
"""What those who follow a ticket are told of, beside what is written."""
NAMED = re.compile(r"(?<![\w@.+-])@(?=\w)")
"""Where a text names somebody: not within an address."""


def follow(*, ticket: Ticket, by: Person, now: datetime) -> None:
    """From now on they hear what happens. Who does so already goes on."""
    Follow.objects.get_or_create(ticket=ticket, person=by, defaults={"since": now})


def unfollow(*, ticket: Ticket, by: Person) -> None:
    """They hear no more of it, unless it is theirs."""
    Follow.objects.filter(ticket=ticket, person=by).delete()


def followers(ticket: Ticket) -> list[Person]:
    """Who follows it and may see it, the first first."""
    found = colleagues(ticket.brand).filter(follows__ticket=ticket)
    return list(found.order_by("follows__since", "pk"))


def colleagues(brand: Brand) -> QuerySet[Person]:
    """Who sees the brand's tickets from the inside, and so can be named in a note there."""
    posts = Post.objects.filter(brand=brand, role__in=roles_that_may(Act.READ))
    return Person.objects.filter(Q(pk__in=posts.values("person")) | Q(is_superuser=True), is_active=True)


def named_in(text: str, people: Iterable[Person]) -> list[Person]:
    """Whom a note names with `@`: by their name, their address, or what stands before its sign, as long as that is one of them alone."""
    calls = _calls(people)
    folded = _fold(text)
    found: dict[int, Person] = {}
    for match in NAMED.finditer(folded):
        rest = folded[match.end() :]
        person = next((calls[call] for call in calls if rest.startswith(call) and _ends(rest[len(call) :])), None)
        if person is not None:
            found[person.pk] = person
    return list(found.values())


def call_of(person: Person, others: Iterable[Person]) -> str:
    """How a note names the person and nobody else of these."""
    same = [each for each in others if each != person and _fold(each.name) == _fold(person.name)]
    return person.email if same or not person.name.strip() else person.name.strip()


def _calls(people: Iterable[Person]) -> dict[str, Person]:
    """By what each is called, the longest first; what means two of them means nobody."""
    whose: dict[str, set[Person]] = {}
    for person in people:
        local = person.email.partition("@")[0]
        for call in {person.name, person.email, local, person.name.partition(" ")[0]}:
            if call.strip():
                whose.setdefault(_fold(call.strip()), set()).add(person)
    alone = {call: next(iter(found)) for call, found in whose.items() if len(found) == 1}
    return {call: alone[call] for call in sorted(alone, key=len, reverse=True)}


def _ends(rest: str) -> bool:
    """Whether a name ends here: what follows is no part of a word, nor of an address."""
    return re.match(r"[\w@-]|[.+]\w", rest) is None


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def tell(ticket: Ticket, added: Sequence[Recorded], now: datetime) -> None:
    """Put the news among the events into the outbox, gathered for each who follows. Call it within the turn."""
    news = [event for event in added if is_news(event.fact)]
    if not news:
        return
    for person in followers(ticket):
        theirs = [{"ticket": ticket.pk, "event": each.seq} for each in news if each.actor != person.pk]
        if theirs:
            _gather(ticket, person, theirs, now)


def is_news(fact: Fact) -> bool:
    """Whether those who follow are told of it: not of what the desk wrote by itself, nor of what a merge brought along."""
    if isinstance(fact, Message):
        return fact.side != "automatic" and fact.ticket is None
    return isinstance(fact, NEWS)


def _gather(ticket: Ticket, person: Person, news: Sequence[dict[str, int]], now: datetime) -> None:
    gather(
        gathering=f"news:{ticket.brand_id}:{person.pk}",
        key=f"{ticket.pk}:{news[0]['event']}:news:{person.pk}",
        kind="mail",
        payload={"template": "news", **news[0], "to": person.pk, "language": person.language, "news": list(news)},
        lists="news",
        domain=ticket.brand.domain,
        now=now,
    )


def may_follow(person: Person, ticket: Ticket) -> bool:
    """Whether the person sees the ticket from the inside."""
    return may(person, Act.READ, ticket.brand)
