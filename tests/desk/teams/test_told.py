"""Who is told of an alarm: the table that a support manager reads, and what holds always."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.desk.teams import reach, rota
from parola.desk.teams.reach import Matter, Recipient
from parola.desk.teams.rota import Absence, Roster, Shift, Team
from parola.sla.spans import Span, union
from tests.desk.teams import rosters
from tests.desk.teams.rosters import Case

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
ZONES = ("UTC", "Europe/Madrid", "Asia/Riyadh", "America/Mexico_City", "Australia/Sydney")
PEOPLE = range(1, 7)


@pytest.mark.parametrize("case", list(rosters.cases()), ids=lambda case: case.line)
def test_the_table_of_who_is_told(case: Case) -> None:
    assert rosters.told(reach.told(case.roster, case.matter, case.whom, case.at)) == case.expected


@pytest.mark.parametrize("line", rosters.lines("shifts.txt"))
def test_the_table_of_shifts(line: str) -> None:
    written, looked_at, expected = rosters.cells(line)
    start, end = rosters.stretch(looked_at)
    wanted = () if expected == "nobody" else tuple(Span(*rosters.stretch(each)) for each in expected.split(","))
    assert union(rosters.shift(written).spans(start, end)) == wanted


instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
people = st.sampled_from(PEOPLE)
times = st.builds(time, st.integers(0, 23), st.sampled_from((0, 30)))
shifts = st.builds(
    Shift,
    person=st.none() | people,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    start=times,
    end=times,
    timezone=st.sampled_from(ZONES),
)


@st.composite
def teams(draw: st.DrawFn) -> Team:
    members = tuple(sorted(draw(st.frozensets(people))))
    return Team(
        key=draw(st.integers(1, 9)),
        tiers=draw(st.frozensets(st.integers(1, 3))),
        products=draw(st.frozensets(st.sampled_from(("vault", "key")))),
        members=members,
        leads=tuple(person for person in members if draw(st.booleans())),
        shifts=tuple(draw(st.lists(shifts, max_size=3))),
    )


@st.composite
def absences(draw: st.DrawFn) -> Absence:
    start = draw(instants)
    length = timedelta(hours=draw(st.integers(1, 400)))
    return Absence(start=start, end=start + length, deputy=draw(st.none() | people))


@st.composite
def desks(draw: st.DrawFn) -> Roster:
    roles = draw(
        st.dictionaries(
            people, st.sampled_from(("agent", "lead", "manager", "auditor")).map(lambda role: frozenset({role}))
        )
    )
    found = draw(st.lists(teams(), max_size=3))
    return Roster(
        roles=roles,
        administrators=(9,),
        teams=tuple(found),
        absences=draw(st.dictionaries(people, st.lists(absences(), max_size=2).map(tuple))),
    )


matters = st.builds(
    Matter,
    tier=st.integers(1, 4),
    product=st.sampled_from(("", "vault", "key", "door")),
    assignee=st.none() | people,
    due=st.none() | instants,
)
recipients = st.lists(st.sampled_from(("assignee", "tier", "lead", "manager")), min_size=1, unique=True)


@given(desks(), matters, recipients, instants)
def test_somebody_is_told_each_once_and_with_one_reason(
    roster: Roster, matter: Matter, whom: list[Recipient], at: datetime
) -> None:
    found = reach.told(roster, matter, whom, at)
    assert found
    assert len({each.person for each in found}) == len(found)
    assert all((each.instead_of is not None) == (each.because == "deputy") for each in found)


@given(desks(), matters, recipients, instants)
def test_who_is_away_is_not_told(roster: Roster, matter: Matter, whom: list[Recipient], at: datetime) -> None:
    for each in reach.told(roster, matter, whom, at):
        assert rota.absent(roster, each.person, at) is None or each.because == "next"


@given(desks(), matters, recipients, instants)
def test_who_is_told_as_one_of_the_team_is_there_and_of_a_team_that_holds_it(
    roster: Roster, matter: Matter, whom: list[Recipient], at: datetime
) -> None:
    for each in reach.told(roster, matter, whom, at):
        if each.because == "team":
            assert reach.is_held_by(roster, each.person, matter.tier, matter.product)
            assert rota.there(roster, each.person, at)


@given(shifts, instants, st.integers(1, 200), st.integers(1, 200))
def test_looking_in_two_parts_is_looking_once(shift: Shift, start: datetime, first: int, second: int) -> None:
    middle, end = start + timedelta(hours=first), start + timedelta(hours=first + second)
    parts = [*shift.spans(start, middle), *shift.spans(middle, end)]
    assert union(parts) == union(shift.spans(start, end))


@given(desks(), people, instants)
def test_back_at_is_the_first_instant_at_which_nobody_calls_them_away(
    roster: Roster, person: int, at: datetime
) -> None:
    back = rota.back_at(roster, person, at)
    if back is None:
        assert rota.absent(roster, person, at) is None
    else:
        assert rota.absent(roster, person, back) is None
        assert rota.absent(roster, person, back - rota.MOMENT) is not None
