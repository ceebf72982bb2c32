"""The public holidays of the coming year, region by region, side by side, with whom each region concerns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from parola.desk.agreements.models import Contract
from parola.policy import holidays
from parola.sla.agreement import Agreement
from parola.sla.hours import Holiday
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer whose contract takes a region's holidays."""

    key: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A region, and whom its holidays concern. `calendars` are those of the agreement that name it themselves."""

    code: str
    name: str
    customers: list[Customer]
    calendars: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date on which some region has a holiday. `closed` says of each region, in their order, whether it is closed then."""

    day: date
    told: str
    name: str
    estimated: bool
    closed: list[bool]

    @property
    def differs(self) -> bool:
        """Whether a region works then while another does not."""
        return not all(self.closed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The holidays of the coming year."""

    regions: list[Region]
    days: list[Day]

    @property
    def differing(self) -> int:
        """How many of the days are not everybody's."""
        return sum(day.differs for day in self.days)

    @property
    def estimated(self) -> bool:
        """Whether any date is not certain yet."""
        return any(day.estimated for day in self.days)


def table(agreement: Agreement, contracts: Iterable[Contract], first: date, last: date) -> Table:
    """The holidays from `first` to `last` of all regions that the calendars name, or leave to these contracts."""
    regions = _regions(agreement, list(contracts))
    known = holidays.table([region.code for region in regions], range(first.year, last.year + 1))
    closed = {region.code: {each.date: each for each in known.of(region.code)} for region in regions}
    dates = sorted({day for found in closed.values() for day in found if first <= day <= last})
    return Table(regions=regions, days=[_day(day, regions, closed) for day in dates])


def _regions(agreement: Agreement, contracts: list[Contract]) -> list[Region]:
    """Those that a calendar names, then those of the contracts, where a calendar leaves it to them."""
    named: dict[str, list[str]] = {}
    for calendar in agreement.calendars.values():
        if calendar.holidays not in (None, "contract"):
            named.setdefault(str(calendar.holidays), []).append(words().text(calendar.name))
    customers: dict[str, dict[int, str]] = {code: {} for code in named}
    if any(calendar.holidays == "contract" for calendar in agreement.calendars.values()):
        for contract in contracts:
            if code := region_of(contract):
                customers.setdefault(code, {})[contract.organization_id] = contract.organization.name
    return [_region(code, found, named.get(code, [])) for code, found in sorted(customers.items())]


def _region(code: str, customers: Mapping[int, str], calendars: list[str]) -> Region:
    listed = sorted(customers.items(), key=lambda each: each[1])
    return Region(
        code=code,
        name=region_name(code),
        customers=[Customer(key=key, name=name) for key, name in listed],
        calendars=words().listed(calendars) if calendars else "",
    )


def _day(day: date, regions: list[Region], closed: Mapping[str, Mapping[date, Holiday]]) -> Day:
    found = [closed[region.code].get(day) for region in regions]
    there = [holiday for holiday in found if holiday is not None]
    names = dict.fromkeys(words().text(holiday.name) for holiday in there)
    return Day(
        day=day,
        told=words().date(day, short=True),
        name=" · ".join(names),
        estimated=any(map(holidays.is_estimated, there)),
        closed=[holiday is not None for holiday in found],
    )


def region_of(contract: Contract) -> str:
    """The region of a contract's holidays; empty where it has none."""
    return f"{contract.country}-{contract.subdivision}" if contract.subdivision else contract.country


def region_name(code: str) -> str:
    """A region as people call it: the country's name, and that of the part of it."""
    country, _dash, subdivision = code.partition("-")
    name = str(words().locale.territories.get(country, country))
    if not subdivision:
        return name
    return _("%(country)s, %(region)s") % {"country": name, "region": holidays.subdivision_name(country, subdivision)}
