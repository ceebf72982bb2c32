"""How the objectives stand this month, from the report's own reckoning."""

from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Brand, Person
from parola.desk.agreements import queries as agreements
from parola.desk.reports import queries as reports
from parola.desk.reports.queries import Counted
from parola.web.console.aims import Aim, aims
from parola.web.console.counts import Asked
from parola.web.console.periods import Month, month_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The month so far: its objectives, and as of when."""

    month: Month
    aims: list[Aim]
    at: datetime


def standing(person: Person, brand: Brand, now: datetime) -> Standing:
    """The objectives of the agreement in force, over their periods around this month. The person may see the brand's reports."""
    month = month_of("", now)
    agreement = agreements.agreement(agreements.version_in_force(brand))

    def over(bounds: tuple[datetime, datetime]) -> list[Counted]:
        return reports.counted(person=person, brand=brand, first=bounds[0], last=bounds[1], now=now)

    return Standing(month=month, aims=list(aims(brand, agreement, Asked(month=month), over, now)), at=now)
