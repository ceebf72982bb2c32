"""An agreement's rules that change a priority, and the course of a ticket that nobody answers, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .durations import Promise
from .hours import Text

Relief = Literal["workaround", "restored"]
"""What takes the weight off a ticket: the customer can work around the problem, or the service is back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachability:
    """At `priority` the customer must answer within `within`; otherwise `lower_to` is proposed to a person, or set where `automatic`."""

    priority: str
    within: Promise
    calendar: str
    lower_to: str
    text: Text
    automatic: bool = False
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reclassification:
    """A right of the vendor to change a ticket's priority; `text` is told to the customer beside the reason."""

    id: str
    may_lower: bool
    may_raise: bool
    text: Text
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowering:
    """Once `on` is reached at `priority`, the ticket is lowered to `lower_to`: proposed to a person, or done where `automatic`."""

    priority: str
    on: Relief
    lower_to: str
    text: Text
    automatic: bool = False
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """After what times of waiting the customer is reminded, and the ticket closed."""

    remind: tuple[Promise, ...]
    close: Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A ticket that waits for `waits_for`: the customer is reminded after each of `remind`, and the ticket is closed after `close`.

    All count from when the ticket began to wait, on `calendar`. Some priorities have a pace of their own.
    """

    waits_for: str
    remind: tuple[Promise, ...]
    close: Promise
    calendar: str
    text: Text
    clause: str = "closing"
    by_priority: Mapping[str, Pace] = field(default_factory=dict)

    def pace(self, priority: str) -> Pace:
        """The times that hold at a priority."""
        return self.by_priority.get(priority) or Pace(remind=self.remind, close=self.close)
