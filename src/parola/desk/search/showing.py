"""What was found of tickets, as its reader is shown it: nothing but what they may read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from parola.desk.knowledge.excerpts import LONGEST, Piece
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


LOOKED_AT = 30_000
"""Letters of a ticket that are looked through for the place: of its opening, then of what was written last."""


def shown(keys: Sequence[int], patterns: Collection[Pattern], *, inside: bool, excerpts: bool = True) -> list[Shown]:
    """The tickets in their order. `inside`: the reader sees all of them from the inside; else excerpts are of what customers read."""
    tickets = queries.with_relations(Ticket.objects.all()).in_bulk(list(keys))
    parts, hit = parts_of(keys if excerpts else ()), hits(patterns)
    found = []
    for ticket in (tickets[key] for key in keys if key in tickets):
        texts = [part.body.text for part in parts.get(ticket.pk, []) if part.shown or inside]
        subject = best_of([ticket.subject], hit)
        found.append(Shown(ticket=ticket, subject=subject, excerpt=best_of(list(_looked_at(texts)), hit)))
    return found


def _looked_at(texts: Sequence[str]) -> Iterator[str]:
    """As much of the texts as is looked through."""
    left = LOOKED_AT
    for text in [*texts[:1], *reversed(texts[1:])]:
        if left <= 0:
            return
        yield text[: min(left, LONGEST)]
        left -= min(len(text), LONGEST)
