"""Objectives: whether they fit together, and what they say beside the vendor's own sentence, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING

from parola.sla.objective import Credit, Objective, ReportPeriod

from . import notation
from .findings import Wrong, gettext_noop
from .tree import Node, Path

if TYPE_CHECKING:
    from .checker import Checker
    from .words import Words

PERIODS = {
    ReportPeriod.MONTH: gettext_noop("by the month"),
    ReportPeriod.QUARTER: gettext_noop("by the quarter"),
    ReportPeriod.YEAR: gettext_noop("by the year"),
}
CREDITED = {
    ReportPeriod.MONTH: gettext_noop("below %(share)s: a credit of %(percent)s of the month's fee"),
    ReportPeriod.QUARTER: gettext_noop("below %(share)s: a credit of %(percent)s of the quarter's fee"),
    ReportPeriod.YEAR: gettext_noop("below %(share)s: a credit of %(percent)s of the year's fee"),
}
CREDITED_BY_MISSES = {
    ReportPeriod.MONTH: gettext_noop("%(count)s or more missed: a credit of %(percent)s of the month's fee"),
    ReportPeriod.QUARTER: gettext_noop("%(count)s or more missed: a credit of %(percent)s of the quarter's fee"),
    ReportPeriod.YEAR: gettext_noop("%(count)s or more missed: a credit of %(percent)s of the year's fee"),
}


def check_credits(c: Checker) -> None:
    """Credits by nothing or by two things, those due though the objective was reached, and those by which worse would cost less."""
    for path, objective in c.root.find("objectives.*"):
        _check_kinds(c, path, objective)
        shares = list(_stated(objective, "below", notation.share))
        share = _number(objective.get("share"), notation.share)
        for index, below, _ in shares:
            if share is not None and below > share:
                message = gettext_noop("this credit is due though the objective was reached")
                c.tell(
                    (*path, "credits", index, "below"),
                    message,
                    gettext_noop("name a share that is at most the objective's own"),
                )
        hint = gettext_noop("give each share once, and the lower one the higher percentage")
        _check_order(c, path, sorted(shares, key=lambda credit: -credit[1]), hint)
        hint = gettext_noop("give each number of misses once, and the higher one the higher percentage")
        _check_order(c, path, sorted(_stated(objective, "misses", _count), key=lambda credit: credit[1]), hint)


def _check_kinds(c: Checker, path: Path, objective: Node) -> None:
    for index, credit in _credits(objective):
        if credit.entries is not None and len({"below", "misses"} & credit.entries.keys()) != 1:
            message = gettext_noop("a credit is owed by the share that was kept or by the number of misses")
            hint = gettext_noop("write `below: 95%%` or `misses: 3`, one of the two")
            c.tell((*path, "credits", index), message, hint)


def _check_order(c: Checker, path: Path, ordered: list[tuple[int, float, float]], hint: str) -> None:
    """`ordered` are the credits from the first that is owed to the last."""
    for (_, first, less), (index, second, more) in pairwise(ordered):
        if first == second or more <= less:
            message = gettext_noop("who keeps less would not be charged more")
            c.tell((*path, "credits", index, "percent"), message, hint)


def _stated(objective: Node, key: str, reading: notation.Reading) -> Iterator[tuple[int, float, float]]:
    """The credits of a kind that can be read: which, from what on, how much."""
    for index, credit in _credits(objective):
        start, percent = _number(credit.get(key), reading), _number(credit.get("percent"), notation.percent)
        if start is not None and percent is not None:
            yield index, start, percent


def _credits(objective: Node) -> Iterator[tuple[int, Node]]:
    node = objective.get("credits")
    yield from enumerate((node.items if node else None) or ())


def _count(value: object) -> float:
    """A whole number; anything else is told by the schema."""
    if isinstance(value, int):
        return value
    raise Wrong("")


def _number(node: Node | None, reading: notation.Reading) -> float | None:
    """A value of the file; None where it is none."""
    with suppress(Wrong):
        return reading(node.value) if node else None
    return None


def credit_told(objective: Objective, credit: Credit, words: Words) -> str:
    """What follows where the share was not kept, or so many were missed."""
    percent = words.percent(credit.percent / 100)
    if credit.misses:
        parts = {"count": words.number(credit.misses), "percent": percent}
        return words.gettext(CREDITED_BY_MISSES[objective.period]) % parts
    return words.gettext(CREDITED[objective.period]) % {"share": words.percent(credit.below), "percent": percent}


def details(objective: Objective, words: Words) -> list[str]:
    """What the objective says beside its sentence: over which time it is judged, from how many on, and what is credited."""
    told = []
    if objective.period is not ReportPeriod.MONTH or objective.credits:
        told.append(words.gettext(PERIODS[objective.period]))
    if objective.minimum > 1:
        count = words.number(objective.minimum)
        told.append(words.gettext("judged from a count of %(count)s on") % {"count": count})
    return told + [credit_told(objective, credit, words) for credit in objective.credits]


def summary(objective: Objective, words: Words) -> str:
    """The objective's own terms in short, for comparisons."""
    each = words.gettext("each priority by itself") if objective.by_priority else ""
    return ", ".join(
        filter(None, (words.percent(objective.share), each, objective.threshold, *details(objective, words)))
    )
