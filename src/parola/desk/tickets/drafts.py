"""What colleagues began to write: kept while they type, theirs alone, back on every device, gone when it is sent or thrown away.

A window says which revision it goes on from. One that is behind another of the same person's changes nothing (`Behind`); so does a
request that was on its way while the text was sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.files.models import Upload
from parola.desk.tickets.entries import speakable
from parola.desk.tickets.models import Draft, Ticket
from parola.desk.tickets.operations import require

Paper = Draft.Paper
ACTS: Mapping[str, Act] = {Paper.REPLY: Act.REPLY, Paper.NOTE: Act.NOTE}
UNDO = timedelta(days=1)
"""How long what was thrown away can be had back."""


class Behind(Exception):
    """Another window of the same person's wrote, sent or threw away since. `draft` is how it stands."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(str(draft))
        self.draft = draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whose draft of which paper, on which ticket; from which window and revision it is written."""

    ticket: Ticket
    by: Person
    paper: str
    revision: int = 0
    window: str = ""


def keep(
    *, place: Place, text: str, at_once_reason: str = "", uploads: Sequence[Upload] = (), seen: int = 0, now: datetime
) -> Draft:
    """The draft as it reads now. An empty one is none. Raises NotAllowed, Behind."""
    paper = Paper(place.paper)
    require(place.by, ACTS[paper], place.ticket)
    with transaction.atomic():
        draft = _found(place)
        if draft is not None and not _continues(draft, place):
            raise Behind(draft)
        draft = draft or Draft(ticket=place.ticket, person=place.by, paper=paper, revision=0, began_at=now)
        if draft.discarded_at or not draft.window:
            draft.began_at, draft.seen = now, min(seen, place.ticket.last_event_seq)
        draft.text, draft.at_once_reason = speakable(text), speakable(at_once_reason)
        draft.saved_at, draft.discarded_at = now, None
        draft.window = place.window[:32] or "-"
        draft.revision += 1
        draft.save()
        draft.uploads.set(uploads)
    return draft


def discard(*, place: Place, now: datetime) -> None:
    """Throw it away; for a day it can be had back."""
    with transaction.atomic():
        draft = _found(place)
        if draft is not None:
            _end(draft, discarded_at=now)


def restore(*, place: Place, now: datetime) -> Draft | None:
    """What was thrown away last is there again, if it was within the day."""
    with transaction.atomic():
        draft = _found(place)
        if draft is None or not is_undoable(draft, now):
            return None
        draft.discarded_at, draft.window = None, "-"
        draft.revision += 1
        draft.save()
    return draft


def sent(*, place: Place) -> None:
    """It became a message. A draft that another window wrote meanwhile is not it, and stays."""
    with transaction.atomic():
        draft = _found(place)
        if draft is None or not _continues(draft, place):
            return
        draft.text = draft.at_once_reason = ""
        draft.uploads.clear()
        _end(draft, discarded_at=None)


def of(ticket: Ticket, person: Person) -> dict[str, Draft]:
    """The person's rows on the ticket by their paper, be there something in them or not: a window goes on from their revision."""
    found = Draft.objects.filter(ticket=ticket, person=person).prefetch_related("uploads__blob")
    return {draft.paper: draft for draft in found}


def standing(draft: Draft | None) -> bool:
    """Whether there is something to go on with."""
    return draft is not None and draft.discarded_at is None and bool(draft.window) and not draft.empty


def is_undoable(draft: Draft, now: datetime) -> bool:
    """Whether it was thrown away, and can be had back."""
    return draft.discarded_at is not None and draft.discarded_at > now - UNDO and not draft.empty


def begun(person: Person, tickets: Iterable[Ticket]) -> frozenset[int]:
    """On which of the tickets the person has a draft, by their keys: to tell the person, and nobody else."""
    keys = [ticket.pk for ticket in tickets]
    return frozenset(_standing_of(person).filter(ticket__in=keys).values_list("ticket_id", flat=True))


def tickets_of(person: Person) -> QuerySet[Ticket]:
    """The tickets on which the person has a draft: to tell the person, and nobody else."""
    return Ticket.objects.filter(pk__in=_standing_of(person).values("ticket"))


def forget(*, now: datetime) -> None:
    """What was thrown away more than a day ago goes for good."""
    Draft.objects.filter(discarded_at__lt=now - UNDO).delete()


def _standing_of(person: Person) -> QuerySet[Draft]:
    said = ~Q(text="") | ~Q(at_once_reason="") | Q(uploads__isnull=False)
    return Draft.objects.filter(said, person=person, discarded_at=None).exclude(window="")


def _found(place: Place) -> Draft | None:
    rows = Draft.objects.select_for_update()
    return rows.filter(ticket=place.ticket, person=place.by, paper=place.paper).first()


def _continues(draft: Draft, place: Place) -> bool:
    """Whether who writes has the newest of it before them: by its revision, or since that window wrote it."""
    return place.revision == draft.revision or (bool(place.window) and place.window == draft.window)


def _end(draft: Draft, *, discarded_at: datetime | None) -> None:
    draft.discarded_at, draft.window = discarded_at, ""
    draft.revision += 1
    draft.save()
