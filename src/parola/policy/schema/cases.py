"""Examples of the agreement at work."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from parola.policy.fields import AT_LEAST_ONE, Fact, Flag, Id, LocalTime, Part, Value, Words, time_or_none
from parola.sla.agreement import Metric
from parola.sla.events import Milestone


class Given(Part):
    """The contract of a case."""

    plan: str
    """The plan."""
    timezone: str
    """The contract's time zone, in which all times of the case are written."""
    country: str | None = None
    """Whose public holidays apply, as ISO 3166 writes it (ES)."""
    subdivision: str | None = None
    """The part of that country (MD)."""
    calendar: str | None = None
    """The calendar that the contract chose; the usual one if it is left out."""
    addons: list[str] = []
    """What the contract added to the plan."""


Kind = Literal[
    "opened",
    "message",
    "priority_changed",
    "waiting",
    "resumed",
    "escalated",
    "acknowledged",
    "workaround",
    "restored",
    "cause_found",
    "withdrawn",
    "facts_changed",
    "agreed",
    "terms_changed",
    "resolved",
    "reopened",
    "closed",
    "merged",
    "duplicate",
    "spam",
]


class Happening(Part):
    """Something that happens to the ticket of a case."""

    at: LocalTime
    """When, in the contract's time zone."""
    recorded_at: LocalTime | None = None
    """When it was noted, if later than it happened."""
    kind: Kind
    """What happens."""
    priority: str | None = None
    """The priority that the ticket opens with, or takes."""
    impact: str | None = None
    """The impact, where the matrix gives the priority."""
    urgency: str | None = None
    """The urgency, where the matrix gives the priority."""
    facts: dict[Fact, Value] = {}
    """The facts of the ticket that opens, or those that change; an empty value takes one away."""
    sender: Literal["customer", "support", "automatic"] = Field("support", alias="from")
    """Who wrote the message."""
    public: Flag = True
    """Whether the message is one to the customer, and no internal note."""
    reason: Id = Field("customer", alias="for")
    """What the ticket waits for."""
    tier: Annotated[int, Field(ge=1, le=9, strict=True)] = 2
    """The tier at which the ticket arrives."""
    milestone: Milestone = "restored"
    """What proved wrong, where that was not the restoration of the service."""
    metric: Metric | None = None
    """The metric for which both sides agreed on an instant."""
    threshold: Id | None = None
    """Which of its clocks, where several stand side by side."""
    due: LocalTime | None = None
    """The instant on which both sides agreed."""
    by: Words | None = None
    """Who agreed on it."""
    plan: str | None = None
    """The plan of the contract from here on; the same one if it is left out."""
    calendar: str | None = None
    """The calendar that the contract chooses from here on; the same one if it is left out."""


TimeOrNone = Annotated[
    dt.datetime | None,
    PlainValidator(time_or_none),
    WithJsonSchema({"type": "string", "examples": ["2026-04-06 11:00", "none"]}),
]


class Expected(Part):
    """What must hold then: of a clock, of the ticket, or of a reply."""

    metric: Metric | None = None
    """The metric of the clock."""
    cycle: Annotated[int, Field(ge=1, strict=True)] = 1
    """Which of its clocks, counted from 1."""
    threshold: Id | None = None
    """The threshold of the clock, where several of the metric stand side by side; `goal` for a goal without one."""
    at: LocalTime | None = None
    """When the state is asked; the last thing that happened if it is left out."""
    due: TimeOrNone = None
    """When the clock is due, or `none`."""
    state: Literal["running", "paused", "met", "missed", "best_effort", "void", "none"] | None = None
    """The state of the clock; `none` where there is no such clock."""
    priority: str | None = None
    """The priority whose promise rules the clock; without a metric, the ticket's."""
    refused: str | None = None
    """The guard that forbids the priority to the ticket as it opened, or `none`."""
    lowers: TimeOrNone = None
    """When a rule asks for a lower priority, as the ticket stands, or `none`."""
    closes: TimeOrNone = None
    """When the ticket closes by itself, if all stays as it is, or `none`."""
    written: LocalTime | None = None
    """When a reply is written."""
    sent: LocalTime | None = None
    """When that reply leaves: at once, or when the contact window opens."""


class Case(Part):
    """An example of the agreement at work, which the check works through."""

    given: Given
    """The contract."""
    when: Annotated[list[Happening], AT_LEAST_ONE]
    """What happens, in order; the opening first."""
    then: Annotated[list[Expected], AT_LEAST_ONE]
    """What must hold then."""
