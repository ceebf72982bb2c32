"""What happened to a ticket, as far as its clocks care. Instants are aware UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from .agreement import Metric, Terms

Sender = Literal["customer", "support", "automatic"]
Nothing = Literal["merged", "duplicate", "spam"]
Milestone = Literal["acknowledged", "workaround", "restored", "cause_found"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Each event has the instant of the fact, and that of its recording, where somebody told it later (None: at once)."""

    at: datetime
    recorded_at: datetime | None = None

    @property
    def known_at(self) -> datetime:
        """From when on the fact was known."""
        return max(self.at, self.recorded_at or self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Happening):
    """The customer's request reached the vendor's system. `facts` are what conditions read (channel, environment, product...)."""

    priority: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Happening):
    """Somebody wrote (or spoke). Only public messages of `support` answer a customer; `automatic` ones never do."""

    sender: Sender
    public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityChanged(Happening):
    """The ticket has another priority from here on."""

    priority: str
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting(Happening):
    """The ticket waits for `reason` (`customer`, `third_party`...), until it is resumed."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Happening):
    """The ticket no longer waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated(Happening):
    """The ticket arrived at a tier."""

    tier: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved(Happening):
    """The ticket was resolved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(Happening):
    """The ticket is worked on again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Happening):
    """The ticket came to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided(Happening):
    """The ticket turned out to be none to count: `merged` into another, a `duplicate`, or `spam`. It is closed."""

    reason: Nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached(Happening):
    """The ticket came to a milestone: acknowledged, a workaround given, the service restored, the cause found."""

    milestone: Milestone


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Happening):
    """A milestone proved wrong: its clocks go on as if they had never stopped."""

    milestone: Milestone


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsChanged(Happening):
    """Facts of the ticket are others from here on. An empty value takes a fact away; those not named stay."""

    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed(Happening):
    """Both sides agreed on a due instant for the present cycle of a metric, in place of the plan's. `by` says who."""

    metric: Metric
    due: datetime
    threshold: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsChanged(Happening):
    """The ticket is under other terms from here on."""

    terms: Terms


Event = (
    Opened
    | Message
    | PriorityChanged
    | Waiting
    | Resumed
    | Escalated
    | Resolved
    | Reopened
    | Closed
    | Voided
    | Reached
    | Withdrawn
    | FactsChanged
    | Agreed
    | TermsChanged
)
