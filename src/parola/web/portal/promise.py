"""How a promise stands, told to whom it was made: in full sentences, in their own time, and plainly where it was missed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parola.sla.agreement import Metric
from parola.sla.clock import Clock, State
from parola.web.console.due import Due, of_clock
from parola.web.templatetags.parola import words

ANSWERS = {
    (State.RUNNING, False): gettext_lazy("We will answer by %(instant)s."),
    (State.MISSED, False): gettext_lazy("We promised to answer by %(instant)s, and have not kept it. We are sorry."),
    (State.MISSED, True): gettext_lazy(
        "We promised to answer by %(instant)s, and answered only on %(answered)s. We are sorry."
    ),
    (State.MET, True): gettext_lazy("We promised to answer by %(instant)s, and answered on %(answered)s."),
    (State.BEST_EFFORT, False): gettext_lazy(
        "Your plan promises no fixed time for an answer: we answer as soon as we can."
    ),
    (State.BEST_EFFORT, True): gettext_lazy("We answered on %(answered)s. No fixed time was promised."),
}
"""How the promise of an answer is told, by its state and whether the answer was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One promise: how it stands in a word (`due`), and in a sentence."""

    due: Due
    sentence: str


def promise(clock: Clock, now: datetime) -> Promise:
    """The promise that a clock stands for, at `now`."""
    told = _of_answer(clock, now) if clock.metric is Metric.FIRST_RESPONSE else _of_any(clock)
    return Promise(due=of_clock(clock, now), sentence=told)


def _of_answer(clock: Clock, now: datetime) -> str:
    """The promise of a first response; empty where it no longer counts."""
    template = ANSWERS.get((clock.state(now), clock.done is not None), "")
    return str(template) % {"instant": _instant(clock.due), "answered": _instant(clock.done)}


def _of_any(clock: Clock) -> str:
    """Any other promise."""
    return _("Due by %(instant)s.") % {"instant": _instant(clock.due)} if clock.due else ""


def _instant(at: datetime | None) -> str:
    """An instant in full, in the reader's zone; empty where there is none."""
    return words().instant(at, timezone.get_current_timezone_name()) if at else ""
