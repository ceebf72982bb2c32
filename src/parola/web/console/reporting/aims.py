"""The objectives of an agreement, each with how it fared, and the credits that follow from it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parola.desk.accounts.models import Brand, Organization
from parola.desk.agreements import queries as agreements
from parola.desk.reports.queries import Judgement
from parola.policy.objectives import details
from parola.sla.agreement import Agreement
from parola.sla.attainment import Achievement, Promised
from parola.sla.objective import Credit, Objective
from parola.web import brief
from parola.web.console.reporting.counts import Asked, Count, count
from parola.web.console.reporting.periods import Month
from parola.web.templatetags.parola import words

Judge = Callable[[Objective, tuple[datetime, datetime]], Judgement]
"""How an objective fared in a period; by customers too, where it has credits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How an objective fared for a metric, at a priority or (empty) at all. `reached` is None where it is not judged, and `why` says so."""

    metric: str
    priority: str
    share: str
    reached: bool | None
    within: str
    """The same as a percentile; empty where nothing was due."""
    why: str
    kept: Count
    missed: Count
    outlook: str
    """What the rest of the period can bear; empty where nothing can be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What a customer is credited."""

    customer: str
    share: str
    """The share that was kept."""
    missed: int
    """The misses by which it is owed; 0 where the share is why."""
    percent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """An objective in the vendor's words, what it says beside them, and how it fared in its period. `owed` is None without credits."""

    text: str
    details: list[str]
    period: str
    unfinished: bool
    results: list[Result]
    owed: list[Owed] | None


def aims(brand: Brand, agreement: Agreement, asked: Asked, judge: Judge, now: datetime) -> Iterator[Aim]:
    """Every objective, over its own period around the month."""
    for objective in agreement.objectives:
        bounds = asked.month.bounds(brand.timezone, objective.period)
        judged = judge(objective, bounds)
        yield Aim(
            text=words().text(objective.text),
            details=details(objective, words()),
            period=asked.month.named(objective.period),
            unfinished=now < bounds[1],
            results=[_result(brand, agreement, asked, each) for each in _by_severity(agreement, judged.results)],
            owed=list(_owed(judged)) if objective.credits else None,
        )


def objective_of(brand: Brand, month: Month, id: str) -> Objective:
    """The objective of that id in the agreement by which the month is judged. KeyError where there is none."""
    _, last = month.bounds(brand.timezone)
    agreement = agreements.agreement(agreements.version_at(brand, last))
    return {objective.id: objective for objective in agreement.objectives}[id]


def _by_severity(agreement: Agreement, achievements: Iterable[Achievement]) -> list[Achievement]:
    """For each metric the most severe priority first."""
    places = {priority.id: place for place, priority in enumerate(agreement.priorities)}

    def place(each: Achievement) -> tuple[int, int]:
        return each.objective.metrics.index(each.metric), places.get(each.priority or "", len(places))

    return sorted(achievements, key=place)


def _result(brand: Brand, agreement: Agreement, asked: Asked, achievement: Achievement) -> Result:
    objective = achievement.objective
    kind = Promised(achievement.metric, achievement.priority or "", objective.threshold)
    return Result(
        metric=words().clock(achievement.metric, objective.threshold),
        priority=priority_told(agreement, achievement.priority) if achievement.priority else "",
        share=share_told(achievement.share),
        reached=achievement.reached,
        within=_within(achievement),
        why=_why(achievement) if achievement.reached is None else "",
        kept=count(achievement.met, asked, brand, kind, what="met", objective=objective.id),
        missed=count(achievement.missed, asked, brand, kind, what="missed", objective=objective.id),
        outlook=_outlook(achievement) if achievement.judged else "",
    )


def _within(achievement: Achievement) -> str:
    """The time in which the objective's share was done."""
    if not achievement.met + achievement.missed:
        return ""
    share = words().percent(achievement.objective.share)
    if achievement.within is None:
        return _("fewer than %(share)s were done") % {"share": share}
    return _("%(share)s took at most %(time)s") % {"share": share, "time": brief.duration(achievement.within)}


def _outlook(achievement: Achievement) -> str:
    """How far the share is from being broken, or from being reached again, counted on what has ended so far."""
    share = words().percent(achievement.objective.share)
    if achievement.bears is not None:
        if not achievement.bears:
            return _("The next miss breaks %(share)s.") % {"share": share}
        text = ngettext(
            "%(count)s more miss, and %(share)s still holds.",
            "%(count)s more misses, and %(share)s still holds.",
            achievement.bears,
        )
        return text % {"count": words().number(achievement.bears), "share": share}
    if achievement.mends is None:
        return _("%(share)s cannot be reached any more.") % {"share": share}
    text = ngettext(
        "%(count)s more kept without a miss, and %(share)s is reached again.",
        "%(count)s more kept without a miss, and %(share)s is reached again.",
        achievement.mends,
    )
    return text % {"count": words().number(achievement.mends), "share": share}


def _why(achievement: Achievement) -> str:
    if not achievement.met + achievement.missed:
        return _("Nothing was due")
    return _("Too few to judge")


def _owed(judged: Judgement) -> Iterator[Owed]:
    """What each customer is credited by their own numbers: the worst result decides, and credits are not added up."""
    owing = {customer: result for customer, some in judged.by_customer.items() if (result := _worst(some))}
    for customer in Organization.objects.filter(pk__in=owing).order_by("name"):
        worst, credit = owing[customer.pk]
        yield Owed(
            customer=customer.name,
            share=share_told(worst.share),
            missed=worst.missed if credit.misses else 0,
            percent=words().percent(credit.percent / 100),
        )


def _worst(results: Iterable[Achievement]) -> tuple[Achievement, Credit] | None:
    """The result by which most is owed, and what; None where nothing is."""
    owed = [(result, credit) for result in results if (credit := result.credit)]
    return max(owed, key=lambda each: each[1].percent, default=None)


def priority_told(agreement: Agreement, priority: str) -> str:
    """A priority's name; its id, where the agreement has no such priority any more."""
    try:
        return words().priority(agreement.priority(priority))
    except KeyError:
        return priority


def share_told(share: float | None) -> str:
    """A share in percent; a dash where there is none."""
    return "–" if share is None else words().percent(share)
