"""The core: what was promised, when it is due, and what became of it. No Django, no I/O, no clock: time is a parameter.

The public names. `explain.explain` tells why a clock says what it says; `parola.sla.batch` does the arithmetic for arrays.
"""

from .agreement import Agreement, Metric, Start, Terms
from .alarms import Alarm, schedule
from .attainment import achieve, attain
from .calendar import ALWAYS, Calendar, NeverOpens, compile_calendar
from .clock import Clock, State
from .events import (
    Agreed,
    Closed,
    Escalated,
    Event,
    FactsChanged,
    Message,
    Milestone,
    Opened,
    PriorityChanged,
    Reached,
    Reopened,
    Resolved,
    Resumed,
    TermsChanged,
    Voided,
    Waiting,
    Withdrawn,
)
from .explain import Explanation
from .timeline import BadHistory, Timeline, fold

__all__ = [
    "ALWAYS",
    "Agreed",
    "Agreement",
    "Alarm",
    "BadHistory",
    "Calendar",
    "Clock",
    "Closed",
    "Escalated",
    "Event",
    "Explanation",
    "FactsChanged",
    "Message",
    "Metric",
    "Milestone",
    "NeverOpens",
    "Opened",
    "PriorityChanged",
    "Reached",
    "Reopened",
    "Resolved",
    "Resumed",
    "Start",
    "State",
    "Terms",
    "TermsChanged",
    "Timeline",
    "Voided",
    "Waiting",
    "Withdrawn",
    "achieve",
    "attain",
    "compile_calendar",
    "fold",
    "schedule",
]
