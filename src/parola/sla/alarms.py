"""When somebody must be told about a clock, and when the desk does something ahead of a due time (design, section 5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .agreement import Metric, NamedStep
from .clock import Clock
from .durations import Stretch
from .timeline import Timeline

DUE = "due"
ESCALATE = "escalate"
"""The desk takes the ticket to the next tier, so that this is done before it is due."""
REMIND = "remind"
"""The desk reminds whoever has the ticket of a customer update, and drafts it."""
SILENT = "silent"
"""So many updates were missed one after another that from now on nobody is told of each."""
STILL_SILENT = "silent-day-"
"""Nobody has written to the customer for another day."""
NAMED = "step-"
"""A step of the agreement's own, with its id."""

AHEAD = {Metric.ESCALATION: ESCALATE, Metric.UPDATE: REMIND}
AT_LEAST = timedelta(minutes=1)
"""So long before its due time the desk acts at the latest."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """At the instant `at` the clock comes to `step`: `due`, `warning-50` for half of the target used, or one of those above.

    `missed` is how many cycles were missed one after another, where the step is about that.
    """

    at: datetime
    metric: Metric
    cycle: int
    priority: str
    step: str
    threshold: str = ""
    missed: int = 0

    @property
    def key(self) -> str:
        """What makes the alarm one of its kind on its ticket, so that it is raised once: `first_response:1:P1:due`.

        Of a clock with a threshold: `first_response/outer:1:P1:due`.
        """
        metric = f"{self.metric}/{self.threshold}" if self.threshold else self.metric
        return f"{metric}:{self.cycle}:{self.priority}:{self.step}"

    @property
    def kind(self) -> tuple[Metric, str]:
        """What the alarms of one clock, and those of the cycles after it, have in common."""
        return self.metric, self.threshold

    @property
    def named(self) -> bool:
        """Whether it is a step of the agreement's own."""
        return self.step.startswith(NAMED)


def schedule(timeline: Timeline) -> tuple[Alarm, ...]:
    """All alarms of the clocks that nothing has ended, in the order of time, past ones too.

    An alarm is there until its clock ends or another strand rules; those of missed cycles until the cycle after them is
    met. So what has fallen due must be raised before anything else changes the ticket. A clock without a due instant has
    none. Of a metric that repeats, the next cycle's come with `timeline.at` of an instant after this one's due time.
    """
    alarms = (alarm for row in _rows(timeline.clocks) for alarm in _of_row(row, timeline))
    return tuple(sorted(alarms, key=lambda alarm: (alarm.at, alarm.key)))


def superseded(alarm: Alarm, raised: Sequence[Alarm]) -> bool:
    """Whether the alarm is no news beside the others that are raised with it, in the order of time.

    A later step of the same clock says more, and so does a later missed cycle. Of named steps the last one counts. What the desk
    has to do it does all the same.
    """
    if alarm.step == ESCALATE:
        return False
    later = [other for other in raised[raised.index(alarm) + 1 :] if _tells_more(other, alarm)]
    return any(other.cycle == alarm.cycle or other.step in (DUE, SILENT) for other in later)


def _tells_more(other: Alarm, alarm: Alarm) -> bool:
    return other.kind == alarm.kind and other.named == alarm.named


def _rows(clocks: Sequence[Clock]) -> Iterator[Sequence[Clock]]:
    """Each clock that nothing has ended, with the cycles that were missed one after another before it."""
    row: list[Clock] = []
    for clock in reversed(clocks):
        if row and clock.run_out and clock.kind == row[-1].kind:
            row.append(clock)
            continue
        if row:
            yield row[::-1]
        row = [clock] if clock.ended is None else []
    if row:
        yield row[::-1]


def _of_row(row: Sequence[Clock], timeline: Timeline) -> Iterator[Alarm]:
    """The alarms of cycles that follow one another, up to the one after which nobody is told of each any more."""
    patience = timeline.alarms.silent_after
    for clock in row[:patience]:
        yield from _of_clock(clock, timeline)
    if len(row) >= patience and row[-1].metric is Metric.UPDATE:
        yield from _silence(row[patience - 1], row[-1], patience)


def _silence(last_told: Clock, present: Clock, missed: int) -> Iterator[Alarm]:
    """That a ticket is silent, and then each day that it still is."""
    since = last_told.due
    if since is None:
        return
    yield _alarm(last_told, since, SILENT, missed)
    days = (present.began - since) // DAY + 1 if present is not last_told and present.due is not None else 0
    for day in range(1, days + 1):
        yield _alarm(last_told, since + day * DAY, f"{STILL_SILENT}{day}")


def _of_clock(clock: Clock, timeline: Timeline) -> Iterator[Alarm]:
    due = clock.due
    if due is None or not (clock.strand.in_force or clock.agreed):
        return
    target = clock.strand.elapsed(due)
    for share in timeline.warnings:
        at = clock.strand.reaches(target * share)
        # What lay behind when the strand came to rule is no news: whoever changed the priority saw the due time.
        if at is not None and clock.ruled_since <= at < due:
            yield _alarm(clock, at, f"warning-{share * 100:g}")
    yield from _acts(clock, due, target, timeline)
    for step in timeline.alarms.steps:
        yield from _named(clock, step, target)
    yield _alarm(clock, due, DUE)


def _acts(clock: Clock, due: datetime, target: timedelta, timeline: Timeline) -> Iterator[Alarm]:
    """What the desk does for the clock, ahead of its due time, though not before the clock came to rule.

    A ticket that waits for the customer is escalated once it no longer does.
    """
    step = AHEAD.get(clock.metric)
    if step is None or (step == ESCALATE and timeline.waiting_for == "customer"):
        return
    at = clock.strand.reaches(target * timeline.alarms.act_ahead) or due
    yield _alarm(clock, max(clock.ruled_since, min(at, due - AT_LEAST)), step)


def _named(clock: Clock, step: NamedStep, target: timedelta) -> Iterator[Alarm]:
    """A step of the agreement's own, which may come after the due time of a clock that is still awaited."""
    if (
        step.metric is not clock.metric
        or clock.threshold
        or (step.priorities and clock.priority not in step.priorities)
    ):
        return
    worked = timedelta(seconds=step.after.seconds) if isinstance(step.after, Stretch) else target * step.after
    at = clock.strand.reaches(worked)
    if at is not None and clock.ruled_since <= at and (clock.ended is None or at <= clock.ended):
        yield _alarm(clock, at, NAMED + step.id)


def _alarm(clock: Clock, at: datetime, step: str, missed: int = 0) -> Alarm:
    return Alarm(
        at=at,
        metric=clock.metric,
        cycle=clock.cycle,
        priority=clock.priority,
        step=step,
        threshold=clock.threshold,
        missed=missed,
    )
