"""The terms that a command names: an agreement, one of its plans, and what the contract fixes.

What is not there is a `Wrong` that says what there is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import lru_cache

from parola.policy import holidays, library
from parola.policy.findings import Wrong, gettext_noop, nearest
from parola.policy.holidays import HolidayTable
from parola.policy.pinned import without_promises
from parola.policy.terms import ContractTerms, regions, resolve
from parola.sla.agreement import Agreement, Terms

NO_AGREEMENT = gettext_noop("There is no agreement “%(value)s”.")
NO_PLAN = gettext_noop("The agreement has no plan “%(value)s”.")
NO_HOLIDAYS = gettext_noop("No public holidays are known of “%(value)s”.")
REGION_HINT = gettext_noop("Write the country as in ES, and the subdivision, if there is one, as in MD (ISO 3166).")
NO_PRIORITY = gettext_noop("The agreement has no priority “%(value)s”.")
NO_METRIC = gettext_noop("There is no metric “%(value)s”.")
MEANT = gettext_noop("Did you mean “%(meant)s”? There are: %(known)s.")
KNOWN = gettext_noop("There are: %(known)s.")


class Agreements:
    """The agreements that a command may name by their ids: those given to it, and the shipped ones."""

    def __init__(self, given: Iterable[Agreement] = ()) -> None:
        self._given = {agreement.id: agreement for agreement in given}
        self.terms = lru_cache(maxsize=4096)(self._terms)

    def _terms(self, agreement_id: str, plan: str, contract: ContractTerms, *, best_effort: bool = False) -> Terms:
        """The terms of an agreement's plan under a contract, made once each. `best_effort`: every target is measured and never due."""
        agreement = self.find(agreement_id)
        if plan not in agreement.plans:
            raise unknown(NO_PLAN, plan, agreement.plans)
        terms = resolve(agreement, plan, contract, _holidays(regions(agreement, contract)))
        return replace(terms, plan=without_promises(terms.plan)) if best_effort else terms

    def find(self, agreement_id: str) -> Agreement:
        """The agreement of that id."""
        if agreement_id in self._given:
            return self._given[agreement_id]
        try:
            return library.load(agreement_id).agreement
        except library.NoSuchAgreement:
            known = [*self._given, *(path.stem for path in library.shipped())]
            raise unknown(NO_AGREEMENT, agreement_id, known) from None


def check_priority(agreement: Agreement, priority: str) -> str:
    """The priority, if the agreement has it."""
    known = [candidate.id for candidate in agreement.priorities]
    if priority not in known:
        raise unknown(NO_PRIORITY, priority, known)
    return priority


def unknown(message: str, value: str, known: Collection[str]) -> Wrong:
    """What to say of a value that is none of those known."""
    meant = nearest(value, known)
    return Wrong(message, MEANT if meant else KNOWN, value=value, meant=meant, known=", ".join(known))


@lru_cache(maxsize=256)
def _holidays(of_regions: frozenset[str]) -> HolidayTable:
    try:
        return holidays.table(of_regions)
    except holidays.UnknownRegion as error:
        raise Wrong(NO_HOLIDAYS, REGION_HINT, value=error) from error
