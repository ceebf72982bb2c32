"""From the models of a checked agreement file to the core's frozen values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from parola.sla import agreement as sla
from parola.sla.hours import Closure, Interval, SpecialHours, Text, Window, YearlyClosure
from parola.sla.objective import Credit, Objective

from . import alarms, fields, frozen_courses, notation, problems, schema
from .texts import Texts


def freeze(file: schema.AgreementFile, texts: Texts) -> sla.Agreement:
    """The agreement as the core knows it. The file must have passed the checks."""
    matrix = file.matrix
    return sla.Agreement(
        id=file.id,
        title=texts.at("title"),
        vendor=file.vendor,
        languages=tuple(file.languages),
        priorities=tuple(_priority(name, each, texts) for name, each in file.priorities.items()),
        default_priority=file.default_priority,
        calendars={name: _calendar(name, each, texts) for name, each in file.calendars.items()},
        contract_calendars=tuple(file.contract_calendars),
        plans={name: _plan(name, each, file, texts) for name, each in file.plans.items()},
        addons={name: _addon(name, each, file, texts) for name, each in file.addons.items()},
        matrix=_matrix(matrix) if matrix else {},
        impacts={name: texts.at("matrix", "impact", name) for name in matrix.impact} if matrix else {},
        urgencies={name: texts.at("matrix", "urgency", name) for name in matrix.urgency} if matrix else {},
        customer_chooses=file.customer_chooses,
        pauses={metric: frozenset(reasons) for metric, reasons in file.pauses.items()},
        warnings=tuple(file.warnings),
        alarms=_alarms(file.alarms, texts),
        counts_from_opening=file.priority_change_counts_from == "opening",
        counts_through=file.reopening == "counts through",
        facts={name: _fact(name, each, texts) for name, each in file.facts.items()},
        default_plan=file.default_plan,
        company_email_only=file.company_email_only,
        tier_told=file.tier_told,
        tiers=tuple(
            sla.Tier(level=int(level), name=texts.at("tiers", level, "name"), text=texts.at("tiers", level, "text"))
            for level in sorted(file.tiers)
        ),
        texts={name: texts.at("texts", name) for name in file.texts},
        notes=tuple(
            sla.Note(id=name, place=each.place, text=texts.at("notes", name, "text"))
            for name, each in file.notes.items()
        ),
        objectives=_objectives(file, texts),
        problem_targets=tuple(problems.frozen(file)),
        guards=_guards(file, texts),
        exclusions=_exclusions(file, texts),
        **frozen_courses.courses(file, texts),
    )


def _priority(name: str, each: schema.Priority, texts: Texts) -> sla.Priority:
    told = {key: texts.at("priorities", name, key) for key in ("name", "definition", "example", "responsibility")}
    channels = tuple(each.recommended_channels)
    return sla.Priority(id=name, contact=each.contact, recommended_channels=channels, **told)


def _fact(name: str, each: schema.Fact, texts: Texts) -> sla.Fact:
    values = {value: texts.at("facts", name, "values", value) for value in each.values}
    by_clock: dict[str, Text] = {"yes": {}, "no": {}}
    return sla.Fact(
        name=texts.at("facts", name, "name"), values=by_clock if each.open_in else values, open_in=each.open_in
    )


def _matrix(matrix: schema.Matrix) -> dict[tuple[str, str], str]:
    return {(impact, urgency): priority for urgency, row in matrix.rows.items() for impact, priority in row.items()}


def _calendar(name: str, each: schema.Calendar, texts: Texts) -> sla.CalendarTemplate:
    return sla.CalendarTemplate(
        id=name,
        name=texts.at("calendars", name, "name"),
        timezone=None if each.timezone == "contract" else each.timezone,
        week=tuple(part for line in each.hours for part in line if isinstance(part, Interval)),
        windows=tuple(part for line in each.hours for part in line if isinstance(part, Window)),
        holidays=None if each.holidays == "none" else each.holidays,
        closures=tuple(
            _closure(closure.dates, texts.at("calendars", name, "closures", id, "name"))
            for id, closure in each.closures.items()
        ),
        special=tuple(
            _special(special, texts.at("calendars", name, "special", id, "name"))
            for id, special in each.special.items()
        ),
        any_of=tuple(each.any_of),
        all_of=tuple(each.all_of),
    )


def _closure(dates: notation.Dates, name: Text) -> Closure | YearlyClosure:
    first, last = dates
    if isinstance(first, dt.date) and isinstance(last, dt.date):
        return Closure(first, last, name)
    assert isinstance(first, tuple) and isinstance(last, tuple)  # noqa: S101, PT018  # the two kinds of Dates
    return YearlyClosure(first, last, name)


def _special(special: schema.Special, name: Text) -> SpecialHours:
    first, last = special.dates
    assert isinstance(first, dt.date) and isinstance(last, dt.date)  # noqa: S101, PT018  # checked: these have a year
    return SpecialHours(first, last, special.hours, name)


def _plan(name: str, each: schema.Plan, file: schema.AgreementFile, texts: Texts) -> sla.Plan:
    told = {key: texts.at("plans", name, key) for key in ("name", "description", "hours")}
    return sla.Plan(
        id=name,
        **told,
        channels=tuple(each.channels),
        targets=tuple(_plan_targets(each.targets_of or name, each, file)),
        tiers=tuple(sorted(each.tiers)),
        trial=each.trial,
        not_offered=tuple(each.not_offered),
        entitlements=_entitlements(each.includes, texts),
        quota=_quota(name, each.quota) if each.quota else None,
        contacts=each.contacts,
    )


def _quota(plan: str, each: schema.Quota) -> sla.Quota:
    return sla.Quota(
        incidents=each.incidents,
        per=each.per,
        priorities=tuple(each.priorities),
        beyond=None if each.beyond == notation.BEST_EFFORT else each.beyond,
        clause=f"plans.{plan}.quota",
    )


def _addon(name: str, each: schema.Addon, file: schema.AgreementFile, texts: Texts) -> sla.Addon:
    return sla.Addon(
        id=name,
        name=texts.at("addons", name, "name"),
        hours=texts.at("addons", name, "hours"),
        targets=tuple(_targets(each.targets, list(file.priorities), f"addons.{name}.targets")),
        channels=tuple(each.channels),
        tiers=tuple(sorted(each.tiers)),
        entitlements=_entitlements(each.includes, texts),
    )


def _entitlements(includes: list[str], texts: Texts) -> tuple[sla.Entitlement, ...]:
    return tuple(
        sla.Entitlement(id=id, name=texts.at("entitlements", id, "name"), detail=texts.at("entitlements", id, "detail"))
        for id in includes
    )


def _plan_targets(source: str, plan: schema.Plan, file: schema.AgreementFile) -> Iterator[sla.Target]:
    """The plan's targets; `source` is the plan in which they stand."""
    offered = [name for name in file.priorities if name not in plan.not_offered]
    yield from _targets(file.plans[source].targets, offered, f"plans.{source}.targets")


def _targets(targets: schema.Targets, offered: list[str], place: str) -> Iterator[sla.Target]:
    """One target a cell, in the order of the file."""
    for metric, tables in targets.items():
        for table in tables:
            alike = [each for each in tables if each.beside == table.beside]
            yield from _rows(metric, table, offered, f"{place}.{metric.value}", _named(alike))


def _named(tables: list[schema.Table]) -> set[str]:
    """The priorities that some table names for every ticket."""
    return {name for table in tables if not table.when for name in table.__pydantic_extra__}


def _rows(
    metric: sla.Metric, table: schema.Table, offered: list[str], place: str, named: set[str]
) -> Iterator[sla.Target]:
    cells = table.__pydantic_extra__
    for priority in offered:
        cell = cells.get(priority, table.all)
        by_all = priority not in cells
        if cell is None or cell == notation.NO_CLOCK or (by_all and not table.when and priority in named):
            continue
        yield sla.Target(
            metric=metric,
            priority=priority,
            promise=None if isinstance(cell, str) else cell,
            calendar=table.on,
            when=condition(table.when),
            clause=f"{place}.{'all' if by_all else priority}",
            threshold=table.beside,
            goal=table.goal,
            starts=table.starts,
        )


def condition(condition: fields.Condition) -> sla.Condition:
    return sla.Condition(
        {name: frozenset(values.wanted) for name, values in condition.items() if values.wanted},
        {name: frozenset(values.unwanted) for name, values in condition.items() if values.unwanted},
    )


def _alarms(file: schema.Alarms, texts: Texts) -> sla.AlarmPolicy:
    named = file.on if isinstance(file.on, dict) else dict.fromkeys(sla.Metric, file.on)
    return sla.AlarmPolicy(
        tell={alarms.stage(stage): tuple(whom) for stage, whom in file.tell.items()},
        calendars={metric: calendar for metric, calendar in named.items() if calendar != "always"},
        act_ahead=file.act_ahead,
        silent_after=file.silent_after,
        steps=tuple(_step(name, each, texts) for name, each in file.steps.items()),
    )


def _step(name: str, each: schema.NamedStep, texts: Texts) -> sla.NamedStep:
    return sla.NamedStep(
        id=name,
        metric=each.metric,
        after=each.after,
        tell=tuple(each.tell),
        name=texts.at("alarms", "steps", name, "name"),
        text=texts.at("alarms", "steps", name, "text"),
        priorities=frozenset(each.priorities),
        clause=f"alarms.steps.{name}",
    )


def _objectives(file: schema.AgreementFile, texts: Texts) -> tuple[Objective, ...]:
    return tuple(
        Objective(
            id=name,
            metrics=tuple(each.metrics),
            threshold=each.threshold or "",
            share=each.share,
            by_priority=each.by_priority,
            period=each.period,
            minimum=each.minimum,
            credits=tuple(_credit(credit) for credit in each.credits),
            text=texts.at("objectives", name, "text"),
        )
        for name, each in file.objectives.items()
    )


def _credit(credit: schema.Credit) -> Credit:
    return Credit(below=credit.below or 0.0, misses=credit.misses or 0, percent=credit.percent)


def _guards(file: schema.AgreementFile, texts: Texts) -> tuple[sla.Guard, ...]:
    return tuple(
        sla.Guard(
            priority=each.priority,
            requires=condition(each.requires),
            text=texts.at("guards", name, "text"),
            clause=f"guards.{name}",
        )
        for name, each in file.guards.items()
    )


def _exclusions(file: schema.AgreementFile, texts: Texts) -> tuple[sla.Exclusion, ...]:
    return tuple(
        sla.Exclusion(
            when=condition(each.when),
            text=texts.at("exclusions", name, "text"),
            clause=f"exclusions.{name}",
            since=each.since,
        )
        for name, each in file.exclusions.items()
    )
