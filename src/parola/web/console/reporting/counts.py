"""The numbers of a report, each with the address of the tickets behind it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from parola.desk.accounts.models import Brand
from parola.desk.reports.which import Dimension, Which
from parola.sla.attainment import Promised
from parola.sla.clock import State
from parola.web.console.reporting.periods import Month

COUNTED = {"met": State.MET, "missed": State.MISSED, "best_effort": State.BEST_EFFORT, "void": State.VOID}


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many, and where they are listed."""

    number: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which part of the report: a month, and one customer's part of it (None: all)."""

    month: Month
    customer: int | None = None
    by: Dimension = Dimension.PRIORITY
    """What its numbers are told by."""

    def fields(self) -> dict[str, str]:
        """As an address has it."""
        customer = str(self.customer) if self.customer else ""
        by = "" if self.by is Dimension.PRIORITY else self.by.value
        return {"month": self.month.key} | {
            name: value for name, value in (("customer", customer), ("by", by)) if value
        }

    @property
    def address(self) -> str:
        """The same as it stands after the question mark."""
        return urlencode(self.fields())

    @property
    def which(self) -> Which:
        """Which of what ended is of that customer."""
        return Which(customer=self.customer)


def count(
    number: int, asked: Asked, brand: Brand, kind: Promised, *, what: str, objective: str = "", **more: str
) -> Count:
    """A number of that kind (one without a priority: of all), `what` being one of COUNTED; of an objective in its own period.

    `more` is what else the address says: the `key` of those that it is of, told by what is `asked`.
    """
    fields = asked.fields() | {"brand": brand.slug, "metric": kind.metric.value, "what": what, "objective": objective}
    fields |= {"priority": kind.priority, "threshold": kind.threshold, "goal": "1" if kind.goal else ""}
    chosen = {name: value for name, value in fields.items() if value} | more
    return Count(number=number, address=f"{reverse('console:report_tickets')}?{urlencode(chosen)}")
