"""The core: what was promised, when it is due, and what became of it. No Django, no I/O, no clock: time is a parameter.

The public names. `explain.explain` tells why a clock says what it says; `parola.sla.batch` does the arithmetic for arrays.
"""

from .agreement import Agreement, Metric, Terms
from .alarms import Alarm, schedule
from .attainment import achieve, attain
from .calendar import ALWAYS, Calendar, NeverOpens, compile_calendar
from .clock import Clock, State
from .events import (
    Closed,
    Escalated,
    Event,
    Message,
    Opened,
    PriorityChanged,
    Reopened,
    Resolved,
    Resumed,
    Voided,
    Waiting,
)
from .explain import Explanation
from .timeline import BadHistory, Timeline, fold

__all__ = [
    "ALWAYS",
    "Agreement",
    "Alarm",
    "BadHistory",
    "Calendar",
    "Clock",
    "Closed",
    "Escalated",
    "Event",
    "Explanation",
    "Message",
    "Metric",
    "NeverOpens",
    "Opened",
    "PriorityChanged",
    "Reopened",
    "Resolved",
    "Resumed",
    "State",
    "Terms",
    "Timeline",
    "Voided",
    "Waiting",
    "achieve",
    "attain",
    "compile_calendar",
    "fold",
    "schedule",
]
