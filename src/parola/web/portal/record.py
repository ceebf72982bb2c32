"""How a vendor has done, as it shows it: each objective over the last periods, with its numbers beside its shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from parola.desk.accounts.models import Brand
from parola.desk.agreements import queries as agreements
from parola.desk.reports import records
from parola.desk.reports.records import Fared, Period
from parola.policy.objectives import details
from parola.sla.agreement import Agreement
from parola.sla.attainment import Achievement
from parola.sla.hours import Text
from parola.sla.objective import ReportPeriod
from parola.sla.zones import zone_of
from parola.web.middleware import Request
from parola.web.portal import opening
from parola.web.templatetags.parola import words

NAMED = {ReportPeriod.MONTH: "yMMMM", ReportPeriod.QUARTER: "yQQQ", ReportPeriod.YEAR: "y"}
"""How a period is written, as babel knows it."""
VERDICTS: Mapping[bool | None, tuple[Promise, str]] = {
    None: (gettext_lazy("Too few to judge"), "still"),
    True: (gettext_lazy("Reached"), "kept"),
    False: (gettext_lazy("Not reached"), "missed"),
}
"""Whether an objective was reached, and its tone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How a metric fared in a period. `verdict` and `tone`: whether the objective was reached, or why that is not said."""

    about: str
    numbers: str
    share: str
    verdict: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A period, with its lines; none where nothing was due."""

    name: str
    unfinished: bool
    lines: list[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """An objective in the vendor's words."""

    text: Text
    details: list[str]
    periods: list[Told]


@require_safe
def record(request: Request, brand: str) -> HttpResponse:
    """The page, for whoever can ask this vendor, where the vendor shows it."""
    shown = opening.desk(request, brand).brand
    try:
        found = records.record(shown, request.now)
    except (records.NotShown, agreements.NotPublished):
        raise Http404 from None
    agreement = agreements.agreement(agreements.version_at(shown, request.now))
    aims = [_aim(shown, agreement, each) for each in found]
    return render(request, "portal/record.html", {"brand": shown, "aims": aims, "place": "plan"})


def _aim(brand: Brand, agreement: Agreement, fared: Fared) -> Aim:
    objective = fared.objective
    return Aim(
        text=objective.text,
        details=details(objective, words()),
        periods=[_told(brand, agreement, objective.period, each) for each in fared.periods],
    )


def _told(brand: Brand, agreement: Agreement, length: ReportPeriod, period: Period) -> Told:
    first = period.first.astimezone(zone_of(brand.timezone)).date()
    return Told(
        name=words().by_skeleton(NAMED[length], first),
        unfinished=period.unfinished,
        lines=list(_lines(agreement, period)),
    )


def _lines(agreement: Agreement, period: Period) -> Iterator[Line]:
    """For each metric the most severe priority first; of what nothing was due, nothing is said."""
    places = {priority.id: place for place, priority in enumerate(agreement.priorities)}
    due = [each for each in period.results if each.met + each.missed]
    order = {id(each): place for place, each in enumerate(due)}
    for each in sorted(
        due, key=lambda each: (str(each.metric), places.get(each.priority or "", len(places)), order[id(each)])
    ):
        yield _line(agreement, each)


def _line(agreement: Agreement, each: Achievement) -> Line:
    metric = words().clock(each.metric, each.objective.threshold)
    named = {priority.id: words().priority(priority) for priority in agreement.priorities}
    priority = named.get(each.priority, each.priority) if each.priority else ""
    verdict, tone = VERDICTS[each.reached]
    numbers = {"met": words().number(each.met), "due": words().number(each.met + each.missed)}
    return Line(
        about=" · ".join(filter(None, (metric, priority))),
        numbers=_("%(met)s of %(due)s kept") % numbers,
        share=words().percent(each.share) if each.judged and each.share is not None else "",
        verdict=str(verdict),
        tone=tone,
    )
