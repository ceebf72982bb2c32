"""What a ticket's record says of looking for known solutions. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from parola.desk.tickets.kinds.searches import SolutionGiven, SolutionSought
from parola.desk.tickets.vocabulary import Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of looking for known solutions, for whoever takes the ticket up next.

    `at`: when somebody looked last; None: nobody has. `by`: who that was; None: the desk itself. `found`: the articles that
    fitted then, the best first; `given`: those that were put into a reply, in the order in which they were.
    """

    at: datetime | None = None
    by: int | None = None
    found: tuple[int, ...] = ()
    given: tuple[int, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether somebody looked, and there was nothing then and nothing given since."""
        return self.at is not None and not self.found and not self.given


def told(history: Sequence[Recorded]) -> Told:
    """What the ticket's record says of looking for known solutions."""
    sought = next((event for event in reversed(history) if isinstance(event.fact, SolutionSought)), None)
    given = dict.fromkeys(event.fact.article for event in history if isinstance(event.fact, SolutionGiven))
    if sought is None or not isinstance(sought.fact, SolutionSought):
        return Told(given=tuple(given))
    return Told(at=sought.at, by=sought.actor, found=sought.fact.found, given=tuple(given))
