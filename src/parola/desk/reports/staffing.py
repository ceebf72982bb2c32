"""What the teams' shifts will keep, if tickets come as they came of late: the desk simulated from its own last weeks (`lab.simulation`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from parola.desk.accounts.models import Brand, Person
from parola.desk.accounts.permissions import Act, may
from parola.desk.agreements import queries as agreements
from parola.desk.reports.queries import NotAllowed
from parola.desk.teams import queries as teams
from parola.desk.teams import rota
from parola.desk.tickets.models import Ticket, TicketEvent
from parola.lab.simulation.crews import Agent
from parola.lab.simulation.demand import Handling, Kind, Stream
from parola.lab.simulation.history import Acts
from parola.lab.simulation.inputs import objectives_of
from parola.lab.simulation.roster import Skill
from parola.lab.simulation.runs import Result, Scenario, simulate
from parola.lab.simulation.week import HOURS, WEEK, hours_of_week, people_by_hour
from parola.sla.agreement import Terms
from parola.sla.compiled import micros, moment
from parola.sla.spans import Span, union
from parola.sla.table import SECOND
from parola.sla.zones import zone_of

PAST = timedelta(weeks=12)
FEWEST = 20
"""Tickets and answers of those weeks: of fewer nothing is said."""
MOST = 20_000
"""So many tickets and answers are looked at, the latest."""
BUDGET, MOST_RUNS, FEWEST_RUNS = 40_000, 20, 3
"""Tickets that are simulated for a page, in as many runs as they allow: of larger desks fewer."""
STREAM = 100
"""What a kind of ticket costs beside its tickets, counted in tickets."""
USUAL = 0.95
"""What is to be kept where the agreement undertakes nothing."""
STAYS = 1800 * SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """What is to be expected, and of which weeks; `tickets` and `answers` are those that it is known by."""

    scenario: Scenario
    result: Result
    tickets: int
    answers: int
    work: timedelta
    """How long an answer took on average, as far as one can say."""

    @property
    def first(self) -> datetime:
        """When the weeks that count begin."""
        return moment(self.scenario.since)


def staffing(*, person: Person, brand: Brand, now: datetime) -> Staffing | None:
    """Four weeks from the next Monday of the brand's zone on; None where too little is known of the last twelve. Raises NotAllowed.

    With the same past and the same teams it is the same to the last digit.
    """
    if not may(person, Act.REPORT, brand):
        raise NotAllowed(brand.slug)
    opened, acts = _opened(brand, now), _acts(brand, now)
    how = acts.handling() if len(acts.rows) >= FEWEST else None
    crew = _crew(brand, now)
    if how is None or not crew.members or sum(map(len, opened.values())) < FEWEST:
        return None
    streams = tuple(_streams(brand, opened, replace(how, passes=_passed(brand, now)), now))
    start = _next_monday(now, brand.timezone)
    known = Scenario(
        streams=streams,
        objectives=objectives_of(streams[0].kind.terms.agreement, USUAL),
        timezone=brand.timezone,
        start=micros(start) - WEEK,
    )
    scenario = replace(known, runs=_runs(known))
    return Staffing(
        scenario=scenario,
        result=simulate(scenario, crew),
        tickets=sum(map(len, opened.values())),
        answers=len(acts.rows),
        work=timedelta(seconds=round(how.work.mean)),
    )


Group = tuple[int, int, str, bool, str, str]
"""What tickets have in common that are promised the same: version, contract's terms, plan, best effort, priority, product."""


def _opened(brand: Brand, now: datetime) -> dict[Group, list[int]]:
    those = Ticket.objects.filter(brand=brand, opened_at__gte=now - PAST, opened_at__lt=now, void="", imported="")
    rows = those.order_by("-opened_at", "-pk").values_list(
        "version_id", "pinned_id", "plan", "best_effort", "priority", "product", "opened_at"
    )[:MOST]
    found: dict[Group, list[int]] = defaultdict(list)
    for version, pinned, plan, best_effort, priority, product, at in rows:
        found[version, pinned, plan, best_effort, priority, product].append(micros(at))
    return dict(sorted(found.items()))


def _acts(brand: Brand, now: datetime) -> Acts:
    """The answers of the support side."""
    rows = TicketEvent.objects.filter(
        ticket__brand=brand, ticket__imported="", kind="message", data__side="support", actor__isnull=False,
        at__gte=now - PAST, at__lt=now,
    )  # fmt: skip
    told = rows.order_by("-position").values_list("actor_id", "ticket_id", "at")[:MOST]
    return Acts(tuple((str(actor), str(ticket), at.timestamp()) for actor, ticket, at in told))


def _passed(brand: Brand, now: datetime) -> float:
    """The part of the tickets that came to a tier above the front line."""
    those = Ticket.objects.filter(brand=brand, opened_at__gte=now - PAST, opened_at__lt=now, void="", imported="")
    return min(0.9, those.filter(tier__gt=1).count() / max(1, those.count()))


def _streams(brand: Brand, opened: dict[Group, list[int]], how: Handling, now: datetime) -> Iterator[Stream]:
    first = min(min(instants) for instants in opened.values())
    weeks = max(1.0, (micros(now) - first) / WEEK)
    for (version, pinned, plan, best_effort, priority, product), instants in opened.items():
        terms = agreements.terms_named(version, pinned, plan, best_effort)
        if not _has(terms, priority):
            continue
        hours = np.bincount(hours_of_week(brand.timezone, np.array(instants)), minlength=HOURS) / weeks
        kind = Kind(terms=terms, priority=priority, product=product)
        yield Stream(kind=kind, handling=how, week=tuple(hours.tolist()), timezone=brand.timezone)


def _has(terms: Terms, priority: str) -> bool:
    return priority in {each.id for each in terms.agreement.priorities}


def _runs(scenario: Scenario) -> int:
    each = sum(sum(stream.week) for stream in scenario.streams) * (scenario.weeks + scenario.warm)
    return max(FEWEST_RUNS, min(MOST_RUNS, int(BUDGET / (each + STREAM * len(scenario.streams) + 1))))


def _next_monday(now: datetime, timezone: str) -> datetime:
    day = now.astimezone(zone_of(timezone)).date()
    day += timedelta(days=7 - day.weekday())
    return datetime(day.year, day.month, day.day, tzinfo=zone_of(timezone))


@dataclass(frozen=True, slots=True)
class _Crew:
    """The people of the brand's teams, by their shifts and absences."""

    roster: rota.Roster

    @property
    def members(self) -> list[int]:
        """Who is in any team."""
        return sorted({person for team in self.roster.teams for person in team.members})

    def agents(self, skills: Sequence[Skill], start: int, end: int) -> list[Agent]:
        """See `runs.People`."""
        return [self._agent(person, skills, start, end) for person in self.members]

    def _agent(self, person: int, skills: Sequence[Skill], start: int, end: int) -> Agent:
        own = [team for team in self.roster.teams if person in team.members]
        can = frozenset(place for place, skill in enumerate(skills) if any(_serves(team, skill) for team in own))
        there = tuple((micros(span.start), micros(span.end)) for span in self._there(person, start, end))
        return Agent(there=there, skills=can, stays=STAYS)

    def _there(self, person: int, start: int, end: int) -> tuple[Span, ...]:
        return union(rota.presence(self.roster, person, moment(start), moment(end)))

    def people(self, timezone: str, start: int) -> NDArray[np.float64]:
        """See `runs.People`."""
        there = ((span, 1) for person in self.members for span in self._there(person, start, start + WEEK))
        return people_by_hour(timezone, start, there)


def _serves(team: rota.Team, skill: Skill) -> bool:
    product, tier = skill
    return (not team.tiers or tier in team.tiers) and (not team.products or product in team.products)


def _crew(brand: Brand, now: datetime) -> _Crew:
    return _Crew(teams.crew_of(brand, now).roster)
