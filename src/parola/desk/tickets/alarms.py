"""What time does to tickets: alarms are raised, held replies leave. Due instants are found by a column, oldest first.

Each alarm is an event, unique in its ticket by its key, written in one transaction with the notices that it sends: two
workers, a crash, a late run never raise it twice. After an outage a step whose clock has come to a later one is recorded as
superseded and tells nobody, and notices to one person are joined (`outbox.operations.gather`). What people do to a ticket
meanwhile finds its alarms recorded first (`backlog.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet

from parola.desk.teams.queries import Crew, crew_of
from parola.desk.tickets import escalating, ledger, projection, prompting, queries, replies
from parola.desk.tickets.backlog import raise_alarms
from parola.desk.tickets.ledger import Entry
from parola.desk.tickets.models import Ticket
from parola.desk.tickets.notices import Notice, in_charge, tell
from parola.desk.tickets.vocabulary import Recorded
from parola.sla.alarms import ESCALATE, Alarm

RETRIES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))

logger = logging.getLogger(__name__)


class NothingDue(RuntimeError):
    """The ticket's column says that something is due and its history does not: they disagree (see `parola verify`)."""


def sweep(*, now: datetime, limit: int = 100) -> bool:
    """Do what is due for up to `limit` tickets, oldest first, in one turn of the ledger. True: there may be more."""
    if not due(now).exists():
        return False  # without waiting for the writers' turn
    with ledger.turn():
        tickets = list(queries.with_terms(due(now))[:limit])
        records = queries.records(tickets)
        crews = {brand.pk: crew_of(brand, now) for brand in {ticket.brand for ticket in tickets}}
        attended = [attend(ticket, records[ticket.pk], crews[ticket.brand_id], now) for ticket in tickets]
        tell(chain.from_iterable(attended), now)
    return len(tickets) == limit


def due(now: datetime) -> QuerySet[Ticket]:
    """The tickets for which the desk has something to do by now, but for those parked until later."""
    in_time = Q(alarm_retry_at=None) | Q(alarm_retry_at__lte=now)
    return Ticket.objects.filter(in_time, next_alarm_at__lte=now).order_by("next_alarm_at", "pk")


def attend(ticket: Ticket, rows: Sequence[queries.Row], crew: Crew, now: datetime) -> list[Notice]:
    """Do what is due for one ticket. One that cannot be done is parked, loudly, and never stops the others.

    A failing database is no fault of the ticket's: its errors go up.
    """
    try:
        with transaction.atomic():
            return act(ticket, [*map(queries.recorded, rows)], crew, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("alarms of %s cannot be raised", ticket.reference)
        park(ticket, error, now)
        return []


def act(ticket: Ticket, history: Sequence[Recorded], crew: Crew, now: datetime) -> list[Notice]:
    """Raise the alarms that are due, do what they ask for, then let held replies go whose window has opened.

    What is to be told is still to be.
    """
    terms = queries.terms(ticket)
    timeline = projection.timeline(history, terms).at(now)
    due = [alarm for alarm in projection.pending_alarms(history, timeline) if alarm.at <= now]
    raised = [*raise_alarms(due, ticket, crew, timeline, terms, now)]
    entries = escalation(ticket, history, due, crew, timeline.top, now)
    for seq, held in projection.held_replies(history).items():
        if held.release_at <= now:
            entries += replies.release(history, seq, by=None, reason="", now=now)
    asked = prompting.take(ticket, history, timeline, in_charge(ticket, crew, now), now)
    entries = [*asked.entries, *entries]
    if not raised and not entries:
        if asked.put_off:
            return put_off(ticket, projection.instants(history, timeline, terms), now)
        raise NothingDue(ticket.reference)
    mails = [*asked.mails, *replies.mails(ticket, entries), *escalating.customers_mails(ticket, entries)]
    ledger.append(ticket=ticket, entries=entries, now=now, mails=mails, history=history, late=raised)
    again = now if asked.put_off else None
    if ticket.alarm_failures or ticket.alarm_retry_at != again:
        Ticket.objects.filter(pk=ticket.pk).update(alarm_failures=0, alarm_error="", alarm_retry_at=again)
    return [alarm.notice(ticket, seq) for seq, alarm in enumerate(raised, len(history) + 1)]


def escalation(  # noqa: PLR0917  # what an escalation is made of
    ticket: Ticket, history: Sequence[Recorded], due: Sequence[Alarm], crew: Crew, top: int, now: datetime
) -> list[Entry]:
    """The ticket goes to the next tier, or where the plan has the front line alone, that tier is informed. It counts when it is done.

    One that was sent back goes to the tier above `top`, whose time is nearly used up.
    """
    tier = queries.next_tier(ticket, top) if any(alarm.step == ESCALATE for alarm in due) else None
    if tier is None:
        return []
    return [Entry(fact=fact, at=now) for fact in escalating.handed_over(ticket, history, tier, crew)]


def put_off(ticket: Ticket, instants: Iterable[datetime], now: datetime) -> list[Notice]:
    """What is due cannot be done yet (the customer may not be written to, a reminder has not left): look again soon.

    The next of the ticket's other `instants` does not wait for that.
    """
    again = min([now + prompting.LOOK_AGAIN, *(at for at in instants if at > now)])
    Ticket.objects.filter(pk=ticket.pk).update(alarm_retry_at=again)
    return []


def park(ticket: Ticket, error: Exception, now: datetime) -> None:
    """Set the ticket aside until later: after a minute, then ten, then hourly."""
    pause = RETRIES[min(ticket.alarm_failures, len(RETRIES) - 1)]
    Ticket.objects.filter(pk=ticket.pk).update(
        alarm_failures=ticket.alarm_failures + 1,
        alarm_error=f"{type(error).__name__}: {error}"[:1000],
        alarm_retry_at=now + pause,
    )
