"""What follows from the events of a contract's tickets, under the terms that they name: each clock of the period, and the shares.

The desk makes a bundle by this, and whoever checks one reckons it anew by this; the clocks are those of the core's fold.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial

from parola.policy.findings import Wrong, gettext_noop
from parola.policy.pinned import under
from parola.policy.read import read
from parola.proof import links
from parola.proof.events import BAD_DATA, UNDER_TERMS, BadEvent, for_clocks, taken_over, text
from parola.proof.form import (
    About,
    AgreementSaid,
    ClockSaid,
    Counts,
    EventSaid,
    ObjectiveSaid,
    PinnedSaid,
    ResultsSaid,
    RowSaid,
    TermsSaid,
)
from parola.proof.period import Period
from parola.sla.agreement import Agreement, Metric, Terms
from parola.sla.attainment import DUE, Outcome, achieve, attain, outcomes
from parola.sla.clock import Clock, State
from parola.sla.durations import Stretch
from parola.sla.objective import Objective
from parola.sla.timeline import BadHistory, Timeline, fold

NOTHING = frozenset({"merged", "duplicate", "spam"})
MOST_CYCLES = 200_000
NO_AGREEMENT = gettext_noop("The agreement with the digest %(value)s is not in the bundle.")
NO_PINNED = gettext_noop("The pinned terms with the digest %(value)s are not in the bundle.")
TOO_MANY_CYCLES = gettext_noop("Its clocks would have more than %(most)d cycles.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The terms that events name by their digests, each read and compiled once."""

    agreements: dict[str, AgreementSaid]
    pinned: dict[str, PinnedSaid]
    read: dict[str, Agreement] = field(default_factory=dict)
    compiled: dict[tuple[str, str, str, bool], Terms] = field(default_factory=dict)

    @classmethod
    def of(cls, terms: TermsSaid) -> Library:
        """Those of a bundle."""
        agreements = {each.digest: each for each in terms.agreements}
        return cls(agreements=agreements, pinned={each.digest: each for each in terms.pinned})

    def agreement(self, digest: str) -> Agreement:
        """Raises Wrong, BadAgreement."""
        if digest not in self.agreements:
            raise Wrong(NO_AGREEMENT, value=digest)
        if digest not in self.read:
            self.read[digest] = _read(self.agreements[digest].text)
        return self.read[digest]

    def terms(self, event: EventSaid) -> Terms:
        """What the event put in force. Raises Wrong, BadAgreement, and KeyError or TypeError for data that are none."""
        agreement, pinned, plan = (text(event.data, name) for name in ("agreement_digest", "pinned_digest", "plan"))
        if pinned not in self.pinned:
            raise Wrong(NO_PINNED, value=pinned)
        key = agreement, pinned, plan, event.data["best_effort"] is True
        if key not in self.compiled:
            self.compiled[key] = under(self.agreement(agreement), self.pinned[pinned].data, plan, best_effort=key[3])
        return self.compiled[key]


@lru_cache(maxsize=16)
def _read(source: str) -> Agreement:
    return read(source, name="agreement").agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A clock that counts in the contract's period, and the version of the agreement under which it ended."""

    agreement: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """What follows for a ticket: its clocks of the period, and those of them that are in the rows."""

    clocks: list[ClockSaid]
    counted: list[Ended]


def reckon(
    events: Sequence[EventSaid], library: Library, period: Period, contract: int, known_at: datetime
) -> Reckoned:
    """One ticket. Raises Wrong (BadEvent among them), BadHistory, BadAgreement."""
    if not events or events[0].kind != "opened":
        raise BadHistory("the history does not begin with an opening")
    timeline = _folded(events, library, known_at)
    clocks = list(_of_the_period(timeline, period, known_at))
    told, counted = list[ClockSaid](), list[Ended]()
    for clock in clocks:
        outcome = next(outcomes([clock], known_at), None)
        at = outcome.at if outcome else None
        ruling = _under(events, at or period.last)
        counts = _counts(outcome, period, ours=ruling.data.get("contract") == contract, came=taken_over(events))
        told.append(_told(clock, outcome, counts, _why(counts, events, timeline, outcome)))
        if outcome and counts in IN_ROWS:
            counted.append(Ended(agreement=text(ruling.data, "agreement_digest"), outcome=outcome))
    return Reckoned(clocks=told, counted=counted)


def check_cycles(events: Sequence[EventSaid], library: Library, known_at: datetime) -> None:
    """Whether its repeating clocks stay within bounds: a bundle from anybody must not keep who checks it busy for ever. Raises Wrong."""
    instants = [datetime.fromisoformat(event.at) for event in events]
    length = max(*instants, known_at) - min(instants)
    for event in events:
        for target in library.terms(event).plan.targets if event.kind in UNDER_TERMS else ():
            if target.metric is not Metric.UPDATE or not isinstance(target.promise, Stretch):
                continue
            if length.total_seconds() > target.promise.seconds * MOST_CYCLES:
                raise Wrong(TOO_MANY_CYCLES, most=MOST_CYCLES)


IN_ROWS = frozenset({"met", "missed", "best_effort", "void"})


def _folded(events: Sequence[EventSaid], library: Library, known_at: datetime) -> Timeline:
    try:
        check_cycles(events, library, known_at)
        return fold(for_clocks(events, library.terms), library.terms(events[0]))
    except (KeyError, TypeError) as error:
        raise BadEvent(BAD_DATA, error=repr(error)[:200]) from error


def _of_the_period(timeline: Timeline, period: Period, known_at: datetime) -> Iterator[Clock]:
    """The clocks that began before the period's end and did not end before its first instant."""
    until = min(known_at, period.last)
    for last in timeline.clocks:
        for clock in last.cycles(until):
            outcome = next(outcomes([clock], known_at), None)
            if clock.counted and clock.began < period.last and (outcome is None or outcome.at >= period.first):
                yield clock


def _under(events: Sequence[EventSaid], at: datetime) -> EventSaid:
    """What put the ticket under the terms that held then; the next ones hold from their very instant."""
    moves = [event for event in events if event.kind in UNDER_TERMS]
    return moves[bisect_right([datetime.fromisoformat(each.at) for each in moves[1:]], at)]


def _counts(outcome: Outcome | None, period: Period, *, ours: bool, came: str) -> Counts:
    if outcome is None:
        return "open"
    if outcome.at >= period.last:
        return "later"
    if came and outcome.at <= datetime.fromisoformat(came):
        return "elsewhere"
    if not ours:
        return "other_contract"
    return COUNTS[outcome.state]


COUNTS: dict[State, Counts] = {
    State.MET: "met",
    State.MISSED: "missed",
    State.BEST_EFFORT: "best_effort",
    State.VOID: "void",
}


def _why(counts: Counts, events: Sequence[EventSaid], timeline: Timeline, outcome: Outcome | None) -> str:
    """Of a void one what became of the ticket, of best effort the clause that takes its due times away."""
    if counts == "void" and outcome:
        nothing = [event.kind for event in events if event.kind in NOTHING]
        return nothing[-1] if nothing else "closed"
    if counts == "best_effort" and timeline.exclusion:
        return timeline.exclusion.clause
    return ""


def _told(clock: Clock, outcome: Outcome | None, counts: Counts, why: str) -> ClockSaid:
    took = outcome.took if outcome else None
    over = counts in IN_ROWS or counts in ("other_contract", "elsewhere")
    return ClockSaid(
        metric=clock.metric.value,
        threshold=clock.threshold,
        goal=clock.goal,
        cycle=clock.cycle,
        priority=clock.priority,
        counts=counts,
        why=why,
        started=links.instant(clock.started),
        due=links.instant(clock.due) if clock.due else None,
        at=links.instant(outcome.at) if outcome and over else None,
        done=links.instant(clock.done) if clock.done and over else None,
        took_microseconds=took // took.resolution if took is not None and over else None,
    )


def results(counted: Iterable[Ended], library: Library, about: About, period: Period) -> ResultsSaid:
    """The rows of the report, and how the objectives fared that were in force at the period's end. Raises Wrong, BadAgreement."""
    found = list(counted)
    rows = [
        RowSaid(
            metric=row.promised.metric.value,
            threshold=row.promised.threshold,
            goal=row.promised.goal,
            priority=row.promised.priority,
            met=row.met,
            missed=row.missed,
            best_effort=row.best_effort,
            void=row.void,
        )
        for row in attain(each.outcome for each in found)
    ]
    stated = partial(_stated, found, library)
    objectives = library.agreement(about.agreement).objectives
    return ResultsSaid(rows=rows, objectives=[each for one in objectives for each in _fared(one, stated(one), period)])


def _stated(found: Iterable[Ended], library: Library, objective: Objective) -> list[Outcome]:
    """What ended under versions of the agreement that state the objective: nobody was promised it by the others."""
    return [
        each.outcome
        for each in found
        if any(stated.id == objective.id for stated in library.agreement(each.agreement).objectives)
    ]


def _fared(objective: Objective, found: Iterable[Outcome], period: Period) -> Iterator[ObjectiveSaid]:
    for each in achieve(objective, (outcome for outcome in found if outcome.state in DUE)):
        yield ObjectiveSaid(
            id=objective.id,
            metric=each.metric.value,
            priority=each.priority,
            wanted=float(objective.share),
            period=objective.period.value,
            met=each.met,
            missed=each.missed,
            reached=each.reached if objective.period is period.length else None,
        )
