"""The chance of being missed is counted among the clocks that had taken as long, and says how good it was."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from parola.lab.risk import FEWEST, NEVER, Chance, Ended, Kind, Past, calibrate

P1 = Kind("first_response", "", "P1")
P2 = Kind("first_response", "", "P2")
START = datetime(2026, 1, 1, tzinfo=UTC)
PARTS = st.floats(0, 3) | st.just(NEVER)


def ended(kind: Kind, used: Sequence[float]) -> list[Ended]:
    """A clock a day, each over within an hour."""
    days = [START + timedelta(days=place) for place in range(len(used))]
    return [
        Ended(kind=kind, started=day, at=day + timedelta(hours=1), used=part)
        for day, part in zip(days, used, strict=True)
    ]


def test_a_clock_that_has_just_begun_has_the_chance_of_all() -> None:
    past = Past.of(ended(P1, [0.2] * 15 + [2.0] * 5))
    assert past.chance(P1, 0) == Chance(5, 20, wide=False)


def test_one_whose_time_is_nearly_up_has_that_of_the_slow_ones() -> None:
    past = Past.of(ended(P1, [0.2] * 100 + [0.9] * 10 + [NEVER] * 10))
    assert past.chance(P1, 0.5) == Chance(10, 20, wide=False)


def test_where_few_are_of_its_priority_those_of_all_are_asked_and_of_too_few_nothing_is_said() -> None:
    past = Past.of([*ended(P1, [0.5] * (FEWEST - 1)), *ended(P2, [0.5] * 3 + [1.5])])
    assert past.chance(P1, 0.1) == Chance(1, FEWEST + 3, wide=True)
    assert past.chance(P1, 0.6) is None
    assert past.chance(Kind("resolution", "", "P1"), 0) is None


def test_no_chance_is_a_certainty() -> None:
    assert 0 < Chance(0, 12, wide=False).share < Chance(12, 12, wide=False).share < 1


@settings(max_examples=50)
@given(st.lists(PARTS, min_size=FEWEST, max_size=60), PARTS)
def test_it_is_what_a_count_by_hand_gives(used: list[float], spent: float) -> None:
    slower = [part for part in used if part > spent]
    found = Past.of(ended(P1, used)).chance(P1, spent)
    if len(slower) < FEWEST or spent > 1:
        assert found is None or spent > 1
    else:
        assert found == Chance(sum(part > 1 for part in used), len(slower), wide=False)


@settings(max_examples=50)
@given(st.lists(PARTS, max_size=40))
def test_learning_one_by_one_knows_the_same(used: list[float]) -> None:
    past = Past()
    for one in ended(P1, used):
        past.learn(one)
    assert past == Past.of(ended(P1, used))


def test_of_a_desk_whose_past_is_like_its_present_the_chances_come_true() -> None:
    draw = random.Random(8)
    used = [draw.expovariate(1.6) for _ in range(4000)]
    found = calibrate(ended(P1, used))
    assert found is not None
    assert found.error < found.plain_error
    assert all(abs(each.came - each.said) < 0.06 for each in found.bins if each.of > 200)


def test_a_chance_is_told_from_what_had_ended_before_alone() -> None:
    assert calibrate(ended(P1, [0.5] * FEWEST)) is None
    found = calibrate(ended(P1, [0.5] * FEWEST + [2.0]))
    assert found is not None
    assert (found.told, [each.missed for each in found.bins]) == (2, [2])
