"""The terms under which a log is replayed: the mapping's agreements, or one named in their place."""

from __future__ import annotations

from pathlib import Path

from parola.policy import holidays, library
from parola.policy.findings import Wrong, gettext_noop
from parola.policy.holidays import HolidayTable
from parola.policy.read import Document, read
from parola.policy.terms import ContractTerms, regions, resolve
from parola.sla.agreement import Agreement, Terms

from .mapping import ContractSpec
from .read import MappingFile


class NoTerms(Wrong):
    """An agreement that is not there, a plan that was not said, or a region without holidays; the message says which."""


def load_terms(file: MappingFile, *, agreement: str | None = None, plan: str | None = None) -> tuple[Terms, ...]:
    """One terms for each version that the mapping names; one alone if an agreement is given in their place; none if none is named.

    Raises NoTerms, BadAgreement, BadTerms, and BadMapping where the mapping does not fit the agreement.
    """
    named = [agreement] if agreement else [version.agreement for version in file.mapping.agreements]
    if plan and not named:
        raise NoTerms(gettext_noop("the mapping names no agreement: say which one has the plan %(plan)s"), plan=plan)
    return tuple(_checked(file, find(name, file.path.parent).agreement, plan) for name in named)


def find(name: str, beside: Path) -> Document:
    """The agreement in a file beside the mapping, in a file, or (by its id) shipped. Raises NoTerms and BadAgreement."""
    for path in (beside / name, Path(name)):
        if path.is_file():
            return read(path)
    try:
        return library.load(name)
    except library.NoSuchAgreement:
        raise NoTerms(
            gettext_noop("there is no agreement “%(name)s”: no such file, and none such is shipped"), name=name
        ) from None


def _checked(file: MappingFile, agreement: Agreement, plan: str | None) -> Terms:
    terms = terms_of(file, agreement, plan)
    file.check_agreement(agreement, terms.plan.id)
    return terms


def terms_of(file: MappingFile, agreement: Agreement, plan: str | None = None) -> Terms:
    """What the agreement makes of the mapping's contract, on a plan of that name or the mapping's. Raises NoTerms, BadTerms."""
    plan = plan or file.mapping.plan or _only_plan(agreement)
    contract = _contract(file.mapping.contract, file.mapping.log.timezone)
    return resolve(agreement, plan, contract, _holidays(regions(agreement, contract)))


def _holidays(wanted: frozenset[str]) -> HolidayTable:
    try:
        return holidays.table(wanted)
    except holidays.UnknownRegion as error:
        raise NoTerms(gettext_noop("No public holidays are known of “%(value)s”."), value=error) from error


def _only_plan(agreement: Agreement) -> str:
    if len(agreement.plans) > 1:
        message = gettext_noop("%(agreement)s has several plans (%(plans)s): say which")
        raise NoTerms(message, agreement=agreement.id, plans=", ".join(agreement.plans))
    return next(iter(agreement.plans))


def _contract(spec: ContractSpec, timezone: str) -> ContractTerms:
    return ContractTerms(
        timezone=spec.timezone or timezone, country=spec.country, subdivision=spec.subdivision, calendar=spec.calendar
    )
