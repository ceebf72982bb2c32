"""What every part of the review works with: the document, its ordinary week, and a way to tell what is found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from itertools import product
from math import prod

from parola.sla.agreement import Condition, Metric, Plan, Target

from .codes import CODES
from .findings import MAX_FINDINGS, Finding, Params
from .ordinary import OrdinaryWeek
from .read import Document
from .tree import Path

MANY = 5_000
"""Kinds of tickets. Where conditions tell more apart, they are not gone through."""


class Enough(Exception):
    """More was found than anybody reads."""


class Reviewer:
    """Gathers what is found in a document. `on`: the day on which one looks at what ends; None where that does not matter."""

    def __init__(self, document: Document, on: dt.date | None = None) -> None:
        self.document = document
        self.on = on
        self.agreement = document.agreement
        self.file = document.file
        self.week = OrdinaryWeek(document.agreement)
        self.found: list[Finding] = []
        self._lines = document.source.split("\n")

    def tell(self, code: str, place: str, message: str, hint: str = "", params: Params | None = None) -> None:
        """Note what is found at a place: keys with dots between, lists passed over. Raises Enough when it is too much."""
        node = next(self.document.root.find(place), None)
        self.tell_at(code, node[0] if node else tuple(place.split(".")), message, hint, params, place=place)

    def tell_at(
        self, code: str, path: Path, message: str, hint: str = "", params: Params | None = None, *, place: str = ""
    ) -> None:
        """Note what is found at a path of the tree, pointing at its key."""
        line, column = self.document.root.locate(path, key=True)
        finding = Finding(
            file=self.document.name,
            line=line,
            column=column,
            message=message,
            hint=hint,
            params=params or {},
            severity=CODES[code],
            source=self._lines[line - 1],
            place=place or ".".join(map(str, path)),
            code=code,
        )
        if finding not in self.found:
            self.found.append(finding)
        if len(self.found) >= MAX_FINDINGS:
            raise Enough

    def own_targets(self) -> Iterator[tuple[Plan, Target]]:
        """Every target with a due time, each in the plan in which it stands."""
        for plan in self.agreement.plans.values():
            if self.file.plans[plan.id].targets_of is None:
                yield from ((plan, target) for target in plan.targets if target.promise is not None)

    def promised_targets(self) -> Iterator[Target]:
        """Every target with a due time, of plans and of add-ons."""
        yield from (target for _, target in self.own_targets())
        for addon in self.agreement.addons.values():
            yield from (target for target in addon.targets if target.promise is not None)


def target_of(plan: Plan, metric: Metric, priority: str, facts: Mapping[str, str]) -> Target | None:
    """The target that a ticket with these facts gets for the metric's own clock; None if it gets none."""
    cells = (each for each in plan.targets if (each.metric, each.priority, each.threshold) == (metric, priority, ""))
    return next((target for target in cells if target.when.holds(facts)), None)


def situations(conditions: Collection[Condition]) -> list[dict[str, str]]:
    """The kinds of tickets that the conditions tell apart: every combination of the values that they name, and of none of these.

    Empty where there are too many to go through.
    """
    values: dict[str, set[str]] = {}
    for condition in conditions:
        for named in (condition.fields, condition.excluded):
            for fact, some in named.items():
                values.setdefault(fact, {""}).update(some)
    if prod(map(len, values.values())) > MANY:
        return []
    return [dict(zip(values, chosen, strict=True)) for chosen in product(*map(sorted, values.values()))]
