"""The terms of a ticket, from what was pinned when it opened: what its contract said, and the holidays as they were known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from parola.sla.agreement import Agreement, Plan, Terms

from .holidays import HolidayTable
from .terms import ContractTerms, resolve


def under(agreement: Agreement, pinned: Mapping[str, Any], plan: str, *, best_effort: bool) -> Terms:
    """The terms of a plan under pinned data (`{"contract", "holidays"}`). `best_effort`: every target is measured and never due.

    Raises BadTerms where the data name what the agreement does not have.
    """
    contract = ContractTerms.from_dict(pinned["contract"])
    resolved = resolve(agreement, plan, contract, HolidayTable.from_dict(pinned["holidays"]))
    return replace(resolved, plan=without_promises(resolved.plan)) if best_effort else resolved


def without_promises(plan: Plan) -> Plan:
    """The plan with all its targets at best effort."""
    return replace(plan, targets=tuple(replace(target, promise=None) for target in plan.targets))
