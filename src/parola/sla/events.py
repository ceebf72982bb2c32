"""What happened to a ticket, as far as its clocks care. Instants are aware UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Sender = Literal["customer", "support", "automatic"]
Nothing = Literal["merged", "duplicate", "spam"]


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


Event = Opened | Message | PriorityChanged | Waiting | Resumed | Escalated | Resolved | Reopened | Closed | Voided
