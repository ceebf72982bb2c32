"""The kinds of events that change what the clocks are about: milestones, facts, a promise agreed on one ticket.

What they say is a statement of the vendor to the customer, who sees all of them but what the desk wrote by itself.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import AwareDatetime

from parola.desk.tickets.kinds.fact import Fact

Milestone = Literal["workaround", "restored", "cause_found"]


class Acknowledged(Fact):
    """The desk's own confirmation that the request is there left for the customer `to`, who has it in hand and is shown no more of it."""

    kind: ClassVar[str] = "acknowledged"

    to: int


class Reached(Fact):
    """Something was reached on the way. `message`: the place of the message that says it to the customer, if one does."""

    customer_sees: ClassVar[bool] = True
    milestone: ClassVar[Milestone]

    message: int | None = None


class WorkaroundGiven(Reached):
    """The customer was given a way to work on meanwhile."""

    kind: ClassVar[str] = "workaround_given"
    milestone: ClassVar[Milestone] = "workaround"


class Restored(Reached):
    """What the customer uses works again."""

    kind: ClassVar[str] = "restored"
    milestone: ClassVar[Milestone] = "restored"


class CauseFound(Reached):
    """It is known why it happened."""

    kind: ClassVar[str] = "cause_found"
    milestone: ClassVar[Milestone] = "cause_found"


class MilestoneWithdrawn(Fact):
    """What had been reached proved wrong, and why: its clock goes on as if it had never stopped."""

    kind: ClassVar[str] = "milestone_withdrawn"
    customer_sees: ClassVar[bool] = True

    milestone: Milestone
    reason: str


class FactsChanged(Fact):
    """What is known of the request changed, and why. An empty value takes a fact away; `before` has what they were."""

    kind: ClassVar[str] = "facts_changed"
    customer_sees: ClassVar[bool] = True

    facts: dict[str, str]
    before: dict[str, str]
    reason: str
    due_before: AwareDatetime | None
    due_after: AwareDatetime | None


class PromiseAgreed(Fact):
    """Both sides agreed that this cycle of the metric is due at `due`, in place of what the plan says.

    `agreed_with` is the person on the customer's side, and `due_before` what was due until then.
    """

    kind: ClassVar[str] = "promise_agreed"
    customer_sees: ClassVar[bool] = True

    metric: str
    threshold: str = ""
    due: AwareDatetime
    due_before: AwareDatetime | None
    agreed_with: int
    reason: str


FACTS: tuple[type[Fact], ...] = (
    Acknowledged, WorkaroundGiven, Restored, CauseFound, MilestoneWithdrawn, FactsChanged, PromiseAgreed,
)  # fmt: skip
REACHED: dict[Milestone, type[Reached]] = {fact.milestone: fact for fact in (WorkaroundGiven, Restored, CauseFound)}
