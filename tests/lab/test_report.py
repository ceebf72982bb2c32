from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from parola.lab.log import BadRow
from parola.lab.mapping import LogMapping
from parola.lab.replay import measure
from parola.lab.report import Comparison, Difference, Report, Tallies
from parola.sla.clock import State
from tests.lab.support import ONE_ROW, cases, mapping, terms

HEADER = "number,opened,priority,type,answered,closed,due,kept"
UNTIL = datetime(2026, 6, 30, tzinfo=UTC)


def report(*rows: str, tolerance: int = 0, keep: int | None = None, until: datetime | None = UNTIL) -> Report:
    """P1 is due within an hour around the clock, P2 never."""
    found, bad = cases(ONE_ROW, HEADER, *rows)
    tallies = Tallies(mapping(ONE_ROW.replace("tolerance_seconds: 60", f"tolerance_seconds: {tolerance}")), keep=keep)
    for row in bad:
        tallies.bad(row)
    for case in found:
        tallies.case(case, *measure(case, terms(), _MAPPING))
    return tallies.report(until, ("P1", "P2"))


_MAPPING: LogMapping = mapping(ONE_ROW)


def p1(number: int, answered: str = "", due: str = "", kept: str = "") -> str:
    return f"{number},01/06/2026 10:00,1 - High,,{answered},,{due},{kept}"


def test_a_clock_is_met_missed_running_or_never_due() -> None:
    found = report(
        p1(1, "01/06/2026 11:00"),
        p1(2, "01/06/2026 11:01"),
        p1(3),
        "4,30/06/2026 01:30,1 - High,,,,,",
        "5,01/06/2026 10:00,2 - Low,,01/06/2026 18:00,,,",
    )
    assert [
        (row.priority, row.tickets, row.met, row.missed, row.running, row.never_due, row.share) for row in found.rows
    ] == [
        ("P1", 4, 1, 2, 1, 0, 1 / 3),
        ("P2", 1, 0, 0, 0, 1, None),
    ]
    assert (found.total.tickets, found.total.share) == (5, 1 / 3)


def test_quantiles_are_of_the_working_time_of_what_was_answered() -> None:
    answers = [p1(minute, f"01/06/2026 10:{minute:02}") for minute in range(1, 21)]
    found = report(*answers, p1(99))
    assert found.total.median == timedelta(minutes=10.5)
    assert found.total.p95 == timedelta(minutes=19, seconds=3)


def test_what_never_ended_is_judged_when_the_log_ends() -> None:
    found = report(p1(1), "2,01/06/2026 10:59,1 - High,,,,,", until=None)
    assert found.until == datetime(2026, 6, 1, 8, 59, tzinfo=UTC)
    assert found.total.counts == {State.RUNNING: 2}


def test_due_times_agree_within_the_tolerance() -> None:
    rows = [p1(1, due="01/06/2026 11:01"), p1(2, due="01/06/2026 11:02"), p1(3)]
    found = report(*rows, tolerance=60)
    assert found.due == Comparison(compared=2, agreed=1)
    eleven = datetime(2026, 6, 1, 9, tzinfo=UTC)
    assert found.differences == (Difference(3, "2", "P1", "due", eleven, eleven + timedelta(minutes=2)),)


def test_a_due_time_where_nothing_is_due_here_is_a_disagreement() -> None:
    found = report("5,01/06/2026 10:00,2 - Low,,01/06/2026 18:00,,01/06/2026 19:00,yes")
    assert found.due == Comparison(compared=1, agreed=0)
    assert found.verdict == Comparison()


def test_the_verdict_of_an_open_case_is_that_of_the_moment() -> None:
    due = "01/06/2026 11:00"
    rows = [p1(1, due, due, "yes"), p1(2, due, due, "no"), p1(3, "", due, "no"), p1(4, "", due, "yes")]
    found = report(*rows)
    assert found.verdict == Comparison(compared=4, agreed=2)
    assert [(one.line, one.what, one.ours, one.theirs) for one in found.differences] == [
        (3, "verdict", True, False),
        (5, "verdict", False, True),
    ]


def test_lists_are_cut_and_counts_are_whole() -> None:
    found = report(*(p1(number, due="01/06/2026 12:00") for number in (1, 2, 3, 3, 3, 3)), keep=2)
    assert (len(found.bad), found.bad_rows) == (2, 3)
    assert (len(found.differences), found.due.differing) == (2, 3)


def test_an_empty_log_reports_nothing() -> None:
    found = report(until=None)
    assert (found.until, found.total.tickets, found.total.share, found.rows) == (None, 0, None, ())


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 180)), max_size=30))
def test_the_rows_add_up_to_the_total(drawn: list[tuple[bool, int]]) -> None:
    priorities = {True: "1 - High", False: "2 - Low"}
    rows = [
        f"{number},01/06/2026 10:00,{priorities[high]},,01/06/2026 {10 + minutes // 60}:{minutes % 60:02},,,"
        for number, (high, minutes) in enumerate(drawn)
    ]
    found = report(*rows)
    assert sum(row.tickets for row in found.rows) == found.total.tickets == len(drawn)
    assert found.total.met == sum(high and minutes <= 60 for high, minutes in drawn)


def test_bad_rows_are_counted_by_reason() -> None:
    tallies = Tallies(_MAPPING, keep=0)
    for line in range(2, 5):
        tallies.bad(BadRow(line, "one"))
    tallies.bad(BadRow(9, "other"))
    found = tallies.report(None, ())
    assert (found.bad_rows, dict(found.bad_reasons), found.bad) == (4, {"one": 3, "other": 1}, ())
