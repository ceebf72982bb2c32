"""The kinds of events by which an incident belongs to a problem. Problems are named by their keys; customers see none of it."""

from __future__ import annotations

from typing import ClassVar

from parola.desk.tickets.kinds.fact import Fact


class ProblemLinked(Fact):
    """The incident comes from the problem `problem`. `proof`: the last link of the problems' own chain at that time."""

    kind: ClassVar[str] = "problem_linked"

    problem: int
    reference: str
    proof: str


class ProblemUnlinked(Fact):
    """The incident has nothing to do with the problem `problem` after all, and why."""

    kind: ClassVar[str] = "problem_unlinked"

    problem: int
    reference: str
    reason: str
    proof: str


FACTS: tuple[type[Fact], ...] = (ProblemLinked, ProblemUnlinked)
