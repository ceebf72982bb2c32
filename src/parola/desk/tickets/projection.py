"""The projection: from the events of a ticket to its columns. Pure, and independent of the present."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from parola.desk.tickets import ended, passing, vocabulary
from parola.desk.tickets.ended import Ended
from parola.desk.tickets.kinds import courses, problems, searches, ties, voices
from parola.desk.tickets.kinds.fact import Fact
from parola.desk.tickets.kinds.under import UnderTerms
from parola.desk.tickets.vocabulary import Recorded
from parola.sla import alarms
from parola.sla.agreement import Metric, Terms
from parola.sla.clock import Clock, State
from parola.sla.prompts import Prompt, prompts
from parola.sla.tiers import holder
from parola.sla.timeline import BadHistory, Timeline, fold, unfold

NEVER = datetime.max.replace(tzinfo=UTC)
FOLD = 5
"""Raised with every change of what a history becomes here or in the core: tickets of a lower number are folded anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Everything of `models.Ticket` that follows from the events, under the names of its columns, and the rows of how its clocks ended."""

    reference: str
    number: int
    brand_id: int
    organization_id: int | None
    requester_id: int
    participants: frozenset[int]
    version_id: int
    pinned_id: int
    contract_id: int | None
    plan: str
    best_effort: bool
    earlier_terms: list[list[int | str | bool]]
    opening_id: UUID
    language: str
    channel: str
    opened_at: datetime
    status: str
    priority: str
    assignee_id: int | None
    tier: int
    holder: int
    handover: str
    returns: int
    product: str
    imported: str
    waiting_for: str
    void: str
    solution: str
    instead_id: int | None
    problem: int | None
    due_at: datetime | None
    due_metric: str
    due_started_at: datetime | None
    first_response_due_at: datetime | None
    first_response_at: datetime | None
    missed: int
    outcomes: tuple[Ended, ...]
    outcomes_until: datetime | None
    asked_at: datetime | None
    rating: int | None
    rated_at: datetime | None
    next_alarm_at: datetime | None
    last_event_seq: int
    updated_at: datetime

    def values(self) -> dict[str, Any]:
        """The columns by name."""
        return {name: getattr(self, name) for name in self.__slots__}


def timeline(history: Sequence[Recorded], terms: Terms) -> Timeline:
    """The ticket's clocks. `terms` are the present ones, which know those before them."""
    first, *changes = (*terms.before, terms)
    return fold(vocabulary.for_clocks(history, changes), first)


def timelines(history: Sequence[Recorded], terms: Terms) -> Iterator[Timeline]:
    """The ticket's clocks as they stood after each of its events, by all that was recorded until then."""
    first, *changes = (*terms.before, terms)
    unfolding = unfold(vocabulary.for_clocks(history, changes), first)
    known = next(unfolding)
    yield known
    for event in history[1:]:
        if isinstance(event.fact, UnderTerms) or vocabulary.for_clock(event) is not None:
            known = next(unfolding)
        yield known


def as_recorded(history: Sequence[Recorded], terms: Terms) -> Timeline:
    """The ticket's clocks as far as the record reaches.

    So a cycle whose due alarm was raised gives way to the next one, and that one's alarms lead the worker on.
    """
    return timeline(history, terms).at(reach(history))


def reach(history: Sequence[Recorded]) -> datetime:
    """How far the record reaches: what was due at the last of its instants lies behind."""
    came = vocabulary.taken_over(history)
    return max(came or history[0].at, *(entry.at for entry in history)) + timedelta.resolution


def supposing(history: Sequence[Recorded], fact: Fact, now: datetime) -> list[Recorded]:
    """The history as it would be if that happened now."""
    return [*history, Recorded(seq=len(history) + 1, at=now, recorded_at=now, actor=None, fact=fact)]


def project(history: Sequence[Recorded], terms: Terms) -> Columns:
    """The columns of the ticket with this history, in order of `seq`, under the terms that it names."""
    opened, (*earlier, present) = opening(history), under_terms(history)
    folded, known_until = as_recorded(history, terms), reach(history)
    due = next_due(folded)
    void, instead = nothing(history)
    asked_at, rating, rated_at = opinion(history)
    first = next((clock for clock in folded.clocks if clock.metric is Metric.FIRST_RESPONSE and not clock.goal), None)
    return Columns(
        reference=opened.reference,
        number=opened.number,
        brand_id=opened.brand,
        organization_id=opened.organization,
        requester_id=opened.requester,
        participants=participants(history),
        version_id=present.agreement_version,
        pinned_id=present.pinned_terms,
        contract_id=present.contract,
        plan=present.plan,
        best_effort=present.best_effort,
        earlier_terms=[[each.agreement_version, each.pinned_terms, each.plan, each.best_effort] for each in earlier],
        opening_id=UUID(opened.body),
        language=opened.language,
        channel=opened.channel,
        opened_at=folded.opened,
        status=folded.status,
        priority=folded.priority,
        assignee_id=assignee(history),
        tier=folded.tier,
        holder=holder(terms.plan, folded.tier),
        handover=passing.passing(history).state,
        returns=passing.way(history, terms.plan).returns,
        product=folded.facts.get("product", ""),
        imported=opened.imported.source if opened.imported else "",
        waiting_for=folded.waiting_for or "",
        void=void,
        solution=solution(history),
        instead_id=instead,
        problem=problem(history),
        due_at=due.due if due else None,
        due_metric=due.metric.value if due else "",
        due_started_at=due.started if due else None,
        first_response_due_at=first.due if first else None,
        first_response_at=first.done if first else None,
        missed=sum(clock.state(known_until) is State.MISSED and not clock.goal for clock in folded.clocks),
        outcomes=tuple(ended.ended(history, folded, terms, known_until)),
        outcomes_until=ended.until(folded, known_until),
        asked_at=asked_at,
        rating=rating,
        rated_at=rated_at,
        next_alarm_at=min(instants(history, folded, terms), default=None),
        last_event_seq=history[-1].seq,
        updated_at=history[-1].recorded_at,
    )


def opening(history: Sequence[Recorded]) -> vocabulary.Opened:
    """The first event. Raises BadHistory where it is no opening."""
    fact = history[0].fact if history else None
    if not isinstance(fact, vocabulary.Opened):
        raise BadHistory("the history does not begin with an opening")
    return fact


def under_terms(history: Sequence[Recorded]) -> list[UnderTerms]:
    """What put the ticket under its terms: the opening, then each change."""
    return [entry.fact for entry in history if isinstance(entry.fact, UnderTerms)]


def next_due(folded: Timeline) -> Clock | None:
    """The promise that has not ended and is due first; one that was missed and is still unanswered too. Goals are no promises."""
    open_clocks = [clock for clock in folded.clocks if clock.ended is None and clock.due is not None and not clock.goal]
    return min(open_clocks, key=lambda clock: clock.due or NEVER, default=None)


def ends(history: Sequence[Recorded], terms: Terms, now: datetime) -> list[Ended]:
    """How the ticket's clocks ended, as known at `now`: no earlier than the record reaches."""
    return [*ended.ended(history, timeline(history, terms).at(now), terms, now)]


def participants(history: Sequence[Recorded]) -> frozenset[int]:
    """Who follows the ticket beside the requester."""
    found = set[int]()
    for entry in history:
        if isinstance(entry.fact, vocabulary.ParticipantAdded):
            found.add(entry.fact.person)
        elif isinstance(entry.fact, vocabulary.ParticipantLeft):
            found.discard(entry.fact.person)
    return frozenset(found)


def nothing(history: Sequence[Recorded]) -> tuple[str, int | None]:
    """Why the ticket counts for nothing (empty: it counts), and the ticket that goes on in its place."""
    for entry in sorted(history, key=lambda entry: entry.at)[::-1]:
        match entry.fact:
            case ties.Merged() as fact:
                return fact.kind, fact.into
            case ties.Duplicate() as fact:
                return fact.kind, fact.of
            case ties.Spam() as fact:
                return fact.kind, None
            case vocabulary.Reopened():
                return "", None
            case _:
                pass
    return "", None


def solution(history: Sequence[Recorded]) -> str:
    """What came of looking for known solutions: `none`, `found` or `given`; empty where nobody has looked."""
    present = ""
    for entry in history:
        match entry.fact:
            case searches.SolutionGiven():
                return "given"
            case searches.SolutionSought(found=found):
                present = "found" if found else "none"
            case _:
                pass
    return present


def problem(history: Sequence[Recorded]) -> int | None:
    """The problem from which the ticket comes."""
    for entry in reversed(history):
        if isinstance(entry.fact, problems.ProblemLinked):
            return entry.fact.problem
        if isinstance(entry.fact, problems.ProblemUnlinked):
            return None
    return None


def opinion(history: Sequence[Recorded]) -> tuple[datetime | None, int | None, datetime | None]:
    """When the requester was asked how the help was, what they said last, and when."""
    asked = next(
        (entry.at for entry in history if isinstance(entry.fact, vocabulary.Resolved) and entry.fact.asks), None
    )
    for entry in reversed(history):
        if isinstance(entry.fact, voices.Rated):
            return asked, entry.fact.score, entry.at
    return asked, None, None


def assignee(history: Sequence[Recorded]) -> int | None:
    """Who has the ticket."""
    given = [entry.fact.assignee for entry in history if isinstance(entry.fact, vocabulary.Assigned)]
    return given[-1] if given else None


def held_replies(history: Sequence[Recorded]) -> dict[int, vocabulary.ReplyHeld]:
    """The replies that wait for their release, by the `seq` of their event. Those of a ticket that is none never leave."""
    held: dict[int, vocabulary.ReplyHeld] = {}
    for entry in history:
        if isinstance(entry.fact, vocabulary.ReplyHeld):
            held[entry.seq] = entry.fact
        elif isinstance(entry.fact, vocabulary.ReplyReleased):
            held.pop(entry.fact.held, None)
        elif isinstance(entry.fact, ties.Merged | ties.Duplicate | ties.Spam):
            held.clear()
    return held


def pending_alarms(history: Sequence[Recorded], folded: Timeline) -> list[alarms.Alarm]:
    """The alarms that have not been raised yet, earliest first. Those of a life at another desk never are."""
    fired = {entry.fact.key for entry in history if isinstance(entry.fact, vocabulary.AlarmFired)}
    came = vocabulary.taken_over(history)
    found = [alarm for alarm in alarms.schedule(folded) if alarm.key not in fired]
    return [alarm for alarm in found if alarm.at > came] if came else found


def pending_prompts(history: Sequence[Recorded], folded: Timeline, terms: Terms) -> list[Prompt]:
    """What the agreement's rules ask for and has not been done, earliest first; of a sequence its next step.

    What they asked for while the ticket was at another desk is not done any more, nor what would follow it.
    """
    done, came = prompts_done(history), vocabulary.taken_over(history)
    found = prompts(folded, terms, done)
    pending = [prompt for prompt in found if prompt.key not in done and (not prompt.after or prompt.after in done)]
    return [prompt for prompt in pending if prompt.at > came] if came else pending


def prompts_done(history: Sequence[Recorded]) -> dict[str, datetime]:
    """When the desk proposed and reminded, by the keys of the prompts."""
    kinds = (courses.LoweringProposed, courses.CustomerReminded)
    return {entry.fact.key: entry.at for entry in history if isinstance(entry.fact, kinds)}


def standing_proposal(
    history: Sequence[Recorded], folded: Timeline, terms: Terms
) -> tuple[int, courses.LoweringProposed] | None:
    """The last proposal that nobody has decided and nothing has taken back, with its `seq`."""
    declined = {entry.fact.proposal for entry in history if isinstance(entry.fact, courses.ProposalDeclined)}
    proposed = [
        (entry.seq, entry.fact)
        for entry in reversed(history)
        if isinstance(entry.fact, courses.LoweringProposed) and entry.seq not in declined
    ]
    grounds = {prompt.key for prompt in prompts(folded, terms)} if proposed else set()
    return next(((seq, fact) for seq, fact in proposed if fact.key in grounds), None)


def closes_at(history: Sequence[Recorded], folded: Timeline, terms: Terms) -> datetime | None:
    """When the ticket closes by itself if all stays as it is; None: never."""
    done, came = prompts_done(history), vocabulary.taken_over(history)
    found = prompts(folded, terms, done)
    missed = {prompt.rule for prompt in found if came and prompt.at <= came and prompt.key not in done}
    return next((prompt.at for prompt in found if prompt.step == "close" and prompt.rule not in missed), None)


def instants(history: Sequence[Recorded], folded: Timeline, terms: Terms) -> list[datetime]:
    """When the desk has something to do for the ticket by itself."""
    releases = [held.release_at for held in held_replies(history).values()]
    asked = [prompt.at for prompt in pending_prompts(history, folded, terms)]
    return releases + asked + [alarm.at for alarm in pending_alarms(history, folded)]
