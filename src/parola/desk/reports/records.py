"""How a brand's objectives fared over its last periods, as it shows them to its customers: numbers of clocks, and nothing else.

Where it shows them is the brand's to say (`Brand.shows_record`). They are counted once an hour in each process, since of a large desk
that takes a while.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.cache import cache

from parola.desk.accounts.models import Brand
from parola.desk.agreements import queries as agreements
from parola.desk.reports.queries import Ends
from parola.sla.attainment import Achievement
from parola.sla.objective import Objective, ReportPeriod
from parola.sla.zones import zone_of

HOUR = timedelta(hours=1)
MONTHS: Mapping[ReportPeriod, int] = {ReportPeriod.MONTH: 1, ReportPeriod.QUARTER: 3, ReportPeriod.YEAR: 12}
SHOWN: Mapping[ReportPeriod, int] = {ReportPeriod.MONTH: 6, ReportPeriod.QUARTER: 3, ReportPeriod.YEAR: 2}
"""How many periods are shown, the present one among them."""
Span = tuple[datetime, datetime]


class NotShown(Exception):
    """The brand does not show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A period of an objective, with how each of its metrics fared. `unfinished`: it still goes on."""

    first: datetime
    unfinished: bool
    results: tuple[Achievement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fared:
    """An objective of the agreement in force, with its periods, the latest first; those before it was stated are left out."""

    objective: Objective
    periods: list[Period]


def record(brand: Brand, now: datetime) -> list[Fared]:
    """Every objective. Raises NotShown, NotPublished."""
    if not brand.shows_record:
        raise NotShown(brand.slug)
    version = agreements.version_at(brand, now)
    key = f"parola.record:{brand.pk}:{version.pk}:{int(now.timestamp() // HOUR.total_seconds())}"
    found: list[Fared] | None = cache.get(key)
    if found is None:
        found = _counted(brand, version.pk, now)
        cache.set(key, found, HOUR.total_seconds())
    return found


def _counted(brand: Brand, version: int, now: datetime) -> list[Fared]:
    objectives = agreements.agreement(agreements.versions([version])[0]).objectives
    spans = {each.id: list(_spans(now, brand.timezone, each.period)) for each in objectives}
    first = min((span[0] for each in spans.values() for span in each), default=now)
    since = agreements.version_at(brand, first)
    found = {
        span: Ends(brand=brand, first=span[0], last=min(span[1], now), now=now)
        for each in spans.values()
        for span in each
    }
    return [
        Fared(
            objective=each,
            periods=list(_periods(each, [(span, found[span]) for span in spans[each.id]], since.published_at, now)),
        )
        for each in objectives
    ]


def _periods(
    objective: Objective, spans: Iterable[tuple[Span, Ends]], since: datetime, now: datetime
) -> Iterator[Period]:
    for (first, last), found in spans:
        if last > since:
            yield Period(first=first, unfinished=now < last, results=found.judge(objective).results)


def _spans(now: datetime, timezone: str, period: ReportPeriod) -> Iterator[Span]:
    """The periods up to now, the present one first, each from its first instant to the next one's."""
    zone, length = zone_of(timezone), MONTHS[period]
    local = now.astimezone(zone)
    present = (local.year * 12 + local.month - 1) // length * length

    def start(month: int) -> datetime:
        return datetime(month // 12, month % 12 + 1, 1, tzinfo=zone).astimezone(UTC)

    for back in range(SHOWN[period]):
        month = present - back * length
        yield start(month), start(month + length)
