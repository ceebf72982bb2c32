"""The agreement's rules, and what the vendor undertakes."""

from __future__ import annotations

from typing import Annotated, Literal

from parola.policy.fields import AT_LEAST_ONE, Condition, Day, Duration, Flag, Part, Share, Words
from parola.sla.agreement import Metric


class Objective(Part):
    """A share of clocks that the vendor undertakes to meet."""

    metrics: Annotated[list[Metric], AT_LEAST_ONE]
    """What is counted."""
    share: Share
    """How much of it is met, as `95%`."""
    by_priority: Flag = False
    """Whether each priority must reach the share by itself."""
    text: Words
    """The undertaking in words."""


class Guard(Part):
    """A priority that may be chosen only where a condition holds."""

    priority: str
    """The priority."""
    requires: Annotated[Condition, AT_LEAST_ONE]
    """What the ticket must be like."""
    text: Words
    """Why, told to whoever chooses it."""


class Reachability(Part):
    """A priority at which the customer must answer in time, or a lower one is proposed."""

    priority: str
    """The priority."""
    within: Duration
    """How long the customer may take."""
    on: str
    """The calendar on which that time counts."""
    lower_to: str
    """The priority that the desk proposes then; a person decides."""
    automatic: Flag = False
    """Whether the desk lowers it by itself, and asks nobody."""
    text: Words
    """The clause, told to the customer."""


class Reclassification(Part):
    """A right of the vendor to change a ticket's priority."""

    may: Annotated[list[Literal["lower", "raise"]], AT_LEAST_ONE]
    """In which direction."""
    text: Words
    """The clause, told to the customer with the change."""


class Exclusion(Part):
    """Tickets for which nothing is promised: measured, never due."""

    when: Annotated[Condition, AT_LEAST_ONE]
    """Which tickets."""
    since: Day | None = None
    """The first day on which it holds, by the contract's time zone, for tickets that open from then on (as `2026-01-01`)."""
    text: Words
    """The clause, told to the customer."""
