"""Small signs that rows and pages share."""

from dataclasses import dataclass

from parola.sla.agreement import Terms
from parola.web.sentences import priority_name

BARS = 4
SHORT = 3
"""An id of so few characters (`P1`) is itself a name, and fits into a row."""

STATUS_TONES = {"open": "calm", "waiting": "still", "resolved": "kept", "closed": "calm"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Where a ticket stands, in words, with a tone."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityMark:
    """A priority's name, and how many of four bars show its place among its agreement's priorities (4: the most severe)."""

    id: str
    name: str
    bars: int

    @property
    def short(self) -> str:
        """The name where there is little room."""
        return self.id if len(self.id) <= SHORT else self.name


def priority_mark(terms: Terms, priority: str) -> PriorityMark:
    """The mark of a ticket's priority."""
    last = max(1, len(terms.agreement.priorities) - 1)
    bars = BARS - round(terms.severity(priority) * (BARS - 1) / last)
    return PriorityMark(id=priority, name=priority_name(terms, priority), bars=bars)
