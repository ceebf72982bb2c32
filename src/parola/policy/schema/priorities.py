"""How much tickets matter, and what is to be known of them: priorities, the matrix of impact and urgency, facts."""

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


class Fact(Part):
    """Something to know of a ticket."""

    name: Words
    """What it is called."""
    values: dict[Id, Words] = {}
    """The values that it can have, and what each is called."""
    open_in: str | None = None
    """A calendar, in place of values: the fact is `yes` for a request that came in while it was open, `no` for any other."""
