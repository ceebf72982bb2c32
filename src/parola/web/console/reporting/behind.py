"""The tickets behind a number of the report, by the report's own reckoning."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from parola.desk.accounts.models import Brand, Person
from parola.desk.agreements import queries as agreements
from parola.desk.reports import queries as reports
from parola.desk.reports.queries import Ends
from parola.desk.tickets import queries as tickets
from parola.desk.tickets.models import Ticket
from parola.sla.agreement import Metric
from parola.sla.clock import State
from parola.sla.objective import ReportPeriod
from parola.web.console.reporting.aims import objective_of, priority_told
from parola.web.console.reporting.counts import COUNTED, Asked
from parola.web.console.reporting.dimensions import names, narrowed
from parola.web.console.reporting.periods import month_of
from parola.web.console.reporting.ways import line_of
from parola.web.console.rows import Row, row
from parola.web.templatetags.parola import words

LISTED = 300
TOLD: Mapping[State, Promise] = {
    State.MET: gettext_lazy("Kept"),
    State.MISSED: gettext_lazy("Missed"),
    State.BEST_EFFORT: gettext_lazy("Best effort"),
    State.VOID: gettext_lazy("Not counted"),
}
"""What became of them, as the report's columns are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The oldest LISTED of the tickets in a line each; `tickets` is how many there are, `period` whose number it is, `about` of what."""

    rows: list[Row]
    tickets: int
    period: str
    about: str = ""


def listed(person: Person, brand: Brand, asked: Asked, query: QueryDict, now: datetime) -> Listed:
    """The tickets behind a number. KeyError or ValueError where there is no such number."""
    agreement = agreements.agreement(agreements.version_at(brand, asked.month.bounds(brand.timezone)[1]))
    if way := query.get("way", ""):
        name, keys = line_of(person, brand, agreement, asked, way=way, now=now)
        return replace(_listed(Ticket.objects.filter(pk__in=keys), asked.month.name, now), about=name)
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
    key = narrowed(asked.by, query.get("key", "")) if "key" in query else {}
    told = _listed(replace(found, which=replace(which, **key)).behind(), period, now)
    if not told.tickets:  # what is asked for may be anybody's, and is not named
        return told
    named = names(asked.by, key.values(), agreement).values()
    about = (words().clock(metric, threshold), priority_told(agreement, priority or ""), *named, TOLD[state])
    return replace(told, about=" · ".join(filter(None, map(str, about))))


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
