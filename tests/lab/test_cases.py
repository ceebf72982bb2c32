from datetime import UTC, datetime

import pytest

from parola.lab import reader as reasons
from parola.lab.cases import Case
from parola.lab.reader import Theirs
from parola.sla.events import Closed, Escalated, Message, Opened, PriorityChanged, Reopened, Resolved, Resumed, Waiting
from tests.lab.support import ONE_ROW, TRAIL, WAYS, WAYS_HEADER, cases

HEADER = "number,opened,priority,type,answered,closed,due,kept"
GOOD = "1,01/06/2026 10:00,1 - High,printer,01/06/2026 10:30,02/06/2026 09:00,01/06/2026 11:00,yes"


def at(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_row_becomes_the_events_of_its_case_in_utc() -> None:
    found, bad = cases(ONE_ROW, HEADER, GOOD)
    assert bad == []
    assert found == [
        Case(
            line=2,
            id="1",
            events=(
                Opened(at=at(1, 8), priority="P1", facts={"type": "printer"}),
                Message(at=at(1, 8, 30), sender="support"),
                Closed(at=at(2, 7)),
            ),
            theirs=Theirs(due=at(1, 9), met=True),
        )
    ]


def test_an_instant_with_its_own_zone_keeps_it() -> None:
    found, _ = cases(ONE_ROW, HEADER, "1,2026-06-01T10:00:00-04:00,1 - High,,,,,")
    assert found[0].opened == at(1, 14)


@pytest.mark.parametrize("mark", ["", "?", " ? "])
def test_a_missing_value_is_no_event(mark: str) -> None:
    found, bad = cases(ONE_ROW, HEADER, f"1,01/06/2026 10:00,1 - High,{mark},{mark},{mark},{mark},{mark}")
    assert bad == []
    assert found[0].events == (Opened(at=at(1, 8), priority="P1", facts={"type": ""}),)
    assert found[0].theirs == Theirs()


def test_a_verdict_without_a_due_time_is_nobodys_promise() -> None:
    found, _ = cases(ONE_ROW, HEADER, "1,01/06/2026 10:00,1 - High,,,,,yes")
    assert found[0].theirs == Theirs()


@pytest.mark.parametrize(
    ("row", "reason", "values"),
    [
        (",01/06/2026 10:00,1 - High,,,,,", reasons.NO_CASE, {"column": "number"}),
        ("2,?,1 - High,,,,,", reasons.NO_OPENING, {"column": "opened"}),
        ("2,6/1/26,1 - High,,,,,", reasons.BAD_INSTANT, {"column": "opened", "value": "6/1/26"}),
        ("2,31/02/2026 10:00,1 - High,,,,,", reasons.BAD_INSTANT, {"column": "opened", "value": "31/02/2026 10:00"}),
        ("2,1900-01-01,1 - High,,,,,", reasons.OTHER_AGE, {"column": "opened", "value": "1900-01-01"}),
        ("2,0001-01-01,1 - High,,,,,", reasons.OTHER_AGE, {"column": "opened", "value": "0001-01-01"}),
        ("2,01/06/2026 10:00,3 - Lost,,,,,", reasons.UNKNOWN_PRIORITY, {"column": "priority", "value": "3 - Lost"}),
        ("2,01/06/2026 10:00,,,,,,", reasons.UNKNOWN_PRIORITY, {"column": "priority", "value": ""}),
        (
            "2,01/06/2026 10:00,1 - High,,,01/06/2026 09:59,,",
            reasons.BEFORE_OPENING,
            {"column": "closed", "value": "01/06/2026 09:59", "opened": "01/06/2026 10:00"},
        ),
        (
            "2,01/06/2026 10:00,1 - High,,,,01/06/2026 11:00,so-so",
            reasons.UNKNOWN_VERDICT,
            {"column": "kept", "value": "so-so"},
        ),
        (GOOD, reasons.DUPLICATE, {"case": "1"}),
    ],
)
def test_a_bad_row_is_told_with_line_and_reason_and_stops_nothing(
    row: str, reason: str, values: dict[str, str]
) -> None:
    last = GOOD.replace("1,", "3,", 1)
    found, bad = cases(ONE_ROW, HEADER, GOOD, row, last)
    assert [case.id for case in found] == ["1", "3"]
    assert [(row.line, row.reason, dict(row.values)) for row in bad] == [(3, reason, values)]
    assert reason % values


TRAIL_HEADER = "number,updated,state,priority,opened"
OPENED = "2026-06-01T08:00Z"


def trail(*rows: str) -> tuple[Case, ...]:
    found, bad = cases(TRAIL, TRAIL_HEADER, *(f"{row},{OPENED}" for row in rows))
    assert bad == []
    return tuple(found)


def test_what_differs_between_the_rows_of_a_case_is_what_happened() -> None:
    (case,) = trail(
        "7,2026-06-01T08:05Z,New,P2",
        "7,2026-06-01T09:00Z,New,P1",
        "7,2026-06-01T10:00Z,Active,P1",
        "7,2026-06-01T11:00Z,Active,P1",
        "7,2026-06-01T12:00Z,Waiting,P1",
        "7,2026-06-02T08:00Z,Resolved,P1",
        "7,2026-06-02T09:00Z,Active,P1",
        "7,2026-06-03T09:00Z,Closed,P1",
    )
    assert case.events == (
        Opened(at=at(1, 8), priority="P2"),
        PriorityChanged(at=at(1, 9), priority="P1"),
        Message(at=at(1, 10), sender="support"),
        Message(at=at(1, 12), sender="support"),
        Waiting(at=at(1, 12), reason="customer"),
        Resumed(at=at(2, 8)),
        Message(at=at(2, 8), sender="support"),
        Resolved(at=at(2, 8)),
        Reopened(at=at(2, 9)),
        Message(at=at(2, 9), sender="support"),
        Closed(at=at(3, 9)),
    )


def test_the_rows_of_an_audit_trail_may_stand_in_any_order() -> None:
    rows = ["7,2026-06-01T09:00Z,New,P2", "8,2026-06-01T09:30Z,New,P1", "7,2026-06-01T10:00Z,Active,P1"]
    by_id = {case.id: case.events for case in trail(*rows)}
    assert {case.id: case.events for case in trail(*reversed(rows))} == by_id


def test_a_bad_row_of_an_audit_trail_costs_its_case_nothing_else() -> None:
    found, bad = cases(
        TRAIL,
        TRAIL_HEADER,
        f"7,2026-06-01T07:59Z,New,P2,{OPENED}",
        f"7,2026-06-01T09:00Z,New,P2,{OPENED}",
        f"7,2026-06-01T09:30Z,-100,P2,{OPENED}",
        f"7,,New,P2,{OPENED}",
        f"7,2026-06-01T10:00Z,Active,P2,{OPENED}",
    )
    assert [(row.line, row.reason) for row in bad] == [
        (2, reasons.BEFORE_OPENING),
        (4, reasons.UNKNOWN_STATE),
        (5, reasons.NO_INSTANT),
    ]
    assert [case.events for case in found] == [
        (Opened(at=at(1, 8), priority="P2"), Message(at=at(1, 10), sender="support"))
    ]


def test_what_a_row_says_is_shown_shortened_and_harmless() -> None:
    _, bad = cases(ONE_ROW, HEADER, f"2,\x1b]0;owned\x07{'x' * 5000},1 - High,,,,,")
    shown = bad[0].values["value"]
    assert isinstance(shown, str)
    assert shown.startswith("�]0;owned�xxx")
    assert len(shown) == 100


def test_who_had_a_case_in_turn_is_read_from_its_rows() -> None:
    rows = [
        "7,2026-06-01T08:00Z,Active,L2,red,?,no,0",
        "7,2026-06-01T09:00Z,Active,L2,?,P9,yes,0",
        "7,2026-06-01T10:00Z,Active,L1,blue,P9,yes,0",
        "7,2026-06-01T11:00Z,Waiting,?,blue,P9,yes,1",
        "7,2026-06-01T12:00Z,Done,L3,red,P10,no,2",
    ]
    for ordered in (rows, rows[::-1]):
        (case,), bad = cases(WAYS, WAYS_HEADER, *ordered)
        assert bad == []
        assert (str(case.way.tiers), str(case.way.holders["team"])) == ("2-1-3", "red-blue-red")
        assert (case.way.links, case.way.marks, case.theirs.reopened) == ({"problem": "P10"}, frozenset(), 2)
        assert case.events == (
            Opened(at=at(1, 8), priority=""),
            Escalated(at=at(1, 8), tier=2),
            Escalated(at=at(1, 10), tier=1),
            Waiting(at=at(1, 11), reason="vendor"),
            Escalated(at=at(1, 12), tier=3),
            Resumed(at=at(1, 12)),
            Resolved(at=at(1, 12)),
        )


@pytest.mark.parametrize(
    ("row", "reason", "values"),
    [
        ("7,2026-06-01T09:00Z,Active,L4,red,?,no,0", reasons.UNKNOWN_TIER, {"column": "line", "value": "L4"}),
        ("7,2026-06-01T09:00Z,Active,L1,red,?,no,-1", reasons.NO_COUNT, {"column": "times", "value": "-1"}),
        ("7,2026-06-01T09:00Z,Active,L1,red,?,no,٣", reasons.NO_COUNT, {"column": "times", "value": "٣"}),
        ("7,?,Active,L1,red,?,no,0", reasons.NO_INSTANT, {"column": "updated"}),
    ],
)
def test_a_row_whose_tier_or_number_means_nothing_is_left_out(row: str, reason: str, values: dict[str, str]) -> None:
    good = "7,2026-06-01T08:00Z,Active,L1,red,?,no,0"
    (case,), bad = cases(WAYS, WAYS_HEADER, good, row)
    assert [(left.line, left.reason, dict(left.values)) for left in bad] == [(3, reason, values)]
    assert str(case.way.tiers) == "1"
