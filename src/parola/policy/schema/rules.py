"""The agreement's rules, and what the vendor undertakes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from parola.policy.fields import AT_LEAST_ONE, Condition, Day, Duration, Flag, Id, Part, Percent, Share, Words
from parola.sla.agreement import Metric
from parola.sla.objective import ReportPeriod


class Credit(Part):
    """What follows where less than a share was kept, or so many were missed; it says one of the two."""

    below: Share | None = None
    """The share, as `95%`."""
    misses: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] | None = None
    """The number of misses in the period from which on it is owed."""
    percent: Percent
    """How much of the period's fee is credited, as `5%` or 5."""


class Objective(Part):
    """A share of clocks that the vendor undertakes to meet."""

    metrics: Annotated[list[Metric], AT_LEAST_ONE]
    """What is counted."""
    threshold: Id | None = None
    """Of a metric with several clocks the one that is counted, by its name; without it, the metric's own."""
    share: Share
    """How much of it is met, as `95%`."""
    by_priority: Flag = False
    """Whether each priority must reach the share by itself."""
    period: ReportPeriod = ReportPeriod.MONTH
    """Over which time it is judged: `month`, `quarter` or `year`, by the calendar."""
    minimum: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 1
    """How many clocks there must be in the period; where there are fewer, it is not judged."""
    credits: list[Credit] = []
    """What is credited where a share was not kept, or so many were missed; the highest that is owed decides."""
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
