"""The cheapest roster: what is found is what trying all of them finds."""

from __future__ import annotations

from itertools import product

from parola.lab.simulation.roster import Roster
from parola.lab.simulation.runs import Scenario, draw, meet, result
from parola.lab.simulation.search import cheapest
from parola.sla.metric import Metric
from parola.sla.objective import Objective
from tests.lab.simulation.support import MONDAY, shift, stream, terms


def scenario(share: float = 0.9) -> Scenario:
    objective = Objective(metrics=(Metric.FIRST_RESPONSE,), share=share, by_priority=False, text={})
    streams = (stream(terms("credenti", "premium"), "P1", 1.2, work=600),)
    return Scenario(
        streams=streams, objectives=(objective,), timezone="Europe/Madrid", start=MONDAY, weeks=1, warm=0, runs=4
    )


def roster(most: int) -> Roster:
    return Roster(
        shifts=(
            shift("early", "daily 06:00-14:00", 1, cost=10, most=most),
            shift("late", "daily 14:00-22:00", 1, cost=12, most=most),
            shift("night", "daily 22:00-06:00", 1, cost=19, most=most),
        )
    )


def test_the_cheapest_of_all_rosters_is_found() -> None:
    asked, people = scenario(), roster(2)
    ready = [draw(asked, number) for number in range(asked.runs)]
    keeping = [
        counts
        for counts in product(range(3), repeat=3)
        if result(
            asked, people.with_counts(counts), [meet(each, people.with_counts(counts), asked) for each in ready]
        ).sure
    ]
    best = min(people.with_counts(counts).cost for counts in keeping)
    found = cheapest(asked, people, most=200)
    assert found.keeps
    assert found.cheapest
    assert found.roster.cost == best
    assert found.tried < 27


def test_where_not_even_the_largest_keeps_them_it_is_shown_and_said() -> None:
    found = cheapest(scenario(1.0), roster(1), most=50)
    assert (found.keeps, found.roster.counts) == (False, (1, 1, 1))


def test_a_search_that_is_given_up_says_that_a_cheaper_one_may_be_left() -> None:
    found = cheapest(scenario(), roster(2), most=2)
    assert (found.keeps, found.cheapest, found.tried) == (True, False, 2)
