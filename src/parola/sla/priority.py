"""How much a new ticket matters: chosen, by the matrix of impact and urgency, or the agreement's default."""

from __future__ import annotations

from collections.abc import Mapping

from .agreement import Agreement, Guard


def by_matrix(agreement: Agreement, impact: str, urgency: str) -> str | None:
    """The priority that the agreement's matrix gives; None if it has no such cell, or no matrix."""
    return agreement.matrix.get((impact, urgency))


def initial(agreement: Agreement, *, chosen: str | None = None, impact: str = "", urgency: str = "") -> str:
    """The priority with which a ticket opens.

    What the customer chose, where the agreement lets the customer choose; else what the matrix says; else the default.
    Guards are asked apart (`refusing`). KeyError if the agreement does not know the chosen priority.
    """
    if chosen is not None and agreement.customer_chooses:
        return agreement.priority(chosen).id
    return by_matrix(agreement, impact, urgency) or agreement.default_priority


def refusing(agreement: Agreement, priority: str, facts: Mapping[str, str]) -> Guard | None:
    """The first guard that forbids the priority to a ticket with these facts, with its words; None if it may be chosen."""
    for guard in agreement.guards:
        if guard.priority == priority and not guard.requires.holds(facts):
            return guard
    return None
