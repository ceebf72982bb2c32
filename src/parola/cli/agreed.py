"""The terms that a command names: a shipped agreement, one of its plans, and where the contract applies.

What is not there is a `Wrong` that says what there is.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from parola.policy import holidays, library
from parola.policy.findings import Wrong, gettext_noop, nearest
from parola.policy.holidays import HolidayTable
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


@lru_cache(maxsize=4096)
def agreed(agreement_id: str, plan: str, contract: ContractTerms) -> Terms:
    """The terms of a shipped agreement's plan under a contract; resolved and compiled once each."""
    agreement = find(agreement_id)
    if plan not in agreement.plans:
        raise unknown(NO_PLAN, plan, agreement.plans)
    return resolve(agreement, plan, contract, _holidays(regions(agreement, contract)))


def find(agreement_id: str) -> Agreement:
    """The shipped agreement of that id."""
    try:
        return library.load(agreement_id).agreement
    except library.NoSuchAgreement:
        raise unknown(NO_AGREEMENT, agreement_id, [path.stem for path in library.shipped()]) from None


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
