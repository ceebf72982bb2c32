"""One promise of a metric on a ticket: its targets, and its cycles one after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from .agreement import Metric, Start, Target, Terms
from .clock import Clock
from .events import FactsChanged, TermsChanged
from .strand import Strand

Kind = tuple[Metric, str]
"""A metric and a threshold."""
Targets = Mapping[int, Target]
"""For each severity the target that applies, the most severe first."""
ORDER = {metric: place for place, metric in enumerate(Metric)}


class Lane:
    """The cycles of one kind of clock; only the last can still change.

    `late` is what changed while the ticket's end had ended that one: it follows if the ticket is reopened.
    """

    __slots__ = ("cycles", "kind", "late", "metric", "starts", "targets")

    def __init__(self, kind: Kind, targets: Targets) -> None:
        self.kind = kind
        self.metric = kind[0]
        self.cycles: list[Clock] = []
        self.late: FactsChanged | TermsChanged | None = None
        self.promise(targets)

    def promise(self, targets: Targets) -> None:
        """From here on these targets apply. All of them start alike."""
        self.targets = targets
        self.starts: Start = next(iter(targets.values())).starts if targets else "opening"

    @property
    def runs(self) -> bool:
        """Whether the present cycle has not ended."""
        return bool(self.cycles) and self.cycles[-1].ended is None

    def change(self, change: Callable[[Clock], None]) -> None:
        """Change the present cycle, if there is one."""
        if self.cycles:
            change(self.cycles[-1])

    def following(self, strands: tuple[Strand, ...], began: datetime) -> Clock:
        """The next cycle. One before it that never counted is forgotten."""
        if self.cycles and not self.cycles[-1].counted:
            self.cycles.pop()
        self.late = None
        return Clock(
            metric=self.metric,
            cycle=len(self.cycles) + 1,
            began=began,
            strands=strands,
            ruling=0,
            ruled_since=began,
        )


def chosen(terms: Terms, facts: Mapping[str, str], *, excluded: bool) -> dict[Kind, Targets]:
    """For each kind of clock and each severity the first target that applies, in the order of the metrics.

    Where the agreement excludes the ticket, its targets are measured and never due.
    """
    ranks = {priority.id: rank for rank, priority in enumerate(terms.agreement.priorities)}
    first: dict[Kind, dict[int, Target]] = {}
    for target in terms.plan.targets:
        cells = first.setdefault((target.metric, target.threshold), {})
        severity = ranks[target.priority]
        if severity not in cells and target.when.holds(facts):
            cells[severity] = replace(target, promise=None) if excluded else target
    kinds = sorted(first, key=lambda kind: ORDER[kind[0]])
    return {kind: dict(sorted(first[kind].items())) for kind in kinds}
