"""What was found of tickets, as its reader is shown it: nothing but what they may read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from parola.desk.knowledge.excerpts import Piece
from parola.desk.search.documents import parts_of
from parola.desk.search.excerpts import best_of, hits
from parola.desk.search.wanted import Pattern
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A ticket among what was found: its subject, and the place of its texts that fits best, parted at the words looked for."""

    ticket: Ticket
    subject: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]


def shown(keys: Sequence[int], patterns: Collection[Pattern], *, inside: bool) -> list[Shown]:
    """The tickets in their order. `inside`: the reader sees all of them from the inside; else excerpts are of what customers read."""
    tickets = queries.with_relations(Ticket.objects.all()).in_bulk(list(keys))
    parts, hit = parts_of(keys), hits(patterns)
    found = []
    for ticket in (tickets[key] for key in keys if key in tickets):
        texts = [part.body.text for part in parts.get(ticket.pk, []) if part.shown or inside]
        subject = best_of([ticket.subject], hit)
        found.append(Shown(ticket=ticket, subject=subject, excerpt=best_of(texts, hit)))
    return found
