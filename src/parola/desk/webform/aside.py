"""What agents do with a request of which nobody has said that it is theirs: they asked the customer, or see that it is nobody's."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from parola.desk.accounts.models import Person
from parola.desk.accounts.operations import find_or_create_person
from parola.desk.accounts.permissions import Act, may
from parola.desk.tickets.models import Ticket
from parola.desk.webform import proving
from parola.desk.webform.models import WebRequest


class NotAllowed(Exception):
    """The person may not open tickets in a customer's name."""


class DecidedAlready(Exception):
    """Somebody was faster."""


@transaction.atomic
def open_for(*, held: WebRequest, by: Person, email: str, now: datetime) -> Ticket:
    """A ticket of it, in the name of whoever has that address; it counts from when the form was sent.

    Raises NotAllowed, DecidedAlready, and what `open_ticket` raises.
    """
    _require(by, held)
    person = find_or_create_person(email=email, name=held.name, language=held.language, timezone=held.brand.timezone)
    ticket = proving.open_one(held, person, now, by=by)
    if ticket is None:
        raise DecidedAlready(str(held.pk))
    return ticket


def dismiss(*, held: WebRequest, by: Person, now: datetime) -> None:
    """Nobody's request. It goes for good with the others of its age. Raises NotAllowed, DecidedAlready."""
    _require(by, held)
    if not proving.decide(held, WebRequest.State.DISMISSED, now, by=by):
        raise DecidedAlready(str(held.pk))


def _require(by: Person, held: WebRequest) -> None:
    if not may(by, Act.OPEN_FOR, held.brand):
        raise NotAllowed(held.brand.slug)
