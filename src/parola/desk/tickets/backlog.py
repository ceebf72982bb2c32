"""What time did to a ticket before somebody acts on it: alarms that fell due, and that no worker has raised yet.

They are recorded before the act is, by what was known until then: so the record has the same alarms whether a worker was awake or
not. What an act made idle is told to nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Person
from parola.desk.teams.queries import Crew, crew_of
from parola.desk.teams.reach import Told
from parola.desk.tickets import notices, projection
from parola.desk.tickets.entries import Entry
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import AlarmFired, Recorded
from parola.sla.agreement import Terms
from parola.sla.alarms import ESCALATE, Alarm, schedule, superseded
from parola.sla.clock import Clock
from parola.sla.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An alarm as it is to be recorded, and to whom it is news; `opens_at`: when they may hear of it, if not at once."""

    entry: Entry
    people: Sequence[Person]
    opens_at: datetime | None

    def notice(self, ticket: Ticket, seq: int) -> notices.Notice:
        """What is sent of it, recorded at that place of the ticket's history."""
        return notices.Notice(ticket=ticket, event=seq, people=self.people, opens_at=self.opens_at)


def is_behind(ticket: Ticket, now: datetime) -> bool:
    """Whether something fell due for the ticket that was not done. One that cannot be folded is left to whoever looks after it."""
    return ticket.next_alarm_at is not None and ticket.next_alarm_at <= now and ticket.alarm_failures == 0


def left_behind(
    ticket: Ticket, history: Sequence[Recorded], added: Sequence[Recorded], terms: Terms, now: datetime
) -> list[Raised]:
    """The alarms that fell due before `added` was recorded. What the desk still has to do after it is left to the worker."""
    timeline = projection.timeline(history, terms).at(now)
    awaited = {alarm.key for alarm in schedule(projection.timeline([*history, *added], terms).at(now))}
    due = [alarm for alarm in projection.pending_alarms(history, timeline) if alarm.at <= now]
    noticed = [alarm for alarm in due if alarm.step != ESCALATE or alarm.key not in awaited]
    return [*raise_alarms(noticed, ticket, crew_of(ticket.brand, now), timeline, terms, now, awaited)]


def raise_alarms(  # noqa: PLR0917  # what an alarm needs to be told
    alarms: Sequence[Alarm],
    ticket: Ticket,
    crew: Crew,
    timeline: Timeline,
    terms: Terms,
    now: datetime,
    awaited: Collection[str] | None = None,
) -> Iterator[Raised]:
    """The alarms that are due, in the order of time, as they are to be recorded. `awaited`: those that an act has not made idle."""
    for alarm in alarms:
        idle = superseded(alarm, alarms) or (awaited is not None and alarm.key not in awaited)
        opens_at = notices.opening(alarm, terms, now)
        due = clock_of(alarm, timeline).due
        policy = terms.agreement.alarms
        told = (
            []
            if idle
            else notices.recipients(alarm, ticket, crew, policy, top=timeline.top, due=due, at=opens_at or now)
        )
        fact = _fact(alarm, due, told, opens_at if told else None, idle=idle)
        entry = Entry(fact=fact, at=alarm.at, alarm_key=alarm.key)
        yield Raised(entry=entry, people=[crew.people[each.person] for each in told], opens_at=fact.held_until)


def clock_of(alarm: Alarm, timeline: Timeline) -> Clock:
    """The clock that has come to the alarm."""
    return next(each for each in timeline.clocks if each.kind == alarm.kind and each.cycle == alarm.cycle)


def _fact(
    alarm: Alarm, due: datetime | None, told: Sequence[Told], opens_at: datetime | None, *, idle: bool
) -> AlarmFired:
    others = [each for each in told if each.because != "theirs"]
    return AlarmFired(
        key=alarm.key,
        metric=alarm.metric.value,
        cycle=alarm.cycle,
        priority=alarm.priority,
        step=alarm.step,
        due=due,
        told=bool(told),
        to=[each.person for each in told],
        because={each.person: each.because for each in others},
        instead_of={each.person: each.instead_of for each in others if each.instead_of is not None},
        superseded=idle,
        held_until=opens_at,
        missed=alarm.missed,
    )
