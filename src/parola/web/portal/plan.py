"""What a contract includes, from the agreement's own words: hours, ways, promises by priority, objectives, and what else comes with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand, Person
from parola.desk.agreements import endings, extras
from parola.desk.agreements import queries as agreements
from parola.desk.agreements.models import AgreementVersion, Contract
from parola.desk.agreements.operations import terms_from
from parola.policy.compare import changes
from parola.policy.conditions import condition
from parola.policy.objectives import details
from parola.policy.show import more_rules
from parola.policy.telling import calendar_name
from parola.policy.timezones import zone_name
from parola.policy.weekly import hours_lines
from parola.sla.agreement import Entitlement, Metric, Priority, Terms
from parola.sla.calendar import Calendar
from parola.sla.hours import Text
from parola.sla.objective import Objective
from parola.sla.zones import zone_of
from parola.web.included import Beside, beside, included
from parola.web.marks import PriorityMark, priority_mark
from parola.web.portal.channels import Way, ways
from parola.web.portal.offers import Offer, offers
from parola.web.templatetags.parola import words

AHEAD = timedelta(days=183)
"""How far ahead holidays are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What is promised, on which hours, and for what (empty: for all)."""

    promise: str
    hours: str
    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A priority with its promises, a list of cells for each metric."""

    mark: PriorityMark
    priority: Priority
    cells: list[list[Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOff:
    """A day on which the calendar is closed out of turn."""

    day: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A calendar of the plan: its name, its zone, the lines of its week, and the days off that come."""

    name: str
    timezone: str
    week: list[str]
    days_off: list[DayOff]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaking:
    """An objective in the vendor's words, and what it says beside them: its period, its credits."""

    text: Text
    details: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that is told of a contract, or of what is given without one; days are empty where there are none."""

    offer: Offer
    best_effort: bool
    first_day: str
    last_day: str
    title: Text
    name: Text
    description: Text
    in_words: Text
    ways: list[Way]
    metrics: list[str]
    rows: list[Row]
    hours: list[Hours]
    objectives: list[Undertaking]
    entitlements: tuple[Entitlement, ...]
    included: list[tuple[str, str]]
    beside: list[Beside]
    """What the contract gives beside the plan."""
    ends: str
    """That it ends soon, and nothing follows yet, with whom to talk; empty where that is not so."""
    rules: list[Text]
    courses: list[str]
    """What becomes of a request by itself, what makes clocks stand still, and the like, in sentences."""
    notes: list[Text]
    version: AgreementVersion
    """Which version of the agreement this is."""
    changed: list[str]
    """What it says otherwise than the one before it."""


def plans(person: Person, now: datetime, *, door: Brand | None = None) -> list[Plan]:
    """What the person has, contract by contract. `door`: with that vendor alone."""
    return [_plan(offer, now) for offer in offers(person, now) if door in (None, offer.brand)]


def _plan(offer: Offer, now: datetime) -> Plan:
    entitlement = offer.entitlement
    terms = terms_from(entitlement)
    agreement, plan, contract = terms.agreement, terms.plan, entitlement.contract
    manager = contract.account_manager if contract else None
    metrics = [metric for metric in Metric if any(target.metric is metric for target in plan.targets)]
    return Plan(
        offer=offer,
        best_effort=entitlement.best_effort,
        first_day=_day(contract.first_day if contract else None),
        last_day=_day(contract.last_day if contract else None),
        title=agreement.title,
        name=plan.name,
        description=plan.description,
        in_words=plan.hours,
        ways=ways(offer.brand, plan, str(manager or "")),
        metrics=[words().metric(metric) for metric in metrics],
        rows=[_row(terms, each, metrics) for each in agreement.priorities if each.id not in plan.not_offered],
        hours=list(_hours(terms, entitlement.contract_terms.calendar, now)),
        objectives=[_undertaking(each) for each in agreement.objectives],
        entitlements=plan.entitlements,
        included=list(included(contract, terms, now)),
        beside=beside(extras.given([contract]).get(contract.pk, [])) if contract else [],
        ends=_ends(contract, now) if contract else "",
        rules=list(_rules(terms)),
        courses=list(more_rules(agreement, words())),
        notes=[note.text for note in agreement.notes],
        version=entitlement.version,
        changed=list(_changed(entitlement.version)),
    )


def _changed(version: AgreementVersion) -> Iterator[str]:
    before = AgreementVersion.objects.filter(brand=version.brand_id, number=version.number - 1).first()
    if before is not None:
        for change in changes(agreements.agreement(before), agreements.agreement(version), words()):
            yield change.told(words())


def _ends(contract: Contract, now: datetime) -> str:
    """By the days on which the vendor's own people are told too."""
    days = endings.warn_days([contract.brand])[contract.brand_id]
    if endings.present(contract, days, now) is None or endings.followed(contract, endings.siblings([contract])):
        return ""
    told = _("The trial ends on %(day)s.") if contract.trial else _("This contract ends on %(day)s.")
    manager = contract.account_manager
    talk = _("%(name)s looks after you.") % {"name": words().isolated(str(manager))} if manager else ""
    after = _("What you ask after that day falls under no contract, unless another one is signed.")
    return " ".join(filter(None, [told % {"day": _day(contract.last_day)}, after, talk]))


def _undertaking(objective: Objective) -> Undertaking:
    return Undertaking(text=objective.text, details=details(objective, words()))


def _day(day: date | None) -> str:
    return words().date(day, short=True) if day else ""


def _row(terms: Terms, priority: Priority, metrics: list[Metric]) -> Row:
    cells = [list(_cells(terms, priority, metric)) for metric in metrics]
    return Row(mark=priority_mark(terms, priority.id), priority=priority, cells=cells)


def _cells(terms: Terms, priority: Priority, metric: Metric) -> Iterator[Cell]:
    for target in terms.plan.targets:
        if (target.metric, target.priority) == (metric, priority.id):
            yield Cell(
                promise=words().target(target),
                hours=calendar_name(words(), target.calendar, terms) if target.promise else "",
                condition=condition(words(), target.when, terms.agreement.facts),
            )


def _hours(terms: Terms, chosen: str | None, now: datetime) -> Iterator[Hours]:
    """The calendars on which something of the plan counts, but for the one that never closes."""
    usual = terms.agreement.contract_calendars[:1]
    contract = chosen or next(iter(usual), "always")
    named = [target.calendar for target in terms.plan.targets if target.promise]
    named += [each.contact for each in terms.agreement.priorities if each.contact]
    for name in dict.fromkeys(contract if name == "contract" else name for name in named):
        if name != "always":
            calendar = terms.calendars[name]
            yield Hours(
                name=words().text(terms.agreement.calendars[name].name),
                timezone=zone_name(calendar.timezone),
                week=hours_lines(words(), terms.agreement.calendars[name], terms.agreement),
                days_off=list(_days_off(calendar, now)),
            )


def _days_off(calendar: Calendar, now: datetime) -> Iterator[DayOff]:
    zone = zone_of(calendar.timezone)
    for gap in calendar.gaps(now, now + AHEAD):
        if gap.reason in ("holiday", "closure"):
            day = gap.span.start.astimezone(zone).date()
            yield DayOff(day=words().date(day, short=True), name=gap.name)


def _rules(terms: Terms) -> Iterator[Text]:
    agreement = terms.agreement
    for rules in (agreement.guards, agreement.reachability, agreement.reclassification, agreement.exclusions):
        yield from (rule.text for rule in rules)
    yield from (step.text for step in agreement.alarms.steps if step.text)
