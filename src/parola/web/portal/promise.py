"""How a promise stands, told to whom it was made: in full sentences, in their own time, and plainly where it was missed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from parola.sla.clock import Clock, State
from parola.web.due import Due, of_clock
from parola.web.portal.sayings import AGREED, GOAL, PAUSED, SAYINGS, VOID, YOUR_ANSWER, Saying
from parola.web.sentences import waited_for
from parola.web.templatetags.parola import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One promise: how it stands in a word (`due`), and in a sentence."""

    due: Due
    sentence: str


def promise(clock: Clock, now: datetime, waiting_for: str = "") -> Promise:
    """The promise that a clock stands for, at `now`. `waiting_for`: what the ticket waits for, if it does."""
    saying = _saying(clock)
    reason = YOUR_ANSWER if waiting_for == "customer" else waited_for(waiting_for)
    parts = {"instant": _instant(clock.due), "answered": _instant(clock.done), "reason": reason}
    return Promise(due=of_clock(clock, now), sentence=_template(saying, clock, now) % parts)


def _saying(clock: Clock) -> Saying:
    if clock.agreed is not None:
        return AGREED
    return GOAL if clock.goal else SAYINGS[clock.metric]


def _template(saying: Saying, clock: Clock, now: datetime) -> str:
    match clock.state(now), clock.done is not None:
        case State.RUNNING, _:
            return str(saying.running)
        case State.MET, _:
            return str(saying.kept)
        case State.MISSED, done:
            return str(saying.late if done else saying.undone)
        case State.BEST_EFFORT, done:
            return str(saying.given if done else saying.unpromised)
        case State.PAUSED, _:
            return str(PAUSED)
        case _:
            return str(VOID)


def _instant(at: datetime | None) -> str:
    """An instant in full, in the reader's zone; empty where there is none."""
    return words().instant(at, timezone.get_current_timezone_name()) if at else ""
