"""How the clocks of a ticket ended, with all that a report counts them by: read from the fold and the history. Pure.

Of what is told of a clock, the terms and the tier are those of the instant in which it ended; what the ticket is about is what is known
of it by now, so that a correction of the product corrects the numbers by product.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from parola.desk.tickets.kinds.tiers import SentBack
from parola.desk.tickets.kinds.under import UnderTerms
from parola.desk.tickets.vocabulary import Escalated, Opened, Recorded, taken_over
from parola.sla.agreement import Metric, Terms
from parola.sla.attainment import Outcome, Promised, outcome
from parola.sla.clock import State
from parola.sla.tiers import holder
from parola.sla.timeline import Timeline


class Ended(NamedTuple):
    """The end of a clock, by the names of the columns of `outcome.Outcome`.

    It counts `at` that instant; `tier` is the one that held the ticket then, and version, contract and plan are those in force.
    `took` and `given` are in microseconds of working time: until it was done (None: it was not), and until it was due.
    """

    brand_id: int
    organization_id: int | None
    contract_id: int | None
    version_id: int
    plan: str
    metric: str
    threshold: str
    cycle: int
    goal: bool
    priority: str
    state: str
    at: datetime
    started_at: datetime
    due_at: datetime | None
    took: int | None
    given: int | None
    tier: int
    product: str
    channel: str
    language: str
    elsewhere: bool = False
    """It ended at another desk, before the ticket was taken over from there."""

    @property
    def outcome(self) -> Outcome:
        """The same as the core says it."""
        took = None if self.took is None else self.took * timedelta.resolution
        promised = Promised(Metric(self.metric), self.priority, self.threshold, self.goal)
        return Outcome(promised, State(self.state), self.at, took)


def ended(history: Sequence[Recorded], folded: Timeline, terms: Terms, known: datetime) -> Iterator[Ended]:
    """The ends of the clocks of a folded history, as known at that instant; of a history that begins with an opening."""
    opened = history[0].fact
    if not isinstance(opened, Opened):
        return
    found = [(clock, how) for clock in folded.clocks if (how := outcome(clock, known)) is not None]
    if not found:
        return
    under, tier_at = _under(history), _tier_at(history, terms)
    product, came = folded.facts.get("product", ""), taken_over(history)
    for clock, how in found:
        present = under(how.at)
        yield Ended(
            brand_id=opened.brand,
            organization_id=opened.organization,
            contract_id=present.contract,
            version_id=present.agreement_version,
            plan=present.plan,
            metric=how.promised.metric.value,
            threshold=how.promised.threshold,
            cycle=clock.cycle,
            goal=how.promised.goal,
            priority=how.promised.priority,
            state=how.state.value,
            at=how.at,
            started_at=clock.started,
            due_at=clock.due,
            took=_micros(how.took),
            given=_micros(clock.given()),
            tier=tier_at(how.at),
            product=product,
            channel=opened.channel,
            language=opened.language,
            elsewhere=came is not None and how.at <= came,
        )


def until(folded: Timeline, known: datetime) -> datetime | None:
    """The first instant after which time alone ends one more of the clocks; None: nothing but an event does."""
    due = (clock.due for clock in folded.clocks if clock.due and clock.state(known) is State.RUNNING)
    return min(due, default=None)


def _micros(length: timedelta | None) -> int | None:
    return None if length is None else length // timedelta.resolution


def _under(history: Sequence[Recorded]) -> Callable[[datetime], UnderTerms]:
    """What put the ticket under the terms that were in force; the next ones hold from their very instant."""
    entries = [(entry.at, entry.fact) for entry in history if isinstance(entry.fact, UnderTerms)]
    moves, facts = [at for at, _ in entries[1:]], [fact for _, fact in entries]
    return lambda at: facts[bisect_right(moves, at)]


def _tier_at(history: Sequence[Recorded], terms: Terms) -> Callable[[datetime], int]:
    """The tier of its plan that had the ticket; what ended by a handing over was the giver's."""
    plan = terms.plan
    moves = sorted(
        (entry.at, entry.seq, entry.fact.tier) for entry in history if isinstance(entry.fact, Escalated | SentBack)
    )
    instants, tiers = [at for at, *_ in moves], [min(plan.tiers), *(holder(plan, tier) for *_, tier in moves)]
    return lambda at: tiers[bisect_left(instants, at)]
