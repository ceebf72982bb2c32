"""The kinds of events by which the customer has a say: how the help was, and which priority they ask for."""

from __future__ import annotations

from typing import ClassVar, Literal

from parola.desk.tickets.kinds.fact import Fact


class Rated(Fact):
    """The requester said how the help was: `score` 1 is good, 0 is bad. The words in `body` may be empty; a later one takes its place.

    `through`: on the portal, or by the link in the mail that asked.
    """

    kind: ClassVar[str] = "rated"
    customer_sees: ClassVar[bool] = True

    score: Literal[0, 1]
    body: str
    digest: str
    through: Literal["portal", "mail"]


class PriorityAsked(Fact):
    """The customer asked for `priority` in place of `before`: a person decides. Their words are the message of event `message`.

    `impact`, `urgency`: what they said of these, in the agreement's values; empty: nothing.
    """

    kind: ClassVar[str] = "priority_asked"
    customer_sees: ClassVar[bool] = True

    message: int
    priority: str
    before: str
    impact: str = ""
    urgency: str = ""


class PriorityDeclined(Fact):
    """Somebody declined what event `asked` asked for; the customer is told why."""

    kind: ClassVar[str] = "priority_declined"
    customer_sees: ClassVar[bool] = True

    asked: int
    reason: str


FACTS: tuple[type[Fact], ...] = (Rated, PriorityAsked, PriorityDeclined)
