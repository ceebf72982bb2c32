"""Whether the index says what the record says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from parola.desk.search.documents import rows_of
from parola.desk.search.following import TICKETS
from parola.desk.search.models import Document
from parola.desk.tickets.models import Ticket


def differing(progress: Callable[[int], None] = lambda _: None) -> list[str]:
    """The references of the tickets of which the index has other words than stand there; all tickets are read for it."""
    return [reference for some in _slices() for reference in _differing(some, progress)]


def _differing(keys: list[int], progress: Callable[[int], None]) -> list[str]:
    kept = {key: rest for key, *rest in Document.objects.filter(pk__in=keys).values_list("pk", "subject", "words")}
    wrong = [key for key, *rest in rows_of(keys) if kept.get(key) != rest]
    progress(len(keys))
    return list(Ticket.objects.filter(pk__in=wrong).order_by("pk").values_list("reference", flat=True))


def _slices() -> Iterator[list[int]]:
    keys = Ticket.objects.order_by("pk").values_list("pk", flat=True).iterator(TICKETS)
    while some := list(islice(keys, TICKETS)):
        yield some
