"""The kinds of events of looking for a solution that is known: that somebody looked, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from parola.desk.tickets.kinds.fact import Fact


class SolutionSought(Fact):
    """Somebody, or the desk by itself, looked for known solutions by the customer's own words.

    `found`: the articles' keys, the best first; none: nothing fits.
    """

    kind: ClassVar[str] = "solution_sought"

    found: tuple[int, ...]


class SolutionGiven(Fact):
    """A known solution was put into the reply that was being written: `article`, as it reads in `language`."""

    kind: ClassVar[str] = "solution_given"

    article: int
    language: str


FACTS: tuple[type[Fact], ...] = (SolutionSought, SolutionGiven)
