"""Spans obey the laws of sets of instants."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.sla.spans import Span, intersect, subtract, total, union

START = datetime(2026, 3, 2, tzinfo=UTC)

points = st.integers(min_value=0, max_value=30)
span_lists = st.lists(st.tuples(points, points).map(lambda pair: span(min(pair), max(pair))), max_size=8)


def span(start: int, end: int) -> Span:
    return Span(START + timedelta(hours=start), START + timedelta(hours=end))


def spans(text: str) -> tuple[Span, ...]:
    """`0-2 5-7`: hours since the start."""
    return tuple(span(*map(int, pair.split("-"))) for pair in text.split())


def hours_in(found: tuple[Span, ...] | list[Span]) -> set[int]:
    """The oracle: the hours that lie in any of the spans, one by one."""
    return {hour for hour in range(30) if any(each.start <= span(hour, hour).start < each.end for each in found)}


def tidy(found: tuple[Span, ...]) -> bool:
    """Sorted, apart from each other, none empty."""
    return all(each.start < each.end for each in found) and all(
        before.end < after.start for before, after in itertools.pairwise(found)
    )


@pytest.mark.parametrize(
    ("given_spans", "expected"),
    [
        ("", ""),
        ("0-2", "0-2"),
        ("1-1", ""),
        ("5-7 0-2", "0-2 5-7"),
        ("0-2 2-4", "0-4"),
        ("0-9 2-4", "0-9"),
        ("0-3 2-4 3-3 8-9", "0-4 8-9"),
    ],
)
def test_a_union_is_sorted_and_joined(given_spans: str, expected: str) -> None:
    assert union(spans(given_spans)) == spans(expected)


@pytest.mark.parametrize(
    ("a", "b", "both", "only_a"),
    [
        ("0-4", "2-6", "2-4", "0-2"),
        ("0-4", "4-6", "", "0-4"),
        ("0-9", "1-2 4-5", "1-2 4-5", "0-1 2-4 5-9"),
        ("2-4", "0-9", "2-4", ""),
        ("0-4 3-8", "2-6", "2-6", "0-2 6-8"),
    ],
)
def test_intersection_and_difference(a: str, b: str, both: str, only_a: str) -> None:
    assert intersect(spans(a), spans(b)) == spans(both)
    assert subtract(spans(a), spans(b)) == spans(only_a)


def test_a_span_cannot_run_backwards() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        span(2, 1)


@given(span_lists, span_lists)
def test_the_operations_are_those_of_sets_of_instants(a: list[Span], b: list[Span]) -> None:
    for found, expected in (
        (union(a), hours_in(a)),
        (union([*a, *b]), hours_in(a) | hours_in(b)),
        (intersect(a, b), hours_in(a) & hours_in(b)),
        (subtract(a, b), hours_in(a) - hours_in(b)),
    ):
        assert hours_in(found) == expected
        assert tidy(found)


@given(span_lists, span_lists)
def test_order_does_not_matter_and_repetition_adds_nothing(a: list[Span], b: list[Span]) -> None:
    assert union([*a, *b]) == union([*b, *a])
    assert intersect(a, b) == intersect(b, a)
    assert union(union(a)) == union(a)
    assert intersect(a, a) == union(a)


@given(span_lists, span_lists)
def test_what_is_common_and_what_is_not_make_up_the_whole(a: list[Span], b: list[Span]) -> None:
    assert union([*intersect(a, b), *subtract(a, b)]) == union(a)
    assert total(intersect(a, b)) + total(subtract(a, b)) == total(a)
    assert total(a) == timedelta(hours=len(hours_in(a)))
