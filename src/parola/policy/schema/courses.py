"""What rules do over time: lowering on a milestone, closing what nobody answers, reopening."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator

from parola.policy.fields import Duration, DurationOrNever, Flag, Id, Part, Words, listed


def around_the_clock(value: object) -> object:
    """A duration by itself counts on the calendar that never closes."""
    return value if isinstance(value, dict) else {"within": value}


def the_close_alone(value: object) -> object:
    """A duration by itself is when a ticket is closed."""
    return value if isinstance(value, dict) else {"close": value}


class Lowering(Part):
    """A priority that is lowered once the weight is off the ticket."""

    on: Literal["workaround", "restored"]
    """What takes the weight off: a workaround given, or the service restored."""
    priority: str
    """The priority that is lowered."""
    lower_to: str
    """The priority that takes its place."""
    automatic: Flag = False
    """Whether the desk lowers it by itself; otherwise it proposes, and a person decides."""
    text: Words
    """The clause, told to the customer."""


Reminders = Annotated[list[Duration], BeforeValidator(listed, json_schema_input_type=list[Duration] | Duration)]


class Pace(Part):
    """The times of a closing at one priority."""

    remind: Reminders | None = None
    """After what time of waiting the customer is reminded, each time; where it is left out, as at the other priorities."""
    close: Duration
    """After what time of waiting the ticket is closed."""


PaceOrClose = Annotated[Pace, BeforeValidator(the_close_alone, json_schema_input_type=Pace | Duration)]


class Closing(Part):
    """What becomes of a ticket that waits and is not answered."""

    waits_for: Id = "customer"
    """What the ticket waits for."""
    remind: Reminders = []
    """After what time of waiting the customer is reminded, each time."""
    close: Duration
    """After what time of waiting the ticket is closed."""
    by_priority: dict[str, PaceOrClose] = {}
    """Other times for some priorities: when a ticket is closed, or its reminders too."""
    on: str
    """The calendar on which these times count."""
    text: Words
    """The clause, told to the customer."""


class Period(Part):
    """A length of time on a calendar."""

    within: Duration
    """How long."""
    on: str = "always"
    """The calendar on which it counts."""


class ResolvedClosing(Period):
    """When a resolved ticket closes by itself."""

    notice: DurationOrNever = None
    """So long before it, in real time, the customer is told once more; or `never`.

    Left out: a day, where it closes after two days or more.
    """


ResolvedTime = Annotated[
    ResolvedClosing, BeforeValidator(around_the_clock, json_schema_input_type=ResolvedClosing | Duration)
]


class Reopening(Part):
    """How long a closed ticket can be reopened by a message."""

    within: DurationOrNever
    """How long; or `never`: a message to a closed ticket always begins another."""
    on: str = "always"
    """The calendar on which it counts."""


ReopeningTime = Annotated[
    Reopening, BeforeValidator(around_the_clock, json_schema_input_type=Reopening | DurationOrNever)
]
