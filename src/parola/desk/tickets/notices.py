"""Who at the desk is told of a ticket's alarms, in which hours; and the notices, one row of the outbox for a reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from parola.desk.accounts.models import Brand, Person, Post
from parola.desk.outbox.operations import gather
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


@dataclass(frozen=True, slots=True)
class Team:
    """The people who work for a brand, by role."""

    by_role: Mapping[str, Sequence[Person]] = field(default_factory=dict)

    def of(self, *roles: str) -> list[Person]:
        """Those in any of the roles, each once, the longest known first."""
        found = {person.pk: person for role in roles for person in self.by_role.get(role, ())}
        return [found[key] for key in sorted(found)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """That `people` are to be told of a ticket's event; from `opens_at` on, where their hours have not come yet."""

    ticket: Ticket
    event: int
    people: Sequence[Person]
    opens_at: datetime | None = None


def team_of(brand: Brand) -> Team:
    """Who works for the brand."""
    by_role: dict[str, list[Person]] = {}
    for post in Post.objects.filter(brand=brand, person__is_active=True).select_related("person").order_by("pk"):
        by_role.setdefault(post.role, []).append(post.person)
    return Team(by_role)


def recipients(step: str, ticket: Ticket, team: Team, policy: AlarmPolicy) -> list[Person]:
    """Who is told of a step, each once.

    What is for the assignee is for all agents and leads where nobody has the ticket, and so is what would be for nobody. The people of
    a tier are those of the brand, as long as the desk knows no teams.
    """
    everybody = team.of(Post.Role.AGENT, Post.Role.LEAD)
    found: list[Person] = []
    roles = whom_to_tell(step, policy)
    for whom in roles:
        if whom == "assignee":
            found += in_charge(ticket, team)
        elif whom in (Post.Role.LEAD, Post.Role.MANAGER):
            found += team.of(whom)
        else:
            found += everybody
    return list(dict.fromkeys(found)) or (everybody if roles else [])


def in_charge(ticket: Ticket, team: Team) -> list[Person]:
    """Whoever has the ticket, else all agents and leads."""
    if ticket.assignee is not None and ticket.assignee.is_active:
        return [ticket.assignee]
    return team.of(Post.Role.AGENT, Post.Role.LEAD)


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
