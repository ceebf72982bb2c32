"""Finding tickets: by reference, then by what was written on them, by whose they are, and by the filters of the queue's line.

The gate is the caller's: `within` are tickets that the reader may see, and `inside` whether all of them from the inside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_, or_

from django.db.models import Q, QuerySet

from parola.desk.knowledge.words import words
from parola.desk.search.asking import Asked, Said
from parola.desk.search.engines import engine
from parola.desk.search.meaning import Meant, exact, mean, sided
from parola.desk.search.models import Document
from parola.desk.search.ranking import Candidate, ranked
from parola.desk.search.wanted import Pattern, Wanted
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import AT_WORK

WEIGHED = 300
"""So many are weighed against one another; where more have the words, the newest."""
REFERENCE = re.compile(r"(?:([a-z0-9]{1,8}) ?)?(\d{1,9})")
MOST_OF_A_NUMBER = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Tickets in the order in which they are shown. `more`: there are more than were weighed; `partly`: none has all of the words."""

    tickets: tuple[int, ...] = ()
    more: bool = False
    partly: bool = False
    guessed: bool = False
    """Some word was not there as it was typed, and others were taken that are like it."""
    patterns: tuple[Pattern, ...] = ()


def find(within: QuerySet[Ticket], asked: Asked, condition: Q, *, inside: bool, now: datetime) -> Found:
    """Those of the tickets that have all that is asked; where none has, those that have some of it. `condition`: of the filters."""
    open_to = within.filter(condition).order_by()
    exactly = _referred(open_to, asked)
    meant = [
        mean(said, open_to, inside=inside, going_on=asked.going_on and said == asked.words[-1]) for said in asked.words
    ]
    wanted = open_to.filter(_without(asked.without, inside=inside))
    rows, partly = _rows(wanted, meant, and_), False
    if not rows and len(meant) > 1:
        rows, partly = _rows(wanted, meant, or_), True
    keys = _ranked(rows[:WEIGHED], meant, now)
    return Found(
        tickets=tuple(dict.fromkeys([*exactly, *keys])),
        more=len(rows) > WEIGHED,
        partly=bool(rows) and partly,
        guessed=any(each.guessed for each in meant),
        patterns=tuple(pattern for each in meant for pattern in each.group),
    )


def matching(tickets: QuerySet[Ticket], text: str, *, inside: bool = True) -> QuerySet[Ticket]:
    """Those of the tickets that have the word or phrase, or that or whose customer is called so: for lists in an order of their own."""
    said = Said(tuple(words(text)), text)
    if not said.words:
        return tickets
    meant = mean(said, tickets, inside=inside)
    number = _reference(text)
    return tickets.filter(meant.condition | number) if number is not None else tickets.filter(meant.condition)


def _referred(within: QuerySet[Ticket], asked: Asked) -> list[int]:
    """The ticket of that reference, or those of that number, where nothing else is asked."""
    number = _reference(asked.text)
    return list(within.filter(number).order_by("-pk").values_list("pk", flat=True)[:MOST_OF_A_NUMBER]) if number else []


def _reference(text: str) -> Q | None:
    """`CRE-17`, `cre 17`, `17`: the tickets that are meant; None where it is nothing of the kind."""
    match = REFERENCE.fullmatch(" ".join(words(text)))
    if match is None:
        return None
    return Q(number=int(match[2]), **({"brand__key": match[1].upper()} if match[1] else {}))


def _without(said: Sequence[Said], *, inside: bool) -> Q:
    """Tickets that have none of it."""
    unwanted = tuple(pattern for each in said for pattern in sided(exact(each), inside=inside))
    return ~Q(pk__in=engine().matching(Wanted(groups=(unwanted,)))) if unwanted else ~Q(pk__in=())


Row = tuple[int, datetime, str, str]
"""A ticket's key, when it was opened, its status, and why it counts for nothing."""


def _rows(within: QuerySet[Ticket], meant: Sequence[Meant], joined: Callable[[Q, Q], Q]) -> list[Row]:
    """The newest of the tickets that have all or any of it, one more than are weighed; without words, the newest of all."""
    conditions = [each.condition for each in meant]
    if joined is and_ and not any(each.named for each in meant):
        wanted = Wanted(groups=tuple(each.group for each in meant))
        conditions = [Q(pk__in=engine().matching(wanted))] if meant else []
    found = within.filter(reduce(joined, conditions)) if conditions else within
    return list(found.order_by("-pk").values_list("pk", "opened_at", "status", "void")[: WEIGHED + 1])


def _ranked(rows: Sequence[Row], meant: Sequence[Meant], now: datetime) -> list[int]:
    """The keys, the best first."""
    if not meant:
        return [key for key, *_rest in rows]
    documents = Document.objects.filter(pk__in=[key for key, *_rest in rows])
    texts = {key: (subject, words) for key, subject, words in documents.values_list("pk", "subject", "words")}
    candidates = [
        Candidate(
            ticket=key,
            subject=texts.get(key, ("", ""))[0],
            words=texts.get(key, ("", ""))[1],
            opened_at=opened_at,
            at_work=status in AT_WORK,
            void=bool(void),
        )
        for key, opened_at, status, void in rows
    ]
    return ranked(candidates, [each.group for each in meant], now)
