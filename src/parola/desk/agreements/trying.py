"""What tickets would be promised under an agreement that is not in force: each by the contract that it had."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from parola.desk.agreements.models import PinnedTerms
from parola.policy import holidays
from parola.policy.holidays import HolidayTable
from parola.policy.pinned import without_promises
from parola.policy.terms import ContractTerms, regions, resolve
from parola.sla.agreement import Agreement, Terms


@dataclass(slots=True)
class Tried:
    """An agreement that is tried; what it makes of a contract is compiled once."""

    agreement: Agreement
    _terms: dict[tuple[int, str, bool], Terms] = field(default_factory=dict)

    def terms(self, pinned: int, plan: str, *, best_effort: bool) -> Terms:
        """The plan of that id, under what the contract said when those terms were pinned, with its holidays as known then.

        Add-ons that the agreement lacks are left away. Raises BadTerms for a plan or a calendar that it lacks, UnknownRegion.
        """
        key = (pinned, plan, best_effort)
        if key not in self._terms:
            self._terms[key] = self._compiled(PinnedTerms.objects.get(pk=pinned), plan, best_effort=best_effort)
        return self._terms[key]

    def _compiled(self, pinned: PinnedTerms, plan: str, *, best_effort: bool) -> Terms:
        contract = ContractTerms.from_dict(pinned.data["contract"])
        contract = replace(contract, addons=tuple(name for name in contract.addons if name in self.agreement.addons))
        known = HolidayTable.from_dict(pinned.data["holidays"])
        wanted = regions(self.agreement, contract) - known.regions.keys()
        table = HolidayTable({**holidays.table(frozenset(wanted)).regions, **known.regions}) if wanted else known
        resolved = resolve(self.agreement, plan, contract, table)
        return replace(resolved, plan=without_promises(resolved.plan)) if best_effort else resolved
