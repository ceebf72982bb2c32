"""Promises that are well written and cannot be kept, or that other promises make pointless."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from parola.policy.findings import gettext_noop
from parola.policy.ordinary import WEEK
from parola.policy.reviewer import Reviewer, situations, target_of
from parola.sla.agreement import Metric, Plan, Target
from parola.sla.calendar import Calendar, NeverOpens
from parola.sla.durations import ByDate, Promise
from parola.sla.spans import total

from .courses import promised_periods

TO_THE_CUSTOMER = (Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE, Metric.UPDATE)
"""What is met by a message to the customer, and so must wait for the contact window."""


def check_openings(r: Reviewer) -> None:
    """Calendars that are never open, such as an intersection of a day and a night, or one whose closures leave no day."""
    for name in r.agreement.calendars:
        if not _opens(r.week.calendar(name, None), r):
            message = gettext_noop(
                "the calendar `%(value)s` is not open in any ordinary week: nothing on it is ever due"
            )
            r.tell("calendar-never-opens", f"calendars.{name}", message, params={"value": name})
        elif not _opens(r.week.dated(name), r):
            message = gettext_noop(
                "the closures of the calendar `%(value)s` leave no day open: what comes in on %(example)s is never due"
            )
            params = {"value": name, "example": r.week.local(r.week.start)}
            r.tell("calendar-never-opens", f"calendars.{name}", message, params=params)


def _opens(calendar: Calendar, r: Reviewer) -> bool:
    try:
        calendar.next_opening(r.week.start)
    except NeverOpens:
        return False
    return True


def check_days(r: Reviewer) -> None:
    """Targets that count every date, on a calendar that closes: its hours are what warnings and the time used would count."""
    for target in [*(target for _, target in r.own_targets()), *r.agreement.problem_targets]:
        if isinstance(target.promise, ByDate):
            calendars = [r.week.calendar(target.calendar, chosen) for chosen in r.week.choices]
            closing = next((each for each in calendars if not _never_closes(each, r)), None)
            if closing:
                _tell_days(r, target, target.promise, closing)


def _never_closes(calendar: Calendar, r: Reviewer) -> bool:
    return calendar.between(r.week.start, r.week.start + WEEK) == WEEK


def _tell_days(r: Reviewer, target: Target, promise: ByDate, calendar: Calendar) -> None:
    """Tell it with a request that comes in at the last closing of the week."""
    example = list(calendar.spans(r.week.start, r.week.start + WEEK))[-1].end
    message = gettext_noop(
        "this counts every date, and its calendar does not: warnings and the time used would count the calendar's hours. "
        "For example: in %(example)s, due %(due)s, of which %(worked)s are counted"
    )
    due = calendar.due(example, promise)
    params = {
        "example": r.week.local(example),
        "due": r.week.local(due),
        "worked": calendar.between(example, due),
    }
    hint = gettext_noop("give these rows a table of their own with `on: always`, or write business days")
    r.tell("calendar-days-on-hours", target.clause, message, hint, params)


def check_dues(r: Reviewer) -> None:
    """Promises that the working time of their calendar does not reach: nobody could compute a due time."""
    written = [(target.clause, target.calendar, target.promise) for target in r.promised_targets()]
    written += [(target.clause, target.calendar, target.promise) for target in r.agreement.problem_targets]
    written += promised_periods(r)
    for place, calendar, promise in written:
        if promise and not all(_reached(r, calendar, chosen, promise) for chosen in r.week.choices):
            r.tell(
                "never-due",
                place,
                gettext_noop("this is never due: its calendar has not so much working time before the year 9999"),
            )


def _reached(r: Reviewer, calendar: str, chosen: str | None, promise: Promise) -> bool:
    try:
        r.week.calendar(calendar, chosen).due(r.week.start + WEEK, promise)
    except (NeverOpens, OverflowError):
        return False
    return True


def check_contact_windows(r: Reviewer) -> None:
    """Targets that run while nobody may contact the customer."""
    for target in r.promised_targets():
        window = r.agreement.priority(target.priority).contact
        if window and target.metric in TO_THE_CUSTOMER:
            _check_window(r, target, window)


def _check_window(r: Reviewer, target: Target, window: str) -> None:
    """Tell the choice of calendar by which the target fails for most of the week."""
    assert target.promise is not None  # noqa: S101  # own_targets gives those with a promise
    failing = []
    for chosen in r.week.choices:
        contact, calendar = r.week.calendar(window, chosen), r.week.calendar(target.calendar, chosen)
        spans = r.week.too_soon(contact, calendar, target.promise)
        failing.append((total(spans), spans, contact, calendar))
    lost, spans, contact, calendar = max(failing, key=lambda each: each[0])
    if not lost:
        return
    example = max(spans, key=lambda span: span.end - span.start).start
    params = {
        "share": Fraction(lost / WEEK).limit_denominator(10_000),
        "priority": target.priority,
        "example": r.week.local(example),
        "due": r.week.local(calendar.due(example, target.promise)),
        "opens": r.week.local(contact.next_opening(example)),
    }
    message = gettext_noop(
        "this target cannot be kept for a request that comes in during %(share)s of the week: it is due before the "
        "customer may be contacted. For example: in %(example)s, due %(due)s, contact from %(opens)s"
    )
    hint = gettext_noop("let it count on the calendar of the contact window, or take `contact` from `%(priority)s`")
    r.tell("contact-window", target.clause, message, hint, params)


def check_cadence(r: Reviewer) -> None:
    """Updates that come before the first response, or only after the resolution."""
    for plan, update in r.own_targets():
        if update.metric is Metric.UPDATE:
            _compare(r, plan, update, Metric.FIRST_RESPONSE)
            _compare(r, plan, update, Metric.RESOLUTION)


_CADENCE = {
    Metric.FIRST_RESPONSE: (
        "update-before-response",
        gettext_noop(
            "the first update is due before the first response: at worst after %(update)s, the response after %(other)s. "
            "For example: in %(example)s, update due %(due)s, response due %(other_due)s"
        ),
        gettext_noop(
            "an update is a message to the customer, so the response's own target never matters: lengthen the one or shorten the other"
        ),
    ),
    Metric.RESOLUTION: (
        "update-after-resolution",
        gettext_noop(
            "an update comes only after the resolution: at worst after %(update)s, the resolution after %(other)s. "
            "For example: in %(example)s, update due %(due)s, resolution due %(other_due)s"
        ),
        gettext_noop(
            "no update is ever due before the request is to be resolved: shorten the one or lengthen the other"
        ),
    ),
}


def _compare(r: Reviewer, plan: Plan, update: Target, metric: Metric) -> None:
    """Tell the first contract and ticket for which the two are the wrong way round in an ordinary week."""
    for other, chosen in _beside(r, plan, update, metric):
        if update.promise is None or other.promise is None:
            continue
        mine, theirs = r.week.calendar(update.calendar, chosen), r.week.calendar(other.calendar, chosen)
        longest, other_longest = (
            r.week.longest(*each)[0] for each in ((mine, update.promise), (theirs, other.promise))
        )
        wrong = longest < other_longest if metric is Metric.FIRST_RESPONSE else longest > other_longest
        if wrong:
            example = r.week.longest(
                *((theirs, other.promise) if metric is Metric.FIRST_RESPONSE else (mine, update.promise))
            )[1]
            code, message, hint = _CADENCE[metric]
            params = {
                "update": longest,
                "other": other_longest,
                "example": r.week.local(example),
                "due": r.week.local(mine.due(example, update.promise)),
                "other_due": r.week.local(theirs.due(example, other.promise)),
            }
            r.tell(code, update.clause, message, hint, params)
            return


def _beside(r: Reviewer, plan: Plan, update: Target, metric: Metric) -> Iterator[tuple[Target, str | None]]:
    """The targets of the other metric that hold for the same tickets, for each choice of a calendar."""
    cells = [
        each for each in plan.targets if each.priority == update.priority and each.metric in (metric, Metric.UPDATE)
    ]
    for facts in situations([each.when for each in cells]):
        other = target_of(plan, metric, update.priority, facts)
        if other and target_of(plan, Metric.UPDATE, update.priority, facts) is update:
            yield from ((other, chosen) for chosen in r.week.choices)


def check_plans(r: Reviewer) -> None:
    """A plan that promises less than a cheaper one. Plans stand in the file from the cheapest on.

    A trial, and the plan of those without a contract, are not bought, and not compared.
    """
    bought = [plan for plan in r.agreement.plans.values() if not plan.trial and plan.id != r.agreement.default_plan]
    for index, dearer in enumerate(bought):
        for cheaper in bought[:index]:
            for priority in r.agreement.priorities:
                for metric in Metric:
                    _check_cell(r, cheaper, dearer, metric, priority.id)


def _check_cell(r: Reviewer, cheaper: Plan, dearer: Plan, metric: Metric, priority: str) -> None:
    cells = [
        each.when
        for plan in (cheaper, dearer)
        for each in plan.targets
        if (each.metric, each.priority) == (metric, priority)
    ]
    for facts in situations(cells):
        before, after = (target_of(plan, metric, priority, facts) for plan in (cheaper, dearer))
        if before and before.promise and _told_worse(r, cheaper, dearer, before, after):
            return


def _told_worse(r: Reviewer, cheaper: Plan, dearer: Plan, before: Target, after: Target | None) -> bool:
    """Tell where the dearer plan is worse, for the first choice of a calendar with which it is."""
    params: dict[str, object] = {
        "plan": dearer.id,
        "cheaper": cheaper.id,
        "metric": before.metric,
        "priority": before.priority,
    }
    hint = gettext_noop("plans stand in the file from the cheapest on: change the target, or the order of the plans")
    if after is None or after.promise is None:
        message = gettext_noop(
            "the plan `%(plan)s` promises nothing where the cheaper `%(cheaper)s` does: %(metric)s at `%(priority)s`"
        )
        place = after.clause if after else f"plans.{dearer.id}"
        r.tell("worse-than-cheaper", place, message, hint, params)
        return True
    for chosen in r.week.choices:
        slow, example = r.week.longest(r.week.calendar(after.calendar, chosen), after.promise)
        fast, _ = r.week.longest(r.week.calendar(before.calendar, chosen), before.promise or after.promise)
        if slow > fast:
            message = gettext_noop(
                "the plan `%(plan)s` is slower than the cheaper `%(cheaper)s`: %(metric)s at `%(priority)s` takes %(slow)s at "
                "worst against %(fast)s. For example: in %(example)s"
            )
            params |= {"slow": slow, "fast": fast, "example": r.week.local(example)}
            r.tell("worse-than-cheaper", after.clause, message, hint, params)
            return True
    return False
