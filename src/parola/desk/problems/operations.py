"""What people do to problems. Each is one turn of the ledger and gives the problem as it stands after.

`expected_seq` is the problem's `last_seq` as the person saw it, and makes an act fail with `ChangedMeanwhile` where somebody else was
faster. Texts by language are `{"es": "..."}`, in the languages of the brand; those that say nothing are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.agreements import operations as agreement_operations
from parola.desk.agreements import queries as agreements
from parola.desk.problems import queries, record, vocabulary
from parola.desk.problems.models import MajorIncident, Problem
from parola.desk.problems.record import ChangedMeanwhile as ChangedMeanwhile  # noqa: PLC0414  # part of what an operation raises
from parola.desk.problems.record import Entry
from parola.desk.problems.vocabulary import Found, Words
from parola.desk.tickets import ledger, linking
from parola.desk.tickets import operations as of_tickets
from parola.desk.tickets.kinds.fact import Fact
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import ReasonNeeded as ReasonNeeded  # noqa: PLC0414  # the same
from parola.desk.tickets.operations import worded
from parola.policy.terms import ContractTerms
from parola.sla.agreement import Agreement

STATE = Problem.State
UNSOLVED, ENDED = queries.UNSOLVED, (STATE.SOLVED, STATE.CLOSED)


class NotAllowed(Exception):
    """The person may not do this to this problem."""


class BadState(Exception):
    """The problem's state does not allow it, or a ticket's that it be linked."""


class NoOwner(ValueError):
    """Whoever is to own it may have no problem of this brand."""


class WordsNeeded(ValueError):
    """Something must be said, in words: a title, a text in one of the brand's languages."""


class UnknownPriority(ValueError):
    """The agreement has no such priority."""


def open_problem(
    *,
    brand: Brand,
    tickets: Iterable[Ticket],
    title: str,
    by: Person,
    now: datetime,
    owner: Person | None = None,
    symptoms: str = "",
    impact: str = "",
    priority: str = "",
    products: Sequence[str] | None = None,
) -> Problem:
    """A cause is seen behind these incidents, which are linked to it. `owner`: None for whoever opens it.

    Where nothing is said of the priority it is that of the most severe incident, and the products are theirs.
    Raises NotAllowed, NoOwner, WordsNeeded, UnknownPriority, NotPublished, and BadState for a ticket of another problem or brand.
    """
    require(by, Act.OWN_PROBLEMS, brand)
    owner = owner or by
    refuse_owner(owner, brand)
    some = list(tickets)
    if not title.strip():
        raise WordsNeeded
    version = agreements.version_in_force(brand)
    policy = agreements.agreement(version)
    with ledger.turn():
        pinned = agreement_operations.pin(
            version=version, contract_terms=ContractTerms(timezone=brand.timezone, calendar=None)
        )
        number = record.next_number(brand)
        fact = vocabulary.Opened(
            reference=f"{brand.key}-PRB-{number}",
            number=number,
            brand=brand.pk,
            owner=owner.pk,
            agreement_version=version.pk,
            agreement_digest=version.digest,
            pinned_terms=pinned.pk,
            pinned_digest=pinned.digest,
            priority=known_priority(policy, priority) if priority else most_severe(policy, some),
            products=tidied(products if products is not None else [each.product for each in some]),
            words=record.keep(symptoms.strip(), title=one_line(title)),
            impact=record.keep(impact.strip()) if impact.strip() else None,
        )
        problem = record.append(problem=None, entries=[Entry(fact=fact, at=now, by=by)], now=now)
        link_all(problem=problem, tickets=some, by=by, now=now)
        return queries.again(problem)


def link_all(*, problem: Problem, tickets: Iterable[Ticket], by: Person, now: datetime) -> None:
    """These tickets are incidents of the problem: all of them, or none. Raises what `link` raises."""
    with ledger.turn():
        for ticket in tickets:
            link(problem=problem, ticket=ticket, by=by, now=now)


def link(*, problem: Problem, ticket: Ticket, by: Person, now: datetime, expected_seq: int | None = None) -> Ticket:
    """The ticket is an incident of the problem; linked already, it stays. `expected_seq` is the ticket's.

    Raises NotAllowed, BadState for a closed problem, another brand's ticket, one that counts for nothing or has another problem.
    """
    with record.changing(problem) as present:
        require(by, Act.OWN_PROBLEMS, present.brand)
        if ticket.brand_id != present.brand_id:
            raise BadState(ticket.reference)
        if present.state == STATE.CLOSED:
            raise BadState(present.reference)
        if queries.problem_of(ticket) == present.pk:
            return ticket
        add(present, vocabulary.Linked(ticket=ticket.pk, reference=ticket.reference), by=by, now=now)
        with refused():
            return linking.link(ticket=ticket, problem=cause(present), by=by, now=now, expected_seq=expected_seq)


def unlink(
    *, problem: Problem, ticket: Ticket, reason: str, by: Person, now: datetime, expected_seq: int | None = None
) -> Ticket:
    """The ticket has nothing to do with the problem after all. Raises NotAllowed, ReasonNeeded, and BadState where it is none of its."""
    with record.changing(problem) as present, refused():
        fact = vocabulary.Unlinked(ticket=ticket.pk, reference=ticket.reference, reason=worded(reason))
        add(present, fact, by=by, now=now)
        return linking.unlink(
            ticket=ticket, problem=cause(present), reason=reason, by=by, now=now, expected_seq=expected_seq
        )


def hand_to(
    *, problem: Problem, owner: Person, reason: str, by: Person, now: datetime, expected_seq: int | None = None
) -> Problem:
    """Somebody else owns it from here on, for a reason: for its owner to say, and for those who lead. Raises ReasonNeeded, NoOwner."""
    with record.changing(problem, expected_seq) as present:
        require(by, Act.OWN_PROBLEMS if by == present.owner else Act.LEAD_PROBLEMS, present.brand)
        refuse(present, (STATE.CLOSED,))
        refuse_owner(owner, present.brand)
        if owner == present.owner:
            return present
        fact = vocabulary.Handed(owner=owner.pk, before=present.owner.pk, reason=worded(reason))
        return add(present, fact, by=by, now=now)


def describe(
    *, problem: Problem, title: str, symptoms: str, by: Person, now: datetime, expected_seq: int | None = None
) -> Problem:
    """Its title, and what there is to see of it. Raises WordsNeeded."""
    if not title.strip():
        raise WordsNeeded
    with working(problem, by, expected_seq) as present:
        return add(
            present,
            vocabulary.Described(words=record.keep(symptoms.strip(), title=one_line(title))),
            by=by,
            now=now,
        )


def set_impact(
    *,
    problem: Problem,
    priority: str,
    by: Person,
    now: datetime,
    products: Sequence[str] = (),
    impact: str = "",
    reason: str = "",
    expected_seq: int | None = None,
) -> Problem:
    """How much it matters, to which products, and what it does to whom. Another priority needs a reason.

    Raises UnknownPriority, ReasonNeeded.
    """
    with working(problem, by, expected_seq) as present:
        fact = vocabulary.ImpactSet(
            priority=known_priority(agreements.agreement(present.version), priority),
            before=present.priority,
            products=tidied(products),
            impact=record.keep(impact.strip()) if impact.strip() else None,
            reason=worded(reason) if priority != present.priority else ledger.speakable(reason.strip()),
        )
        return add(present, fact, by=by, now=now)


def write_workaround(
    *, problem: Problem, texts: Mapping[str, str], by: Person, now: datetime, expected_seq: int | None = None
) -> Problem:
    """A way to work on meanwhile, in the languages given, in place of the one before. Nobody is told by this. Raises WordsNeeded."""
    with working(problem, by, expected_seq) as present:
        return add(present, vocabulary.WorkaroundWritten(texts=kept(texts, present.brand)), by=by, now=now)


def find_cause(*, problem: Problem, cause: str, by: Person, now: datetime, expected_seq: int | None = None) -> Problem:
    """It is known why it happens. No customer reads it. Raises WordsNeeded."""
    if not cause.strip():
        raise WordsNeeded
    with working(problem, by, expected_seq) as present:
        return add(present, vocabulary.CauseFound(cause=record.keep(cause.strip())), by=by, now=now)


def withdraw(
    *, problem: Problem, found: Found, reason: str, by: Person, now: datetime, expected_seq: int | None = None
) -> Problem:
    """The workaround, or the cause, proved wrong. Raises ReasonNeeded, BadState where there is none."""
    with working(problem, by, expected_seq) as present:
        if (present.workaround_at if found == "workaround" else present.cause_at) is None:
            raise BadState(found)
        return add(present, vocabulary.Withdrawn(found=found, reason=worded(reason)), by=by, now=now)


def solve(
    *, problem: Problem, texts: Mapping[str, str], by: Person, now: datetime, expected_seq: int | None = None
) -> Problem:
    """The cause is gone; `texts` say to customers what was done. Nobody is told by this. Raises WordsNeeded, BadState."""
    with working(problem, by, expected_seq) as present:
        return add(present, vocabulary.Solved(texts=kept(texts, present.brand)), by=by, now=now)


def close(*, problem: Problem, by: Person, now: datetime, reason: str = "", expected_seq: int | None = None) -> Problem:
    """Nothing more is to be done about it; unsolved only for a reason. For its owner and those who lead. Raises ReasonNeeded, BadState.

    It is no major incident any more either, for the reason that must then be given.
    """
    with record.changing(problem, expected_seq) as present:
        require(by, Act.OWN_PROBLEMS if by == present.owner else Act.LEAD_PROBLEMS, present.brand)
        refuse(present, (STATE.CLOSED,))
        why = ledger.speakable(reason.strip()) if present.state == STATE.SOLVED else worded(reason)
        if present.major:
            end_major(present, worded(reason), by=by, now=now)
        return add(present, vocabulary.Closed(reason=why), by=by, now=now)


def reopen(*, problem: Problem, reason: str, by: Person, now: datetime, expected_seq: int | None = None) -> Problem:
    """It is not solved after all. Raises ReasonNeeded, BadState."""
    with record.changing(problem, expected_seq) as present:
        require(by, Act.OWN_PROBLEMS, present.brand)
        refuse(present, UNSOLVED)
        return add(present, vocabulary.Reopened(reason=worded(reason)), by=by, now=now)


def note(*, problem: Problem, text: str, by: Person, now: datetime) -> Problem:
    """Something for those who work on it. Raises WordsNeeded."""
    if not text.strip():
        raise WordsNeeded
    with record.changing(problem) as present:
        require(by, Act.OWN_PROBLEMS, present.brand)
        return add(present, vocabulary.Noted(words=record.keep(text.strip())), by=by, now=now)


@contextmanager
def working(problem: Problem, by: Person, expected_seq: int | None) -> Iterator[Problem]:
    """The turn, for somebody who works on a problem that is not at its end. Raises NotAllowed, BadState, ChangedMeanwhile."""
    with record.changing(problem, expected_seq) as present:
        require(by, Act.OWN_PROBLEMS, present.brand)
        refuse(present, ENDED)
        yield present


@contextmanager
def refused() -> Iterator[None]:
    """What a ticket refuses, a problem does."""
    try:
        yield
    except of_tickets.NotAllowed as error:
        raise NotAllowed(*error.args) from error
    except of_tickets.BadState as error:
        raise BadState(*error.args) from error


def add(problem: Problem, fact: Fact, *, by: Person | None, now: datetime) -> Problem:
    """One more entry, in the turn."""
    return record.append(problem=problem, entries=[Entry(fact=fact, at=now, by=by)], now=now)


def end_major(problem: Problem, reason: str, *, by: Person, now: datetime) -> None:
    """It is no major incident any more, in the turn: customers are shown it as past."""
    MajorIncident.objects.filter(problem=problem, ended_at=None).update(ended_at=now, end_reason=reason, next_at=None)
    add(problem, vocabulary.MajorEnded(reason=reason), by=by, now=now)


def require(by: Person, act: Act, brand: Brand) -> None:
    """Raise NotAllowed unless the person may do that for the brand."""
    if not may(by, act, brand):
        raise NotAllowed(act)


def refuse(problem: Problem, states: Iterable[str]) -> None:
    """Raise BadState in these states."""
    if problem.state in states:
        raise BadState(problem.state)


def refuse_owner(owner: Person, brand: Brand) -> None:
    """Raise NoOwner for whoever may have no problem of the brand."""
    if not may(owner, Act.OWN_PROBLEMS, brand):
        raise NoOwner(owner.pk)


def kept(texts: Mapping[str, str], brand: Brand) -> dict[str, Words]:
    """The texts in the brand's languages, kept for an entry to name. Raises WordsNeeded where there is none."""
    written = {language: texts[language].strip() for language in brand.languages if texts.get(language, "").strip()}
    if not written:
        raise WordsNeeded
    return {language: record.keep(text) for language, text in written.items()}


def known_priority(policy: Agreement, priority: str) -> str:
    """The priority, which the agreement must have. Raises UnknownPriority."""
    if priority not in {each.id for each in policy.priorities}:
        raise UnknownPriority(priority)
    return priority


def most_severe(policy: Agreement, some: Iterable[Ticket]) -> str:
    """The most severe priority of these tickets that the agreement knows; the usual one where there is none."""
    found = {each.priority for each in some}
    return next((each.id for each in policy.priorities if each.id in found), policy.default_priority)


def tidied(products: Iterable[str]) -> tuple[str, ...]:
    """Each product once, in the order given."""
    return tuple(dict.fromkeys(ledger.speakable(each.strip()) for each in products if each.strip()))


def one_line(title: str) -> str:
    """A title, without line breaks."""
    return " ".join(title.split())


def cause(problem: Problem) -> linking.Cause:
    """The problem as a ticket's event names it: with the head of the problems' chain."""
    _position, proof = record.head()
    return linking.Cause(key=problem.pk, reference=problem.reference, proof=proof)
