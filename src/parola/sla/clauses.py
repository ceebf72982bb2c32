"""The words of an agreement's rules, by the place where each stands."""

from __future__ import annotations

from collections.abc import Iterator

from .agreement import Agreement
from .hours import Text


def clause(agreement: Agreement, place: str) -> Text:
    """What the rule at that place says to people; empty where no rule is there."""
    return dict(_rules(agreement)).get(place, {})


def _rules(agreement: Agreement) -> Iterator[tuple[str, Text]]:
    yield from ((rule.clause, rule.text) for rule in agreement.guards)
    yield from ((rule.clause, rule.text) for rule in agreement.exclusions)
    yield from ((rule.clause, rule.text) for rule in agreement.reachability)
    yield from ((rule.clause, rule.text) for rule in agreement.reclassification)
    yield from ((rule.clause, rule.text) for rule in agreement.lowering)
    if agreement.closing:
        yield agreement.closing.clause, agreement.closing.text
