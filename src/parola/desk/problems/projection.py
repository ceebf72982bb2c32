"""The projection: from the entries of a problem to its columns. Pure; `words` are what the bodies say that the entries name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from parola.desk.problems import vocabulary
from parola.desk.problems.vocabulary import Recorded
from parola.sla import alarms
from parola.sla import events as sla
from parola.sla.agreement import Terms
from parola.sla.clock import Clock, State
from parola.sla.timeline import BadHistory, Timeline, fold

NEVER = datetime.max.replace(tzinfo=UTC)
Said = Mapping[str, tuple[str, str]]
"""Subject and text of bodies, by their keys."""


@dataclass(slots=True, kw_only=True)
class Columns:
    """Everything of `models.Problem` that follows from the entries, under the names of its columns."""

    reference: str
    brand_id: int
    number: int
    owner_id: int
    version_id: int
    pinned_id: int
    priority: str
    opened_at: datetime
    title: str = ""
    symptoms: str = ""
    impact: str = ""
    products: list[str] = field(default_factory=list)
    state: str = "open"
    major: bool = False
    workaround: dict[str, str] = field(default_factory=dict)
    solution: dict[str, str] = field(default_factory=dict)
    cause: str = ""
    article_id: int | None = None
    workaround_at: datetime | None = None
    cause_at: datetime | None = None
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    due_at: datetime | None = None
    due_metric: str = ""
    missed: int = 0
    next_alarm_at: datetime | None = None
    last_seq: int = 0
    updated_at: datetime = NEVER

    def values(self) -> dict[str, Any]:
        """The columns by name."""
        return {name: getattr(self, name) for name in self.__slots__}


def opening(history: Sequence[Recorded]) -> vocabulary.Opened:
    """The first entry. Raises BadHistory where it is no opening."""
    fact = history[0].fact if history else None
    if not isinstance(fact, vocabulary.Opened):
        raise BadHistory("the history does not begin with an opening")
    return fact


def project(history: Sequence[Recorded], said: Said, terms: Terms) -> Columns:
    """The columns of the problem with this history, in order of `seq`, under the terms that it names."""
    columns = _begun(opening(history), history[0].at)
    for entry in history:
        _take(columns, entry, said)
        columns.state = _state(columns)
    columns.last_seq, columns.updated_at = history[-1].seq, history[-1].recorded_at
    _promised(columns, history, terms)
    return columns


def _begun(opened: vocabulary.Opened, at: datetime) -> Columns:
    return Columns(
        reference=opened.reference,
        brand_id=opened.brand,
        number=opened.number,
        owner_id=opened.owner,
        version_id=opened.agreement_version,
        pinned_id=opened.pinned_terms,
        priority=opened.priority,
        opened_at=at,
    )


def _take(columns: Columns, entry: Recorded, said: Said) -> None:  # noqa: C901, PLR0912, PLR0915  # one flat table of kinds
    """What one entry does to the columns."""
    match entry.fact:
        case vocabulary.Opened() as fact:
            columns.title, columns.symptoms = said[fact.words.body]
            columns.impact, columns.products = _text(fact.impact, said), list(fact.products)
        case vocabulary.Described() as fact:
            columns.title, columns.symptoms = said[fact.words.body]
        case vocabulary.Handed() as fact:
            columns.owner_id = fact.owner
        case vocabulary.ImpactSet() as fact:
            columns.priority = fact.priority
            columns.impact, columns.products = _text(fact.impact, said), list(fact.products)
        case vocabulary.WorkaroundWritten() as fact:
            columns.workaround = {language: _text(words, said) for language, words in fact.texts.items()}
            columns.workaround_at = columns.workaround_at or entry.at
        case vocabulary.CauseFound() as fact:
            columns.cause, columns.cause_at = _text(fact.cause, said), columns.cause_at or entry.at
        case vocabulary.Withdrawn(found="workaround"):
            columns.workaround, columns.workaround_at = {}, None
        case vocabulary.Withdrawn():
            columns.cause, columns.cause_at = "", None
        case vocabulary.KnownErrorPublished() as fact:
            columns.article_id = fact.article
        case vocabulary.Solved() as fact:
            columns.solution = {language: _text(words, said) for language, words in fact.texts.items()}
            columns.solved_at = entry.at
        case vocabulary.Reopened():
            columns.solution, columns.solved_at, columns.closed_at = {}, None, None
        case vocabulary.Closed():
            columns.closed_at = entry.at
        case vocabulary.MajorDeclared():
            columns.major = True
        case vocabulary.MajorEnded():
            columns.major = False
        case _:
            pass


def _text(words: vocabulary.Words | None, said: Said) -> str:
    return said[words.body][1] if words else ""


def _state(columns: Columns) -> str:
    if columns.closed_at is not None:
        return "closed"
    if columns.solved_at is not None:
        return "solved"
    return "known_error" if columns.cause_at or columns.workaround_at else "open"


def _promised(columns: Columns, history: Sequence[Recorded], terms: Terms) -> None:
    """Its own objectives: what is due next, what was missed, when somebody is to be told."""
    reached = reach(history)
    folded = timeline(history, terms).at(reached)
    waiting = [clock for clock in folded.clocks if clock.ended is None and clock.due is not None]
    if waiting:
        first = min(waiting, key=_due)
        columns.due_at, columns.due_metric = first.due, first.metric.value
    columns.missed = sum(clock.state(reached) is State.MISSED for clock in folded.clocks)
    columns.next_alarm_at = min((alarm.at for alarm in alarms_of(history, terms)), default=None)


def _due(clock: Clock) -> datetime:
    return clock.due or NEVER


def reach(history: Sequence[Recorded]) -> datetime:
    """How far the record reaches: what was due at the last of its instants lies behind."""
    return max(entry.at for entry in history) + timedelta.resolution


def alarms_of(history: Sequence[Recorded], terms: Terms) -> list[alarms.Alarm]:
    """The alarms that have not been raised yet, earliest first."""
    folded = timeline(history, terms).at(reach(history))
    fired = {entry.fact.key for entry in history if isinstance(entry.fact, vocabulary.AlarmFired)}
    return [alarm for alarm in alarms.schedule(folded) if alarm.key not in fired]


def timeline(history: Sequence[Recorded], terms: Terms) -> Timeline:
    """The problem's clocks: the same fold as a ticket's."""
    return fold([event for entry in history if (event := for_clock(entry)) is not None], terms)


def for_clock(entry: Recorded) -> sla.Event | None:  # noqa: C901, PLR0911  # one flat table of kinds
    """What one entry is to the clocks; None where it is nothing to them."""
    at, noted = entry.at, entry.recorded_at
    match entry.fact:
        case vocabulary.Opened() as fact:
            return sla.Opened(at=at, recorded_at=noted, priority=fact.priority)
        case vocabulary.ImpactSet() as fact if fact.priority != fact.before:
            return sla.PriorityChanged(at=at, recorded_at=noted, priority=fact.priority, by=str(entry.by))
        case vocabulary.WorkaroundWritten():
            return sla.Reached(at=at, recorded_at=noted, milestone="workaround")
        case vocabulary.CauseFound():
            return sla.Reached(at=at, recorded_at=noted, milestone="cause_found")
        case vocabulary.Withdrawn(found="workaround"):
            return sla.Withdrawn(at=at, recorded_at=noted, milestone="workaround")
        case vocabulary.Withdrawn():
            return sla.Withdrawn(at=at, recorded_at=noted, milestone="cause_found")
        case vocabulary.Solved():
            return sla.Resolved(at=at, recorded_at=noted)
        case vocabulary.Reopened():
            return sla.Reopened(at=at, recorded_at=noted)
        case vocabulary.Closed():
            return sla.Closed(at=at, recorded_at=noted)
        case _:
            return None
