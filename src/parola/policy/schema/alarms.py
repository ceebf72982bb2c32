"""Who at the desk is told of a clock, when, and what the desk does by itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PlainValidator, StringConstraints, WithJsonSchema

from parola.policy import notation
from parola.policy.fields import AT_LEAST_ONE, Part, Share, Words
from parola.sla.agreement import Metric, Recipient
from parola.sla.durations import Stretch

StepId = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,29}$")]
Stage = Annotated[str, StringConstraints(pattern=r"^([0-9]{1,3}(\.[0-9]{1,3})?%|due|escalate|remind|silent)$")]
Whom = Annotated[list[Recipient], AT_LEAST_ONE]
After = Annotated[
    float | Stretch,
    PlainValidator(notation.share_or_stretch),
    WithJsonSchema(
        {"type": "string", "pattern": r"^([0-9.]+%|[0-9]+[smhdw]( ?[0-9]+[smhdw])*)$", "examples": ["50%", "4h"]}
    ),
]


class NamedStep(Part):
    """A step of an escalation by steps: who else hears of a clock, once so much of its time has passed."""

    metric: Metric
    """The metric whose clocks it is about."""
    priorities: list[str] = []
    """The priorities; without them, all."""
    after: After
    """When: a share of the target (`150%` is after it), or working time on the target's calendar, which may be longer than the target."""
    tell: Whom
    """Who is told: assignee, tier, lead, manager."""
    name: Words
    """What the step is called."""
    text: Words | None = None
    """What happens then, for whoever reads the policy."""


class Alarms(Part):
    """Who at the desk is told of a clock, when, and what the desk does by itself."""

    tell: dict[Stage, Whom] = {}
    """Who is told at a share of the target, or when it is `due`; `escalate`, `remind`, `silent`: of what the desk does then."""
    on: dict[Metric, str] | str = "always"
    """The calendar in whose hours people are told, of all metrics or of each; outside them the notice waits."""
    act_ahead: Share = 0.95
    """The share of a target at which the desk escalates by itself, or reminds of an update."""
    silent_after: Annotated[int, Field(ge=1, le=1000, strict=True)] = 12
    """After how many updates missed one after another nobody is told of each any more."""
    steps: dict[StepId, NamedStep] = {}
    """Escalation by named steps."""
