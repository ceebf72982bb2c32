"""Who held a ticket in turn: by the table in `tables/ways/`, and by laws."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path as File

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parola.sla.handoffs import Path, count_handovers, count_tiers, path

TABLE = File(__file__).parent / "tables" / "ways" / "handoffs.txt"


def rows() -> Iterator[list[str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return (re.split(r"\s{2,}", line) for line in lines if line[:1].isdigit())


@pytest.mark.parametrize("row", [*rows()], ids=" ".join)
def test_who_held_it(row: list[str]) -> None:
    held, *expected = row
    found = path(int(tier) for tier in held.split())
    counts = count_tiers([found])
    (highest,) = counts.highest
    alone = "yes" if counts.solved_in_front else "no"
    assert [str(found), str(found.handovers), str(found.returns), str(highest), alone] == expected
    assert found.ping_pong is (found.returns > 0)


def test_nothing_is_counted_of_nothing() -> None:
    counts, handed = count_tiers([]), count_handovers([path("")])
    assert (counts.tickets, counts.share_in_front, counts.paths) == (0, None, {})
    assert (handed.tickets, handed.ping_pong_share, handed.at_most(95), handed.handovers) == (0, None, None, 0)


def test_at_most_is_the_number_that_so_many_in_a_hundred_did_not_exceed() -> None:
    handed = count_handovers([*[path("a")] * 50, *[path("ab")] * 45, *[path("abab")] * 5])
    assert [handed.at_most(percent) for percent in (0, 50, 51, 95, 96, 100)] == [0, 0, 1, 1, 3, 3]
    assert (handed.handovers, handed.ping_pong, handed.returns, handed.holders) == (60, 5, 10, 2)


def test_the_most_frequent_path_comes_first() -> None:
    counts = count_tiers([path([1, 2]), path([1]), path([1, 2]), path([3])])
    assert list(counts.paths.items()) == [("1-2", 2), ("1", 1), ("3", 1)]
    assert (counts.began, counts.ended, counts.highest) == ({1: 3, 3: 1}, {1: 1, 2: 2, 3: 1}, {1: 1, 2: 2, 3: 1})
    assert counts.share_in_front == 0.25


named = st.lists(st.integers(1, 4), max_size=12)


@given(named)
def test_a_path_forgets_only_who_holds_it_still(holders: list[int]) -> None:
    found = path(holders)
    assert all(before != after for before, after in pairwise(found.holders))
    assert set(found.holders) == set(holders)
    assert path(found.holders) == found
    assert found.handovers == sum(before != after for before, after in pairwise(holders))
    assert found.ping_pong is any(holder in found.holders[:place] for place, holder in enumerate(found.holders))


@given(named, named)
def test_what_happens_later_takes_nothing_back(before: list[int], after: list[int]) -> None:
    earlier, whole = path(before), path([*before, *after])
    assert whole.handovers >= earlier.handovers
    assert whole.returns >= earlier.returns


@given(st.lists(named.map(path), max_size=20))
def test_counts_are_those_of_each_ticket(paths: list[Path[int]]) -> None:
    held = [found for found in paths if found.holders]
    counts, handed = count_tiers(paths), count_handovers(paths)
    assert counts.tickets == handed.tickets == len(held)
    for counted in (counts.highest, counts.began, counts.ended, counts.paths, handed.by_number):
        assert sum(counted.values()) == len(held)
    assert counts.solved_in_front == sum(max(found.holders) == 1 for found in held)
    assert handed.handovers == sum(found.handovers for found in held)
    assert handed.ping_pong == sum(found.ping_pong for found in held)
