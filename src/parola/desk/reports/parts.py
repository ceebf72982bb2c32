"""Which part of a brand's work is counted: between which instants, of which customer, and told by day, week or month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import BigIntegerField, DateField, DurationField, Func, Q, QuerySet
from django.db.models.functions import Trunc
from typing_extensions import override

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.reports.models import Stay
from parola.desk.reports.queries import NotAllowed
from parola.sla.zones import zone_of

DECEMBER = 12
_DAYS, _WEEKS = timedelta(days=35), timedelta(days=100)


class Unit(StrEnum):
    """By what the numbers of a part are told."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Of a brand `[first, last)`, as known at `now`; of one organization, or of all."""

    brand: Brand
    first: datetime
    last: datetime
    now: datetime
    organization: int | None = None

    @property
    def until(self) -> datetime:
        """Where it ends, or now where that lies ahead."""
        return max(min(self.last, self.now), self.first)

    @property
    def unit(self) -> Unit:
        """Days of a month, weeks of a quarter, else months."""
        length = self.last - self.first
        return Unit.DAY if length <= _DAYS else Unit.WEEK if length <= _WEEKS else Unit.MONTH

    @property
    def units(self) -> list[date]:
        """The first days of its units, in the brand's zone, up to now."""
        zone = zone_of(self.brand.timezone)
        first, until = self.first.astimezone(zone).date(), (self.until - timedelta.resolution).astimezone(zone).date()
        return list(_units(first, until, self.unit))

    def by_unit(self, field: str) -> Trunc:
        """The unit into which an instant of that field falls."""
        return Trunc(field, self.unit.value, tzinfo=zone_of(self.brand.timezone), output_field=DateField())

    def unit_of(self, day: date) -> date:
        """The first day of the unit in which a local day lies."""
        if self.unit is Unit.WEEK:
            return day - timedelta(days=day.weekday())
        return day.replace(day=1) if self.unit is Unit.MONTH else day

    def within(self, field: str) -> Q:
        """That the instant lies in it."""
        return Q(**{f"{field}__gte": self.first, f"{field}__lt": self.until})

    @property
    def stays(self) -> QuerySet[Stay]:
        """Of the brand's tickets, those of the organization alone where there is one."""
        found = Stay.objects.filter(brand=self.brand)
        return found.filter(organization=self.organization) if self.organization else found


class Quarter(Func):
    """The quarter of an hour in which an instant lies, counted since 1970: every zone is whole quarters from UTC.

    Both databases reckon it by themselves; local days and hours SQLite would ask Python for, row by row.
    """

    output_field = BigIntegerField()

    @override
    def as_sqlite(self, compiler: Any, connection: Any, **given: Any) -> Any:
        """Seconds as text, divided as whole numbers."""
        template = "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) / 900"
        return self.as_sql(compiler, connection, template=template, **given)

    def as_postgresql(self, compiler: Any, connection: Any, **given: Any) -> Any:
        """The same. As `date_part` gives them, seconds are a float, exact to the microsecond; EXTRACT's decimals cost thrice as much."""
        template = "FLOOR(date_part('epoch', %(expressions)s))::bigint / 900"
        return self.as_sql(compiler, connection, template=template, **given)


class Between(Func):
    """How long it is from one instant to another, to the microsecond. Django's own difference SQLite would ask Python for, row by row."""

    output_field = DurationField()
    arity = 2

    @override
    def as_sqlite(self, compiler: Any, connection: Any, **given: Any) -> Any:
        """Of the text in which SQLite keeps an instant: the seconds, and what stands behind the point."""
        (first, of_first), (last, of_last) = map(compiler.compile, self.get_source_expressions())
        told = "CAST(strftime('%%s', {0}) AS INTEGER) * 1000000 + CAST(substr({0}, 21, 6) AS INTEGER)".format
        return f"({told(last)} - ({told(first)}))", (*of_last, *of_last, *of_first, *of_first)

    def as_postgresql(self, compiler: Any, _connection: Any, **_given: Any) -> Any:
        """PostgreSQL's own."""
        (first, of_first), (last, of_last) = map(compiler.compile, self.get_source_expressions())
        return f"({last} - {first})", (*of_last, *of_first)


def local(quarter: int, brand: Brand) -> datetime:
    """When a quarter of an hour began, by the brand's clock."""
    return datetime.fromtimestamp(quarter * 900, zone_of(brand.timezone))


def part(
    *, person: Person, brand: Brand, first: datetime, last: datetime, now: datetime, organization: int | None = None
) -> Part:
    """What the person may see the reports of. Raises NotAllowed."""
    if not may(person, Act.REPORT, brand):
        raise NotAllowed(brand.slug)
    return Part(brand=brand, first=first, last=last, now=now, organization=organization)


def _units(first: date, until: date, unit: Unit) -> Iterator[date]:
    at = first - timedelta(days=first.weekday()) if unit is Unit.WEEK else first
    while at <= until:
        yield at
        if unit is Unit.MONTH:
            at = date(at.year + 1, 1, 1) if at.month == DECEMBER else date(at.year, at.month + 1, 1)
        else:
            at += timedelta(days=7 if unit is Unit.WEEK else 1)
