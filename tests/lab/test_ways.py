"""What is told of the ways of a log's tickets is what each of its tickets went."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from parola.lab.replay import replay
from parola.lab.report import Report
from tests.lab.support import ONE_ROW, TRAIL, WAYS, WAYS_HEADER, log, mapping

START = datetime(2026, 6, 1, tzinfo=UTC)
Step = tuple[str, str, str]
"""A state, a line, a team."""


def replayed(tickets: list[list[Step]]) -> Report:
    """The report of tickets whose rows follow one another by the hour."""
    lines = [WAYS_HEADER]
    for number, steps in enumerate(tickets):
        for hour, (state, line, team) in enumerate(steps):
            lines.append(f"{number},{START + timedelta(hours=hour)},{state},{line},{team},?,no,0")
    opened = log(*lines)
    return replay(mapping(WAYS), [], opened.header, opened.rows())


steps = st.tuples(
    st.sampled_from(["Active", "Waiting", "Done"]),
    st.sampled_from(["L1", "L2", "L3"]),
    st.sampled_from(["red", "blue"]),
)


@given(st.lists(st.lists(steps, min_size=1, max_size=6), max_size=8))
def test_the_counts_are_those_of_the_rows(tickets: list[list[Step]]) -> None:
    report = replayed(tickets)
    ways, last = report.ways, max(map(len, tickets), default=0) - 1
    assert ways.tickets == len(tickets)
    assert ways.tiers is not None
    assert ways.tiers.solved_in_front == sum(all(line == "L1" for _, line, _ in rows) for rows in tickets)
    moved = [sum(a[2] != b[2] for a, b in pairwise(rows)) for rows in tickets]
    assert ways.handovers["team"].handovers == sum(moved)
    assert ways.handovers["team"].ping_pong == sum(times > 1 for times in moved)  # of two teams
    assert ways.waits is not None
    waited = [
        sum(row[0] == "Waiting" for row in rows[:-1]) + (rows[-1][0] == "Waiting") * (last - len(rows) + 1)
        for rows in tickets
    ]
    hours = sum((each.plain for each in ways.waits.by_reason.values()), timedelta()) / timedelta(hours=1)
    assert hours == sum(waited)
    assert ways.waits.waited == sum(any(row[0] == "Waiting" for row in rows) for rows in tickets)
    ends = [sum(a[0] == "Done" != b[0] for a, b in pairwise(rows)) for rows in tickets]
    assert ways.reopened_tickets == sum(map(bool, ends))
    assert (report.reopened.compared, report.reopened.differing) == (len(tickets), sum(map(bool, ends)))


def test_nothing_is_told_that_the_mapping_names_no_column_for() -> None:
    for text, reopens in ((ONE_ROW, False), (TRAIL, True)):
        ways = replay(mapping(text), [], mapping_columns(text), []).ways
        assert (ways.tiers, ways.handovers, ways.links, ways.marks) == (None, {}, {}, {})
        assert (ways.waits is not None, ways.reopened is not None) == (reopens, reopens)


def mapping_columns(text: str) -> list[str]:
    return [column for _, column in mapping(text).columns()]
