"""Which way tickets went, of those that came to their end in a period: through which tiers, what they waited for, what came back.

Tickets to which the same happened in the same order, under plans of the same tiers, went the same way: it is read of one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby, islice, repeat
from operator import itemgetter
from typing import Any, TypeVar

from django.db.models import Case, F, JSONField, Q, QuerySet, When

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.agreements import queries as agreements
from parola.desk.agreements.models import AgreementVersion, PinnedTerms
from parola.desk.reports.queries import NotAllowed
from parola.desk.tickets import passing, vocabulary
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.kinds.tiers import SentBack
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.sla.handoffs import Path, TierCounts, count_tiers
from parola.sla.waits import reopenings, standings, waits

ENDED = Q(kind=vocabulary.Resolved.kind) | Q(kind=vocabulary.Closed.kind)
"""As the index has it (`event_ends`)."""
SAYING = (vocabulary.Escalated.kind, SentBack.kind, vocabulary.Waiting.kind)
"""Of these it matters what they say: which tier, what is waited for."""
READ = (
    *(vocabulary.Resumed.kind, vocabulary.Reopened.kind, vocabulary.Resolved.kind, vocabulary.Closed.kind),
    *SAYING,
)
KINDS = (vocabulary.Opened.kind, *READ)
"""What a way is read from. Before all others a ticket is opened, one like the other."""
_SOME = 2_000
Under = tuple[int, int, str, bool]
"""What a ticket is under: version, contract's terms, plan, best effort."""
Course = tuple[object, ...]
"""What happened to a ticket, as far as its way depends on it."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One that the tickets of these keys went, as far as the period reaches: what they waited for, how often they were reopened."""

    tickets: tuple[int, ...]
    tiers: Path[int]
    waited: tuple[str, ...]
    reopened: int


@dataclass(frozen=True, slots=True)
class Ways:
    """All of them."""

    each: tuple[Way, ...]

    @property
    def tickets(self) -> int:
        """How many tickets went one of them."""
        return sum(len(way.tickets) for way in self.each)

    @property
    def tiers(self) -> TierCounts:
        """How many went which way through the tiers."""
        return count_tiers(chain.from_iterable(repeat(way.tiers, len(way.tickets)) for way in self.each))

    @property
    def waited(self) -> Counter[str]:
        """How many waited at least once, by what they waited for."""
        found = Counter[str]()
        for way in self.each:
            found.update(dict.fromkeys(way.waited, len(way.tickets)))
        return found


def ways(
    *, person: Person, brand: Brand, first: datetime, last: datetime, now: datetime, organization: int | None = None
) -> Ways:
    """Those of the brand's tickets that were resolved or closed in `[first, last)`, read up to its end. Raises NotAllowed."""
    if not may(person, Act.REPORT, brand):
        raise NotAllowed(brand.slug)
    until = min(last, now)
    courses: dict[tuple[tuple[int, ...], Course], list[int]] = {}
    under = _under(_ended(brand, first, last, organization))
    tiers = _tiers(set(under.values()))
    for ticket, course in _courses(under, last, until):
        courses.setdefault((tiers[under[ticket]], course), []).append(ticket)
    return Ways(tuple(_read(list(courses.values()), last, until)))


def _ended(brand: Brand, first: datetime, last: datetime, organization: int | None) -> QuerySet[Ticket]:
    """Tickets that turned out to be none are none here either."""
    ends = TicketEvent.objects.filter(ENDED, at__gte=first, at__lt=last)
    those = Ticket.objects.filter(brand=brand, void="", opened_at__lt=last, pk__in=ends.values("ticket"))
    return those.filter(organization=organization) if organization else those


def _under(those: QuerySet[Ticket]) -> dict[int, Under]:
    """What each of them is under, by its key."""
    rows = those.order_by("pk").values_list("pk", "version_id", "pinned_id", "plan", "best_effort")
    return {key: (version, pinned, plan, best_effort) for key, version, pinned, plan, best_effort in rows}


def _tiers(under: set[Under]) -> dict[Under, tuple[int, ...]]:
    """The tiers of the plan of each."""
    versions = AgreementVersion.objects.defer("source").in_bulk({each[0] for each in under})
    pinned = PinnedTerms.objects.in_bulk({each[1] for each in under})
    return {
        each: agreements.terms(versions[each[0]], pinned[each[1]], each[2], best_effort=each[3]).plan.tiers
        for each in under
    }


def _courses(keys: Iterable[int], last: datetime, until: datetime) -> Iterator[tuple[int, Course]]:
    """What happened to each of the tickets after its opening and before `last`."""
    said = Case(When(kind__in=SAYING, then=F("data")), output_field=JSONField())
    for some in _some(keys):
        rows = TicketEvent.objects.filter(ticket__in=some, kind__in=READ, at__lt=last).order_by(
            "ticket_id", "at", "seq"
        )
        told = rows.annotate(said=said, later=Q(at__gt=until)).values_list("ticket_id", "seq", "kind", "later", "said")
        for ticket, events in groupby(told, itemgetter(0)):
            yield ticket, _course([*events])


def _course(events: Sequence[tuple[int, int, str, bool, Any]]) -> Course:
    """In the order of time; and in that of the record, where it is another."""
    happened = (
        (kind, later, said and (said.get("tier"), said.get("reason"))) for _ticket, _seq, kind, later, said in events
    )
    places = [event[1] for event in events]
    order = sorted(range(len(places)), key=places.__getitem__)
    return (*happened, *(order if order != [*range(len(order))] else ()))


def _read(courses: Sequence[Sequence[int]], last: datetime, until: datetime) -> Iterator[Way]:
    """The way of the tickets to which the same happened, as the first of them went it."""
    for some in _some(courses):
        firsts = {those[0]: those for those in some}
        found = list(tickets.with_terms(Ticket.objects.filter(pk__in=firsts)))
        kept = tickets.records(found)
        for ticket in found:
            rows = [row for row in kept[ticket.pk] if row.kind in KINDS and row.at < last]
            yield _way(ticket, rows, until, firsts[ticket.pk])


def _way(ticket: Ticket, kept: list[tickets.Row], until: datetime, those: Sequence[int]) -> Way:
    history = [tickets.recorded(row) for row in kept]
    events = [event for each in history if (event := vocabulary.for_clock(each)) is not None]
    stood = standings(events)
    return Way(
        tickets=tuple(those),
        tiers=passing.way(history, tickets.terms(ticket).plan),
        waited=tuple(wait.reason for wait in waits(stood, until)),
        reopened=reopenings(stood),
    )


def _some(many: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(many)
    while some := list(islice(iterator, _SOME)):
        yield some
