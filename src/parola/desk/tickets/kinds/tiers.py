"""The kinds of events by which one tier hands a ticket over to another: with a summary; taken, or sent back with a question."""

from __future__ import annotations

from typing import ClassVar

from parola.desk.tickets.kinds.fact import Fact


class HandedOver(Fact):
    """The ticket came from tier `before` to `tier` with a summary: what was asked, tried and searched, and what is missing.

    `drafted`: nobody wrote it, it is what the record says. `informs`: the plan lacks that tier, which was told of the ticket and
    does not get it.
    """

    kind: ClassVar[str] = "handed_over"

    tier: int
    before: int
    body: str
    digest: str
    drafted: bool = False
    informs: bool = False


class Accepted(Fact):
    """Somebody of the tier took the ticket that event `handed` had handed over."""

    kind: ClassVar[str] = "accepted"

    handed: int


class SentBack(Fact):
    """What event `handed` had handed over went back from tier `before` to `tier`, with a question, for colleagues only."""

    kind: ClassVar[str] = "sent_back"

    handed: int
    tier: int
    before: int
    body: str
    digest: str


class TierTold(Fact):
    """The ticket is with `tier` from now on, and the agreement says that the customer is told so."""

    kind: ClassVar[str] = "tier_told"
    customer_sees: ClassVar[bool] = True

    tier: int


FACTS: tuple[type[Fact], ...] = (HandedOver, Accepted, SentBack, TierTold)
