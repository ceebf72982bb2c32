"""What time does to tickets: alarms are raised, held replies leave. Due instants are found by a column, oldest first.

Each alarm is an event, unique in its ticket by its key, written in one transaction with the notices that it sends: two
workers, a crash, a late run never raise it twice. After an outage a step whose clock has come to a later one is recorded
and tells nobody, and notices to one person are joined (`outbox.operations.gather`).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.queries import support_of
from parola.desk.outbox.operations import gather
from parola.desk.tickets import ledger, projection, prompting, queries, replies
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.vocabulary import AlarmFired, Recorded
from parola.sla.alarms import DUE, Alarm
from parola.sla.timeline import Timeline

RETRIES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Who is to be told of a ticket's alarms, and by which events they were raised."""

    ticket: Ticket
    people: Sequence[Person]
    events: Sequence[int]


class NothingDue(RuntimeError):
    """The ticket's column says that something is due and its history does not: they disagree (see `parola verify`)."""


def sweep(*, now: datetime, limit: int = 100) -> bool:
    """Do what is due for up to `limit` tickets, oldest first, in one turn of the ledger. True: there may be more."""
    if not due(now).exists():
        return False  # without waiting for the writers' turn
    with ledger.turn():
        tickets = list(queries.with_relations(due(now))[:limit])
        records = queries.records(tickets)
        support = {brand.pk: list(support_of(brand)) for brand in {ticket.brand for ticket in tickets}}
        attended = [attend(ticket, records[ticket.pk], support[ticket.brand_id], now) for ticket in tickets]
        tell([notice for notice in attended if notice is not None], now)
    return len(tickets) == limit


def due(now: datetime) -> QuerySet[Ticket]:
    """The tickets for which the desk has something to do by now, but for those parked until later."""
    in_time = Q(alarm_retry_at=None) | Q(alarm_retry_at__lte=now)
    return Ticket.objects.filter(in_time, next_alarm_at__lte=now).order_by("next_alarm_at", "pk")


def attend(ticket: Ticket, rows: Sequence[queries.Row], support: Sequence[Person], now: datetime) -> Notice | None:
    """Do what is due for one ticket. One that cannot be done is parked, loudly, and never stops the others.

    A failing database is no fault of the ticket's: its errors go up.
    """
    try:
        with transaction.atomic():
            return act(ticket, [*map(queries.recorded, rows)], recipients(ticket, support), now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("alarms of %s cannot be raised", ticket.reference)
        park(ticket, error, now)
        return None


def act(ticket: Ticket, history: Sequence[Recorded], told: Sequence[Person], now: datetime) -> Notice:
    """Raise the alarms that are due, then let held replies go whose window has opened. What is to be told is still to be."""
    timeline = projection.timeline(history, queries.terms(ticket)).at(now)
    alarms = [alarm for alarm in projection.pending_alarms(history, timeline) if alarm.at <= now]
    entries = [fired(alarm, timeline, told=bool(told) and is_news(alarm, alarms)) for alarm in alarms]
    for seq, held in projection.held_replies(history).items():
        if held.release_at <= now:
            entries += replies.release(history, seq, by=None, reason="", now=now)
    asked = prompting.take(ticket, history, timeline, told, now)
    entries = [*asked.entries, *entries]
    if not entries and asked.put_off:
        return put_off(ticket, now)
    if not entries:
        raise NothingDue(ticket.reference)
    mails = [*asked.mails, *replies.mails(ticket, entries)]
    ledger.append(ticket=ticket, entries=entries, now=now, mails=mails, history=history)
    if ticket.alarm_failures or ticket.alarm_retry_at:
        Ticket.objects.filter(pk=ticket.pk).update(alarm_failures=0, alarm_error="", alarm_retry_at=None)
    news = [
        seq
        for seq, entry in enumerate(entries, len(history) + 1)
        if isinstance(entry.fact, AlarmFired) and entry.fact.told
    ]
    return Notice(ticket=ticket, people=told, events=news)


def is_news(alarm: Alarm, alarms: Sequence[Alarm]) -> bool:
    """Whether no later step of the same clock is due as well, and no later cycle was missed as well."""
    later = [other for other in alarms[alarms.index(alarm) + 1 :] if other.metric is alarm.metric]
    return not any(other.cycle == alarm.cycle or other.step == DUE for other in later)


def fired(alarm: Alarm, timeline: Timeline, *, told: bool) -> Entry:
    """The event of an alarm, at the alarm's own instant, whenever it is noticed."""
    clock = next(c for c in timeline.clocks if (c.metric, c.cycle) == (alarm.metric, alarm.cycle))
    fact = AlarmFired(
        key=alarm.key,
        metric=alarm.metric.value,
        cycle=alarm.cycle,
        priority=alarm.priority,
        step=alarm.step,
        due=clock.due,
        told=told,
    )
    return Entry(fact=fact, at=alarm.at, alarm_key=alarm.key)


def recipients(ticket: Ticket, support: Sequence[Person]) -> Sequence[Person]:
    """Who is told: whoever has the ticket, else the brand's agents and leads."""
    if ticket.assignee is not None and ticket.assignee.is_active:
        return [ticket.assignee]
    return support


def tell(notices: Sequence[Notice], now: datetime) -> None:
    """Put the notices into the outbox, one row for a person and brand."""
    told: dict[tuple[Brand, Person], list[dict[str, int]]] = {}
    for notice in notices:
        alarms = [{"ticket": notice.ticket.pk, "event": seq} for seq in notice.events]
        for person in notice.people if alarms else ():
            told.setdefault((notice.ticket.brand, person), []).extend(alarms)
    for (brand, person), alarms in told.items():
        gather(
            gathering=f"alarms:{brand.pk}:{person.pk}",
            key=f"{alarms[0]['ticket']}:{alarms[0]['event']}:alarm:{person.pk}",
            kind="mail",
            payload={
                "template": "alarm",
                **alarms[0],
                "to": person.pk,
                "language": person.language,
                "alarms": alarms,
            },
            lists="alarms",
            domain=brand.domain,
            now=now,
        )


def put_off(ticket: Ticket, now: datetime) -> Notice:
    """What is due cannot be done yet (the customer may not be written to, a reminder has not left): look again soon."""
    Ticket.objects.filter(pk=ticket.pk).update(alarm_retry_at=now + prompting.LOOK_AGAIN)
    return Notice(ticket=ticket, people=(), events=())


def park(ticket: Ticket, error: Exception, now: datetime) -> None:
    """Set the ticket aside until later: after a minute, then ten, then hourly."""
    pause = RETRIES[min(ticket.alarm_failures, len(RETRIES) - 1)]
    Ticket.objects.filter(pk=ticket.pk).update(
        alarm_failures=ticket.alarm_failures + 1,
        alarm_error=f"{type(error).__name__}: {error}"[:1000],
        alarm_retry_at=now + pause,
    )
