"""The desk event by event: who takes what, and when, on desks small enough to be reckoned by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parola.lab.simulation.crews import Agent
from parola.lab.simulation.engine import run
from parola.lab.simulation.load import BACK, Load
from parola.sla.table import NEVER
from tests.lab.simulation.support import FOREVER, everybody, one_skill


def test_what_is_due_first_is_taken_first() -> None:
    load = Load(opened=[0, 1, 2], starts=[0, 1, 2], due=[50, 90, 60], skill=[0] * 3, works=[10, 10, 10], waits=[-1] * 3)
    assert run(load, everybody(1), FOREVER).begun.tolist() == [0, 20, 10]


def test_work_that_is_begun_is_not_put_down_for_what_is_due_before_it() -> None:
    load = Load(opened=[0, 1], starts=[0, 1], due=[90, 5], skill=[0, 0], works=[10, 1], waits=[-1, -1])
    assert run(load, everybody(1), FOREVER).begun.tolist() == [0, 10]


def test_what_nothing_is_due_for_comes_last_and_the_oldest_of_it_first() -> None:
    load = Load(
        opened=[0, 1, 2, 3], starts=range(4), due=[9, NEVER, NEVER, 90], skill=[0] * 4, works=[10] * 4, waits=[-1] * 4
    )
    assert run(load, everybody(1), FOREVER).begun.tolist() == [0, 20, 30, 10]


def test_who_can_do_least_takes_it_so_that_who_can_do_more_stays_free() -> None:
    both, one = Agent(there=[(0, 100)], skills=frozenset({0, 1})), Agent(there=[(0, 100)], skills=frozenset({0}))
    load = Load(opened=[1, 2], starts=[0, 1], due=[9, 9], skill=[0, 1], works=[50, 5], waits=[-1, -1])
    assert run(load, [both, one], 100).begun.tolist() == [1, 2]


def test_of_those_who_can_do_as_little_who_became_free_last_takes_it() -> None:
    early, late = (Agent(there=[(start, end)], skills=frozenset({0})) for start, end in ((0, 100), (10, 20)))
    course = run(one_skill([12, 13], [30, 30]), [early, late], FOREVER)
    assert (course.begun.tolist(), course.done.tolist()) == ([12, 13], [NEVER, 43])


@pytest.mark.parametrize("skills", [(0, 0, 1), (1, 1, 0)])
def test_who_serves_two_queues_takes_what_is_due_first_in_both(skills: tuple[int, ...]) -> None:
    both, away = Agent(there=[(0, 100)], skills=frozenset({0, 1})), Agent(there=[(90, 91)], skills=frozenset({1}))
    load = Load(opened=[0, 1, 2], starts=range(3), due=[9, 50, 20], skill=skills, works=[10] * 3, waits=[-1] * 3)
    assert run(load, [both, away], 100).begun.tolist() == [0, 20, 10]


def test_people_of_more_kinds_than_a_run_has_room_for_are_refused() -> None:
    agents = [Agent(there=[(0, 100 + number)], skills=frozenset({0})) for number in range(BACK + 1)]
    with pytest.raises(ValueError, match="too many kinds of people"):
        run(one_skill([0], [1]), agents, 10)


def test_work_nobody_can_do_is_never_begun() -> None:
    load = Load(opened=[1], starts=[0], due=[9], skill=[1], works=[5], waits=[-1])
    assert run(load, everybody(2), FOREVER).begun.tolist() == [NEVER]


def test_a_shift_takes_what_came_before_it() -> None:
    course = run(one_skill([5, 6], [10, 10]), everybody(1, ((100, 200),)), FOREVER)
    assert course.begun.tolist() == [100, 110]


def test_work_longer_than_the_shift_goes_on_with_the_next_one() -> None:
    course = run(one_skill([190, 195], [30, 10]), everybody(1, ((100, 200), (300, 400))), FOREVER)
    assert (course.begun.tolist(), course.done.tolist()) == ([190, 320], [320, 330])


def test_work_that_ends_soon_after_the_shift_is_done_before_one_leaves() -> None:
    course = run(one_skill([190, 195], [30, 10]), everybody(1, ((100, 200), (300, 400)), stays=20), FOREVER)
    assert (course.begun.tolist(), course.done.tolist()) == ([190, 300], [220, 310])


def test_a_customer_who_writes_again_waits_for_a_turn_again() -> None:
    load = Load(opened=[0, 22], starts=[0, 2], due=[50, 50, 90], skill=[0] * 3, works=[10, 10, 10], waits=[15, -1, -1])
    course = run(load, everybody(1), FOREVER)
    assert (course.asked.tolist(), course.begun.tolist()) == ([0, 25, 22], [0, 32, 22])


def test_nothing_happens_after_the_end_of_the_run() -> None:
    course = run(one_skill([0, 50], [100, 100]), everybody(1), 60)
    assert (course.begun.tolist(), course.done.tolist()) == ([0, NEVER], [NEVER, NEVER])


@settings(max_examples=60)
@given(st.data())
def test_nobody_does_two_things_at_once_and_none_waits_while_somebody_idles(data: st.DataObject) -> None:
    """With one skill, always there: at each beginning, all agents together do as many turns as there are agents, or nobody waits."""
    count = data.draw(st.integers(1, 3))
    gaps = data.draw(st.lists(st.integers(0, 20), min_size=1, max_size=25))
    opened = [sum(gaps[: place + 1]) for place in range(len(gaps))]
    works = data.draw(st.lists(st.integers(1, 40), min_size=len(gaps), max_size=len(gaps)))
    course = run(one_skill(opened, works), everybody(count), FOREVER)
    for begun, asked in zip(course.begun, course.asked, strict=True):
        working = sum(a <= begun < b for a, b in zip(course.begun, course.done, strict=True))
        assert working <= count
        if begun > asked:
            just_before = sum(a < begun <= b for a, b in zip(course.begun, course.done, strict=True))
            assert just_before == count
