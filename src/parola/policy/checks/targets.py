"""Checks of the plans: every priority has a row, every row a priority, and a ticket can reach it."""

from __future__ import annotations

from collections.abc import Iterator

from parola.policy.checker import TABLE_KEYS, UNKNOWN, Checker
from parola.policy.findings import gettext_noop
from parola.policy.tree import Node, Path
from parola.sla.agreement import Metric
from parola.sla.metric import GOAL


def _tables(c: Checker) -> Iterator[tuple[Path, Node]]:
    """Every table of targets; a metric has one, or a list of them."""
    for path, node in _metrics(c):
        if node.entries is not None:
            yield path, node
        for index, item in enumerate(node.items or ()):
            yield (*path, index), item


def _metrics(c: Checker) -> Iterator[tuple[Path, Node]]:
    """What plans and add-ons promise, metric by metric."""
    yield from c.root.find("plans.*.targets.*")
    yield from c.root.find("addons.*.targets.*")


def check_cells(c: Checker) -> None:
    priorities = c.ids("priorities")
    for path, table in _tables(c):
        offered = set(priorities) - _not_offered(c, path)
        for name in table.entries or ():
            if name not in priorities and name not in TABLE_KEYS:
                c.unknown((*path, name), UNKNOWN["priorities"], name, [*priorities, *TABLE_KEYS], key=True)
            elif name in priorities and name not in offered:
                c.tell(
                    (*path, name),
                    gettext_noop("this plan does not offer `%(value)s`"),
                    params={"value": name},
                    key=True,
                )


def _not_offered(c: Checker, path: Path) -> set[object]:
    node = c.root.get(*path[:2], "not_offered")
    return {item.value for item in node.items or ()} if node else set()


def check_missing_rows(c: Checker) -> None:
    for path, metric in c.root.find("plans.*.targets.*"):
        if path[-1] not in set(Metric):
            continue
        tables = [metric] if metric.entries is not None else (metric.items or [])
        own = [table.entries or {} for table in tables if not _beside(table)]
        open_tables = [table for table in own if "when" not in table]
        if not own or any("all" in table for table in open_tables):
            continue
        named = {name for table in open_tables for name in table}
        missing = [name for name in c.ids("priorities") if name not in named and name not in _not_offered(c, path)]
        if missing:
            hint = gettext_noop(
                "add a duration, `best effort` (measured, never due) or `none` (no clock), or list it under `not_offered`"
            )
            c.tell(path, gettext_noop("no target for %(missing)s"), hint, {"missing": ", ".join(missing)}, key=True)


def _beside(table: Node) -> str:
    """Which of several clocks of its metric a table is for; "" is the metric's own."""
    threshold, goal = table.get("threshold"), table.get("goal")
    if threshold and isinstance(threshold.value, str):
        return threshold.value
    return GOAL if goal and goal.value is True else ""


STARTS_BY_ITSELF = (Metric.ACKNOWLEDGEMENT, Metric.NEXT_RESPONSE, Metric.ESCALATION)


def check_starts(c: Checker) -> None:
    """What starts a clock: something else than itself, and one thing for all its priorities."""
    for path, metric in _metrics(c):
        starts: dict[str, str] = {}
        for at, table in [(path, metric)] if metric.entries is not None else _listed(path, metric):
            node = table.get("starts")
            start = node.value if node and isinstance(node.value, str) else "opening"
            if start != "opening" and (path[-1] == start or path[-1] in STARTS_BY_ITSELF):
                message = gettext_noop("a clock of this metric is not started by `%(value)s`")
                c.tell((*at, "starts"), message, gettext_noop("leave it out"), {"value": start})
            elif starts.setdefault(_beside(table), start) != start:
                message = gettext_noop("the clock starts by `%(value)s` here, and by `%(other)s` in a table above")
                hint = gettext_noop("let all its tables start alike, or give one a `threshold` of its own")
                c.tell((*at, "starts"), message, hint, {"value": start, "other": starts[_beside(table)]})


def _listed(path: Path, metric: Node) -> list[tuple[Path, Node]]:
    return [((*path, index), table) for index, table in enumerate(metric.items or ())]


def check_unreachable_rows(c: Checker) -> None:
    """A row that no ticket can reach, since a table before it has one for the same priority and every ticket."""
    for path, metric in _metrics(c):
        seen: set[tuple[str, str]] = set()
        for index, table in enumerate(metric.items or ()):
            rows = {(_beside(table), name) for name in table.entries or () if name == "all" or name not in TABLE_KEYS}
            for _, name in sorted(rows & seen):
                message = gettext_noop("a table above has a row for `%(value)s` already")
                hint = gettext_noop("the first row that fits is taken; put the ones with `when` first, or take one out")
                c.tell((*path, index, name), message, hint, {"value": name}, key=True)
            seen |= rows if "when" not in (table.entries or {}) else set()


def check_plans(c: Checker) -> None:
    for name in c.ids("plans"):
        plan = c.root.get("plans", name)
        keys = set(plan.entries or ()) if plan else set()
        if "targets" not in keys and "targets_of" not in keys:
            message = gettext_noop("the plan `%(value)s` says no targets")
            c.tell(
                ("plans", name),
                message,
                gettext_noop("add `targets`, or `targets_of` with another plan"),
                {"value": name},
                key=True,
            )
        elif {"targets", "targets_of"} <= keys:
            c.tell(
                ("plans", name, "targets_of"), gettext_noop("a plan has `targets` or `targets_of`, not both"), key=True
            )
        other = plan.get("targets_of") if plan else None
        if other and isinstance(other.value, str) and c.root.get("plans", other.value, "targets_of"):
            message = gettext_noop("the plan `%(value)s` has no targets of its own")
            c.tell(
                ("plans", name, "targets_of"),
                message,
                gettext_noop("name the plan that has them"),
                {"value": other.value},
            )
