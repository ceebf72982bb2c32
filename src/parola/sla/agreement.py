"""The agreement as the core knows it: frozen values, already checked, nothing left to look up.

`Agreement` is a vendor's whole policy. `Terms` are what one contract makes of it: one plan, with its calendars resolved
to the contract's time zone and holidays, and compiled. A ticket is folded under `Terms` and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal

from .calendar import Calendar
from .durations import Promise, Stretch
from .hours import Closure, Interval, SpecialHours, Text, Window, YearlyClosure
from .metric import Metric as Metric  # noqa: PLC0414  # the agreement is where people look for it
from .metric import Start as Start  # noqa: PLC0414  # the same
from .objective import Objective
from .rules import Closing, Lowering, Reachability, Reclassification
from .zones import zone_of


class Channel(StrEnum):
    """A way by which a customer reaches the desk."""

    EMAIL = "email"
    WEB = "web"
    PHONE = "phone"
    API = "api"
    ACCOUNT_MANAGER = "account_manager"


FACTS = ("type", "product", "line", "environment", "site", "region", "channel", "workaround")
"""The facts of a ticket that every agreement may ask for."""


@dataclass(frozen=True, slots=True)
class Condition:
    """When a row applies: each named field of the ticket has one of the values, and none of the `excluded` ones. Empty: always.

    Fields are the facts of a ticket: those of FACTS, and what else the agreement declares. A fact that nobody gave has no
    value: it fails a demand and passes an exclusion.
    """

    fields: Mapping[str, frozenset[str]] = field(default_factory=dict)
    excluded: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def holds(self, facts: Mapping[str, str]) -> bool:
        """Whether a ticket with these facts is meant."""
        wanted = all(facts.get(name, "") in values for name, values in self.fields.items())
        return wanted and not any(facts.get(name, "") in values for name, values in self.excluded.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that an agreement wants to know of a ticket, by the values that it can have."""

    name: Text
    values: Mapping[str, Text]
    open_in: str | None = None
    """The calendar that gives the fact by itself: `yes` for a ticket that opened while it was open, `no` for any other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """How much a ticket matters. `contact` names the calendar in which alone the customer is contacted, if the agreement limits it."""

    id: str
    name: Text
    definition: Text
    example: Text
    responsibility: Text
    contact: str | None = None
    recommended_channels: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One cell of a plan's table: a metric's promise for a priority, on a calendar. `promise=None` is best effort.

    `clause` is the place in the agreement file that says so (`plans.basic.targets.first_response.P1`). `threshold` tells
    several clocks of one metric apart; the metric's own has none. A `goal` is aimed at, and never counts as promised.
    """

    metric: Metric
    priority: str
    promise: Promise | None
    calendar: str
    when: Condition = Condition()
    clause: str = ""
    threshold: str = ""
    goal: bool = False
    starts: Start = "opening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """Something else that a plan includes (training, patches, documentation): said and shown, with no clock."""

    id: str
    name: Text
    detail: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """So many requests in a period of the contract, counted as they open: those of `priorities`, or all where it is empty.

    Periods begin with the contract's first day. What comes after is best effort, or under the plan `beyond`.
    """

    incidents: int
    per: Literal["month", "year", "contract"]
    priorities: tuple[str, ...] = ()
    beyond: str | None = None
    clause: str = ""

    def counts(self, priority: str) -> bool:
        """Whether a request that opens at this priority is counted."""
        return not self.priorities or priority in self.priorities


@dataclass(frozen=True, slots=True, kw_only=True)
class Addon:
    """What a contract can add to its plan: its targets go before the plan's, its channels, tiers and entitlements come on top.

    `hours`, where it has any, take the place of the plan's.
    """

    id: str
    name: Text
    hours: Text
    targets: tuple[Target, ...] = ()
    channels: tuple[Channel, ...] = ()
    tiers: tuple[int, ...] = ()
    entitlements: tuple[Entitlement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a customer can buy. `tiers` are the support levels it includes, lowest first. `trial`: ends with the contract's evaluation."""

    id: str
    name: Text
    description: Text
    channels: tuple[Channel, ...]
    hours: Text
    targets: tuple[Target, ...]
    tiers: tuple[int, ...] = (1,)
    entitlements: tuple[Entitlement, ...] = ()
    trial: bool = False
    not_offered: tuple[str, ...] = ()
    """Priorities that this plan does not have at all."""
    quota: Quota | None = None
    contacts: int | None = None
    """How many persons a contract may name who ask for support; None: everybody of the organization may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """Tickets for which no due time is promised (a preview, a product whose support has ended).

    `since`: those alone that open on that day or later, by the contract's time zone.
    """

    when: Condition
    text: Text
    clause: str = ""
    since: date | None = None

    def holds(self, facts: Mapping[str, str], day: date) -> bool:
        """Whether a ticket with these facts that opened on that local day is meant."""
        return self.when.holds(facts) and (self.since is None or self.since <= day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A priority that may be chosen only where a condition holds (P1 in production only); `text` says why, to the person who chooses."""

    priority: str
    requires: Condition
    text: Text
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A support level of the vendor, 1 being the front line, and what it does."""

    level: int
    name: Text
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarTemplate:
    """A calendar as an agreement writes it. `timezone=None` and `holidays="contract"` take the contract's.

    `any_of` makes it the union, `all_of` the intersection of other calendars, by id.
    """

    id: str
    name: Text
    timezone: str | None = None
    week: tuple[Interval, ...] = ()
    windows: tuple[Window, ...] = ()
    """What of the week opens in one zone and closes in another; the dates of the calendar's own zone close it too."""
    holidays: str | None = None
    """None, "contract", or a country with an optional subdivision ("SK", "ES-MD")."""
    closures: tuple[Closure | YearlyClosure, ...] = ()
    special: tuple[SpecialHours, ...] = ()
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()


Recipient = Literal["assignee", "tier", "lead", "manager"]
"""Who at the desk is told: who has the ticket, the people of its tier, the team leads, the managers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedStep:
    """A step of an escalation by steps: once `after` of the metric's time has passed, `tell` hear of it.

    `after` is a share of the target, or working time on the target's calendar, which may end after the due instant.
    `priorities` limit it to clocks of these; empty: all.
    """

    id: str
    metric: Metric
    after: float | Stretch
    tell: tuple[Recipient, ...]
    name: Text
    text: Text
    priorities: frozenset[str] = frozenset()
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmPolicy:
    """Who at the desk is told at which step, in which hours, and how far ahead the desk acts by itself.

    `tell` has a row for each stage: a share of the target as `warning-50`, and `due`, `escalate`, `remind`, `silent`; what
    it lacks is told as usual. `calendars` name, for a metric, the hours in which people are told; without one, at once.
    `act_ahead` is the share of a target at which the desk acts to keep it (design, section 5). After `silent_after` cycles
    missed one after another nobody is told of each.
    """

    tell: Mapping[str, tuple[Recipient, ...]] = field(default_factory=dict)
    calendars: Mapping[Metric, str] = field(default_factory=dict)
    act_ahead: float = 0.95
    silent_after: int = 12
    steps: tuple[NamedStep, ...] = ()


USUAL_ALARMS = AlarmPolicy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A reading of the source where it is silent or contradicts itself, kept with the place that it explains."""

    place: str
    text: Text
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A vendor's support policy. `priorities` are ordered, the most severe first.

    `contract_calendars` are those that a contract may choose from; a target on the calendar `contract` uses the one chosen,
    or the first. `always` is the calendar that never closes. `warnings` are shares of a target at which somebody is warned.
    `counts_from_opening`: a changed priority counts from the opening instead of from the change (design, section 4).
    `counts_through`: when a ticket is reopened, the time since its resolution counts for what that had not done.
    `pauses` name, for each metric that stands still while the ticket waits, what it may wait for.
    """

    id: str
    title: Text
    vendor: str
    languages: tuple[str, ...]
    priorities: tuple[Priority, ...]
    default_priority: str
    calendars: Mapping[str, CalendarTemplate]
    contract_calendars: tuple[str, ...]
    plans: Mapping[str, Plan]
    addons: Mapping[str, Addon] = field(default_factory=dict)
    """What a contract can add to its plan."""
    matrix: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(impact, urgency) to priority; empty where the priority is chosen."""
    impacts: Mapping[str, Text] = field(default_factory=dict)
    urgencies: Mapping[str, Text] = field(default_factory=dict)
    """The matrix's two scales, each value with its name, in the order in which they are shown."""
    customer_chooses: bool = True
    """Whether the customer may choose the priority, also in place of the one that the matrix gives."""
    pauses: Mapping[Metric, frozenset[str]] = field(default_factory=dict)
    objectives: tuple[Objective, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    guards: tuple[Guard, ...] = ()
    reachability: tuple[Reachability, ...] = ()
    reclassification: tuple[Reclassification, ...] = ()
    lowering: tuple[Lowering, ...] = ()
    closing: Closing | None = None
    """What becomes of a ticket whose customer does not answer; None: nothing, by itself."""
    resolved_closes_after: Promise | None = None
    """After this time on `resolved_calendar` a resolved ticket is closed by itself; None: never."""
    resolved_calendar: str = "always"
    resolved_notice: timedelta | None = None
    """So long before that the customer is told once more, in real time; None: not at all."""
    tier_told: Literal["never", "portal", "mail"] = "never"
    """Whether the customer is told which tier has the ticket: on the portal, or there and by mail as it changes."""
    reopen_within: Promise | None = None
    """Until this time on `reopen_calendar` after the closing a customer's message reopens the ticket; later it begins
    another. None: as `reopens` says."""
    reopen_calendar: str = "always"
    reopens: bool = True
    """Whether a message to a closed ticket ever reopens it; if not, it always begins another."""
    tiers: tuple[Tier, ...] = ()
    company_email_only: bool = False
    """Whether customers sign up with a company's e-mail address only."""
    warnings: tuple[float, ...] = (0.5, 0.8)
    alarms: AlarmPolicy = USUAL_ALARMS
    counts_from_opening: bool = False
    counts_through: bool = False
    default_plan: str | None = None
    """The plan of a customer without a contract (a community plan), if the vendor has one."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """The facts that the agreement declares, each with its values, and names for both."""
    problem_targets: tuple[Target, ...] = ()
    """What the vendor sets itself for problems, by their priority: a workaround, the cause, the solution."""
    texts: Mapping[str, Text] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def priority(self, priority_id: str) -> Priority:
        """The priority of that id; KeyError if the agreement has none such."""
        for priority in self.priorities:
            if priority.id == priority_id:
                return priority
        raise KeyError(priority_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is in force for one ticket: the agreement, one of its plans, and its calendars compiled for the contract, by id.

    Every calendar that a target of the plan, a contact window or a rule names is in `calendars`; the calendar
    ids `always` and `contract` are too.
    """

    agreement: Agreement
    plan: Plan
    calendars: Mapping[str, Calendar]
    timezone: str
    """The contract's time zone, in which instants are told to the customer."""
    before: tuple[Terms, ...] = ()
    """What was in force for the ticket earlier: the terms of its opening, then those of each change but the last."""

    def exclusion(self, facts: Mapping[str, str], opened: datetime) -> Exclusion | None:
        """The agreement's first exclusion of a ticket with these facts that opened then; None if it is not excluded."""
        day = opened.astimezone(zone_of(self.timezone)).date()
        return next((rule for rule in self.agreement.exclusions if rule.holds(facts, day)), None)

    def told_by_clock(self, opened: datetime) -> Mapping[str, str]:
        """The facts that the instant of its opening gives a ticket."""
        calendars = {name: fact.open_in for name, fact in self.agreement.facts.items() if fact.open_in}
        return {name: "yes" if self.calendars[id].is_open(opened) else "no" for name, id in calendars.items()}

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """The agreement, then those that were in force before it, the latest first."""
        return self.agreement, *(terms.agreement for terms in reversed(self.before))

    def priority(self, priority_id: str) -> Priority:
        """The priority of that id: an earlier agreement's where this one has none such; KeyError if none had."""
        for agreement in self.agreements:
            with suppress(KeyError):
                return agreement.priority(priority_id)
        raise KeyError(priority_id)

    def severity(self, priority: str) -> int:
        """0 for the most severe priority; KeyError if the agreement has none such."""
        for index, candidate in enumerate(self.agreement.priorities):
            if candidate.id == priority:
                return index
        raise KeyError(priority)
