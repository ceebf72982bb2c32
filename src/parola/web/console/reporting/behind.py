"""The tickets behind a number of the report, by the report's own reckoning."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.http import QueryDict

from parola.desk.accounts.models import Brand, Person
from parola.desk.reports import queries as reports
from parola.desk.reports.queries import Ends
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.models import Ticket
from parola.sla.agreement import Metric
from parola.sla.objective import ReportPeriod
from parola.web.console.reporting.aims import objective_of
from parola.web.console.reporting.counts import COUNTED, Asked
from parola.web.console.reporting.dimensions import narrowed
from parola.web.console.reporting.periods import month_of
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
        those = Ticket.objects.filter(pk__in=tickets_of(person, brand, asked, way, now))
        return _listed(those, asked.month.name, now)
    state, metric = COUNTED[query.get("what", "")], Metric(query.get("metric", Metric.FIRST_RESPONSE.value))
    threshold, priority = query.get("threshold", ""), query.get("priority")
    if "\x00" in f"{threshold}{priority}":
        raise ValueError(priority)
    found, period = _ends(person, brand, asked, query, now)
    which = replace(
        found.which,
        metric=metric,
        threshold=threshold,
        goal=query.get("goal") == "1",
        state=state,
        priority=priority,
    )
    if "key" in query:
        which = replace(which, **narrowed(asked.by, query.get("key", "")))
    return _listed(replace(found, which=which).behind(), period, now)


def _listed(behind: QuerySet[Ticket], period: str, now: datetime) -> Listed:
    keys = list(behind.order_by("opened_at", "pk").values_list("pk", flat=True)[:LISTED])
    found = list(tickets.with_relations(Ticket.objects.filter(pk__in=keys)).order_by("opened_at", "pk"))
    timelines = tickets.timelines_of(found)
    rows = [row(ticket, timelines[ticket.pk], now) for ticket in found]
    return Listed(rows=rows, tickets=behind.count(), period=period)


def _ends(person: Person, brand: Brand, asked: Asked, query: QueryDict, now: datetime) -> tuple[Ends, str]:
    """What ended in the month, or in an objective's period under versions that state it; and what that period is called."""
    named, which = query.get("objective", ""), asked.which
    judged_by = month_of(query.get("stated", ""), now) if "stated" in query else asked.month
    objective = objective_of(brand, judged_by, named) if named else None
    period = objective.period if objective and "span" not in query else ReportPeriod.MONTH
    first, last = asked.month.bounds(brand.timezone, period)
    found = reports.ends(person=person, brand=brand, first=first, last=last, now=now, which=which)
    return (found.of(objective) if objective else found), asked.month.named(period)
