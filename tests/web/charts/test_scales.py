"""An axis is marked at round numbers that hold what is drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from parola.web.charts.scales import STEPS, ticks
from parola.web.charts.values import Measure


@pytest.mark.parametrize(
    ("high", "measure", "steps"),
    [
        (0, Measure.COUNT, (0, 1)),
        (3, Measure.COUNT, (0, 1, 2, 3)),
        (47, Measure.COUNT, (0, 10, 20, 30, 40, 50)),
        (0.9, Measure.SHARE, (0, 0.2, 0.4, 0.6, 0.8, 1)),
        (5_400, Measure.TIME, (0, 1_800, 3_600, 5_400)),
        (100_000, Measure.TIME, (0, 28_800, 57_600, 86_400, 115_200)),
    ],
)
def test_steps_are_round(high: float, measure: Measure, steps: tuple[float, ...]) -> None:
    assert ticks(0, high, measure) == steps


@given(some.floats(min_value=0, max_value=1e9), some.floats(min_value=0, max_value=1e9), some.sampled_from(Measure))
def test_they_hold_what_is_drawn_and_are_few(one: float, other: float, measure: Measure) -> None:
    low, high = sorted((one, other))
    steps = ticks(low, high, measure)
    assert steps[0] <= low * (1 + 1e-6) + 1e-9
    assert steps[-1] >= high * (1 - 1e-6) - 1e-9
    assert 2 <= len(steps) <= STEPS + 2
