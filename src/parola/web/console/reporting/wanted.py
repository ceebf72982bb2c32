"""Which part the page of the flow is asked for: a brand, a month, quarter or year, a customer; by an address that can be kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from parola.desk.accounts.models import Brand, Organization
from parola.desk.reports import parts
from parola.desk.reports.parts import Part
from parola.sla.objective import ReportPeriod
from parola.web.console.reporting.asking import asked_of, brands_told
from parola.web.console.reporting.periods import MONTHS, Month
from parola.web.middleware import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for."""

    brand: Brand
    period: ReportPeriod
    month: Month
    customer: int | None

    @property
    def query(self) -> str:
        """As the address has it."""
        given = {"brand": self.brand.slug, "period": self.period.value, "month": self.month.key}
        return urlencode(given | ({"customer": self.customer} if self.customer else {}))

    @property
    def name(self) -> str:
        """The period in the reader's words."""
        return self.month.named(self.period)

    @property
    def before(self) -> Wanted:
        """The same of the period before."""
        month = self.month
        for _each in range(MONTHS[self.period]):
            month = month.before
        return replace(self, month=month)

    @property
    def next(self) -> Wanted:
        """The same of the one after."""
        month = self.month
        for _each in range(MONTHS[self.period]):
            month = month.next
        return replace(self, month=month)


def wanted(request: Request) -> tuple[Wanted, list[Brand]]:
    """What is asked for, among the brands of which the reader may know it; a reader of none gets 404."""
    brands, asked = brands_told(request), asked_of(request)
    brand = next((each for each in brands if each.slug == request.GET.get("brand")), brands[0])
    try:
        period = ReportPeriod(request.GET.get("period", ""))
    except ValueError:
        period = ReportPeriod.MONTH
    return Wanted(brand=brand, period=period, month=asked.month, customer=asked.customer), brands


def part_of(request: Request, of: Wanted) -> Part:
    """The part that is counted."""
    first, last = of.month.bounds(of.brand.timezone, of.period)
    return parts.part(
        person=request.user, brand=of.brand, first=first, last=last, now=request.now, organization=of.customer
    )


def is_past(request: Request, of: Wanted) -> bool:
    """Whether the period has ended, so that there is a next one."""
    return of.month.bounds(of.brand.timezone, of.period)[1] <= request.now


def customers_of(brand: Brand) -> list[Organization]:
    """Those with a contract with the brand, by name."""
    return list(Organization.objects.filter(contracts__brand=brand).distinct().order_by("name"))
