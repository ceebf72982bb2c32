"""Tickets that are about the same: those of the brand whose subjects share most of this one's words, the latest first among equals."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from parola.desk.knowledge.stopwords import STOP
from parola.desk.knowledge.words import plain
from parola.desk.search.engines import engine
from parola.desk.search.models import Document
from parola.desk.search.tokens import tokens
from parola.desk.search.wanted import Pattern, Wanted
from parola.desk.tickets.models import Ticket

CANDIDATES = 300
"""The latest that share a word are looked at closely."""
MOST_WORDS = 8
SHARED, SHARE = 2, 0.4
"""So many words in common, and so much of what both say together, make two subjects alike."""
COMMON = frozenset(plain(word) for words in STOP.values() for word in words)


def similar(ticket: Ticket, within: QuerySet[Ticket], *, limit: int, without: Collection[int] = ()) -> list[int]:
    """The keys of the tickets `within` that are about the same as this one, the most alike first."""
    said = subject_words(tokens(ticket.subject, ticket.language))
    if len(said) < SHARED:
        return []
    patterns = tuple(Pattern((word,)) for word in sorted(said, key=len, reverse=True)[:MOST_WORDS])
    others = within.filter(pk__in=engine().matching(Wanted(groups=(patterns,)))).exclude(pk__in=[ticket.pk, *without])
    latest = list(others.order_by("-pk").values_list("pk", flat=True)[:CANDIDATES])
    subjects = Document.objects.filter(pk__in=latest).values_list("pk", "subject")
    likeness = {key: alike(said, subject_words(subject.split())) for key, subject in subjects}
    best = sorted((key for key in likeness if likeness[key] >= SHARE), key=lambda key: (-likeness[key], -key))
    return best[:limit]


def subject_words(said: Collection[str]) -> frozenset[str]:
    """The words that say what it is about."""
    return frozenset(word for word in said if word not in COMMON and len(word) > 1)


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of what both say together is said by both; nothing where that is a single word."""
    shared = len(one & other)
    return shared / len(one | other) if shared >= SHARED else 0.0
