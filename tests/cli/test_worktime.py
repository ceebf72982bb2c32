"""`parola worktime`: answers on standard output, complaints on standard error, an exit code that tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from parola.cli.main import build

CASES = Path(__file__).parents[1] / "sla/cases"

OFFICE = {"weekly": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}}
CASE = {"id": "A", "timezone": "Europe/Rome", "calendar": OFFICE, "start": "2026-03-02T10:00:00+01:00"}


app = build()


def run(*arguments: object, cases: str = "") -> Result:
    return CliRunner().invoke(app, ["worktime", *map(str, arguments)], input=cases)


def lines(*cases: object) -> str:
    return "".join(json.dumps(case) + "\n" for case in cases)


def answers(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_due_times_and_elapsed_times_come_in_the_order_of_the_cases() -> None:
    result = run(
        cases=lines(
            CASE | {"target_minutes": 60},
            CASE | {"id": 2, "target_seconds": 30, "end": "2026-03-02T12:00:00+01:00"},
            CASE | {"id": None, "end": "2026-03-02T10:00:00.5+01:00"},
            CASE | {"kind": "elapsed", "target_minutes": 60, "end": "2026-03-03T12:00:00+01:00"},
            CASE | {"kind": "due", "target_minutes": 60, "end": "2026-03-03T12:00:00+01:00"},
        )
    )
    assert answers(result) == [
        {"id": "A", "due": "2026-03-02T10:00:00Z"},
        {"id": 2, "due": "2026-03-02T09:00:30Z", "elapsed_seconds": 7200},
        {"id": None, "elapsed_seconds": 0.5},
        {"id": "A", "elapsed_seconds": 36_000},
        {"id": "A", "due": "2026-03-02T10:00:00Z"},
    ]
    assert result.stderr == ""
    assert result.exit_code == 0


def test_cases_may_name_calendars_of_a_file() -> None:
    with (CASES / "worktime.jsonl").open(encoding="utf-8") as file:
        expected = [json.loads(line)["expected_due"] for line in file]
    result = run("--calendars", CASES / "calendars.json", CASES / "worktime.jsonl")
    assert [answer["due"] for answer in answers(result)] == expected
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        ({"type": "end_of_business_day", "n": 2}, "2026-03-04T16:00:00Z"),
        ({"type": "business_day_at", "n": 1, "at": "16:00"}, "2026-03-03T15:00:00Z"),
        ({"type": "business_days_later", "n": 5}, "2026-03-09T09:00:00Z"),
    ],
)
def test_targets_by_the_day(rule: object, due: str) -> None:
    assert answers(run(cases=lines(CASE | {"relative_rule": rule}))) == [{"id": "A", "due": due}]


@pytest.mark.parametrize(
    "case",
    [
        CASE | {"target_minutes": 240, "pauses": [["2026-03-02T11:00:00+01:00", None]]},
        CASE | {"target_minutes": 240, "calendar": {"weekly": {}}},
    ],
)
def test_what_never_comes_is_due_at_null(case: object) -> None:
    result = run(cases=lines(case))
    assert answers(result) == [{"id": "A", "due": None}]
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("calendar", "seconds"),
    [
        (OFFICE | {"holidays": ["2026-03-03"]}, 7 * 3600),
        (OFFICE | {"holidays": [{"from": "2026-03-03", "to": "2026-03-04"}]}, 7 * 3600),
        (OFFICE | {"holidays": [{"from": "03-01", "to": "03-02", "recurring": True}]}, 8 * 3600),
        (
            OFFICE | {"overrides": [{"from": "2026-03-03", "to": "2026-03-03", "hours": [["09:00", "13:00"]]}]},
            11 * 3600,
        ),
        ({"weekly": {"mon": [["22:00", "06:00"]]}}, 8 * 3600),
        ({"weekly": {"mon": [["22:00", "30:00"]]}}, 8 * 3600),
        ({"union": [OFFICE, {"timezone": "Asia/Tokyo", "weekly": {"tue": [["17:00", "18:00"]]}}]}, 15 * 3600),
        ({"intersection": [OFFICE, {"timezone": "UTC", "weekly": {"tue": [["00:00", "24:00"]]}}]}, 8 * 3600),
        ({"timezone": "UTC", "calendar": OFFICE}, 16 * 3600),
    ],
)
def test_calendars_of_every_kind(calendar: object, seconds: int) -> None:
    case = CASE | {"calendar": calendar, "end": "2026-03-04T00:00:00+01:00"}
    assert answers(run(cases=lines(case))) == [{"id": "A", "elapsed_seconds": seconds}]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"start": "2026-03-02T10:00:00"}, "start: “2026-03-02T10:00:00” is no instant"),
        ({"start": "yesterday"}, "start: “yesterday” is no instant"),
        ({"start": None}, "start should be a text, not null"),
        ({"timezone": "Europe/Atlantis"}, "timezone: “Europe/Atlantis” is no time zone"),
        ({"timezone": "../etc/passwd"}, "timezone: “../etc/passwd” is no time zone"),
        ({"calendar": "night"}, "There is no calendar “night”"),
        ({"calendar": 7}, "calendar should be an object, not 7"),
        ({"calendar": {"weekly": {"lun": []}}}, "weekly: “lun” is no day of the week"),
        ({"calendar": {"weekly": {"mon": [["9", "17"]]}}}, "weekly.mon: “9” is no time of day"),
        ({"calendar": {"weekly": {"mon": [["09:00"]]}}}, 'weekly.mon: ["09:00"] is no pair'),
        ({"calendar": {"weekly": {"mon": "09:00-17:00"}}}, "weekly.mon should be a list"),
        ({"calendar": {"union": []}}, "union should name at least one calendar"),
        ({"calendar": OFFICE | {"holidays": ["25/12"]}}, "holidays: “25/12” is no date"),
        ({"calendar": OFFICE | {"holidays": [{"from": "02-30", "recurring": True}]}}, "is no date"),
        ({"calendar": OFFICE | {"holidays": [{"from": "2026-03-03", "to": "2026-03-02"}]}}, "comes before the start"),
        ({"target_minutes": "60"}, 'target_minutes should be a number, not "60"'),
        ({"target_minutes": -60}, "target_minutes cannot be negative: -60"),
        ({"target_minutes": 1e300}, "beyond the year 9999"),
        ({"target_minutes": 6e9}, "beyond the year 9999"),
        ({"target_minutes": None}, "The case asks for nothing"),
        ({"relative_rule": {"type": "tomorrow"}, "target_minutes": None}, "relative_rule: “tomorrow” is no rule"),
        ({"pauses": [["2026-03-02T12:00:00Z", "2026-03-02T11:00:00Z"]]}, "comes before the start"),
    ],
)
def test_a_case_that_cannot_be_read_says_what_to_do_and_stops_nothing(
    change: dict[str, object], complaint: str
) -> None:
    good = CASE | {"target_minutes": 60}
    result = run(cases=lines(good, {**good, "id": "B", **change}, good))
    first, wrong, last = answers(result)
    assert first == last == {"id": "A", "due": "2026-03-02T10:00:00Z"}
    assert wrong["id"] == "B"
    assert complaint in str(wrong["error"])
    assert f"line 2: {wrong['error']}\n" == result.stderr
    assert result.exit_code == 1


@pytest.mark.parametrize("line", ["nonsense", "[1]", "{", '"text"', "[" * 100_000, '{"id": "\udcff"}'])
def test_a_line_that_is_no_object_is_told_with_its_number(line: str) -> None:
    good = lines(CASE | {"target_minutes": 60}).encode()
    result = CliRunner().invoke(
        app, ["worktime", "-"], input=good + b"\n" + line.encode("utf-8", "surrogateescape") + b"\n" + good
    )
    assert [answer["id"] for answer in answers(result)] == ["A", None, "A"]
    assert result.stderr.startswith("line 3: ")
    assert result.exit_code == 1


def test_a_file_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    result = run(tmp_path / "cases.jsonl")
    assert result.stderr == f"The file {tmp_path / 'cases.jsonl'} cannot be read: No such file or directory.\n"
    assert result.exit_code == 1


def test_calendars_that_are_no_object_are_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "calendars.json").write_text("[]", encoding="utf-8")
    result = run("--calendars", tmp_path / "calendars.json", cases=lines(CASE))
    assert "should be an object" in result.stderr
    assert result.stdout == ""
    assert result.exit_code == 1


def test_targets_by_the_date_and_zones_of_a_fixed_distance() -> None:
    case = CASE | {"timezone": "-03:00", "start": "2026-01-30T20:00:00-03:00"}
    rules = [
        ({"type": "end_of_calendar_day", "n": 0}, "2026-01-31T03:00:00Z"),
        ({"type": "calendar_day_at", "n": 1, "at": "16:00"}, "2026-01-31T19:00:00Z"),
        ({"type": "calendar_days_later", "n": 2}, "2026-02-01T23:00:00Z"),
        ({"type": "months_later", "n": 1}, "2026-02-28T23:00:00Z"),
        ({"type": "end_of_business_day", "n": 1}, "2026-02-02T20:00:00Z"),
    ]
    result = run(cases=lines(*(case | {"relative_rule": rule} for rule, _ in rules)))
    assert [answer["due"] for answer in answers(result)] == [due for _, due in rules]


def test_windows_across_zones() -> None:
    week = {"windows": ["mon 08:00 Australia/Sydney - fri 17:00 America/Los_Angeles"], "holidays": ["2026-03-09"]}
    case = {"id": "A", "timezone": "UTC", "calendar": week, "start": "2026-03-07T00:30:00Z", "target_minutes": 60}
    assert answers(run(cases=lines(case))) == [{"id": "A", "due": "2026-03-08T21:30:00Z"}]
    assert answers(run(cases=lines(case | {"target_minutes": 240}))) == [{"id": "A", "due": "2026-03-10T00:30:00Z"}]
    wrong = run(cases=lines(case | {"calendar": {"windows": ["mon 08:00 Sydney - fri 17:00 UTC"]}}))
    assert "there is no time zone `Sydney`" in wrong.stderr
