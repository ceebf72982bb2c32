"""What an agreement's rules ask for over time that is no clock's: a lower priority, a reminder of the customer, the closing.

A proposal stands as long as its prompt is among these: an answer, another priority, a milestone that proved wrong take it away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from .agreement import Terms
from .calendar import Calendar
from .course import AT_WORK
from .rules import Closing
from .timeline import Timeline

RESOLVED = "resolved_closes_after"
"""The rule by which a resolved ticket closes."""
Step = Literal["propose", "lower", "remind", "close"]
NOTHING_DONE: Mapping[str, datetime] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """At the instant `at` the rule (its clause) asks for a step: to propose `lower_to`, to lower by itself, to remind, to close.

    `key` makes it one of its kind on its ticket, so that it is done once. `after` is the key of the step that comes before
    it in a closing sequence, `number` its place there from 1.
    """

    at: datetime
    rule: str
    step: Step
    key: str
    lower_to: str = ""
    after: str = ""
    number: int = 0


def prompts(timeline: Timeline, terms: Terms, done: Mapping[str, datetime] = NOTHING_DONE) -> tuple[Prompt, ...]:
    """All that the rules ask for as the ticket stands, in the order of time, past ones and done ones too.

    `done` tells by key when a step was really taken: the next one of its sequence keeps its distance from that.
    """
    found = (*_unreachable(timeline, terms), *_relieved(timeline, terms), *_silent(timeline, terms, done))
    return tuple(sorted((*found, *_resolved(timeline, terms, done)), key=lambda prompt: (prompt.at, prompt.key)))


def _unreachable(timeline: Timeline, terms: Terms) -> Iterator[Prompt]:
    """The customer must stay reachable at the priority, and has not answered in time."""
    if timeline.waiting_for != "customer":
        return
    since = max(timeline.stands_since, timeline.priority_since)
    for rule in terms.agreement.reachability:
        if rule.priority == timeline.priority and rule.lower_to not in terms.plan.not_offered:
            at = terms.calendars[rule.calendar].due(since, rule.within)
            yield _lowering(at, rule.clause, since, rule.lower_to, automatic=rule.automatic)


def _relieved(timeline: Timeline, terms: Terms) -> Iterator[Prompt]:
    """The weight is off the ticket. Whoever set the priority after that knew of it."""
    for rule in terms.agreement.lowering:
        since = timeline.reliefs.get(rule.on)
        if since is None or timeline.status not in AT_WORK or timeline.priority_since > since:
            continue
        if rule.priority == timeline.priority and rule.lower_to not in terms.plan.not_offered:
            yield _lowering(since, rule.clause, since, rule.lower_to, automatic=rule.automatic)


def _lowering(at: datetime, clause: str, since: datetime, lower_to: str, *, automatic: bool) -> Prompt:
    step: Step = "lower" if automatic else "propose"
    return Prompt(at=at, rule=clause, step=step, key=_key(clause, since), lower_to=lower_to)


def _silent(timeline: Timeline, terms: Terms, done: Mapping[str, datetime]) -> Iterator[Prompt]:
    """The closing sequence of a ticket that waits."""
    rule = terms.agreement.closing
    if rule is not None and timeline.status == "waiting" and timeline.waiting_for == rule.waits_for:
        window = terms.agreement.priority(timeline.priority).contact
        contact = terms.calendars[window] if window else None
        yield from _sequence(rule, timeline, terms.calendars[rule.calendar], contact, done)


def _sequence(
    rule: Closing, timeline: Timeline, calendar: Calendar, contact: Calendar | None, done: Mapping[str, datetime]
) -> Iterator[Prompt]:
    """Each step at its time; where the one before was taken late, as long after that as the agreement has between the two."""
    pace, since = rule.pace(timeline.priority), timeline.stands_since
    before, taken, after = since, since, ""
    for number, promise in enumerate((*pace.remind, pace.close), start=1):
        planned = calendar.due(since, promise)
        at = planned if taken <= before else max(planned, calendar.add(taken, calendar.between(before, planned)))
        at = contact.next_opening(at) if contact else at
        step: Step = "remind" if number <= len(pace.remind) else "close"
        key = _key(rule.clause, since, f"{step}-{number}")
        yield Prompt(at=at, rule=rule.clause, step=step, key=key, after=after, number=number)
        before, taken, after = planned, max(at, done.get(key, at)), key


def _resolved(timeline: Timeline, terms: Terms, done: Mapping[str, datetime]) -> Iterator[Prompt]:
    """A resolved ticket closes by itself; its customer is told once more before, and has the whole of that time whenever it is."""
    agreement, clause = terms.agreement, RESOLVED
    if agreement.resolved_closes_after is None or timeline.status != "resolved":
        return
    since = timeline.stands_since
    at = terms.calendars[agreement.resolved_calendar].due(since, agreement.resolved_closes_after)
    if agreement.resolved_notice is None:
        yield Prompt(at=at, rule=clause, step="close", key=_key(clause, since))
        return
    notice, key = max(since, at - agreement.resolved_notice), _key(clause, since, "remind-1")
    window = agreement.priority(timeline.priority).contact
    planned = terms.calendars[window].next_opening(notice) if window else notice
    left = at - notice
    closes = max(planned, done.get(key, planned)) + left
    yield Prompt(at=planned, rule=clause, step="remind", key=key, number=1)
    yield Prompt(at=closes, rule=clause, step="close", key=_key(clause, since), after=key, number=2)


def _key(clause: str, since: datetime, step: str = "") -> str:
    """A rule's step of one occasion: the waiting, the milestone, the resolution that began at `since`."""
    return ":".join(filter(None, (clause, since.isoformat(), step)))
