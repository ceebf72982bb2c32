"""How the objectives stand this month, from the report's own reckoning. What has ended is counted once a minute, and dated."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from parola.desk.accounts.models import Brand, Person
from parola.desk.agreements import queries as agreements
from parola.desk.agreements.models import AgreementVersion
from parola.desk.reports import queries as reports
from parola.desk.reports.queries import Judgement
from parola.sla.objective import Objective
from parola.web.console.reporting.aims import Aim, aims
from parola.web.console.reporting.counts import Asked
from parola.web.console.reporting.periods import Month, month_of

Bounds = tuple[datetime, datetime]
FRESH = timedelta(minutes=1)
"""So long a count is shown again, as of when it was made: of a busy month it takes longer than all else on the board."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The month so far: its objectives, and as of when they were counted."""

    month: Month
    aims: list[Aim]
    at: datetime


def standing(person: Person, brand: Brand, now: datetime) -> Standing:
    """The objectives of the agreement in force, over their periods around this month. The person may see the brand's reports."""
    month = month_of("", now)
    version = agreements.version_in_force(brand)
    agreement = agreements.agreement(version)
    dated: list[datetime] = []

    def judge(objective: Objective, bounds: Bounds) -> Judgement:
        at, judged = _judged(person, version, objective, bounds, now)
        dated.append(at)
        return judged

    found = list(aims(brand, agreement, Asked(month=month), judge, now))
    return Standing(month=month, aims=found, at=min(dated, default=now))


def _judged(
    person: Person, version: AgreementVersion, objective: Objective, bounds: Bounds, now: datetime
) -> tuple[datetime, Judgement]:
    """How the objective of that version fares in the period, and as of when that was counted."""
    first, last = bounds
    key = f"board:{version.pk}:{objective.id}:{first.timestamp():.0f}:{last.timestamp():.0f}"
    kept: tuple[datetime, Judgement] | None = cache.get(key)
    if kept is None or not kept[0] <= now < kept[0] + FRESH:
        found = reports.ends(person=person, brand=version.brand, first=first, last=last, now=now)
        kept = (now, found.judge(objective, by_customer=bool(objective.credits)))
        cache.set(key, kept, FRESH.total_seconds())
    return kept
