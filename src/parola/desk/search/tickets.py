"""Finding tickets: by reference, then by what was written on them, by whose they are, and by the filters of the queue's line.

The gate is the caller's: `within` are tickets that the reader may see, and `inside` whether all of them from the inside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from parola.desk.knowledge.words import words
from parola.desk.search.asking import Asked, Said
from parola.desk.search.engines import engine
from parola.desk.search.meaning import Meant, exact, guess, mean, sided
from parola.desk.search.meaning import matching as having
from parola.desk.search.models import Document
from parola.desk.search.ranking import Candidate, ranked
from parola.desk.search.wanted import Group, Pattern, Wanted
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
    unwanted = tuple(pattern for each in asked.without for pattern in sided(exact(each), inside=inside))
    meant = [mean(said, inside=inside, going_on=asked.going_on and said == asked.words[-1]) for said in asked.words]
    rows, partly = _having_all(open_to, meant, unwanted), False
    if not rows:
        meant = [guess(*pair, open_to, inside=inside) for pair in zip(asked.words, meant, strict=True)]
        rows = _having_all(open_to, meant, unwanted) if any(each.guessed for each in meant) else []
    if not rows and len(meant) > 1:
        rows, partly = _having_some(open_to, meant, unwanted), True
    exactly = _referred(open_to, asked)
    keys = _ranked(rows[:WEIGHED], meant, now)
    return Found(
        tickets=tuple(dict.fromkeys([*exactly, *keys])),
        more=len(rows) > WEIGHED,
        partly=bool(rows) and partly,
        guessed=any(each.guessed for each in meant),
        patterns=tuple(pattern for each in meant for pattern in each.group),
    )


def written(text: str, *, inside: bool = True) -> Q:
    """The tickets that have the word or phrase, in any of its forms: for lists in an order of their own. Nothing is guessed."""
    said = Said(tuple(words(text)), text)
    return having([mean(said, inside=inside)]) if said.words else Q(pk__in=())


def matching(tickets: QuerySet[Ticket], text: str, *, inside: bool = True) -> QuerySet[Ticket]:
    """Those of the tickets that have the word or phrase, or that or whose customer is called so: for lists in an order of their own."""
    said = Said(tuple(words(text)), text)
    if not said.words:
        return tickets
    meant, number = mean(said, inside=inside), _reference(text)
    found = tickets.filter(meant.condition | number) if number is not None else tickets.filter(meant.condition)
    if found.exists():
        return found
    return tickets.filter(guess(said, meant, tickets, inside=inside).condition)


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


Row = tuple[int, datetime, str, str]
"""A ticket's key, when it was opened, its status, and why it counts for nothing."""


def _having_all(within: QuerySet[Ticket], meant: Sequence[Meant], unwanted: Group) -> list[Row]:
    """The newest of the tickets that have all of it, one more than are weighed; without words, the newest of all.

    What is a name is looked for both ways: as whose the ticket is, and as a word. Each way is a question of its own, which an index
    answers; one question with all of them would have every ticket looked at.
    """
    found = set[Row]()
    for by_name in _ways([each for each in meant if each.named is not None]):
        named = [each.named for each in meant if each in by_name and each.named is not None]
        words = [each for each in meant if each not in by_name]
        wanted = [having(words, unwanted)] if words else [~Q(pk__in=_any(unwanted))] if unwanted else []
        found |= set(_newest(within.filter(*named, *wanted)))
    return sorted(found, reverse=True)[: WEIGHED + 1]


def _ways(named: list[Meant]) -> list[list[Meant]]:
    """Which of the names to take for names: none, each alone, all."""
    return [[], *([each] for each in named), *([named] if len(named) > 1 else [])]


def _having_some(within: QuerySet[Ticket], meant: Sequence[Meant], unwanted: Group) -> list[Row]:
    """The newest of the tickets that have any of it."""
    words = Meant(group=tuple(pattern for each in meant for pattern in each.group))
    ways = [having([words], unwanted), *(each.named for each in meant if each.named is not None)]
    without = [~Q(pk__in=_any(unwanted))] if unwanted else []
    return sorted({row for way in ways for row in _newest(within.filter(way, *without))}, reverse=True)[: WEIGHED + 1]


def _newest(found: QuerySet[Ticket]) -> list[Row]:
    return list(found.order_by("-pk").values_list("pk", "opened_at", "status", "void")[: WEIGHED + 1])


def _any(group: Group) -> RawSQL:
    found: RawSQL = engine().matching(Wanted(groups=(group,)))
    return found


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
