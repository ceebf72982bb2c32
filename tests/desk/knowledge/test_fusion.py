from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parola.desk.knowledge.fusion import fused

RANKINGS = st.lists(st.permutations(range(8)).map(lambda order: order[:5]), min_size=1, max_size=3)


def even(order: list[int]) -> dict[int, float]:
    return dict.fromkeys(order, 1.0)


@given(RANKINGS)
def test_everything_ranked_is_there_once(orders: list[list[int]]) -> None:
    found = fused([even(order) for order in orders])
    assert sorted(found) == sorted({thing for order in orders for thing in order})


@given(RANKINGS)
def test_the_order_of_the_rankings_does_not_matter(orders: list[list[int]]) -> None:
    assert fused([even(order) for order in orders]) == fused([even(order) for order in reversed(orders)])


@given(st.permutations(range(6)))
def test_one_ranking_alone_stays_as_it_is(order: list[int]) -> None:
    assert fused([even(order), {}]) == order


@given(RANKINGS)
def test_what_is_before_another_in_every_ranking_stays_before_it(orders: list[list[int]]) -> None:
    found = fused([even(order) for order in orders])
    for one in found:
        for other in found:
            if all(one in order and other in order and order.index(one) < order.index(other) for order in orders):
                assert found.index(one) < found.index(other)


def test_what_both_find_goes_before_what_one_finds_in_the_same_place() -> None:
    assert fused([even([1, 2]), even([3, 2])])[0] == 2


def test_a_ranking_that_is_unsure_says_little() -> None:
    assert fused([{1: 0.04, 2: 0.04}, {3: 1.0, 4: 1.0}]) == [3, 4, 1, 2]
