"""Rules over time that are well written and have no effect, or have it in the wrong order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import pairwise

from parola.policy.findings import gettext_noop
from parola.policy.reviewer import Reviewer
from parola.sla.durations import Promise
from parola.sla.rules import Closing

CUSTOMER = "customer"
"""What every ticket can wait for, whatever the agreement names."""


def promised_periods(r: Reviewer) -> Iterator[tuple[str, str, Promise]]:
    """Every length of time in the rules, with its place and calendar."""
    agreement = r.agreement
    for rule in agreement.reachability:
        yield f"{rule.clause}.within", rule.calendar, rule.within
    if closing := agreement.closing:
        for steps in _sequences(closing):
            yield from ((place, closing.calendar, promise) for place, promise in steps)
    if agreement.resolved_closes_after:
        yield "resolved_closes_after", agreement.resolved_calendar, agreement.resolved_closes_after
    if agreement.reopen_within:
        yield "reopen_within", agreement.reopen_calendar, agreement.reopen_within


def _sequences(closing: Closing) -> Iterator[list[tuple[str, Promise]]]:
    """The steps of a closing in their order, each with its place: the usual ones, then those of each priority with others."""
    yield [*(("closing.remind", promise) for promise in closing.remind), ("closing.close", closing.close)]
    for priority, pace in closing.by_priority.items():
        yield [(f"closing.by_priority.{priority}", promise) for promise in (*pace.remind, pace.close)]


def check_order(r: Reviewer) -> None:
    """A closing that comes before a reminder, or a reminder before the one that it follows."""
    closing = r.agreement.closing
    for steps in _sequences(closing) if closing else ():
        assert closing  # noqa: S101  # there is one to go through
        _check_steps(r, closing.calendar, steps)


def _check_steps(r: Reviewer, name: str, steps: list[tuple[str, Promise]]) -> None:
    for chosen in r.week.choices:
        calendar = r.week.calendar(name, chosen)
        start = calendar.next_opening(r.week.start)
        dues = [(place, calendar.due(start, promise)) for place, promise in steps]
        for (_, before), (place, after) in pairwise(dues):
            if after <= before:
                _tell_order(r, place, {"example": start, "before": before, "after": after})
                return


def _tell_order(r: Reviewer, place: str, instants: Mapping[str, datetime]) -> None:
    message = gettext_noop(
        "this step does not come after the one before it. For example: waiting from %(example)s, the one before on "
        "%(before)s, this one on %(after)s"
    )
    hint = gettext_noop("all times count from when the ticket began to wait: write them from the shortest on")
    params = {name: r.week.local(at) for name, at in instants.items()}
    r.tell("closing-out-of-order", place, message, hint, params)


def check_notice(r: Reviewer) -> None:
    """A notice that would come as soon as the ticket is resolved, or before."""
    agreement = r.agreement
    if agreement.resolved_closes_after is None or agreement.resolved_notice is None:
        return
    for chosen in r.week.choices:
        start = r.week.calendar(agreement.resolved_calendar, chosen).next_opening(r.week.start)
        closes = r.week.calendar(agreement.resolved_calendar, chosen).due(start, agreement.resolved_closes_after)
        if closes - agreement.resolved_notice <= start:
            message = gettext_noop(
                "the notice does not come after the resolution. For example: resolved on %(example)s, closed on %(after)s"
            )
            hint = gettext_noop("write a shorter notice, a longer time, or `notice: never`")
            params = {"example": r.week.local(start), "after": r.week.local(closes)}
            r.tell("closing-out-of-order", "resolved_closes_after.notice", message, hint, params)
            return


def check_end(r: Reviewer) -> None:
    """What is not answered is closed in the end, and what is resolved stays so until somebody closes it."""
    if r.agreement.closing and r.agreement.resolved_closes_after is None:
        message = gettext_noop(
            "what is not answered is closed in the end, and a resolved ticket never: it stays so until somebody closes it"
        )
        hint = gettext_noop("say after what time: `resolved_closes_after: 7d`; or accept this, with the reason")
        r.tell("resolved-never-closes", "closing", message, hint)


def check_effects(r: Reviewer) -> None:
    """Rules that no ticket comes to."""
    _check_twice(r)
    _check_waiting(r)
    for clause, priority, lower_to in _lowerings(r):
        _check_offered(r, clause, priority, lower_to)


def _lowerings(r: Reviewer) -> Iterator[tuple[str, str, str]]:
    yield from ((rule.clause, rule.priority, rule.lower_to) for rule in r.agreement.reachability)
    yield from ((rule.clause, rule.priority, rule.lower_to) for rule in r.agreement.lowering)


def _check_twice(r: Reviewer) -> None:
    seen: dict[tuple[str, str], str] = {}
    for rule in r.agreement.lowering:
        first = seen.setdefault((rule.on, rule.priority), rule.clause)
        if first != rule.clause:
            message = gettext_noop(
                "`%(first)s` lowers the same tickets on the same occasion: this rule never comes to pass"
            )
            hint = gettext_noop("take one of the two out")
            r.tell("rule-never-applies", rule.clause, message, hint, {"first": first})


def _check_waiting(r: Reviewer) -> None:
    closing = r.agreement.closing
    known = {CUSTOMER}.union(*r.agreement.pauses.values())
    if closing and closing.waits_for not in known:
        message = gettext_noop("no ticket waits for `%(value)s`: nothing is ever closed by this")
        hint = gettext_noop("name it under `pauses`, or take one of those that are there: %(known)s")
        params = {"value": closing.waits_for, "known": ", ".join(sorted(known))}
        r.tell("rule-never-applies", "closing.waits_for", message, hint, params)


def _check_offered(r: Reviewer, clause: str, priority: str, lower_to: str) -> None:
    having = [plan for plan in r.agreement.plans.values() if priority not in plan.not_offered]
    lacking = [plan.id for plan in having if lower_to in plan.not_offered]
    params = {"priority": priority, "lower": lower_to, "plans": ", ".join(lacking)}
    if len(lacking) == len(having):
        message = gettext_noop("no plan offers both `%(priority)s` and `%(lower)s`: this rule never comes to pass")
        r.tell("rule-never-applies", clause, message, params=params)
    elif lacking:
        message = gettext_noop(
            "plans that offer `%(priority)s` and not `%(lower)s`, where nothing is lowered: %(plans)s"
        )
        r.tell("lower-not-offered", clause, message, params=params)
