"""The proof that nothing was changed, of the desk with its problems: theirs is a chain of its own beside that of the tickets.

A link between a ticket and a problem holds the head that the problems' chain had then, so that the one proves the other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from django.db import DatabaseError

from parola.desk.problems import queries, record, vocabulary
from parola.desk.problems.models import Problem, ProblemEntry
from parola.desk.tickets import chain, ledger, verification
from parola.desk.tickets.kinds.problems import FACTS
from parola.desk.tickets.models import Body, TicketEvent
from parola.desk.tickets.verification import Finding

SLICE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was looked at, what was found, and the heads of the two chains, to be kept elsewhere."""

    desk: verification.Report
    entries: int
    problems: int
    head: tuple[int, str]
    findings: tuple[Finding, ...]
    """Of both."""


def verify(*, anchors: Collection[tuple[int, str]] = (), progress: Callable[[int], None] = lambda _: None) -> Report:
    """Look at everything. `anchors`: positions and hashes noted earlier, of either chain, which must still hold them."""
    own = Walk()
    findings = list(own.findings())
    desk = verification.verify(anchors=set(anchors) - own.links, progress=progress)
    findings += lost(own)
    problems = Problem.objects.order_by("pk")
    for problem in problems.iterator(SLICE):
        findings += look_again(problem) if check(problem) else []
    return Report(
        desk=desk,
        entries=own.entries,
        problems=problems.count(),
        head=own.head,
        findings=(*desk.findings, *findings),
    )


class Walk:
    """A walk along the problems' chain. After something that is wrong it goes on from what is stored."""

    def __init__(self) -> None:
        self.head = (0, chain.START)
        self.entries = 0
        self.links: set[tuple[int, str]] = {self.head}

    def findings(self) -> Iterator[Finding]:
        """What is wrong with the chain."""
        for row in ProblemEntry.objects.select_related("problem").order_by("position").iterator(SLICE):
            position, previous = self.head
            if row.position != position + 1:
                yield finding("entry_missing_before", row)
            elif not follows(previous, row):
                yield finding("entry_altered", row)
            self.head = (row.position, row.hash)
            self.links.add(self.head)
            self.entries += 1


def finding(what: verification.What, row: ProblemEntry, detail: str = "") -> Finding:
    """Something that is wrong with an entry."""
    return Finding(what=what, position=row.position, ticket=row.problem.reference, seq=row.seq, detail=detail)


def follows(previous: str, row: ProblemEntry) -> bool:
    """Whether the row carries the link that it must have after `previous`."""
    try:
        return chain.link(previous, record.payload(row)) == row.hash
    except ValueError:  # the link before it is no hexadecimal number
        return False


def lost(own: Walk) -> Iterator[Finding]:
    """The heads of the problems' chain that tickets' events hold, and that are not there any more. It may have gone on meanwhile."""
    later = ProblemEntry.objects.filter(position__gt=own.head[0])
    hashes = {link for _position, link in own.links}
    rows = TicketEvent.objects.filter(kind__in=[fact.kind for fact in FACTS]).select_related("ticket")
    for row in rows.order_by("position").iterator(SLICE):
        proof = row.data.get("proof")
        if proof not in hashes and not later.filter(hash=proof).exists():
            yield Finding(what="no_problem", position=row.position, ticket=row.ticket.reference, seq=row.seq)


def look_again(problem: Problem) -> list[Finding]:
    """What is wrong with a problem while nobody can change it."""
    with ledger.turn():
        return check(Problem.objects.get(pk=problem.pk))


def check(problem: Problem) -> list[Finding]:
    """What is wrong with a problem: its places, its entries, its columns, its words."""
    history = []
    rows = list(ProblemEntry.objects.filter(problem=problem).select_related("problem").order_by("seq"))
    for place, row in enumerate(rows, start=1):
        if row.seq != place:
            return [finding("entry_gap", row)]
        try:
            history.append(queries.recorded(row))
        except ValueError as error:  # an unknown kind, or data that are not of it
            return [finding("entry_unreadable", row, verification.first_line(error))]
    return [*check_words(rows, history), *check_columns(problem, history)]


def check_columns(problem: Problem, history: list[vocabulary.Recorded]) -> list[Finding]:
    """The columns against the fold."""
    try:
        values = record.fold(history).values()
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever changed data do to the fold is a finding, not an end
        return [Finding(what="problem_columns", ticket=problem.reference, detail=verification.first_line(error))]
    wrong = [name for name, value in values.items() if getattr(problem, name) != value]
    return [Finding(what="problem_columns", ticket=problem.reference, detail=", ".join(wrong))] if wrong else []


def check_words(rows: list[ProblemEntry], history: list[vocabulary.Recorded]) -> Iterator[Finding]:
    """What people wrote against the digests that the entries keep; what was struck out, against those of what was left of it."""
    bodies = {str(body.pk): body for body in Body.objects.filter(pk__in=queries.bodies_of(history))}
    left: dict[str, str] = {}
    for entry in history:
        if isinstance(entry.fact, vocabulary.WordsErased):
            left |= entry.fact.words
    for row, entry in zip(rows, history, strict=True):
        for words in vocabulary.words_of(entry.fact):
            if not verification.is_as_written(bodies.get(words.body), left.get(words.body, words.digest)):
                yield finding("entry_words", row)
