"""What one contract makes of a plan: its calendars resolved to the contract's place, and compiled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Generic, TypeVar

from typing_extensions import override

from parola.sla.agreement import Addon, Agreement, CalendarTemplate, Plan, Terms
from parola.sla.calendar import Calendar, always, compile_calendar
from parola.sla.hours import AllOf, AnyOf, Holiday, Hours, OpeningHours, with_windows

from .findings import Wrong, gettext_noop, nearest
from .holidays import HolidayTable, UnknownRegion
from .timezones import existing

MANY = 20


class BadTerms(Wrong):
    """A contract that does not fit its agreement; the message says how."""


Thing = TypeVar("Thing")


class _Same(Generic[Thing]):
    """A thing that is compared by identity: agreements hold mappings, which cannot be hashed, and are never changed."""

    def __init__(self, thing: Thing) -> None:
        self.thing = thing

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.thing is other.thing

    @override
    def __hash__(self) -> int:
        return id(self.thing)


@dataclass(frozen=True, slots=True)
class OwnHoliday:
    """A local date on which this contract's calendar is closed, and why."""

    date: dt.date
    name: str


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """What a contract fixes: the time zone, the region of its holidays, its calendar (None: the usual one), its own holidays."""

    timezone: str
    country: str | None = None
    subdivision: str | None = None
    calendar: str | None = None
    own_holidays: tuple[OwnHoliday, ...] = ()
    addons: tuple[str, ...] = ()
    """What it adds to its plan, by the agreement's names."""
    tiers: tuple[int, ...] = ()
    """The tiers of the plan that it reaches; empty: all."""

    @property
    def region(self) -> str | None:
        """Country and subdivision in one, as tables of holidays name them."""
        if not self.country:
            return None
        return f"{self.country}-{self.subdivision}" if self.subdivision else self.country

    def as_dict(self) -> dict[str, Any]:
        """Plain data; add-ons and tiers only where there are any, so that what was pinned before there were such keeps its digest."""
        added = {"addons": list(self.addons)} if self.addons else {}
        narrowed = {"tiers": list(self.tiers)} if self.tiers else {}
        return (
            added
            | narrowed
            | {
                "timezone": self.timezone,
                "country": self.country,
                "subdivision": self.subdivision,
                "calendar": self.calendar,
                "own_holidays": [[own.date.isoformat(), own.name] for own in self.own_holidays],
            }
        )

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ContractTerms:
        """The terms that `as_dict` wrote; keys that are absent or empty are None."""
        own = tuple(OwnHoliday(dt.date.fromisoformat(date), name) for date, name in data.get("own_holidays") or ())
        country, subdivision, calendar = (data.get(name) or None for name in ("country", "subdivision", "calendar"))
        addons, tiers = tuple(data.get("addons") or ()), tuple(data.get("tiers") or ())
        return cls(data["timezone"], country, subdivision, calendar, own, addons, tiers)


def regions(agreement: Agreement, contract: ContractTerms) -> frozenset[str]:
    """The regions whose holidays the agreement's calendars need under this contract."""
    named = {template.holidays for template in agreement.calendars.values()} - {None}
    found = {contract.region if name == "contract" else name for name in named}
    return frozenset(region for region in found if region)


def resolve(agreement: Agreement, plan_id: str, contract: ContractTerms, holidays: HolidayTable) -> Terms:
    """The terms of a plan under a contract. Raises BadTerms where the contract names what is not there.

    Calendars are compiled once for the same agreement, contract and table of holidays (the same objects).
    """
    plan = bought(agreement, plan_id, contract)
    _check_zone(contract.timezone)
    workshop = _workshop(_Same(agreement), contract, _Same(holidays))
    calendars = {
        name: workshop.calendar(name)
        for name in sorted({"always", "contract", workshop.chosen(), *_named(agreement, plan)})
    }
    return Terms(agreement=agreement, plan=plan, calendars=calendars, timezone=contract.timezone)


def problem_terms(agreement: Agreement, contract: ContractTerms, holidays: HolidayTable) -> Terms:
    """What the agreement promises of problems, as terms to fold one under: its targets alone, whose product or customer it is or not.

    `contract` gives the vendor's own time zone. Raises BadTerms.
    """
    _check_zone(contract.timezone)
    workshop = _workshop(_Same(agreement), contract, _Same(holidays))
    plan = Plan(id="problems", name={}, description={}, channels=(), hours={}, targets=agreement.problem_targets)
    calendars = {name: workshop.calendar(name) for name in sorted({"always", "contract", *_named(agreement, plan)})}
    alarms = replace(agreement.alarms, steps=())
    bare = replace(agreement, exclusions=(), pauses={}, facts={}, alarms=alarms)
    return Terms(agreement=bare, plan=plan, calendars=calendars, timezone=contract.timezone)


def bought(agreement: Agreement, plan_id: str, contract: ContractTerms) -> Plan:
    """The plan with what the contract adds to it, and those of its tiers that the contract reaches.

    Raises BadTerms where the agreement has no such plan or add-on.
    """
    plan = agreement.plans.get(plan_id)
    if plan is None:
        raise _unknown(gettext_noop("the agreement has no plan `%(value)s`"), plan_id, agreement.plans)
    for name in contract.addons:
        plan = amended(plan, _addon(agreement, name))
    reached = tuple(tier for tier in plan.tiers if tier in contract.tiers)
    return replace(plan, tiers=reached) if reached else plan


def amended(plan: Plan, addon: Addon) -> Plan:
    """The plan with an add-on: what that promises goes first, and priorities that the plan alone does not have are offered."""
    promised = {target.priority for target in addon.targets}
    return replace(
        plan,
        hours=addon.hours or plan.hours,
        targets=(*addon.targets, *plan.targets),
        channels=tuple(dict.fromkeys((*plan.channels, *addon.channels))),
        tiers=tuple(sorted({*plan.tiers, *addon.tiers})),
        entitlements=tuple({each.id: each for each in (*plan.entitlements, *addon.entitlements)}.values()),
        not_offered=tuple(priority for priority in plan.not_offered if priority not in promised),
    )


def _addon(agreement: Agreement, name: str) -> Addon:
    if name not in agreement.addons:
        raise _unknown(gettext_noop("the agreement has no add-on `%(value)s`"), name, agreement.addons)
    return agreement.addons[name]


def calendar_of(agreement: Agreement, name: str, contract: ContractTerms, holidays: HolidayTable) -> Calendar:
    """A calendar of the agreement by its id, under a contract; compiled once. Raises BadTerms."""
    return _workshop(_Same(agreement), contract, _Same(holidays)).calendar(name)


def _named(agreement: Agreement, plan: Plan) -> Iterator[str]:
    """Every calendar that the plan's targets, a contact window or a rule names."""
    yield from (target.calendar for target in plan.targets)
    yield from (priority.contact for priority in agreement.priorities if priority.contact)
    yield from (rule.calendar for rule in agreement.reachability)
    yield from (fact.open_in for fact in agreement.facts.values() if fact.open_in)
    yield from (agreement.resolved_calendar, agreement.reopen_calendar)
    if agreement.closing:
        yield agreement.closing.calendar
    yield from agreement.alarms.calendars.values()


def _check_zone(name: str) -> None:
    try:
        existing(name)
    except Wrong as wrong:
        raise BadTerms(wrong.message, wrong.hint, **wrong.params) from None


def _unknown(message: str, value: str, known: Collection[str]) -> BadTerms:
    params = {"value": value, "meant": nearest(value, known), "known": ", ".join(sorted(known))}
    if params["meant"]:
        return BadTerms(message, gettext_noop("did you mean `%(meant)s`?"), **params)
    return BadTerms(message, gettext_noop("there are: %(known)s") if len(known) < MANY else "", **params)


@dataclass(slots=True)
class _Workshop:
    """Makes the calendars of one agreement under one contract, each once."""

    agreement: Agreement
    contract: ContractTerms
    holidays: HolidayTable
    made: dict[str, Calendar] = field(default_factory=dict)

    def calendar(self, name: str) -> Calendar:
        """The compiled calendar of that id, of `always` or of `contract`."""
        if name == "contract":
            name = self.chosen()
        if name == "always":
            return always(self.contract.timezone)
        if name not in self.made:
            self.made[name] = compile_calendar(self.hours(name))
        return self.made[name]

    def chosen(self) -> str:
        """The calendar that the contract chose; the agreement's usual one where it chose none."""
        offered = self.agreement.contract_calendars
        wanted = self.contract.calendar
        if wanted is None:
            return offered[0] if offered else "always"
        if wanted not in offered:
            raise _unknown(gettext_noop("a contract cannot choose the calendar `%(value)s`"), wanted, offered)
        return wanted

    def hours(self, name: str) -> Hours:
        """The hours of a calendar of the agreement, at the contract's place."""
        template = self.agreement.calendars[name]
        if template.any_of:
            return AnyOf(tuple(self.hours(part) for part in template.any_of))
        if template.all_of:
            return AllOf(tuple(self.hours(part) for part in template.all_of))
        hours = OpeningHours(
            timezone=template.timezone or self.contract.timezone,
            week=template.week,
            holidays=self.closed_days(template),
            closures=template.closures,
            special=template.special,
        )
        return with_windows(hours, template.windows)

    def closed_days(self, template: CalendarTemplate) -> tuple[Holiday, ...]:
        """The public holidays of the template's region, and the contract's own where it takes the contract's."""
        if template.holidays is None:
            return ()
        if template.holidays != "contract":
            return self.public(template.holidays)
        own = tuple(Holiday(own.date, {"": own.name}) for own in self.contract.own_holidays)
        return (*(self.public(self.contract.region) if self.contract.region else ()), *own)

    def public(self, region: str) -> tuple[Holiday, ...]:
        """A region's holidays, from the table."""
        try:
            return self.holidays.of(region)
        except UnknownRegion:
            raise BadTerms(gettext_noop("no holidays are known for `%(value)s`"), value=region) from None


@lru_cache(maxsize=256)
def _workshop(agreement: _Same[Agreement], contract: ContractTerms, holidays: _Same[HolidayTable]) -> _Workshop:
    return _Workshop(agreement.thing, contract, holidays.thing)
