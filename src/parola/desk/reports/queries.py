"""How well a brand kept its word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.agreements import queries as agreements
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.ended import Ended
from parola.desk.tickets.models import Outcome, Ticket
from parola.sla import attainment
from parola.sla.objective import Objective


class NotAllowed(Exception):
    """The person may not see the brand's reports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The end of a clock, and on whose ticket it was; `version` is that of the agreement which was in force for it then."""

    ticket: int
    organization: int | None
    version: int
    outcome: attainment.Outcome


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
    """Every clock of these tickets that ended in the period. Who may know of them is the caller's to decide.

    The rows say all until `outcomes_until`, and the fold of those few tickets what time alone has ended since.
    """
    rows = Outcome.objects.filter(ticket__in=those, at__gte=first, at__lt=last).order_by("ticket", "pk")
    found = [_counted(ticket, Ended(*row)) for ticket, *row in rows.values_list("ticket", *Ended._fields)]
    return [*found, *(each for each in _since(those, last, now) if first <= each.outcome.at < last)]


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
    """The tickets of which a clock may have ended in the period: it ends by an event, which is recorded then or later, or by time alone."""
    recorded = Q(updated_at__gte=first) | Q(outcomes_until__isnull=False)
    return Ticket.objects.filter(recorded, brand=brand, opened_at__lt=last)


def _since(those: QuerySet[Ticket], last: datetime, now: datetime) -> Iterator[Counted]:
    """What time alone has ended since the rows were written."""
    for ticket, found in tickets.ended_since(those.filter(outcomes_until__lt=min(last, now)), now):
        yield from (_counted(ticket.pk, each) for each in found)


def _counted(ticket: int, ended: Ended) -> Counted:
    return Counted(ticket=ticket, organization=ended.organization_id, version=ended.version_id, outcome=ended.outcome)
