"""Which ended clocks a number is of, and what numbers are told by. The same part filters rows of the database and what was just folded."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

from parola.desk.tickets.ended import Ended
from parola.sla.agreement import Metric
from parola.sla.clock import State
from parola.sla.zones import zone_of

NONE = 0
"""In place of a key: those that have none, as tickets without a contract."""
DECEMBER = 12


class Dimension(StrEnum):
    """What numbers are told by, a row for each key: of those that are tables of the desk, the row's number (None: it has none).

    A team's key is that of all the teams that hold such tickets, as they are now; a month's is as `2026-11`, in the brand's zone.
    """

    CONTRACT = "contract"
    CUSTOMER = "customer"
    PLAN = "plan"
    PRIORITY = "priority"
    PRODUCT = "product"
    TEAM = "team"
    TIER = "tier"
    CHANNEL = "channel"
    LANGUAGE = "language"
    MONTH = "month"


Key = str | int | tuple[int, ...] | None
COLUMNS: dict[Dimension, tuple[str, ...]] = {
    Dimension.CONTRACT: ("contract_id",),
    Dimension.CUSTOMER: ("organization_id",),
    Dimension.PLAN: ("plan",),
    Dimension.PRIORITY: ("priority",),
    Dimension.PRODUCT: ("product",),
    Dimension.TEAM: ("tier", "product"),
    Dimension.TIER: ("tier",),
    Dimension.CHANNEL: ("channel",),
    Dimension.LANGUAGE: ("language",),
}
"""The columns of `ended.Ended` that a key is made of; a month is made of the instant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Some of what ended. What is None leaves out nothing; of contracts and customers, NONE is those that have none.

    `teams` are the keys of all the teams that hold the tickets; `versions` are those of the agreement that were in force.
    """

    customer: int | None = None
    contract: int | None = None
    plan: str | None = None
    priority: str | None = None
    product: str | None = None
    teams: tuple[int, ...] | None = None
    tier: int | None = None
    channel: str | None = None
    language: str | None = None
    metric: Metric | None = None
    threshold: str | None = None
    goal: bool | None = None
    state: State | None = None
    versions: frozenset[int] | None = None

    def wanted(self) -> Iterator[tuple[str, object]]:
        """The columns that must have a value, and the value."""
        keys = {"organization_id": self.customer, "contract_id": self.contract}
        yield from ((name, key or None) for name, key in keys.items() if key is not None)
        plain = (
            *("plan", "priority", "product", "tier", "channel", "language", "metric", "threshold", "goal", "state"),
        )
        yield from ((name, value) for name in plain if (value := getattr(self, name)) is not None)

    @property
    def asked(self) -> Q:
        """The same asked of the database, but for the teams."""
        found = Q() if self.versions is None else Q(version__in=sorted(self.versions))
        for name, value in self.wanted():
            found &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
        return found

    def holds(self, each: Ended) -> bool:
        """Whether it is one of these, but for the teams."""
        of_version = self.versions is None or each.version_id in self.versions
        return of_version and all(getattr(each, name) == value for name, value in self.wanted())


@dataclass(frozen=True, slots=True)
class Months:
    """The calendar months of a time zone from the one around `first` up to `last`: their keys and where each begins."""

    keys: tuple[str, ...]
    starts: tuple[datetime, ...]

    def place_of(self, at: datetime) -> int:
        """The place among them of an instant's month."""
        return bisect_right(self.starts, at) - 1

    def spans(self, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What of the period lies in each of them."""
        for start, end in zip(self.starts, (*self.starts[1:], last), strict=True):
            yield max(start, first), end


def months(zone: str, first: datetime, last: datetime) -> Months:
    """The months that a period touches."""
    local = first.astimezone(zone_of(zone))
    year, month = local.year, local.month
    keys, starts = list[str](), list[datetime]()
    while (start := datetime(year, month, 1, tzinfo=zone_of(zone)).astimezone(UTC)) < last or not keys:
        keys.append(f"{year:04d}-{month:02d}")
        starts.append(start)
        year, month = (year + 1, 1) if month == DECEMBER else (year, month + 1)
    return Months(tuple(keys), tuple(starts))


def group_of(by: Dimension | None, each: Ended, spans: Months) -> tuple[Any, ...]:
    """The same of something that was just folded."""
    if by is None:
        return ()
    if by is Dimension.MONTH:
        return (spans.place_of(each.at),)
    return tuple(getattr(each, name) for name in COLUMNS[by])
