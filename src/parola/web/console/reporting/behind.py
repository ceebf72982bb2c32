"""The tickets behind a number of the report, by the report's own reckoning."""

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from parola.desk.accounts.models import Brand, Person
from parola.desk.reports import queries as reports
from parola.desk.reports.queries import Counted, stated
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.models import Ticket
from parola.sla.agreement import Metric
from parola.web.console.reporting.aims import objective_of
from parola.web.console.reporting.counts import COUNTED, Asked
from parola.web.console.reporting.ways import tickets_of
from parola.web.console.rows import Row, row

LISTED = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The oldest LISTED of the tickets in a line each; `tickets` is how many there are, `period` whose number it is."""

    rows: list[Row]
    tickets: int
    period: str


def listed(person: Person, brand: Brand, asked: Asked, query: QueryDict, now: datetime) -> Listed:
    """The tickets behind a number. KeyError or ValueError where there is no such number."""
    if way := query.get("way", ""):
        return _listed(tickets_of(person, brand, asked, way, now), asked.month.name, now)
    state, metric = COUNTED[query.get("what", "")], Metric(query.get("metric", Metric.FIRST_RESPONSE.value))
    counted, period = _counted(person, brand, asked, query, now)

    def meant(each: Counted) -> bool:
        kind = each.outcome.promised
        same = (metric, query.get("threshold", ""), query.get("goal") == "1")
        of_priority = query.get("priority", kind.priority) == kind.priority
        return each.outcome.state is state and of_priority and (kind.metric, kind.threshold, kind.goal) == same

    keys = {each.ticket for each in counted if meant(each) and asked.concerns(each)}
    return _listed(keys, period, now)


def _listed(keys: set[int], period: str, now: datetime) -> Listed:
    behind = tickets.with_relations(Ticket.objects.filter(pk__in=keys))
    found = list(behind.order_by("opened_at", "pk")[:LISTED])
    timelines = tickets.timelines_of(found)
    rows = [row(ticket, timelines[ticket.pk], now) for ticket in found]
    return Listed(rows=rows, tickets=len(keys), period=period)


def _counted(person: Person, brand: Brand, asked: Asked, query: QueryDict, now: datetime) -> tuple[list[Counted], str]:
    """What ended in the month, or in an objective's period under versions that state it; and what that period is called."""
    named = query.get("objective", "")
    if not named:
        first, last = asked.month.bounds(brand.timezone)
        return reports.counted(person=person, brand=brand, first=first, last=last, now=now), asked.month.name
    objective = objective_of(brand, asked.month, named)
    first, last = asked.month.bounds(brand.timezone, objective.period)
    found = reports.counted(person=person, brand=brand, first=first, last=last, now=now)
    return stated(objective, found), asked.month.named(objective.period)
