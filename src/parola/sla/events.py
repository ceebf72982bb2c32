"""What happened to a ticket, as far as its clocks care. Each event has the instant of the fact, aware UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Sender = Literal["customer", "support", "automatic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The customer's request reached the vendor's system. `facts` are what conditions read (channel, environment, product...)."""

    at: datetime
    priority: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Somebody wrote (or spoke). Only public messages of `support` answer a customer; `automatic` ones never do."""

    at: datetime
    sender: Sender
    public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityChanged:
    """The ticket has another priority from here on."""

    at: datetime
    priority: str
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The ticket waits for `reason` (`customer`, `third_party`...), until it is resumed."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """The ticket no longer waits."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated:
    """The ticket arrived at a tier."""

    at: datetime
    tier: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """The ticket was resolved."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """The ticket is worked on again."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The ticket came to its end."""

    at: datetime


Event = Opened | Message | PriorityChanged | Waiting | Resumed | Escalated | Resolved | Reopened | Closed
