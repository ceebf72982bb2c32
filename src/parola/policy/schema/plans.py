"""What customers can buy: plans, their tables of targets, and what belongs to them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from parola.policy.fields import AT_LEAST_ONE, Cell, Condition, Flag, Id, Part, Words, listed
from parola.sla.agreement import Channel, Metric, Start
from parola.sla.metric import GOAL


class Table(BaseModel):
    """A metric's targets on one calendar: a duration for each priority, or for `all` the others."""

    model_config = ConfigDict(extra="allow", frozen=True, use_attribute_docstrings=True)
    __pydantic_extra__: dict[str, Cell]

    on: str
    """The calendar on which the time counts: an id, `contract` (the one that the contract chose) or `always`."""
    when: Condition = {}
    """The tickets that these rows are for; without it, all."""
    threshold: Id | None = None
    """The name of a further clock of the metric, beside its own: 95% in 2 hours, and all in 6 (`threshold: outer`)."""
    goal: Flag = False
    """Whether it is aimed at, and not promised. A goal without a threshold of its own is a clock called `goal`."""
    starts: Start = "opening"
    """What starts the clock, if not the metric's own start."""
    all: Cell | None = None
    """What holds for every priority that the table does not name."""

    @property
    def beside(self) -> str:
        """Which of several clocks of its metric it is; "" is the metric's own."""
        return self.threshold or (GOAL if self.goal else "")


class Quota(Part):
    """How many requests a contract includes, and what holds for those after."""

    incidents: Annotated[int, Field(ge=1, strict=True)]
    """How many."""
    per: Literal["month", "year", "contract"]
    """In which period: months and years begin with the contract's first day; `contract` is its whole length."""
    priorities: list[str] = []
    """Only requests that open at these priorities are counted; without it, all."""
    beyond: str = "best effort"
    """What holds for those after: `best effort`, or the plan of that name."""


Targets = dict[Metric, Annotated[list[Table], BeforeValidator(listed, json_schema_input_type=Table | list[Table])]]
Level = Annotated[int, Field(ge=1, le=9, strict=True)]


class Plan(Part):
    """What a customer can buy."""

    name: Words
    """What it is called."""
    description: Words | None = None
    """What it is, in a sentence."""
    channels: list[Channel]
    """The ways of reaching the desk that it includes."""
    hours: Words
    """The hours of support, in words."""
    tiers: Annotated[list[Level], AT_LEAST_ONE] = [1]
    """The support levels that it includes, lowest first."""
    trial: Flag = False
    """Whether it ends with an evaluation."""
    targets: Targets = {}
    """What is promised: for each metric a table, or several (the first whose conditions hold)."""
    targets_of: str | None = None
    """The plan whose targets hold here too, in place of `targets`."""
    not_offered: list[str] = []
    """Priorities that this plan does not have."""
    includes: list[str] = []
    """Entitlements that are part of it."""
    quota: Quota | None = None
    """How many requests it includes in a period; without it, any number."""
    contacts: Annotated[int, Field(ge=1, strict=True)] | None = None
    """How many persons a contract may name who ask for support; without it, everybody may."""


class Addon(Part):
    """What a contract can add to its plan."""

    name: Words
    """What it is called."""
    hours: Words | None = None
    """The hours of support with it, in words, in place of the plan's."""
    targets: Targets = {}
    """What is promised with it: these tables go before those of the plan."""
    channels: list[Channel] = []
    """Ways of reaching the desk that it adds."""
    tiers: list[Level] = []
    """Support levels that it adds."""
    includes: list[str] = []
    """Entitlements that it adds."""


class Entitlement(Part):
    """Something else that a plan may include, with no clock."""

    name: Words
    """What it is called."""
    detail: Words | None = None
    """What it is, in a sentence."""


class Tier(Part):
    """A support level."""

    name: Words
    """What it is called."""
    text: Words
    """What it does."""
