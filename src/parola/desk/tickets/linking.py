"""An incident is linked to the problem that it comes from, and unlinked: what `desk/problems` asks the ledger to write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.tickets import ledger
from parola.desk.tickets.kinds.problems import ProblemLinked, ProblemUnlinked
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import BadState, require, worded


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A problem as tickets name it. `proof`: the head of the problems' chain."""

    key: int
    reference: str
    proof: str


def link(*, ticket: Ticket, problem: Cause, by: Person, now: datetime, expected_seq: int | None = None) -> Ticket:
    """The incident comes from that problem; linked to it already, it stays as it is.

    Raises NotAllowed, ChangedMeanwhile, and BadState for what counts for nothing or belongs to another problem.
    """
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.OWN_PROBLEMS, present)
        if present.problem == problem.key:
            return present
        if present.void or present.problem is not None:
            raise BadState(present.reference)
        fact = ProblemLinked(problem=problem.key, reference=problem.reference, proof=problem.proof)
        return ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now)


def unlink(
    *, ticket: Ticket, problem: Cause, reason: str, by: Person, now: datetime, expected_seq: int | None = None
) -> Ticket:
    """It has nothing to do with that problem after all. Raises NotAllowed, ReasonNeeded, ChangedMeanwhile, and BadState for another's."""
    with ledger.changing(ticket, expected_seq) as present:
        require(by, Act.OWN_PROBLEMS, present)
        if present.problem != problem.key:
            raise BadState(present.reference)
        fact = ProblemUnlinked(
            problem=problem.key, reference=problem.reference, reason=worded(reason), proof=problem.proof
        )
        return ledger.append(ticket=present, entries=[Entry(fact=fact, at=now, by=by)], now=now)
