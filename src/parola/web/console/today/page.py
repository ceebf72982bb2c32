"""What needs the reader now, and nothing else: their promises, their customers' answers, what waits for a decision or for anybody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from parola.desk.accounts.models import Person
from parola.desk.accounts.permissions import Act
from parola.desk.accounts.queries import brands_of
from parola.desk.problems import deciding
from parola.desk.teams.queries import hours_of, memberships_of, teams_in
from parola.desk.tickets import doings, drafts, held, queries
from parola.desk.tickets.doings import Doings
from parola.desk.tickets.models import Ticket
from parola.web import brief
from parola.web.console.filtering import address
from parola.web.console.today import lines
from parola.web.console.today.around import Call, Gone, calls, gone
from parola.web.console.today.lines import ANSWERS, BACK, DECISIONS, DRAFTS, HELD, LATER, PROMISES, UPDATES, Line
from parola.web.due import next_due

A_DAY = timedelta(days=1)
WITHOUT_SHIFT = timedelta(hours=8)
"""Whoever has no shift is shown so much of what is to come."""
OWN, TEAMS = 100, 8
"""How many tickets are looked at: those of the reader that are due first, and those that nobody has."""
TEAM, HANDED = "team", "handed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines that need the reader for the same reason."""

    key: str
    title: str
    tone: str
    icon: str
    lines: list[Line]
    more: int = 0
    """How many there are beside those shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The reader's hours: `until` when is looked ahead, and what is said of it."""

    until: datetime
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The page. `next_at`: the next promise after what is shown; `changes_at`: when time alone changes the page."""

    hours: Hours
    sections: list[Section]
    calls: Sequence[Call]
    gone: Sequence[Gone]
    next_at: str
    next_reference: str
    changes_at: datetime | None
    nobodys: str
    """Where the queue shows all that nobody has."""
    done: Doings
    noticed: int
    """How many times incidents look alike, and wait for the reader to look at them."""

    @property
    def calm(self) -> bool:
        """Whether nothing needs the reader."""
        return not (self.sections or self.calls or self.gone or self.noticed)


def today(person: Person, now: datetime) -> Today:
    """The page at `now`. The number of queries does not depend on the number of tickets."""
    hours = hours_told(person, now)
    mine = queries.first_of(queries.queue(person, assignee=person), OWN)
    begun = _begun(person)
    free, waiting, theirs = _nobodys(person)
    found = list(lines.matters(_once([*mine, *begun, *free])))
    keys = {ticket.pk for ticket in begun}
    concern = {ticket.pk for ticket in mine} | keys
    own = [
        lines.own(each, person, hours.until, now, begun=each.ticket.pk in keys)
        for each in found
        if each.ticket.pk in concern
    ]
    teams = [
        lines.line(each, _section(each.ticket), next_due(each.timeline, now), now)
        for each in found
        if each.ticket.pk not in concern
    ]
    ahead = [(at, each.reference) for each in own if (at := each.running_until)]
    coming = min(((at, reference) for at, reference in ahead if at > hours.until), default=None)
    return Today(
        hours=hours,
        sections=_sections([*own, *teams], {TEAM: max(0, waiting - len(free))}),
        calls=calls(person, now),
        gone=gone(person, hours.until, now),
        next_at=brief.near(coming[0], now) if coming else "",
        next_reference=coming[1] if coming else "",
        changes_at=min((at for each in (*own, *teams) if (at := each.running_until)), default=None),
        nobodys=address(*theirs),
        done=doings.doings(person, _midnight(now), now),
        noticed=deciding.waiting(person, Act.LEAD_PROBLEMS).count(),
    )


def _section(ticket: Ticket) -> str:
    """Of a ticket that nobody has: whether it was handed over to the team that is to take it."""
    return HANDED if ticket.handover == "waiting" else TEAM


def hours_told(person: Person, now: datetime) -> Hours:
    """Until the reader's shift ends; before it, until the end of the next one; without a shift some hours."""
    spans = hours_of(person, now, A_DAY)
    if not spans:
        return Hours(until=now + WITHOUT_SHIFT, told=_("You are away."))
    first = spans[0]
    if first.end >= now + A_DAY:
        return Hours(until=now + WITHOUT_SHIFT, told=_("What is due in the next eight hours."))
    ends = brief.near(first.end, now)
    if first.start > now:
        said = _("Your shift begins at %(begins)s and ends at %(ends)s.")
        return Hours(until=first.end, told=said % {"begins": brief.near(first.start, now), "ends": ends})
    return Hours(until=first.end, told=_("What is due until your shift ends at %(ends)s.") % {"ends": ends})


def _nobodys(person: Person) -> tuple[list[Ticket], int, tuple[str, ...]]:
    """The tickets due first that nobody of the reader's teams has, or, for who is in none, nobody; how many, and their filters."""
    free = queries.queue(person, unassigned=True)
    narrowed: tuple[str, ...] = ("assignee:nobody",)
    if own := memberships_of(person):
        free = free.filter(held.held_by(own, teams_in(brands_of(person).values_list("pk", flat=True))))
        narrowed = (*narrowed, "team:mine")
    return queries.first_of(free, TEAMS), free.count(), narrowed


def _begun(person: Person) -> list[Ticket]:
    """The tickets on which the reader began to write, and did not send it."""
    drafted = queries.worked_on_by(person).filter(pk__in=drafts.tickets_of(person).values("pk"))
    return queries.first_of(drafted.order_by("-updated_at", "pk"), TEAMS)


def _once(tickets: Iterable[Ticket]) -> list[Ticket]:
    return list({ticket.pk: ticket for ticket in tickets}.values())


def _sections(found: Iterable[Line], more: dict[str, int]) -> list[Section]:
    by_key: dict[str, list[Line]] = {}
    for each in found:
        by_key.setdefault(each.section, []).append(each)
    by_key.pop(LATER, None)
    sections = (
        (PROMISES, _("Your promises"), "calm", "timer"),
        (UPDATES, _("Updates that customers wait for"), "calm", "send"),
        (ANSWERS, _("Customers who wrote to you"), "calm", "message-square"),
        (BACK, _("Came back to you with a question"), "calm", "rotate-ccw"),
        (HANDED, _("Handed over to your team, to be taken"), "calm", "users"),
        (DECISIONS, _("Proposals that wait for you"), "calm", "chevron-down"),
        (DRAFTS, _("What you began to write"), "calm", "pencil"),
        (HELD, _("Replies that wait to be sent"), "still", "hourglass"),
        (TEAM, _("Nobody has these"), "calm", "inbox"),
    )
    return [
        Section(
            key=key, title=title, tone=_tone(by_key[key], tone), icon=icon, lines=by_key[key], more=more.get(key, 0)
        )
        for key, title, tone, icon in sections
        if key in by_key
    ]


def _tone(found: Iterable[Line], otherwise: str) -> str:
    """The tone of what is worst."""
    tones = {each.due.tone for each in found}
    return next((tone for tone in ("missed", "soon") if tone in tones), otherwise)


def _midnight(now: datetime) -> datetime:
    """When the reader's day began."""
    return datetime.combine(timezone.localdate(now), time(), timezone.get_current_timezone())
