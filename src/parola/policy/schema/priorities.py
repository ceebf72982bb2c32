"""How much tickets matter: priorities, and the matrix of impact and urgency."""

from __future__ import annotations

from parola.policy.fields import Id, Part, Words
from parola.sla.agreement import Channel


class Priority(Part):
    """How much a ticket matters."""

    name: Words
    """What it is called."""
    definition: Words
    """When a ticket has this priority."""
    example: Words | None = None
    """A case, to compare with."""
    responsibility: Words | None = None
    """What the customer agrees to by choosing it."""
    contact: str | None = None
    """The calendar in whose hours alone the customer is contacted."""
    recommended_channels: list[Channel] = []
    """The ways to make contact that are advised (advice, no entitlement)."""


class Matrix(Part):
    """The priority that follows from impact and urgency."""

    impact: dict[Id, Words]
    """The values of impact, the highest first, and their names."""
    urgency: dict[Id, Words]
    """The values of urgency, the highest first, and their names."""
    rows: dict[str, dict[str, str]]
    """For each urgency, for each impact, the priority."""
