"""Requests for which nothing was known, put together by product and by what their subjects share in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from parola.desk.search.similar import SHARE, alike, subject_words
from parola.desk.search.tokens import tokens
from parola.desk.tickets.models import Ticket

LOOKED_THROUGH = 300
"""The latest so many are put together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One of the requests. `done`: whether it was answered to its end, so that there is something to write from."""

    key: int
    reference: str
    subject: str
    language: str
    product: str
    done: bool


@dataclass(slots=True)
class Group:
    """Requests that are alike, the latest first: each shares words with the one that the group began with."""

    said: frozenset[str]
    requests: list[Asking] = field(default_factory=list)


def unsolved(within: QuerySet[Ticket], *, since: datetime, without: Collection[int] = ()) -> list[list[Asking]]:
    """The groups, of one request too. One query."""
    found = within.filter(solution="none", void="", opened_at__gte=since).exclude(pk__in=without)
    rows = found.order_by("-pk").values_list("pk", "reference", "opening__subject", "language", "product", "status")
    return grouped(
        Asking(key=key, reference=reference, subject=subject, language=language, product=product, done=status in DONE)
        for key, reference, subject, language, product, status in rows[:LOOKED_THROUGH]
    )


def grouped(requests: Iterable[Asking]) -> list[list[Asking]]:
    """Each with those before it that it is alike, about the same product."""
    groups: list[Group] = []
    for each in requests:
        said = subject_words(tokens(each.subject, each.language))
        home = next((group for group in groups if _belongs(each, said, group)), None)
        if home is None:
            home = Group(said)
            groups.append(home)
        home.requests.append(each)
    return [group.requests for group in groups]


def _belongs(each: Asking, said: frozenset[str], group: Group) -> bool:
    return group.requests[0].product == each.product and alike(said, group.said) >= SHARE


DONE = frozenset({Ticket.Status.RESOLVED, Ticket.Status.CLOSED})
"""Where a request was answered to its end."""
