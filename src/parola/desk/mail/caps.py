"""How often the desk answers somebody by itself. Counted in the database: it holds over processes and restarts.

The first answer always leaves. After it each ticket has its own distance and number, and so has each person: whoever has not
proved their address may be somebody in whose name another one writes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from parola.desk.accounts.queries import has_proved
from parola.desk.mail.compose import Outgoing
from parola.desk.mail.models import Sent

AUTOMATIC = frozenset({"acknowledgement"})
"""Templates by which the desk answers by itself: two machines must not keep each other busy."""

APART = timedelta(minutes=10)
DAY = timedelta(days=1)
A_DAY_ON_A_TICKET = 3
A_DAY = 10
A_DAY_VERIFIED = 100
A_DAY_BY_FORM = 1
"""On forms anybody types any address: such a request tells its owner once a day, and no more."""

FORM = "web"


def one_too_many(outgoing: Outgoing, now: datetime) -> str:
    """Why this mail is one too many, for agents; empty where it is not."""
    if outgoing.template not in AUTOMATIC:
        return ""
    others = Sent.objects.filter(person=outgoing.to, automatic=True).exclude(message_id=outgoing.message_id)
    return _on_the_ticket(others.filter(ticket=outgoing.ticket), now) or _to_the_person(outgoing, others, now)


def _on_the_ticket(others: QuerySet[Sent], now: datetime) -> str:
    if others.filter(first_try_at__gt=now - APART).exists():
        return "not sent: the desk has just answered this ticket by itself"
    if others.filter(first_try_at__gt=now - DAY).count() >= A_DAY_ON_A_TICKET:
        return f"not sent: the desk has answered this ticket {A_DAY_ON_A_TICKET} times in a day by itself"
    return ""


def _to_the_person(outgoing: Outgoing, others: QuerySet[Sent], now: datetime) -> str:
    lately = others.filter(first_try_at__gt=now - DAY)
    proved = has_proved(outgoing.to)
    by_form = lately.filter(ticket__channel=FORM)
    if not proved and outgoing.ticket.channel == FORM and by_form.count() >= A_DAY_BY_FORM:
        return "not sent: somebody who has not proved this address typed it into a form again"
    most = A_DAY_VERIFIED if proved else A_DAY
    return (
        f"not sent: the desk has answered this person {most} times in a day by itself" if lately.count() >= most else ""
    )
