"""How a promise stands, told to whom it was made: in full sentences, in their own time, and plainly where it was missed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy

from parola.sla.agreement import Metric
from parola.sla.clock import Clock, State
from parola.web.due import Due, of_clock
from parola.web.templatetags.parola import words

SENTENCES = {
    (Metric.FIRST_RESPONSE, State.RUNNING, False): gettext_lazy("We will answer by %(instant)s."),
    (Metric.FIRST_RESPONSE, State.MISSED, False): gettext_lazy(
        "We promised to answer by %(instant)s, and have not kept it. We are sorry."
    ),
    (Metric.FIRST_RESPONSE, State.MISSED, True): gettext_lazy(
        "We promised to answer by %(instant)s, and answered only on %(answered)s. We are sorry."
    ),
    (Metric.FIRST_RESPONSE, State.MET, True): gettext_lazy(
        "We promised to answer by %(instant)s, and answered on %(answered)s."
    ),
    (Metric.FIRST_RESPONSE, State.BEST_EFFORT, False): gettext_lazy(
        "Your plan promises no fixed time for an answer: we answer as soon as we can."
    ),
    (Metric.FIRST_RESPONSE, State.BEST_EFFORT, True): gettext_lazy(
        "We answered on %(answered)s. No fixed time was promised."
    ),
}
"""By what is promised, how that stands, and whether it was done; where there is none, the state in a word is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One promise: how it stands in a word (`due`), and in a sentence where there is one."""

    due: Due
    sentence: str


def promise(clock: Clock, now: datetime) -> Promise:
    """The promise that a clock stands for, at `now`."""
    template = SENTENCES.get((clock.metric, clock.state(now), clock.done is not None), "")
    sentence = str(template) % {"instant": _instant(clock.due), "answered": _instant(clock.done)}
    return Promise(due=of_clock(clock, now), sentence=sentence)


def _instant(at: datetime | None) -> str:
    """An instant in full, in the reader's zone; empty where there is none."""
    return words().instant(at, timezone.get_current_timezone_name()) if at else ""
