"""The simulation is held against Erlang C, where the formula applies: one skill, nobody leaves, work of exponential length."""

from __future__ import annotations

from math import factorial, sqrt
from statistics import fmean, stdev

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.erlang import Queue
from parola.lab.simulation.engine import run
from tests.lab.simulation.support import FOREVER, everybody, one_skill

RUNS, TICKETS, WARM = 12, 12_000, 2_000
WORK = 600.0


def waits(queue: Queue, seed: int) -> NDArray[np.float64]:
    """How long the tickets of one run waited, in seconds, once the desk is full."""
    chance = np.random.default_rng(seed)
    opened = (np.cumsum(chance.exponential(1 / queue.rate, TICKETS)) * 1e6).astype(int).tolist()
    works = (chance.exponential(queue.work, TICKETS) * 1e6).astype(int).tolist()
    course = run(one_skill(opened, works), everybody(queue.agents), FOREVER)
    waited: NDArray[np.float64] = (course.begun - np.array(opened))[WARM:] / 1e6
    return waited


@pytest.mark.parametrize(("agents", "busy"), [(1, 0.5), (1, 0.7), (3, 0.8), (8, 0.85), (20, 0.9)])
def test_waits_are_those_of_erlang_c_within_two_standard_errors(agents: int, busy: float) -> None:
    queue = Queue(rate=busy * agents / WORK, work=WORK, agents=agents)
    means, served = [], []
    for seed in range(RUNS):
        waited = waits(queue, 1000 * agents + seed)
        means.append(float(waited.mean()))
        served.append(float((waited <= 0.2 * WORK).mean()))
    for found, known in ((means, queue.mean_wait), (served, queue.served_within(0.2 * WORK))):
        assert abs(fmean(found) - known) <= 2 * stdev(found) / sqrt(RUNS)


@pytest.mark.parametrize(("load", "agents"), [(1.0, 2), (0.5, 1), (5.0, 8), (17.5, 20)])
def test_the_recursion_gives_what_the_formula_gives_as_it_is_written(load: float, agents: int) -> None:
    last = load**agents / factorial(agents) * agents / (agents - load)
    waiting = last / (sum(load**n / factorial(n) for n in range(agents)) + last)
    queue = Queue(rate=load, work=1.0, agents=agents)
    assert queue.waiting == pytest.approx(waiting)
    assert queue.mean_wait == pytest.approx(waiting / (agents - load))


def test_a_load_that_nobody_can_carry_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot carry"):
        Queue(rate=2.0, work=1.0, agents=2)
