"""When requests would be answered, as the core reckons it: on a Friday afternoon, before a holiday, at night, on a usual day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from parola.policy.findings import gettext_noop
from parola.sla.agreement import Metric, Plan, Priority, Terms
from parola.sla.calendar import Calendar
from parola.sla.events import Opened
from parola.sla.timeline import fold

from .document import Grid, Lines, Listing, Part, Prose, Said, Section, section
from .reader import Teller, sign

FRIDAY, SUNDAY, TUESDAY = 4, 6, 1
AFTERNOON, NIGHT, MORNING = dt.time(16, 30), dt.time(3), dt.time(10)
BEFORE_CLOSING = dt.timedelta(minutes=30)
A_YEAR = dt.timedelta(days=366)
NAMES = {
    "friday": gettext_noop("On a Friday afternoon"),
    "eve": gettext_noop("Shortly before a holiday"),
    "night": gettext_noop("At night, on a weekend"),
    "usual": gettext_noop("On a Tuesday morning"),
}
ANSWERED = gettext_noop("A request of priority %(priority)s that comes in on %(opened)s is answered by %(due)s.")
OTHERWISE = gettext_noop("A request of priority %(priority)s that comes in on %(opened)s. %(metric)s: by %(due)s.")


@dataclass(frozen=True, slots=True)
class Moment:
    """When a request might come in."""

    name: str
    at: dt.datetime


def examples(t: Teller) -> Iterator[Section]:
    """A part for each plan. They differ where the plans do, and where the reader is."""
    w = t.words
    told = {"place": w.isolated(t.place()), "country": w.isolated(t.country())}
    parts = [_plan(t, plan) for plan in t.agreement.plans.values()]
    title = t.own(w.gettext("When you would be answered"))
    yield from section("examples", title, Prose((t.own(_where(t) % told, "soft"),)), *parts)


def _where(t: Teller) -> str:
    """By which clock and holidays it is told: the reader's holidays count where some calendar goes by them."""
    if all(each.holidays != "contract" for each in t.agreement.calendars.values()):
        return t.words.gettext("Times of %(place)s.")
    if t.country():
        return t.words.gettext("Times of %(place)s, with the public holidays of %(country)s.")
    return t.words.gettext("Times of %(place)s, without public holidays.")


def _plan(t: Teller, plan: Plan) -> Part:
    terms, title = t.terms(plan.id), t.text(plan.name, "strong")
    metric = _metric(terms.plan)
    if metric is None:
        return Part(
            title, (Prose((t.own(t.words.gettext("In this plan no time is promised: we answer as soon as we can.")),)),)
        )
    moments = list(_moments(t, terms))
    sentences = tuple((t.own(each),) for each in _sentences(t, terms, metric, moments))
    grid = Grid(t.own(t.words.metric(metric)), _head(t, moments), tuple(_rows(t, terms, metric, moments)))
    return Part(title, (Listing(sentences), grid) if sentences else (grid,))


def _metric(plan: Plan) -> Metric | None:
    """What the examples are told of: the first answer, else the first that the plan promises."""
    promised = {target.metric for target in plan.targets if target.promise}
    return (
        Metric.FIRST_RESPONSE if Metric.FIRST_RESPONSE in promised else next((m for m in Metric if m in promised), None)
    )


def _moments(t: Teller, terms: Terms) -> Iterator[Moment]:
    """All of them to come, from tomorrow on."""
    yield Moment("friday", t.reader.at(_next(t.reader.today, FRIDAY), AFTERNOON))
    if eve := _eve(t, terms):
        yield Moment("eve", eve)
    yield Moment("night", t.reader.at(_next(t.reader.today, SUNDAY), NIGHT))
    yield Moment("usual", t.reader.at(_next(t.reader.today, TUESDAY), MORNING))


def _next(today: dt.date, weekday: int) -> dt.date:
    return today + dt.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _eve(t: Teller, terms: Terms) -> dt.datetime | None:
    """Half an hour before the last closing before the next holiday, by the first of the plan's calendars that has any."""
    named = dict.fromkeys(target.calendar for target in terms.plan.targets if target.promise)
    found = (_before_holiday(t, terms.calendars[name]) for name in named if name != "always")
    return next((at for at in found if at), None)


def _before_holiday(t: Teller, calendar: Calendar) -> dt.datetime | None:
    tomorrow = t.reader.at(t.reader.today + dt.timedelta(days=1))
    worked: dt.datetime | None = None
    for gap in calendar.gaps(tomorrow, tomorrow + A_YEAR):
        if gap.reason in ("holiday", "closure"):
            before = list(calendar.spans(tomorrow, gap.span.start))
            worked = before[-1].end if before else None
        if worked:
            return worked - BEFORE_CLOSING
    return None


def _due(terms: Terms, priority: str, metric: Metric, at: dt.datetime) -> dt.datetime | None:
    """When the core says that it is due; None where nothing is."""
    clocks = fold([Opened(at=at, priority=priority)], terms).clocks
    return next((clock.due for clock in clocks if clock.kind == (metric, "")), None)


def _offered(terms: Terms) -> list[Priority]:
    return [each for each in terms.agreement.priorities if each.id not in terms.plan.not_offered]


def _sentences(t: Teller, terms: Terms, metric: Metric, moments: list[Moment]) -> Iterator[str]:
    """For each moment one priority: on the usual day the usual one, on Friday the second, else the most severe."""
    offered = [each.id for each in _offered(terms)]
    usual = t.agreement.default_priority
    picked = {"friday": offered[min(1, len(offered) - 1)], "usual": usual if usual in offered else offered[-1]}
    for moment in moments:
        priority = picked.get(moment.name, offered[0])
        due = _due(terms, priority, metric, moment.at)
        if due is not None:
            yield _sentence(t, metric, priority, moment.at, due)


def _sentence(t: Teller, metric: Metric, priority: str, at: dt.datetime, due: dt.datetime) -> str:
    w = t.words
    parts = {
        "priority": w.isolated(sign(t, priority)),
        "opened": t.moment(at),
        "due": t.moment(due),
        "metric": w.metric(metric),
    }
    return w.gettext(ANSWERED if metric is Metric.FIRST_RESPONSE else OTHERWISE) % parts


def _head(t: Teller, moments: list[Moment]) -> Lines:
    w = t.words
    told = (f"{w.gettext(NAMES[each.name])}: {t.moment(each.at)}" for each in moments)
    return t.own(w.gettext("Priority")), *(Said(each, tone="strong") for each in told)


def _rows(t: Teller, terms: Terms, metric: Metric, moments: list[Moment]) -> Iterator[tuple[Lines, ...]]:
    for priority in _offered(terms):
        dues = [_due(terms, priority.id, metric, each.at) for each in moments]
        cells = [t.moment(due) if due else t.words.gettext("as soon as we can") for due in dues]
        yield (t.own(t.words.priority(priority), "strong"),), *((t.own(each),) for each in cells)
