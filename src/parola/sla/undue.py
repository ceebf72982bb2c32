"""Why a ticket, or one metric of it, has no due time: read off the fold's own result. Without words; `parola.policy` has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from .agreement import Metric, Terms
from .clock import Clock, State
from .timeline import Timeline

Cause = Literal["no_contract", "ended", "plan_gone", "quota"]
"""Why all is best effort, where not the plan says so: who put the ticket under its terms knows."""
Reason = Literal[
    Cause, "resolved", "closed", "void", "waiting", "excluded", "not_offered", "best_effort", "answered", "not_begun", "no_target"
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Undue:
    """Why nothing is due, with the agreement's clause where one says so. `metric`: which was asked for; None: the ticket as a whole."""

    reason: Reason
    clause: str = ""
    metric: Metric | None = None


def undue(
    timeline: Timeline, terms: Terms, now: datetime, *, cause: Cause | None = None, metric: Metric | None = None
) -> Undue | None:
    """Why nothing is due at `now` (or nothing of the metric); None where something is, if only in the past."""
    present = [clock for clock in timeline.at(now).present if metric in (None, clock.metric)]
    running = [clock for clock in present if clock.ended is None]
    if any(clock.due is not None for clock in running):
        return None
    reason, clause = _reason(timeline, terms, now, running, cause) or _rest(timeline, terms, present, metric)
    return Undue(reason=reason, clause=clause, metric=metric)


def _reason(
    timeline: Timeline, terms: Terms, now: datetime, running: list[Clock], cause: Cause | None
) -> tuple[Reason, str] | None:
    """What keeps the whole ticket, or its clocks that have not ended, from being due."""
    if timeline.status in ("resolved", "closed"):
        void = timeline.clocks and all(clock.state(now) is State.VOID for clock in timeline.clocks)
        return ("closed" if timeline.status == "closed" and not void else "void" if void else "resolved"), ""
    if any(clock.state(now) is State.PAUSED for clock in running):
        return "waiting", ""
    if timeline.exclusion is not None:
        return "excluded", timeline.exclusion.clause
    if cause is not None:
        return cause, ""
    if timeline.priority in terms.plan.not_offered:
        return "not_offered", f"plans.{terms.plan.id}.not_offered"
    unpromised = (clock.target.clause for clock in running if clock.state(now) is State.BEST_EFFORT)
    clause = next(unpromised, None)
    return None if clause is None else ("best_effort", clause)


def _rest(timeline: Timeline, terms: Terms, present: list[Clock], metric: Metric | None) -> tuple[Reason, str]:
    """No clock runs: all is done, or has not begun, or nothing was promised."""
    if any(clock.done is not None for clock in present):
        return "answered", ""
    promised = any(
        target.priority == timeline.priority and metric in (None, target.metric) and target.when.holds(timeline.facts)
        for target in terms.plan.targets
    )
    return ("not_begun" if promised else "no_target"), ("" if promised else f"plans.{terms.plan.id}.targets")
