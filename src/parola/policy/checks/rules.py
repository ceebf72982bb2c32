"""Rules that are well written and have no effect: rows and guards that no ticket meets, priorities that none gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise, product

from parola.policy import notation, schema
from parola.policy.findings import gettext_noop
from parola.policy.freeze import condition as frozen
from parola.policy.reviewer import Reviewer, situations
from parola.policy.tree import Path
from parola.sla.agreement import Condition, Metric


def check_rows(r: Reviewer) -> None:
    """Rows of a metric's tables that no ticket reaches, and `none` that is passed over."""
    for path, tables in _tables(r):
        plan = r.file.plans[str(path[1])] if path[0] == "plans" else None
        not_offered = plan.not_offered if plan else []
        _check_tables(r, path, tables, [each for each in r.file.priorities if each not in not_offered])


def _tables(r: Reviewer) -> Iterator[tuple[Path, list[schema.Table]]]:
    """The tables of plans and add-ons, metric by metric."""
    holders: tuple[tuple[str, Mapping[str, schema.Plan | schema.Addon]], ...] = (
        ("plans", r.file.plans),
        ("addons", r.file.addons),
    )
    for kind, named in holders:
        for name, each in named.items():
            yield from (((kind, name, "targets", metric.value), tables) for metric, tables in each.targets.items())


def _check_tables(r: Reviewer, path: Path, tables: list[schema.Table], priorities: list[str]) -> None:
    taken: set[tuple[int, str]] = set()
    rows: set[tuple[int, str]] = set()
    for beside, priority in product({table.beside for table in tables}, priorities):
        mine = [(index, key, frozen(tables[index].when)) for index, key in _rows(tables, priority, beside)]
        rows |= {(index, key) for index, key, _ in mine}
        taken |= _taken(r, mine)
    message = gettext_noop("no ticket gets this target: the rows above it, an exclusion or its own `when` leave none")
    hint = gettext_noop("the first row that fits is taken; take this one out, or change a `when`")
    for index, key in sorted(rows - taken):
        r.tell_at("row-never-taken", (*path, index, key), message, hint)


def _rows(tables: list[schema.Table], priority: str, beside: str) -> Iterator[tuple[int, str]]:
    """The rows of one clock for a priority, with their tables, as far as each says something of it."""
    alike = [(index, table) for index, table in enumerate(tables) if table.beside == beside]
    named = any(priority in table.__pydantic_extra__ for _, table in alike if not table.when)
    for index, table in alike:
        if priority in table.__pydantic_extra__:
            yield index, priority
        elif table.all is not None and (table.when or not named):
            yield index, "all"


def _taken(r: Reviewer, rows: list[tuple[int, str, Condition]]) -> set[tuple[int, str]]:
    """Those rows that some ticket gets; all of them where there are too many kinds of tickets to tell."""
    exclusions = [rule.when for rule in r.agreement.exclusions if rule.since is None]
    kinds = situations([*(when for _, _, when in rows), *exclusions])
    if not kinds:
        return {(index, key) for index, key, _ in rows}
    promised = [facts for facts in kinds if not any(when.holds(facts) for when in exclusions)]
    first = (next(((index, key) for index, key, when in rows if when.holds(facts)), None) for facts in promised)
    return {row for row in first if row}


def check_passed_over(r: Reviewer) -> None:
    """`none` under a condition, where a row below gives the same tickets a clock after all."""
    for path, tables in _tables(r):
        for index, table in enumerate(tables):
            for key in _without_clock(table):
                below = (each for each in tables[index + 1 :] if each.beside == table.beside)
                if table.when and any(_gives_clock(each, key) for each in below):
                    message = gettext_noop("`none` has no effect here: the tickets it is for get the row below")
                    hint = gettext_noop("put the condition on the rows below with `not`, and leave this one out")
                    r.tell_at("no-clock-passed-over", (*path, index, key), message, hint)


def _without_clock(table: schema.Table) -> list[str]:
    cells = {**table.__pydantic_extra__, "all": table.all}
    return [key for key, cell in cells.items() if cell == notation.NO_CLOCK]


def _gives_clock(table: schema.Table, key: str) -> bool:
    cell = table.__pydantic_extra__.get(key, table.all)
    return cell not in (None, notation.NO_CLOCK)


def check_guards(r: Reviewer) -> None:
    """Priorities whose guards no ticket can satisfy."""
    for priority in r.agreement.priorities:
        guards = [guard for guard in r.agreement.guards if guard.priority == priority.id]
        kinds = situations([guard.requires for guard in guards])
        if guards and kinds and not any(all(guard.requires.holds(facts) for guard in guards) for facts in kinds):
            message = gettext_noop("no ticket can be given `%(priority)s`: what its guards require contradicts itself")
            r.tell("guard-never-holds", guards[-1].clause, message, params={"priority": priority.id})


def check_matrix(r: Reviewer) -> None:
    """Cells of the matrix that are more severe than one of a higher impact or urgency."""
    order = {priority.id: index for index, priority in enumerate(r.agreement.priorities)}
    for higher, lower in _steps(list(r.agreement.impacts), list(r.agreement.urgencies)):
        above, below = r.agreement.matrix[higher], r.agreement.matrix[lower]
        if order[below] < order[above]:
            message = gettext_noop(
                "`%(below)s` at %(lower)s is more severe than `%(above)s` at %(higher)s, which is the higher"
            )
            hint = gettext_noop(
                "the values of impact and urgency stand with the highest first; change a cell, or their order"
            )
            params = {"below": below, "above": above, "lower": " / ".join(lower), "higher": " / ".join(higher)}
            r.tell("matrix-order", f"matrix.rows.{lower[1]}.{lower[0]}", message, hint, params)


def _steps(impacts: list[str], urgencies: list[str]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Neighbours in the matrix as (impact, urgency), the higher one first."""
    for urgency in urgencies:
        yield from (((above, urgency), (below, urgency)) for above, below in pairwise(impacts))
    for impact in impacts:
        yield from (((impact, above), (impact, below)) for above, below in pairwise(urgencies))


def check_priorities(r: Reviewer) -> None:
    """Priorities that no rule gives and no plan offers."""
    agreement = r.agreement
    given = {
        agreement.default_priority,
        *agreement.matrix.values(),
        *(rule.lower_to for rule in agreement.reachability),
        *(rule.lower_to for rule in agreement.lowering),
    }
    for priority in agreement.priorities:
        params = {"priority": priority.id}
        if not agreement.customer_chooses and priority.id not in given:
            message = gettext_noop(
                "no rule gives a ticket `%(priority)s`: neither the matrix nor the default nor a customer"
            )
            hint = gettext_noop(
                "put it into the matrix, or let `customer_chooses` be true; otherwise only the desk can set it"
            )
            r.tell("priority-never-given", f"priorities.{priority.id}", message, hint, params)
        elif all(priority.id in plan.not_offered for plan in agreement.plans.values()):
            message = gettext_noop("no plan offers `%(priority)s`")
            r.tell("priority-never-given", f"priorities.{priority.id}", message, params=params)
    for plan in agreement.plans.values():
        if agreement.default_priority in plan.not_offered:
            message = gettext_noop(
                "this plan does not offer `%(priority)s`, which a ticket gets where none was chosen: nothing is promised for it"
            )
            r.tell(
                "default-not-offered",
                f"plans.{plan.id}.not_offered",
                message,
                params={"priority": agreement.default_priority},
            )


_NOTHING_COUNTED = gettext_noop(
    "no plan has a target for the metric %(metric)s: of this objective nothing is ever counted"
)
_NO_SUCH_THRESHOLD = gettext_noop(
    "no plan has a clock `%(threshold)s` for the metric %(metric)s: of this objective nothing is ever counted"
)


def check_objectives(r: Reviewer) -> None:
    """Objectives on a metric for which no plan has a due time: nothing would ever be counted."""
    due = {(target.metric, target.threshold) for target in r.promised_targets() if not target.goal}
    for name, objective in r.file.objectives.items():
        for index, metric in enumerate(objective.metrics):
            if (metric, objective.threshold or "") not in due:
                r.tell_at(
                    "objective-without-target",
                    ("objectives", name, "metrics", index),
                    _NOTHING_COUNTED if objective.threshold is None else _NO_SUCH_THRESHOLD,
                    gettext_noop("add targets for it, or take it out of the objective"),
                    {"metric": metric, "threshold": objective.threshold},
                )


def check_tiers(r: Reviewer) -> None:
    """Plans that promise escalation and have no tier to escalate to."""
    for plan in r.agreement.plans.values():
        escalated = any(each.metric is Metric.ESCALATION and each.promise for each in plan.targets)
        if escalated and len(plan.tiers) == 1:
            message = gettext_noop(
                "`%(plan)s` has an escalation target and one tier: at the due time the next tier is informed, and the ticket stays"
            )
            r.tell("single-tier", f"plans.{plan.id}.tiers", message, params={"plan": plan.id})


def check_steps(r: Reviewer) -> None:
    """A named step whose metric no plan gives a due time at its priorities."""
    for step in r.agreement.alarms.steps:
        promised = {
            target.priority
            for plan in r.agreement.plans.values()
            for target in plan.targets
            if target.metric is step.metric and target.promise is not None
        }
        if not promised & (step.priorities or promised):
            message = gettext_noop("this step never comes: no plan has a due time for it")
            hint = gettext_noop("name another metric or priority, or give a plan a target for it")
            r.tell("step-never-comes", step.clause, message, hint)
