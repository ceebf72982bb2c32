"""The kinds of events that tie tickets together, or say that one is none. Tickets are named by their keys."""

from __future__ import annotations

from typing import ClassVar

from parola.desk.tickets.kinds.fact import Fact


class Merged(Fact):
    """The matter goes on in the older ticket `into`: this one is closed and counts for nothing."""

    kind: ClassVar[str] = "merged"
    customer_sees: ClassVar[bool] = True

    into: int


class Joined(Fact):
    """The younger ticket `ticket` was merged into this one; the messages that follow were written there."""

    kind: ClassVar[str] = "joined"
    customer_sees: ClassVar[bool] = True

    ticket: int


class Duplicate(Fact):
    """The ticket says what `of` says already: it is closed and counts for nothing."""

    kind: ClassVar[str] = "duplicate"
    customer_sees: ClassVar[bool] = True

    of: int


class Spam(Fact):
    """The ticket is no request: it is closed and counts for nothing, and nobody is written to because of it."""

    kind: ClassVar[str] = "spam"


class SplitOff(Fact):
    """The customer's message at place `message` became a ticket of its own, `into`."""

    kind: ClassVar[str] = "split_off"
    customer_sees: ClassVar[bool] = True

    message: int
    into: int


class SplitFrom(Fact):
    """The ticket began as the message at place `message` of `ticket`."""

    kind: ClassVar[str] = "split_from"
    customer_sees: ClassVar[bool] = True

    ticket: int
    message: int


FACTS: tuple[type[Fact], ...] = (Merged, Joined, Duplicate, Spam, SplitOff, SplitFrom)
