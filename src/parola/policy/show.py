"""An agreement for the terminal: what is promised, as tables, in the reader's language; and the same as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from parola.sla.agreement import Agreement, CalendarTemplate, Metric, Plan, Priority, Target
from parola.sla.hours import Text

from . import courses, offering, problems
from .alarms import steps
from .conditions import condition
from .objectives import details
from .telling import waiting_for
from .timezones import zone_name
from .weekly import hours_lines
from .words import Words


def tables(agreement: Agreement, words: Words) -> RenderableType:
    """The whole agreement: title, targets, plans, priorities, calendars, rules and notes."""
    parts: list[RenderableType] = [_heading(agreement, words)]
    parts += [_targets(agreement, metric, words) for metric in _metrics(agreement)]
    parts.append(_plans(agreement, words))
    if agreement.addons:
        parts.append(_addons(agreement, words))
    parts.append(_priorities(agreement, words))
    if agreement.matrix:
        parts.append(_matrix(agreement, words))
    if agreement.calendars:
        parts.append(_calendars(agreement, words))
    parts += [_paragraphs(title, lines) for title, lines in _sections(agreement, words) if lines]
    return Group(*(Padding(part, (0, 0, 1, 0)) for part in parts))


def _heading(agreement: Agreement, words: Words) -> RenderableType:
    title = Styled(words.text(agreement.title), style="bold")
    parts = {"id": agreement.id, "vendor": agreement.vendor, "languages": ", ".join(agreement.languages)}
    return Group(title, Styled(words.gettext("%(vendor)s (%(id)s); languages: %(languages)s") % parts, style="dim"))


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_style="bold", title_justify="left", box=box.ROUNDED, show_lines=True, expand=False)
    for index, column in enumerate(columns):
        table.add_column(column, style="bold" if index == 0 else "", overflow="fold")
    return table


def _metrics(agreement: Agreement) -> Iterator[Metric]:
    promised = {target.metric for plan in agreement.plans.values() for target in plan.targets}
    return (metric for metric in Metric if metric in promised)


def _targets(agreement: Agreement, metric: Metric, words: Words) -> Table:
    plans = list(agreement.plans.values())
    table = _table(words.metric(metric), words.gettext("Priority"), *(words.text(plan.name) for plan in plans))
    for priority in agreement.priorities:
        cells = (_cell(agreement, plan, metric, priority, words) for plan in plans)
        table.add_row(words.priority(priority), *cells)
    return table


def _cell(agreement: Agreement, plan: Plan, metric: Metric, priority: Priority, words: Words) -> Styled:
    targets = [each for each in plan.targets if (each.metric, each.priority) == (metric, priority.id)]
    cell = Styled()
    for target in targets:
        if cell:
            cell.append("\n")
        cell.append(words.target(target), style="green" if target.promise else "yellow")
        if target.promise:
            cell.append("\n" + hours_of(agreement, target, words), style="dim")
        if target.when.fields or target.when.excluded:
            cell.append("\n" + condition(words, target.when, agreement.facts), style="dim italic")
    return cell or Styled("–", style="dim")


def hours_of(agreement: Agreement, target: Target, words: Words) -> str:
    """The hours in which a target counts."""
    if target.calendar == "always":
        return words.gettext("around the clock")
    if target.calendar == "contract":
        return words.gettext("hours of the contract")
    return words.text(agreement.calendars[target.calendar].name)


def _plans(agreement: Agreement, words: Words) -> Table:
    plans = agreement.plans.values()
    table = _table(words.gettext("Plans"), "", *(words.text(plan.name) for plan in plans))
    rows = {
        words.gettext("Hours"): [words.text(plan.hours) for plan in plans],
        words.gettext("Channels"): [", ".join(map(words.channel, plan.channels)) for plan in plans],
        words.gettext("Tiers"): [", ".join(map(words.number, plan.tiers)) for plan in plans],
        words.gettext("Included"): ["\n".join(words.text(each.name) for each in plan.entitlements) for plan in plans],
        words.gettext("Requests included"): [offering.quota(agreement, plan.quota, words) for plan in plans],
        words.gettext("Named contacts"): [words.number(plan.contacts) if plan.contacts else "" for plan in plans],
        words.gettext("Description"): [words.text(plan.description) for plan in plans],
    }
    for name, cells in rows.items():
        if any(cells):
            table.add_row(name, *cells)
    return table


def _addons(agreement: Agreement, words: Words) -> Table:
    table = _table(words.gettext("What a contract can add"), words.gettext("Add-on"), words.gettext("What it means"))
    for addon in agreement.addons.values():
        table.add_row(words.text(addon.name), "\n".join(offering.addon(agreement, addon, words)))
    return table


def _priorities(agreement: Agreement, words: Words) -> Table:
    table = _table(words.gettext("Priorities"), words.gettext("Priority"), words.gettext("What it means"))
    for priority in agreement.priorities:
        table.add_row(words.priority(priority), "\n".join(_about(agreement, priority, words)))
    return table


def _about(agreement: Agreement, priority: Priority, words: Words) -> Iterator[str]:
    yield words.text(priority.definition)
    if priority.example:
        yield words.gettext("Example: %(text)s") % {"text": words.text(priority.example)}
    if priority.responsibility:
        yield words.gettext("The customer's responsibility: %(text)s") % {"text": words.text(priority.responsibility)}
    if priority.recommended_channels:
        channels = ", ".join(map(words.channel, priority.recommended_channels))
        yield words.gettext("Recommended contact: %(channels)s") % {"channels": channels}
    if priority.contact:
        yield words.gettext("The customer is contacted in business hours only")
    if priority.id == agreement.default_priority:
        yield words.gettext("This is the priority where none was chosen")


def _matrix(agreement: Agreement, words: Words) -> Table:
    table = _table(words.gettext("Priority from impact and urgency"), "", *map(words.text, agreement.impacts.values()))
    for urgency, name in agreement.urgencies.items():
        table.add_row(words.text(name), *(agreement.matrix[impact, urgency] for impact in agreement.impacts))
    return table


def _calendars(agreement: Agreement, words: Words) -> Table:
    headings = (
        words.gettext("Calendar"),
        words.gettext("Hours"),
        words.gettext("Time zone"),
        words.gettext("Holidays"),
    )
    table = _table(words.gettext("Calendars"), *headings)
    for calendar in agreement.calendars.values():
        hours = "\n".join(hours_lines(words, calendar, agreement))
        zone = zone_name(calendar.timezone) if calendar.timezone else words.gettext("the contract's")
        table.add_row(words.text(calendar.name), hours, zone, _holidays(calendar, words))
    return table


def _holidays(calendar: CalendarTemplate, words: Words) -> str:
    lines = [words.text(each.name) for each in (*calendar.closures, *calendar.special)]
    if calendar.holidays == "contract":
        lines.insert(0, words.gettext("the contract's"))
    elif calendar.holidays:
        lines.insert(0, calendar.holidays)
    return "\n".join(lines) or words.gettext("none")


def _sections(agreement: Agreement, words: Words) -> Iterator[tuple[str, list[str]]]:
    """What is said in sentences, under its heading."""
    yield words.gettext("Objectives"), list(_objectives(agreement, words))
    yield (
        words.gettext("Tiers"),
        [f"{words.number(tier.level)} {words.text(tier.name)}: {words.text(tier.text)}" for tier in agreement.tiers],
    )
    yield words.gettext("Rules"), [words.text(text) for text in _rules(agreement)] + list(more_rules(agreement, words))
    yield words.gettext("Escalation by steps"), list(steps(agreement, words))
    yield words.gettext("In the vendor's words"), [words.text(text) for text in agreement.texts.values()]
    yield words.gettext("How it was read"), [f"{words.text(note.text)} [{note.place}]" for note in agreement.notes]


def _objectives(agreement: Agreement, words: Words) -> Iterator[str]:
    for objective in agreement.objectives:
        yield words.text(objective.text)
        yield from details(objective, words)


def _rules(agreement: Agreement) -> Iterator[Text]:
    yield from (rule.text for rule in agreement.guards)
    yield from (rule.text for rule in agreement.reachability)
    yield from (rule.text for rule in agreement.reclassification)
    yield from (rule.text for rule in agreement.exclusions)


def more_rules(agreement: Agreement, words: Words) -> Iterator[str]:
    """What the agreement says in a word, told in a sentence."""
    yield from courses.told(agreement, words)
    yield from problems.told(agreement, words)
    if agreement.counts_from_opening:
        yield words.gettext("After a change of priority the new target counts from the opening")
    for metric, reasons in agreement.pauses.items():
        parts = {
            "metric": words.metric(metric),
            "reasons": ", ".join(waiting_for(words, each) for each in sorted(reasons)),
        }
        yield words.gettext("%(metric)s stands still while the ticket waits for: %(reasons)s") % parts
    if agreement.default_plan:
        plan = words.text(agreement.plans[agreement.default_plan].name)
        yield words.gettext("Without a contract the plan is: %(plan)s") % {"plan": plan}
    if agreement.company_email_only:
        yield words.gettext("Customers sign up with a company's e-mail address only")


def _paragraphs(title: str, lines: Iterable[str]) -> RenderableType:
    body = Table.grid(padding=(0, 1))
    body.add_column()
    body.add_column(overflow="fold")
    for line in lines:
        body.add_row("•", Styled(line))
    return Group(Styled(title, style="bold"), body)


def as_dict(agreement: Agreement, words: Words) -> dict[str, Any]:
    """The same as plain data, texts in the reader's language."""
    return {
        "id": agreement.id,
        "vendor": agreement.vendor,
        "title": words.text(agreement.title),
        "languages": list(agreement.languages),
        "default_priority": agreement.default_priority,
        "priorities": [
            {"id": each.id, "name": words.text(each.name), "definition": words.text(each.definition)}
            for each in agreement.priorities
        ],
        "plans": [_plan_dict(agreement, plan, words) for plan in agreement.plans.values()],
        "addons": [
            {"id": each.id, "name": words.text(each.name), "said": list(offering.addon(agreement, each, words))}
            for each in agreement.addons.values()
        ],
        "notes": [{"place": note.place, "text": words.text(note.text)} for note in agreement.notes],
    }


def _plan_dict(agreement: Agreement, plan: Plan, words: Words) -> dict[str, Any]:
    return {
        "id": plan.id,
        "name": words.text(plan.name),
        "hours": words.text(plan.hours),
        "channels": [channel.value for channel in plan.channels],
        "tiers": list(plan.tiers),
        "trial": plan.trial,
        "targets": [
            {
                "metric": target.metric.value,
                "priority": target.priority,
                "threshold": target.threshold,
                "goal": target.goal,
                "starts": target.starts,
                "promise": words.target(target),
                "calendar": target.calendar,
                "hours": hours_of(agreement, target, words),
                "when": condition(words, target.when, agreement.facts),
                "clause": target.clause,
            }
            for target in plan.targets
        ],
        "quota": offering.quota(agreement, plan.quota, words) or None,
        "contacts": plan.contacts,
    }
