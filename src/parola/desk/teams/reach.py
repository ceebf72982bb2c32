"""Who is told of an alarm, and why they: the rule, pure, of which `docs/teams.md` has the words.

1. Who has the ticket, if they are there. If they are away, who stands in for them, if there.
2. Else the team that holds the ticket's tier and product: those of it who are there now; else those whose shift comes next, if
   it comes before the due time and within a week; else who leads it; else the brand's leads; else its managers.
3. Whatever the agreement says, somebody is told: the same team, and in the end the desk's administrators.

A team that names the product holds it before one that holds all, then one that names the tier; teams that say the same hold
it together. Where the product is no team's, or not known, those of the tier hold it. A brand without teams is one team, of all
who answer its customers, without shifts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from parola.desk.teams.rota import MOMENT, Roster, Team, absent, presence_in, there

AGENT, LEAD, MANAGER = "agent", "lead", "manager"
SOON = timedelta(days=7)
"""Nobody waits longer for a shift."""
Because = Literal["theirs", "deputy", "team", "next", "lead", "manager", "nobody_else", "administrator"]
Recipient = Literal["assignee", "tier", "lead", "manager"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What an alarm is about: the ticket's tier, its product (empty: not known), and who has it.

    `due` is when its clock is due, if ever.
    """

    tier: int
    product: str = ""
    assignee: int | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A person who is told, and why they are. `instead_of`: for whom they stand in."""

    person: int
    because: Because
    instead_of: int | None = None


def holders(roster: Roster, tier: int, product: str) -> tuple[Team, ...]:
    """The teams that hold such tickets; empty where no team of the brand has that tier."""
    if not roster.teams:
        return (Team(key=0, members=roster.of(AGENT, LEAD), leads=roster.of(LEAD)),)
    return holding(roster.teams, tier, product)


def holding(teams: Sequence[Team], tier: int, product: str) -> tuple[Team, ...]:
    """Those of a brand's teams that hold such tickets."""
    of_tier = [team for team in teams if not team.tiers or tier in team.tiers]
    fitting = [team for team in of_tier if not team.products or product in team.products] or of_tier
    best = max(map(_says, fitting), default=None)
    return tuple(team for team in fitting if _says(team) == best)


def _says(team: Team) -> tuple[bool, bool]:
    """How much a team says about what it holds."""
    return bool(team.products), bool(team.tiers)


def is_held_by(roster: Roster, person: int, tier: int, product: str) -> bool:
    """Whether the person is of the team that holds such tickets. Where no team does, everybody is."""
    found = holders(roster, tier, product)
    return not found or any(person in team.members for team in found)


def told(roster: Roster, matter: Matter, whom: Sequence[Recipient], at: datetime) -> list[Told]:
    """Who is told at that instant of what is for `whom`, each once: never nobody, if anybody is asked for at all.

    Empty only where the desk has nobody left, not even an administrator.
    """
    if not whom:
        return []
    teams = holders(roster, matter.tier, matter.product)
    named = [each for recipient in whom for each in _recipient(roster, matter, teams, recipient, at)]
    return list(_each_once(named or [*_of_team(roster, teams, matter, at)] or [*_administrators(roster, at)]))


def _recipient(
    roster: Roster, matter: Matter, teams: Sequence[Team], recipient: Recipient, at: datetime
) -> Iterable[Told]:
    match recipient:
        case "assignee":
            return [*_assignee(roster, matter.assignee, at)] or _of_team(roster, teams, matter, at)
        case "tier":
            return _of_team(roster, teams, matter, at)
        case "lead":
            of_team = [*_standing(roster, _leads(teams), "lead", at)]
            return of_team or _standing(roster, roster.of(LEAD), "lead", at)
        case "manager":
            return _standing(roster, roster.of(MANAGER), "manager", at)


def _assignee(roster: Roster, person: int | None, at: datetime) -> Iterator[Told]:
    """Who has the ticket, or stands in for them."""
    if person is None or not _works(roster, person):
        return
    if there(roster, person, at):
        yield Told(person=person, because="theirs")
    elif (deputy := stand_in(roster, person, at)) is not None and there(roster, deputy, at):
        yield Told(person=deputy, because="deputy", instead_of=person)


def _of_team(roster: Roster, teams: Sequence[Team], matter: Matter, at: datetime) -> Iterable[Told]:
    """Those of the team who are there, else those who come next, else who leads it, else the brand's leads and managers."""
    present = [
        person for team in teams for person in team.members if presence_in(roster, team, person, at, at + MOMENT)
    ]
    if present:
        return [Told(person=person, because="team") for person in sorted(present)]
    coming = _next(roster, teams, at, matter.due)
    if coming:
        return [Told(person=person, because="next") for person in coming]
    for left in (_leads(teams), roster.of(LEAD), roster.of(MANAGER)):
        if reached := [*_standing(roster, left, "nobody_else", at)]:
            return reached
    return ()


def _next(roster: Roster, teams: Sequence[Team], at: datetime, due: datetime | None) -> list[int]:
    """Those of the team who come next, if they come before the due time."""
    until = min(due or at + SOON, at + SOON)
    comes: dict[int, datetime] = {}
    for team in teams if until > at else ():
        for person in team.members:
            if spans := presence_in(roster, team, person, at, until):
                comes[person] = min(spans[0].start, comes.get(person, spans[0].start))
    first = min(comes.values(), default=None)
    return sorted(person for person, start in comes.items() if start == first)


def _standing(roster: Roster, people: Iterable[int], because: Because, at: datetime) -> Iterator[Told]:
    """Those of the people who are not away, and who stands in for those who are."""
    for person in people:
        if absent(roster, person, at) is None:
            yield Told(person=person, because=because)
        elif (deputy := stand_in(roster, person, at)) is not None:
            yield Told(person=deputy, because="deputy", instead_of=person)


def stand_in(roster: Roster, person: int, at: datetime) -> int | None:
    """Who stands in for somebody who is away: the deputy, or theirs if they are away too."""
    seen = {person}
    away = absent(roster, person, at)
    while away is not None and away.deputy is not None and away.deputy not in seen:
        seen.add(away.deputy)
        next_away = absent(roster, away.deputy, at)
        if next_away is None:
            return away.deputy if _works(roster, away.deputy) else None
        away = next_away
    return None


def _administrators(roster: Roster, at: datetime) -> Iterator[Told]:
    """Those who are not away; if all are, all."""
    present = [person for person in roster.administrators if absent(roster, person, at) is None]
    for person in present or roster.administrators:
        yield Told(person=person, because="administrator")


def _works(roster: Roster, person: int) -> bool:
    return person in roster.roles or person in roster.administrators


def _leads(teams: Iterable[Team]) -> tuple[int, ...]:
    return tuple(sorted({lead for team in teams for lead in team.leads}))


def _each_once(found: Iterable[Told]) -> Iterator[Told]:
    """Each person with the reason that comes first; that the ticket is theirs comes before all."""
    seen: dict[int, Told] = {}
    for each in found:
        if each.person not in seen or each.because == "theirs":
            seen[each.person] = each
    yield from seen.values()
