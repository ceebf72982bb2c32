"""What is asked about problems. Who may read them is decided in one place, `readable`: those who work for the brand, and nobody else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet

from parola.desk.accounts.models import Brand, Organization, Person
from parola.desk.accounts.queries import brands_of
from parola.desk.agreements import queries as agreements
from parola.desk.agreements.models import AgreementVersion, PinnedTerms
from parola.desk.problems import projection, vocabulary
from parola.desk.problems.models import Problem, ProblemEntry
from parola.desk.problems.vocabulary import Recorded
from parola.desk.tickets.models import Body, Ticket
from parola.desk.tickets.queries import AT_WORK, worked_on_by
from parola.desk.tickets.queries import with_relations as with_their_relations
from parola.sla.agreement import Terms
from parola.sla.timeline import Timeline

STATE = Problem.State
UNSOLVED = (STATE.OPEN, STATE.KNOWN_ERROR)


class NoSuchProblem(LookupError):
    """There is no such problem, or none that the person may read: which of them is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """Whom a problem concerns, of those tickets that a person may see."""

    tickets: int
    open: int
    organizations: tuple[Organization, ...]


def readable(person: Person) -> QuerySet[Problem]:
    """THE rule: the problems of the brands that the person works for. A customer never sees one."""
    return Problem.objects.filter(brand__in=brands_of(person).values("pk"))


def with_relations(problems: QuerySet[Problem]) -> QuerySet[Problem]:
    """The problems with what a page shows of each, in the same query."""
    related = problems.select_related("brand", "owner", "version", "pinned", "article")
    return related.defer("version__source", "pinned__data")


def access(person: Person, reference: str) -> Problem:
    """The gate: the problem of that reference, if the person may read it. Raises NoSuchProblem."""
    found = with_relations(readable(person)).filter(reference=reference).first()
    if found is None:
        raise NoSuchProblem(reference)
    return found


def listed(person: Person, *, unsolved: bool) -> QuerySet[Problem]:
    """Those that the person may read: what is due first, first, then the latest."""
    found = with_relations(readable(person))
    if unsolved:
        found = found.filter(state__in=UNSOLVED)
    return found.order_by("-major", F("due_at").asc(nulls_last=True), "-opened_at", "-pk")


def unsolved(person: Person, brand: Brand) -> QuerySet[Problem]:
    """The brand's problems that an incident can be linked to while work on them goes on; the latest first."""
    return readable(person).filter(brand=brand, state__in=UNSOLVED).order_by("-opened_at", "-pk")


def problem_of(ticket: Ticket) -> int | None:
    """The key of the problem that the ticket has now."""
    return Ticket.objects.values_list("problem", flat=True).get(pk=ticket.pk)


def again(problem: Problem) -> Problem:
    """The problem as it stands now."""
    return with_relations(Problem.objects.all()).get(pk=problem.pk)


def of_ticket(person: Person, ticket: Ticket) -> Problem | None:
    """The problem from which the ticket comes, if there is one that the person may read."""
    return with_relations(readable(person)).filter(pk=ticket.problem).first() if ticket.problem else None


def incidents(problem: Problem) -> QuerySet[Ticket]:
    """Its incidents, for what the desk does by itself: nobody's eyes. Those that count for nothing are none."""
    return Ticket.objects.filter(problem=problem.pk, void="").order_by("opened_at", "pk")


def incidents_seen_by(person: Person, problem: Problem) -> QuerySet[Ticket]:
    """Its incidents as far as the person sees them, through the tickets' own gate; the oldest first."""
    own = worked_on_by(person).filter(problem=problem.pk, void="")
    return with_their_relations(own).order_by("opened_at", "pk")


def concerned(person: Person, problem: Problem) -> Concerned:
    """Whom it concerns, counted through the gate."""
    own = worked_on_by(person).filter(problem=problem.pk, void="")
    organizations = Organization.objects.filter(pk__in=own.order_by().values("organization")).order_by("name", "pk")
    return Concerned(
        tickets=own.count(), open=own.filter(status__in=AT_WORK).count(), organizations=tuple(organizations)
    )


def history(problem: Problem) -> list[Recorded]:
    """The problem's entries, in their order."""
    return [recorded(row) for row in entries(problem)]


def entries(problem: Problem) -> list[ProblemEntry]:
    """The rows of its record, in their order."""
    return list(ProblemEntry.objects.filter(problem=problem).order_by("seq"))


def recorded(row: ProblemEntry) -> Recorded:
    """A row of the record as the projection reads it. Raises what `vocabulary.from_data` raises."""
    fact = vocabulary.from_data(row.kind, row.version, row.data)
    return Recorded(seq=row.seq, at=row.at, recorded_at=row.recorded_at, by=row.by_id, fact=fact)


def said(history: Sequence[Recorded]) -> projection.Said:
    """What people wrote in those entries."""
    return said_in(bodies_of(history))


def bodies_of(history: Sequence[Recorded]) -> set[str]:
    """The keys of the bodies that the entries name."""
    return {words.body for entry in history for words in vocabulary.words_of(entry.fact)}


def said_in(bodies: Collection[str]) -> projection.Said:
    """Subject and text of these bodies."""
    rows = Body.objects.filter(pk__in=bodies).values_list("pk", "subject", "text")
    return {str(key): (subject, text) for key, subject, text in rows}


def terms_in(history: Sequence[Recorded]) -> Terms:
    """What the problem was put under when it was opened."""
    opened = projection.opening(history)
    version = AgreementVersion.objects.defer("source").get(pk=opened.agreement_version)
    return agreements.problem_terms(version, PinnedTerms.objects.defer("data").get(pk=opened.pinned_terms))


def terms(problem: Problem) -> Terms:
    """The same for one that is at hand."""
    return agreements.problem_terms(problem.version, problem.pinned)


def timeline(problem: Problem) -> Timeline:
    """The clocks of its own objectives."""
    return projection.timeline(history(problem), terms(problem))
