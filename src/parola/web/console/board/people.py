"""Who has how much to do, and whether they are there: by person, and by the teams and tiers that hold tickets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from parola.desk.accounts.models import Brand
from parola.desk.accounts.permissions import Act, roles_that_may
from parola.desk.teams import reach, rota
from parola.desk.teams.queries import Crew
from parola.desk.tickets.filters import quoted
from parola.desk.tickets.workload import AtWork
from parola.web import brief
from parola.web.console.filtering import address
from parola.web.console.teams.telling import back_told, tier_names

SOON = timedelta(hours=4)
LOOKED_AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Somebody, or a team, with how many tickets they have; `where`: whether they are there, and if not, until when."""

    name: str
    where: str
    there: bool
    tickets: int
    missed: int
    soon: int
    address: str
    share: int
    """Of the most that anybody has, in percent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What the loads of a list have in common: the instant, the filter that they are narrowed by, the most that anybody has."""

    now: datetime
    narrowed: tuple[str, ...]
    most: int

    def load(self, name: str, narrowing: str, theirs: Sequence[AtWork], *, where: str = "", there: bool = True) -> Load:
        """The tickets of somebody, or of a team, counted."""
        return Load(
            name=name,
            where=where,
            there=there,
            tickets=len(theirs),
            missed=sum(ticket.missed(self.now) for ticket in theirs),
            soon=sum(ticket.due_by(self.now + SOON, self.now) for ticket in theirs),
            address=address(*self.narrowed, narrowing),
            share=round(100 * len(theirs) / self.most) if self.most else 0,
        )


def people(crew: Crew, tickets: Sequence[AtWork], narrowed: tuple[str, ...], now: datetime) -> list[Load]:
    """Everybody who answers for the brand or has tickets of it; who has most that is due comes first."""
    roles = roles_that_may(Act.REPLY)
    working = {person for person, held in crew.roster.roles.items() if held & roles}
    by_person: dict[int, list[AtWork]] = {person: [] for person in working}
    for ticket in tickets:
        if ticket.assignee_id is not None and ticket.assignee_id in crew.people:
            by_person.setdefault(ticket.assignee_id, []).append(ticket)
    scale = Scale(now=now, narrowed=narrowed, most=max(map(len, by_person.values()), default=0))
    loads = [_load(crew, person, theirs, scale) for person, theirs in by_person.items()]
    return sorted(loads, key=lambda load: (-load.missed, -load.soon, -load.tickets, load.name))


def teams(brand: Brand, crew: Crew, tickets: Sequence[AtWork], narrowed: tuple[str, ...], now: datetime) -> list[Load]:
    """The tickets by who holds them: by the brand's teams, where it has some, and by tiers."""
    found = list(_held(brand, crew, tickets))
    scale = Scale(now=now, narrowed=narrowed, most=max((len(theirs) for *_which, theirs in found), default=0))
    return [scale.load(name, narrowing, theirs) for name, narrowing, theirs in found]


def _held(brand: Brand, crew: Crew, tickets: Sequence[AtWork]) -> Iterator[tuple[str, str, list[AtWork]]]:
    roster = crew.roster
    for team in roster.teams:
        theirs = [each for each in tickets if team in reach.holding(roster.teams, each.holder, each.product)]
        yield team.name, f"team:{quoted(team.name)}", theirs
    names = dict(tier_names(brand, {ticket.holder for ticket in tickets}))
    for level in sorted({ticket.holder for ticket in tickets}):
        yield names[level], f"tier:{level}", [ticket for ticket in tickets if ticket.holder == level]


def _load(crew: Crew, person: int, theirs: Sequence[AtWork], scale: Scale) -> Load:
    where, there = _where(crew, person, scale.now)
    them = crew.people[person]
    return scale.load(str(them), f"assignee:{quoted(them.email)}", theirs, where=where, there=there)


def _where(crew: Crew, person: int, now: datetime) -> tuple[str, bool]:
    """Whether they are there, in words."""
    back = rota.back_at(crew.roster, person, now)
    if back is not None:
        return _("away until %(until)s") % {"until": back_told(back, now)}, False
    spans = rota.presence(crew.roster, person, now, now + LOOKED_AHEAD)
    if not spans:
        return _("no shift this week"), False
    if spans[0].start > now:
        return _("from %(at)s") % {"at": brief.near(spans[0].start, now)}, False
    if spans[0].end >= now + LOOKED_AHEAD:
        return _("there"), True
    return _("there until %(at)s") % {"at": brief.near(spans[0].end, now)}, True
