"""How well a brand kept its word."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.agreements import queries as agreements
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.kinds.under import TermsChanged
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.sla.attainment import Outcome, of_plain, outcomes
from parola.sla.objective import Objective


class NotAllowed(Exception):
    """The person may not see the brand's reports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The end of a clock, and on whose ticket it was; `version` is that of the agreement which was in force for it then."""

    ticket: int
    organization: int | None
    version: int
    outcome: Outcome


def counted(
    *,
    person: Person,
    brand: Brand,
    first: datetime,
    last: datetime,
    now: datetime,
    organization: Organization | None = None,
) -> list[Counted]:
    """Every clock of the brand that ended in the period `[first, last)`, as known at `now`. Raises NotAllowed.

    Those of one organization's tickets may be counted by whoever may read these tickets.
    """
    if not may(person, Act.READ if organization else Act.REPORT, brand):
        raise NotAllowed(brand.slug)
    those = concerned(brand, first, last)
    if organization is not None:
        those = those.filter(organization=organization)
    return ended(those, first, last, now)


def ended(those: QuerySet[Ticket], first: datetime, last: datetime, now: datetime) -> list[Counted]:
    """Every clock of these tickets that ended in the period. Who may know of them is the caller's to decide."""
    moves = _moves(those)
    written, open_ones = those.filter(outcomes__isnull=False), those.filter(outcomes__isnull=True)
    found = [*_written(written, moves), *_folded(open_ones, moves, now)]
    return [each for each in found if first <= each.outcome.at < last]


def stated(objective: Objective, found: Iterable[Counted]) -> list[Counted]:
    """What ended under versions of the agreement that state the objective: nobody was promised it by the others."""
    found = list(found)
    versions = agreements.versions({each.version for each in found})
    stating = {
        version.pk
        for version in versions
        if any(each.id == objective.id for each in agreements.agreement(version).objectives)
    }
    return [each for each in found if each.version in stating]


def concerned(brand: Brand, first: datetime, last: datetime) -> QuerySet[Ticket]:
    """The tickets of which a clock may have ended in the period.

    A clock ends by an event, which is recorded then or later, or by its due time; and of those tickets of which something
    is still to be due no outcomes are written.
    """
    return Ticket.objects.filter(Q(updated_at__gte=first) | Q(outcomes__isnull=True), brand=brand, opened_at__lt=last)


def _moves(those: QuerySet[Ticket]) -> dict[int, list[datetime]]:
    """When each of the tickets came under other terms. Read before the tickets: what comes in between is not counted yet."""
    changes = TicketEvent.objects.filter(kind=TermsChanged.kind, ticket__in=those).order_by("ticket", "seq")
    found: dict[int, list[datetime]] = {}
    for ticket, at in changes.values_list("ticket_id", "at"):
        found.setdefault(ticket, []).append(at)
    return found


def _version_at(at: datetime, versions: Sequence[int], moves: Sequence[datetime]) -> int:
    """Which of a ticket's versions of the agreement, in order, was in force; the next one holds from its very instant."""
    return versions[bisect_right(moves, at)]


def _versions(earlier_terms: Iterable[Sequence[Any]], present: int) -> list[int]:
    return [*(version for version, *_ in earlier_terms), present]


def _written(those: QuerySet[Ticket], moves: Mapping[int, list[datetime]]) -> Iterator[Counted]:
    """The outcomes that the ledger wrote with the last event, since nothing could change them but another one."""
    needed = those.order_by("pk").values_list("pk", "organization_id", "earlier_terms", "version_id", "outcomes")
    for ticket, organization, earlier, present, plain in needed.iterator():
        versions = _versions(earlier, present)
        for outcome in map(of_plain, plain or ()):
            version = _version_at(outcome.at, versions, moves.get(ticket, ()))
            yield Counted(ticket=ticket, organization=organization, version=version, outcome=outcome)


def _folded(those: QuerySet[Ticket], moves: Mapping[int, list[datetime]], now: datetime) -> Iterator[Counted]:
    """The outcomes as known now."""
    for ticket, timeline in tickets.timelines(those):
        versions = _versions(ticket.earlier_terms, ticket.version_id)
        for outcome in outcomes(timeline.at(now).clocks, now):
            version = _version_at(outcome.at, versions, moves.get(ticket.pk, ()))
            yield Counted(ticket=ticket.pk, organization=ticket.organization_id, version=version, outcome=outcome)
