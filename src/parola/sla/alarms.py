"""When somebody must be told about a clock: at shares of its target, and at its due instant (design, section 5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from .agreement import Metric
from .clock import Clock
from .timeline import Timeline

DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """At the instant `at` somebody must hear about the clock. `step` is `due`, or `warning-50` for half of the target used."""

    at: datetime
    metric: Metric
    cycle: int
    priority: str
    step: str
    threshold: str = ""

    @property
    def key(self) -> str:
        """What makes the alarm one of its kind on its ticket, so that it is raised once: `first_response:1:P1:due`.

        Of a clock with a threshold: `first_response/outer:1:P1:due`.
        """
        metric = f"{self.metric}/{self.threshold}" if self.threshold else self.metric
        return f"{metric}:{self.cycle}:{self.priority}:{self.step}"


def schedule(timeline: Timeline) -> tuple[Alarm, ...]:
    """All alarms of the clocks that nothing has ended, in the order of time, past ones too.

    An alarm is there until its clock ends or another strand rules, so that a worker that slept finds it; those of missed
    cycles until the cycle after them is met. A clock without a due instant has none. Of a metric that repeats, the next
    cycle's come with `timeline.at` of an instant after this one's due time.
    """
    alarms = (alarm for clock in _awaited(timeline.clocks) for alarm in _of_clock(clock, timeline.warnings))
    return tuple(sorted(alarms, key=lambda alarm: (alarm.at, alarm.key)))


def _awaited(clocks: Sequence[Clock]) -> Iterator[Clock]:
    """The clocks that nothing has ended, and the cycles that were missed one after another before such a clock."""
    awaited: tuple[Metric, str] | None = None
    for clock in reversed(clocks):
        if clock.ended is None or (clock.run_out and clock.kind == awaited):
            awaited = clock.kind
            yield clock
        else:
            awaited = None


def _of_clock(clock: Clock, shares: tuple[float, ...]) -> Iterator[Alarm]:
    due = clock.due
    if due is None or not clock.strand.in_force:
        return
    for share in shares:
        at = clock.strand.reaches(clock.strand.elapsed(due) * share)
        # What lay behind when the strand came to rule is no news: whoever changed the priority saw the due time.
        if at is not None and clock.ruled_since <= at < due:
            yield _alarm(clock, at, f"warning-{share * 100:g}")
    yield _alarm(clock, due, DUE)


def _alarm(clock: Clock, at: datetime, step: str) -> Alarm:
    return Alarm(
        at=at,
        metric=clock.metric,
        cycle=clock.cycle,
        priority=clock.priority,
        step=step,
        threshold=clock.threshold,
    )
