"""The promises that a brand missed: which, why as far as the record tells it, what somebody said of it, and what would have kept them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Brand, Person
from parola.desk.reports import queries as reports
from parola.desk.reports.which import Which
from parola.desk.teams.queries import crew_of
from parola.desk.teams.rota import Roster
from parola.desk.tickets import causes, explaining, queries
from parola.desk.tickets.causes import Keeping, Proposal
from parola.desk.tickets.explaining import Explained, Miss
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import Recorded
from parola.sla.agreement import Metric, Terms
from parola.sla.clock import Clock, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A miss. `proposal` is the desk's, where it has any; `explained` what a person said last."""

    ticket: Ticket
    clock: Clock
    miss: Miss
    terms: Terms
    proposal: Proposal | None
    keeping: Keeping
    explained: Explained | None


def missed(
    *, person: Person, brand: Brand, first: datetime, last: datetime, now: datetime, organization: int | None = None
) -> list[Miss]:
    """The promises that were missed in the period, the latest first; goals, which are no promises, aside. Raises NotAllowed."""
    which = Which(customer=organization, state=State.MISSED, goal=False)
    found = reports.ends(person=person, brand=brand, first=first, last=last, now=now, which=which)
    since = ((each.ticket, each.ended.metric, each.ended.threshold, each.ended.at) for each in found.since)
    rows = found.rows.values_list("ticket", "metric", "threshold", "at")
    misses = [
        Miss(ticket=ticket, metric=Metric(metric), threshold=threshold, due=at)
        for ticket, metric, threshold, at in (*rows, *since)
    ]
    return sorted(misses, key=lambda miss: (miss.due, miss), reverse=True)


def told(brand: Brand, misses: Sequence[Miss], now: datetime) -> list[Missed]:
    """These misses of the brand with all that is told of them, in their order. Who may know is the caller's to decide."""
    if not misses:
        return []
    wanted = queries.with_relations(Ticket.objects.filter(pk__in={miss.ticket for miss in misses}))
    tickets = list(wanted)
    roster = crew_of(brand, min((ticket.opened_at for ticket in tickets), default=now)).roster
    kept, said = queries.records(tickets), explaining.said_of(tickets)
    found: dict[Miss, Missed] = {}
    for ticket in tickets:
        history = [queries.recorded(row) for row in kept[ticket.pk]]
        found |= {each.miss: each for each in of_ticket(ticket, history, said, roster, now)}
    return [found[miss] for miss in misses if miss in found]


def told_of(ticket: Ticket, now: datetime) -> list[Missed]:
    """Those of one ticket, the latest first."""
    history, said = queries.history(ticket), explaining.said_of([ticket])
    roster = crew_of(ticket.brand, ticket.opened_at).roster
    return [*of_ticket(ticket, history, said, roster, now)][::-1]


def of_ticket(
    ticket: Ticket, history: Sequence[Recorded], said: dict[Miss, Explained], roster: Roster, now: datetime
) -> Iterator[Missed]:
    """Those of one ticket, as they were due."""
    terms = queries.terms(ticket)
    for clock in explaining.missed(ticket, history, now):
        miss = explaining.miss_of(ticket, clock)
        parts = causes.parted(history, clock, terms.plan, ticket.product, roster)
        yield Missed(
            ticket=ticket,
            clock=clock,
            miss=miss,
            terms=terms,
            proposal=causes.proposed(history, clock, parts),
            keeping=causes.keeping(history, clock, parts),
            explained=said.get(miss),
        )
