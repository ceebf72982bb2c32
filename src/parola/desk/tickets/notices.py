"""Who at the desk is told of a ticket's alarms, in which hours; and the notices, one row of the outbox for a reader.

Which role is told of a step is the agreement's to say, who that is at the time is `teams.reach`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from parola.desk.accounts.models import Brand, Person
from parola.desk.outbox.operations import gather
from parola.desk.teams import reach
from parola.desk.teams.queries import Crew
from parola.desk.teams.reach import Matter, Told
from parola.desk.tickets import queries
from parola.desk.tickets.models import Ticket
from parola.sla.agreement import AlarmPolicy, Recipient, Terms
from parola.sla.alarms import DUE, ESCALATE, NAMED, REMIND, SILENT, Alarm

USUAL: Mapping[str, tuple[Recipient, ...]] = {
    "warning-50": ("assignee",),
    "warning-80": ("assignee", "lead"),
    DUE: ("assignee", "lead", "manager"),
    ESCALATE: ("tier",),
    REMIND: ("assignee",),
    SILENT: ("lead", "manager"),
}
"""Who is told where the agreement says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """That `people` are to be told of a ticket's event; from `opens_at` on, where their hours have not come yet."""

    ticket: Ticket
    event: int
    people: Sequence[Person]
    opens_at: datetime | None = None


def recipients(
    alarm: Alarm, ticket: Ticket, crew: Crew, policy: AlarmPolicy, *, top: int, due: datetime | None, at: datetime
) -> list[Told]:
    """Who is told of an alarm at that instant, each once, and why. `due`: when its clock is; `top`: the tier whose time counts.

    An escalation is news for the tier to which the ticket goes.
    """
    tier = queries.next_tier(ticket, top) if alarm.step == ESCALATE else None
    matter = matter_of(ticket, due=due, tier=tier)
    return reach.told(crew.roster, matter, whom_to_tell(alarm.step, policy), at)


def in_charge(ticket: Ticket, crew: Crew, at: datetime) -> list[Person]:
    """Whoever has the ticket, if they are there; else who would be told in their place."""
    found = reach.told(crew.roster, matter_of(ticket, due=ticket.due_at), ("assignee",), at)
    return [crew.people[each.person] for each in found]


def matter_of(ticket: Ticket, *, due: datetime | None = None, tier: int | None = None) -> Matter:
    """The ticket as the rule sees it; at another tier, if one is named."""
    return Matter(
        tier=ticket.holder if tier is None else tier, product=ticket.product, assignee=ticket.assignee_id, due=due
    )


def whom_to_tell(step: str, policy: AlarmPolicy) -> tuple[Recipient, ...]:
    """As the agreement says, else as usual; a share of which nothing is said as the next lower one. Nobody: the step is recorded alone."""
    if step.startswith(NAMED):
        return next((each.tell for each in policy.steps if each.id == step.removeprefix(NAMED)), ())
    table = {**USUAL, **policy.tell}
    if step in table or not step.startswith("warning-"):
        return table.get(step, ())
    lower = [key for key in table if key.startswith("warning-") and _share(key) <= _share(step)]
    return table[max(lower, key=_share)] if lower else ("assignee",)


def _share(step: str) -> float:
    return float(step.removeprefix("warning-"))


def opening(alarm: Alarm, terms: Terms, now: datetime) -> datetime | None:
    """When people may next be told, as the agreement says; None for at once."""
    calendar = terms.agreement.alarms.calendars.get(alarm.metric)
    opens_at = terms.calendars[calendar].next_opening(now) if calendar else now
    return opens_at if opens_at > now else None


def tell(notices: Iterable[Notice], now: datetime) -> None:
    """Put the notices into the outbox, one row for a person and brand, and for each opening that is waited for."""
    told: dict[tuple[Brand, Person, datetime | None], list[dict[str, int]]] = {}
    for notice in notices:
        for person in notice.people:
            alarms = told.setdefault((notice.ticket.brand, person, notice.opens_at), [])
            alarms.append({"ticket": notice.ticket.pk, "event": notice.event})
    for (brand, person, opens_at), alarms in told.items():
        gather(
            gathering=f"alarms:{brand.pk}:{person.pk}",
            key=f"{alarms[0]['ticket']}:{alarms[0]['event']}:alarm:{person.pk}",
            kind="mail",
            payload={"template": "alarm", **alarms[0], "to": person.pk, "language": person.language, "alarms": alarms},
            lists="alarms",
            domain=brand.domain,
            now=now,
            not_before=opens_at,
        )
