"""Major incidents: who informs the customers, how often, and when they hear the next. Each change is on the problem's record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act, acts_of, may
from parola.desk.problems import operations, record, vocabulary
from parola.desk.problems.models import MajorIncident, Problem, Telling
from parola.desk.problems.operations import BadState, NotAllowed
from parola.desk.problems.telling import incidents
from parola.desk.problems.wordings import kept
from parola.desk.tickets import projection, queries
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.operations import worded
from parola.desk.tickets.vocabulary import Message
from parola.sla.agreement import Metric, Target

LOOKED_AT = 5
"""Of the incidents so many of the most severe are asked for the cadence that their agreement promises."""
SAID = Message(side="support", public=True, channel="console", body="", digest="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """How often customers are promised an update: by the target of that incident, and when the next one is due."""

    ticket: Ticket
    target: Target
    due: datetime


def current(problem: Problem) -> MajorIncident | None:
    """What customers are shown of the problem now, if it is a major incident."""
    return MajorIncident.objects.filter(problem=problem, ended_at=None).select_related("informer").first()


def may_lead(person: Person, problem: Problem) -> bool:
    """Whether the person says that it is a major incident, and how it is told: its owner, and who leads."""
    acts = acts_of(person, problem.brand)
    return Act.LEAD_PROBLEMS in acts or (Act.OWN_PROBLEMS in acts and problem.owner_id == person.pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is said of a major incident. `titles`: by language, for customers. `every`: minutes; None: as the agreements say."""

    titles: Mapping[str, str]
    audience: str
    informer: Person
    every: int | None = None


class NoTitle(ValueError):
    """Customers must be told what it is, in one language at least."""


def declare(*, problem: Problem, shown: Shown, reason: str, by: Person, now: datetime) -> MajorIncident:
    """What comes from the problem is a major incident from now on. Raises NotAllowed, ReasonNeeded, NoTitle, BadState."""
    _require(by, shown, problem)
    with record.changing(problem):
        if current(problem) is not None:
            raise BadState(problem.reference)
        operations.add(problem, vocabulary.MajorDeclared(reason=worded(reason)), by=by, now=now)
        major = MajorIncident(problem=problem, reason=worded(reason), since=now)
        return _set(major, shown, next_due(problem, shown.every, now))


def change(*, major: MajorIncident, shown: Shown, by: Person) -> MajorIncident:
    """It is told otherwise, by somebody else, or at another pace, which counts from the last update.

    Raises NotAllowed, NoTitle, BadState.
    """
    _require(by, shown, major.problem)
    with record.changing(major.problem):
        found = MajorIncident.objects.select_related("problem").get(pk=major.pk)
        if found.ended_at is not None:
            raise BadState(found.problem.reference)
        due = found.next_at
        if found.every != shown.every:
            due = next_due(found.problem, shown.every, last_told(found))
        return _set(found, shown, due)


def end(*, major: MajorIncident, reason: str, by: Person, now: datetime) -> MajorIncident:
    """It is no major incident any more. Raises NotAllowed, ReasonNeeded, BadState."""
    if not may_lead(by, major.problem):
        raise NotAllowed(Act.LEAD_PROBLEMS)
    with record.changing(major.problem):
        found = MajorIncident.objects.select_related("problem").get(pk=major.pk)
        if found.ended_at is not None:
            raise BadState(found.problem.reference)
        operations.end_major(found.problem, worded(reason), by=by, now=now)
        found.refresh_from_db()
        return found


def told(problem: Problem, now: datetime) -> None:
    """The customers were told something: the next update is due from here."""
    major = current(problem)
    if major is not None:
        MajorIncident.objects.filter(pk=major.pk).update(next_at=next_due(problem, major.every, now))


def last_told(major: MajorIncident) -> datetime:
    """When they were told last; the beginning, where that was never."""
    told = Telling.objects.filter(problem=major.problem_id, at__gte=major.since).order_by("-number").first()
    return told.at if told else major.since


def next_due(problem: Problem, every: int | None, now: datetime) -> datetime | None:
    """When the update after one of now is due: so many minutes later; else as the most severe incident's agreement promises it."""
    if every is not None:
        return now + timedelta(minutes=every)
    found = cadence(problem, now)
    return found.due if found else None


def cadence(problem: Problem, now: datetime) -> Cadence | None:
    """What the agreement of the most severe incident at work promises, of those that promise updates at all.

    It is the fold's own answer to a message of now, so that no time is counted a second way.
    """
    at_work = list(incidents(problem).filter(status__in=queries.AT_WORK))
    severe = sorted(at_work, key=lambda ticket: (queries.terms(ticket).severity(ticket.priority), ticket.opened_at))
    found = (_promised(ticket, now) for ticket in severe[:LOOKED_AT])
    return next((each for each in found if each is not None), None)


def _promised(ticket: Ticket, now: datetime) -> Cadence | None:
    history = projection.supposing(queries.history(ticket), SAID, now)
    clocks = projection.timeline(history, queries.terms(ticket)).at(now).clocks
    promised = [
        Cadence(ticket=ticket, target=clock.target, due=clock.due)
        for clock in clocks
        if clock.metric is Metric.UPDATE and clock.ended is None and clock.due is not None and not clock.goal
    ]
    return min(promised, key=lambda each: each.due, default=None)


def _require(by: Person, shown: Shown, problem: Problem) -> None:
    if not may_lead(by, problem) or not may(shown.informer, Act.REPLY, problem.brand):
        raise NotAllowed(Act.LEAD_PROBLEMS)
    if not kept(shown.titles):
        raise NoTitle


def _set(major: MajorIncident, shown: Shown, next_at: datetime | None) -> MajorIncident:
    major.titles, major.audience, major.informer = kept(shown.titles), shown.audience, shown.informer
    major.every, major.next_at = shown.every, next_at
    major.save()
    return major
