"""The kind of event by which a person says why a promise was missed."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime

from parola.desk.tickets.kinds.fact import Fact


class Cause(StrEnum):
    """Why a promise was missed. The desk proposes those of `tickets.causes.PROPOSED` by itself; the others only a person knows."""

    REPLY_HELD = "reply_held"
    """An answer was there in time, and was held for the contact window."""
    PRIORITY_LATE = "priority_late"
    """The ticket got the priority late, with less than half of the time left."""
    REOPENED = "reopened"
    """It had been resolved, and that did not hold."""
    PASSED_AROUND = "passed_around"
    """It went back and forth between tiers."""
    NOBODY_THERE = "nobody_there"
    """Nobody who holds such tickets was on shift."""
    NOT_TAKEN = "not_taken"
    """It waited in a tier to which it had come."""
    NOT_ASSIGNED = "not_assigned"
    """Nobody had it."""
    WAITED = "waited"
    """It was set to wait, for something that does not stop the time."""
    HANDLED_LATE = "handled_late"
    """Somebody had it for most of the time."""
    OVERLOAD = "overload"
    """More came than could be done."""
    CUSTOMER = "customer"
    """The customer was waited for, and the ticket did not say so."""
    THIRD_PARTY = "third_party"
    OUTAGE = "outage"
    """The desk itself, or what it stands on, was out of order."""
    PROMISE = "promise"
    """What was promised cannot be kept for such requests."""
    OTHER = "other"
    """Said in the note alone."""


class MissExplained(Fact):
    """Somebody said why the cycle of a clock that was due at `due` was missed. A later one takes its place.

    The note is a body, which may be empty.
    """

    kind: ClassVar[str] = "miss_explained"

    metric: str
    threshold: str
    cycle: int
    due: AwareDatetime
    cause: Cause
    body: str
    digest: str


FACTS: tuple[type[Fact], ...] = (MissExplained,)
