"""A contract on a page: whether it holds, what it says, and what its plan includes under the agreement in force."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand
from parola.desk.agreements import endings, extras
from parola.desk.agreements import queries as agreements
from parola.desk.agreements.models import Contract
from parola.desk.agreements.operations import terms_from
from parola.desk.tickets import quotas
from parola.sla.agreement import Entitlement, Terms
from parola.sla.zones import zone_of
from parola.web import brief
from parola.web.entitled import calendar_of, holidays_of, offers_calendars, on_contract_calendar, period_of
from parola.web.included import Beside, beside, included
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
    beside: list[Beside]
    note: str
    plan_gone: bool
    may_change: bool
    may_renew: bool
    """It ends, nothing follows, and the reader signs for the brand."""


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


def cards(contracts: Sequence[Contract], now: datetime, signs_for: Collection[Brand]) -> Iterator[Shown]:
    """The contracts of an organization as cards, in their order; asked of the database together, however many there are.

    `signs_for`: the brands for which the reader may change contracts.
    """
    versions = {brand: agreements.version_in_force(brand) for brand in {each.brand for each in contracts}}
    held = {each.pk: agreements.entitled_under(versions[each.brand], each) for each in contracts}
    terms = {key: terms_from(entitlement) for key, entitlement in held.items()}
    quotas_of = ((each, terms[each.pk].plan.quota) for each in contracts)
    counted = quotas.counted_together(((each, quota) for each, quota in quotas_of if quota is not None), now)
    given = extras.given([*contracts])
    for contract in contracts:
        yield _card(
            contract,
            held[contract.pk],
            terms[contract.pk],
            now,
            counted=counted.get(contract.pk),
            given=given.get(contract.pk, []),
            may_change=contract.brand in signs_for,
            followed=endings.followed(contract, contracts),
        )


def _card(
    contract: Contract,
    entitlement: agreements.Entitlement,
    terms: Terms,
    now: datetime,
    *,
    counted: int | None,
    given: list[extras.Given],
    may_change: bool,
    followed: bool,
) -> Shown:
    return Shown(
        key=contract.pk,
        brand=contract.brand.name,
        plan=contract.plan if entitlement.best_effort else words().text(terms.plan.name),
        trial=contract.trial,
        standing=standing(contract, now),
        facts=[(what, said) for what, said in _facts(contract, terms, entitlement, now, counted) if said],
        entitlements=() if entitlement.best_effort else terms.plan.entitlements,
        plan_gone=entitlement.best_effort,
        beside=beside(given),
        note=contract.note,
        may_change=may_change,
        may_renew=may_change and contract.last_day is not None and not followed and not entitlement.best_effort,
    )


def _facts(
    contract: Contract, terms: Terms, entitlement: agreements.Entitlement, now: datetime, counted: int | None
) -> Iterator[tuple[str, str]]:
    """Each with what it is called; what is empty is not told."""
    yield _("Contract"), period_of(contract)
    yield _("Number"), contract.number
    yield _("Products"), words().listed(map(words().isolated, contract.products)) if contract.products else _("all")
    if not entitlement.best_effort:
        yield _("Hours"), words().text(terms.plan.hours)
        yield _("Channels"), words().listed(map(words().channel, terms.plan.channels))
        yield _("Tiers"), words().listed(map(words().number, terms.plan.tiers))
    yield _("Calendar"), calendar_of(terms) if offers_calendars(terms) else ""
    yield _("Local time there"), brief.clock_time(now, zone_of(terms.timezone))
    yield _("Business hours"), _hours_now(terms, now)
    yield _("Time zone"), contract.timezone
    yield _("Holidays"), holidays_of(terms, entitlement.contract_terms) if offers_calendars(terms) else ""
    yield _("Own holidays"), words().listed(" ".join(filter(None, own)) for own in _told_days(contract))
    yield _("Account manager"), str(contract.account_manager or "")
    if not entitlement.best_effort:
        yield from included(contract, terms, now, counted)


def _hours_now(terms: Terms, now: datetime) -> str:
    """Whether the hours run that the contract chose; empty where its plan counts nothing on them."""
    hours = terms.calendars["contract"]
    if not on_contract_calendar(terms):
        return ""
    if hours.is_open(now):
        return _("open now")
    opens_at = hours.next_opening(now)
    if opens_at is None:
        return _("closed")
    return _("closed, opens %(at)s") % {"at": words().instant(opens_at, terms.timezone)}


def _told_days(contract: Contract) -> Iterator[tuple[str, str]]:
    for day, name in contract.own_holidays:
        yield _day(date.fromisoformat(day)), words().isolated(name)


def given(contract: Contract) -> list[Beside]:
    """What the contract gives beside its plan."""
    return beside(extras.given([contract]).get(contract.pk, []))


def _day(day: date) -> str:
    return words().date(day, short=True)
