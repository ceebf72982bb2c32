"""A contract on a page: whether it holds, what it says, and what its plan includes under the agreement in force."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from parola.desk.agreements import queries as agreements
from parola.desk.agreements.models import Contract
from parola.desk.agreements.operations import terms_from
from parola.sla.agreement import Entitlement, Terms
from parola.web.entitled import calendar_of, holidays_of, period_of
from parola.web.included import included
from parola.web.templatetags.parola import words

SOON = timedelta(days=60)
"""How long before its end a contract is marked: it is to be renewed, or its customer told."""

IN_FORCE, TO_COME, ENDED = range(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether a contract holds at an instant. `place` orders contracts: IN_FORCE, TO_COME, ENDED."""

    text: str
    tone: str
    icon: str
    place: int

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.place == ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A contract. `plan_gone`: the agreement in force does not have its plan any more."""

    key: int
    brand: str
    plan: str
    trial: bool
    standing: Standing
    facts: list[tuple[str, str]]
    entitlements: tuple[Entitlement, ...]
    plan_gone: bool
    may_change: bool


def standing(contract: Contract, now: datetime) -> Standing:
    """Whether it holds, and until when, by its own local date."""
    today = agreements.held(contract).day(now)
    if today < contract.first_day:
        return Standing(
            text=_("begins %(day)s") % {"day": _day(contract.first_day)}, tone="still", icon="hourglass", place=TO_COME
        )
    if contract.last_day is None:
        return Standing(text=_("in force"), tone="kept", icon="check", place=IN_FORCE)
    day = {"day": _day(contract.last_day)}
    if contract.last_day < today:
        return Standing(text=_("ended %(day)s") % day, tone="calm", icon="archive", place=ENDED)
    if contract.last_day - today <= SOON:
        return Standing(text=_("ends %(day)s") % day, tone="soon", icon="timer", place=IN_FORCE)
    return Standing(text=_("in force until %(day)s") % day, tone="kept", icon="check", place=IN_FORCE)


def plan_name(contract: Contract) -> str:
    """What the plan is called under the agreement in force; its id, where that has it no more."""
    version = agreements.newest_version(contract.brand)
    plan = agreements.agreement(version).plans.get(contract.plan) if version else None
    return words().text(plan.name) if plan else contract.plan


def shown(contract: Contract, now: datetime, *, may_change: bool) -> Shown:
    """The contract as a card."""
    entitlement = agreements.entitled_by(contract)
    terms = terms_from(entitlement)
    return Shown(
        key=contract.pk,
        brand=contract.brand.name,
        plan=plan_name(contract),
        trial=contract.trial,
        standing=standing(contract, now),
        facts=[(what, said) for what, said in _facts(contract, terms, entitlement, now) if said],
        entitlements=() if entitlement.best_effort else terms.plan.entitlements,
        plan_gone=entitlement.best_effort,
        may_change=may_change,
    )


def _facts(
    contract: Contract, terms: Terms, entitlement: agreements.Entitlement, now: datetime
) -> Iterator[tuple[str, str]]:
    """Each with what it is called; what is empty is not told."""
    yield _("Contract"), period_of(contract)
    yield _("Products"), words().listed(map(words().isolated, contract.products)) if contract.products else _("all")
    if not entitlement.best_effort:
        yield _("Hours"), words().text(terms.plan.hours)
        yield _("Channels"), words().listed(map(words().channel, terms.plan.channels))
        yield _("Tiers"), words().listed(map(words().number, terms.plan.tiers))
    yield _("Calendar"), calendar_of(terms)
    yield _("Time zone"), contract.timezone
    yield _("Holidays"), holidays_of(terms, entitlement.contract_terms)
    yield _("Account manager"), str(contract.account_manager or "")
    if not entitlement.best_effort:
        yield from included(contract, terms, now)


def _day(day: date) -> str:
    return words().date(day, short=True)
