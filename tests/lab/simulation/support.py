"""Small desks for the tests of the simulation."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from parola.lab.simulation.crews import Agent
from parola.lab.simulation.demand import Handling, Kind, Stream
from parola.lab.simulation.draws import Draw
from parola.lab.simulation.load import Load
from parola.lab.simulation.roster import Shift
from parola.policy import holidays
from parola.policy.library import load
from parola.policy.notation import week
from parola.policy.terms import ContractTerms, regions, resolve
from parola.sla.agreement import Terms
from parola.sla.calendar import compile_calendar
from parola.sla.compiled import micros
from parola.sla.hours import Interval, OpeningHours

MONDAY = micros(datetime(2026, 3, 2, tzinfo=UTC))
FOREVER = 1 << 60
ALWAYS = ((0, FOREVER),)


def one_skill(opened: list[int], works: list[int]) -> Load:
    """Tickets of one turn each, of one skill, the oldest due first."""
    count = len(opened)
    return Load(opened=opened, starts=range(count), due=opened, skill=[0] * count, works=works, waits=[-1] * count)


def everybody(count: int, there: tuple[tuple[int, int], ...] = ALWAYS, stays: int = 0) -> list[Agent]:
    """So many people who can do everything of one skill."""
    return [Agent(there=there, skills=frozenset({0}), stays=stays)] * count


@cache
def terms(agreement: str, plan: str, timezone: str = "Europe/Madrid") -> Terms:
    """The terms of a shipped agreement's plan."""
    contract = ContractTerms(timezone=timezone, country="ES")
    known = load(agreement).agreement
    return resolve(known, plan, contract, holidays.table(regions(known, contract)))


def stream(
    known: Terms, priority: str, per_hour: float, *, work: float = 1800, again: float = 0.0, answer: Draw | None = None
) -> Stream:
    """Tickets that come evenly around the clock."""
    handling = Handling(work=Draw(mean=work), answer=answer, again=again, reply=Draw(mean=20_000))
    return Stream(kind=Kind(terms=known, priority=priority), handling=handling, week=(per_hour,) * 168)


def shift(name: str, hours: str, count: int, **other: float) -> Shift:
    """A shift of people who do everything."""
    weekly = tuple(each for each in week(hours) if isinstance(each, Interval))
    calendar = compile_calendar(OpeningHours(timezone="Europe/Madrid", week=weekly))
    return Shift(
        name=name, calendar=calendar, count=count, cost=other.get("cost", 1.0), most=int(other.get("most", count))
    )
