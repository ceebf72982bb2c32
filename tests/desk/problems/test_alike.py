from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parola.desk.problems.alike import Incident, Standing, Tie, Verdict, found, tie, weighed

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
FAULT = frozenset({"termin", "close", "error", "e27"})
OTHER = frozenset({"invoic", "address", "chang", "vat"})


def incident(key: int, *, hours: float = 0, words: frozenset[str] = FAULT, **rest: object) -> Incident:
    return Incident(key=key, at=MONDAY + timedelta(hours=hours), subject=words, words=words, **rest)  # type: ignore[arg-type]


def vector(*numbers: float) -> np.ndarray:
    made = np.array(numbers, dtype=np.float32)
    return made / np.linalg.norm(made)


def tell(
    new: Incident, others: Sequence[Incident], standing: Sequence[Standing] = (), times: int = 3
) -> Verdict | None:
    return weighed(new, others, standing, times=times, window=WEEK)


def test_three_that_say_the_same_are_told_with_what_they_share() -> None:
    verdict = tell(incident(3, hours=30), [incident(1), incident(2, hours=20), incident(9, words=OTHER)])
    assert verdict is not None
    assert verdict.tickets == {1, 2, 3}
    assert set(verdict.group.ties.values()) == {Tie(words=4)}


def test_two_are_not_enough() -> None:
    assert tell(incident(2), [incident(1)]) is None


def test_what_lies_further_back_than_the_window_does_not_count() -> None:
    assert tell(incident(3, hours=24 * 8), [incident(1), incident(2, hours=24 * 6)]) is None


def test_other_products_part_what_is_said_in_the_same_words() -> None:
    tap, desk = incident(1, product="Tap"), incident(2, product="Desk")
    assert tie(tap, desk) is None
    assert tie(tap, incident(3)) == Tie(words=4)
    assert tie(tap, incident(3, product="Tap")) == Tie(words=4, product="Tap")


def test_the_same_component_is_enough() -> None:
    one = incident(1, component="printer", product="Tap")
    other = incident(2, component="printer", product="Desk", words=OTHER)
    assert tie(one, other) == Tie(component="printer")


def test_other_words_of_the_same_meaning_are_alike() -> None:
    arabic = incident(1, words=frozenset(), vector=vector(1, 0.1, 0))
    spanish = incident(2, words=OTHER, vector=vector(1, 0, 0.1))
    far = incident(3, words=frozenset(), vector=vector(0, 1, 0))
    found_tie = tie(arabic, spanish)
    assert found_tie is not None
    assert found_tie.meaning > 0.9
    assert tie(arabic, far) is None
    assert tie(replace(arabic, vector=None), spanish) is None


def test_a_new_incident_of_a_known_problem_is_proposed_for_it_and_makes_no_group() -> None:
    known = [incident(1, problem=5), incident(2, problem=5), incident(3, problem=5)]
    verdict = tell(incident(4), known)
    assert verdict is not None
    assert (verdict.tickets, verdict.problem, verdict.grows) == (frozenset({4}), 5, None)
    waiting = Standing(key=8, state="noticed", tickets=frozenset({4}), problem=5)
    again = tell(incident(6), [*known, incident(4)], [waiting])
    assert again is not None
    assert (again.tickets, again.grows) == (frozenset({6}), 8)


def test_an_incident_of_a_problem_already_is_nothing_new() -> None:
    assert tell(incident(4, problem=5), [incident(1, problem=5), incident(2), incident(3)]) is None


def test_a_group_that_waits_takes_in_what_comes() -> None:
    waiting = Standing(key=7, state="noticed", tickets=frozenset({1, 2, 3}))
    verdict = tell(incident(4), [incident(key) for key in (1, 2, 3)], [waiting])
    assert verdict is not None
    assert (verdict.tickets, verdict.grows) == (frozenset({4}), 7)


sets = st.frozensets(st.sampled_from("abcdefgh"), min_size=2, max_size=5)
incidents = st.lists(
    st.builds(
        lambda hours, words, product, component, numbers: {
            "hours": hours,
            "words": words,
            "product": product,
            "component": component,
            "vector": vector(*numbers) if numbers else None,
        },
        st.integers(0, 400),
        sets,
        st.sampled_from(["", "Tap", "Desk"]),
        st.sampled_from(["", "", "printer"]),
        st.one_of(st.none(), st.tuples(st.floats(0.1, 1), st.floats(0.1, 1), st.floats(0.1, 1))),
    ),
    min_size=1,
    max_size=7,
).map(lambda rows: [incident(key, **row) for key, row in enumerate(rows, 1)])


@given(incidents, st.randoms(use_true_random=False))
def test_the_order_of_the_others_makes_no_difference(rows: list[Incident], random: object) -> None:
    new, *others = rows
    mixed = list(others)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert found(new, others, window=WEEK) == found(new, mixed, window=WEEK)


@given(incidents.filter(lambda rows: len(rows) <= 5))
def test_whether_something_recurs_does_not_depend_on_what_came_in_first(rows: list[Incident]) -> None:
    def told(order: Sequence[Incident]) -> bool:
        return any(tell(new, order[:place]) for place, new in enumerate(order))

    assert len({told(order) for order in permutations(rows)}) == 1


@given(incidents, st.integers(2, 4))
def test_a_group_has_the_new_one_lies_in_the_window_and_says_why(rows: list[Incident], times: int) -> None:
    new, *others = rows
    group = found(new, others, window=WEEK)
    by_key = {each.key: each for each in rows}
    if group is not None:
        instants = [by_key[key].at for key in group.keys]
        assert new.key in group.keys
        assert max(instants) - min(instants) <= WEEK
        assert all(tie(by_key[group.centre], by_key[key]) == reason for key, reason in group.ties.items())


@given(st.integers(3, 6), st.integers(0, 8))
def test_what_was_dismissed_comes_back_only_with_as_many_again(before: int, later: int) -> None:
    old = [incident(key) for key in range(before)]
    dismissed = Standing(key=1, state="dismissed", tickets=frozenset(range(before)))
    others = [*old, *(incident(100 + key) for key in range(later))]
    verdict = tell(incident(200), others, [dismissed])
    assert (verdict is not None) == (later + 1 >= before)
    if verdict is not None:
        assert verdict.tickets.isdisjoint(dismissed.tickets)
