"""The facts that put a ticket under terms: at its opening, and when a manager changes them."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from parola.desk.tickets.kinds.fact import Fact


class UnderTerms(Fact):
    """A fact that puts a ticket under terms.

    `entitled_by` is the rule that chose the plan: a `contract`, the agreement's `default_plan`, a person's `decision`, or
    `none` of them, in which case all is best effort. The digests are of what was promised itself, so that the chain holds
    that too.
    """

    agreement_version: int
    agreement_digest: str
    pinned_terms: int
    pinned_digest: str
    contract: int | None
    plan: str
    best_effort: bool
    entitled_by: Literal["contract", "default_plan", "none", "decision"]
    clause: str


class QuotaUse(BaseModel):
    """The request is the `used`th of `of` that a contract includes in its present period, by the agreement's `clause`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    clause: str
    used: int
    of: int
    per: Literal["month", "year", "contract"]

    @property
    def used_up(self) -> bool:
        """Whether the request comes beyond what is included."""
        return self.used > self.of


class TermsChanged(UnderTerms):
    """A manager put the ticket under other terms, and why; `before` is the plan that it had."""

    kind: ClassVar[str] = "terms_changed"
    customer_sees: ClassVar[bool] = True

    before: str
    reason: str
    due_before: AwareDatetime | None
    due_after: AwareDatetime | None
