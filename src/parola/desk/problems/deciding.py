"""What a person makes of incidents that were noticed to recur, and which of them they are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db.models import Q, QuerySet

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.knowledge.words import WORD, telling
from parola.desk.problems import operations, queries
from parola.desk.problems.models import Problem
from parola.desk.problems.noticing import noticing
from parola.desk.problems.operations import BadState, require
from parola.desk.problems.recurrences import Recurrence, Recurring
from parola.desk.search.tokens import tokens
from parola.desk.tickets import ledger
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.queries import with_relations, worked_on_by

STATE = Recurrence.State


class NoSuchRecurrence(LookupError):
    """There is none, or none that the person may read."""


class NothingChosen(ValueError):
    """None of the incidents was chosen."""


def readable(person: Person) -> QuerySet[Recurrence]:
    """THE rule: those of the brands that the person works for, of whose incidents they see one at least."""
    own = Recurring.objects.filter(ticket__in=worked_on_by(person).values("pk"))
    found = Recurrence.objects.filter(brand__in=brands_of(person).values("pk"), pk__in=own.values("recurrence"))
    return found.select_related("brand", "problem", "decided_by")


def waiting(person: Person, act: Act = Act.READ) -> QuerySet[Recurrence]:
    """Those that wait for a decision, in the brands where the person may do that; the latest first."""
    brands = brands_of(person, act).values("pk")
    return readable(person).filter(state=STATE.NOTICED, brand__in=brands).order_by("-changed_at", "-pk")


def access(person: Person, key: int) -> Recurrence:
    """The gate. Raises NoSuchRecurrence."""
    found = readable(person).filter(pk=key).first()
    if found is None:
        raise NoSuchRecurrence(key)
    return found


def incidents(person: Person, recurrence: Recurrence) -> list[Recurring]:
    """Its incidents as far as the person sees them, in the order in which they came in."""
    seen = with_relations(worked_on_by(person)).filter(pk__in=recurrence.incidents.values("ticket"))
    tickets = {ticket.pk: ticket for ticket in seen}
    rows = [row for row in recurrence.incidents.order_by("ticket__opened_at", "ticket") if row.ticket_id in tickets]
    for row in rows:
        row.ticket = tickets[row.ticket_id]
    return rows


def of_ticket(person: Person, ticket: Ticket) -> Recurrence | None:
    """What waits for a decision and has this ticket among its incidents."""
    return waiting(person).filter(incidents__ticket=ticket).first()


def problems_for(person: Person, recurrence: Recurrence) -> QuerySet[Problem]:
    """The problems that they can be added to: the one that they are proposed for first."""
    found = queries.readable(person).filter(brand=recurrence.brand).exclude(state=Problem.State.CLOSED)
    return found.order_by("-updated_at", "-pk")


def shared(ticket: Ticket, other: Ticket) -> list[str]:
    """The words that the ticket's subject has in common with the other's, as they are written there."""
    theirs = set(tokens(other.subject, other.language))
    said = {word: stems for word in WORD.findall(ticket.subject) if (stems := tokens(word, ticket.language))}
    return [word for word, stems in said.items() if theirs.issuperset(stems) and all(map(telling, stems))]


def make(*, recurrence: Recurrence, tickets: Collection[int], title: str, by: Person, now: datetime) -> Problem:
    """These of the incidents come from one cause: a problem of its own. The rest were alike, and no more.

    Raises NotAllowed, BadState where it was decided, NothingChosen, and what `operations.open_problem` raises.
    """
    with decided(recurrence, by) as kept:
        chosen = _chosen(kept, tickets, by)
        problem = operations.open_problem(brand=kept.brand, tickets=chosen, title=title, by=by, now=now)
        _settle(kept, STATE.MADE, by, now, problem=problem)
        return problem


def add(*, recurrence: Recurrence, problem: Problem, tickets: Collection[int], by: Person, now: datetime) -> Problem:
    """These of the incidents come from a problem that is known. Raises NotAllowed, BadState, NothingChosen."""
    with decided(recurrence, by) as kept:
        operations.link_all(problem=problem, tickets=_chosen(kept, tickets, by), by=by, now=now)
        _settle(kept, STATE.MADE, by, now, problem=problem)
        return problem


def dismiss(*, recurrence: Recurrence, by: Person, now: datetime, said: str = "") -> None:
    """They are not about the same. Raises NotAllowed, BadState where it was decided."""
    with decided(recurrence, by) as kept:
        _settle(kept, STATE.DISMISSED, by, now, said=ledger.speakable(said.strip()))


@contextmanager
def decided(recurrence: Recurrence, by: Person) -> Iterator[Recurrence]:
    """The turn in which one that waits is decided. Raises NotAllowed, BadState."""
    with ledger.turn(), noticing():
        kept = Recurrence.objects.select_related("brand", "problem").get(pk=recurrence.pk)
        require(by, Act.OWN_PROBLEMS, kept.brand)
        if kept.state != STATE.NOTICED:
            raise BadState(kept.state)
        yield kept


def _chosen(kept: Recurrence, tickets: Collection[int], by: Person) -> list[Ticket]:
    of_it = Q(pk__in=kept.incidents.values("ticket")) & Q(pk__in=tickets)
    found = list(with_relations(worked_on_by(by)).filter(of_it).order_by("pk"))
    if not found:
        raise NothingChosen
    return found


def _settle(kept: Recurrence, state: Recurrence.State, by: Person, now: datetime, **rest: Problem | str) -> None:
    Recurrence.objects.filter(pk=kept.pk).update(state=state, decided_by=by, decided_at=now, **rest)
