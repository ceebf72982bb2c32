"""What the index is to have of each ticket, by the record: the words that stand there now, each with who may read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from parola.desk.search.tokens import BREAK, spaced, tokens
from parola.desk.tickets import queries, vocabulary
from parola.desk.tickets.attaching import with_files
from parola.desk.tickets.kinds.erasing import WordsErased
from parola.desk.tickets.models import Body, Ticket, TicketEvent

WORDED = tuple(kind for kind, fact in vocabulary.KINDS.items() if "body" in fact.model_fields)
CHANGING = frozenset({*WORDED, WordsErased.kind})
"""The kinds of events that change a ticket's words."""
MOST = 12_000
"""Words that are kept of a ticket: of the opening, then of what was written last."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that was written on a ticket; `shown`: its customer may read it."""

    seq: int
    shown: bool
    body: Body


def parts_of(tickets: Collection[int]) -> dict[int, list[Part]]:
    """All that was written on each of the tickets, in its order, by the ticket's key; a few queries for all of them."""
    rows = TicketEvent.objects.filter(ticket__in=tickets, kind__in=WORDED).order_by("ticket_id", "seq")
    read = [(row.ticket_id, row.seq, *said) for row in rows if (said := _said(row))]
    bodies = with_files(Body.objects.defer("html")).in_bulk({key for _ticket, _seq, key, _shown in read})
    found: dict[int, list[Part]] = defaultdict(list)
    for ticket, seq, key, shown in read:
        if key in bodies:
            found[ticket].append(Part(seq, shown, bodies[key]))
    return found


def _said(row: TicketEvent) -> tuple[UUID, bool] | None:
    """The body that an event names, and whether customers are shown it; None where it cannot be read (`verify` tells)."""
    try:
        event = queries.recorded(row)
        return UUID(str(queries.body_id(event))), queries.for_customers(event)
    except ValueError:
        return None


def rows_of(keys: Collection[int]) -> list[tuple[int, str, str]]:
    """What the index is to keep of the tickets: (ticket, subject, words)."""
    parts = parts_of(keys)
    languages = dict(Ticket.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "language"))
    return [(key, *_words(parts.get(key, []), language)) for key, language in languages.items()]


def _words(parts: Sequence[Part], language: str) -> tuple[str, str]:
    """The subject, and all words."""
    subject = [each for part in parts[:1] for each in tokens(part.body.subject, language)]
    opening, *later = [list(_of_part(part, language)) for part in parts] or [[]]
    kept, left = list[list[str]](), MOST - len(subject) - len(opening)
    for said in reversed(later):
        left -= len(said)
        if left < 0:
            break
        kept.append(said)
    everything = [subject, opening, *reversed(kept)]
    return spaced(subject), spaced([word for said in everything for word in (*said, BREAK)])


def _of_part(part: Part, language: str) -> Iterator[str]:
    """The words of a text, and of the names of the files that came along with it."""
    inside = not part.shown
    yield from tokens(part.body.text, language, inside=inside)
    for file in part.body.attachments.all():
        yield BREAK
        yield from tokens(file.name, language, inside=inside)
