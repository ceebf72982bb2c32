"""How a promise stands, told to whom it was made: in full sentences, in their own time, and plainly where it was missed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from parola.sla.agreement import Metric
from parola.sla.clock import Clock, State
from parola.web.console.due import Due, of_clock
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One promise: how it stands in a word (`due`), and in a sentence."""

    metric: str
    cycle: int
    due: Due
    sentence: str


def promise(clock: Clock, now: datetime) -> Promise:
    """The promise that a clock stands for, at `now`."""
    due = of_clock(clock, now)
    told = _of_answer(clock, due) if clock.metric is Metric.FIRST_RESPONSE else _of_any(clock)
    return Promise(metric=clock.metric.value, cycle=clock.cycle, due=due, sentence=told)


def _of_answer(clock: Clock, due: Due) -> str:
    """The promise of a first response."""
    values = {"instant": _instant(clock.due), "answered": _instant(clock.done)}
    match due.state, clock.done:
        case State.RUNNING, _at:
            return _("We will answer by %(instant)s.") % values
        case State.MISSED, None:
            return _("We promised to answer by %(instant)s, and have not kept it. We are sorry.") % values
        case State.MISSED, _at:
            return _("We promised to answer by %(instant)s, and answered only on %(answered)s. We are sorry.") % values
        case State.MET, _at:
            return _("We promised to answer by %(instant)s, and answered on %(answered)s.") % values
        case State.BEST_EFFORT, None:
            return _("Your plan promises no fixed time for an answer: we answer as soon as we can.")
        case State.BEST_EFFORT, _at:
            return _("We answered on %(answered)s. No fixed time was promised.") % values
        case _:
            return ""


def _of_any(clock: Clock) -> str:
    """Any other promise."""
    return _("Due by %(instant)s.") % {"instant": _instant(clock.due)} if clock.due else ""


def _instant(at: datetime | None) -> str:
    """An instant in full, in the reader's zone; empty where there is none."""
    return words().instant(at, timezone.get_current_timezone_name()) if at else ""
