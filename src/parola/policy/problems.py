"""What the vendor sets itself for problems: whether it fits together, as frozen values, and in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from parola.sla import agreement as sla

from . import notation, schema
from .checker import UNKNOWN, Checker
from .findings import gettext_noop

if TYPE_CHECKING:
    from .words import Words

KEYS = ("on", "all")
"""What a table has beside its priorities."""


def check_problems(c: Checker) -> None:
    """Priorities that there are, and a calendar that is not a customer's: a problem has no contract."""
    priorities = c.ids("priorities")
    for path, table in c.root.find("problems.*"):
        for name in table.entries or ():
            if name not in priorities and name not in KEYS:
                c.unknown((*path, name), UNKNOWN["priorities"], name, [*priorities, *KEYS], key=True)
        on = table.get("on")
        if on is not None and on.value == "contract":
            message = gettext_noop("a problem concerns several customers: there is no contract whose hours could count")
            c.tell((*path, "on"), message, gettext_noop("name one of the calendars of this file, or `always`"))


def frozen(file: schema.AgreementFile) -> Iterator[sla.Target]:
    """One target for each aim and priority that has one."""
    for aim, table in file.problems.items():
        cells = table.__pydantic_extra__
        for priority in file.priorities:
            cell = cells.get(priority, table.all)
            if cell is None or cell == notation.NO_CLOCK:
                continue
            yield sla.Target(
                metric=sla.Metric(aim.value),
                priority=priority,
                promise=None if isinstance(cell, str) else cell,
                calendar=table.on,
                clause=f"problems.{aim.value}.{priority if priority in cells else 'all'}",
            )


def told(agreement: sla.Agreement, words: Words) -> Iterator[str]:
    """A sentence for each priority that has any, for whoever reads the policy."""
    for priority in agreement.priorities:
        aims = [_aim(each, words) for each in agreement.problem_targets if each.priority == priority.id]
        if aims:
            parts = {"priority": words.priority(priority), "aims": "; ".join(aims)}
            yield words.gettext("The cause behind several requests, at %(priority)s: %(aims)s") % parts


def _aim(target: sla.Target, words: Words) -> str:
    parts = {"metric": words.metric(target.metric), "promise": words.target(target)}
    return words.gettext("%(metric)s: %(promise)s") % parts
