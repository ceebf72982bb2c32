"""A customer says that a major incident is their problem too: with one click they have a request of their own, linked to it."""

from __future__ import annotations

from datetime import datetime

from parola.desk.accounts.models import Brand, Person
from parola.desk.problems import operations, status, vocabulary
from parola.desk.problems.models import MajorIncident
from parola.desk.problems.status import NotConcerned
from parola.desk.problems.wordings import worded
from parola.desk.tickets import ledger
from parola.desk.tickets import operations as tickets
from parola.desk.tickets.kinds.problems import ProblemLinked
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Ticket, TicketEvent


def claim(*, key: int, person: Person, words: str, channel: str, now: datetime, brand: Brand | None = None) -> Ticket:
    """Their own request, opened and linked to the problem; one that is at work already is given instead.

    `words`: what they add of their own. Raises NotConcerned, and what `open_ticket` raises.
    """
    major = next((each for each in status.concerning(person, now, brand=brand) if each.pk == key), None)
    if major is None:
        raise NotConcerned(key)
    with ledger.turn():
        own = status.own_request(major, person)
        if own is not None:
            return own
        title = worded(major.titles, person.language, major.problem.brand).text
        ticket = tickets.open_ticket(
            brand=major.problem.brand,
            requester=person,
            subject=title,
            text=words.strip() or title,
            channel=channel,
            facts=_facts(major, person, now),
            submitted_at=now,
            now=now,
        )
        linked = vocabulary.Linked(ticket=ticket.pk, reference=ticket.reference)
        problem = operations.cause(operations.add(major.problem, linked, by=person, now=now))
        entry = Entry(
            fact=ProblemLinked(problem=problem.key, reference=problem.reference, proof=problem.proof),
            at=now,
            by=person,
            source_id=f"{_claims(major)}{ticket.pk}",
        )
        return ledger.append(ticket=ticket, entries=[entry], now=now)


def _facts(major: MajorIncident, person: Person, now: datetime) -> dict[str, str]:
    """The product, where the problem names one that the person's contracts have too, or one alone."""
    held = {product for each in status.Customer(person, now).contracts for product in each.products}
    products = [each for each in major.problem.products if not held or each in held]
    return {"product": products[0]} if products else {}


def claimed(major: MajorIncident) -> int:
    """How many said that it is their problem too."""
    return TicketEvent.objects.filter(source_id__startswith=_claims(major)).count()


def _claims(major: MajorIncident) -> str:
    return f"claim:{major.pk}:"
