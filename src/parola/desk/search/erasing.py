"""A person who is erased is found by no word any more that was theirs: the index forgets in the same turn as the record."""

from __future__ import annotations

from django.db import transaction

from parola.desk.accounts.models import Person
from parola.desk.search import following
from parola.desk.search.engines import engine
from parola.desk.tickets.kinds.erasing import WordsErased
from parola.desk.tickets.models import TicketEvent


def forget_erased(person: Person) -> None:
    """Take in anew the tickets whose words were erased with the person's. Belongs into the turn in which that was done."""
    erased = TicketEvent.objects.filter(kind=WordsErased.kind, data__person=person.pk)
    keys = sorted(set(erased.values_list("ticket", flat=True)))
    for start in range(0, len(keys), following.TICKETS):
        following.refresh(keys[start : start + following.TICKETS])


def scrub() -> None:
    """Leave nothing of what was forgotten in the file either. Outside of the turn: it takes its own."""
    with transaction.atomic():
        engine().scrub()
