"""How well a brand kept its word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.models import Ticket
from parola.sla.attainment import Outcome, of_plain, outcomes


class NotAllowed(Exception):
    """The person may not see the brand's reports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The end of a clock, and on whose ticket it was, under which version of the agreement."""

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
    found = [*_written(those.filter(outcomes__isnull=False)), *_folded(those.filter(outcomes__isnull=True), now)]
    return [each for each in found if first <= each.outcome.at < last]


def concerned(brand: Brand, first: datetime, last: datetime) -> QuerySet[Ticket]:
    """The tickets of which a clock may have ended in the period.

    A clock ends by an event, which is recorded then or later, or by its due time; and of those tickets of which something
    is still to be due no outcomes are written.
    """
    return Ticket.objects.filter(Q(updated_at__gte=first) | Q(outcomes__isnull=True), brand=brand, opened_at__lt=last)


def _written(those: QuerySet[Ticket]) -> Iterator[Counted]:
    """The outcomes that the ledger wrote with the last event, since nothing could change them but another one."""
    needed = those.order_by("pk").values_list("pk", "organization_id", "version_id", "outcomes")
    for ticket, organization, version, plain in needed.iterator():
        for each in plain or ():
            yield Counted(ticket=ticket, organization=organization, version=version, outcome=of_plain(each))


def _folded(those: QuerySet[Ticket], now: datetime) -> Iterator[Counted]:
    """The outcomes as known now."""
    for ticket, timeline in tickets.timelines(those):
        for outcome in outcomes(timeline.at(now).clocks, now):
            yield Counted(
                ticket=ticket.pk, organization=ticket.organization_id, version=ticket.version_id, outcome=outcome
            )
