"""The kinds of events by which the desk follows an agreement's rules over time: proposals, reminders, tickets that follow others."""

from __future__ import annotations

from typing import ClassVar

from pydantic import AwareDatetime

from parola.desk.tickets.kinds.fact import Fact


class LoweringProposed(Fact):
    """By the rule `clause` the desk proposes the lower `priority` in place of `before`: a person decides. `key`: for which occasion."""

    kind: ClassVar[str] = "lowering_proposed"

    key: str
    clause: str
    priority: str
    before: str
    due_before: AwareDatetime | None
    due_after: AwareDatetime | None


class ProposalDeclined(Fact):
    """Somebody decided against the proposal of event `proposal`; `reason`: why, if they said so."""

    kind: ClassVar[str] = "proposal_declined"

    proposal: int
    reason: str = ""


class CustomerReminded(Fact):
    """By the rule `clause` the desk reminded the customer that the ticket closes soon, for the `step`-th time. `closes_at`: when.

    It waits for them; or, by `resolved_closes_after`, it is resolved.
    """

    kind: ClassVar[str] = "customer_reminded"
    customer_sees: ClassVar[bool] = True

    key: str
    clause: str
    step: int
    closes_at: AwareDatetime


class FollowedUp(Fact):
    """What a customer wrote too late to reopen a closed ticket began another. `ticket`: the other one of the two; `later`: the newer."""

    kind: ClassVar[str] = "followed_up"
    customer_sees: ClassVar[bool] = True

    ticket: int
    later: bool


FACTS: tuple[type[Fact], ...] = (LoweringProposed, ProposalDeclined, CustomerReminded, FollowedUp)
