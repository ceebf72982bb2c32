"""A brand's month as a page: what was promised and what was kept, by metric and priority, and every ticket behind each number."""

from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Brand, Person
from parola.desk.agreements import queries as agreements
from parola.desk.reports import queries as reports
from parola.desk.reports.queries import Ends, Judgement
from parola.sla.objective import Objective
from parola.web.console.reporting.aims import Aim, aims
from parola.web.console.reporting.counts import Asked
from parola.web.console.reporting.course import Course, Told, course, year
from parola.web.console.reporting.opinions import Said, said
from parola.web.console.reporting.sections import Section, of_month
from parola.web.console.reporting.ways import Went, went
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A brand's month."""

    brand: str
    sections: list[Section]
    empty: str
    """Of what nothing ended, in a list."""
    aims: list[Aim]
    courses: list[list[Course]]
    """Of each of the aims, month by month."""
    said: Said
    went: Went

    @property
    def objectives(self) -> list[tuple[Aim, list[Course]]]:
        """Each of the aims with its months."""
        return list(zip(self.aims, self.courses, strict=True))


def report(person: Person, brand: Brand, asked: Asked, now: datetime) -> Report:
    """The month of a brand whose reports the person may see, under the agreement that was in force at its end."""
    first, last = asked.month.bounds(brand.timezone)
    agreement = agreements.agreement(agreements.version_at(brand, last))
    found: dict[tuple[datetime, datetime], Ends] = {}

    def over(bounds: tuple[datetime, datetime]) -> Ends:
        if bounds not in found:
            found[bounds] = _ends(person, brand, asked, bounds, now)
        return found[bounds]

    def judge(objective: Objective, bounds: tuple[datetime, datetime]) -> Judgement:
        return over(bounds).judge(objective, by_customer=bool(objective.credits))

    def told(objective: Objective) -> Told:
        return Told(brand=brand, agreement=agreement, objective=objective, asked=asked, now=now)

    months = year(person, brand, asked, now)
    sections = list(of_month(brand, agreement, asked, over((first, last))))
    return Report(
        brand=brand.name,
        sections=[section for section in sections if section.any],
        empty=words().listed(section.name for section in sections if not section.any),
        aims=list(aims(brand, agreement, asked, judge, now)),
        courses=[course(told(objective), months) for objective in agreement.objectives],
        said=said(person, brand, (first, last), asked.customer),
        went=went(person, brand, agreement, asked, now),
    )


def _ends(person: Person, brand: Brand, asked: Asked, bounds: tuple[datetime, datetime], now: datetime) -> Ends:
    first, last = bounds
    return reports.ends(person=person, brand=brand, first=first, last=last, now=now, which=asked.which)
