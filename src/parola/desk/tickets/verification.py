"""The proof that nothing was changed: the chain is walked link by link, what was promised is held against the digests that
the chain names, and every ticket is folded anew and compared.

Chain and tickets go through the desk once, in slices of constant memory, and disturb no writer. A ticket that seems to disagree is
looked at again in the writer's turn, since it may have changed between two looks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, Literal
from uuid import UUID

from django.db import DatabaseError
from django.db.models import F

from parola.desk.agreements import digests
from parola.desk.files import store
from parola.desk.tickets import attaching, chain, ledger, outcomes, projection, queries, vocabulary
from parola.desk.tickets.ended import Ended
from parola.desk.tickets.kinds.erasing import WordsErased
from parola.desk.tickets.kinds.under import UnderTerms
from parola.desk.tickets.models import Body, Ticket, TicketEvent
from parola.desk.tickets.payload import payload
from parola.desk.tickets.vocabulary import Recorded

SLICE = 500

What = Literal[
    "altered", "missing_before", "unreadable", "gap", "columns", "stale", "body", "file", "no_file", "head", "agreement",
    "pinned_terms", "entry_altered", "entry_missing_before", "entry_unreadable", "entry_gap", "entry_words", "problem_columns",
    "no_problem",
]  # fmt: skip

PROMISED: tuple[tuple[What, str, str], ...] = (
    ("agreement", "agreement_version", "agreement_digest"),
    ("pinned_terms", "pinned_terms", "pinned_digest"),
)
"""What puts a ticket under terms names: the key of the row, and the digest that it had."""

UNDER_TERMS = tuple(kind for kind, fact in vocabulary.KINDS.items() if issubclass(fact, UnderTerms))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it was written.

    `what`: the event at `position` is not the one that was linked there, or events are missing before it, or it cannot be
    read; a ticket's events have a gap before `seq`, its columns (named in `detail`) are not what they fold to (`stale`: and
    an earlier release folded them, so that nobody need have changed them), or a body is not what the event says; an attached
    `file`, by its hash, was changed or is not there (`no_file`); the chain does not hold the `head` that was asked for; or an
    agreement or pinned terms (the row is named in `detail`) are not what their digest says, or not what openings name.
    Those of problems (`desk/problems/verification`) say the same of entries, and have the problem's reference in `ticket`.
    """

    what: What
    position: int | None = None
    ticket: str = ""
    seq: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a ticket has in tables of their own: who follows it, and how its clocks ended."""

    following: set[int]
    ended: Sequence[Ended]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was looked at, what was found, and the head of the chain, to be kept elsewhere."""

    events: int
    tickets: int
    head: tuple[int, str]
    findings: tuple[Finding, ...]


def verify(*, anchors: Collection[tuple[int, str]] = (), progress: Callable[[int], None] = lambda _: None) -> Report:
    """Look at everything. `anchors`: positions and hashes noted earlier, which the chain must still hold.

    `progress` is told how many more events were looked at; each event is looked at twice.
    """
    walk = Walk(anchors)
    findings = [*walk.findings(progress), *check_promises(walk.promised)]
    tickets = 0
    for keys in slices(Ticket.objects.order_by("pk").values_list("pk", flat=True).iterator(SLICE)):
        some = list(queries.with_relations(Ticket.objects.filter(pk__in=keys)).order_by("pk"))
        tickets += len(keys)
        findings += [*check_tickets(some, progress), *check_relations(keys, some)]
    findings += [Finding(what="file" if there else "no_file", detail=blob.sha256) for blob, there in store.damaged()]
    return Report(events=walk.events, tickets=tickets, head=walk.head, findings=tuple(findings))


def slices(keys: Iterable[int]) -> Iterator[list[int]]:
    """The keys, some at a time."""
    iterator = iter(keys)
    while some := list(islice(iterator, SLICE)):
        yield some


class Walk:
    """A walk along the chain. After something that is wrong it goes on from what is stored, so that each is named once."""

    def __init__(self, anchors: Collection[tuple[int, str]]) -> None:
        self.missing = set(anchors)
        self.head = (0, chain.START)
        self.events = 0
        self.promised: dict[tuple[What, int], set[str]] = {}

    def findings(self, progress: Callable[[int], None]) -> Iterator[Finding]:
        """What is wrong with the chain."""
        rows = TicketEvent.objects.annotate(reference=F("ticket__reference")).order_by("position")
        for row in rows.iterator(SLICE):
            yield from self.step(row, row.reference)
            self.events += 1
            if self.events % SLICE == 0:
                progress(SLICE)
        progress(self.events % SLICE)
        for position, _link in sorted(self.missing):
            yield Finding(what="head", position=position)

    def step(self, row: TicketEvent, reference: str) -> Iterator[Finding]:
        """One link on."""
        position, previous = self.head
        if row.position != position + 1:
            yield Finding(what="missing_before", position=row.position, ticket=reference, seq=row.seq)
        elif not follows(previous, row):
            yield Finding(what="altered", position=row.position, ticket=reference, seq=row.seq)
        self.head = (row.position, row.hash)
        self.missing.discard(self.head)
        if row.kind in UNDER_TERMS and isinstance(row.data, dict):
            self.note(row.data)

    def note(self, fact: dict[str, Any]) -> None:
        """Keep which digests the event names; one that names none cannot be read, which is found elsewhere."""
        for what, name, digest in PROMISED:
            key, named = fact.get(name), fact.get(digest)
            if isinstance(key, int) and isinstance(named, str):
                self.promised.setdefault((what, key), set()).add(named)


def follows(previous: str, row: TicketEvent) -> bool:
    """Whether the row carries the link that it must have after `previous`."""
    try:
        return chain.link(previous, payload(row)) == row.hash
    except ValueError:  # the link before it is no hexadecimal number
        return False


def check_promises(promised: dict[tuple[What, int], set[str]]) -> Iterator[Finding]:
    """Agreements and pinned terms against their digests and those that openings name, each row once."""
    missing = set(promised)
    for proof in digests.proofs():
        row = (proof.what, proof.key)
        missing.discard(row)
        if {proof.stored, *promised.get(row, ())} != {proof.digest}:
            yield Finding(what=proof.what, detail=proof.name)
    for what, key in sorted(missing):
        yield Finding(what=what, detail=f"#{key}")


def check_relations(keys: Sequence[int], found: Sequence[Ticket]) -> list[Finding]:
    """The tickets that name a row which is not there, so that they cannot be looked at."""
    lost = set(keys).difference(ticket.pk for ticket in found)
    references = Ticket.objects.filter(pk__in=lost).order_by("pk").values_list("reference", flat=True)
    return [Finding(what="columns", ticket=reference, detail="DoesNotExist") for reference in references]


def check_tickets(tickets: Sequence[Ticket], progress: Callable[[int], None]) -> list[Finding]:
    """What is wrong with these tickets."""
    rows = TicketEvent.objects.filter(ticket__in=tickets).order_by("ticket_id", "seq")
    events = {ticket: list(some) for ticket, some in groupby(rows, key=lambda row: row.ticket_id)}
    bodies = bodies_of(row for some in events.values() for row in some)
    through = Ticket.participants.through.objects.filter(ticket__in=tickets).values_list("ticket_id", "person_id")
    following: dict[int, set[int]] = {}
    for ticket_id, person_id in through:
        following.setdefault(ticket_id, set()).add(person_id)
    findings, ended = list[Finding](), outcomes.kept(tickets)
    for ticket in tickets:
        beside = Beside(following=following.get(ticket.pk, set()), ended=ended[ticket.pk])
        found = check(ticket, events.get(ticket.pk, []), bodies, beside)
        findings += look_again(ticket) if found else []
        progress(len(events.get(ticket.pk, [])))
    return findings


def look_again(ticket: Ticket) -> list[Finding]:
    """What is wrong with a ticket while nobody can change it."""
    with ledger.changing(ticket) as present:
        rows = list(TicketEvent.objects.filter(ticket=present).order_by("seq"))
        bodies = bodies_of(rows)
        following = set(present.participants.values_list("pk", flat=True))
        return check(present, rows, bodies, Beside(following=following, ended=outcomes.kept([present])[present.pk]))


def bodies_of(rows: Iterable[TicketEvent]) -> dict[UUID, Body]:
    """What the rows name, with what came along."""
    return attaching.with_files(Body.objects.all()).in_bulk({body for row in rows if (body := named(row))})


def named(row: TicketEvent) -> UUID | None:
    """The body that the row names, if it names one as it should."""
    try:
        return UUID(row.data["body"])
    except (TypeError, KeyError, ValueError, AttributeError):
        return None


def check(ticket: Ticket, rows: Sequence[TicketEvent], bodies: dict[UUID, Body], beside: Beside) -> list[Finding]:
    """What is wrong with a ticket, given all that belongs to it."""
    history: list[Recorded] = []
    for place, row in enumerate(rows, start=1):
        if row.seq != place:
            return [Finding(what="gap", position=row.position, ticket=ticket.reference, seq=row.seq)]
        try:
            history.append(queries.recorded(row))
        except ValueError as error:  # an unknown kind, or data that are not of it
            return [
                Finding(
                    what="unreadable",
                    position=row.position,
                    ticket=ticket.reference,
                    seq=row.seq,
                    detail=first_line(error),
                )
            ]
    return [*check_columns(ticket, history, beside), *check_bodies(ticket, rows, history, bodies)]


def check_columns(ticket: Ticket, history: Sequence[Recorded], beside: Beside) -> list[Finding]:
    """The columns against the fold."""
    try:
        columns = ledger.fold(history, ticket)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever changed data do to the fold is a finding, not an end
        return [Finding(what="columns", ticket=ticket.reference, detail=first_line(error))]
    stored = {name: getattr(ticket, name) for name in ledger.column_values(columns)}
    stored |= {"participants": beside.following, "outcomes": Counter(beside.ended)}
    folded = columns.values() | {"outcomes": Counter(columns.outcomes)}
    wrong = [name for name, value in folded.items() if stored[name] != value]
    what: What = "stale" if ticket.fold < projection.FOLD else "columns"
    return [Finding(what=what, ticket=ticket.reference, detail=", ".join(wrong))] if wrong else []


def check_bodies(
    ticket: Ticket, rows: Sequence[TicketEvent], history: Sequence[Recorded], bodies: dict[UUID, Body]
) -> list[Finding]:
    """What people wrote against the digests that the events keep; what was erased, against those of what was left of it."""
    left = {
        body: digest
        for event in history
        if isinstance(event.fact, WordsErased)
        for body, digest in event.fact.words.items()
    }
    return [
        Finding(what="body", position=row.position, ticket=ticket.reference, seq=row.seq)
        for row, event in zip(rows, history, strict=True)
        if (body := queries.body_id(event)) and not is_as_written(find(row, bodies), left.get(body, row.data["digest"]))
    ]


def find(row: TicketEvent, bodies: dict[UUID, Body]) -> Body | None:
    """The body that the row names."""
    name = named(row)
    return bodies.get(name) if name else None


def is_as_written(body: Body | None, digest: str) -> bool:
    """Whether the body still is what the digest says."""
    if body is None:
        return False
    return chain.body_digest(body.salt, body.subject, body.text, body.html, attaching.sealed_on(body)) == digest


def first_line(error: Exception) -> str:
    """What the error says, in short."""
    return f"{type(error).__name__}: {error}".partition("\n")[0]
