"""Objectives: whether they fit together, and what they say beside the vendor's own sentence, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING

from parola.sla.objective import Credit, Objective, ReportPeriod

from . import notation
from .problems import Wrong, gettext_noop
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


def check_credits(c: Checker) -> None:
    """Credits that are due though the objective was reached, and those by which less kept would cost less."""
    for path, objective in c.root.find("objectives.*"):
        stated = list(_stated(objective))
        share = _number(objective.get("share"), notation.share)
        for index, below, _ in stated:
            if share is not None and below > share:
                message = gettext_noop("this credit is due though the objective was reached")
                c.tell(
                    (*path, "credits", index, "below"),
                    message,
                    gettext_noop("name a share that is at most the objective's own"),
                )
        _check_order(c, path, stated)


def _check_order(c: Checker, path: Path, stated: list[tuple[int, float, float]]) -> None:
    ordered = sorted(stated, key=lambda credit: -credit[1])
    for (_, higher, less), (index, lower, more) in pairwise(ordered):
        if higher == lower or more <= less:
            message = gettext_noop("who keeps less would not be charged more")
            hint = gettext_noop("give each share once, and the lower one the higher percentage")
            c.tell((*path, "credits", index, "percent"), message, hint)


def _stated(objective: Node) -> Iterator[tuple[int, float, float]]:
    """The credits that can be read: which, below what, how much."""
    node = objective.get("credits")
    for index, credit in enumerate((node.items if node else None) or ()):
        below, percent = _number(credit.get("below"), notation.share), _number(credit.get("percent"), notation.percent)
        if below is not None and percent is not None:
            yield index, below, percent


def _number(node: Node | None, reading: notation.Reading) -> float | None:
    """A value of the file; None where it is none."""
    with suppress(Wrong):
        return reading(node.value) if node else None
    return None


def credit_told(objective: Objective, credit: Credit, words: Words) -> str:
    """What follows where the share was not kept."""
    parts = {"share": words.percent(credit.below), "percent": words.percent(credit.percent / 100)}
    return words.gettext(CREDITED[objective.period]) % parts


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
