"""What chance each open clock of a brand has of being missed, and how good such chances were (`lab.risk` counts them).

Their past is the brand's own outcomes of the last DAYS; what a clock was given and took is working time on its own calendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import nextafter

from django.db.models import QuerySet

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.reports.queries import NotAllowed
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.models import Outcome, Ticket
from parola.lab.risk import NEVER, Calibration, Chance, Ended, Kind, Past, calibrate
from parola.sla.attainment import DUE
from parola.sla.clock import Clock, State

DAYS = timedelta(days=180)
MOST = 10_000
"""So many outcomes are looked at, the latest."""
LISTED = 300
"""The clocks of so many tickets are told: those that are due next."""
LATE = nextafter(1, 2)
"""The least part of its time that a missed clock took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A clock that runs: what part of its time is used up, and its chance of being missed; None where too few were like it."""

    ticket: Ticket
    clock: Clock
    used: float
    chance: Chance | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """The open clocks of a brand, the likeliest to be missed before the others, and how good such chances were.

    `left_out`: how many tickets with an open clock are due later than those, and are not told.
    """

    clocks: list[Open]
    left_out: int
    calibration: Calibration | None


def risk(*, person: Person, brand: Brand, now: datetime) -> Risk:
    """The brand's, at `now`. Raises NotAllowed."""
    if not may(person, Act.REPORT, brand):
        raise NotAllowed(brand.slug)
    ended = list(_ended(_outcomes(brand, now)))
    past = Past.of(ended)
    those = Ticket.objects.filter(brand=brand, status__in=tickets.AT_WORK, due_at__isnull=False).order_by(
        "due_at", "pk"
    )
    clocks = list(_open(those[:LISTED], past, now))
    clocks.sort(key=lambda each: each.chance.share if each.chance else -1, reverse=True)
    left_out = max(those.count() - LISTED, 0)
    return Risk(clocks=clocks, left_out=left_out, calibration=calibrate(ended))


def chance_of(brand: Brand, clock: Clock, now: datetime) -> Chance | None:
    """The chance of one clock; None where it does not run, or too few were like it. Who may know of it is the caller's to decide."""
    used = used_up(clock, now)
    if used is None:
        return None
    alike = _outcomes(brand, now).filter(metric=clock.metric.value, threshold=clock.threshold)
    return Past.of(_ended(alike)).chance(_kind(clock), used)


def used_up(clock: Clock, now: datetime) -> float | None:
    """What part of its time a running promise has used up, 0 to 1; None for any other clock."""
    given = clock.given()
    if clock.goal or not given or clock.state(now) is not State.RUNNING:
        return None
    return clock.elapsed(now) / given


def _open(those: QuerySet[Ticket], past: Past, now: datetime) -> Iterator[Open]:
    found = list(tickets.with_relations(those))
    timelines = tickets.timelines_of(found)
    for ticket in found:
        for clock in timelines[ticket.pk].at(now).clocks:
            used = used_up(clock, now)
            if used is not None:
                yield Open(ticket=ticket, clock=clock, used=used, chance=past.chance(_kind(clock), used))


def _kind(clock: Clock) -> Kind:
    return Kind(clock.metric.value, clock.threshold, clock.priority)


def _outcomes(brand: Brand, now: datetime) -> QuerySet[Outcome]:
    """The promises of the brand that ended here of late."""
    states = [state.value for state in DUE]
    return Outcome.objects.filter(
        brand=brand, at__gte=now - DAYS, at__lt=now, goal=False, state__in=states, given__gt=0, elsewhere=False
    )


def _ended(rows: QuerySet[Outcome]) -> Iterator[Ended]:
    needed = ("metric", "threshold", "priority", "started_at", "at", "state", "took", "given")
    latest = rows.order_by("-at", "-pk").values_list(*needed)[:MOST]
    for metric, threshold, priority, started, at, state, took, given in latest:
        part = NEVER if took is None else took / (given or 1)
        used = min(part, 1) if state == State.MET.value else max(part, LATE)
        yield Ended(kind=Kind(metric, threshold, priority), started=started, at=at, used=used)
