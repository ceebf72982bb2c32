"""How a promise stands, as words, an icon and a tone; never as a colour alone. Made from the fold's own clocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parola.sla.clock import Clock, State
from parola.sla.timeline import Timeline
from parola.web import brief
from parola.web.templatetags.parola import words

Tone = Literal["calm", "soon", "missed", "still", "kept"]
SOON = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is left of a promise. `what` is the metric, `used` the percentage of the target that is gone (None: nothing to use up)."""

    what: str
    text: str
    tone: Tone
    icon: str
    state: State | None
    pending: bool = False
    """Whether it still waits to be done."""
    at: datetime | None = None
    used: int | None = None


def next_due(timeline: Timeline, now: datetime) -> Due:
    """What is due next on a ticket; where nothing is, how its last clock ended. A goal, where nothing else was promised."""
    clocks = timeline.at(now).clocks
    clocks = tuple(clock for clock in clocks if not clock.goal) or clocks
    waiting = [clock for clock in clocks if clock.ended is None]
    if waiting:
        return of_clock(min(waiting, key=_urgency), now)
    if clocks:
        return of_clock(max(clocks, key=lambda clock: clock.ended or clock.began), now)
    return Due(what="", text=_("Nothing is due"), tone="calm", icon="circle-check", state=None)


def changes_at(dues: Iterable[Due], now: datetime) -> datetime | None:
    """The next instant at which time alone makes one of them look otherwise; None: none does."""
    running = [due.at for due in dues if due.pending and due.at is not None and due.state is State.RUNNING]
    return min((at for due in running for at in (due - SOON, due) if at > now), default=None)


def all_due(clocks: Iterable[Clock], now: datetime) -> list[tuple[Clock, Due]]:
    """The clocks with how they stand, those that still matter first."""
    ordered = sorted(clocks, key=lambda clock: (clock.ended is not None, _urgency(clock)))
    return [(clock, of_clock(clock, now)) for clock in ordered]


def of_clock(clock: Clock, now: datetime) -> Due:
    """How one clock stands at `now`."""
    state = clock.state(now)
    text, tone, icon = _told(clock, state, now)
    return Due(
        what=words().clock(clock.metric, clock.threshold),
        text=text,
        tone=tone,
        icon=icon,
        state=state,
        pending=clock.ended is None,
        at=clock.due,
        used=_used(clock, state, now),
    )


def _urgency(clock: Clock) -> tuple[bool, datetime]:
    return clock.due is None, clock.due or clock.began


def _told(clock: Clock, state: State, now: datetime) -> tuple[str, Tone, str]:
    elapsed = clock.elapsed(now)
    spent = brief.duration(elapsed)
    match state:
        case State.RUNNING:
            return _("%(time)s left") % {"time": brief.duration(_left(clock, now))}, _running_tone(clock, now), "timer"
        case State.MISSED:
            return _missed(clock, now)
        case State.PAUSED:
            return _("Paused after %(time)s") % {"time": spent}, "still", "pause"
        case State.BEST_EFFORT:
            text = _("Best effort, %(time)s") % {"time": spent} if elapsed else _("Best effort")
            return text, "calm", "circle-dashed"
        case State.MET:  # perhaps while no time was counted: at night, say
            text = _("Kept, took %(time)s") % {"time": spent} if elapsed else pgettext("one promise", "Kept")
            return text, "kept", "circle-check"
        case State.VOID:
            return _("Does not count"), "calm", "circle-x"


def _missed(clock: Clock, now: datetime) -> tuple[str, Tone, str]:
    """A missed cycle of a repeating clock ends as the next begins: it is late by nothing that could be told. A goal was no promise."""
    if clock.goal:
        return pgettext("one goal", "Not managed"), "soon", "circle-dashed"
    over = _over(clock, now)
    text = _("Missed by %(time)s") % {"time": brief.duration(over)} if over else pgettext("one promise", "Missed")
    return text, "missed", "triangle-alert"


def _running_tone(clock: Clock, now: datetime) -> Tone:
    return "soon" if clock.due is not None and clock.due - now <= SOON else "calm"


def _left(clock: Clock, now: datetime) -> timedelta:
    """Working time until the due instant, on the clock's own calendar."""
    return clock.calendar.between(now, max(now, clock.due)) if clock.due else timedelta()


def _over(clock: Clock, now: datetime) -> timedelta:
    """Real time beyond the due instant: what the customer waited, also while the desk was closed."""
    return (clock.ended or now) - clock.due if clock.due else timedelta()


def _used(clock: Clock, state: State, now: datetime) -> int | None:
    """The share of the time from the start to the due instant that is gone, in percent."""
    if state is State.MISSED:
        return 100
    if state is not State.RUNNING or clock.due is None:
        return None
    whole = clock.strand.elapsed(clock.due)
    return min(100, round(100 * (clock.elapsed(now) / whole))) if whole else 100
