"""What a telling would do, before anybody is told: who hears it now, who later, who not, and in which language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from parola.desk.problems.models import Problem
from parola.desk.problems.telling import Why, incidents, source_of
from parola.desk.problems.wordings import Worded, kept, worded
from parola.desk.tickets import queries, replies
from parola.desk.tickets.models import Ticket, TicketEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An incident: told now, later (`opens_at`), or not (`why`)."""

    ticket: Ticket
    words: Worded
    opens_at: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """All of them. Customers are counted by their organizations; who has none counts alone."""

    lines: Sequence[Line]

    @property
    def told(self) -> list[Line]:
        """Those who are told, now or later."""
        return [line for line in self.lines if not line.why]

    @property
    def customers(self) -> int:
        """How many customers these are."""
        return customers(line.ticket for line in self.told)

    @property
    def languages(self) -> list[str]:
        """In which languages they are told."""
        return sorted({line.words.language for line in self.told})

    @property
    def held(self) -> Mapping[datetime, int]:
        """How many wait for their contact window, by when it opens."""
        return dict(sorted(Counter(line.opens_at for line in self.told if line.opens_at).items()))

    @property
    def missing(self) -> Mapping[tuple[str, str], int]:
        """Of how many the own language is missing, by that and by the one that they get."""
        lacking = ((line.words.wanted, line.words.language) for line in self.told if not line.words.theirs)
        return dict(sorted(Counter(lacking).items()))

    @property
    def passed(self) -> Mapping[str, int]:
        """How many are not told, by why."""
        return dict(sorted(Counter(line.why for line in self.lines if line.why).items()))


def customers(tickets: Iterable[Ticket]) -> int:
    """How many customers the tickets are of."""
    return len({(ticket.organization_id, ticket.organization_id or ticket.requester_id) for ticket in tickets})


def foresee(problem: Problem, what: str, texts: Mapping[str, str], number: int, now: datetime) -> Foretold:
    """What becomes of each incident if this is told now, and sent as their contact windows allow; nothing without a text."""
    said = kept(texts)
    if not said:
        return Foretold(lines=())
    tickets = list(incidents(problem))
    words = {ticket.pk: worded(said, ticket.requester.language, ticket.brand) for ticket in tickets}
    sources = {key: source_of(problem, what, number, each, key) for key, each in words.items()}
    before = set(TicketEvent.objects.filter(source_id__in=list(sources.values())).values_list("source_id", flat=True))
    return Foretold(
        lines=[_line(ticket, words[ticket.pk], now, already=sources[ticket.pk] in before) for ticket in tickets]
    )


def _line(ticket: Ticket, words: Worded, now: datetime, *, already: bool) -> Line:
    if ticket.void:
        return Line(ticket=ticket, words=words, why=Why.VOID)
    if ticket.status not in queries.AT_WORK:
        return Line(ticket=ticket, words=words, why=Why.DONE)
    if already:
        return Line(ticket=ticket, words=words, why=Why.ALREADY)
    opens = replies.opens_at(ticket, now)
    return Line(ticket=ticket, words=words, opens_at=opens if opens > now else None)
