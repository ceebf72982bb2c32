"""The one writer of problems: in one transaction the entries, their links in the problems' own chain, and the columns.

It works in the ledger's turn. Each link between a ticket and a problem holds the head of this chain as it was then, so that a head of
the desk's chain that was kept elsewhere holds the problems too (docs/decisions/0257).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from parola.desk.accounts.models import Brand, Person
from parola.desk.problems import projection, queries, vocabulary
from parola.desk.problems.models import Problem, ProblemEntry
from parola.desk.problems.vocabulary import Recorded, Words
from parola.desk.tickets import chain, ledger
from parola.desk.tickets.kinds.fact import Fact
from parola.desk.tickets.models import Body


class ChangedMeanwhile(Exception):
    """Somebody else changed the problem after the person who acts had looked at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is to be appended to a problem's history. `alarm_key` is unique in it."""

    fact: Fact
    at: datetime
    by: Person | None = None
    alarm_key: str | None = None


@contextmanager
def changing(problem: Problem, expected_seq: int | None = None) -> Iterator[Problem]:
    """The turn, and the problem as it stands in it. Raises ChangedMeanwhile if its last entry is not the expected one."""
    with ledger.turn():
        present = queries.with_relations(Problem.objects.all()).get(pk=problem.pk)
        if expected_seq is not None and present.last_seq != expected_seq:
            raise ChangedMeanwhile(present.reference)
        yield present


def append(*, problem: Problem | None, entries: Sequence[Entry], now: datetime) -> Problem:
    """Append the entries to the problem's history, or begin one with an opening; gives the problem as it stands after."""
    with ledger.turn():
        before = queries.history(problem) if problem else []
        added = [
            Recorded(seq=place, at=each.at, recorded_at=now, by=each.by.pk if each.by else None, fact=each.fact)
            for place, each in enumerate(entries, len(before) + 1)
        ]
        problem = save(problem, fold([*before, *added]))
        write_entries(problem, entries, added)
    return problem


def fold(history: Sequence[Recorded]) -> projection.Columns:
    """The columns of a problem with that history, under the terms that it names."""
    return projection.project(history, queries.said(history), queries.terms_in(history))


def save(problem: Problem | None, columns: projection.Columns) -> Problem:
    """Write the columns."""
    values = columns.values()
    if problem is None:
        return Problem.objects.create(**values)
    Problem.objects.filter(pk=problem.pk).update(**values)
    return queries.with_relations(Problem.objects.all()).get(pk=problem.pk)


def write_entries(problem: Problem, entries: Sequence[Entry], added: Sequence[Recorded]) -> None:
    """Append the rows to the chain."""
    position, previous = head()
    rows = []
    for entry, recorded in zip(entries, added, strict=True):
        position += 1
        row = ProblemEntry(
            position=position,
            problem=problem,
            seq=recorded.seq,
            kind=recorded.fact.kind,
            version=recorded.fact.version,
            at=recorded.at,
            recorded_at=recorded.recorded_at,
            by_id=recorded.by,
            data=vocabulary.to_data(recorded.fact),
            alarm_key=entry.alarm_key,
        )
        row.hash = previous = chain.link(previous, payload(row))
        rows.append(row)
    ProblemEntry.objects.bulk_create(rows)


def head() -> tuple[int, str]:
    """The last link of the problems' chain, and where it is."""
    last = ProblemEntry.objects.order_by("-position").values_list("position", "hash").first()
    return last or (0, chain.START)


def payload(row: ProblemEntry) -> dict[str, Any]:
    """What the chain holds of a row: everything but the link itself."""
    return {
        "position": row.position,
        "problem": row.problem_id,
        "seq": row.seq,
        "kind": row.kind,
        "version": row.version,
        "at": row.at,
        "recorded_at": row.recorded_at,
        "by": row.by_id,
        "data": row.data,
        "alarm_key": row.alarm_key,
    }


def keep(text: str, title: str = "") -> Words:
    """Keep what somebody wrote, for an entry to name."""
    body: Body = ledger.write_body(text=text, subject=title)
    return Words(body=str(body.pk), digest=body.digest)


def next_number(brand: Brand) -> int:
    """The number of the brand's next problem; call it within the turn."""
    last = Problem.objects.filter(brand=brand).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1
