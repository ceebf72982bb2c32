"""What rules do over time: lowering on a milestone, closing what nobody answers, reopening."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator

from parola.policy.fields import Duration, Flag, Id, Part, Words, listed


def around_the_clock(value: object) -> object:
    """A duration by itself counts on the calendar that never closes."""
    return value if isinstance(value, dict) else {"within": value}


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


class Closing(Part):
    """What becomes of a ticket that waits and is not answered."""

    waits_for: Id = "customer"
    """What the ticket waits for."""
    remind: Annotated[list[Duration], BeforeValidator(listed, json_schema_input_type=list[Duration] | Duration)] = []
    """After what time of waiting the customer is reminded, each time."""
    close: Duration
    """After what time of waiting the ticket is closed."""
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


Time = Annotated[Period, BeforeValidator(around_the_clock, json_schema_input_type=Period | Duration)]
