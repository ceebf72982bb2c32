"""An agreement laid out in lines: each thing that it says, with its place, what it is about, and what is said, in words.

Two agreements are compared line by line (`compare`), so whatever an agreement can say must have its line here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parola.sla.agreement import Addon, Agreement, CalendarTemplate, Fact, Plan, Priority, Target
from parola.sla.hours import Closure, SpecialHours, Text, YearlyClosure

from . import courses, offering
from .alarms import settings
from .conditions import condition
from .objectives import summary
from .show import hours_of
from .telling import waiting_for
from .timezones import zone_name
from .weekly import hours, weekly
from .words import Words


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that an agreement says. `key` tells it from all others; `about` is what it is about, the widest first."""

    key: str
    place: str
    about: tuple[str, ...]
    said: str


def lines(agreement: Agreement, words: Words) -> Iterator[Line]:
    """All that the agreement says, in the order in which it is shown."""
    yield from _whole(agreement, words)
    for priority in agreement.priorities:
        yield from _priority(priority, words)
    yield from _matrix(agreement, words)
    for name, fact in agreement.facts.items():
        yield from _fact(name, fact, words)
    for calendar in agreement.calendars.values():
        yield from _calendar(calendar, words)
    for plan in agreement.plans.values():
        yield from _plan(agreement, plan, words)
    for addon in agreement.addons.values():
        yield from _addon(agreement, addon, words)
    yield from _problems(agreement, words)
    yield from _rules(agreement, words)
    yield from _alarms(agreement, words)
    yield from _texts(agreement, words)


def _line(place: str, about: tuple[str, ...], said: object) -> Iterator[Line]:
    """A line, where something is said."""
    if said:
        yield Line(place, place, about, str(said))


def _in_languages(place: str, about: tuple[str, ...], text: Text) -> Iterator[Line]:
    """A line for each language of a text."""
    for language, said in text.items():
        yield Line(f"{place}/{language}", place, (*about, language), said)


def _yes(words: Words, *, holds: bool) -> str:
    return words.gettext("yes") if holds else words.gettext("no")


def _whole(agreement: Agreement, words: Words) -> Iterator[Line]:
    """What is said once."""
    said = {
        "id": (words.gettext("Name in commands"), agreement.id),
        "vendor": (words.gettext("Vendor"), agreement.vendor),
        "languages": (words.gettext("Languages"), ", ".join(agreement.languages)),
        "priorities": (
            words.gettext("Priorities, the most severe first"),
            ", ".join(each.id for each in agreement.priorities),
        ),
        "default_priority": (words.gettext("Priority where none was chosen"), agreement.default_priority),
        "customer_chooses": (
            words.gettext("The customer may choose the priority"),
            _yes(words, holds=agreement.customer_chooses),
        ),
        "priority_change_counts_from": (
            words.gettext("After a change of priority the new target counts from the opening"),
            _yes(words, holds=agreement.counts_from_opening),
        ),
        "reopening": (
            words.gettext("Of a reopened ticket the time since its resolution counts"),
            _yes(words, holds=agreement.counts_through),
        ),
        "contract_calendars": (
            words.gettext("Calendars that a contract may choose"),
            ", ".join(agreement.contract_calendars),
        ),
        "plans": (words.gettext("Plans, the cheapest first"), ", ".join(agreement.plans)),
        "default_plan": (words.gettext("Plan without a contract"), agreement.default_plan),
        "company_email_only": (
            words.gettext("Customers sign up with a company's e-mail address only"),
            _yes(words, holds=agreement.company_email_only),
        ),
        "warnings": (
            words.gettext("Shares of a target at which somebody is warned"),
            ", ".join(map(words.percent, agreement.warnings)),
        ),
    }
    yield from _in_languages("title", (words.gettext("Title"),), agreement.title)
    for place, (label, what) in said.items():
        yield from _line(place, (label,), what)
    for metric, reasons in agreement.pauses.items():
        about = (words.gettext("Stands still while the ticket waits for"), words.metric(metric))
        waited = ", ".join(waiting_for(words, each) for each in sorted(reasons))
        yield from _line(f"pauses.{metric}", about, waited)


def _priority(priority: Priority, words: Words) -> Iterator[Line]:
    place, about = f"priorities.{priority.id}", (words.gettext("Priority"), priority.id)
    told = {
        "name": (words.gettext("Name"), priority.name),
        "definition": (words.gettext("What it means"), priority.definition),
        "example": (words.gettext("Example"), priority.example),
        "responsibility": (words.gettext("The customer's responsibility"), priority.responsibility),
    }
    for key, (label, text) in told.items():
        yield from _in_languages(f"{place}.{key}", (*about, label), text)
    contact = (*about, words.gettext("Contact only in the hours of"))
    yield from _line(f"{place}.contact", contact, priority.contact)
    channels = ", ".join(map(words.channel, priority.recommended_channels))
    yield from _line(f"{place}.recommended_channels", (*about, words.gettext("Recommended contact")), channels)


def _matrix(agreement: Agreement, words: Words) -> Iterator[Line]:
    scales = {
        "impact": (words.gettext("Impact"), agreement.impacts),
        "urgency": (words.gettext("Urgency"), agreement.urgencies),
    }
    for key, (label, values) in scales.items():
        yield from _line(f"matrix.{key}", (label,), ", ".join(values))
        for value, name in values.items():
            yield from _in_languages(f"matrix.{key}.{value}", (label, value), name)
    title = words.gettext("Priority from impact and urgency")
    for (impact, urgency), priority in agreement.matrix.items():
        yield from _line(f"matrix.rows.{urgency}.{impact}", (title, f"{impact} / {urgency}"), priority)


def _fact(name: str, fact: Fact, words: Words) -> Iterator[Line]:
    about = words.gettext("Fact of a ticket"), name
    yield from _in_languages(f"facts.{name}.name", (*about, words.gettext("Name")), fact.name)
    for value, text in fact.values.items():
        yield from _in_languages(f"facts.{name}.values.{value}", (*about, value), text)
    yield from _line(
        f"facts.{name}.open_in", (*about, words.gettext("Whether it came in in the hours of")), fact.open_in
    )


def _calendar(calendar: CalendarTemplate, words: Words) -> Iterator[Line]:
    place, about = f"calendars.{calendar.id}", (words.gettext("Calendar"), calendar.id)
    yield from _in_languages(f"{place}.name", (*about, words.gettext("Name")), calendar.name)
    said = {
        "hours": (words.gettext("Hours"), "; ".join(weekly(words, calendar))),
        "timezone": (words.gettext("Time zone"), _zone(calendar, words)),
        "holidays": (words.gettext("Holidays"), _holidays(calendar, words)),
        "any_of": (words.gettext("Open when any of these is"), ", ".join(calendar.any_of)),
        "all_of": (words.gettext("Open when all of these are"), ", ".join(calendar.all_of)),
    }
    for key, (label, what) in said.items():
        yield from _line(f"{place}.{key}", (*about, label), what)
    for index, closure in enumerate(calendar.closures):
        yield from _dates(f"{place}.closures", index, (*about, words.gettext("Closed")), closure, "")
    for index, special in enumerate(calendar.special):
        told = ", ".join(hours(words, each) for each in special.intervals) or words.gettext("Closed")
        yield from _dates(f"{place}.special", index, (*about, words.gettext("Other hours")), special, told)


def _zone(calendar: CalendarTemplate, words: Words) -> str:
    return zone_name(calendar.timezone) if calendar.timezone else words.gettext("the contract's")


def _holidays(calendar: CalendarTemplate, words: Words) -> str:
    if calendar.holidays == "contract":
        return words.gettext("the contract's")
    return calendar.holidays or words.gettext("none")


def _dates(
    place: str, index: int, about: tuple[str, ...], dated: Closure | YearlyClosure | SpecialHours, told: str
) -> Iterator[Line]:
    """Dates as the file writes them, with their hours, and what they are called."""
    first, last = (
        "-".join(f"{part:02}" for part in each) if isinstance(each, tuple) else str(each)
        for each in (dated.first, dated.last)
    )
    span = first if first == last else f"{first} - {last}"
    yield Line(f"{place}.{index}", place, about, f"{span}: {told}" if told else span)
    for language, name in dated.name.items():
        yield Line(f"{place}.{index}/{language}", place, (*about, span, language), name)


def _plan(agreement: Agreement, plan: Plan, words: Words) -> Iterator[Line]:
    place, about = f"plans.{plan.id}", (words.gettext("Plan"), plan.id)
    texts = {
        "name": (words.gettext("Name"), plan.name),
        "description": (words.gettext("Description"), plan.description),
        "hours": (words.gettext("Hours"), plan.hours),
    }
    for key, (label, text) in texts.items():
        yield from _in_languages(f"{place}.{key}", (*about, label), text)
    said = {
        "channels": (words.gettext("Channels"), ", ".join(map(words.channel, plan.channels))),
        "tiers": (words.gettext("Tiers"), ", ".join(map(words.number, plan.tiers))),
        "trial": (words.gettext("Ends with an evaluation"), _yes(words, holds=plan.trial)),
        "not_offered": (words.gettext("Not offered"), ", ".join(plan.not_offered)),
        "includes": (words.gettext("Included"), ", ".join(each.id for each in plan.entitlements)),
        "quota": (words.gettext("Requests included"), offering.quota(agreement, plan.quota, words)),
        "contacts": (words.gettext("Named contacts"), words.number(plan.contacts) if plan.contacts else ""),
    }
    for key, (label, what) in said.items():
        yield from _line(f"{place}.{key}", (*about, label), what)
    for target in plan.targets:
        yield _target(agreement, about, target, words)


def _addon(agreement: Agreement, addon: Addon, words: Words) -> Iterator[Line]:
    place, about = f"addons.{addon.id}", (words.gettext("Add-on"), addon.id)
    yield from _in_languages(f"{place}.name", (*about, words.gettext("Name")), addon.name)
    yield from _in_languages(f"{place}.hours", (*about, words.gettext("Hours")), addon.hours)
    said = {
        "channels": (words.gettext("Channels"), ", ".join(map(words.channel, addon.channels))),
        "tiers": (words.gettext("Tiers"), ", ".join(map(words.number, addon.tiers))),
        "includes": (words.gettext("Included"), ", ".join(each.id for each in addon.entitlements)),
    }
    for key, (label, what) in said.items():
        yield from _line(f"{place}.{key}", (*about, label), what)
    for target in addon.targets:
        yield _target(agreement, about, target, words)


def _target(agreement: Agreement, holder: tuple[str, str], target: Target, words: Words) -> Line:
    """A cell; those of one priority are told apart by their condition."""
    named = [target.calendar] if target.calendar in agreement.calendars else []
    parts = {
        "promise": words.target(target),
        "hours": " · ".join([hours_of(agreement, target, words), *map(words.isolated, named)]),
    }
    asked = condition(words, target.when, agreement.facts)
    clock = words.clock(target.metric, target.threshold)
    about = (*holder, clock, target.priority, *([asked] if asked else []))
    said = words.gettext("%(promise)s, %(hours)s") % parts if target.promise else parts["promise"]
    key = target.clause.split(".")[0] if target.clause.startswith("addons.") else ""
    return Line(
        f"{key}{holder[1]}:{target.metric}:{target.threshold}:{target.priority}:{asked}", target.clause, about, said
    )


def _rules(agreement: Agreement, words: Words) -> Iterator[Line]:
    for guard in agreement.guards:
        about = words.gettext("Guard"), guard.clause.removeprefix("guards.")
        yield from _line(guard.clause, about, f"{guard.priority}: {condition(words, guard.requires, agreement.facts)}")
        yield from _in_languages(guard.clause, about, guard.text)
    for place, named, told, text in (*courses.settings(agreement, words), *courses.tellings(agreement, words)):
        yield from _line(place, named, told)
        yield from _in_languages(place, named, text)
    for right in agreement.reclassification:
        about = words.gettext("Reclassification"), right.id
        may = [words.gettext("lower")] * right.may_lower + [words.gettext("raise")] * right.may_raise
        yield from _line(right.clause, about, ", ".join(may))
        yield from _in_languages(right.clause, about, right.text)
    for exclusion in agreement.exclusions:
        about = words.gettext("Exclusion"), exclusion.clause.removeprefix("exclusions.")
        yield from _line(exclusion.clause, about, offering.excluded(agreement, exclusion, words))
        yield from _in_languages(exclusion.clause, about, exclusion.text)


def _problems(agreement: Agreement, words: Words) -> Iterator[Line]:
    for target in agreement.problem_targets:
        about = words.gettext("Problems"), words.metric(target.metric), target.priority
        said = (
            f"{words.target(target)}, {hours_of(agreement, target, words)}" if target.promise else words.target(target)
        )
        yield Line(f"problems:{target.metric}:{target.priority}", target.clause, about, said)


def _alarms(agreement: Agreement, words: Words) -> Iterator[Line]:
    for place, about, said in settings(agreement.alarms, agreement, words):
        yield from _line(place, about, said)
    for step in agreement.alarms.steps:
        about = words.gettext("Alarms"), step.id
        yield from _in_languages(f"{step.clause}.name", (*about, words.gettext("Name")), step.name)
        yield from _in_languages(f"{step.clause}.text", (*about, words.gettext("What it means")), step.text)


def _texts(agreement: Agreement, words: Words) -> Iterator[Line]:
    """Objectives, tiers, entitlements, and what else is said in sentences."""
    for objective in agreement.objectives:
        about = (words.gettext("Objective"), ", ".join(map(words.metric, objective.metrics)))
        yield from _line(f"objectives.{objective.id}", about, summary(objective, words))
        yield from _in_languages(f"objectives.{objective.id}", about, objective.text)
    for tier in agreement.tiers:
        about = words.gettext("Tier"), words.number(tier.level)
        yield from _in_languages(f"tiers.{tier.level}.name", (*about, words.gettext("Name")), tier.name)
        yield from _in_languages(f"tiers.{tier.level}.text", (*about, words.gettext("What it means")), tier.text)
    yield from _entitlements(agreement, words)
    for name, text in agreement.texts.items():
        yield from _in_languages(f"texts.{name}", (words.gettext("In the vendor's words"), name), text)
    for note in agreement.notes:
        about = words.gettext("How it was read"), note.id
        yield from _line(f"notes.{note.id}.place", about, note.place)
        yield from _in_languages(f"notes.{note.id}.text", about, note.text)


def _entitlements(agreement: Agreement, words: Words) -> Iterator[Line]:
    holders: list[Plan | Addon] = [*agreement.plans.values(), *agreement.addons.values()]
    included = {each.id: each for holder in holders for each in holder.entitlements}
    for each in included.values():
        about = words.gettext("Included"), each.id
        yield from _in_languages(f"entitlements.{each.id}.name", (*about, words.gettext("Name")), each.name)
        yield from _in_languages(f"entitlements.{each.id}.detail", (*about, words.gettext("Description")), each.detail)
